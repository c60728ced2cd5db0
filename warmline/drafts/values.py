"""What somebody would change in a plan, entry by entry, with what each was when they looked."""

import secrets
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from warmline.campus_file import DutyEntry, OverrideEntry, PeriodEntry, ShiftEntry
from warmline.errors import PlanError
from warmline.ids import CampusSlug
from warmline.schedule import Plan

EntryKind = Literal["shift", "duty", "override", "period"]
Entry = ShiftEntry | DutyEntry | OverrideEntry | PeriodEntry
KINDS: dict[EntryKind, type[Entry]] = {
    "shift": ShiftEntry,
    "duty": DutyEntry,
    "override": OverrideEntry,
    "period": PeriodEntry,
}
_NAMES = {of: name for name, of in KINDS.items()}


class Proposal(Struct, frozen=True, kw_only=True):
    """One entry that comes, changes or goes; entries are held as plain data, people by name.

    ``was`` is the entry as it stood in the plan when this was proposed: if somebody has changed it
    since, the proposal is about something that is not there any more.
    """

    kind: EntryKind
    id: str | None = None  # None: it comes
    was: dict[str, Any] | None = None
    entry: dict[str, Any] | None = None  # None: it goes

    @property
    def before(self) -> Entry | None:
        """The entry as it was. Raises PlanError if it cannot be read."""
        return _read(self.kind, self.was)

    @property
    def after(self) -> Entry | None:
        """The entry as it would be. Raises PlanError if it cannot be read."""
        return _read(self.kind, self.entry)


class Step(Struct, frozen=True, kw_only=True):
    """What is done together: one proposal, or the several that make a swap."""

    id: str
    proposals: tuple[Proposal, ...]


class Draft(Struct, frozen=True, kw_only=True):
    """A named collection of steps.

    ``version`` grows with each change of it, so that nobody publishes what they have not seen.
    """

    id: str
    campus: CampusSlug
    name: str
    steps: tuple[Step, ...]
    version: int
    actor: str
    made_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None
    outcome: Literal["published", "discarded"] | None = None

    def with_instead(self, step_id: str | None, step: Step) -> tuple[Step, ...]:
        """Return its steps with one in the place of another, or behind them all."""
        if all(it.id != step_id for it in self.steps):
            return (*self.steps, step)
        return tuple(step if it.id == step_id else it for it in self.steps)

    def before(self, step_id: str) -> tuple[Step, ...]:
        """Return the steps that come before one; all of them if it is not there."""
        ids = [it.id for it in self.steps]
        return self.steps[: ids.index(step_id)] if step_id in ids else self.steps


class Refused(Struct, frozen=True):
    """A step that the plan as it is now does not take, and why."""

    step: str
    reason: str


class Trial(Struct, frozen=True, kw_only=True):
    """What steps would make of the plan: nothing of it has been kept.

    ``disagreement`` is what the steps together contradict, though each by itself is taken.
    """

    before: Plan
    after: Plan
    refused: tuple[Refused, ...] = ()
    disagreement: str | None = None

    @property
    def ready(self) -> bool:
        """Say whether all of it could be published now."""
        return not self.refused and self.disagreement is None


def new_step(*proposals: Proposal) -> Step:
    """Return a step with an id of its own."""
    return Step(id=f"t-{secrets.token_hex(5)}", proposals=proposals)


def to_add(entry: Entry) -> Proposal:
    """Propose an entry that is not there yet."""
    return Proposal(kind=_NAMES[type(entry)], entry=_plain(entry))


def to_change(entry_id: str, was: Entry, entry: Entry) -> Proposal:
    """Propose an entry in the place of another of its kind."""
    return Proposal(kind=_NAMES[type(entry)], id=entry_id, was=_plain(was), entry=_plain(entry))


def to_remove(entry_id: str, was: Entry) -> Proposal:
    """Propose that an entry goes."""
    return Proposal(kind=_NAMES[type(was)], id=entry_id, was=_plain(was))


def _plain(entry: Entry) -> dict[str, Any]:
    held: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(entry))
    return held


def _read(kind: EntryKind, held: dict[str, Any] | None) -> Entry | None:
    if held is None:
        return None
    try:
        return msgspec.convert(held, KINDS[kind])
    except (msgspec.ValidationError, KeyError) as exc:
        raise PlanError(f"the {kind} cannot be read; propose it again") from exc

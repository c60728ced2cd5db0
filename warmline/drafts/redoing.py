"""A step of a draft taken up again: which form it came from, and what was typed there."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from warmline.campus_file import OverrideEntry, ShiftEntry
from warmline.drafts.parting import parts_on
from warmline.drafts.values import Entry, EntryKind, Proposal, Step
from warmline.ids import LineSlug


class OfEntry(Struct, frozen=True, kw_only=True):
    """The form of an entry; ``begins``: the shift is another from that day on."""

    kind: EntryKind
    id: str | None
    entry: Entry
    begins: date | None = None


class InReturn(Struct, frozen=True, kw_only=True):
    """The other turn of a swap: whose it is, and its first moment, wall clock."""

    line: LineSlug
    whose: str
    at: datetime


class OfTurn(Struct, frozen=True, kw_only=True):
    """The form of one turn: whose, from when to when, and who has it then."""

    line: LineSlug
    whose: str
    does: Literal["cover", "off", "move", "swap"]
    at: datetime  # a moment of the turn, wall clock
    start: datetime
    end: datetime
    to: str | None = None
    in_return: InReturn | None = None  # of a swap


class _Passed(Struct, frozen=True, kw_only=True):
    """Hours that go from one to another."""

    line: LineSlug
    whose: str
    to: str
    start: datetime
    end: datetime


Redone = OfEntry | OfTurn


def redone(step: Step) -> Redone | None:
    """Return the form that makes a step anew; None where there is nothing to type, as in a removal.

    Raises PlanError if the step cannot be read.
    """
    match step.proposals:
        case (Proposal(kind="override"), *_):
            return _of_dated(step)
        case (Proposal(after=entry) as one,) if entry is not None:
            return OfEntry(kind=one.kind, id=one.id, entry=entry)
        case (
            Proposal(after=ShiftEntry() as earlier) as one,
            Proposal(kind="shift", id=None, after=later),
        ) if later is not None:
            begins = parts_on(earlier)
            return OfEntry(kind="shift", id=one.id, entry=later, begins=begins)
    return None


def _of_dated(step: Step) -> Redone | None:
    """Return the form of dated changes: something added once, or what becomes of a turn."""
    gone = [it for it in (one.before for one in step.proposals) if isinstance(it, OverrideEntry)]
    come = [it for it in (one.after for one in step.proposals) if isinstance(it, OverrideEntry)]
    passed = list(_passed(step, gone, come))
    for one in passed[:1]:
        back = next((it for it in passed if (it.whose, it.to) == (one.to, one.whose)), None)
        if back is not None:
            return _of_swap(one, back)
    if not come:
        return None
    first = come[0]
    if not gone and [it.kind for it in come] == ["add"]:
        return OfEntry(kind="override", id=None, entry=first)
    from_ = next((it for it in (*gone, *come) if gone or it.kind != "add"), first)
    to = next((it for it in come if it.kind == "add"), first)
    does: Literal["cover", "off", "move"] = "cover"
    if {it.kind for it in come} == {"remove"}:
        does = "off"
    elif to.kind == "add":
        does = "move"
    return OfTurn(
        line=from_.line,
        whose=from_.covers or from_.mentor,
        does=does,
        at=from_.start,
        start=to.start,
        end=to.end,
        to=None if does == "off" else to.mentor,
    )


def _passed(
    step: Step, gone: Sequence[OverrideEntry], come: Sequence[OverrideEntry]
) -> Iterator[_Passed]:
    """Yield which hours go from whom to whom; whoever keeps a rest of theirs is left out.

    What somebody had by an override is given on by one of the same kind, for the same person.
    """
    for before, after in ((one.before, one.after) for one in step.proposals):
        whose: str | None
        to: str | None
        if isinstance(after, OverrideEntry):
            it, to = after, after.mentor
            whose = next((one.mentor for one in gone if _follows(after, one)), after.covers)
        elif isinstance(before, OverrideEntry) and not any(_follows(one, before) for one in come):
            it, whose, to = before, before.mentor, before.covers
        else:
            continue
        if whose and to and whose != to:
            yield _Passed(line=it.line, whose=whose, to=to, start=it.start, end=it.end)


def _follows(after: OverrideEntry, before: OverrideEntry) -> bool:
    """Whether an override gives on what another gave."""
    same = (after.line, after.kind, after.covers) == (before.line, before.kind, before.covers)
    return same and after.start < before.end and after.end > before.start


def _of_swap(one: _Passed, back: _Passed) -> OfTurn:
    return OfTurn(
        line=one.line,
        whose=one.whose,
        does="swap",
        at=one.start,
        start=one.start,
        end=one.end,
        to=one.to,
        in_return=InReturn(line=back.line, whose=back.whose, at=back.start),
    )

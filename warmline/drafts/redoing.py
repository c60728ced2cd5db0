"""A step of a draft taken up again: which form it came from, and what was typed there."""

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


class OfTurn(Struct, frozen=True, kw_only=True):
    """The form of one turn: whose, from when to when, and who has it then."""

    line: LineSlug
    whose: str
    does: Literal["cover", "off", "move", "swap"]
    at: datetime  # a moment of the turn, wall clock
    start: datetime
    end: datetime
    to: str | None = None


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
    if not come:
        return None
    first = come[0]
    if not gone and [it.kind for it in come] == ["add"]:
        return OfEntry(kind="override", id=None, entry=first)
    from_ = next((it for it in (*gone, *come) if gone or it.kind != "add"), first)
    to = next((it for it in come if it.kind == "add"), first)
    does: Literal["cover", "off", "move", "swap"] = "cover"
    if {it.kind for it in come} == {"remove"}:
        does = "off"
    elif to.kind == "add":
        does = "move"
    elif len({it.mentor for it in come}) > 1:
        does = "swap"
    return OfTurn(
        line=from_.line,
        whose=from_.covers or from_.mentor,
        does=does,
        at=from_.start,
        start=to.start,
        end=to.end,
        to=None if does == "off" else to.mentor,
    )

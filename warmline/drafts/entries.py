"""What is in a plan, as entries that can be changed: people by name, as a campus file has them."""

from warmline.campus_file import DutyEntry, OverrideEntry, PeriodEntry, ShiftEntry
from warmline.drafts.values import Entry, EntryKind
from warmline.hours import Period
from warmline.schedule import Duty, Override, Plan, Shift, periods_of


def find_entry(plan: Plan, kind: EntryKind, entry_id: str) -> Entry | None:
    """Return an entry of a plan, or None if it is not there (any more)."""
    held: dict[EntryKind, tuple[Shift | Duty | Override | Period, ...]] = {
        "shift": plan.shifts,
        "duty": plan.duties,
        "override": plan.overrides,
        "period": tuple(periods_of(plan)),
    }
    found = next((it for it in held[kind] if it.id == entry_id), None)
    return None if found is None else entry_of(plan, found)


def entry_of(plan: Plan, it: Shift | Duty | Override | Period) -> Entry:
    """Return one thing of a plan as an entry."""
    names = {mentor.id: mentor.name for mentor in plan.mentors}
    match it:
        case Shift():
            return ShiftEntry(
                line=it.line,
                mentors=tuple(names[one] for one in it.mentors),
                start=it.start,
                end=it.end,
                repeat=it.repeat,
            )
        case Duty():
            return DutyEntry(
                line=it.line,
                name=it.name,
                mentors=tuple(names[one] for one in it.mentors),
                start=it.start,
                every=it.every,
                hours=it.hours,
            )
        case Override():
            return OverrideEntry(
                line=it.line,
                kind=it.kind,
                mentor=names[it.mentor],
                covers=names[it.covers] if it.covers else None,
                start=it.start,
                end=it.end,
            )
        case Period():
            return PeriodEntry(
                name=it.name,
                kind=it.kind,
                first=it.first,
                last=it.last,
                line=it.line,
                closed=it.closed,
                hours=it.hours,
            )

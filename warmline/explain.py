"""Who would ring at an instant, rung by rung, and why each other person would not."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from warmline.holidays import absence
from warmline.hours import Hours, wall_clock_of
from warmline.ids import LineSlug
from warmline.line import Line, Rung
from warmline.roster import Mentor, may_be_rung
from warmline.schedule import OnCall, Plan, line_of, on_call


class Ready(Struct, frozen=True):
    """Somebody, or a desk, that a rung would ring; ``source`` says why."""

    name: str
    source: str


class LeftOut(Struct, frozen=True):
    """Somebody, or a desk, that a rung would not ring, and the reason in words."""

    name: str
    reason: str


class ExplainedRung(Struct, frozen=True):
    """One rung at an instant, in roster (for desks: file) order."""

    rung: Rung
    ready: tuple[Ready, ...]
    left_out: tuple[LeftOut, ...]


def explain(plan: Plan, slug: LineSlug, at: datetime) -> tuple[ExplainedRung, ...]:
    """Return every rung of a line as the plan has it at an instant (UTC).

    It knows the plan alone: who is busy or resting just now is live state, and whose turn is next
    among those who are ready is the rotation's. Raises PlanError if there is no such line.
    """
    line = line_of(plan, slug)
    return tuple(_explained(plan, line, rung, at) for rung in line.ladder)


def would_ring(plan: Plan, slug: LineSlug, at: datetime) -> tuple[ExplainedRung, ...]:
    """Return every rung as ``explain`` does; at closed hours, a pause too, no mentor is ready."""
    rungs, hours = explain(plan, slug, at), line_of(plan, slug).open_hours
    if hours.is_open(at):
        return rungs
    period = hours.closed_by(at)
    reason = f"the line is closed ({period.name})" if period else "the line is closed"
    return tuple(it if it.rung.who == "desk" else _silent(it, reason) for it in rungs)


def _silent(it: ExplainedRung, reason: str) -> ExplainedRung:
    left = [LeftOut(person.name, reason) for person in it.ready]
    return ExplainedRung(it.rung, (), (*left, *it.left_out))


def _explained(plan: Plan, line: Line, rung: Rung, at: datetime) -> ExplainedRung:
    """Return one rung with who is ready and who is left out."""
    if rung.who == "desk":
        verdicts = list(_desk_verdicts(line, at))
    elif rung.who == "shift":
        verdicts = list(_shift_verdicts(plan, line, at))
    else:
        verdicts = list(_role_verdicts(plan, line, rung.who.removeprefix("role:"), at))
    return ExplainedRung(
        rung,
        tuple(verdict for verdict in verdicts if isinstance(verdict, Ready)),
        tuple(verdict for verdict in verdicts if isinstance(verdict, LeftOut)),
    )


def _desk_verdicts(line: Line, at: datetime) -> Iterator[Ready | LeftOut]:
    """Yield each desk, open or not."""
    for desk in line.desks:
        hours = line.desk_hours(desk)
        if hours.is_open(at):
            yield Ready(desk.name, "open")
            continue
        holiday, when = absence(hours, at)
        closed = "closed for a holiday" if holiday else "closed now"
        yield LeftOut(desk.name, f"{closed}, opens {when}" if when else closed)


def _shift_verdicts(plan: Plan, line: Line, at: datetime) -> Iterator[Ready | LeftOut]:
    """Yield everyone on call, and everyone whom the line's plan names at other times."""
    today = wall_clock_of(at, line.timezone).date()
    entries = {entry.mentor: entry for entry in on_call(plan, line.slug, at)}
    named = _named(plan, line)
    for mentor in sorted(plan.mentors, key=lambda m: m.order):
        entry = entries.get(mentor.id)
        reason = may_be_rung(mentor, today)
        if entry is not None:
            yield LeftOut(mentor.name, reason) if reason else Ready(mentor.name, entry.source)
        elif mentor.id in named:
            yield LeftOut(mentor.name, reason or _absence(mentor, entries.values()))


def _absence(mentor: Mentor, entries: Iterable[OnCall]) -> str:
    """Return why somebody who is in the plan is not on call at the moment."""
    covered = any(entry.source == f"cover for {mentor.name}" for entry in entries)
    return "is covered by somebody else" if covered else "is not on call at this time"


def _named(plan: Plan, line: Line) -> set[str]:
    """Return the ids of everyone in the line's shifts, duties and overrides."""
    named = {m for shift in plan.shifts if shift.line == line.slug for m in shift.mentors}
    named |= {m for duty in plan.duties if duty.line == line.slug for m in duty.mentors}
    named |= {o.mentor for o in plan.overrides if o.line == line.slug}
    return {str(mentor) for mentor in named}


def _role_verdicts(plan: Plan, line: Line, role: str, at: datetime) -> Iterator[Ready | LeftOut]:
    """Yield everyone who has a role."""
    today = wall_clock_of(at, line.timezone).date()
    for mentor in sorted(plan.mentors, key=lambda m: m.order):
        if role in mentor.roles:
            hours = mentor.hours_as(role, line.timezone)
            reason = may_be_rung(mentor, today) or _away(hours, at)
            yield LeftOut(mentor.name, reason) if reason else Ready(mentor.name, f"role {role}")


def _away(hours: Hours, at: datetime) -> str:
    """Return why somebody is not there by their own hours, or nothing if they are."""
    if hours.is_open(at):
        return ""
    holiday, when = absence(hours, at)
    away = "is on holiday" if holiday else "is outside their hours"
    return f"{away}, back {when}" if when else away

"""Whom a drill rings, when, and what came of it: nothing here touches anything."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Literal, get_args

from msgspec import Struct

from warmline.hours import instant_of, wall_clock_of
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.roster import Mentor, may_be_rung
from warmline.schedule import Plan, spans

DRILLED = timedelta(days=7)  # whoever is on the plan for so long from now on is rung
APART = timedelta(seconds=20)  # between two rings: a drill never crowds the line's own calls out
DECENT = (time(10), time(20))  # on the wall clock of the line

# What may be heard of one phone, the fullest first: callbacks come twice and out of order.
Heard = Literal["reached", "no_key", "declined", "no_answer", "failed", "in_contact", "lost"]
WHY: dict[Heard, str] = {
    "reached": "pressed 1",
    "no_key": "picked up, no key pressed: perhaps a voicemail box or a call screen",
    "declined": "was busy or declined",
    "no_answer": "did not answer",
    "failed": "could not be rung: look at the number",
    "in_contact": "was in a contact all the while",
    "lost": "the carrier never said what became of the ring",
}
_FULLEST: tuple[Heard, ...] = get_args(Heard)


class Ringee(Struct, frozen=True):
    """One phone of a drill: whose, through which line's number, and when it rings (UTC)."""

    mentor: MentorId
    line: LineSlug
    rings_at: datetime


class Tested(Struct, frozen=True, kw_only=True):
    """What came of one phone; ``outcome`` is None while it has not been rung, or still rings."""

    mentor: MentorId
    name: str
    line: LineSlug
    rings_at: datetime
    outcome: Heard | None = None
    ended_at: datetime | None = None


def phones_of(plan: Plan, now: datetime) -> tuple[Ringee, ...]:
    """Return every phone that a call could ring in the coming week, once each, in roster order.

    That is everyone on a shift or duty, and everyone with a role that a ladder rings. Each is rung
    at a decent hour of the first line they are on; counseling desks are not: they press no keys.
    """
    found: dict[MentorId, Line] = {}
    for line in plan.lines:
        for mentor in _on(plan, line, now):
            found.setdefault(mentor, line)
    order = {it.id: it.order for it in plan.mentors}
    named = sorted(found, key=lambda it: order.get(it, len(order)))
    slots: dict[LineSlug, datetime] = {}
    ringees = []
    for mentor in named:
        line = found[mentor]
        at = decent(slots.get(line.slug, now), line.timezone)
        slots[line.slug] = at + APART
        ringees.append(Ringee(mentor, line.slug, at))
    return tuple(ringees)


def decent(at: datetime, timezone: str) -> datetime:
    """Return the first instant from ``at`` on (UTC) at which a person may be rung for no need."""
    opens, closes = DECENT
    local = wall_clock_of(at, timezone)
    if opens <= local.time() < closes:
        return at
    day = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    return instant_of(datetime.combine(day, opens), timezone)


def fullest(heard: Iterable[Heard]) -> Heard | None:
    """Return what tells most of all that was heard of one phone, or None for nothing."""
    known = set(heard)
    return next((it for it in _FULLEST if it in known), None)


def missed(tested: Iterable[Tested]) -> tuple[Tested, ...]:
    """Return those who were not reached."""
    return tuple(it for it in tested if it.outcome != "reached")


def _on(plan: Plan, line: Line, now: datetime) -> Iterator[MentorId]:
    """Yield who may be rung on a line within the coming week, by shift or by role."""
    mentors = {it.id: it for it in plan.mentors}
    roles = {it.who.removeprefix("role:") for it in line.ladder if it.who.startswith("role:")}
    if any(it.who == "shift" for it in line.ladder):
        for span in spans(plan, line.slug, now, now + DRILLED):
            yield from (
                it.mentor for it in span.on_call if _may(mentors, it.mentor, line, span.end)
            )
    today = wall_clock_of(now, line.timezone).date()
    for mentor in plan.mentors:
        if roles & mentor.roles and may_be_rung(mentor, today) is None:
            yield mentor.id


def _may(mentors: dict[MentorId, Mentor], mentor: MentorId, line: Line, by: datetime) -> bool:
    found = mentors.get(mentor)
    return found is not None and may_be_rung(found, wall_clock_of(by, line.timezone).date()) is None

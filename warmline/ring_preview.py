"""Who would ring, rung by rung, and why each of the others would not; nothing rings for it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.ids import MentorId
from warmline.line import Line, Rung, Window, is_open, next_opening, wall_clock_of
from warmline.roster import Mentor, may_be_rung
from warmline.schedule import Plan, on_call


class Person(Struct, frozen=True):
    """A mentor or a desk, and why they would ring or would not."""

    kind: Literal["mentor", "desk"]
    name: str
    reason: str


class Preview(Struct, frozen=True):
    """One rung: who would ring in this order, and who would not."""

    rung: Rung
    would_ring: tuple[Person, ...]
    left_out: tuple[Person, ...]


def preview(
    plan: Plan,
    line: Line,
    at: datetime,
    *,
    unavailable: Mapping[MentorId, str],
    order: Sequence[MentorId],
) -> tuple[Preview, ...]:
    """Return who would ring on each rung of a line at an instant (UTC).

    ``unavailable`` says who cannot be rung for a reason that no plan holds (busy, resting);
    ``order`` is whose turn it is.
    """
    places = {mentor: place for place, mentor in enumerate(order)}
    mentors = sorted(plan.mentors, key=lambda m: (places.get(m.id, len(places)), m.order))
    found = []
    for rung in line.ladder:
        if rung.who == "desk":
            rings, left = _desks(line, at)
        else:
            rings, left = _mentors(plan, line, rung, at, mentors, unavailable)
        found.append(Preview(rung, tuple(rings), tuple(left)))
    return tuple(found)


def _desks(line: Line, at: datetime) -> tuple[list[Person], list[Person]]:
    """Return the desks that are open, in file order, and those that are not."""
    rings, left = [], []
    for desk in line.desks:
        if is_open(desk.hours, line.timezone, at):
            rings.append(Person("desk", desk.name, "open now" if desk.hours else "always open"))
        else:
            left.append(Person("desk", desk.name, _closed(line, desk.hours, at)))
    return rings, left


def _closed(line: Line, hours: Sequence[Window], at: datetime) -> str:
    opens = next_opening(hours, line.timezone, at)
    if opens is None:
        return "closed"
    return f"closed until {wall_clock_of(opens, line.timezone):%a %d %b %H:%M}"


def _mentors(
    plan: Plan,
    line: Line,
    rung: Rung,
    at: datetime,
    mentors: Sequence[Mentor],
    unavailable: Mapping[MentorId, str],
) -> tuple[list[Person], list[Person]]:
    why_on = dict(_candidates(plan, line, rung, at))
    today = wall_clock_of(at, line.timezone).date()
    rings, left = [], []
    for mentor in mentors:
        why_off = (
            (None if is_open(line.hours, line.timezone, at) else _closed_line(line, at))
            or (None if mentor.id in why_on else _not_a_candidate(rung))
            or may_be_rung(mentor, today)
            or unavailable.get(mentor.id)
        )
        if why_off is None:
            rings.append(Person("mentor", mentor.name, why_on[mentor.id]))
        elif mentor.active or mentor.id in why_on:
            left.append(Person("mentor", mentor.name, why_off))
    return rings, left


def _closed_line(line: Line, at: datetime) -> str:
    return f"the line is {_closed(line, line.hours, at)}"


def _candidates(plan: Plan, line: Line, rung: Rung, at: datetime) -> Iterator[tuple[MentorId, str]]:
    """Yield whom a rung names, and why."""
    if rung.who == "shift":
        yield from ((entry.mentor, entry.source) for entry in on_call(plan, line.slug, at))
        return
    role = rung.who.removeprefix("role:")
    yield from ((m.id, f"has the role {role}") for m in plan.mentors if role in m.roles)


def _not_a_candidate(rung: Rung) -> str:
    if rung.who == "shift":
        return "is not on call"
    return f"does not have the role {rung.who.removeprefix('role:')}"

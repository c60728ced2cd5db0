"""The coming two weeks worked out in advance, so that a call needs no database to find a mentor."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from warmline.callers import Callers
from warmline.hours import SURGE, Hours, instant_of, wall_clock_of
from warmline.ids import Sealed
from warmline.line import Line, Rung
from warmline.roster import SURGE_TURN, CompiledRoster, Member, Mentor, PoolSpan, may_be_rung
from warmline.schedule import OnCall, Plan, Span, spans
from warmline.stretches import merged

_DAY = timedelta(days=1)
_HALF_DAY = timedelta(hours=12)


def compile_roster(
    plan: Plan,
    *,
    now: datetime,
    version: str,
    pepper: Sealed,
    days: int = 14,
    callers: Callers = Callers(),  # noqa: B008 - frozen
) -> CompiledRoster:
    """Return who may be rung on every rung of every line from ``now`` for some days.

    Only people who may be rung are in it: certification that ends in between ends there too.
    """
    until = now + days * _DAY
    return CompiledRoster(
        campus=plan.campus,
        version=version,
        compiled_at=now,
        valid_until=until,
        pepper=pepper,
        lines=plan.lines,
        mentors=plan.mentors,
        pools={line.slug: _pools(plan, line, now, until) for line in plan.lines},
        blocked=callers.blocked,
        phrases=plan.phrases,
        callers=callers.plans,
    )


def _pools(
    plan: Plan, line: Line, start: datetime, end: datetime
) -> tuple[tuple[PoolSpan, ...], ...]:
    """Return the spans of each of the line's rungs."""
    return tuple(
        tuple(merged(_pool(plan, line, rung, start, end), _members)) for rung in line.ladder
    )


def _members(span: PoolSpan) -> tuple[Member, ...]:
    return span.members


def _pool(plan: Plan, line: Line, rung: Rung, start: datetime, end: datetime) -> Iterator[PoolSpan]:
    """Yield the spans of one rung; a desk rung has none, its desks go by their own hours."""
    if rung.who == "shift":
        yield from _shift_pool(plan, line, start, end)
    elif rung.who.startswith("role:"):
        yield from _role_pool(plan, line, rung.who.removeprefix("role:"), start, end)


def _shift_pool(plan: Plan, line: Line, start: datetime, end: datetime) -> Iterator[PoolSpan]:
    """Yield who is on call by the schedule and may be rung.

    A turn of duty longer than a day counts as a new one from noon to noon: otherwise the cap on
    contacts per shift would be spent on the first evening of a week.
    """
    mentors = {mentor.id: mentor for mentor in plan.mentors}
    found = spans(plan, line.slug, start, end)
    entries = {entry for span in found for entry in span.on_call}
    serving = {mentors[it.mentor] for it in entries if it.mentor in mentors}
    cuts = _cuts(serving, line, start, end, noons=any(_is_long(it) for it in entries))
    for span in found:
        for from_, to in _cut(span, cuts):
            today = wall_clock_of(from_, line.timezone).date()
            yield PoolSpan(
                from_,
                to,
                tuple(
                    Member(mentor.id, _turn(line, entry, from_), mentor.order)
                    for entry in span.on_call
                    if (mentor := mentors.get(entry.mentor)) is not None and _rings(mentor, today)
                ),
            )


def _turn(line: Line, entry: OnCall, at: datetime) -> str:
    """Return the name of a person's turn of duty, by which caps and fairness count."""
    name = f"{line.slug}:{entry.since.isoformat(timespec='seconds')[:19]}Z"  # since is UTC
    if entry.source == SURGE:
        return f"{SURGE_TURN}{name}"
    return f"{name}/{_noon_date(line, at)}" if _is_long(entry) else name


def _is_long(entry: OnCall) -> bool:
    """Say whether a turn of duty is longer than a day; clocks may go back meanwhile."""
    return entry.until - entry.since > _DAY + timedelta(hours=1)


def _role_pool(
    plan: Plan, line: Line, role: str, start: datetime, end: datetime
) -> Iterator[PoolSpan]:
    """Yield everyone who has a role, is there and may be rung; turns run from noon to noon."""
    holders = sorted((m for m in plan.mentors if role in m.roles), key=lambda m: m.order)
    hours = {it.id: it.hours_as(role, line.timezone) for it in holders}
    cuts = {*_cuts(holders, line, start, end, noons=True), *_comings(hours.values(), start, end)}
    for from_, to in _cut(Span(start, end, ()), sorted(cuts)):
        today = wall_clock_of(from_, line.timezone).date()
        turn = f"{role}:{_noon_date(line, from_)}"
        members = (
            Member(mentor.id, turn, mentor.order)
            for mentor in holders
            if _rings(mentor, today) and hours[mentor.id].is_open(from_)
        )
        yield PoolSpan(from_, to, tuple(members))


def _comings(everyones: Iterable[Hours], start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield when somebody comes or goes by hours of their own."""
    for hours in everyones:
        for it in hours.openings(start, end) if hours.weekly or hours.periods else ():
            yield from (it.start, it.end)


def _rings(mentor: Mentor, today: date) -> bool:
    """Say whether there is a phone, and it may be rung."""
    return bool(mentor.phone_hash) and may_be_rung(mentor, today) is None


def _noon_date(line: Line, at: datetime) -> date:
    """Return the date of the last local noon: a night belongs to the evening it begins in."""
    return (wall_clock_of(at, line.timezone) - _HALF_DAY).date()


def _cuts(
    mentors: Iterable[Mentor], line: Line, start: datetime, end: datetime, *, noons: bool
) -> list[datetime]:
    """Return when turns change (noons), and when certifications and pauses end (midnights)."""
    first = wall_clock_of(start, line.timezone).date()
    last = wall_clock_of(end, line.timezone).date()
    ends = {m.certified_until for m in mentors} | {m.paused_until for m in mentors}
    expiries = {day for day in ends if day is not None and first <= day <= last}
    days = (first + n * _DAY for n in range((last - first).days + 1))
    locals_ = [datetime.combine(day, time(12)) for day in days] if noons else []
    locals_ += [datetime.combine(day + _DAY, time.min) for day in expiries]
    return sorted(instant_of(local, line.timezone) for local in locals_)


def _cut(span: Span, cuts: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the parts of a span between cuts."""
    inner = cuts[bisect_right(cuts, span.start) : bisect_left(cuts, span.end)]
    yield from pairwise([span.start, *dict.fromkeys(inner), span.end])

"""When holidays leave nobody at counseling: of a desk, of a counselor, of the line itself."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise

from msgspec import Struct

from warmline.hours import Hours, instant_of, wall_clock_of
from warmline.ladder import is_counseling, is_desk
from warmline.line import Line
from warmline.plan_check.findings import Finding
from warmline.plan_check.stretches import Stretch, joined, meetings, open_times, without
from warmline.roster import Mentor, may_be_rung
from warmline.schedule import Plan

_DAY = timedelta(days=1)
Times = Sequence[Stretch]


class _Presence(Struct, frozen=True):
    """When a desk or a counselor would be there, when they are, and in words why not else."""

    usual: Times
    there: Times
    away: tuple[tuple[Times, str], ...]


def without_counseling(plan: Plan, line: Line, start: datetime, end: datetime) -> Iterator[Finding]:
    """Yield when counseling would be there but for holidays, and is not.

    Looked for in the line's open hours and in those that its own holidays close: who calls then is
    still offered the desks. Hours in which nobody ever is are how the campus made it.
    """
    if not _has_holidays(plan, line):
        return
    opened = _opened(line, start, end)
    asked = list(joined([*opened, *open_times(Hours(line.timezone, line.hours), start, end)]))
    everyone = [*_desks(line, start, end), *_counselors(plan, line, asked, opened)]
    usual = list(joined(span for it in everyone for span in it.usual))
    there = [span for it in everyone for span in it.there]
    away = [it for one in everyone for it in one.away]
    for empty in without(meetings(asked, usual), there):
        for piece in _pieces(empty, away):
            reasons = [words for times, words in away if any(_holds(it, piece) for it in times)]
            words = ", ".join(reasons)
            yield Finding(
                kind="no_counseling", line=line.slug, mentor=None, words=words, times=(piece,)
            )


def _has_holidays(plan: Plan, line: Line) -> bool:
    """Say whether anybody at all may be away: most plans have nothing to look for."""
    return (
        any(it.changes_hours for it in line.periods)
        or any(it.holidays for it in line.desks)
        or any(it.holidays for it in plan.mentors)
    )


def _opened(line: Line, start: datetime, end: datetime) -> Times:
    """Return when a line is open on its days as they are; a pause is no holiday."""
    periods = tuple(it for it in line.periods if not it.is_switch)
    return list(open_times(Hours(line.timezone, line.hours, periods), start, end))


def _desks(line: Line, start: datetime, end: datetime) -> Iterator[_Presence]:
    for desk in line.desks:
        usual = list(open_times(Hours(line.timezone, desk.hours), start, end))
        there = list(open_times(line.desk_hours(desk), start, end))
        closed = list(without(usual, there))
        yield _Presence(usual, there, ((closed, f"{desk.name} is closed for a holiday"),))


def _counselors(plan: Plan, line: Line, asked: Times, opened: Times) -> Iterator[_Presence]:
    """Yield every counselor whom the ladder rings; while the line is closed it rings nobody."""
    rung = any(is_counseling(it) and not is_desk(it) for it in line.ladder)
    for mentor in plan.mentors if rung and asked else ():
        if "counselor" not in mentor.roles:
            continue
        start, end = asked[0].start, asked[-1].end
        serving = list(joined(_serving(mentor, line, start, end)))
        weekly = Hours(line.timezone, mentor.hours)
        usual = list(meetings(serving, list(open_times(weekly, start, end))))
        hours = mentor.hours_as("counselor", line.timezone)
        here = list(meetings(serving, list(open_times(hours, start, end))))
        rings = list(meetings(here, opened))
        away = list(without(usual, here)), f"{mentor.name} is on holiday"
        closed = list(without(here, opened)), f"{mentor.name} is not rung while the line is closed"
        yield _Presence(usual, rings, (away, closed))


def _serving(mentor: Mentor, line: Line, start: datetime, end: datetime) -> Iterator[Stretch]:
    """Yield the days on which somebody may be rung at all."""
    day = wall_clock_of(start, line.timezone).date()
    while day <= wall_clock_of(end, line.timezone).date():
        if mentor.phone_hash and may_be_rung(mentor, day) is None:
            midnights = (datetime.combine(it, time.min) for it in (day, day + _DAY))
            yield Stretch(*(instant_of(it, line.timezone) for it in midnights))
        day += _DAY


def _pieces(whole: Stretch, away: Iterable[tuple[Times, str]]) -> Iterator[Stretch]:
    """Yield a time cut wherever somebody goes away or comes back."""
    edges = {edge for times, _ in away for it in times for edge in (it.start, it.end)}
    inner = sorted(edge for edge in edges if whole.start < edge < whole.end)
    for from_, to in pairwise([whole.start, *inner, whole.end]):
        yield Stretch(from_, to)


def _holds(time: Stretch, piece: Stretch) -> bool:
    return time.start <= piece.start and piece.end <= time.end

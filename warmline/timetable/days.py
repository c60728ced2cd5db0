"""Weeks, months and days of a line's wall clock, and on which of them something is shown."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from warmline.hours import instant_of, wall_clock_of

_DAY = timedelta(days=1)
_NOON = time(12)


class Range(Struct, frozen=True):
    """Some days, both included; ``before`` and ``after`` are days of the ranges beside it."""

    first: date
    last: date
    before: date
    after: date

    @property
    def days(self) -> tuple[date, ...]:
        """Each day."""
        return tuple(self.first + n * _DAY for n in range((self.last - self.first).days + 1))

    def instants(self, timezone: str) -> tuple[datetime, datetime]:
        """Return when the first day begins and the last one ends (UTC)."""
        start = datetime.combine(self.first, time.min)
        end = datetime.combine(self.last + _DAY, time.min)
        return instant_of(start, timezone), instant_of(end, timezone)


def week_of(day: date) -> Range:
    """Return the week of a day, from Monday."""
    monday = day - day.weekday() * _DAY
    return Range(monday, monday + 6 * _DAY, monday - 7 * _DAY, monday + 7 * _DAY)


def month_of(day: date) -> Range:
    """Return the month of a day."""
    first = day.replace(day=1)
    following = (first + 31 * _DAY).replace(day=1)
    return Range(first, following - _DAY, (first - _DAY).replace(day=1), following)


def shown_on(start: datetime, end: datetime, timezone: str) -> Iterator[date]:
    """Yield the days on which a turn (UTC) is shown: that on which it starts, and later ones.

    A night belongs to the day on which it starts; a later day counts if it goes on past its noon.
    """
    from_, to = wall_clock_of(start, timezone), wall_clock_of(end, timezone)
    day = from_.date()
    yield day
    while datetime.combine(day := day + _DAY, _NOON) < to:
        yield day


def local_days(start: datetime, end: datetime, timezone: str) -> Iterator[tuple[date, str]]:
    """Yield each day that a time (UTC) touches, with the part of it: ``19:00-24:00``, ``all day``.

    Unlike a turn's, a gap's hours are told on the day on which they are.
    """
    from_, to = wall_clock_of(start, timezone), wall_clock_of(end, timezone)
    day = from_.date()
    while datetime.combine(day, time.min) < to:
        begins = f"{from_:%H:%M}" if day == from_.date() else "00:00"
        ends = f"{to:%H:%M}" if day == to.date() else "24:00"
        yield day, "all day" if (begins, ends) == ("00:00", "24:00") else f"{begins}\u2013{ends}"
        day += _DAY


def label_of(start: datetime, end: datetime, day: date, timezone: str) -> str:
    """Return a turn's hours as they are said on one of its days."""
    from_, to = wall_clock_of(start, timezone), wall_clock_of(end, timezone)
    soon = to <= datetime.combine(day + _DAY, _NOON)
    if from_.date() == day:
        return f"{from_:%H:%M}\u2013{to:%H:%M}" if soon else f"from {from_:%H:%M}"
    return f"until {to:%H:%M}" if soon else "all day"

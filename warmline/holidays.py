"""Holidays: days on which a counseling desk or a counselor is away, or keeps other hours."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct

from warmline.errors import PlanError
from warmline.hours import Hours, Period, Window, read_window, wall_clock_of, write_window

_EXAMPLE = (
    'write days like "2026-11-26", "2026-11-26 to 2026-11-29", or "2026-12-24 09:00-12:00"'
    " for other hours"
)
_SHAPE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s+to\s+(\d{4}-\d{2}-\d{2}))?(?:\s+(\S.*))?")
_LONGEST = 400  # days: more than that is no holiday but a year mistyped


class Holiday(Struct, frozen=True):
    """Local days from ``first`` to ``last``, both included, and the hours on them instead."""

    first: date
    last: date
    hours: tuple[Window, ...] = ()  # empty: away

    @property
    def period(self) -> Period:
        """The same as a period, which is what hours are worked out with."""
        return Period(
            id="",
            name="holiday",
            kind="holiday",
            first=self.first,
            last=self.last,
            closed=not self.hours,
            hours=self.hours,
        )


def hours_of(timezone: str, weekly: tuple[Window, ...], holidays: Sequence[Holiday]) -> Hours:
    """Return when somebody with these weekly hours and holidays is there."""
    return Hours(timezone, weekly, tuple(it.period for it in holidays))


def absence(hours: Hours, at: datetime) -> tuple[bool, str]:
    """Return whether a holiday is why nobody is there at an instant, and when they are next.

    The latter is empty where that is more than a year away.
    """
    opens = hours.next_opening(at)
    when = f"{wall_clock_of(opens, hours.timezone):%a %d %b %H:%M}" if opens else ""
    return hours.closed_by(at) is not None, when


def read_holiday(text: str) -> Holiday:
    """Return what e.g. ``2026-12-24 to 2026-12-31 mon-fri 09:00-12:00`` says.

    Without hours, nobody is there on these days; hours without weekdays are those of every day.
    Raises PlanError with what is wrong.
    """
    words = " ".join(text.replace("\u2013", "-").split())
    match = _SHAPE.fullmatch(words)
    if match is None:
        raise PlanError(_EXAMPLE)
    first, last = _day(match[1]), _day(match[2] or match[1])
    if last < first:
        raise PlanError("the last day is before the first")
    if (last - first).days > _LONGEST:
        raise PlanError("is longer than a year; change the hours instead")
    return Holiday(first, last, tuple(_windows(match[3] or "")))


def check_holidays(holidays: Sequence[Holiday]) -> None:
    """Raise PlanError, naming both, where two of them share a day: one of them would not hold."""
    ordered = sorted(holidays, key=lambda it: (it.first, it.last))
    for one, other in pairwise(ordered):
        if other.first <= one.last:
            raise PlanError(
                f'"{write_holiday(one)}" and "{write_holiday(other)}" are about the same day;'
                ' keep one (several hours of a day go into one, like "09:00-12:00, 14:00-16:00")'
            )


def write_holiday(holiday: Holiday) -> str:
    """Return the text that ``read_holiday`` reads as this holiday."""
    days = holiday.first.isoformat()
    if holiday.last != holiday.first:
        days += f" to {holiday.last.isoformat()}"
    hours = ", ".join(write_window(it).removeprefix("mon-sun ") for it in holiday.hours)
    return f"{days} {hours}".strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise PlanError(f'"{text}" is not a day of the calendar') from exc


def _windows(text: str) -> Iterator[Window]:
    """Yield the windows of e.g. ``09:00-12:00, mon-fri 14:00-16:00``."""
    for part in text.split(", ") if text else ():
        window = read_window(f"mon-sun {part}" if part[:1].isdigit() else part)
        yield window

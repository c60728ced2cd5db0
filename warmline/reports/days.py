"""Whole days on the wall clock of a line: what a report is about, and what it is compared with."""

from datetime import date, datetime, time, timedelta

from msgspec import Struct

from warmline.errors import PlanError
from warmline.hours import instant_of
from warmline.reports.months import read_month

_DAY = timedelta(days=1)
LONGEST = 800  # days: a little more than is ever kept


class Days(Struct, frozen=True):
    """From a first day to a last, which is included, in a zone."""

    first: date
    last: date
    timezone: str

    @property
    def start(self) -> datetime:
        """The first midnight, UTC."""
        return _midnight(self.first, self.timezone)

    @property
    def end(self) -> datetime:
        """The midnight after the last day, UTC."""
        return _midnight(self.last + _DAY, self.timezone)

    @property
    def length(self) -> int:
        """How many days these are."""
        return (self.last - self.first).days + 1

    @property
    def is_month(self) -> bool:
        """Say whether they are one whole month of the calendar."""
        return self == month_of(self.first, self.timezone)

    def before(self) -> "Days":
        """Return as many days before; before a month, the month before.

        Two months differ by a day or three. Thirty days that are no month would differ from a
        month's page by one day, and from the two pages that day could be worked out.
        """
        eve = self.first - _DAY
        if self.is_month:
            return month_of(eve, self.timezone)
        return Days(eve - (self.length - 1) * _DAY, eve, self.timezone)

    def is_over(self, now: datetime) -> bool:
        """Say whether nothing more will come in them."""
        return self.end <= now


def month_of(day: date, timezone: str) -> Days:
    """Return the month that a day is in."""
    first = day.replace(day=1)
    return Days(first, (first + 31 * _DAY).replace(day=1) - _DAY, timezone)


def last_month(today: date, timezone: str) -> Days:
    """Return the month before a day's."""
    return month_of(today.replace(day=1) - _DAY, timezone)


def last_week(today: date, timezone: str) -> Days:
    """Return the last Monday to Sunday that was over before a day began."""
    sunday = today - (today.weekday() + 1) * _DAY
    return Days(sunday - 6 * _DAY, sunday, timezone)


def named_month(text: str, timezone: str) -> Days:
    """Return the month that ``2026-11`` names. Raises PlanError."""
    return month_of(date.fromisoformat(f"{read_month(text, timezone).name}-01"), timezone)


def two_dates(first: date, last: date, timezone: str) -> Days:
    """Return the days from one to another. Raises PlanError if there are none, or too many."""
    if last < first:
        raise PlanError("the last day is before the first")
    if (last - first).days >= LONGEST:
        raise PlanError(f"that is more than {LONGEST} days; nothing is kept for longer")
    return Days(first, last, timezone)


def _midnight(day: date, timezone: str) -> datetime:
    return instant_of(datetime.combine(day, time.min), timezone)

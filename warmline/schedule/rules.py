"""What no shift, override or period may say, whoever brings it: a file, a command or a text.

Each rule yields (key, what is wrong with it) in the words of the campus file. A value that could
not be read is None, and no rule speaks of it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from warmline.errors import PlanError
from warmline.hours import Window
from warmline.schedule.repeat import check_repeat

Fault = tuple[str, str]
_LONGEST_REPEATED = timedelta(days=31)
_LONGEST_PERIOD = timedelta(days=366)
_YEARS = range(2000, 2101)


def shift_faults(
    start: datetime | None, end: datetime | None, repeat: str | None, timezone: str
) -> Iterator[Fault]:
    """Yield times out of order, and repeats that cannot be."""
    yield from _order(start, end)
    if repeat is None or start is None:
        return
    if end is not None and end - start > _LONGEST_REPEATED:
        yield "end", "is more than 31 days after start, too long for a shift that repeats"
    try:
        check_repeat(repeat, start, timezone)
    except PlanError as exc:
        yield "repeat", str(exc)


def override_faults(
    kind: str | None,
    mentor: str | None,
    covers: str | None,
    start: datetime | None,
    end: datetime | None,
) -> Iterator[Fault]:
    """Yield times out of order, and a cover that covers nobody or oneself."""
    yield from _order(start, end)
    if kind == "cover" and covers is None:
        yield "covers", "is missing; a cover names the person it is for"
    elif kind in {"add", "remove"} and covers is not None:
        yield "covers", f'is only for kind = "cover", not "{kind}"'
    elif kind == "cover" and covers == mentor:
        yield "covers", "is the same person; nobody covers for themself"


def period_faults(
    first: date | None, last: date | None, *, closed: bool, hours: tuple[Window, ...]
) -> Iterator[Fault]:
    """Yield days out of order or out of reach, and hours on days that are closed."""
    for key, day in (("first", first), ("last", last)):
        if day is not None and day.year not in _YEARS:
            yield key, "must be in the years 2000 to 2100"
    if first is not None and last is not None:
        if last < first:
            yield "last", "is before first"
        elif last - first >= _LONGEST_PERIOD:
            yield "last", "is more than a year after first"
    if closed and hours:
        yield "hours", "cannot be beside closed = true; give one of the two"


def _order(start: datetime | None, end: datetime | None) -> Iterator[Fault]:
    if start is not None and end is not None and end <= start:
        yield "end", "is not after start; a shift past midnight ends on the next date"

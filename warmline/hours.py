"""Hours: when a line, a desk or a duty is there, on the wall clock, in term and on holidays."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from msgspec import Struct

from warmline.errors import PlanError
from warmline.ids import LineSlug

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS_EXAMPLE = 'write days and times like "mon-fri 19:00-07:00"'
_DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)
_STRIDE = timedelta(days=15)  # how much is looked through at a time for the next opening
_STRIDES = 28  # more than a year: a campus may be away for a whole summer


class Window(Struct, frozen=True):
    """Weekly opening, in minutes after local midnight; an early ``end`` is on the next day."""

    days: frozenset[int]  # Monday is 0; a window belongs to the day it starts on
    start: int
    end: int


PAUSE, SURGE = "pause", "surge"  # kinds of period that switch a line for some hours of one day
_ALL_DAY = Window(frozenset(range(7)), 0, _DAY_MINUTES)


class Period(Struct, frozen=True, kw_only=True):
    """Days of a line that have a name: a term, finals, a holiday; perhaps with hours of their own.

    ``first`` and ``last`` are local dates, both included. With neither ``closed`` nor ``hours`` the
    days are only named. A pause or a surge lasts for its ``hours`` alone, which begin on ``first``:
    in a pause the line is closed, in a surge more phones ring; neither is the hours of a day.
    """

    id: str
    name: str
    kind: str  # "term", "finals", "boards", "holiday", …: a word of the campus's own
    first: date
    last: date
    line: LineSlug | None = None  # None: every line of the campus
    closed: bool = False
    hours: tuple[Window, ...] = ()  # empty: the line's own

    @property
    def changes_hours(self) -> bool:
        """Say whether the line keeps other hours on these days."""
        return not self.is_switch and (self.closed or bool(self.hours))

    @property
    def is_switch(self) -> bool:
        """Say whether this pauses a line, or has more phones ring, for some hours."""
        return self.kind in {PAUSE, SURGE} and len(self.hours) == 1 and not self.closed

    def lasts(self, timezone: str) -> tuple[datetime, datetime]:
        """Return from when until when (UTC, excluded) a pause or a surge lasts."""
        begins, ends = _on_day(self.hours[0], self.first)
        return instant_of(begins, timezone), instant_of(ends, timezone)


class Opening(Struct, frozen=True):
    """One window on one day: its start on the wall clock (naive), then both ends in UTC."""

    opens: datetime
    start: datetime
    end: datetime


class Hours(Struct, frozen=True):
    """The weekly windows of something in a zone, and the periods that say otherwise.

    A window belongs to the local day it starts on, and so to that day's period: the night before a
    holiday lasts until its morning. No weekly windows at all means always; a closed day is then
    closed from midnight to midnight on the wall clock.
    """

    timezone: str
    weekly: tuple[Window, ...] = ()
    periods: tuple[Period, ...] = ()

    def is_open(self, at: datetime) -> bool:
        """Say whether an instant (UTC) falls within the hours."""
        if self._always:
            return True
        return any(True for _ in self.openings(at, at + timedelta(microseconds=1)))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first instant from ``at`` on (UTC) that falls within the hours.

        That is ``at`` itself when it does. None if there is no opening for more than a year.
        """
        if self._always:
            return at
        for number in range(_STRIDES):
            start = at + number * _STRIDE
            found = [it.start for it in self.openings(start, start + _STRIDE)]
            if found:
                return max(min(found), at)
        return None

    def openings(self, start: datetime, end: datetime) -> Iterator[Opening]:
        """Yield every window that touches [start, end), by day; where nothing is said, whole days.

        Each window is whole, also where it reaches outside; what a pause leaves of it counts as
        windows. A window that a clock change leaves no time for is not yielded.
        """
        paused = self._paused(start, end)
        day = wall_clock_of(start, self.timezone).date() - 2 * _DAY
        last = wall_clock_of(end, self.timezone).date() + _DAY
        while day <= last:
            for window in self._windows_of(day):
                opens, closes = _on_day(window, day)
                opening = Opening(
                    opens, instant_of(opens, self.timezone), instant_of(closes, self.timezone)
                )
                for left in _without(opening, paused):
                    if max(left.start, start) < min(left.end, end):
                        yield left
            day += _DAY

    def closed_by(self, at: datetime) -> Period | None:
        """Return the period but for which an instant (UTC) would be within the hours, or None.

        Outside the weekly hours that is the period of the day, if it changes them.
        """
        if self.is_open(at):
            return None
        for it in self.periods:
            if it.kind == PAUSE and it.is_switch and _covers(it.lasts(self.timezone), at):
                return it
        usual = Hours(self.timezone, self.weekly)
        days = [it.opens.date() for it in usual.openings(at, at + timedelta(microseconds=1))]
        today = wall_clock_of(at, self.timezone).date()
        found = (self._period_of(day) for day in [*days, today])
        return next((period for period in found if period is not None), None)

    @property
    def _always(self) -> bool:
        changes = any(it.changes_hours or it.is_switch for it in self.periods)
        return not self.weekly and not changes

    def _paused(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the pauses that touch what is asked for or a day on either side of it."""
        days = wall_clock_of(start, self.timezone).date() - 3 * _DAY
        last = wall_clock_of(end, self.timezone).date() + 3 * _DAY
        near = (it for it in self.periods if it.kind == PAUSE and days <= it.first <= last)
        return sorted(it.lasts(self.timezone) for it in near if it.is_switch)

    def _windows_of(self, day: date) -> Sequence[Window]:
        """Return the windows that start on a day."""
        period = self._period_of(day)
        if period is not None and period.closed:
            return ()
        windows = period.hours if period is not None else self.weekly
        return [it for it in windows if day.weekday() in it.days] if windows else (_ALL_DAY,)

    def _period_of(self, day: date) -> Period | None:
        """Return the period that decides the hours of a day; two that disagree are refused."""
        found = (it for it in self.periods if it.changes_hours and it.first <= day <= it.last)
        return next(found, None)


@lru_cache(maxsize=8192)  # a zone's rules do not change under us, and a page asks again and again
def instant_of(local: datetime, timezone: str) -> datetime:
    """Return the UTC instant of a wall-clock time (naive) in a zone.

    RFC 5545, section 3.3.5: a time that clocks skip counts with the offset before the gap, a time
    that comes twice is the first one. That is ``fold=0``; both ends of everything are read so, and
    therefore what ends at a time and what starts at it meet exactly.
    """
    return local.replace(tzinfo=ZoneInfo(timezone), fold=0).astimezone(UTC)


def wall_clock_of(at: datetime, timezone: str) -> datetime:
    """Return what a clock on the wall shows in a zone at an instant (naive)."""
    return at.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


def read_window(text: str) -> Window:
    """Return the window that e.g. ``mon-fri 19:00-07:00`` describes.

    Days are single, ranges (``sat-mon`` wraps around) or lists with commas; an end of ``24:00`` is
    midnight; an end at or before the start is on the next day. Raises PlanError with what is wrong.
    """
    days_text, _, times_text = text.strip().lower().replace("\u2013", "-").partition(" ")
    match = re.fullmatch(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})", times_text.strip())
    if not days_text or match is None:
        raise PlanError(_HOURS_EXAMPLE)
    start, end = (_minutes(part) for part in match.groups())
    if start == _DAY_MINUTES:
        raise PlanError(
            "24:00 can only be an end; a window that starts at midnight starts at 00:00"
        )
    if end == 0:  # "19:00-00:00" ends at the coming midnight, which "24:00" says too
        end = _DAY_MINUTES
    return Window(days=_read_days(days_text), start=start, end=end)


def read_hours(texts: Sequence[str]) -> tuple[Window, ...]:
    """Return all windows of a line, desk or duty. Raises PlanError at the first that is wrong."""
    return tuple(read_window(text) for text in texts)


def write_window(window: Window) -> str:
    """Return the text that ``read_window`` reads as this window."""
    days = sorted(window.days)
    runs = []
    for _, group in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]):
        run = [DAYS[day] for _, day in group]
        runs.append(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}")
    start, end = (f"{m // 60:02}:{m % 60:02}" for m in (window.start, window.end))
    return f"{','.join(runs)} {start}-{end}"


def _minutes(text: str) -> int:
    """Return minutes after midnight for ``hh:mm``."""
    hour, minute = (int(part) for part in text.split(":"))
    if minute > 59 or hour * 60 + minute > _DAY_MINUTES:
        raise PlanError(f'"{text}" is not a time of day; times run from 00:00 to 24:00')
    return hour * 60 + minute


def _read_days(text: str) -> frozenset[int]:
    """Return the days that ``mon``, ``mon-fri``, ``sat-mon`` or ``mon,wed-thu`` name."""
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise PlanError(f'"{part}" is not a day or a range of days; {_HOURS_EXAMPLE}')
        begin = DAYS.index(first)
        length = (DAYS.index(last) - begin) % 7 if dash else 0
        days.update((begin + n) % 7 for n in range(length + 1))
    return frozenset(days)


def _on_day(window: Window, day: date) -> tuple[datetime, datetime]:
    """Return the wall-clock start and end of a window that starts on a day."""
    midnight = datetime.combine(day, time.min)
    length = window.end - window.start
    opens = midnight + timedelta(minutes=window.start)
    return opens, opens + timedelta(minutes=length if length > 0 else length + _DAY_MINUTES)


def _covers(lasting: tuple[datetime, datetime], at: datetime) -> bool:
    return lasting[0] <= at < lasting[1]


def _without(opening: Opening, paused: list[tuple[datetime, datetime]]) -> Iterator[Opening]:
    """Yield what pauses, in order, leave of an opening."""
    start = opening.start
    for begins, ends in paused:
        if start < min(begins, opening.end):
            yield Opening(opening.opens, start, min(begins, opening.end))
        start = max(start, ends)
    if start < opening.end:
        yield Opening(opening.opens, start, opening.end)

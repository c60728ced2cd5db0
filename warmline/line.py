"""A line: what students dial, when it is open, how it speaks, and whom it rings."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from warmline.errors import PlanError
from warmline.ids import CampusSlug, DeskId, LineSlug, NumberHash, Sealed
from warmline.retention import CALLER_DAYS, DETAIL_DAYS, HISTORY_DAYS, Retention

NumberReveal = Literal["two_person", "never"]


class Campus(Struct, frozen=True):
    """The school: lines of one campus share mentors, campuses share nothing."""

    slug: CampusSlug
    name: str
    emergency_number: str  # spoken and sent, never dialled
    crisis_line: str  # spoken and sent
    number_reveal: NumberReveal


class Window(Struct, frozen=True):
    """Weekly opening, in minutes after local midnight; an early ``end`` is on the next day."""

    days: frozenset[int]  # Monday is 0; a window belongs to the day it starts on
    start: int
    end: int


class Rung(Struct, frozen=True):
    """One step of the ladder."""

    name: str
    who: str  # "shift", "desk", or "role:<role>"
    ring: Literal["sequential", "staggered", "together"] = "sequential"
    ring_seconds: int = 20
    rounds: int = 1
    stagger_seconds: int = 8  # staggered: how long the newest phone rings alone


class Desk(Struct, frozen=True):
    """A counseling desk: a number that is not asked to press 1."""

    id: DeskId
    name: str
    number: Sealed
    hours: tuple[Window, ...] = ()  # empty: always


class Line(Struct, frozen=True, kw_only=True):
    """Everything that a call to one number needs to know; the numbers are sealed."""

    slug: LineSlug
    name: str
    number: Sealed
    number_hash: NumberHash
    timezone: str
    relay_numbers: tuple[Sealed, ...] = ()
    hours: tuple[Window, ...] = ()  # empty: always open
    ring_at: Literal["arrival", "greeting"] = "arrival"
    max_wait_seconds: int = 90
    voicemail: bool = False
    text_mode: Literal["relay", "page"] = "relay"
    text_claim_seconds: int = 120
    text_reply_seconds: int = 300
    text_idle_minutes: int = 45
    cool_down_minutes: int = 5
    contacts_per_shift: int = 4
    caller_days: int = CALLER_DAYS
    detail_days: int = DETAIL_DAYS
    history_days: int = HISTORY_DAYS
    ladder: tuple[Rung, ...] = ()
    desks: tuple[Desk, ...] = ()

    @property
    def retention(self) -> Retention:
        """For how long the line keeps what it knows."""
        return Retention(self.caller_days, self.detail_days, self.history_days)


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS_EXAMPLE = 'write days and times like "mon-fri 19:00-07:00"'
_DAY_MINUTES = 24 * 60


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


def openings(
    hours: Sequence[Window], timezone: str, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, datetime]]:
    """Yield (wall-clock start, start, end) of every window that touches [start, end), by day.

    Each window is whole, also where it reaches outside; the first of the three is naive local, the
    others UTC. A window that a clock change leaves no time for is not yielded.
    """
    day = wall_clock_of(start, timezone).date() - timedelta(days=2)
    last = wall_clock_of(end, timezone).date() + timedelta(days=1)
    while day <= last:
        for window in hours:
            if day.weekday() in window.days:
                opens, closes = _on_day(window, day)
                from_, to = instant_of(opens, timezone), instant_of(closes, timezone)
                if max(from_, start) < min(to, end):
                    yield opens, from_, to
        day += timedelta(days=1)


def _on_day(window: Window, day: date) -> tuple[datetime, datetime]:
    """Return the wall-clock start and end of a window that starts on a day."""
    midnight = datetime.combine(day, time.min)
    length = window.end - window.start
    opens = midnight + timedelta(minutes=window.start)
    return opens, opens + timedelta(minutes=length if length > 0 else length + _DAY_MINUTES)


def is_open(hours: Sequence[Window], timezone: str, at: datetime) -> bool:
    """Say whether an instant (UTC) falls within the hours; no hours at all means always."""
    moment = timedelta(microseconds=1)
    return not hours or any(True for _ in openings(hours, timezone, at, at + moment))


def next_opening(hours: Sequence[Window], timezone: str, at: datetime) -> datetime | None:
    """Return the first instant from ``at`` on (UTC) that falls within the hours.

    That is ``at`` itself when it does. None if there is no opening in the next two weeks.
    """
    if not hours:
        return at
    found = openings(hours, timezone, at, at + timedelta(days=15))
    return min((max(start, at) for _, start, _ in found), default=None)

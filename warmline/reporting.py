"""Makes reports from the records, and keeps each for a minute: page, charts and tables share it."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from msgspec import Struct

from warmline.houses import Roster
from warmline.ids import LineSlug
from warmline.line import Line
from warmline.reports import count, tallied
from warmline.reports.counts import Counts
from warmline.reports.coverage import Coverage, coverage
from warmline.reports.days import Days
from warmline.reports.page import Report, exact_report, hidden_report
from warmline.reports.summary import summarize
from warmline.reports.trend import Trend, months_trend, trend
from warmline.store.records.history import ContactHistory

if TYPE_CHECKING:
    from warmline.store.records import Records

KEPT = timedelta(minutes=1)
_MOST = 64  # reports; one is a few kilobytes
MONTHS = 6  # of a trend outside the programme
MONTHS_KEPT = timedelta(days=1)  # those of a trend before the two that are compared: long over
_MOST_MONTHS = 512  # one is a kilobyte or two
_RUNG = frozenset({"mentor", "backup"})  # others are in the fairness only if they were rung


class Asked(Struct, frozen=True):
    """What is asked for: some days of one line, or of all, with small counts hidden or not."""

    line: LineSlug | None
    days: Days
    hidden: bool


class Made(Struct, frozen=True):
    """A report and when it was made (UTC)."""

    report: Report
    at: datetime


class _Month(Struct, frozen=True):
    """What was counted of a month, and when (UTC)."""

    counts: Counts
    at: datetime


class Reporting:
    """Counts on demand; safe for threads."""

    def __init__(self, records: Callable[[], "Records"], now: Callable[[], datetime]) -> None:
        self._records = records
        self._now = now
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, Asked], Made] = OrderedDict()
        self._months: OrderedDict[tuple[str, LineSlug | None, Days], _Month] = OrderedDict()

    def report(self, roster: Roster, asked: Asked) -> Made:
        """Return a report, at most a minute old. Raises RecordsUnavailableError."""
        key, now = (str(roster.campus.slug), asked), self._now()
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and timedelta(0) <= now - kept.at < KEPT:
            return kept
        made = Made(self._make(roster, asked, now), now)
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return made

    def _make(self, roster: Roster, asked: Asked, now: datetime) -> Report:
        days, before = asked.days, asked.days.before()
        lines = _lines(roster, asked.line)
        periods = list(dict.fromkeys(it for line in lines.values() for it in line.periods))
        months = _months(days) if asked.hidden and days.is_month else (before, days)
        counted = self._known(roster, asked, months[:-2], now)
        unread = [it for it in months if it not in counted]
        read = self._read(roster, asked, unread[0].start, days.end)
        counted |= {it: count(_within(read, it), it.timezone) for it in unread}
        self._keep(roster, asked, {it: counted[it] for it in unread if it in months[:-2]}, now)
        covered = self._covered(roster, lines, (days, before), now)
        this = (days, counted[days], covered[days])
        that = (before, counted[before], covered[before])
        if not asked.hidden:
            serving = [it.id for it in roster.compiled.mentors if it.active and it.roles & _RUNG]
            offers = self._records().offers(roster.campus.slug, asked.line, days.start, days.end)
            over_time = trend(_within(read, days), days, periods)
            return exact_report(this, that, over_time, tallied(offers, serving))
        shown: Trend | None = None
        if days.is_month:
            shown = months_trend([(it, summarize(counted[it])) for it in months], periods)
        return hidden_report(this, that, shown)

    def _read(
        self, roster: Roster, asked: Asked, start: datetime, end: datetime
    ) -> tuple[ContactHistory, ...]:
        return self._records().counted(roster.campus.slug, asked.line, start, end)

    def _known(
        self, roster: Roster, asked: Asked, months: tuple[Days, ...], now: datetime
    ) -> dict[Days, Counts]:
        """Return what was counted of months within the last day."""
        with self._lock:
            kept = {it: self._months.get(_key(roster, asked, it)) for it in months}
        return {
            it: month.counts
            for it, month in kept.items()
            if month is not None and timedelta(0) <= now - month.at < MONTHS_KEPT
        }

    def _keep(
        self, roster: Roster, asked: Asked, counted: Mapping[Days, Counts], now: datetime
    ) -> None:
        with self._lock:
            for days, counts in counted.items():
                self._months[_key(roster, asked, days)] = _Month(counts, now)
            while len(self._months) > _MOST_MONTHS:
                self._months.popitem(last=False)

    def _covered(
        self,
        roster: Roster,
        lines: Mapping[LineSlug, Line],
        both: tuple[Days, Days],
        now: datetime,
    ) -> dict[Days, Coverage]:
        """Return the coverage of what is over: what is still planned may yet change."""
        start, end = min(it.start for it in both), min(max(it.end for it in both), now)
        eras = self._records().eras(roster.campus.slug, start, max(start, end))
        return {it: coverage(eras, lines, it.start, max(it.start, min(it.end, now))) for it in both}


def _key(roster: Roster, asked: Asked, days: Days) -> tuple[str, LineSlug | None, Days]:
    return str(roster.campus.slug), asked.line, days


def _lines(roster: Roster, line: LineSlug | None) -> dict[LineSlug, Line]:
    return {slug: it for slug, it in roster.lines.items() if line in {None, slug}}


def _within(read: tuple[ContactHistory, ...], days: Days) -> list[ContactHistory]:
    start, end = days.start, days.end
    return [it for it in read if start <= it.arrived_at < end]


def _months(days: Days) -> tuple[Days, ...]:
    """Return some months, the last of which is this one, oldest first."""
    found = [days]
    while len(found) < MONTHS:
        found.insert(0, found[0].before())
    return tuple(found)

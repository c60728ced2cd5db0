"""A report as tables: the same ones on the page, behind the charts, and as CSV."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from warmline.ids import MentorId
from warmline.reports.fairness import Tally
from warmline.reports.hand_overs import HAND_OVERS, HELP_OUTCOMES
from warmline.reports.page import Report, Told
from warmline.reports.summary import WEEKDAYS, Summary
from warmline.reports.trend import Trend

_Key = TypeVar("_Key", bound=str)
Cell = str | float | None  # None: hidden, or there is none
OUTCOMES = {"mentor": "by a mentor", "counseling": "by counseling", "missed": "missed"}
CHANGES = {"eased": "less after", "same": "the same", "harder": "more after"}
HIDDEN = "hidden"
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet may take for a formula


class Table(Struct, frozen=True):
    """A name for addresses, a title, and rows as wide as the columns; the first cell is a name."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def is_empty(self) -> bool:
        """Say whether there is no row in it."""
        return not self.rows


def tables(report: Report, names: Mapping[MentorId, str]) -> dict[str, Table]:
    """Return every table that a report has, by name."""
    made = _tables(report, names)
    return {it.name: it for it in made}


def _tables(report: Report, names: Mapping[MentorId, str]) -> Iterator[Table]:
    yield _compared(report, "contacts", "Contacts", _contacts)
    yield _waits(report)
    yield _compared(report, "coverage", "Coverage, in minutes", _coverage)
    yield _compared(report, "weekdays", "Contacts by weekday", lambda it: it.summary.weekdays)
    yield _compared(report, "hours", "Contacts by hour", lambda it: it.summary.hours)
    if report.missed_at is not None:
        yield _missed_at(report.missed_at)
    yield _compared(report, "topics", "Topics", lambda it: _plain(it.summary.topics))
    if report.trend is not None:
        yield _outcomes_over_time(report.trend)
        yield _topics_over_time(report.trend)
    yield _compared(report, "help", "Help and hand-overs", lambda it: _help(it.summary))
    yield _compared(report, "stress", "Stress before and after", lambda it: _stress(it.summary))
    if report.fairness is not None:
        yield _fairness(report.fairness, names)


def write_csv(table: Table) -> str:
    """Return a table for a spreadsheet; no cell of it is ever read as a formula.

    OWASP, "CSV Injection": a text that begins like a formula gets an apostrophe before it.
    """
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(map(_safe, table.columns))
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return "".join(lines.written)


class _Lines:
    """What a writer writes into, kept."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> None:
        """Keep one line."""
        self.written.append(line)


def _safe(cell: Cell) -> str | float:
    if cell is None:
        return HIDDEN
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_RISKY):
        return f"'{cell}"
    return cell


def days_of(told: Told) -> str:
    """Return the days as a heading has them."""
    return f"{told.days.first.isoformat()} to {told.days.last.isoformat()}"


def _compared(
    report: Report, name: str, title: str, rows: Callable[[Told], Mapping[str, Cell]]
) -> Table:
    now, before = rows(report.now), rows(report.before)
    columns = ("", days_of(report.now), days_of(report.before))
    return Table(name, title, columns, tuple((it, now[it], before.get(it)) for it in now))


def _plain(counts: Mapping[_Key, int | None]) -> dict[str, Cell]:
    return {str(name): number for name, number in counts.items()}


def _contacts(told: Told) -> dict[str, Cell]:
    it = told.summary
    return {
        "contacts": it.contacts,
        **_plain(it.kinds),
        "answered": it.answered,
        **{OUTCOMES[name]: number for name, number in it.outcomes.items()},
        "turned away: closed, blocked": it.turned_away,
        "wrapped up": it.wrapped_up,
        "wrap-ups missing": told.wrap_ups_missing,
    }


def _coverage(told: Told) -> dict[str, Cell]:
    it = told.coverage
    return {
        "open": it.open_minutes,
        "with somebody who might be rung": it.covered_minutes,
        "with nobody": it.missing_minutes,
    }


def _waits(report: Report) -> Table:
    def row(said: str) -> Iterator[Cell]:
        yield said
        for told in (report.now, report.before):
            wait = {str(name): it for name, it in told.summary.waits.items()}.get(said)
            yield wait.median_seconds if wait else None
            yield wait.p90_seconds if wait else None

    columns = ("", "median", "9 of 10 within", "median before", "9 of 10 within, before")
    rows = (tuple(row(said)) for said in ("calls", "texts"))
    return Table("waits", "Waits of those answered, in seconds", columns, tuple(rows))


def _missed_at(missed: Sequence[Sequence[int]]) -> Table:
    hours = tuple(f"{hour:02}:00" for hour in range(24))
    rows: list[tuple[Cell, ...]] = [
        (day, *numbers) for day, numbers in zip(WEEKDAYS, missed, strict=True)
    ]
    return Table("missed", "Missed contacts by weekday and hour", ("", *hours), tuple(rows))


def _outcomes_over_time(trend: Trend) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (it.first.isoformat(), *it.outcomes.values()) for it in trend.points
    ]
    columns = (f"{trend.step} from", *OUTCOMES.values())
    return Table("over-time", f"Contacts by {trend.step}", columns, tuple(rows))


def _topics_over_time(trend: Trend) -> Table:
    shown = trend.topics
    rows: list[tuple[Cell, ...]] = [
        (it.first.isoformat(), *(it.topics[topic] for topic in shown)) for it in trend.points
    ]
    columns = (f"{trend.step} from", *shown)
    return Table("topics-over-time", f"Topics by {trend.step}", columns, tuple(rows))


def _help(it: Summary) -> dict[str, Cell]:
    asked: dict[str, Cell] = {HAND_OVERS[kind].words: n for kind, n in it.hand_overs.items()}
    return asked | {
        f"the mentor says: {HELP_OUTCOMES[which]}": n for which, n in it.help_outcomes.items()
    }


def _stress(it: Summary) -> dict[str, Cell]:
    return {
        "wrap-ups with both": it.stress.pairs,
        **{CHANGES[name]: number for name, number in it.stress.changes.items()},
        "median before, 1 to 5": it.stress.median_before,
        "median after, 1 to 5": it.stress.median_after,
    }


def _fairness(found: Iterable[Tally], names: Mapping[MentorId, str]) -> Table:
    rows = [
        (names.get(it.mentor, "somebody who left"), it.offers, it.answers, it.passes, it.misses,
         it.other)
        for it in found
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row[1], row[0]))
    columns = ("mentor", "offers", "answers", "passes", "misses", "other")
    return Table("fairness", "Offers to each mentor", columns, tuple(rows))

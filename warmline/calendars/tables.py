"""A table (CSV) that another system or a spreadsheet saved, read into entries.

The first row names the columns. A date whose day and month could be either is never guessed.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from warmline.calendars.found import MOST_EVENTS, MOST_MISTAKES, Found, Moment, Reading
from warmline.campus_file.fields import shown
from warmline.errors import PlanError

DayOrder = Literal["day-first", "month-first"]

_COLUMNS = {
    "name": ("mentor", "mentors", "name", "names", "person", "who", "subject", "summary"),
    "start": ("start", "begin", "begins", "starts", "from"),
    "end": ("end", "ends", "finish", "to"),
    "date": ("date", "day"),
    "start date": ("start date",),
    "start time": ("start time",),
    "end date": ("end date",),
    "end time": ("end time",),
    "repeat": ("repeat", "repeats", "rrule", "recurrence"),
}
_REPEATS = {"daily": "FREQ=DAILY", "weekly": "FREQ=WEEKLY", "monthly": "FREQ=MONTHLY"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::00)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_DAY_AND_TIME = re.compile(
    r"(.*?\d),?\s+(?:at\s+)?(\d{1,2}(?:[:.]\d{2}){0,2}\s*(?:[ap]\.?m?\.?)?)", re.IGNORECASE
)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d\d.{0,6})?")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_LONGEST_CELL = 200
_HOW = "write it like 2026-11-02 19:00"


def read_table(text: str, order: DayOrder | None) -> Reading:
    """Return the rows of a CSV file, and everything that is wrong with it.

    ``order`` says what 03/04/2026 means. Never raises.
    """
    lines = text.splitlines()
    try:
        rows = list(csv.reader(lines, delimiter=_delimiter(lines), strict=True))
    except csv.Error:
        return Reading(mistakes=("is not a table; save it as CSV, quotes in pairs",))
    if len(rows) > MOST_EVENTS + 1:
        return Reading(mistakes=(f"has more than {MOST_EVENTS} rows",))
    try:
        columns = _columns(rows[0] if rows else [])
    except PlanError as exc:
        return Reading(mistakes=(f"row 1: {exc}",))
    found: list[Found] = []
    mistakes: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row) and len(mistakes) < MOST_MISTAKES:
            try:
                found.append(_entry(number, _cells(columns, row), order))
            except PlanError as exc:
                mistakes.append(f"row {number}: {exc}")
    return Reading(tuple(found), (), tuple(mistakes))


def _delimiter(lines: Sequence[str]) -> str:
    """Return what stands between the columns' names."""
    head = lines[0] if lines else ""
    return max(",;\t", key=head.count)


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that we know. Raises PlanError if one is missing."""
    names = {alias: name for name, aliases in _COLUMNS.items() for alias in aliases}
    columns: dict[str, int] = {}
    for place, title in enumerate(head):
        name = names.get(" ".join(title.replace("_", " ").split()).casefold())
        if name in columns:
            raise PlanError(f"has two columns for the {name}")
        if name is not None:
            columns[name] = place
    begins = {"start"} & columns.keys() or {"start date", "start time"} <= columns.keys()
    ends = {"end", "end time"} & columns.keys()
    if "name" not in columns or not begins or not ends:
        raise PlanError("must name the columns; there must be mentor, start and end")
    return columns


def _cells(columns: Mapping[str, int], row: Sequence[str]) -> dict[str, str]:
    cells = {
        name: row[place].strip()[:_LONGEST_CELL]
        for name, place in columns.items()
        if place < len(row)
    }
    return {name: cell for name, cell in cells.items() if cell}


def _entry(number: int, cells: Mapping[str, str], order: DayOrder | None) -> Found:
    start_day = cells.get("start date") or cells.get("date")
    start = _moment("start", cells.get("start") or cells.get("start time"), start_day, order)
    end_day = cells.get("end date")
    day = end_day or cells.get("date") or cells.get("start date")
    end = _moment("end", cells.get("end") or cells.get("end time"), day, order)
    if end_day is None and day is not None and end.wall <= start.wall:
        end = Moment(end.wall + timedelta(days=1), end.zone)  # 19:00 to 07:00 ends the next day
    repeat = cells.get("repeat", "")
    return Found(
        place=f"row {number}",
        title=" ".join(cells.get("name", "").split())[:200],
        start=start,
        end=end,
        repeat=_REPEATS.get(repeat.casefold(), repeat) or None,
    )


def _moment(what: str, text: str | None, day: str | None, order: DayOrder | None) -> Moment:
    """Return a date and time from one cell, or from two."""
    if text is None:
        raise PlanError(f"has no {what}")
    try:
        at = datetime.fromisoformat(text)
        exact = len(text) > 10  # a date alone reads as midnight, which nobody wrote
    except ValueError:
        exact = False
    if exact and at.tzinfo is not None:
        return _checked(what, Moment(at.astimezone(UTC).replace(tzinfo=None), "UTC"))
    if exact:
        return _checked(what, Moment(at))
    day_text, time_text = (day, text) if day is not None else _split(what, text)
    return _checked(
        what, Moment(datetime.combine(_day(what, day_text, order), _time(what, time_text)))
    )


def _checked(what: str, moment: Moment) -> Moment:
    if not 2000 <= moment.wall.year <= 2100:
        raise PlanError(f"{what} is not in the years 2000 to 2100")
    return moment


def _split(what: str, text: str) -> tuple[str, str]:
    """Return the day and the time of one cell: the time is what comes last."""
    match = _DAY_AND_TIME.fullmatch(text)
    if match is None:
        raise PlanError(f"{what} {_said(text)} is not a date and a time; {_HOW}")
    return match[1], match[2]


def _time(what: str, text: str) -> time:
    match = _TIME.fullmatch(text.strip())
    if match is None or (match[2] is None and match[3] is None):
        raise PlanError(
            f"{what} {_said(text)} is not a time of day; write it like 19:00 or 7:00 PM"
        )
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise PlanError(f"{what} {_said(text)} is not a time of day")
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 23 or minute > 59:
        raise PlanError(f"{what} {_said(text)} is not a time of day")
    return time(hour, minute)


def _day(what: str, text: str, order: DayOrder | None) -> date:
    """Return a day written in digits or with the month's name; never a guess."""
    plain = _WEEKDAY.sub("", text.strip())
    days = list(_readings(plain, order))
    if not days:
        raise PlanError(f"{what} {_said(text)} is not a day; {_HOW}")
    if len(set(days)) > 1:
        raise PlanError(
            f"{what} {_said(text)} may be {days[0]:%d %B} or {days[1]:%d %B};"
            " say which with --dates day-first or --dates month-first"
        )
    return days[0]


def _readings(text: str, order: DayOrder | None) -> Iterator[date]:
    """Yield every day that a text may mean."""
    year_first = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    if year_first is not None:
        yield from _real(*year_first.groups())
    digits = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
    if digits is not None:
        first, second, year = digits.groups()
        if order != "month-first":
            yield from _real(year, second, first)
        if order != "day-first":
            yield from _real(year, first, second)
    named = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|\.)?[ -]([A-Za-z]+)\.?,?[ -](\d{4})", text)
    if named is not None:
        yield from _real(named[3], _month(named[2]), named[1])
    american = re.fullmatch(r"([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", text)
    if american is not None:
        yield from _real(american[3], _month(american[1]), american[2])


def _month(name: str) -> str:
    known = name[:3].lower()
    return str(_MONTHS.index(known) + 1) if known in _MONTHS else "0"


def _said(text: str) -> str:
    """Return a text in quotes; a date has as many digits as a phone number, and is shown."""
    return f'"{text}"' if _DATE.fullmatch(text) else shown(text)


def _real(year: str, month: str, day: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return

"""How a shift repeats: RFC 5545 rules, read strictly and worked out on the wall clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from dateutil import rrule

from warmline.errors import PlanError
from warmline.hours import wall_clock_of

_FREQUENCIES = {
    "YEARLY": rrule.YEARLY,
    "MONTHLY": rrule.MONTHLY,
    "WEEKLY": rrule.WEEKLY,
    "DAILY": rrule.DAILY,
    "HOURLY": rrule.HOURLY,
}
_UNITS = {
    rrule.WEEKLY: timedelta(weeks=1),
    rrule.DAILY: timedelta(days=1),
    rrule.HOURLY: timedelta(hours=1),
}
_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
# Lowest and highest value, and whether counting from the end (-1) is allowed: section 3.3.10.
_LISTS = {
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSETPOS": (1, 366, True),
}
# Which parts make no sense with which frequency: the same section's table.
_MISFITS = {
    "BYWEEKNO": {"MONTHLY", "WEEKLY", "DAILY", "HOURLY"},
    "BYYEARDAY": {"MONTHLY", "WEEKLY", "DAILY"},
    "BYMONTHDAY": {"WEEKLY"},
    "BYSETPOS": {"HOURLY"},
}
_MOST = 5000  # occurrences of a rule with COUNT, and the greatest interval


@dataclass(frozen=True, slots=True)
class Repeat:
    """One rule, tied to the wall-clock start of its first shift."""

    rule: rrule.rrule
    start: datetime
    frequency: int
    interval: int
    until: datetime | None

    def between(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """Yield the wall-clock starts from ``first`` to ``last``, both included.

        Takes no longer for a rule that began years ago: the walk begins near ``first``.
        """
        if last < self.start or (self.until is not None and first > self.until):
            return
        for occurrence in self._near(first):
            if occurrence > last:
                return
            if occurrence >= first:
                yield occurrence

    def _near(self, first: datetime) -> rrule.rrule:
        """Return the same rule, begun some whole intervals later, but a period before ``first``."""
        if self.frequency in {rrule.YEARLY, rrule.MONTHLY}:
            anchor = self._month_before(first)
        else:
            step = _UNITS[self.frequency] * self.interval
            anchor = self.start + ((first - self.start) // step - 1) * step
        return self.rule.replace(dtstart=anchor) if anchor > self.start else self.rule

    def _month_before(self, first: datetime) -> datetime:
        """Return the start of a month (of a year, for a yearly rule) in step with the interval."""
        step = self.interval * (12 if self.frequency == rrule.YEARLY else 1)
        months = (first.year - self.start.year) * 12 + first.month - self.start.month
        skipped = (months // step - 1) * step
        if skipped <= 0:
            return self.start
        years, month0 = divmod(self.start.month - 1 + skipped, 12)
        month = 1 if self.frequency == rrule.YEARLY else month0 + 1
        return self.start.replace(year=self.start.year + years, month=month, day=1)


@lru_cache(maxsize=4096)
def read_repeat(text: str, start: datetime, timezone: str) -> Repeat:
    """Return the repeat that an RRULE describes for a shift starting at ``start`` (naive local).

    Stricter than the library that works it out, which loops for ever on ``INTERVAL=0`` and takes
    days that do not exist. ``UNTIL`` may be UTC, as RFC 5545 wants it beside a zone, or local; a
    date alone means that whole day. Raises PlanError with what is wrong.
    """
    parts = _split(text)
    _check_together(parts)
    values = {name: _value(name, value) for name, value in parts.items() if name != "UNTIL"}
    if "UNTIL" in parts:
        values["UNTIL"] = _until(parts["UNTIL"], timezone)
    return _repeat(values, start)


def _repeat(values: dict[str, Any], start: datetime) -> Repeat:
    """Return the rule in the library's words, with COUNT as UNTIL: a walk can begin anywhere."""
    words = {{"BYDAY": "byweekday"}.get(name, name.lower()): v for name, v in values.items()}
    count = words.pop("count", None)
    # Without WKST the library takes the process's calendar setting; RFC 5545 says Monday.
    words.setdefault("wkst", rrule.MO)
    if words["freq"] in {rrule.YEARLY, rrule.MONTHLY}:
        words |= _implied_days(words, start)
    try:
        if count is not None:
            found = list(rrule.rrule(dtstart=start, count=count, **words))
            words["until"] = found[-1] if found else start - timedelta(days=1)
        rule = rrule.rrule(dtstart=start, **words)
    except (ValueError, OverflowError) as exc:
        raise PlanError("the rule never comes true; look at its BY parts") from exc
    return Repeat(rule, start, words["freq"], words.get("interval", 1), words.get("until"))


def _implied_days(words: dict[str, Any], start: datetime) -> dict[str, Any]:
    """Return the month and day that a yearly or monthly rule takes from its start, spelled out.

    So the rule can be begun at the first of a later month and still mean the same day.
    """
    if any(name in words for name in ("byweekno", "byyearday", "bymonthday", "byweekday")):
        return {}
    if words["freq"] == rrule.YEARLY and "bymonth" not in words:
        return {"bymonth": start.month, "bymonthday": start.day}
    return {"bymonthday": start.day}


def check_repeat(text: str, start: datetime, timezone: str) -> None:
    """Raise PlanError if the rule cannot be read, or names no date at all from its start on."""
    repeat = read_repeat(text, start, timezone)
    if next(iter(repeat.rule), None) is None:
        raise PlanError("the rule never comes true from its start on")


def _split(text: str) -> dict[str, str]:
    """Return the rule's parts by name."""
    parts: dict[str, str] = {}
    for pair in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, equals, value = pair.partition("=")
        if not equals or not value:
            raise PlanError('is not a repeat rule; write one like "FREQ=WEEKLY;BYDAY=MO,WE"')
        if name in parts:
            raise PlanError(f"{name} is there twice")
        parts[name] = value
    return parts


def _check_together(parts: dict[str, str]) -> None:
    """Raise PlanError where parts do not go together."""
    frequency = parts.get("FREQ")
    if frequency not in _FREQUENCIES:
        raise PlanError("FREQ must be YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY")
    if "COUNT" in parts and "UNTIL" in parts:
        raise PlanError("COUNT and UNTIL cannot both be there")
    for name in parts:
        if frequency in _MISFITS.get(name, ()):
            raise PlanError(f"{name} cannot be used with FREQ={frequency}")
    if "BYSETPOS" in parts and not any(n.startswith("BY") and n != "BYSETPOS" for n in parts):
        raise PlanError("BYSETPOS needs another BY part beside it")
    numbered = any(c.isdigit() for c in parts.get("BYDAY", ""))
    if numbered and (frequency not in {"MONTHLY", "YEARLY"} or "BYWEEKNO" in parts):
        raise PlanError("BYDAY with numbers, such as 1FR, needs FREQ=MONTHLY or YEARLY")


def _value(name: str, text: str) -> Any:
    """Return one part as the library wants it."""
    if name == "FREQ":
        return _FREQUENCIES[text]
    if name in {"INTERVAL", "COUNT"}:
        return _whole(name, text, 1, _MOST)
    if name == "WKST":
        return rrule.weekdays[_weekday(text)]
    if name == "BYDAY":
        return [_numbered_weekday(part) for part in text.split(",")]
    if name in _LISTS:
        low, high, backwards = _LISTS[name]
        return [_listed(name, part, low, high, backwards=backwards) for part in text.split(",")]
    raise PlanError(f"{name} is not a part of a repeat rule that a shift can have")


def _listed(name: str, text: str, low: int, high: int, *, backwards: bool) -> int:
    """Return one number of a list, which may count from the end where that is allowed."""
    if backwards and text.startswith("-"):
        return -_whole(name, text[1:], low, high)
    return _whole(name, text.removeprefix("+"), low, high)


def _whole(name: str, text: str, low: int, high: int) -> int:
    """Return a whole number within bounds."""
    if not (text.isascii() and text.isdigit() and len(text) < 7 and low <= int(text) <= high):
        raise PlanError(f"{name} must be from {low} to {high}")
    return int(text)


def _weekday(text: str) -> int:
    """Return the number of a day, Monday being 0."""
    if text not in _WEEKDAYS:
        raise PlanError(f'"{text}" is not a day; days are MO, TU, WE, TH, FR, SA, SU')
    return _WEEKDAYS[text]


def _numbered_weekday(text: str) -> rrule.weekday:
    """Return a day that may have a number before it: ``FR``, ``1FR``, ``-1FR``."""
    match = re.fullmatch(r"([+-]?\d+)?(\D.*)", text)
    if match is None:
        raise PlanError(f'"{text}" is not a day; days are MO, TU, WE, TH, FR, SA, SU')
    number, name = match.groups()
    day = rrule.weekdays[_weekday(name)]
    return day(_listed("BYDAY", number, 1, 53, backwards=True)) if number else day


def _until(text: str, timezone: str) -> datetime:
    """Return UNTIL on the wall clock."""
    for form in ("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"):
        try:
            until = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the line's
        except ValueError:
            continue
        if form.endswith("Z"):
            return wall_clock_of(until.replace(tzinfo=UTC), timezone)
        return until.replace(hour=23, minute=59, second=59) if len(text) == 8 else until
    raise PlanError("UNTIL must look like 20261220 or 20261221T075959Z")

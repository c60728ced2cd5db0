"""Repeats as a coordinator thinks of them: on which days, every how many weeks, until when.

Any other rule is left as it is, and only put into words.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from msgspec import Struct

from warmline.errors import PlanError

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_UNITS = {"YEARLY": "year", "MONTHLY": "month", "WEEKLY": "week", "DAILY": "day", "HOURLY": "hour"}
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_EVERY_DAY = frozenset(range(7))
_PLAIN = {"FREQ", "BYDAY", "INTERVAL", "UNTIL", "WKST"}
_TOLD = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL", "WKST"}


class Weekly(Struct, frozen=True):
    """Some days of the week (Monday is 0), every so many weeks, perhaps with a last day."""

    days: frozenset[int]
    every: int = 1
    until: date | None = None  # included


def read_weekly(repeat: str, start: datetime) -> Weekly | None:
    """Return a rule as days of the week, or None if it says something that these cannot say."""
    parts = _parts(repeat)
    until = _day(parts.get("UNTIL", ""))
    if not parts.keys() <= _PLAIN or parts.get("WKST", "MO") != "MO":
        return None
    if "UNTIL" in parts and until is None:
        return None
    every = int(parts.get("INTERVAL", "1"))
    names = parts.get("BYDAY", "").split(",") if "BYDAY" in parts else []
    if any(it not in _DAYS for it in names):
        return None
    days = frozenset(_DAYS.index(it) for it in names)
    match parts.get("FREQ"):
        case "WEEKLY":
            return Weekly(days or frozenset({start.weekday()}), every, until)
        case "DAILY" if every == 1:
            return Weekly(days or _EVERY_DAY, 1, until)
    return None


def write_weekly(weekly: Weekly) -> str:
    """Return the rule (RFC 5545). Raises PlanError without any day."""
    if not weekly.days:
        raise PlanError("choose at least one day")
    rule = "FREQ=WEEKLY;BYDAY=" + ",".join(_DAYS[it] for it in sorted(weekly.days))
    if weekly.days == _EVERY_DAY and weekly.every == 1:
        rule = "FREQ=DAILY"
    if weekly.every > 1:
        rule += f";INTERVAL={weekly.every}"
    return rule + (f";UNTIL={weekly.until:%Y%m%d}" if weekly.until else "")


def ended(repeat: str, last: date | datetime) -> str:
    """Return a rule that goes on until a day, included, or until a moment, however long it did."""
    kept = [f"{name}={value}" for name, value in _parts(repeat).items()
            if name not in {"COUNT", "UNTIL"}]  # fmt: skip
    until = f"{last:%Y%m%dT%H%M%S}" if isinstance(last, datetime) else f"{last:%Y%m%d}"
    return ";".join([*kept, f"UNTIL={until}"])


def repeat_in_words(repeat: str, start: datetime) -> str:
    """Return how a shift repeats, as one would say it: "every Monday and Friday until 20 Dec 2026".

    What these words do not know is given as it is written.
    """
    parts = _parts(repeat)
    weekly = read_weekly(repeat, start)
    said = _weekly_words(weekly) if weekly else list(_rule_words(parts))
    if "UNTIL" in parts:
        day = _day(parts["UNTIL"][:8])
        said.append(f"until {day:%d %b %Y}" if day else f"until {parts['UNTIL']}")
    rest = [f"{name}={value}" for name, value in parts.items() if name not in _TOLD]
    if rest:
        said.append(f"({'; '.join(rest)})")
    return " ".join(said)


def _weekly_words(weekly: Weekly) -> list[str]:
    days = listed(DAY_NAMES[it] for it in sorted(weekly.days))
    if weekly.every > 1:
        return [f"every {weekly.every} weeks on {days}"]
    return ["every day" if weekly.days == _EVERY_DAY else f"every {days}"]


def _rule_words(parts: dict[str, str]) -> Iterator[str]:
    unit, every = _UNITS.get(parts.get("FREQ", ""), "time"), parts.get("INTERVAL", "1")
    yield f"every {unit}" if every == "1" else f"every {every} {unit}s"
    if "BYDAY" in parts:
        yield "on " + listed(_numbered(it) for it in parts["BYDAY"].split(","))
    if "BYMONTHDAY" in parts:
        yield "on day " + listed(parts["BYMONTHDAY"].split(",")) + " of the month"
    if "BYMONTH" in parts:
        yield "in " + listed(_MONTHS[int(it) - 1] for it in parts["BYMONTH"].split(","))
    if "COUNT" in parts:
        yield f"{parts['COUNT']} times"


def _numbered(text: str) -> str:
    """Return ``1FR`` as "the first Friday"."""
    name = DAY_NAMES[_DAYS.index(text[-2:])] if text[-2:] in _DAYS else text
    number = text[:-2]
    if not number.lstrip("+-").isdigit():
        return name
    return f"the {_PLACES.get(int(number), number)} {name}"


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: "Maya, Luis and Bo"."""
    every = list(words)
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)


def _parts(repeat: str) -> dict[str, str]:
    text = repeat.strip().upper().removeprefix("RRULE:")
    return dict(pair.split("=", 1) for pair in text.split(";") if "=" in pair)


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 else None
    except ValueError:
        return None

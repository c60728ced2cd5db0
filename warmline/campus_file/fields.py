"""How each kind of field in a campus file is read, and what is said when it cannot be."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final
from zoneinfo import available_timezones

from msgspec import Struct

from warmline.errors import PlanError
from warmline.holidays import Holiday, check_holidays, read_holiday
from warmline.hours import Window, read_window
from warmline.phone import PhoneNumber, read, read_callable

Parse = Callable[[Any], Any]
REQUIRED: Final = object()
_MOMENT_EXAMPLE = "write a date and time without quotes or zone, like 2026-11-02T19:00:00"


class Field(Struct, frozen=True):
    """One key of a table: how it is read, and what stands for it when it is absent."""

    parse: Parse
    default: Any = REQUIRED
    hint: str = ""


def shown(text: str) -> str:
    """Return text in quotes for a message; what may be a phone number is not repeated."""
    if sum(c.isdigit() for c in text) >= 7:
        return '"..." (hidden, it may be a phone number)'
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}..."'


def meant(text: str, known: Sequence[str]) -> str:
    """Return "; did you mean ..." if one of the known words is close, else nothing."""
    folded = {word.casefold(): word for word in known}
    close = get_close_matches(text.casefold(), list(folded), n=1, cutoff=0.6)
    return f'; did you mean "{folded[close[0]]}"?' if close else ""


def text(value: Any) -> str:
    """Read words in quotes."""
    if not isinstance(value, str):
        raise PlanError("must be text in quotes")
    return value


def name(value: Any) -> str:
    """Read a name: it is spoken and shown, and must not hold a number."""
    found = text(value).strip()
    if not found or len(found) > 80 or not found.isprintable():
        raise PlanError("must be a name of 1 to 80 characters, on one line")
    if sum(c.isdigit() for c in found) >= 7:
        raise PlanError("must be a name; this looks like a phone number, which nobody may see")
    return found


def slug(value: Any) -> str:
    """Read a short name for machines."""
    found = text(value)
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", found):
        raise PlanError(
            "must be 1 to 32 small letters, digits or hyphens, beginning with a letter,"
            ' like "northfield"'
        )
    return found


def word(value: Any) -> str:
    """Read one word of the campus's own choice."""
    found = text(value)
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", found):
        raise PlanError('must be one word in small letters, like "term", "finals" or "holiday"')
    return found


def spoken_number(value: Any) -> str:
    """Read a number that is said and never dialled: 911, 988, 1-800-273-8255."""
    found = text(value)
    if not re.fullmatch(r"\+?\d[\d ()-]{1,19}", found):
        raise PlanError('must be digits in quotes, like "911"')
    return found


def own_number(value: Any) -> PhoneNumber:
    """Read a number that students dial."""
    return read(_number_text(value))


def callable_number(value: Any) -> PhoneNumber:
    """Read a number that we dial: never an emergency or premium-rate one."""
    return read_callable(_number_text(value))


def _number_text(value: Any) -> str:
    """Return the text of a phone number, which without quotes would be a sum."""
    if not isinstance(value, str):
        raise PlanError('must be in quotes, like "+14155550111"')
    return value


def flag(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise PlanError("must be true or false, without quotes")
    return value


def whole(low: int, high: int) -> Parse:
    """Return a reader of a whole number within bounds, both included."""

    def parse(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise PlanError(f"must be a whole number from {low} to {high}")
        return value

    return parse


def choice(*options: str) -> Parse:
    """Return a reader of one of some words."""

    def parse(value: Any) -> str:
        if isinstance(value, str) and value in options:
            return value
        close = meant(value, options) if isinstance(value, str) else ""
        raise PlanError(f"must be {_either(options)}{close}")

    return parse


def _either(options: Sequence[str]) -> str:
    """Return words as "a", "b" or "c"."""
    quoted = [f'"{option}"' for option in options]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def listed(parse: Parse, *, least: int = 0, once: bool = True) -> Parse:
    """Return a reader of a list; with ``once``, nothing may be in it twice."""

    def parse_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise PlanError('must be a list in square brackets, like ["..."]')
        if len(value) < least:
            raise PlanError("must not be empty")
        found = tuple(parse(item) for item in value)
        if once and len(set(found)) < len(found):
            raise PlanError("has the same entry twice")
        return found

    return parse_all


def window(value: Any) -> Window:
    """Read one window of hours; the message repeats which."""
    try:
        return read_window(text(value))
    except PlanError as exc:
        where = f"{shown(value)}: " if isinstance(value, str) else ""
        raise PlanError(f"{where}{exc}") from exc


def holiday(value: Any) -> Holiday:
    """Read some days on which somebody is away or keeps other hours; the message repeats which."""
    try:
        return read_holiday(text(value))
    except PlanError as exc:
        where = f"{_shown_days(value)}: " if isinstance(value, str) else ""
        raise PlanError(f"{where}{exc}") from exc


def _shown_days(value: str) -> str:
    """Return days and times in quotes, whose digits are no phone number."""
    rest = re.sub(r"\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}", "", value)
    return shown(value) if shown(rest) != f'"{rest}"' else f'"{value[:80]}"'


def holidays(value: Any) -> tuple[Holiday, ...]:
    """Read holidays, by their days; no two may be about the same day."""
    found: tuple[Holiday, ...] = listed(holiday)(value)
    check_holidays(found)
    return tuple(sorted(found, key=lambda it: it.first))


def day(value: Any) -> date:
    """Read a date."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise PlanError("must be a date without quotes, like 2027-06-30")
    return value


def moment(value: Any) -> datetime:
    """Read a wall-clock time: naive, to the second."""
    if not isinstance(value, datetime):
        raise PlanError(_MOMENT_EXAMPLE)
    if value.tzinfo is not None:
        raise PlanError(f"is wall-clock time in the line's own zone; {_MOMENT_EXAMPLE}")
    if value.microsecond or not 2000 <= value.year <= 2100:
        raise PlanError("must be a whole second in the years 2000 to 2100")
    return value


def language(value: Any) -> str:
    """Read a language tag (BCP 47): ``en``, ``es-MX``."""
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise PlanError('must be language codes, like "en" or "es-MX"')
    return value


def zone(value: Any) -> str:
    """Read a time zone by its IANA name."""
    found = text(value)
    if found not in _zones():
        close = meant(found, sorted(_zones())) or '; write it like "America/Los_Angeles"'
        raise PlanError(f"{shown(found)} is not a time zone{close}")
    return found


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Return every zone name there is; looking them up reads many files."""
    return frozenset(available_timezones())


def who(value: Any) -> str:
    """Read whom a rung rings."""
    roles = ("mentor", "backup", "coordinator", "counselor", "adviser", "engineer")
    options = ("shift", "desk", *(f"role:{role}" for role in roles))
    if not isinstance(value, str) or value not in options:
        close = meant(value, options) if isinstance(value, str) else ""
        raise PlanError(f'must be "shift", "desk" or "role:" and a role{close}')
    return value

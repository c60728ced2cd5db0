"""What a COVER or SWAP is about: a number on a list, a day and time, or the code of an offer."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from warmline.commands import CODE
from warmline.hours import wall_clock_of
from warmline.times import UNTIL, When, read_when
from warmline.turns import Turn

_NUMBER = re.compile(r"\d{1,2}")
_CODED = re.compile(rf"({CODE})(?: (\d{{1,2}}|off))?", re.IGNORECASE)
_LED = re.compile(r"(?:for|my|from) ")
_RANGE = re.compile(UNTIL)


class Everything(Struct, frozen=True):
    """Nothing was named: show what there is."""


class Numbered(Struct, frozen=True):
    """The turn of this number on the list that was shown last."""

    number: int


class Coded(Struct, frozen=True):
    """An offer by its code, perhaps with a number on its list, or taken back."""

    code: str
    number: int | None = None
    back: bool = False


Request = Everything | Numbered | Coded | When


def read_request(rest: str, now: datetime, zone: str) -> Request | None:
    """Return what is asked, or None for what cannot be read: the mentor is asked back."""
    words = _LED.sub("", rest.lower(), count=1)
    if not words:
        return Everything()
    if _NUMBER.fullmatch(words):
        return Numbered(int(words))
    if coded := _CODED.fullmatch(words):
        return _coded(coded[1], coded[2])
    return None if _RANGE.match(words) else read_when(words, now, zone)


def _coded(code: str, more: str | None) -> Coded:
    plain = code.replace(" ", "").upper()
    if more == "off":
        return Coded(plain, back=True)
    return Coded(plain, int(more) if more else None)


def pick(
    turns: Sequence[Turn], listed: Sequence[Turn], asked: Numbered | When, now: datetime, zone: str
) -> tuple[Turn, ...]:
    """Return the turns that a mentor may mean: one, if it can be told; none, if there is none."""
    if isinstance(asked, Numbered):
        shown = listed or turns
        meant = shown[asked.number - 1] if 1 <= asked.number <= len(shown) else None
        return (meant,) if meant is not None and meant in turns else ()
    return next((found for found in _found(turns, asked, now, zone) if found), ())


def _found(
    turns: Sequence[Turn], asked: When, now: datetime, zone: str
) -> Iterator[tuple[Turn, ...]]:
    """Yield the turns of each day that may be meant: those that begin then, else go on then."""
    today = wall_clock_of(now, zone).date()
    for day in asked.days or (today, today + timedelta(days=1)):
        if not asked.minutes:
            yield tuple(it for it in turns if wall_clock_of(it.start, zone).date() == day)
            continue
        at = replace(asked, days=(day,)).instants(now, zone)
        yield tuple(it for it in turns if it.start in at)
        yield tuple(it for it in turns if any(it.start <= moment < it.end for moment in at))

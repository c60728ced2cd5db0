"""Times as people write them in a text: "2h", "until 9pm", "fri 7pm", "11/27", "half an hour".

They are read in the zone of the line that was texted and always mean what comes next: the nearest
reading in the future. Clock changes are read as the schedule reads them (``instant_of``). Whoever
uses a reading says it back with weekday, date, time and zone, so that a wrong one is noticed; what
could mean two things far apart is not read at all, and the mentor is asked.

The patterns are those of `commands.read`: what is taken for a command is read here, or asked about.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from warmline.hours import DAYS, instant_of, wall_clock_of

DAY = (
    r"(?:(?:mon|tues?|wed|thur?s?|fri|sat|sun)(?:day|nesday|rsday|urday)?"
    r"|today|tonight|tomorrow|tmrw)"
)
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_NTH = r"\d\d?(?:st|nd|rd|th)"
DATE = rf"(?:\d{{4}}-\d\d?-\d\d?|\d\d?[/.]\d\d?(?:[/.]\d+)?|{MONTH}\.? (?:{_NTH}|\d\d?)|{_NTH})"
TIME = r"(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]m?|\d{1,2}:\d\d|noon|midnight)"
CLOCK = rf"(?:{TIME}|\d{{1,2}})"  # after "until", a number is an hour
WHEN = rf"(?:(?:{DAY}|{DATE})(?: (?:at )?{CLOCK})?|{CLOCK}(?: (?:{DAY}|{DATE}))?)"
LENGTH = (
    r"(?:\d+(?:[.,]\d+)?\s?(?:minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)"
    r"|\d+\s?h\s?\d\d?\s?m?|(?:an?|one) (?:hour|day|week)|half an hour)"
)
UNTIL = r"(?:until|till|til)"

LONGEST = timedelta(days=366)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_MIDDAY, _DAY_MINUTES = 12 * 60, 24 * 60
_YEARS = (2000, 2999)  # others are slips, and arithmetic ends at 9999
_EVENING, _MORNING = 17 * 60, 7 * 60  # "tonight" is from the one to the other
_WHEN = re.compile(
    rf"(?P<day>{DAY}|{DATE})(?: (?:at )?(?P<clock>{CLOCK}))?"
    rf"|(?P<clock_first>{CLOCK})(?: (?P<day_last>{DAY}|{DATE}))?"
)
_LENGTH = re.compile(rf"(?:for )?({LENGTH})")
_UNTIL = re.compile(rf"{UNTIL} (.+)")
_COUNTED = re.compile(r"(\d+)(?:[.,](\d+))?\s?([mhdw])[a-z]*")
_HOURS_AND_MINUTES = re.compile(r"(\d+)\s?h\s?(\d\d?)\s?m?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s?(?:([ap])m?)?")


class When(Struct, frozen=True):
    """A day, a time of day, or both, as written: "7" is seven in the morning and in the evening.

    ``days`` are in order, the first of them that is still to come is meant; empty: none was named.
    ``minutes`` count from the day's midnight; 1440 and more are in the night that follows it.
    """

    days: tuple[date, ...]
    minutes: tuple[int, ...]

    def instants(self, now: datetime, zone: str) -> tuple[datetime, ...]:
        """Return what may be meant, UTC, from ``now`` on, the nearest first."""
        today = wall_clock_of(now, zone).date()
        days = self.days or (today, today + timedelta(days=1))
        return tuple(
            sorted(
                at
                for day in days
                for minute in self.minutes
                if (at := instant_of(_at(day, minute), zone)) > now
            )
        )


def read_end(words: str, now: datetime, zone: str) -> datetime | None:
    """Return the instant (UTC) at which "2h", "until 9pm" or "tonight" ends; None: ask.

    A day by itself ("fri") is asked about: it may be meant as a whole, or as an end.
    """
    words = words.lower()
    if words in {"today", "tonight"}:
        minute = _DAY_MINUTES + (_MORNING if words == "tonight" else 0)
        return instant_of(_at(wall_clock_of(now, zone).date(), minute), zone)
    if length := _LENGTH.fullmatch(words):
        return _after(length[1], now, zone)
    if until := _UNTIL.fullmatch(words):
        found = read_when(until[1], now, zone)
        ends = _ends(found, until[1], now, zone) if found else ()
        return next((it for it in ends if it <= now + LONGEST), None)
    return None


def read_when(words: str, now: datetime, zone: str) -> When | None:
    """Return the day and time that somebody has written, or None if it cannot be read."""
    match = _WHEN.fullmatch(words.lower())
    if match is None:
        return None
    day, clock = match["day"] or match["day_last"], match["clock"] or match["clock_first"]
    today = wall_clock_of(now, zone).date()
    days = _days(day, today) if day else ()
    minutes = _on_a_day(_minutes(clock), day) if clock else ()
    if (day and not days) or (clock and not minutes):
        return None
    return When(days, _tonight(minutes) if day == "tonight" else minutes)


def _ends(when: When, words: str, now: datetime, zone: str) -> Iterable[datetime]:
    """Return where "until …" may end; a day without a time ends what comes before it."""
    if when.minutes:
        return when.instants(now, zone)
    return () if words in {"today", "tonight"} else When(when.days, (0,)).instants(now, zone)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time.min) + timedelta(minutes=minute)


def _after(length: str, now: datetime, zone: str) -> datetime | None:
    """Return the end of a length from now: hours by the clock's run, days by what it shows."""
    whole = _timedelta(length)
    if whole is None or not timedelta(0) < whole <= LONGEST:
        return None
    if "h" in length or "m" in length:
        return now + whole
    return instant_of(wall_clock_of(now, zone) + whole, zone)


def _timedelta(length: str) -> timedelta | None:
    if length == "half an hour":
        return timedelta(minutes=30)
    if length.startswith(("a ", "an ", "one ")):
        return _UNITS[length.split()[1][0]]
    if both := _HOURS_AND_MINUTES.fullmatch(length):
        hours, minutes = int(both[1][:5]), int(both[2])
        return timedelta(hours=hours, minutes=minutes) if len(both[1]) <= 4 else None
    counted = _COUNTED.fullmatch(length)
    if counted is None or len(counted[1]) > 6:
        return None
    return float(f"{counted[1]}.{(counted[2] or '0')[:6]}") * _UNITS[counted[3]]


def _minutes(clock: str) -> tuple[int, ...]:
    """Return the times of day that a clock's words may mean; none if they are no time."""
    if clock in {"noon", "midnight"}:
        return (_MIDDAY,) if clock == "noon" else (_DAY_MINUTES,)
    match = _CLOCK.fullmatch(clock)
    if match is None:
        return ()
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if minute > 59 or hour * 60 + minute > _DAY_MINUTES or (half and not 1 <= hour <= 12):
        return ()
    if half:
        return (hour % 12 * 60 + minute + (_MIDDAY if half == "p" else 0),)
    if 1 <= hour <= 12 and match[1][0] != "0":
        early = hour % 12 * 60 + minute
        return (early, early + _MIDDAY)
    return (hour * 60 + minute,)


def _on_a_day(minutes: tuple[int, ...], day: str | None) -> tuple[int, ...]:
    """Return times as they are meant beside a day: twelve is noon, an ISO date goes to 24."""
    if day is None or len(minutes) < 2:
        return minutes
    early, late = minutes
    if early < 60:
        return (late,)
    return (early,) if "-" in day else minutes


def _tonight(minutes: tuple[int, ...]) -> tuple[int, ...]:
    """Return times as of the night that begins today: one in the morning is tomorrow's."""
    late = tuple(it for it in minutes if it >= _EVENING)
    early = tuple(it + _DAY_MINUTES for it in minutes if it <= _MORNING)
    return late or early or minutes


def _days(word: str, today: date) -> tuple[date, ...]:
    """Return the days that a word may mean, from today on; none if there is no such day."""
    if word in {"today", "tonight"}:
        return (today,)
    if word in {"tomorrow", "tmrw"}:
        return (today + timedelta(days=1),)
    if word[:3] in DAYS and not word[-1].isdigit():
        ahead = (DAYS.index(word[:3]) - today.weekday()) % 7
        return (today + timedelta(days=ahead), today + timedelta(days=ahead + 7))
    return tuple(it for it in _dates(word, today) if it >= today)


def _dates(word: str, today: date) -> tuple[date, ...]:
    numbers = [int(it[:6]) for it in re.findall(r"\d+", word)]
    if word[0].isalpha():
        return _yearly(_MONTHS.index(word[:3]) + 1, numbers[0], today)
    if "-" in word:
        return _dated(*numbers)
    if len(numbers) == 1:
        return _monthly(numbers[0], today)
    if "." in word and _is_clock(word):
        return ()
    swapped = "." in word or numbers[0] > 12
    day, month = numbers[:2] if swapped and numbers[1] <= 12 else (numbers[1], numbers[0])
    if len(numbers) == 3:
        return _dated(numbers[2] + 2000 if numbers[2] < 100 else numbers[2], month, day)
    return _yearly(month, day, today)


def _is_clock(word: str) -> bool:
    """Say whether a date with a dot may be a time of day instead: "7.30" is asked about."""
    match = re.fullmatch(r"(\d\d?)\.(\d\d)", word)
    return match is not None and int(match[1]) < 24 and int(match[2]) < 60


def _dated(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),) if _YEARS[0] <= year <= _YEARS[1] else ()
    except ValueError:
        return ()


def _yearly(month: int, day: int, today: date) -> tuple[date, ...]:
    """Return this day of this year and of those to come, up to one with a 29 February."""
    found = (_dated(today.year + n, month, day) for n in range(9))
    return tuple(it for days in found for it in days)


def _monthly(day: int, today: date) -> tuple[date, ...]:
    months = (today.year * 12 + today.month - 1 + n for n in range(14))
    found = (_dated(it // 12, it % 12 + 1, day) for it in months)
    return tuple(it for days in found for it in days)

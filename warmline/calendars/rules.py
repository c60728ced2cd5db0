"""Repeats of other systems: taken as they are, moved to the line's own clock, or refused in words.

`schedule.repeat` reads a rule strictly. Here it is also asked whether working the rule out takes
no longer than a moment: a file may come from anybody.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from warmline.errors import PlanError
from warmline.line import instant_of, wall_clock_of
from warmline.schedule.repeat import Repeat, read_repeat

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=5 * 366)  # how far a rule is worked out to see what it means
_MOST = 1000  # times of a rule that ends after a number of them
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEPS = {"DAILY": 1, "WEEKLY": 7}
_COUNTING = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})


class Rule:
    """The repeat of an entry that starts at ``start`` on the wall clock of ``timezone``.

    Raises PlanError where our own shifts cannot repeat like that.
    """

    def __init__(self, text: str, start: datetime, timezone: str) -> None:
        self.start = start
        self.timezone = timezone
        self.parts = _parts(text)
        self._repeat = self._read()
        first = next(self.times(), None)
        if first is None:
            raise PlanError("its rule never comes true in the five years from its start on")
        if first != start:
            raise PlanError(
                "its rule does not name its own first day, and calendars disagree on what that"
                f" means; begin it on {first:%a %d %b %Y}"
            )
        self.last = self._last()

    @property
    def text(self) -> str:
        """The rule as a plan keeps it."""
        return _joined(self.parts)

    def times(self) -> Iterator[datetime]:
        """Yield the wall-clock starts of the next five years."""
        try:
            yield from self._repeat.between(self.start, self.start + _AHEAD)
        except (IndexError, ValueError, OverflowError):  # what the library does with 53MO in June
            raise PlanError("its rule cannot be worked out; look at its BY parts") from None

    def has(self, local: datetime) -> bool:
        """Say whether one of its times starts then."""
        if self.last is not None and local > self.last:
            return False
        return next(self._repeat.between(local, local), None) is not None

    def _read(self) -> Repeat:
        if {"COUNT", "UNTIL"} <= self.parts.keys():
            raise PlanError("its rule has both COUNT and UNTIL")
        if self.parts.get("FREQ") == "HOURLY":
            raise PlanError("repeats by the hour, as no shift of a person does")
        endless = {name: value for name, value in self.parts.items() if name != "COUNT"}
        repeat = read_repeat(_joined(endless), self.start, self.timezone)
        _check_soon(self.parts, self.start)
        return repeat

    def _last(self) -> datetime | None:
        """Return the last time of a rule that ends, or None; the strict reader's word for it."""
        count = self.parts.get("COUNT")
        if count is None:
            return self._repeat.until
        number = int(count) if count.isdigit() and len(count) < 7 else 0
        if not 1 <= number <= _MOST:
            raise PlanError(f"COUNT must be from 1 to {_MOST}")
        times = list(islice(self.times(), number))
        if len(times) < number:
            raise PlanError("its COUNT reaches further than five years; end it with UNTIL")
        return times[-1]


def moved(rule: Rule, end: datetime, start: datetime, timezone: str) -> Rule:
    """Return a rule as the clock of another zone shows it, or raise PlanError if none can.

    ``end`` is the wall-clock end there, ``start`` the start here. The two clocks must keep the
    same distance at every time of the rule (looked at for five years), start and end.
    """
    if {"BYHOUR", "BYMINUTE"} & rule.parts.keys():
        raise PlanError(f"its rule names hours of {rule.timezone}; save it in {timezone}")
    turned = start.date() != rule.start.date()
    if turned and (set(rule.parts) - _COUNTING or rule.parts["FREQ"] not in _STEPS):
        raise PlanError(f"its rule names days of {rule.timezone}, which are others in {timezone}")
    ahead = start - rule.start
    for local in rule.times():
        for there in (local, local + (end - rule.start)):
            at = instant_of(there, rule.timezone)
            if instant_of(there + ahead, timezone) != at:
                raise PlanError(
                    f"repeats by the clock of {rule.timezone}; on {there:%d %b %Y} the clock of"
                    f" {timezone} differs from it by another amount. Save it in {timezone}"
                )
    parts = dict(rule.parts)
    if "UNTIL" in parts and rule.last is not None:
        until = instant_of(rule.last, rule.timezone).astimezone(UTC)
        parts["UNTIL"] = f"{until:%Y%m%dT%H%M%SZ}"
    return Rule(_joined(parts), start, timezone)


def is_over(rule: Rule, length: timedelta, now: datetime) -> bool:
    """Say whether the last of a rule's times has ended (UTC)."""
    return rule.last is not None and rule.last + length <= wall_clock_of(now, rule.timezone)


def same_rule(one: str | None, other: str | None) -> bool:
    """Say whether two rules are one, whatever the order of their parts."""
    if one is None or other is None:
        return one is other
    return sorted(_parts(one).items()) == sorted(_parts(other).items())


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for pair in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = pair.partition("=")
        if name in parts:
            raise PlanError(f"its rule has {name} twice")
        if name:
            parts[name] = value
    return parts


def _joined(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _check_soon(parts: dict[str, str], start: datetime) -> None:
    """Raise PlanError for a rule that no day of five years fits; ``parts`` were read already.

    The library looks for such a day to the year 9999, which takes it seconds.
    """
    if "BYSETPOS" in parts and parts["FREQ"] in _STEPS:
        raise PlanError("BYSETPOS is for rules by the month or year")
    days = (start.date() + n * _DAY for n in range(_AHEAD // _DAY))
    if not any(_fits(parts, day, start.date()) for day in days):
        raise PlanError("its rule never comes true in the five years from its start on")


def _fits(parts: dict[str, str], day: date, first: date) -> bool:
    """Say whether a day fits those parts of a rule that can be told from the day alone."""
    interval = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "DAILY" and (day - first).days % interval:
        return False
    if "BYMONTH" in parts and day.month not in map(int, parts["BYMONTH"].split(",")):
        return False
    if "BYDAY" in parts and _WEEK[day.weekday()] not in {d[-2:] for d in parts["BYDAY"].split(",")}:
        return False
    if "BYMONTHDAY" in parts:
        backwards = day.day - monthrange(day.year, day.month)[1] - 1
        return not {day.day, backwards}.isdisjoint(map(int, parts["BYMONTHDAY"].split(",")))
    return True

"""Repeats of other systems: taken as they are, moved to the line's own clock, or refused in words.

`schedule.repeat` reads a rule strictly. Here it is also asked whether working the rule out takes
no longer than a moment: a file may come from anybody.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from warmline.errors import PlanError
from warmline.hours import instant_of, wall_clock_of
from warmline.schedule.repeat import Repeat, read_repeat

_AHEAD = timedelta(days=5 * 366)  # how far a rule is worked out to see what it means
_MOST = 1000  # times of a rule that ends after a number of them
_CYCLES = 19 * 400  # years
_BY_DAYS = frozenset({"DAILY", "WEEKLY"})
_COUNTING = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})


class Rule:
    """The repeat of an entry that starts at ``start`` on the wall clock of ``timezone``.

    Raises PlanError where our own shifts cannot repeat like that.
    """

    def __init__(self, text: str, start: datetime, timezone: str) -> None:
        self.start = start
        self.timezone = timezone
        self.parts = _parts(text)
        self.last: datetime | None = None
        self._repeat = self._read()
        first = self._first()
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
        """Yield the wall-clock starts of the next five years, up to the last."""
        end = self.start + _AHEAD
        yield from self._repeat.between(self.start, min(end, self.last or end))

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
        return read_repeat(_joined(endless), self.start, self.timezone)

    def _first(self) -> datetime | None:
        """Return the first time, or None if there is none in five years.

        The library looks for one up to the year 9999, which takes it seconds where there is none.
        The calendar is the same every 400 years, so it is asked shortly before that.
        """
        later = self.start.replace(year=self.start.year + _CYCLES)
        try:
            found = next(iter(self._repeat.rule.replace(dtstart=later, until=None)), None)
        except (IndexError, ValueError, OverflowError):  # what the library does with 53MO in June
            raise PlanError("its rule cannot be worked out; look at its BY parts") from None
        if found is None or found > later + _AHEAD:
            return None
        first = found.replace(year=found.year - _CYCLES)
        until = self._repeat.until
        return None if until is not None and first > until else first

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
    if turned and (set(rule.parts) - _COUNTING or rule.parts["FREQ"] not in _BY_DAYS):
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

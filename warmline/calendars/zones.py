"""How a zone's clocks change, told inside a calendar: the VTIMEZONE that RFC 5545 asks for.

Phones know the zones by name and look no further; Outlook reads what is written here. Where the
clocks change by a yearly rule it is given as one, which is all that some programs understand;
where they do not (Ramadan in Morocco), each change is told on its own.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from msgspec import Struct

_DAY = timedelta(days=1)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Change(Struct, frozen=True):
    """One change of the clocks: when, on the clock as it was before (naive), and from what to what.

    Offsets are seconds east of UTC.
    """

    at: datetime
    before: int
    after: int
    name: str
    summer: bool

    @property
    def kind(self) -> tuple[int, int, int, str, bool]:
        """What a change has in common with the same one of another year."""
        return self.at.month, self.before, self.after, self.name, self.summer


def zone_component(timezone: str, first: datetime, last: datetime) -> Timezone:
    """Return the VTIMEZONE of an IANA zone, right from ``first`` to ``last`` (UTC) at the least."""
    zone = Timezone()
    zone.add("tzid", timezone)
    zone.add("x-lic-location", timezone)
    for change, rule in _observances(timezone, first.year - 1, last.year + 1):
        part = TimezoneDaylight() if change.summer else TimezoneStandard()
        part.add("dtstart", change.at)
        part.add("tzoffsetfrom", timedelta(seconds=change.before))
        part.add("tzoffsetto", timedelta(seconds=change.after))
        part.add("tzname", change.name)
        if rule is not None:
            part.add("rrule", {"freq": "YEARLY", "bymonth": change.at.month, "byday": rule})
        zone.add_component(part)
    return zone


@lru_cache(maxsize=256)
def _observances(
    timezone: str, first_year: int, last_year: int
) -> tuple[tuple[Change, str | None], ...]:
    """Return the changes to write down, each with the days on which it recurs, if it does."""
    found = tuple(_changes(timezone, first_year, last_year))
    alike: dict[tuple[int, int, int, str, bool], list[Change]] = defaultdict(list)
    for change in found:
        alike[change.kind].append(change)
    rules = {kind: _rule(some, last_year - first_year + 1) for kind, some in alike.items()}
    if all(rules.values()) and found:
        return tuple((some[0], rules[kind]) for kind, some in alike.items())
    return ((_at_first(timezone, first_year), None), *((change, None) for change in found))


def _changes(timezone: str, first_year: int, last_year: int) -> Iterator[Change]:
    """Yield every change of the clocks in some years, oldest first."""
    zone = ZoneInfo(timezone)
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if day.astimezone(zone).utcoffset() != (day + _DAY).astimezone(zone).utcoffset():
            yield _described(_moment(zone, day, day + _DAY), zone)
        day += _DAY


def _moment(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """Return the first second that has the later offset, by halving."""
    offset = early.astimezone(zone).utcoffset()
    low, high = 0, int((late - early).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        same = (early + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return early + timedelta(seconds=high)


def _described(moment: datetime, zone: ZoneInfo) -> Change:
    before = (moment - timedelta(seconds=1)).astimezone(zone)
    return _change(moment.astimezone(zone), _seconds(before), moment)


def _at_first(timezone: str, year: int) -> Change:
    """Return what holds when the years begin, as a change from itself."""
    moment = datetime(year, 1, 1, tzinfo=UTC)
    local = moment.astimezone(ZoneInfo(timezone))
    return _change(local, _seconds(local), moment)


def _change(local: datetime, before: int, moment: datetime) -> Change:
    at = moment.replace(tzinfo=None) + timedelta(seconds=before)
    name = local.tzname() or "local"
    return Change(at, before, _seconds(local), name, bool(local.dst()))


def _seconds(local: datetime) -> int:
    return int((local.utcoffset() or timedelta()).total_seconds())


def _rule(some: Sequence[Change], years: int) -> str | None:
    """Return the day (``2SU``, ``-1SU``) on which a change comes every year, or None."""
    once = {change.at.year for change in some}
    if len(some) != years or len(once) != years:
        return None
    if len({(change.at.weekday(), change.at.time()) for change in some}) > 1:
        return None
    day = _DAYS[some[0].at.weekday()]
    if all(it.at.day + 7 > monthrange(it.at.year, it.at.month)[1] for it in some):
        return f"-1{day}"
    numbers = {(change.at.day + 6) // 7 for change in some}
    return f"{numbers.pop()}{day}" if len(numbers) == 1 else None

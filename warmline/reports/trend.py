"""How a line's contacts and their topics went over time, and the days that explain a peak."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from warmline.hours import Period
from warmline.reports.counts import Outcome, is_taken, outcome
from warmline.reports.days import Days, month_of
from warmline.reports.summary import Summary
from warmline.store.records.history import ContactHistory
from warmline.wrap_up import Topic

Step = Literal["day", "week", "month"]
_DAY = timedelta(days=1)
_BY_DAY, _BY_WEEK = 21, 54 * 7  # up to so many days are told by day, by week
_UNMARKED = frozenset({"term"})  # a term is no reason for a peak


class Point(Struct, frozen=True):
    """Some days and what was in them; None stands where a count is hidden."""

    first: date
    last: date
    outcomes: dict[Outcome, int | None]
    topics: dict[Topic, int | None]


class Mark(Struct, frozen=True):
    """Days with a name that may explain a peak: finals, boards, a holiday."""

    name: str
    kind: str
    first: date
    last: date


class Trend(Struct, frozen=True):
    """The points in order, and what is marked among them."""

    step: Step
    points: tuple[Point, ...]
    marks: tuple[Mark, ...]

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that were named, most often first, without those of which nothing is shown."""
        sums = {topic: sum(it.topics[topic] or 0 for it in self.points) for topic in Topic}
        return tuple(sorted((it for it in sums if sums[it]), key=lambda it: -sums[it]))


def trend(histories: Iterable[ContactHistory], days: Days, periods: Sequence[Period]) -> Trend:
    """Return exact counts day by day, week by week or month by month, as long as the days are."""
    step = _step(days)
    begins = [first for first, _ in _pieces(days, step)]
    outcomes: dict[date, Counter[Outcome]] = defaultdict(Counter)
    topics: dict[date, Counter[Topic]] = defaultdict(Counter)
    zone = ZoneInfo(days.timezone)
    for it in histories:
        if is_taken(it):
            begun = _begun(it.arrived_at.astimezone(zone).date(), step, begins[0])
            outcomes[begun][outcome(it)] += 1
            topics[begun].update({topic for reply in it.wrap_ups for topic in reply.topics})
    points = (
        Point(
            first,
            last,
            {it: outcomes[first][it] for it in ("mentor", "counseling", "missed")},
            {it: topics[first][it] for it in Topic},
        )
        for first, last in _pieces(days, step)
    )
    return Trend(step, tuple(points), _marks(periods, days))


def months_trend(months: Sequence[tuple[Days, Summary]], periods: Sequence[Period]) -> Trend:
    """Return months as their own pages show them, so that this tells nothing that they do not."""
    points = tuple(
        Point(days.first, days.last, dict(it.outcomes), dict(it.topics)) for days, it in months
    )
    first, last = months[0][0], months[-1][0]
    return Trend("month", points, _marks(periods, Days(first.first, last.last, first.timezone)))


def _step(days: Days) -> Step:
    if days.length <= _BY_DAY:
        return "day"
    return "week" if days.length <= _BY_WEEK else "month"


def _begun(day: date, step: Step, first: date) -> date:
    """Return the first day of the piece that a day is in."""
    match step:
        case "day":
            return day
        case "week":
            return max(first, day - day.weekday() * _DAY)
        case "month":
            return max(first, day.replace(day=1))


def _pieces(days: Days, step: Step) -> Iterator[tuple[date, date]]:
    """Yield the days of each piece, Monday's to Sunday's or a month's, cut where the days end."""
    first = days.first
    while first <= days.last:
        match step:
            case "day":
                last = first
            case "week":
                last = first + (6 - first.weekday()) * _DAY
            case "month":
                last = month_of(first, days.timezone).last
        yield first, min(last, days.last)
        first = last + _DAY


def _marks(periods: Sequence[Period], days: Days) -> tuple[Mark, ...]:
    return tuple(
        Mark(it.name, it.kind, max(it.first, days.first), min(it.last, days.last))
        for it in sorted(periods, key=lambda it: it.first)
        if it.kind.casefold() not in _UNMARKED and it.first <= days.last and days.first <= it.last
    )

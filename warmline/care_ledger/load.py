"""What one person carried in the last days, weighed: a hard contact counts three times."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

HARD_WEIGHT = 3  # a hard contact; any other counts 1. It is a help to look back, not a measure
WEEKS = 4
HEAVY_HARD = 2  # hard ones in a week: the same number of which coordinators are told
WEEK = timedelta(days=7)

Time = tuple[datetime, datetime]


class Carried(Struct, frozen=True):
    """A contact that somebody took, when it came (UTC), and whether they said it was hard."""

    at: datetime
    hard: bool


class Felt(Struct, frozen=True):
    """How somebody said they were on a day of the line's zone: 1 worn out, 5 fine."""

    day: date
    how: int


class Tally(Struct, frozen=True, kw_only=True):
    """What was carried in some days; ``hours`` are those on call by the plan, rounded."""

    contacts: int = 0
    hard: int = 0
    hours: int = 0
    felt: float | None = None  # the mean of the days on which they said; None: they never did

    @property
    def load(self) -> int:
        """The contacts, weighed."""
        return self.contacts + (HARD_WEIGHT - 1) * self.hard


class Load(Struct, frozen=True, kw_only=True):
    """The last 7 and 28 days of one person, the four weeks of these, newest first."""

    week: Tally
    month: Tally
    weeks: tuple[Tally, ...]
    felt: tuple[Felt, ...] = ()  # newest first
    today: int | None = None

    @property
    def is_heavy(self) -> bool:
        """Say whether the last week had so many hard ones that coordinators hear of it."""
        return self.week.hard >= HEAVY_HARD


def load_of(
    carried: Sequence[Carried],
    on_call: Sequence[Time],
    felt: Iterable[Felt],
    now: datetime,
    today: date,
) -> Load:
    """Return somebody's load at ``now`` (UTC); ``today`` is the day that the line's clock shows."""
    said = sorted(felt, key=lambda it: it.day, reverse=True)

    def tally(first: int, last: int) -> Tally:
        """Count from ``first`` to ``last`` weeks ago."""
        start, end = now - last * WEEK, now - first * WEEK
        took = [it for it in carried if start < it.at <= end]
        days = [it.how for it in said if first * 7 <= (today - it.day).days < last * 7]
        return Tally(
            contacts=len(took),
            hard=sum(it.hard for it in took),
            hours=_hours(on_call, start, end),
            felt=sum(days) / len(days) if days else None,
        )

    return Load(
        week=tally(0, 1),
        month=tally(0, WEEKS),
        weeks=tuple(tally(it, it + 1) for it in range(WEEKS)),
        felt=tuple(it for it in said if (today - it.day).days < 7 * WEEKS),
        today=next((it.how for it in said if it.day == today), None),
    )


def _hours(on_call: Sequence[Time], start: datetime, end: datetime) -> int:
    """Return the hours in which somebody was on call, whatever on: no moment counts twice."""
    seconds, reached = 0.0, start
    for begins, ends in sorted(on_call):
        first, last = max(begins, reached), min(ends, end)
        if first < last:
            seconds += (last - first).total_seconds()
            reached = last
    return round(seconds / 3600)

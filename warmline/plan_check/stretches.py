"""Times from an instant to another: joined, met, and how much of them somebody is awake."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from msgspec import Struct

from warmline.hours import Hours, instant_of, wall_clock_of

_SLEEP_BEGINS, _SLEEP_ENDS = time(0), time(7)
_DAY = timedelta(days=1)


class Stretch(Struct, frozen=True, order=True):
    """A time, UTC; ``end`` is excluded."""

    start: datetime
    end: datetime


def joined(times: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield times in order, those that touch or overlap made one."""
    held: Stretch | None = None
    for it in sorted(times):
        if held is not None and it.start <= held.end:
            held = Stretch(held.start, max(held.end, it.end))
            continue
        if held is not None:
            yield held
        held = it
    if held is not None:
        yield held


def meetings(mine: Sequence[Stretch], theirs: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield where two rows of stretches, each in order, meet."""
    i = j = 0
    while i < len(mine) and j < len(theirs):
        start, end = max(mine[i].start, theirs[j].start), min(mine[i].end, theirs[j].end)
        if start < end:
            yield Stretch(start, end)
        if mine[i].end <= theirs[j].end:
            i += 1
        else:
            j += 1


def without(times: Iterable[Stretch], cuts: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield what is left of times when others are taken out of them."""
    out = list(joined(cuts))
    for it in times:
        start = it.start
        for cut in out:
            if cut.end <= start or cut.start >= it.end:
                continue
            if start < cut.start:
                yield Stretch(start, cut.start)
            start = max(start, cut.end)
        if start < it.end:
            yield Stretch(start, it.end)


def open_times(hours: Hours, start: datetime, end: datetime) -> Iterator[Stretch]:
    """Yield in order what of the hours lies between two instants (UTC), without overlaps."""
    found = (Stretch(it.start, it.end) for it in hours.openings(start, end))
    for whole in joined(found):
        yield Stretch(max(whole.start, start), min(whole.end, end))


def waking_time(stretch: Stretch, timezone: str) -> timedelta:
    """Return how much of a time lies outside 00:00 to 07:00 on the wall clock.

    A night on call is slept through unless the phone rings.
    """
    asleep = timedelta()
    day = wall_clock_of(stretch.start, timezone).date() - _DAY
    last = wall_clock_of(stretch.end, timezone).date() + _DAY
    while day <= last:
        from_ = instant_of(datetime.combine(day, _SLEEP_BEGINS), timezone)
        to = instant_of(datetime.combine(day, _SLEEP_ENDS), timezone)
        overlap = min(to, stretch.end) - max(from_, stretch.start)
        asleep += max(overlap, timedelta())
        day += _DAY
    return stretch.end - stretch.start - asleep

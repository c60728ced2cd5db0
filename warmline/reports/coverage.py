"""How much of the open time a line's plan had somebody whose phone could be rung.

Told by the plans that routed then, whatever was edited since. What no plan knows is not in it: who
texted OFF for an hour, who was already talking, who slept through the ring.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise

from msgspec import Struct

from warmline.hours import instant_of, wall_clock_of
from warmline.ids import LineSlug
from warmline.line import Line
from warmline.plan_check import Stretch, joined, meetings, open_times
from warmline.roster import Mentor, may_be_rung
from warmline.schedule import Era, Plan, Span, plans_over, spans

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class Coverage(Struct, frozen=True):
    """Minutes that a line was open, and those of them with somebody who might be rung."""

    open_minutes: int
    covered_minutes: int

    @property
    def missing_minutes(self) -> int:
        """How many open minutes had nobody."""
        return self.open_minutes - self.covered_minutes


def coverage(
    eras: Sequence[Era], lines: Iterable[LineSlug], start: datetime, end: datetime
) -> Coverage:
    """Return the coverage of some lines, added up, from ``start`` to ``end`` (UTC)."""
    opened = covered = timedelta()
    slugs = set(lines)
    for plan, from_, to in plans_over(eras, start, end):
        for line in plan.lines:
            if line.slug in slugs:
                hours = list(open_times(line.open_hours, from_, to))
                ready = list(joined(_ready(plan, line, from_, to)))
                opened += _length(hours)
                covered += _length(meetings(hours, ready))
    return Coverage(round(opened / _MINUTE), round(covered / _MINUTE))


def _ready(plan: Plan, line: Line, start: datetime, end: datetime) -> Iterator[Stretch]:
    """Yield the times with somebody who may be rung, cut at midnights: certificates end there."""
    people = {mentor.id: mentor for mentor in plan.mentors}
    for span in spans(plan, line.slug, start, end):
        on_call = [people[it.mentor] for it in span.on_call if it.mentor in people]
        for piece in _by_day(span, line.timezone) if on_call else ():
            if _somebody(on_call, piece, line.timezone):
                yield piece


def _somebody(people: Sequence[Mentor], piece: Stretch, timezone: str) -> bool:
    day = wall_clock_of(piece.start, timezone).date()
    return any(may_be_rung(it, day) is None for it in people)


def _by_day(span: Span, timezone: str) -> Iterator[Stretch]:
    first = wall_clock_of(span.start, timezone).date()
    last = wall_clock_of(span.end, timezone).date()
    nights = (
        instant_of(datetime.combine(first + n * _DAY, time.min), timezone)
        for n in range(1, (last - first).days + 1)
    )
    cuts = [it for it in nights if span.start < it < span.end]
    for from_, to in pairwise([span.start, *cuts, span.end]):
        yield Stretch(from_, to)


def _length(times: Iterable[Stretch]) -> timedelta:
    return sum((it.end - it.start for it in times), timedelta())

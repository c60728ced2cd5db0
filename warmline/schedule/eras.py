"""Who was on call by the plan that routed at the time, whatever was edited since."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

from warmline.errors import PlanError
from warmline.ids import LineSlug
from warmline.schedule.plan import Plan
from warmline.schedule.spans import Span, line_of, people_of, spans
from warmline.stretches import merged


class Era(Struct, frozen=True):
    """A plan and the instant (UTC) from which it routed, until that of the next."""

    start: datetime
    plan: Plan


def spans_over(
    eras: Sequence[Era], line: LineSlug, start: datetime, end: datetime
) -> tuple[Span, ...]:
    """Return who was on call from ``start`` to ``end`` (UTC): contiguous spans, gaps included.

    The first era tells what was before it, too. An era without the line is a gap. ``until`` is
    what the plan of its time said, also where a later one made another end of it.
    """
    return tuple(merged(_told(eras, line, start, end), people_of))


def plan_at(eras: Sequence[Era], at: datetime) -> Plan:
    """Return the plan that routed at an instant (UTC); the first, if that was before all."""
    begun = [era for era in eras if era.start <= at]
    return (begun or list(eras[:1]))[-1].plan


def plans_over(
    eras: Sequence[Era], start: datetime, end: datetime
) -> Iterator[tuple[Plan, datetime, datetime]]:
    """Yield each plan with the time (UTC) in which it routed; a clock that went back: no hole."""
    from_ = start
    for era, following in pairwise([*eras, None]):
        to = end if following is None else min(max(following.start, from_), end)
        if era is not None and from_ < to:
            yield era.plan, from_, to
            from_ = to


def _told(eras: Sequence[Era], line: LineSlug, start: datetime, end: datetime) -> Iterator[Span]:
    """Yield the spans of each era in turn."""
    for plan, from_, to in plans_over(eras, start, end):
        yield from _of_one(plan, line, from_, to)


def _of_one(plan: Plan, line: LineSlug, start: datetime, end: datetime) -> tuple[Span, ...]:
    try:
        line_of(plan, line)
    except PlanError:
        return (Span(start, end, ()),)
    return spans(plan, line, start, end)

"""What two plans have different: who is on call, when a line is open, what is to be looked at."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from warmline.ids import LineSlug, MentorId
from warmline.plan_check import Finding, Stretch, check_plan, open_times, without
from warmline.schedule import Plan, Span, spans


class Differing(Struct, frozen=True):
    """A time, UTC, in which other people are on call by one plan than by the other."""

    line: LineSlug
    start: datetime
    end: datetime
    before: tuple[MentorId, ...]
    after: tuple[MentorId, ...]


class Opened(Struct, frozen=True):
    """A time, UTC, at which a line is open by one plan and closed by the other."""

    line: LineSlug
    start: datetime
    end: datetime
    opens: bool  # by the later plan


def differing(before: Plan, after: Plan, start: datetime, end: datetime) -> tuple[Differing, ...]:
    """Return, line by line, when somebody else is on call by ``after`` than by ``before``."""
    return tuple(
        it
        for line in _lines(before, after)
        for it in _of_line(line, _spans(before, line, start, end), _spans(after, line, start, end))
    )


def hours_differing(
    before: Plan, after: Plan, start: datetime, end: datetime
) -> tuple[Opened, ...]:
    """Return when a line is open by ``after`` and not by ``before``, or the reverse."""
    found: list[Opened] = []
    for slug in _lines(before, after):
        was, will = _open(before, slug, start, end), _open(after, slug, start, end)
        found += [Opened(slug, it.start, it.end, opens=True) for it in without(will, was)]
        found += [Opened(slug, it.start, it.end, opens=False) for it in without(was, will)]
    return tuple(sorted(found, key=lambda it: (it.start, it.line)))


def findings_differing(
    before: Plan, after: Plan, start: datetime, end: datetime
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return what there is to look at in ``after`` alone, and what in ``before`` alone."""
    was, will = check_plan(before, start, end), check_plan(after, start, end)
    return _beyond(will, was), _beyond(was, will)


def _beyond(found: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with the times at which the others do not have them."""
    known: dict[tuple[object, ...], list[Stretch]] = {}
    for it in others:
        known.setdefault(_what(it), []).extend(it.times)
    fresh = (replace(it, times=tuple(without(it.times, known.get(_what(it), ())))) for it in found)
    return tuple(it for it in fresh if it.times)


def _what(it: Finding) -> tuple[object, ...]:
    """Return what makes two findings the same; who is missing in a gap does not matter."""
    return (it.kind, it.line, None if it.kind == "gap" else it.mentor)


def _lines(before: Plan, after: Plan) -> list[LineSlug]:
    return list(dict.fromkeys(line.slug for plan in (before, after) for line in plan.lines))


def _spans(plan: Plan, line: LineSlug, start: datetime, end: datetime) -> tuple[Span, ...]:
    if all(it.slug != line for it in plan.lines):
        return (Span(start, end, ()),)
    return spans(plan, line, start, end)


def _of_line(line: LineSlug, was: Sequence[Span], will: Sequence[Span]) -> Iterator[Differing]:
    edges = sorted({at for it in (*was, *will) for at in (it.start, it.end)})
    held: Differing | None = None
    i = j = 0
    for start, end in pairwise(edges):
        i += was[i].end <= start
        j += will[j].end <= start
        one, other = _people(was[i]), _people(will[j])
        if held is not None and (held.end, held.before, held.after) == (start, one, other):
            held = replace(held, end=end)
            continue
        if held is not None:
            yield held
        held = Differing(line, start, end, one, other) if set(one) != set(other) else None
    if held is not None:
        yield held


def _people(span: Span) -> tuple[MentorId, ...]:
    return tuple(it.mentor for it in span.on_call)


def _open(plan: Plan, slug: LineSlug, start: datetime, end: datetime) -> tuple[Stretch, ...]:
    line = next((it for it in plan.lines if it.slug == slug), None)
    return () if line is None else tuple(open_times(line.open_hours, start, end))

"""Who is on call: at one instant, or from instant to instant with nothing left out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, pairwise

from msgspec import Struct

from warmline.errors import PlanError
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.schedule.overriding import changes, overridden
from warmline.schedule.pieces import Piece, duty_pieces, shift_pieces
from warmline.schedule.plan import Plan
from warmline.schedule.surge import surge_pieces
from warmline.stretches import Stretch, merged

_MOMENT = timedelta(microseconds=1)


class OnCall(Struct, frozen=True):
    """One person on call, why, and until when as things stand (UTC, excluded).

    ``since`` is when the whole turn of duty began; a cover has that of the turn it takes over.
    """

    mentor: MentorId
    source: str  # "shift", "duty <name>", "cover for <name>", "added", "surge"
    until: datetime
    since: datetime


class Span(Stretch, frozen=True):
    """Who is on call for a stretch of time; ``on_call`` is empty in a gap."""

    on_call: tuple[OnCall, ...]


def line_of(plan: Plan, slug: LineSlug) -> Line:
    """Return a line of the plan. Raises PlanError if it has no such line."""
    for line in plan.lines:
        if line.slug == slug:
            return line
    known = ", ".join(line.slug for line in plan.lines) or "none at all"
    raise PlanError(f'there is no line "{slug}"; there is {known}')


def on_call(plan: Plan, line: LineSlug, at: datetime) -> tuple[OnCall, ...]:
    """Return who is on call at an instant (UTC), in roster order; empty in a gap."""
    return spans(plan, line, at, at + _MOMENT)[0].on_call


def spans(plan: Plan, line: LineSlug, start: datetime, end: datetime) -> tuple[Span, ...]:
    """Return who is on call from ``start`` to ``end`` (UTC): contiguous spans, gaps included.

    This is what the plan reads; whether those people may be rung is another question. Raises
    PlanError if the plan has no such line.
    """
    pieces = _pieces(plan, line_of(plan, line), start, end)
    places = {mentor.id: mentor.order for mentor in plan.mentors}
    return tuple(merged(_swept(pieces, places, start, end), people_of))


def _pieces(plan: Plan, line: Line, start: datetime, end: datetime) -> list[Piece]:
    """Return every piece of the line that touches [start, end), in order of start."""
    zone = line.timezone
    base = list(
        chain(
            *(shift_pieces(s, zone, start, end) for s in plan.shifts if s.line == line.slug),
            *(duty_pieces(d, zone, start, end) for d in plan.duties if d.line == line.slug),
            surge_pieces(plan, line, start, end),
        )
    )
    made = changes((o for o in plan.overrides if o.line == line.slug), zone)
    names = {mentor.id: mentor.name for mentor in plan.mentors}
    found = overridden(base, made, names)
    touching = (piece for piece in found if max(piece.start, start) < min(piece.end, end))
    return sorted(touching, key=lambda piece: piece.start)


def _swept(
    pieces: Sequence[Piece], places: dict[MentorId, int], start: datetime, end: datetime
) -> Iterator[Span]:
    """Yield a span from each change to the next; ``pieces`` are in order of start."""
    edges = {start, end, *(p.start for p in pieces), *(p.end for p in pieces)}
    waiting = iter(pieces)
    ahead = next(waiting, None)
    current: list[Piece] = []
    for from_, to in pairwise(sorted(edge for edge in edges if start <= edge <= end)):
        current = [piece for piece in current if piece.end > from_]
        while ahead is not None and ahead.start <= from_:
            current.append(ahead)
            ahead = next(waiting, None)
        yield Span(from_, to, _people(current, places))


def _people(pieces: Iterable[Piece], places: dict[MentorId, int]) -> tuple[OnCall, ...]:
    """Return one entry for each person, by their strongest source, in roster order."""
    best: dict[MentorId, Piece] = {}
    for piece in pieces:
        held = best.get(piece.mentor)
        if held is None or _weight(piece) < _weight(held):
            best[piece.mentor] = piece
    ordered = sorted(best.values(), key=lambda p: (places.get(p.mentor, len(places)), p.mentor))
    return tuple(OnCall(p.mentor, p.source, p.end, p.since) for p in ordered)


def _weight(piece: Piece) -> tuple[int, float, str, float]:
    """Return a sort key: overrides before shifts before duties, then what lasts longest."""
    return piece.rank, -piece.end.timestamp(), piece.source, piece.since.timestamp()


def people_of(span: Span) -> tuple[OnCall, ...]:
    """Return who is on call in a span: what makes it the same as the next."""
    return span.on_call

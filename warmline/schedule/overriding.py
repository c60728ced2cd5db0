"""Dated changes: who is covered by whom, who is added, who is removed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from warmline.hours import instant_of
from warmline.ids import MentorId
from warmline.schedule.pieces import Piece
from warmline.schedule.plan import Override


class Change(Struct, frozen=True):
    """An override in real time, UTC; ``end`` is excluded."""

    override: Override
    start: datetime
    end: datetime


def changes(overrides: Iterable[Override], timezone: str) -> tuple[Change, ...]:
    """Return overrides in real time; one that a clock change leaves no time for is left out."""
    found = (
        Change(o, instant_of(o.start, timezone), instant_of(o.end, timezone)) for o in overrides
    )
    return tuple(change for change in found if change.start < change.end)


class _Row:
    """The changes of one person's time in order of start; those that meet a piece are found fast.

    A plan holds years of covers, and a compiled year thousands of pieces.
    """

    def __init__(self, made: Iterable[Change]) -> None:
        self._made = sorted(made, key=lambda change: change.start)
        self._starts = [change.start for change in self._made]
        self._ends = list(accumulate((change.end for change in self._made), max))

    def meeting(self, piece: Piece) -> Sequence[Change]:
        """Return every change that overlaps a piece, and perhaps some that do not."""
        first = bisect_right(self._ends, piece.start)
        return self._made[first : bisect_left(self._starts, piece.end)]

    def __iter__(self) -> Iterator[Change]:
        return iter(self._made)


_NONE = _Row(())


def overridden(
    pieces: Iterable[Piece], made: Sequence[Change], names: Mapping[MentorId, str]
) -> Iterator[Piece]:
    """Yield the pieces as the changes leave them, and those that the changes bring.

    All changes look at the plan itself, never at each other, so their order does not matter; the
    one exception is that whoever is removed is on call in no way, not even as a cover.
    """
    covers = _by(made, "cover")
    removals = _by(made, "remove")
    for piece in pieces:
        covered = covers.get(piece.mentor, _NONE).meeting(piece)
        removed = removals.get(piece.mentor, _NONE).meeting(piece)
        yield from _without(piece, [*covered, *removed]) if covered or removed else (piece,)
        for change in covered:
            yield from _taken_over(piece, change, names, removals)
    for additions in _by(made, "add").values():
        for added in additions:
            piece = Piece(added.override.mentor, added.start, added.end, "added", 0, added.start)
            yield from _without(piece, removals.get(piece.mentor, _NONE).meeting(piece))


def _by(made: Iterable[Change], kind: str) -> dict[MentorId, _Row]:
    """Return the changes of one kind by the person whose time they change."""
    found: dict[MentorId, list[Change]] = {}
    for change in made:
        override = change.override
        if override.kind == kind:
            whose = override.covers if kind == "cover" else override.mentor
            found.setdefault(whose or override.mentor, []).append(change)
    return {mentor: _Row(theirs) for mentor, theirs in found.items()}


def _taken_over(
    piece: Piece,
    change: Change,
    names: Mapping[MentorId, str],
    removals: Mapping[MentorId, _Row],
) -> Iterator[Piece]:
    """Yield the part of a piece that another person covers."""
    start, end = max(piece.start, change.start), min(piece.end, change.end)
    if start < end:
        whom = names.get(piece.mentor, piece.mentor)
        cover = Piece(change.override.mentor, start, end, f"cover for {whom}", 0, piece.since)
        yield from _without(cover, removals.get(cover.mentor, _NONE).meeting(cover))


def _without(piece: Piece, cuts: Iterable[Change]) -> Iterator[Piece]:
    """Yield what is left of a piece when the cuts are taken out of it."""
    start = piece.start
    for cut in sorted(cuts, key=lambda change: change.start):
        if start < min(cut.start, piece.end):
            yield replace(piece, start=start, end=min(cut.start, piece.end))
        start = max(start, cut.end)
    if start < piece.end:
        yield replace(piece, start=start)

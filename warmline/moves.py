"""A turn of duty that is served at another time, once: by the same person or by somebody else."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from warmline.errors import PlanError
from warmline.hours import wall_clock_of
from warmline.ids import MentorId
from warmline.schedule import Override, Plan, line_of
from warmline.turns import HandOver, Turn, given_for, turns_of


def move(plan: Plan, turn: Turn, to: MentorId, start: datetime, end: datetime) -> HandOver:
    """Return the dated changes after which ``to`` serves from ``start`` to ``end`` instead.

    Those are naive, on the line's wall clock. Whoever keeps a turn and only begins it earlier or
    ends it later keeps what both times have in common. Raises PlanError for a turn that is a
    cover: that has the hours of the person who is covered.
    """
    zone = line_of(plan, turn.line).timezone
    given = given_for(plan, turn)
    if any(it.kind == "cover" for it in given):
        raise PlanError("a cover has the hours that it covers; hand it on, or take it back")
    was = wall_clock_of(turn.start, zone), wall_clock_of(turn.end, zone)
    without = replace(plan, overrides=tuple(it for it in plan.overrides if it not in given))
    planned = bool(turns_of(without, turn.mentor, turn.start, turn.end, turn.line))
    kept = was if planned and to == turn.mentor else None
    added = [replace(it, id="", start=a, end=b) for it in given
             for a, b in _outside((it.start, it.end), was)]  # fmt: skip
    if planned:
        same = (start, end) if kept else None
        added += [_dated("remove", turn, turn.mentor, times) for times in _outside(was, same)]
    added += [_dated("add", turn, to, times) for times in _outside((start, end), kept)]
    return HandOver(given, tuple(added))


def _dated(
    kind: Literal["add", "remove"], turn: Turn, mentor: MentorId, times: tuple[datetime, datetime]
) -> Override:
    return Override(id="", line=turn.line, kind=kind, mentor=mentor, start=times[0], end=times[1])


def _outside(
    times: tuple[datetime, datetime], cut: tuple[datetime, datetime] | None
) -> Iterator[tuple[datetime, datetime]]:
    """Yield what is left of a time when another is cut out of it."""
    start, end = times
    if cut is None or cut[1] <= start or cut[0] >= end:
        yield times
        return
    if start < cut[0]:
        yield start, cut[0]
    if cut[1] < end:
        yield cut[1], end

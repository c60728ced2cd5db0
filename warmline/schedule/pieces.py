"""What the plan itself says, before dated changes: each turn of duty as a piece of real time."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from warmline.errors import PlanError
from warmline.hours import Hours, instant_of, wall_clock_of
from warmline.ids import MentorId
from warmline.schedule.plan import Duty, Shift
from warmline.schedule.repeat import read_repeat

# Wall clocks of a zone never differ by more than a day (Samoa skipped one): look that far around.
_MARGIN = timedelta(days=2)
_DAY = timedelta(days=1)
_UNITS = {"hour": timedelta(hours=1), "day": _DAY, "week": timedelta(weeks=1)}


class Piece(Struct, frozen=True):
    """One person's unbroken time on call from one source, UTC; ``end`` is excluded."""

    mentor: MentorId
    start: datetime
    end: datetime
    source: str  # "shift", "duty <name>", "cover for <name>", "added", "surge"
    rank: int  # which source counts when one person has several: the lowest
    since: datetime  # when the whole turn of duty began, which a cover or removal may have cut


def read_every(text: str) -> timedelta:
    """Return how long a turn of a duty lasts on the wall clock: ``12 hours``, ``1 week``.

    Hours, too, are counted on the wall clock: "12 hours" from 07:00 hands over at 07:00 and 19:00
    all year. Raises PlanError if it cannot be read.
    """
    match = re.fullmatch(r"([1-9]\d{0,2}) (hour|day|week)s?", text)
    if match is None:
        raise PlanError('write a number from 1 to 999 and a unit: "12 hours", "2 days", "1 week"')
    return int(match[1]) * _UNITS[match[2]]


def shift_pieces(shift: Shift, timezone: str, start: datetime, end: datetime) -> Iterator[Piece]:
    """Yield whole pieces, one per mentor and occurrence, that touch [start, end)."""
    length = shift.end - shift.start
    for begins in _starts(shift, timezone, start - length, end):
        from_, to = instant_of(begins, timezone), instant_of(begins + length, timezone)
        if max(from_, start) < min(to, end):
            for mentor in shift.mentors:
                yield Piece(mentor, from_, to, "shift", 1, from_)


def has_turn(shift: Shift, timezone: str, start: datetime, end: datetime) -> bool:
    """Say whether a shift has a turn that touches [start, end)."""
    return next(shift_pieces(shift, timezone, start, end), None) is not None


def _starts(shift: Shift, timezone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the wall-clock starts of a shift's occurrences around [start, end)."""
    if shift.repeat is None:
        yield shift.start
        return
    first = wall_clock_of(start, timezone) - _MARGIN
    last = wall_clock_of(end, timezone) + _MARGIN
    yield from read_repeat(shift.repeat, shift.start, timezone).between(first, last)


def duty_pieces(duty: Duty, timezone: str, start: datetime, end: datetime) -> Iterator[Piece]:
    """Yield whole pieces of a duty that touch [start, end).

    A window of its hours belongs to whoever has the duty when the window starts, to its end; only
    turns shorter than a day are handed over within a window. One that had started already when the
    duty began belongs to the first member from then on.
    """
    if not duty.hours:
        yield from _turns(duty, timezone, start, end)
        return
    turn = read_every(duty.every)
    began = instant_of(duty.start, timezone)
    for window in Hours(timezone, duty.hours).openings(start, end):
        from_, to = window.start, window.end
        if turn < _DAY:
            yield from _within(duty, timezone, from_, to, start, end)
        elif max(from_, began, start) < min(to, end):
            begins = max(from_, began)
            member = _member(duty, max(window.opens, duty.start), turn)
            yield Piece(member, begins, to, f"duty {duty.name}", 2, begins)


def _turns(duty: Duty, timezone: str, start: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the turns of a duty that touch [start, end), as if it had no hours."""
    turn = read_every(duty.every)
    first = (wall_clock_of(start, timezone) - _MARGIN - duty.start) // turn
    last = (wall_clock_of(end, timezone) + _MARGIN - duty.start) // turn
    for number in range(max(first, 0), last + 1):
        begins = duty.start + number * turn
        from_, to = instant_of(begins, timezone), instant_of(begins + turn, timezone)
        if max(from_, start) < min(to, end):
            yield Piece(_member(duty, begins, turn), from_, to, f"duty {duty.name}", 2, from_)


def _within(
    duty: Duty, timezone: str, from_: datetime, to: datetime, start: datetime, end: datetime
) -> Iterator[Piece]:
    """Yield the parts of a duty's turns within one window that touch [start, end)."""
    for piece in _turns(duty, timezone, from_, to):
        begins, ends = max(piece.start, from_), min(piece.end, to)
        if max(begins, start) < min(ends, end):
            yield Piece(piece.mentor, begins, ends, piece.source, piece.rank, begins)


def _member(duty: Duty, local: datetime, turn: timedelta) -> MentorId:
    """Return who has the duty at a wall-clock time."""
    return duty.mentors[(local - duty.start) // turn % len(duty.mentors)]

"""A shift that is another from a chosen day on: it ends the day before, and another follows it."""

from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from warmline.campus_file import ShiftEntry
from warmline.errors import PlanError
from warmline.schedule.repeat import Repeat, read_repeat
from warmline.schedule.weekly import ended

_DAY = timedelta(days=1)
_FAR = datetime(9999, 1, 1)  # noqa: DTZ001 - a wall clock's


def parted(
    held: ShiftEntry, new: ShiftEntry, day: date, timezone: str
) -> tuple[ShiftEntry | None, ShiftEntry]:
    """Return a repeating shift as it stays until a day, and as the new one is from that day on.

    The first is None where the shift has no turn before that day: then it is changed as a whole. A
    turn belongs to the day on which it begins. Raises PlanError, naming the form's key, where
    nothing is left to change or the new one has no turn from that day on.
    """
    midnight = datetime.combine(day, time.min)
    was = _repeat(held, timezone)
    if not _first(was, midnight):
        raise PlanError("shift, begins: the shift has no turn on this day or later")
    later = _following(new, midnight, timezone)
    if next(was.between(held.start, midnight - datetime.resolution), None) is None:
        return None, later
    return replace(held, repeat=ended(held.repeat or "", day - _DAY)), later


def parts_on(earlier: ShiftEntry) -> date | None:
    """Return the day from which another follows a shift that was parted."""
    last = earlier.repeat and earlier.repeat.rpartition("UNTIL=")[2]
    try:
        return datetime.strptime(last or "", "%Y%m%d").date() + _DAY  # noqa: DTZ007 - a day alone
    except ValueError:
        return None


def _following(new: ShiftEntry, midnight: datetime, timezone: str) -> ShiftEntry:
    """Return the new shift, begun with its first turn from then on and in step with its weeks."""
    if new.repeat is None:
        if new.start < midnight:
            raise PlanError("shift, start: begins before the day from which the change counts")
        return new
    repeat = _repeat(new, timezone)
    first = _first(repeat, midnight)
    if first is None:
        raise PlanError("shift, until: ends before the day from which the change counts")
    counted = "COUNT=" in new.repeat and repeat.until is not None
    rule = ended(new.repeat, repeat.until) if counted and repeat.until else new.repeat
    return replace(new, start=first, end=first + (new.end - new.start), repeat=rule)


def _first(repeat: Repeat, midnight: datetime) -> datetime | None:
    return next(repeat.between(midnight, _FAR), None)


def _repeat(it: ShiftEntry, timezone: str) -> Repeat:
    if it.repeat is None:
        raise PlanError("shift, begins: this shift is only once; change it as a whole")
    return read_repeat(it.repeat, it.start, timezone)

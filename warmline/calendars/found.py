"""What a file of another system says, before anybody asks whether a plan can hold it."""

from datetime import datetime, timedelta

from msgspec import Struct

from warmline.campus_file.fields import shown

MOST_BYTES = 1_000_000  # of a file; a year of shifts for thirty people is a fifth of that
MOST_EVENTS = 1000
MOST_MISTAKES = 30  # told at once; whoever has more has one mistake many times


class Moment(Struct, frozen=True):
    """A time as a file gives it: wall clock (naive), and in which zone.

    ``zone`` is an IANA name, "UTC", or None: the file does not say, and the line's own is meant.
    """

    wall: datetime
    zone: str | None = None


class Found(Struct, frozen=True, kw_only=True):
    """One entry of a file; exactly one of ``end`` and ``lasts`` is there."""

    place: str  # "line 27", "row 5"
    title: str
    start: Moment
    end: Moment | None = None
    lasts: timedelta | None = None
    people: tuple[str, ...] = ()  # named as attendees
    uid: str = ""
    repeat: str | None = None
    instead_of: Moment | None = None  # of a series: the time that this one takes the place of
    left_out: tuple[Moment, ...] = ()
    besides: tuple[Moment, ...] = ()
    cancelled: bool = False

    @property
    def where(self) -> str:
        """Say which entry this is; what may be a phone number is not repeated."""
        return f"{self.place}, {shown(self.title)}" if self.title else self.place


class Reading(Struct, frozen=True):
    """A file: what it holds, what in it was passed over, and what is wrong, each by its place."""

    found: tuple[Found, ...] = ()
    notes: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()

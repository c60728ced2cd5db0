"""The plan as a coordinator wrote it: shifts, duties that pass on, and dated changes to both."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.care import Added
from warmline.hours import Window
from warmline.ids import LineSlug, MentorId
from warmline.line import Campus, Line
from warmline.roster import Mentor


class Shift(Struct, frozen=True, kw_only=True):
    """A turn of duty, once or repeating; ``start`` and ``end`` are wall clock, naive."""

    id: str
    line: LineSlug
    mentors: tuple[MentorId, ...]
    start: datetime
    end: datetime
    repeat: str | None = None  # RFC 5545 RRULE


class Duty(Struct, frozen=True, kw_only=True):
    """A duty handed on from one to the next in order, for ever, beginning at ``start`` (naive)."""

    id: str
    line: LineSlug
    name: str
    mentors: tuple[MentorId, ...]
    start: datetime
    every: str  # "<n> hours", "<n> days" or "<n> weeks"
    hours: tuple[Window, ...] = ()  # empty: at all hours


class Override(Struct, frozen=True, kw_only=True):
    """A dated change of the plan; ``covers`` is who is replaced, for "cover" alone."""

    id: str
    line: LineSlug
    kind: Literal["cover", "add", "remove"]
    mentor: MentorId
    start: datetime  # wall clock, naive
    end: datetime
    covers: MentorId | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """Everything that decides who is on call; ``mentors`` are in roster order."""

    campus: Campus
    lines: tuple[Line, ...]
    mentors: tuple[Mentor, ...] = ()
    shifts: tuple[Shift, ...] = ()
    duties: tuple[Duty, ...] = ()
    overrides: tuple[Override, ...] = ()
    phrases: tuple[Added, ...] = ()  # the campus's own safety phrases

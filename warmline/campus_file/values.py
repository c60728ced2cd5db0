"""What a campus file says once it has been read: people and plans, by name, numbers masked."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from warmline.care import Added
from warmline.holidays import Holiday
from warmline.hours import Window
from warmline.ids import LineSlug
from warmline.line import Campus, OwnWording, Rung
from warmline.phone import PhoneNumber
from warmline.retention import CALLER_DAYS, DETAIL_DAYS, HISTORY_DAYS
from warmline.roster import NEVER, Role, Stage


class LineEntry(Struct, frozen=True, kw_only=True):
    """One ``[[line]]``: what students dial, and how it behaves."""

    slug: LineSlug
    name: str
    number: PhoneNumber
    timezone: str
    relay_numbers: tuple[PhoneNumber, ...] = ()
    hours: tuple[Window, ...] = ()  # empty: always open
    ring_at: Literal["arrival", "greeting"] = "arrival"
    max_wait_seconds: int = 90
    voicemail: bool = False
    text_mode: Literal["relay", "page"] = "relay"
    text_claim_seconds: int = 120
    text_reply_seconds: int = 300
    text_idle_minutes: int = 45
    cool_down_minutes: int = 5
    contacts_per_shift: int = 4
    hours_awake: int = 6
    caller_days: int = CALLER_DAYS
    detail_days: int = DETAIL_DAYS
    history_days: int = HISTORY_DAYS
    wording: OwnWording = OwnWording()


class DeskEntry(Struct, frozen=True, kw_only=True):
    """One ``[[desk]]``: a counseling desk of one line."""

    line: LineSlug
    name: str
    number: PhoneNumber
    hours: tuple[Window, ...] = ()  # empty: always
    holidays: tuple[Holiday, ...] = ()


class MentorEntry(Struct, frozen=True, kw_only=True):
    """One ``[[mentor]]``: a person whose phone may be rung; their place is their roster order.

    From ``stage`` on it is where they stand when nobody has heard of them before; after that, only
    the steps that are taken and kept say so.
    """

    name: str
    phone: PhoneNumber | None
    roles: frozenset[Role]
    certified_until: date = NEVER
    languages: tuple[str, ...] = ("en",)
    max_texts: int = 1
    stage: Stage = "certified"
    paused: bool = False
    paused_until: date | None = None
    listens: bool = False
    new_phone: PhoneNumber | None = None  # given, and not yet confirmed by a code
    hours: tuple[Window, ...] = ()  # as a counselor; empty: always
    holidays: tuple[Holiday, ...] = ()  # as a counselor


class ShiftEntry(Struct, frozen=True, kw_only=True):
    """One ``[[shift]]``: ``start`` and ``end`` are wall clock in the line's zone (naive)."""

    line: LineSlug
    mentors: tuple[str, ...]
    start: datetime
    end: datetime
    repeat: str | None = None  # an RFC 5545 RRULE


class DutyEntry(Struct, frozen=True, kw_only=True):
    """One ``[[duty]]``: a duty that passes from one to the next, from ``start`` (naive local)."""

    line: LineSlug
    name: str
    mentors: tuple[str, ...]
    start: datetime
    every: str  # "<n> hours", "<n> days" or "<n> weeks"
    hours: tuple[Window, ...] = ()  # empty: at all hours


class OverrideEntry(Struct, frozen=True, kw_only=True):
    """One ``[[override]]``: a dated change; ``covers`` is who is replaced, for "cover" alone."""

    line: LineSlug
    kind: Literal["cover", "add", "remove"]
    mentor: str
    start: datetime
    end: datetime
    covers: str | None = None


class PeriodEntry(Struct, frozen=True, kw_only=True):
    """One ``[[period]]``: days with a name, from ``first`` to ``last``, both included."""

    name: str
    kind: str
    first: date
    last: date
    line: LineSlug | None = None  # None: every line
    closed: bool = False
    hours: tuple[Window, ...] = ()  # empty: the line's own


class CampusFile(Struct, frozen=True, kw_only=True):
    """A whole campus file, free of mistakes; every tuple is in file order."""

    campus: Campus
    lines: tuple[LineEntry, ...]
    rungs: dict[LineSlug, tuple[Rung, ...]]
    desks: tuple[DeskEntry, ...] = ()
    mentors: tuple[MentorEntry, ...] = ()
    shifts: tuple[ShiftEntry, ...] = ()
    duties: tuple[DutyEntry, ...] = ()
    overrides: tuple[OverrideEntry, ...] = ()
    periods: tuple[PeriodEntry, ...] = ()
    phrases: tuple[Added, ...] = ()  # safety phrases of its own

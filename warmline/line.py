"""A line: what students dial, when it is open, how it speaks, and whom it rings."""

from typing import Literal

from msgspec import Struct

from warmline.holidays import Holiday, hours_of
from warmline.hours import Hours, Period, Window
from warmline.ids import CampusSlug, DeskId, LineSlug, NumberHash, Sealed
from warmline.retention import CALLER_DAYS, DETAIL_DAYS, HISTORY_DAYS, Retention

NumberReveal = Literal["two_person", "never"]


class Campus(Struct, frozen=True):
    """The school: lines of one campus share mentors, campuses share nothing."""

    slug: CampusSlug
    name: str
    emergency_number: str  # spoken and sent, never dialled
    crisis_line: str  # spoken and sent
    number_reveal: NumberReveal
    training: tuple[str, ...] = ()  # the checklist; empty: the usual one (people.checklist)


class Rung(Struct, frozen=True):
    """One step of the ladder."""

    name: str
    who: str  # "shift", "desk", or "role:<role>"
    ring: Literal["sequential", "staggered", "together"] = "sequential"
    ring_seconds: int = 20
    rounds: int = 1
    stagger_seconds: int = 8  # staggered: how long the newest phone rings alone


class Desk(Struct, frozen=True):
    """A counseling desk: a number that is not asked to press 1."""

    id: DeskId
    name: str
    number: Sealed
    hours: tuple[Window, ...] = ()  # empty: always
    holidays: tuple[Holiday, ...] = ()  # its own: a line's periods do not concern it


class OwnWording(Struct, frozen=True):
    """Sentences that a campus words for itself (``own_wording``); empty: the usual one."""

    greeting: str = ""  # a call begins
    hold: str = ""  # said to who waits, in turn with two of ours
    closed: str = ""  # said outside the hours
    welcome: str = ""  # a conversation begins


class Line(Struct, frozen=True, kw_only=True):
    """Everything that a call to one number needs to know; the numbers are sealed."""

    slug: LineSlug
    name: str
    number: Sealed
    number_hash: NumberHash
    timezone: str
    relay_numbers: tuple[Sealed, ...] = ()
    hours: tuple[Window, ...] = ()  # empty: always open; periods may say otherwise
    ring_at: Literal["arrival", "greeting"] = "arrival"
    max_wait_seconds: int = 90
    voicemail: bool = False
    text_mode: Literal["relay", "page"] = "relay"
    text_claim_seconds: int = 120
    text_reply_seconds: int = 300
    text_idle_minutes: int = 45
    cool_down_minutes: int = 5
    contacts_per_shift: int = 4
    hours_awake: int = 6  # on call awake in one stretch, and in contacts within one shift
    caller_days: int = CALLER_DAYS
    detail_days: int = DETAIL_DAYS
    history_days: int = HISTORY_DAYS
    ladder: tuple[Rung, ...] = ()
    desks: tuple[Desk, ...] = ()
    wording: OwnWording = OwnWording()
    periods: tuple[Period, ...] = ()  # terms and holidays that concern this line

    @property
    def open_hours(self) -> Hours:
        """When the line is open, holidays and other periods considered."""
        return Hours(self.timezone, self.hours, self.periods)

    @property
    def retention(self) -> Retention:
        """For how long the line keeps what it knows."""
        return Retention(self.caller_days, self.detail_days, self.history_days)

    def desk_hours(self, desk: Desk) -> Hours:
        """When a desk of the line is there; a period of the line does not concern it."""
        return hours_of(self.timezone, desk.hours, desk.holidays)

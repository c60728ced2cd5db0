"""A shift that a mentor offers to others by text until somebody has it, and what is decided."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.contact.actions import Errand, Note, PrivateNote
from warmline.hours import instant_of, wall_clock_of
from warmline.ids import LineSlug, MentorId
from warmline.schedule import Plan, line_of
from warmline.turns import Turn

Kind = Literal["COVER", "SWAP"]
Closing = Literal["taken", "swapped", "taken_back", "lapsed", "plan_changed"]


class Slot(Struct, frozen=True):
    """A turn's start and end on the wall clock of its line (naive)."""

    start: datetime
    end: datetime


class Bid(Struct, frozen=True):
    """A turn that somebody would give in return; the one who offered agrees by its number."""

    number: int
    mentor: MentorId
    slot: Slot
    at: datetime


class Exchange(Struct, frozen=True, kw_only=True):
    """An offered turn; times are UTC but for the slot. ``code`` is what those asked answer with."""

    id: str
    line: LineSlug
    code: str
    kind: Kind
    mentor: MentorId
    slot: Slot
    opened_at: datetime
    closes_at: datetime
    asked: tuple[MentorId, ...] = ()
    shown: dict[MentorId, tuple[Slot, ...]] = {}  # to whom which of their own, in this order
    bids: tuple[Bid, ...] = ()
    closed_at: datetime | None = None
    outcome: Closing | None = None
    taken_by: MentorId | None = None


class World(Struct, frozen=True, kw_only=True):
    """All that a decision about turns may know; ``now`` is when it is taken, UTC."""

    plan: Plan
    now: datetime
    exchanges: tuple[Exchange, ...] = ()  # those of the last weeks, the newest first
    unreachable: frozenset[MentorId] = frozenset()  # off duty, or not to be texted
    listed: tuple[Turn, ...] = ()  # what this mentor was last shown by number

    def coordinators(self) -> tuple[MentorId, ...]:
        """Return whom to tell of changes of the plan."""
        people = self.plan.mentors
        return tuple(it.id for it in people if "coordinator" in it.roles and it.active)

    def name(self, mentor: MentorId | None) -> str:
        """Return somebody's name."""
        return next((it.name for it in self.plan.mentors if it.id == mentor), "Somebody")


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of an errand; kept, so that a second try of it says the same."""

    notes: tuple[Note | PrivateNote, ...] = ()
    errands: tuple[Errand, ...] = ()  # to be run later, at their time
    listed: tuple[Turn, ...] | None = None  # what was shown by number
    taken: tuple[Turn, ...] = ()  # turns as those have them who took them on


class Decided(Struct, frozen=True, kw_only=True):
    """An outcome and what must be written down with it, all of it or nothing."""

    outcome: Outcome
    saved: tuple[Exchange, ...] = ()  # each in the place of its earlier self
    handed: tuple[tuple[Turn, MentorId], ...] = ()  # each turn to another mentor, in this order


def slot_of(plan: Plan, turn: Turn) -> Slot:
    """Return a turn as the wall clock shows it."""
    zone = line_of(plan, turn.line).timezone
    return Slot(wall_clock_of(turn.start, zone), wall_clock_of(turn.end, zone))


def turn_of(plan: Plan, line: LineSlug, mentor: MentorId, slot: Slot) -> Turn:
    """Return the turn that a slot is."""
    zone = line_of(plan, line).timezone
    return Turn(line, mentor, instant_of(slot.start, zone), instant_of(slot.end, zone))


def offered(plan: Plan, it: Exchange) -> Turn:
    """Return the turn that an exchange offers."""
    return turn_of(plan, it.line, it.mentor, it.slot)

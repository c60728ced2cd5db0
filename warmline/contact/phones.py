"""The phones of one contact, the student's and those that are rung: where each is."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.ids import CallSid, DeskId, LegId, MentorId, NumberHash, Sealed

LegPhase = Literal["asked", "ringing", "answered", "joined", "stopping", "lost", "over"]
Part = Literal[
    "mentor",  # the one whom the student talks with, or who is rung to be that
    "guest",  # rung into a call, at the mentor's wish
    "listener",  # in training; muted
]
LegPlace = Literal[
    "screen",  # asked whether they take it
    "room",  # in the conference, or being sent there
    "recalled",  # somebody's leaving has ended the conference: on the way back into a new one
    "rejoining",  # out of the conference; a second will tell why
    "menu",
    "listening",  # apart from the student, hearing how the search goes
    "waiting",  # has said yes; the student is being told first
]
Outcome = Literal[
    "accepted",
    "passed",
    "stepped_aside",
    "no_key",  # picked up, perhaps by a voicemail box, and nobody pressed 1
    "no_answer",
    "busy",
    "failed",  # the carrier could not ring it
    "stopped",  # somebody else took the call, or the student left
    "lost",  # whether it rang is not known
    "withdrawn",  # may no longer be rung: has left, pauses, or is not certified any more
]
Place = Literal[
    "greeting",
    "holding",  # in the conference
    "menu",
    "numbers",  # hearing the crisis numbers, then back
    "no_desk",  # hearing that counseling is closed, then back
    "no_number",  # hearing that we cannot see a number to call, then back
    "no_message",  # hearing that nothing was recorded, then back
    "rejoining",  # between two places: out of the conference, or a desk that did not answer
    "aside",  # the mentor stands apart: kept company by us, with a key to say no
    "consent",  # hearing that somebody is to join, with a key to say no
    "introduced",  # hearing that somebody else is with them now
    "dropped",  # hearing that the mentor has gone and others are being rung
    "desk",
    "card",
    "parted",
    "message",
    "closed",
    "callback",  # asked to press 1 on a call of ours
    "too_late",  # pressed 1 there when the mentor had gone
    "goodbye",
    "gone",
]


class Leg(Struct, frozen=True, kw_only=True):
    """One phone, rung for this contact once; ``until`` is when its phase must be over.

    It is a mentor's, or a desk's that was called into the conference.
    """

    id: LegId
    mentor: MentorId | None
    shift: str
    rung: int
    phase: LegPhase
    asked_at: datetime
    until: datetime | None
    ring_seconds: int
    call: CallSid | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    desk: DeskId | None = None
    part: Part = "mentor"
    at: LegPlace = "screen"
    visit: int = 0  # times it was sent into the conference; tells a late word from a new one
    room: int = 0  # which of the contact's conferences it was sent into last

    @property
    def may_be_up(self) -> bool:
        """Say whether the phone may still be up for us: nobody else may ring it."""
        return self.phase != "over"

    @property
    def is_hopeful(self) -> bool:
        """Say whether this phone may yet be answered for the student."""
        return self.part != "listener" and self.phase in {"asked", "ringing", "answered"}


class Student(Struct, frozen=True, kw_only=True):
    """The caller: their leg, where it is now, and their number only if a callback needs it."""

    call: CallSid | None
    up: bool = True
    at: Place = "greeting"
    hash: NumberHash | None = None  # None: withheld or malformed
    number: Sealed | None = None  # only once they asked to be called back or sent a text
    room: int = 0  # which of the contact's conferences they were sent into last

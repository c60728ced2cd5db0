"""The moments of one contact, from waiting to its end.

Each is a type of its own, so that an impossible one cannot be written down.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.contact.company import Alone, Company
from warmline.ids import DeskId, LegId, MentorId

End = Literal[
    "talked",  # with a mentor
    "counseling",  # a desk answered
    "safety_card",  # nobody could be reached; the card was spoken
    "left",  # the student hung up before anybody answered
    "closed",  # outside the line's hours
    "blocked",
    "called_back",  # a mentor called back and they talked
    "callback_unmet",  # asked to be called back; nobody managed to
    "message",  # left a message that was heard
    "notice",  # no call at all: something to tell somebody, kept until it is told
]


class Waiting(Struct, frozen=True, tag="waiting"):
    """On hold while the ladder rings; ``since`` starts the bound on this wait."""

    since: datetime
    rung: int = 0
    round: int = 1
    offered: tuple[MentorId, ...] = ()  # in this round
    rang: int = 0  # phones rung on this rung in this round
    exhausted: bool = False  # nobody else is free on this rung in this round
    prefer: MentorId | None = None
    held_off: bool = False  # ringing starts only after the greeting


class AtDesk(Struct, frozen=True, tag="at_desk"):
    """Being put through to a counseling desk, or talking to it once ``answered_at`` is set."""

    rung: int
    desk: DeskId
    asked_at: datetime
    ring_seconds: int
    tried: tuple[DeskId, ...] = ()
    answered_at: datetime | None = None


class AtCard(Struct, frozen=True, tag="at_card"):
    """Hearing the safety card and its choices; ``times`` it has been spoken."""

    since: datetime
    times: int = 0


class Talking(Struct, frozen=True, tag="talking"):
    """A mentor has accepted; student and mentor are, or are about to be, in the conference."""

    leg: LegId
    since: datetime
    check_at: datetime  # when to ask the carrier whether both phones are still up
    waited_since: datetime | None = None  # if they never meet, the wait goes on within its bound
    met: bool = False  # the student was there to be talked to
    company: Company = Alone()
    told: bool = True  # the student knows who is with them


class Parted(Struct, frozen=True, tag="parted"):
    """The mentor left first; the student may press 1 to be connected again."""

    leg: LegId
    since: datetime
    times: int = 0


class LineClosed(Struct, frozen=True, tag="line_closed"):
    """Hearing that the line is closed, and when it opens."""

    since: datetime


class LeavingMessage(Struct, frozen=True, tag="leaving_message"):
    """Speaking a message after the tone."""

    since: datetime


class Recording(Struct, frozen=True):
    """A message at the carrier, until it was heard; ``token`` is in the address that plays it."""

    sid: str
    seconds: int
    token: str


class CallbackWanted(Struct, frozen=True, tag="callback_wanted"):
    """The student asked for a callback or left a message; ``owner`` has been texted about it."""

    since: datetime
    asked_at: datetime  # when the present owner was texted
    owner: MentorId | None = None
    asked: tuple[MentorId, ...] = ()
    recording: Recording | None = None
    tries: int = 0
    coordinator_told: bool = False


class CallingBack(Struct, frozen=True, tag="calling_back"):
    """The owner said CALL: their phone rings first (``leg``), then the student's."""

    wanted: CallbackWanted
    leg: LegId
    since: datetime
    student_asked_at: datetime | None = None


class Reaching(Struct, frozen=True, tag="reaching"):
    """The student agreed by text to be called: their phone rings, then ``rung`` and on."""

    since: datetime
    rung: int = 0


class Ended(Struct, frozen=True, tag="ended"):
    """Over for the student; legs and records may still be settling."""

    end: End
    at: datetime


State = (
    Waiting
    | LineClosed
    | AtDesk
    | AtCard
    | Talking
    | Parted
    | LeavingMessage
    | CallbackWanted
    | CallingBack
    | Reaching
    | Ended
)

"""What has happened to a contact; past tense, and never with a number in it."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.ids import CallSid, DeskId, LegId, MentorId, Sealed

LISTENERS = -1
LegEnd = Literal["busy", "no_answer", "failed", "canceled", "completed"]


class CallArrived(Struct, frozen=True):
    """The student's call is here; the line may be closed, or the caller blocked.

    ``listener``: somebody in training is there who may listen in. ``prefer``: who is rung first for
    this caller, who has a plan; ``words``: what they hear after the greeting.
    """

    closed: bool = False
    blocked: bool = False
    listener: bool = False
    prefer: MentorId | None = None
    words: str = ""


class StudentReturned(Struct, frozen=True):
    """The student's leg asks what comes next; ``place`` is where it was, without a key."""

    place: str


class StudentPressed(Struct, frozen=True):
    """The student pressed a key at a place; ``number`` is sealed, None when withheld."""

    place: str
    key: str
    number: Sealed | None = None


class StudentLeft(Struct, frozen=True):
    """The student's leg has ended."""

    call: CallSid


class StudentLooked(Struct, frozen=True):
    """The carrier says whether the student's leg is up."""

    call: CallSid
    up: bool


class DeskAnswered(Struct, frozen=True):
    """A desk picked up."""

    desk: DeskId


class DeskEnded(Struct, frozen=True):
    """The attempt to reach a desk, or the talk with it, is over."""

    desk: DeskId
    answered: bool


class MessageLeft(Struct, frozen=True):
    """A recorded message is at the carrier; no ``sid`` or 0 seconds means there is none."""

    sid: str | None
    seconds: int
    token: str
    number: Sealed | None = None


class RingPlaced(Struct, frozen=True):
    """The carrier has begun (or queued) the ring."""

    leg: LegId
    call: CallSid


class RingPaced(Struct, frozen=True):
    """The ring has its place in the outgoing pace, at ``slot``."""

    leg: LegId
    slot: datetime


class RingFailed(Struct, frozen=True):
    """The ring could not be started; ``happened`` None: it may have been."""

    leg: LegId
    happened: bool | None


class LegRang(Struct, frozen=True):
    """The carrier reports that a mentor's phone is ringing."""

    leg: LegId
    call: CallSid


class LegAnswered(Struct, frozen=True):
    """Somebody, or a voicemail box, picked up a mentor's phone."""

    leg: LegId
    call: CallSid


class LegPressed(Struct, frozen=True):
    """A key was pressed on a mentor's leg where it was asked, or none (an empty one)."""

    leg: LegId
    key: str
    call: CallSid
    place: str = ""


class LegReturned(Struct, frozen=True):
    """A leg asks what comes next; ``place`` is where it was, ``visit`` which stay in the room."""

    leg: LegId
    place: str
    visit: int = 0


class LegEnded(Struct, frozen=True):
    """A mentor's leg is over."""

    leg: LegId
    how: LegEnd
    call: CallSid


class LegStopped(Struct, frozen=True):
    """The carrier has confirmed that a leg of ours is ended."""

    leg: LegId


class LegLooked(Struct, frozen=True):
    """The carrier says whether a mentor's leg is up."""

    leg: LegId
    up: bool


class CallbackTaken(Struct, frozen=True):
    """The owner of a callback texted CALL."""

    mentor: MentorId


class CallbackGiven(Struct, frozen=True):
    """A coordinator has said whose a callback is."""

    mentor: MentorId


class CallbackPassed(Struct, frozen=True):
    """The owner of a callback texted PASS."""

    mentor: MentorId


class StudentRung(Struct, frozen=True):
    """The carrier has begun to ring the student back."""

    call: CallSid


class StudentUnreached(Struct, frozen=True):
    """A callback's ring ended without the student."""

    call: CallSid | None


class MentorWithdrawn(Struct, frozen=True):
    """A mentor may no longer be rung: has left, pauses, or is not certified any more."""

    mentor: MentorId


class WrapUpGiven(Struct, frozen=True):
    """A mentor has answered the wrap-up: topics by digit, stress 1 to 5 before and after."""

    mentor: MentorId
    topics: tuple[str, ...]
    before: int | None
    after: int | None
    hard: bool = False
    help: str | None = None  # what became of the help they had asked for, in a word of ours


class DeadlinePassed(Struct, frozen=True):
    """A wait has lasted as long as it may; one that comes too early changes nothing."""


class ListenerWanted(Struct, frozen=True):
    """It is time to look for somebody in training who may listen in."""


class SeekMentors(Struct, frozen=True):
    """Ask who may be rung on a rung, at most ``count`` of them, none of ``without``.

    Rung -1 (``LISTENERS``) are those in training who listen in.
    """

    rung: int
    count: int
    without: frozenset[MentorId]
    prefer: MentorId | None = None


class SeekDesks(Struct, frozen=True):
    """Ask which desks are open, none of ``without``; ``asked_for`` by the student's own key."""

    rung: int
    without: frozenset[DeskId] = frozenset()
    asked_for: bool = False


class SeekOverseers(Struct, frozen=True):
    """Ask who is to hear that help was asked for and nobody came."""


class SeekOwner(Struct, frozen=True):
    """Ask who is to own a callback, preferably none of ``without``."""

    without: frozenset[MentorId]


class Candidate(Struct, frozen=True):
    """A mentor who may be rung now, and the turn of duty it counts for."""

    mentor: MentorId
    shift: str


class MentorsFound(Struct, frozen=True):
    """The answer to SeekMentors, in the order of fairness."""

    seek: SeekMentors
    mentors: tuple[Candidate, ...]


class DesksFound(Struct, frozen=True):
    """The answer to SeekDesks, in the line's order."""

    seek: SeekDesks
    desks: tuple[DeskId, ...]


class OwnerFound(Struct, frozen=True):
    """The answer to SeekOwner: who is to hear of a callback, and coordinators to tell."""

    seek: SeekOwner
    mentor: MentorId | None
    coordinators: tuple[MentorId, ...] = ()


class OverseersFound(Struct, frozen=True):
    """The answer to SeekOverseers: coordinators and adviser."""

    mentors: tuple[MentorId, ...]


Event = (
    CallArrived
    | StudentReturned
    | StudentPressed
    | StudentLeft
    | StudentLooked
    | DeskAnswered
    | DeskEnded
    | MessageLeft
    | RingPlaced
    | RingPaced
    | RingFailed
    | LegRang
    | LegAnswered
    | LegPressed
    | LegReturned
    | LegEnded
    | LegStopped
    | LegLooked
    | CallbackTaken
    | CallbackGiven
    | CallbackPassed
    | StudentRung
    | StudentUnreached
    | MentorWithdrawn
    | WrapUpGiven
    | DeadlinePassed
    | MentorsFound
    | DesksFound
    | OwnerFound
    | ListenerWanted
    | OverseersFound
)


LegEvent = (
    RingPlaced
    | RingPaced
    | RingFailed
    | LegRang
    | LegAnswered
    | LegPressed
    | LegReturned
    | LegEnded
    | LegStopped
    | LegLooked
)
Seek = SeekMentors | SeekDesks | SeekOwner | SeekOverseers

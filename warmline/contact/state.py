"""One call from the first ring to the last record: what it can be at any moment.

Each moment is a type of its own, so that an impossible one cannot be written down.
"""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from warmline.contact.actions import Action, Pending
from warmline.contact.company import Alone, Company
from warmline.ids import (
    CallSid,
    CampusSlug,
    ContactId,
    DeskId,
    LegId,
    LineSlug,
    MentorId,
    NumberHash,
    Sealed,
)
from warmline.line import Line, Rung

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
Listening = Literal[
    "no",  # nobody in training is there
    "disclosed",  # the greeting says so, and which key says no
    "allowed",  # the student has heard it and pressed nothing
    "invited",  # somebody in training has been looked for
    "refused",
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


class About(Struct, frozen=True):
    """The conversation in which a student agreed to this call; ``said``: what it was told last."""

    conversation: ContactId
    said: Literal["", "met", "over", "unanswered", "unmet"] = ""


class Happening(Struct, frozen=True):
    """One line of a contact's story; ``kind`` is a word of the field, times are UTC."""

    at: datetime
    kind: str
    mentor: MentorId | None = None
    desk: DeskId | None = None
    detail: str | None = None


class WrapUp(Struct, frozen=True):
    """What a mentor says of a contact afterwards: counts, never words."""

    mentor: MentorId
    at: datetime
    topics: tuple[str, ...] = ()
    before: int | None = None
    after: int | None = None
    hard: bool = False


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


class Contact(Struct, frozen=True, kw_only=True, tag="call"):
    """One call; ``step`` counts its changes, so that a late timer can tell that it is late."""

    id: ContactId
    campus: CampusSlug
    line: LineSlug
    ladder: tuple[Rung, ...]
    max_wait_seconds: int
    voicemail: bool
    cool_down_minutes: int
    contacts_per_shift: int
    hours_awake: int = 6
    arrived_at: datetime
    student: Student
    state: State
    step: int = 1
    legs: tuple[Leg, ...] = ()
    refused: tuple[MentorId, ...] = ()  # stepped aside: never rung for this contact again
    pending: tuple[Pending, ...] = ()
    next_number: int = 1  # names the next leg or action
    first_answer_at: datetime | None = None
    answered_by: MentorId | None = None
    wrap_ups: tuple[MentorId, ...] = ()  # who gets a wrap-up text when this is over
    called_back: bool = False
    beside: MentorId | None = None  # called about the text conversation that this mentor has
    words: str = ""  # said after the greeting to somebody who calls often
    about: About | None = None  # an escalation by text
    record_asked: bool = False
    wrapped: tuple[WrapUp, ...] = ()
    helped: tuple[MentorId, ...] = ()  # who asked for somebody, and is asked what became of it
    listening: Listening = "no"
    room: int = 0  # conferences of this contact that are over: each leaving mentor ends one
    news: tuple[Happening, ...] = ()  # happened in this step; saved beside the contact, not in it

    @property
    def is_settled(self) -> bool:
        """Say whether nothing more will happen: over, no phone up, nothing left to do."""
        return isinstance(self.state, Ended) and not self.pending and not self.phones_up

    @property
    def phones_up(self) -> bool:
        """Say whether any phone that we rang may still be up."""
        return any(leg.may_be_up for leg in self.legs)

    @property
    def holders(self) -> frozenset[MentorId]:
        """Return the mentors whom no other contact may ring now."""
        return frozenset(leg.mentor for leg in self.legs if leg.may_be_up and leg.mentor)

    @property
    def talk_end(self) -> End:
        """Return how a contact ends in which somebody talked."""
        if any(leg.desk and leg.part == "mentor" for leg in self.legs):
            return "counseling"
        return "called_back" if self.called_back else "talked"

    def leg(self, leg_id: LegId) -> Leg | None:
        """Return one leg, or None."""
        return next((leg for leg in self.legs if leg.id == leg_id), None)

    def with_leg(self, leg: Leg) -> "Contact":
        """Return the contact with this leg in place of its earlier self, or added."""
        if self.leg(leg.id) is None:
            return replace(self, legs=(*self.legs, leg))
        return replace(self, legs=tuple(leg if leg.id == it.id else it for it in self.legs))

    def tell(
        self,
        at: datetime,
        kind: str,
        *,
        mentor: MentorId | None = None,
        desk: DeskId | None = None,
        detail: str | None = None,
    ) -> "Contact":
        """Return the contact with one more line in its story."""
        line = Happening(at=at, kind=kind, mentor=mentor, desk=desk, detail=detail)
        return replace(self, news=(*self.news, line))

    def will_at(self, at: datetime, action: Action) -> "Contact":
        """Return the contact with an action to perform at a time, not before."""
        added = Pending(id=self.next_number, action=action, not_before=at)
        return replace(self, pending=(*self.pending, added), next_number=self.next_number + 1)

    def will(self, *actions: Action) -> "Contact":
        """Return the contact with actions to perform, behind those already pending."""
        first = self.next_number
        added = tuple(Pending(id=first + i, action=action) for i, action in enumerate(actions))
        return replace(self, pending=(*self.pending, *added), next_number=first + len(actions))

    def without(self, *kinds: type[Action], leg: LegId | None = None) -> "Contact":
        """Return the contact with unstarted actions of these kinds struck out."""
        return replace(
            self,
            pending=tuple(
                it
                for it in self.pending
                if not isinstance(it.action, kinds)
                or it.started_at is not None
                or (leg is not None and getattr(it.action, "leg", None) != leg)
            ),
        )

    def student_at(self, place: Place) -> "Contact":
        """Return the contact with the student's leg at another place."""
        if self.student.at == place and (place != "holding" or self.student.room == self.room):
            return self
        if place != "holding":
            return replace(self, student=replace(self.student, at=place))
        moved = replace(self, student=replace(self.student, at=place, room=self.room))
        if isinstance(self.state, Talking):
            return replace(moved, state=replace(self.state, met=True))
        return moved


def new_contact(
    contact_id: ContactId, campus: CampusSlug, line: Line, student: Student, now: datetime
) -> Contact:
    """Return a contact that has just arrived; the ladder is kept as it is at this moment."""
    return Contact(
        id=contact_id,
        campus=campus,
        line=line.slug,
        ladder=line.ladder,
        max_wait_seconds=line.max_wait_seconds,
        voicemail=line.voicemail,
        cool_down_minutes=line.cool_down_minutes,
        contacts_per_shift=line.contacts_per_shift,
        hours_awake=line.hours_awake,
        arrived_at=now,
        student=student,
        state=Waiting(since=now, held_off=line.ring_at == "greeting"),
    )


def bound(contact: Contact, waiting: Waiting) -> datetime:
    """Return when this wait must have led to the counseling rung (DESIGN: max_wait_seconds)."""
    return waiting.since + timedelta(seconds=contact.max_wait_seconds)

"""One call from the first ring to the last record: what is known of it, and kept."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from warmline.contact.actions import Action, Pending
from warmline.contact.moments import End, Ended, State, Talking, Waiting
from warmline.contact.phones import Leg, Place, Student
from warmline.ids import CampusSlug, ContactId, DeskId, LegId, LineSlug, MentorId
from warmline.line import Line, Rung

Listening = Literal[
    "no",  # nobody in training is there
    "disclosed",  # the greeting says so, and which key says no
    "allowed",  # the student has heard it and pressed nothing
    "invited",  # somebody in training has been looked for
    "refused",
]


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

"""One text conversation from the first words to the last record: what it can be at any moment."""

from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from warmline.contact.actions import Action, Pending
from warmline.contact.state import Happening, WrapUp
from warmline.conversation.escalated import Escalation
from warmline.ids import CampusSlug, ContactId, LineSlug, MentorId, NumberHash, Sealed
from warmline.line import Line, Rung

RECENT = 5  # messages kept, sealed, for a hand-over
UNREAD = 20  # kept while nobody has read them yet

TextEnd = Literal[
    "talked",  # a mentor answered
    "unclaimed",  # nobody took it before the student fell silent
    "stopped",  # the student texted a stop word
]


# A safety phrase: seen and not yet told, or told to those who are to know.
Urgency = Literal["none", "noticed", "marked"]
TextMode = Literal["relay", "page"]  # words go to the mentor's phone, or to a page of ours
Outcome = Literal["claimed", "passed", "no_answer", "stopped", "undelivered", "withdrawn"]


class Student(Struct, frozen=True, kw_only=True):
    """Who texts: recognised by hash, reached by the sealed number while it is open."""

    hash: NumberHash
    number: Sealed | None
    stopped: bool = False


class Thread(Struct, frozen=True, kw_only=True):
    """One mentor's end of the conversation: the number on which they see it.

    ``open`` while they may answer and nobody else may use that number of theirs; ``lapsed`` when an
    offer went unanswered but may still be taken; ``over`` for good.
    """

    mentor: MentorId
    number: int
    shift: str
    rung: int
    offered_at: datetime
    phase: Literal["open", "lapsed", "over"] = "open"
    outcome: Outcome | None = None
    limit: int = 1  # conversations this mentor may have at once
    fenced: bool = False  # this number was another student's lately: nothing is sent until named
    named_at: datetime | None = None  # when the mentor wrote the name that took a fence down
    shown: bool = False  # the offer had words of the student in it
    answered_at: datetime | None = None
    ended_at: datetime | None = None


class Offering(Struct, frozen=True, tag="offering"):
    """Looking for a mentor; ``next_at`` is when the next phone or rung is asked."""

    since: datetime
    next_at: datetime
    rung_since: datetime
    rung: int = 0
    asked: tuple[MentorId, ...] = ()  # in this climb
    rang: int = 0  # phones offered on this rung
    prefer: MentorId | None = None
    last_at: datetime | None = None  # when the student wrote last, since then
    heard: int = 0  # texts of the student since then
    student_told: bool = False  # that somebody else may answer
    still_looking_told: bool = False
    coordinator_told: bool = False


class Claimed(Struct, frozen=True, tag="claimed"):
    """A mentor has it; ``waits_since`` is set while the student's last words are unanswered."""

    mentor: MentorId
    number: int
    since: datetime
    last_at: datetime
    waits_since: datetime | None = None
    nudged: bool = False
    held: Sealed | None = None  # words that looked like a mistyped command, not sent on yet


class Resting(Struct, frozen=True, tag="resting"):
    """Closed kindly; the student's next text reopens it until ``until``."""

    until: datetime
    end: TextEnd
    mentor: MentorId | None = None


class Over(Struct, frozen=True, tag="over"):
    """Closed for good."""

    end: TextEnd
    at: datetime


TextState = Offering | Claimed | Resting | Over


class Sent(Struct, frozen=True):
    """A text of ours at the carrier, until it is known to be delivered or not."""

    sid: str
    action: Action
    rank: int = 0  # how far it has come; it only goes forward
    tries: int = 1


class Early(Struct, frozen=True):
    """The carrier's word on a text that we did not know yet to be sent."""

    sid: str
    status: str
    code: int | None


class Conversation(Struct, frozen=True, kw_only=True, tag="conversation"):
    """One conversation; ``step`` counts its changes."""

    id: ContactId
    campus: CampusSlug
    line: LineSlug
    codename: str
    text_mode: TextMode = "relay"  # as the line had it when the conversation began
    ladder: tuple[Rung, ...]
    claim_seconds: int
    reply_seconds: int
    idle_minutes: int
    cool_down_minutes: int
    contacts_per_shift: int
    hours_awake: int = 6
    arrived_at: datetime
    student: Student
    state: TextState
    step: int = 1
    threads: tuple[Thread, ...] = ()
    recent: tuple[tuple[str, Sealed], ...] = ()  # ("student" or "mentor", words), oldest first
    sent: tuple[Sent, ...] = ()
    early: tuple[Early, ...] = ()  # bad news that overtook the answer to our request
    sids: tuple[str, ...] = ()  # texts at the carrier whose bodies go at close
    pending: tuple[Pending, ...] = ()
    next_number: int = 1
    reopened_at: datetime | None = None
    first_claim_at: datetime | None = None
    answered_by: MentorId | None = None
    from_student: int = 0
    from_mentor: int = 0
    hard: tuple[MentorId, ...] = ()
    urgency: Urgency = "none"
    card_sent: bool = False  # the safety card, once
    escalation: Escalation | None = None
    helped: tuple[MentorId, ...] = ()  # who sought help, and has been asked what became of it
    record_asked: bool = False
    wrapped: tuple[WrapUp, ...] = ()
    news: tuple[Happening, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Say whether nothing more will happen."""
        return isinstance(self.state, Over) and not self.pending

    @property
    def passed_by(self) -> tuple[MentorId, ...]:
        """Return who has handed it on: they are not asked again while it is open."""
        since = self.reopened_at or self.arrived_at
        return tuple(
            it.mentor
            for it in self.threads
            if it.outcome == "passed" and it.ended_at and it.ended_at >= since
        )

    def newest_thread(self, mentor: MentorId) -> Thread | None:
        """Return a mentor's newest end, on whichever number; None if they never had one."""
        return next((it for it in reversed(self.threads) if it.mentor == mentor), None)

    def open_thread(self, mentor: MentorId, number: int) -> Thread | None:
        """Return the thread that a mentor's text on a number belongs to, the newest first."""
        return next(
            (it for it in reversed(self.threads) if it.mentor == mentor and it.number == number),
            None,
        )

    def with_thread(self, thread: Thread) -> "Conversation":
        """Return the conversation with this thread in place of its earlier self, or added."""
        key = (thread.mentor, thread.number, thread.offered_at)
        others = tuple(
            thread if (it.mentor, it.number, it.offered_at) == key else it for it in self.threads
        )
        if thread in others:
            return replace(self, threads=others)
        return replace(self, threads=(*self.threads, thread))

    def tell(
        self,
        at: datetime,
        kind: str,
        *,
        mentor: MentorId | None = None,
        detail: str | None = None,
    ) -> "Conversation":
        """Return the conversation with one more line in its story."""
        line = Happening(at=at, kind=kind, mentor=mentor, detail=detail)
        return replace(self, news=(*self.news, line))

    def will(self, *actions: Action) -> "Conversation":
        """Return the conversation with actions to perform, behind those already pending."""
        first = self.next_number
        added = tuple(Pending(id=first + i, action=it) for i, it in enumerate(actions))
        return replace(self, pending=(*self.pending, *added), next_number=first + len(actions))

    def will_at(self, at: datetime, *actions: Action) -> "Conversation":
        """Return the conversation with actions to perform at a time, not before."""
        first = self.next_number
        added = tuple(
            Pending(id=first + i, action=it, not_before=at) for i, it in enumerate(actions)
        )
        return replace(self, pending=(*self.pending, *added), next_number=first + len(actions))

    def heard(self, who: str, words: Sealed, sid: str | None) -> "Conversation":
        """Return the conversation with one more message remembered, and the oldest forgotten."""
        kept = RECENT if isinstance(self.state, Claimed) else UNREAD
        recent = (*self.recent, (who, words))[-kept:]
        sids = (*self.sids, sid) if sid else self.sids
        return replace(self, recent=recent, sids=sids)


def new_conversation(
    conversation_id: ContactId,
    campus: CampusSlug,
    line: Line,
    codename: str,
    student: Student,
    now: datetime,
) -> Conversation:
    """Return a conversation that is about to begin; the ladder is kept as it is now."""
    return Conversation(
        id=conversation_id,
        campus=campus,
        line=line.slug,
        codename=codename,
        text_mode=line.text_mode,
        ladder=line.ladder,
        claim_seconds=line.text_claim_seconds,
        reply_seconds=line.text_reply_seconds,
        idle_minutes=line.text_idle_minutes,
        cool_down_minutes=line.cool_down_minutes,
        contacts_per_shift=line.contacts_per_shift,
        hours_awake=line.hours_awake,
        arrived_at=now,
        student=student,
        state=Offering(since=now, next_at=now, rung_since=now),
    )

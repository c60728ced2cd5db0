"""What is kept of a contact: when it came, who was rung, how it ended; never what was said."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.ids import CampusSlug, ContactId, DeskId, LineSlug, MentorId, NumberHash
from warmline.wrap_up import Topic

LISTENING_IN = "listening in"  # the rung of somebody in training who only listens

Detail = dict[str, str | int | None]


class Attempt(Struct, frozen=True, kw_only=True):
    """One ring of one mentor or desk, and how it ended; times are UTC."""

    rung: str  # the rung's name at the time: later plans do not rename the past
    rang_at: datetime
    mentor: MentorId | None = None
    desk: DeskId | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None  # None while it still rings or talks
    outcome: str | None = None


class Happening(Struct, frozen=True, kw_only=True):
    """Something that happened in a contact, in the past tense; ``detail`` never holds a number."""

    at: datetime
    kind: str
    detail: Detail = {}


class KeptWrapUp(Struct, frozen=True, kw_only=True):
    """What a mentor replied after a contact: counts only; stress is from 1 to 5."""

    mentor: MentorId
    at: datetime
    topics: frozenset[Topic] = frozenset()
    before: int | None = None
    after: int | None = None
    hard: bool = False


class Debrief(Struct, frozen=True, kw_only=True):
    """A hard contact that the coordinator wants to talk over with the mentor; never the student."""

    contact: ContactId
    mentor: MentorId
    opened_at: datetime
    closed_at: datetime | None = None  # None while it waits on the coordinator's list


class ContactHistory(Struct, frozen=True, kw_only=True):
    """A contact as it will be remembered.

    ``revision`` grows whenever more is known: a fuller history replaces a thinner one, never the
    other way round. ``waited_seconds`` is from arrival to the first person, or to giving up;
    ``claimed_seconds`` is from a text's arrival to the mentor's claim. The codename of a
    conversation is not kept: it would tie this row to the words on a mentor's phone.
    """

    id: ContactId
    campus: CampusSlug
    line: LineSlug
    arrived_at: datetime
    kind: Literal["call", "callback", "text"] = "call"
    revision: int = 1
    ended_at: datetime | None = None
    end: str | None = None  # the named end, e.g. "talked", "callback", "left"
    caller_hash: NumberHash | None = None  # None: withheld, or its retention is over
    waited_seconds: int | None = None
    answered_by: MentorId | None = None
    callback_owner: MentorId | None = None
    texts_from_student: int | None = None  # how many were relayed; None: not a conversation
    texts_from_mentor: int | None = None
    claimed_seconds: int | None = None  # None: never claimed
    attempts: tuple[Attempt, ...] = ()
    happenings: tuple[Happening, ...] = ()
    wrap_ups: tuple[KeptWrapUp, ...] = ()  # the latest of each mentor, oldest first

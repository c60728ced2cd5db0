"""What is kept of a contact: when it came, who was rung, how it ended; never what was said."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.ids import CampusSlug, ContactId, DeskId, LineSlug, MentorId, NumberHash

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


class ContactHistory(Struct, frozen=True, kw_only=True):
    """A contact as it will be remembered.

    ``revision`` grows whenever more is known: a fuller history replaces a thinner one, never the
    other way round. ``waited_seconds`` is from arrival to the first person, or to giving up.
    """

    id: ContactId
    campus: CampusSlug
    line: LineSlug
    arrived_at: datetime
    kind: Literal["call", "callback"] = "call"
    revision: int = 1
    ended_at: datetime | None = None
    end: str | None = None  # the named end, e.g. "talked", "callback", "left"
    caller_hash: NumberHash | None = None  # None: withheld, or its retention is over
    waited_seconds: int | None = None
    answered_by: MentorId | None = None
    callback_owner: MentorId | None = None
    attempts: tuple[Attempt, ...] = ()
    happenings: tuple[Happening, ...] = ()

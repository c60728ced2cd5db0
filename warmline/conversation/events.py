"""What has happened to a conversation; past tense, words sealed.

``late`` is when a text was written (UTC, by the carrier's clock) whose webhook found nobody: others
may have been dealt with since. None: its webhook has just come.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.contact.actions import Action
from warmline.contact.events import WrapUpGiven
from warmline.conversation.escalated import Helper
from warmline.ids import MentorId, Sealed


class StudentTexted(Struct, frozen=True):
    """The student sent words; ``number`` is theirs, sealed anew, ``pictures`` came with them.

    ``urgent``: there is a safety phrase in them.
    ``overdue``: they have waited for us and may have read that nobody got their text.
    ``prefer`` and ``plan``: who is asked first, and the words, for somebody who writes often.
    ``says``: what the words would answer to a question of ours, whether one was asked or not.
    """

    sid: str
    words: Sealed | None
    number: Sealed
    pictures: bool = False
    urgent: bool = False
    overdue: bool = False
    says: Literal["agree", "call", "unsure"] | None = None
    prefer: MentorId | None = None
    plan: Sealed | None = None


class StudentStopped(Struct, frozen=True):
    """The student texted a stop word: the carrier will deliver nothing from us."""


class MentorTexted(Struct, frozen=True):
    """A mentor sent words on one of the line's numbers; None: only a picture.

    ``fits``: they are short enough to be the summary of an escalation.
    ``sid`` is None for words from a page of ours: the carrier has nothing of them.
    """

    mentor: MentorId
    number: int
    sid: str | None
    words: Sealed | None
    pictures: bool = False
    elsewhere: bool = False  # they are in as many contacts as they may be
    late: datetime | None = None
    fits: bool = True


class MentorMistyped(Struct, frozen=True):
    """A mentor sent one word that looks like a command; it is kept until they say."""

    mentor: MentorId
    number: int
    sid: str
    words: Sealed
    meant: str
    late: datetime | None = None


class MentorCommanded(Struct, frozen=True):
    """A mentor sent a command that is about this conversation.

    ``read`` is how many of the student's texts they had before them, when a page of ours knows it.
    """

    mentor: MentorId
    number: int
    command: Literal["DONE", "PASS", "HARD", "SEND", "CALL", "ESCALATE"]
    late: datetime | None = None
    read: int | None = None


class HelperTook(Struct, frozen=True):
    """A backup or counselor who was told of an escalation texted TAKEOVER."""

    mentor: MentorId
    elsewhere: bool = False  # they are in as many contacts as they may be


class HelpCalled(Struct, frozen=True):
    """What the call has come to that the student asked for in an escalation.

    ``met``: somebody talks with them. ``over``: they have talked. ``unanswered``: the student's
    phone was not answered. ``unmet``: the student was there and reached nobody.
    """

    outcome: Literal["met", "over", "unanswered", "unmet"]


class MentorNamed(Struct, frozen=True):
    """A mentor sent the conversation's codename and nothing else: they know whom they write to."""

    mentor: MentorId
    number: int
    elsewhere: bool = False  # they are in as many contacts as they may be
    late: datetime | None = None


class MentorStopped(Struct, frozen=True):
    """A mentor texted a stop word: they cannot be texted."""

    mentor: MentorId


class MentorWithdrawn(Struct, frozen=True):
    """A mentor may no longer be asked: has left, pauses, or is not certified any more."""

    mentor: MentorId


class TextSent(Struct, frozen=True):
    """The carrier has taken a text of ours; ``resent`` times it had taken it before in vain."""

    action: Action
    sid: str
    resent: int = 0


class TextFailed(Struct, frozen=True):
    """The carrier has refused a text of ours for good; ``code`` is its reason."""

    action: Action
    code: int | None


class TextMoved(Struct, frozen=True):
    """The carrier reports how far a text has come."""

    sid: str
    status: str
    code: int | None = None


class TextDeadlinePassed(Struct, frozen=True):
    """A wait has lasted as long as it may; one that comes too early changes nothing."""


class SeekTexters(Struct, frozen=True):
    """Ask who may be offered a conversation on a rung, at most ``count``, none of ``without``."""

    rung: int
    count: int
    without: frozenset[MentorId]
    prefer: MentorId | None = None


class TextCandidate(Struct, frozen=True):
    """A mentor who may be texted, and a number of ours that is free between us and them."""

    mentor: MentorId
    shift: str
    number: int
    limit: int = 1  # conversations they may have at once
    fenced: bool = False  # that number was another student's lately


class TextersFound(Struct, frozen=True):
    """The answer to SeekTexters, in the order of fairness."""

    seek: SeekTexters
    mentors: tuple[TextCandidate, ...]


class SeekHelpers(Struct, frozen=True):
    """Ask which backups and counselors are on duty, to be told ``words``; never ``without``."""

    words: Sealed
    without: MentorId


class HelpersFound(Struct, frozen=True):
    """The answer to SeekHelpers, in the order of the ladder."""

    seek: SeekHelpers
    helpers: tuple[Helper, ...]


TextEvent = (
    StudentTexted
    | StudentStopped
    | MentorTexted
    | MentorMistyped
    | MentorCommanded
    | MentorNamed
    | MentorStopped
    | MentorWithdrawn
    | TextSent
    | TextFailed
    | TextMoved
    | TextDeadlinePassed
    | WrapUpGiven
    | TextersFound
    | HelperTook
    | HelpCalled
    | HelpersFound
)

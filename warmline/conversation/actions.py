"""What must be done for a text conversation; kept with it until it is done.

Words of people are sealed here as everywhere; our own sentences are named, not written out.
"""

from typing import Literal

from msgspec import Struct

from warmline.ids import MentorId, Sealed

StudentSentence = Literal[
    "welcome",
    "still_looking",
    "handed_on",
    "taken_over",
    "closed",
    "unclaimed",
    "reopened",
    "no_pictures",
    "safety",  # the card that a safety phrase brings
    "overdue",  # their text has reached us, after we were away
    "plan",  # words for somebody who writes often, after the welcome
    "help_summary",  # what would be told to backup and counseling: do they agree?
    "help_unsure",  # a yes that may answer something else: do they agree?
    "help_agreed",  # they have been told; would the student like a call?
    "help_ringing",
    "help_missed",  # their phone rang and nobody pressed 1
    "help_no_call",  # they were rung often enough
    "help_taken",  # somebody of those who were told is with them now
]
MentorSentence = Literal[
    "claimed",
    "claimed_anew",  # others have written before: the claiming words were not sent on
    "name_first",  # the number was another student's lately: nothing is sent until they are named
    "elsewhere",
    "not_yours",
    "someone_else",
    "wrote_again",  # DONE came while words of the student were on their way to the mentor
    "passed",
    "nudge",
    "offered_on",
    "student_stopped",
    "undelivered",
    "undelivered_late",
    "closed",
    "idle_closed",
    "not_sent",
    "did_you_mean",
    "did_you_mean_offer",
    "urgent",  # a safety phrase was in the student's words
    "no_pictures",
    "withdrawn",
    "sent_late",
    "late_not_sent",  # written before they could know whom this number leads to now
    "late_not_done",
    "help_write",  # ESCALATE: the next words are the summary
    "help_long",
    "help_kept",
    "help_asked",
    "help_off",
    "help_known",
    "help_told",
    "help_nobody",
    "help_ringing",
    "help_missed",
    "help_unanswered",
    "help_taken",
    "help_first",  # words of somebody who has not taken over yet
    "help_gone",  # TAKEOVER, and somebody else has it or it is closed
    "help_outcome",
]


AdviserSentence = Literal[
    "reveal_asked",
    "reveal_agreed",
    "reveal_refused",
    "reveal_lapsed",
    "reveal_shown",
    "block_asked",
    "block_agreed",
    "block_refused",
    "block_lapsed",
]


class Offer(Struct, frozen=True, tag="offer"):
    """Offer the conversation to a mentor, with its codename and first words."""

    mentor: MentorId
    number: int  # which of the line's numbers: 0 is the published one
    first: Sealed | None = None


class RelayToStudent(Struct, frozen=True, tag="relay_to_student"):
    """Send a mentor's words to the student, from the published number.

    ``mentor`` on ``number`` wrote them, and hears it if they cannot be delivered. Once the
    conversation is closed its words are forgotten, here too.
    """

    words: Sealed
    mentor: MentorId
    number: int


class RelayToMentor(Struct, frozen=True, tag="relay_to_mentor"):
    """Send a student's words to the mentor who has the conversation."""

    mentor: MentorId
    number: int
    words: Sealed


class TellStudent(Struct, frozen=True, tag="tell_student"):
    """Send one of our sentences to the student; ``words`` is what it shows: a summary, a plan."""

    what: StudentSentence
    words: Sealed | None = None


class TellMentor(Struct, frozen=True, tag="tell_mentor"):
    """Send one of our sentences to a mentor, on the number that this conversation has there."""

    mentor: MentorId
    number: int
    what: MentorSentence
    detail: str | None = None  # a command's name or a carrier's code; never words of people


class SendRecent(Struct, frozen=True, tag="send_recent"):
    """Send a mentor who has just taken the conversation what they have not read of it.

    ``shown``: the first message stood in their offer, as much of it as fits there.
    """

    mentor: MentorId
    number: int
    said: tuple[tuple[str, Sealed], ...] = ()
    shown: bool = True


class TellCoordinators(Struct, frozen=True, tag="tell_coordinators"):
    """Text every coordinator."""

    what: Literal[
        "unclaimed", "mentor_stopped", "drill", "hard_week", "certificates", "applications"
    ]
    mentor: MentorId | None = None
    about: tuple[MentorId, ...] = ()  # several mentors
    count: int = 0  # of how many in all; days until certificates end; how many applied


class TellBackups(Struct, frozen=True, tag="tell_backups"):
    """Text every backup that a conversation is urgent, without a word of it.

    ``without``: who has the conversation, and knows.
    """

    what: Literal["urgent"]
    without: MentorId | None = None


class TellHelper(Struct, frozen=True, tag="tell_helper"):
    """Text a backup or counselor on duty the summary that the student agreed to."""

    mentor: MentorId
    words: Sealed
    number: int = 0  # the published one: they have no thread with this conversation yet


class TellOverseers(Struct, frozen=True, tag="tell_overseers"):
    """Text coordinators and advisers that help was asked for and nobody came."""

    what: Literal["help_unanswered"]


class CallForHelp(Struct, frozen=True, tag="call_for_help"):
    """Ring the student, who asked for it, and then counseling; ``number`` counts such calls."""

    number: int


class TellAdvisers(Struct, frozen=True, tag="tell_advisers"):
    """Text every adviser what ``mentor`` asked for, or what became of it."""

    what: AdviserSentence
    mentor: MentorId


class AskWrapUp(Struct, frozen=True, tag="ask_wrap_up"):
    """Ask a mentor for the wrap-up of a conversation."""

    mentor: MentorId
    number: int


class TellByVoice(Struct, frozen=True, tag="tell_by_voice"):
    """Ring a mentor and say that texts can no longer reach them."""

    mentor: MentorId


class NoteStopped(Struct, frozen=True, tag="note_stopped"):
    """Note that a mentor, or with None the student, has opted out at the carrier."""

    mentor: MentorId | None = None


class Redact(Struct, frozen=True, tag="redact"):
    """Empty a text's body at the carrier."""

    sid: str


class Answer(Struct, frozen=True, tag="answer"):
    """Answer a text, or send a code, that belongs to no conversation; ``number``: from which."""

    to: Sealed
    number: int
    words: Sealed


class DeleteText(Struct, frozen=True, tag="delete_text"):
    """Delete a text at the carrier, and its pictures with it."""

    sid: str


TextAction = (
    Offer
    | RelayToStudent
    | RelayToMentor
    | TellStudent
    | TellMentor
    | SendRecent
    | TellCoordinators
    | TellBackups
    | TellHelper
    | TellOverseers
    | CallForHelp
    | TellAdvisers
    | AskWrapUp
    | TellByVoice
    | NoteStopped
    | Answer
    | Redact
    | DeleteText
)
# What is sent as a text, and must not be overtaken by a later one to the same person.
SENT = (
    Offer,
    RelayToStudent,
    RelayToMentor,
    TellStudent,
    TellMentor,
    SendRecent,
    AskWrapUp,
    TellHelper,
)


def stopped_mentor(mentor: MentorId) -> tuple[TellByVoice, TellCoordinators]:
    """Return what is due when a mentor can no longer be texted."""
    return TellByVoice(mentor), TellCoordinators("mentor_stopped", mentor)

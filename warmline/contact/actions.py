"""What must be done for a contact, a call or a text; kept with it until it is done."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline.contact.older import TextCode, TextNewPhone
from warmline.conversation.actions import TextAction
from warmline.ids import ContactId, LegId, MentorId, Sealed


class Ring(Struct, frozen=True, tag="ring"):
    """Start ringing one mentor's phone."""

    leg: LegId


class StopRinging(Struct, frozen=True, tag="stop_ringing"):
    """End one mentor's leg, whether it rings or is listening to the question."""

    leg: LegId


class Dismiss(Struct, frozen=True, tag="dismiss"):
    """Take a mentor out of the conference to hear what became of the call."""

    leg: LegId


class MoveStudent(Struct, frozen=True, tag="move_student"):
    """Take the student out of the conference to what comes next for them."""


class LookForStudent(Struct, frozen=True, tag="look_for_student"):
    """Ask the carrier whether the student's phone is still up."""


class LookForLeg(Struct, frozen=True, tag="look_for_leg"):
    """Ask the carrier whether a mentor's phone is still up."""

    leg: LegId


class InviteListener(Struct, frozen=True, tag="invite_listener"):
    """Look for somebody in training who may listen in."""


class RingStudent(Struct, frozen=True, tag="ring_student"):
    """Call the student back, as they asked."""


class StopStudent(Struct, frozen=True, tag="stop_student"):
    """Stop ringing the student's phone: the mentor who wanted to talk has gone."""


class TextMentor(Struct, frozen=True, tag="text_mentor"):
    """Send one of our own sentences (see wording/) to a mentor."""

    mentor: MentorId
    what: Literal[
        "wrap_up",
        "callback",
        "message",
        "callback_unowned",
        "help_unanswered",
        "help_outcome",
        "certificate",
    ]


class TextStudent(Struct, frozen=True, tag="text_student"):
    """Send the safety card to a student who asked for it by key."""


class TellConversation(Struct, frozen=True, tag="tell_conversation"):
    """Let the conversation know that this call is about what has come of it."""

    conversation: ContactId
    outcome: Literal["met", "over", "unanswered", "unmet"]


class DeleteRecording(Struct, frozen=True, tag="delete_recording"):
    """Delete a message at the carrier."""

    sid: str


class RingForDrill(Struct, frozen=True, tag="ring_for_drill"):
    """Ring one mentor's phone to see whether it can be reached; no student waits."""

    drill: str
    mentor: MentorId


class RingForAssent(Struct, frozen=True, tag="ring_for_assent"):
    """Ring one person's own phone and ask whether they agree to what another has asked."""

    assent: str
    second: MentorId


class Note(Struct, frozen=True, tag="note"):
    """Text a mentor about shifts, in the words of when it was decided; no words of people in it."""

    mentor: MentorId
    text: str
    number: int = 0  # which of the line's numbers: 0 is the published one


class PrivateNote(Struct, frozen=True, tag="private_note"):
    """Text a mentor something for their eyes alone: sealed here, emptied at the carrier after."""

    mentor: MentorId
    words: Sealed
    number: int = 0


class Errand(Struct, frozen=True, tag="errand"):
    """Do with the records what a mentor has texted, or what is due for a shift they offered.

    ``rest`` is what came after the command, only ever a time, a number or a code; or the offer. Of
    CARE it is sealed.
    ``at`` is when they texted, UTC: words like "fri" are read from there, however late it is done.
    """

    mentor: MentorId
    command: Literal["SHIFTS", "COVER", "SWAP", "CARE", "ask", "lapse"]
    rest: str
    at: datetime
    number: int = 0  # on which of the line's numbers
    by: Literal["text", "page"] = "text"  # a page shows the answer by itself


class CheckCode(Struct, frozen=True, tag="check_code"):
    """Compare the code that a new phone has sent with the one in the records, once."""

    mentor: MentorId
    sender: Sealed
    code: Sealed


class Record(Struct, frozen=True, tag="record"):
    """Write this contact's history to the records."""


Action = (
    Ring
    | StopRinging
    | Dismiss
    | MoveStudent
    | LookForStudent
    | LookForLeg
    | InviteListener
    | RingStudent
    | TellConversation
    | StopStudent
    | TextMentor
    | TextStudent
    | DeleteRecording
    | RingForDrill
    | RingForAssent
    | Note
    | PrivateNote
    | Errand
    | TextCode
    | TextNewPhone
    | CheckCode
    | Record
    | TextAction
)


NEED_RECORDS = (Record, CheckCode, Errand)  # left to a process that has the database


class Pending(Struct, frozen=True):
    """An action that is not known to be done; times are UTC.

    ``started_at`` is set before the carrier is asked and cleared when it has answered: an action
    found with an old ``started_at`` may or may not have happened.
    """

    id: int
    action: Action
    tries: int = 0
    started_at: datetime | None = None
    not_before: datetime | None = None
    began_at: datetime | None = None  # first tried then; it may have happened since
    resent: int = 0  # times that the carrier took it and could not deliver it
    paced: bool = False  # its place in the outgoing pace is taken; ``not_before`` is that place

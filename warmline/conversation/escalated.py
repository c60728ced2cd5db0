"""How far a mentor's request for help has come in a conversation; the summary is sealed."""

from datetime import datetime

from msgspec import Struct

from warmline.ids import MentorId, Sealed


class Helper(Struct, frozen=True):
    """A backup or counselor on duty, and the rung of the ladder that they stand on, by index."""

    mentor: MentorId
    rung: int


class Writing(Struct, frozen=True, tag="writing"):
    """The mentor writes what others should know; ``words`` is what they have written last."""

    mentor: MentorId
    number: int
    words: Sealed | None = None


class Asked(Struct, frozen=True, tag="asked"):
    """The student has been shown the summary and may agree to it, or say what to change.

    ``again``: they said a yes that may answer something else, and were asked once more.
    """

    mentor: MentorId
    number: int
    words: Sealed
    again: bool = False


class Agreed(Struct, frozen=True, tag="agreed"):
    """The student agreed at ``at``: ``told`` have read the summary and may take over.

    ``calls``: how often the student asked to be called. ``ringing``: such a call is under way.
    ``met``: somebody has taken over, or has talked with the student. ``alarmed``: coordinators and
    adviser have been told that nobody has.
    """

    mentor: MentorId
    at: datetime
    told: tuple[Helper, ...] = ()
    calls: int = 0
    ringing: bool = False
    met: bool = False
    alarmed: bool = False


Escalation = Writing | Asked | Agreed

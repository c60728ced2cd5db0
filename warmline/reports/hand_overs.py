"""The happenings that count as help or a hand-over; they are kept for as long as a contact is.

To have another one counted, add its line here: the report shows it, and the purge spares it. That a
counseling desk answered is not among them: the outcomes say that, and the same number twice would
tell what one of them hides.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from warmline.wrap_up import HelpOutcome

Said = Literal["calls", "texts"]


class HandOver(Struct, frozen=True):
    """What it is called in a report, and in which kinds of contact it can happen."""

    words: str
    within: tuple[Said, ...]


HAND_OVERS: Mapping[str, HandOver] = {
    "text_handed_on": HandOver("conversation handed to another mentor", ("texts",)),
    "help_asked": HandOver("mentor asked for help", ("calls", "texts")),
    "guest_joined": HandOver("somebody came into the call", ("calls",)),
    "help_declined": HandOver("student would rather not", ("calls",)),
    "help_taken": HandOver("backup or counseling took a conversation over", ("texts",)),
    "help_unanswered": HandOver("nobody came to help", ("calls", "texts")),
    "asked_for_counseling": HandOver("student asked for counseling", ("calls",)),
}
HELP_OUTCOME = "help_outcome"  # a mentor's H1 to H4: what became of the help, in their own view
HELP_OUTCOMES: Mapping[HelpOutcome, str] = {
    "helped": "it helped",
    "too late": "it came too late",
    "nobody came": "nobody came",
    "needs more": "the student needs more",
}
COUNTED = (*HAND_OVERS, HELP_OUTCOME)

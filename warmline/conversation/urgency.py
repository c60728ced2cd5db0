"""What a safety phrase brings about, and no more: a card, a mark, a word to the backup.

It blocks nothing, delays nothing and answers for nobody: whatever a text brings about otherwise
stands in the list of what is to be done before any of this.
"""

from datetime import datetime

from msgspec.structs import replace

from warmline.conversation.actions import TellBackups, TellMentor, TellStudent
from warmline.conversation.state import Claimed, Conversation, Offering, Over
from warmline.ids import MentorId


def noticed(conv: Conversation) -> Conversation:
    """Return the conversation once a safety phrase was in it; marked, it stays so until closed."""
    if isinstance(conv.state, Over) or conv.urgency == "marked":
        return conv
    return replace(conv, urgency="noticed")


def told(conv: Conversation, now: datetime) -> Conversation:
    """Tell those who are to know, once everything else is decided; nobody is told twice.

    The student gets the card once in a conversation, also if it is closed and opened again.
    """
    if conv.urgency != "noticed":
        return conv
    marked = replace(conv, urgency="marked", card_sent=True).tell(now, "text_urgent")
    for mentor, number in _readers(conv):
        marked = marked.will(mark(mentor, number))
    if not conv.card_sent:
        marked = marked.will(TellStudent(what="safety"))
    holder = conv.state.mentor if isinstance(conv.state, Claimed) else None
    return marked.will(TellBackups(what="urgent", without=holder))


def mark(mentor: MentorId, number: int) -> TellMentor:
    """Return what marks a conversation for a mentor: a text of ours, beside the student's own."""
    return TellMentor(mentor, number, "urgent")


def _readers(conv: Conversation) -> list[tuple[MentorId, int]]:
    """Return who has the conversation, or an offer of it, and on which number."""
    match conv.state:
        case Claimed(mentor=mentor, number=number):
            return [(mentor, number)]
        case Offering():
            return [(it.mentor, it.number) for it in conv.threads if it.phase == "open"]
        case _:
            return []

"""A call that a student agreed to by text: their phone is rung, then counseling and backups."""

from datetime import datetime

from msgspec.structs import replace

from warmline.contact.actions import RingStudent, TellConversation
from warmline.contact.decision import Decision
from warmline.contact.endings import finish
from warmline.contact.moments import AtCard, AtDesk, Ended, Reaching, Talking, Waiting
from warmline.contact.state import About, Contact


def begin(contact: Contact, about: About, rung: int, now: datetime) -> Contact:
    """Return a blank contact as a call to the student about a conversation."""
    asked = replace(contact, state=Reaching(since=now, rung=rung), about=about, called_back=True)
    return asked.will(RingStudent()).tell(now, "student_asked")


def student_joined(contact: Contact, now: datetime) -> Decision:
    """The student pressed 1: from here they are a student who waits, with every net there is."""
    rung = contact.state.rung if isinstance(contact.state, Reaching) else 0
    there = replace(contact, state=Waiting(since=now, rung=rung)).student_at("holding")
    return Decision(there.tell(now, "student_joined"))


def student_unreached(contact: Contact, now: datetime) -> Decision:
    """Nobody pressed 1 on the student's phone: they are told by text that they may ask again."""
    back = contact.without(RingStudent).tell(now, "student_unreached")
    return finish(back, "callback_unmet", now)


def followed(contact: Contact) -> Contact:
    """Let the conversation know, once, of what this call has come to."""
    about = contact.about
    if about is None:
        return contact
    outcome = _outcome(contact)
    if outcome in {"", about.said}:
        return contact
    told = contact.will(TellConversation(about.conversation, outcome))  # type: ignore[arg-type]
    return replace(told, about=replace(about, said=outcome))


def _outcome(contact: Contact) -> str:
    met = contact.about is not None and contact.about.said == "met"
    match contact.state:
        case Talking(met=True):
            return "met"
        case AtDesk(answered_at=at) if at is not None:
            return "met"
        case AtCard() if not met:
            return "unmet"
        case Ended(end="talked" | "called_back" | "counseling"):
            return "over"
        case Ended(end="callback_unmet") if contact.about and contact.about.said == "":
            return "unanswered"
        case Ended():
            return "over" if met else "unmet"
        case _:
            return ""

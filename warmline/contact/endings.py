"""How a contact ends, and what is left to do when it has."""

from datetime import datetime

from msgspec.structs import replace

from warmline.contact import legs
from warmline.contact.actions import (
    DeleteRecording,
    LookForLeg,
    LookForStudent,
    MoveStudent,
    Record,
    Ring,
    RingStudent,
    TextMentor,
)
from warmline.contact.decision import Decision
from warmline.contact.events import WrapUpGiven
from warmline.contact.moments import CallbackWanted, CallingBack, End, Ended
from warmline.contact.state import Contact, WrapUp


def finish(contact: Contact, end: End, now: datetime) -> Decision:
    """Return the contact ended: every phone of ours is let go, wrap-ups are asked for."""
    recording = _recording(contact)
    closing = legs.release_all(contact, now)
    closing = closing.without(Ring, MoveStudent, LookForStudent, LookForLeg, RingStudent)
    closing = closing.will(*(TextMentor(mentor=it, what="wrap_up") for it in contact.wrap_ups))
    closing = closing.will(*(TextMentor(mentor=it, what="help_outcome") for it in contact.helped))
    if recording:
        closing = closing.will(DeleteRecording(sid=recording))
    closing = replace(closing, state=Ended(end=end, at=now), wrap_ups=(), helped=())
    return Decision(closing.tell(now, "ended", detail=end))


def settle(contact: Contact) -> Contact:
    """Ask for the record once the contact is over and every phone is down."""
    if not isinstance(contact.state, Ended) or contact.record_asked or contact.phones_up:
        return contact
    return replace(contact.will(Record()), record_asked=True)


def _recording(contact: Contact) -> str | None:
    match contact.state:
        case CallbackWanted(recording=recording) if recording:
            return recording.sid
        case CallingBack(wanted=wanted) if wanted.recording:
            return wanted.recording.sid
        case _:
            return None


def wrapped_up(contact: Contact, event: WrapUpGiven, now: datetime) -> Contact:
    """Keep a mentor's wrap-up and have it recorded."""
    if event.help:
        contact = contact.tell(now, "help_outcome", mentor=event.mentor, detail=event.help)
    if event.topics or event.before is not None or event.hard:
        contact = replace(contact, wrapped=with_wrap_up(contact.wrapped, event, now))
    return replace(contact, record_asked=False)


def with_wrap_up(
    wrapped: tuple[WrapUp, ...], event: WrapUpGiven, now: datetime
) -> tuple[WrapUp, ...]:
    """Return the wrap-ups with one more; what a mentor says later adds to what they said before.

    HARD alone takes no topics back, and topics alone do not take back that it was hard.
    """
    mine = next((it for it in wrapped if it.mentor == event.mentor), None)
    blank = WrapUp(mentor=event.mentor, at=now)
    earlier, paired = mine or blank, event.before is not None
    given = WrapUp(
        mentor=event.mentor,
        at=now,
        topics=event.topics or earlier.topics,
        before=event.before if paired else earlier.before,
        after=event.after if paired else earlier.after,
        hard=event.hard or earlier.hard,
    )
    return (*(it for it in wrapped if it.mentor != event.mentor), given)

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
from warmline.contact.state import CallbackWanted, CallingBack, Contact, End, Ended, WrapUp


def finish(contact: Contact, end: End, now: datetime) -> Decision:
    """Return the contact ended: every phone of ours is let go, wrap-ups are asked for."""
    recording = _recording(contact)
    closing = legs.release_all(contact, now)
    closing = closing.without(Ring, MoveStudent, LookForStudent, LookForLeg, RingStudent)
    closing = closing.will(*(TextMentor(mentor=it, what="wrap_up") for it in contact.wrap_ups))
    if recording:
        closing = closing.will(DeleteRecording(sid=recording))
    closing = replace(closing, state=Ended(end=end, at=now), wrap_ups=())
    return Decision(closing.tell(now, "ended", detail=end))


def settle(contact: Contact) -> Contact:
    """Ask for the record once the contact is over and every phone is down."""
    if not isinstance(contact.state, Ended) or contact.record_asked or contact.holders:
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
    """Keep a mentor's wrap-up, the last word of each counting, and have it recorded."""
    given = WrapUp(
        mentor=event.mentor,
        at=now,
        topics=event.topics,
        before=event.before,
        after=event.after,
        hard=event.hard,
    )
    others = tuple(it for it in contact.wrapped if it.mentor != event.mentor)
    return replace(contact, wrapped=(*others, given), record_asked=False)

"""How a conversation ends: kindly, with nothing of its words left anywhere."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact.actions import Record
from warmline.contact.endings import with_wrap_up
from warmline.contact.events import WrapUpGiven
from warmline.conversation import escalation, threads
from warmline.conversation.actions import (
    AskWrapUp,
    CallForHelp,
    Redact,
    RelayToStudent,
    TellStudent,
)
from warmline.conversation.state import Claimed, Conversation, Over, Resting, Sent, TextEnd
from warmline.ids import Sealed

REOPENS = timedelta(hours=12)
FORGOTTEN = Sealed("")
NEED_STUDENT = (RelayToStudent, TellStudent, CallForHelp)  # cannot be done without their number
FINAL = timedelta(minutes=2)  # by then the carrier has delivered, and may empty, a text


def close(conv: Conversation, end: TextEnd, now: datetime) -> Conversation:
    """Close kindly; the student's next text within twelve hours reopens it."""
    claimed = isinstance(conv.state, Claimed)
    closing = conv.will(TellStudent(what="closed" if claimed else "unclaimed"))
    followed = wordless(conv.sent)
    closing = replace(_let_go(closing, now), sent=followed)
    mentor = conv.answered_by
    state = Resting(until=now + REOPENS, end=end, mentor=mentor)
    return replace(closing, state=state, record_asked=False).tell(now, "text_closed")


def stop(conv: Conversation, now: datetime) -> Conversation:
    """End at once because the student said stop: nothing more is sent to them."""
    silent = tuple(
        it
        for it in conv.pending
        if it.started_at is not None or not isinstance(it.action, RelayToStudent | TellStudent)
    )
    closing = _let_go(escalation.stopped(replace(conv, pending=silent)), now)
    stopped = replace(closing.student, stopped=True)
    over = replace(closing, student=stopped, state=Over(end="stopped", at=now), record_asked=False)
    return over.tell(now, "text_stopped")


def expire(conv: Conversation, state: Resting, now: datetime) -> Conversation:
    """Close for good: the next text of this student is a new conversation."""
    return replace(conv, state=Over(end=state.end, at=now))


def settle(conv: Conversation) -> Conversation:
    """Once it is closed, ask for the record, and forget the number when nothing is to be sent."""
    if not isinstance(conv.state, Resting | Over):
        return conv
    if not conv.record_asked:
        conv = replace(conv.will(Record()), record_asked=True)
    to_send = any(isinstance(it.action, NEED_STUDENT) for it in conv.pending)
    if conv.student.number is not None and not to_send:
        conv = replace(conv, student=replace(conv.student, number=None))
    return conv


def emptied(conv: Conversation, sid: str, now: datetime) -> Conversation:
    """Have a text's body emptied at the carrier: at the close, or soon if that has been."""
    if isinstance(conv.state, Resting | Over):
        return conv.will_at(now + FINAL, Redact(sid=sid))
    return replace(conv, sids=(*conv.sids, sid))


def wrapped_up(conv: Conversation, event: WrapUpGiven, now: datetime) -> Conversation:
    """Keep a mentor's wrap-up and have it recorded."""
    if event.help:
        conv = conv.tell(now, "help_outcome", mentor=event.mentor, detail=event.help)
    if event.topics or event.before is not None or event.hard:
        conv = replace(conv, wrapped=with_wrap_up(conv.wrapped, event, now))
    return replace(conv, record_asked=False)


def wordless(sent: tuple[Sent, ...]) -> tuple[Sent, ...]:
    """Return what is still followed after the close: a mentor's texts, without their words."""
    return tuple(
        replace(it, action=replace(it.action, words=FORGOTTEN))
        for it in sent
        if isinstance(it.action, RelayToStudent)
    )


def _let_go(conv: Conversation, now: datetime) -> Conversation:
    if isinstance(conv.state, Claimed):
        mentor, number = conv.state.mentor, conv.state.number
        conv = conv.will(AskWrapUp(mentor=mentor, number=number))
        conv = escalation.asked_about(conv, mentor, number)
    conv = escalation.closed(conv, now)
    conv = threads.all_ended(conv, now)
    conv = conv.will_at(now + FINAL, *(Redact(sid=it) for it in conv.sids))
    return replace(conv, recent=(), sids=(), sent=(), early=(), urgency="none")

"""What the student's texts bring about."""

from datetime import datetime

from msgspec.structs import replace

from warmline.conversation import climbing, escalation
from warmline.conversation.actions import DeleteText, RelayToMentor, TellMentor, TellStudent
from warmline.conversation.closing import stop
from warmline.conversation.decision import TextDecision
from warmline.conversation.events import StudentTexted
from warmline.conversation.state import Claimed, Conversation, Offering, Over, Resting
from warmline.conversation.urgency import noticed


def texted(conv: Conversation, event: StudentTexted, now: datetime) -> TextDecision:
    """Words from the student: to the mentor who has the conversation, else they are kept."""
    if isinstance(conv.state, Over):
        return TextDecision(conv)
    first = conv.next_number == 1  # a picture alone is a first text too
    conv = replace(conv, student=replace(conv.student, number=event.number))
    if event.overdue:
        conv = conv.will(TellStudent(what="overdue"))
    if first:
        conv = conv.will(TellStudent(what="welcome")).tell(now, "text_arrived")
        conv = _planned(conv, event, now)
    if event.urgent:
        conv = noticed(conv)
    if event.pictures:
        conv = conv.will(DeleteText(sid=event.sid), TellStudent(what="no_pictures"))
    if event.words is not None:
        conv = replace(conv, from_student=conv.from_student + 1)
        sid = None if event.pictures else event.sid
        conv = conv.heard("student", event.words, sid)
    match conv.state:
        case Claimed() as claimed if event.words is not None:
            waits = replace(claimed, last_at=now, waits_since=claimed.waits_since or now)
            relay = RelayToMentor(claimed.mentor, claimed.number, event.words)
            relayed = replace(conv, state=waits).will(relay)
            return escalation.answered(relayed, event.says, now)
        case Resting(mentor=mentor):
            again = conv.will(TellStudent(what="reopened")).tell(now, "text_reopened")
            again = replace(again, record_asked=False, reopened_at=now)
            return climbing.begin(again, now, prefer=mentor, heard=1, student_told=True)
        case Offering(heard=heard) as offering:
            conv = replace(conv, state=replace(offering, heard=heard + 1, last_at=now))
            return (
                climbing.climb(conv, now) if first else escalation.answered(conv, event.says, now)
            )
        case _:
            return TextDecision(conv)


def _planned(conv: Conversation, event: StudentTexted, now: datetime) -> Conversation:
    """Somebody who writes often has a plan: words of their own, and perhaps a named mentor."""
    if event.plan is None and event.prefer is None:
        return conv
    if event.plan is not None:
        conv = conv.will(TellStudent("plan", event.plan))
    if isinstance(conv.state, Offering):
        conv = replace(conv, state=replace(conv.state, prefer=event.prefer))
    return conv.tell(now, "caller_planned")


def stopped(conv: Conversation, now: datetime) -> TextDecision:
    """The student said stop: relaying ends at once and the mentor hears why."""
    if isinstance(conv.state, Over):
        return TextDecision(conv)
    for thread in conv.threads:
        if thread.phase == "open":
            conv = conv.will(TellMentor(thread.mentor, thread.number, "student_stopped"))
    return TextDecision(stop(conv, now))

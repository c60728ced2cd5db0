"""The one decision about a conversation: what an event makes of it."""

from datetime import datetime

from warmline.contact.events import WrapUpGiven
from warmline.conversation import (
    climbing,
    deadlines,
    delivery,
    escalation,
    mentor,
    student,
    urgency,
)
from warmline.conversation import events as ev
from warmline.conversation.closing import settle, wrapped_up
from warmline.conversation.decision import TextDecision
from warmline.conversation.state import Conversation


def step(conv: Conversation, event: ev.TextEvent, now: datetime) -> TextDecision:
    """Return the conversation after the event, and what is to be asked.

    ``now`` is aware UTC. Never raises for an event that comes late, twice or out of order.
    """
    decision = _step(conv, event, now)
    if decision.seek is not None:
        return decision
    return TextDecision(settle(urgency.told(decision.contact, now)))


def _step(conv: Conversation, event: ev.TextEvent, now: datetime) -> TextDecision:
    match event:
        case ev.StudentTexted():
            return student.texted(conv, event, now)
        case ev.StudentStopped():
            return student.stopped(conv, now)
        case ev.MentorTexted():
            return mentor.texted(conv, event, now)
        case ev.MentorMistyped():
            return mentor.mistyped(conv, event, now)
        case ev.MentorCommanded():
            return mentor.commanded(conv, event, now)
        case ev.MentorNamed():
            return mentor.named(conv, event, now)
        case ev.MentorStopped(mentor=it):
            return mentor.stopped(conv, it, now)
        case ev.MentorWithdrawn(mentor=it):
            return mentor.withdrawn(conv, it, now)
        case ev.TextSent():
            return delivery.sent(conv, event, now)
        case ev.TextFailed():
            return delivery.failed(conv, event, now)
        case ev.TextMoved():
            return delivery.moved(conv, event, now)
        case WrapUpGiven():
            return TextDecision(wrapped_up(conv, event, now))
        case ev.TextDeadlinePassed():
            return deadlines.passed(conv, now)
        case ev.TextersFound() if event.seek.rung != escalation.TAKER:
            return climbing.found(conv, event, now)
        case ev.TextersFound() | ev.HelpersFound() | ev.HelperTook() | ev.HelpCalled():
            return escalation.stepped(conv, event, now)

"""What becomes of our texts: they only go forward, and a failure is told to whoever wrote."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.conversation import mentor, student
from warmline.conversation.actions import (
    AskWrapUp,
    Offer,
    RelayToMentor,
    RelayToStudent,
    SendRecent,
    TellMentor,
    TellStudent,
    stopped_mentor,
)
from warmline.conversation.closing import emptied
from warmline.conversation.decision import TextDecision
from warmline.conversation.events import TextFailed, TextMoved, TextSent
from warmline.conversation.state import Claimed, Conversation, Over, Resting, Sent

REMEMBERED = 40  # texts whose delivery is still followed
RANKS = {"accepted": 0, "queued": 0, "sending": 1, "sent": 2}
FINAL = 3
WORDS = (Offer, RelayToMentor, RelayToStudent, SendRecent)  # what people wrote is in these
STOPPED = 21610
# Worth another try, later (TWILIO.md section 5, "Error codes"); how often, and after how long.
AGAIN = {30003: 2, 30008: 1}
PATIENCE = timedelta(seconds=30)


def sent(conv: Conversation, event: TextSent, now: datetime) -> Conversation:
    """The carrier has it."""
    if isinstance(conv.state, Resting | Over):
        return emptied(conv, event.sid, now) if isinstance(event.action, WORDS) else conv
    conv = emptied(conv, event.sid, now)
    follow = Sent(sid=event.sid, action=event.action)
    return replace(conv, sent=(*conv.sent, follow)[-REMEMBERED:])


def moved(conv: Conversation, event: TextMoved, now: datetime) -> TextDecision:
    """The carrier's word on a text; an earlier word that comes later changes nothing."""
    follow = next((it for it in conv.sent if it.sid == event.sid), None)
    rank = RANKS.get(event.status, FINAL)
    if follow is None or rank <= follow.rank:
        return TextDecision(conv)
    if event.status not in {"failed", "undelivered"}:
        done = event.status in {"delivered", "read"}
        kept = tuple(
            replace(it, rank=rank) if it.sid == event.sid else it
            for it in conv.sent
            if not (done and it.sid == event.sid)
        )
        return TextDecision(replace(conv, sent=kept))
    conv = replace(conv, sent=tuple(it for it in conv.sent if it.sid != event.sid))
    if follow.tries <= AGAIN.get(event.code or 0, 0):
        return TextDecision(conv.will_at(now + PATIENCE * follow.tries, follow.action))
    return failed(conv, TextFailed(follow.action, event.code), now)


def failed(conv: Conversation, event: TextFailed, now: datetime) -> TextDecision:
    """A text cannot be delivered, and nothing will change that."""
    match event.action:
        case RelayToStudent() | TellStudent() if event.code == STOPPED:
            return student.stopped(conv, now)
        case RelayToStudent():
            return TextDecision(_tell_writer(conv, event.code))
        case (
            Offer(mentor=it)
            | RelayToMentor(mentor=it)
            | SendRecent(mentor=it)
            | TellMentor(mentor=it)
            | AskWrapUp(mentor=it)
        ):
            if event.code == STOPPED:
                conv = conv.will(*stopped_mentor(it))
            if isinstance(event.action, Offer | RelayToMentor | SendRecent):
                return mentor.unreachable(conv, it, now)
            return TextDecision(conv)
        case _:
            return TextDecision(conv)


def _tell_writer(conv: Conversation, code: int | None) -> Conversation:
    if not isinstance(conv.state, Claimed):
        return conv
    told = TellMentor(conv.state.mentor, conv.state.number, "undelivered", str(code or "unknown"))
    return conv.will(told)

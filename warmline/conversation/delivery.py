"""What becomes of our texts: they only go forward, and a failure is told to whoever wrote."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact.actions import Action, Pending
from warmline.conversation import mentor, student
from warmline.conversation.actions import (
    AskWrapUp,
    MentorSentence,
    NoteStopped,
    Offer,
    RelayToMentor,
    RelayToStudent,
    SendRecent,
    TellHelper,
    TellMentor,
    TellStudent,
)
from warmline.conversation.closing import FORGOTTEN, emptied, wordless
from warmline.conversation.decision import TextDecision
from warmline.conversation.events import TextFailed, TextMoved, TextSent
from warmline.conversation.state import Claimed, Conversation, Early, Over, Resting, Sent

REMEMBERED = 40  # texts whose delivery is still followed
FEW = 5
RANKS = {"accepted": 0, "queued": 0, "sending": 1, "sent": 2}
FINAL = 3
WORDS = (
    Offer,
    RelayToMentor,
    RelayToStudent,
    SendRecent,
    TellStudent,
    TellHelper,
)  # what people wrote is in these
STOPPED = 21610
# Worth another try, later (TWILIO.md section 5, "Error codes"); how often, and after how long.
AGAIN = {30003: 2, 30008: 1}
PATIENCE = timedelta(seconds=30)


def sent(conv: Conversation, event: TextSent, now: datetime) -> TextDecision:
    """The carrier has it; after the close only a mentor's words are followed, and forgotten."""
    follow = Sent(sid=event.sid, action=event.action, tries=event.resent + 1)
    kept: tuple[Sent, ...] = (follow,)
    if isinstance(conv.state, Resting | Over):
        conv = emptied(conv, event.sid, now) if isinstance(event.action, WORDS) else conv
        kept = wordless(kept) if isinstance(conv.state, Resting) else ()
    else:
        conv = emptied(conv, event.sid, now)
    conv = replace(conv, sent=(*conv.sent, *kept)[-REMEMBERED:])
    early = next((it for it in conv.early if it.sid == event.sid), None)
    if early is None:
        return TextDecision(conv)
    return moved(conv, TextMoved(early.sid, early.status, early.code), now)


def moved(conv: Conversation, event: TextMoved, now: datetime) -> TextDecision:
    """The carrier's word on a text; an earlier word that comes later changes nothing."""
    follow = next((it for it in conv.sent if it.sid == event.sid), None)
    rank = RANKS.get(event.status, FINAL)
    bad = event.status in {"failed", "undelivered"}
    if follow is None and bad and not isinstance(conv.state, Over):
        early = Early(event.sid, event.status, event.code)
        return TextDecision(replace(conv, early=(*conv.early, early)[-FEW:]))
    if follow is None or rank <= follow.rank:
        return TextDecision(conv)
    others = tuple(it for it in conv.sent if it.sid != event.sid)
    if not bad:
        done = event.status in {"delivered", "read"}
        kept = tuple(replace(it, rank=rank) if it is follow else it for it in conv.sent)
        return TextDecision(replace(conv, sent=others if done else kept))
    conv = replace(conv, sent=others)
    if follow.tries <= AGAIN.get(event.code or 0, 0) and _still_wanted(conv, follow.action):
        return TextDecision(_send_again(conv, follow, now))
    return failed(conv, TextFailed(follow.action, event.code), now)


def _still_wanted(conv: Conversation, action: Action) -> bool:
    """Say whether a text that did not arrive is worth another try."""
    if isinstance(action, RelayToStudent):
        return action.words != FORGOTTEN
    if isinstance(action, Offer | RelayToMentor | SendRecent):
        thread = conv.open_thread(action.mentor, action.number)
        newer = isinstance(action, Offer) and any(
            isinstance(it.action, Offer) and it.action.mentor == action.mentor
            for it in conv.pending
        )
        return thread is not None and thread.phase != "over" and not newer
    return True


def _send_again(conv: Conversation, follow: Sent, now: datetime) -> Conversation:
    again = Pending(
        id=conv.next_number,
        action=follow.action,
        not_before=now + PATIENCE * follow.tries,
        resent=follow.tries,
    )
    return replace(conv, pending=(*conv.pending, again), next_number=conv.next_number + 1)


def failed(conv: Conversation, event: TextFailed, now: datetime) -> TextDecision:
    """A text cannot be delivered, and nothing will change that."""
    match event.action:
        case RelayToStudent() | TellStudent() if event.code == STOPPED:
            return student.stopped(conv.will(NoteStopped()), now)
        case RelayToStudent() as relay:
            return TextDecision(_tell_writer(conv, relay, event.code))
        case (
            Offer(mentor=it)
            | RelayToMentor(mentor=it)
            | SendRecent(mentor=it)
            | TellMentor(mentor=it)
            | AskWrapUp(mentor=it)
            | TellHelper(mentor=it)
        ):
            if event.code == STOPPED:
                conv = conv.will(NoteStopped(it))
            if isinstance(event.action, Offer | RelayToMentor | SendRecent):
                return mentor.unreachable(conv, it, now)
            return TextDecision(conv)
        case _:
            return TextDecision(conv)


def _tell_writer(conv: Conversation, relay: RelayToStudent, code: int | None) -> Conversation:
    """Tell the mentor who wrote it, with what they can do now."""
    state = conv.state
    theirs = isinstance(state, Claimed) and state.mentor == relay.mentor
    what: MentorSentence = "undelivered" if theirs else "undelivered_late"
    return conv.will(TellMentor(relay.mentor, relay.number, what, str(code or "unknown")))

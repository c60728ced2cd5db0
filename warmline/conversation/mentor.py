"""What a mentor's texts bring about: taking a conversation, writing, handing it on."""

from datetime import datetime

from msgspec.structs import replace

from warmline.contact.events import WrapUpGiven
from warmline.conversation import climbing, escalation, threads
from warmline.conversation.actions import (
    DeleteText,
    MentorSentence,
    RelayToMentor,
    RelayToStudent,
    SendRecent,
    TellMentor,
    TellStudent,
)
from warmline.conversation.closing import close, emptied, wrapped_up
from warmline.conversation.decision import TextDecision
from warmline.conversation.events import MentorCommanded, MentorMistyped, MentorNamed, MentorTexted
from warmline.conversation.state import Claimed, Conversation, Offering, Thread
from warmline.ids import MentorId, Sealed


def texted(conv: Conversation, event: MentorTexted, now: datetime) -> TextDecision:
    """Words on a number: sent on only if this mentor has this conversation on this number."""
    if event.pictures and event.sid is not None:
        conv = conv.will(DeleteText(sid=event.sid))
        conv = conv.will(TellMentor(event.mentor, event.number, "no_pictures"))
    elif event.sid is not None:
        conv = emptied(conv, event.sid, now)
    if event.words is None:
        return TextDecision(conv)
    thread = conv.open_thread(event.mentor, event.number)
    if threads.is_too_old(thread, event.late):
        return TextDecision(_tell(conv, event.mentor, event.number, "late_not_sent"))
    match conv.state:
        case Claimed() as claimed if _has(claimed, event.mentor, event.number):
            if thread is not None and thread.fenced:
                return TextDecision(_tell(conv, event.mentor, event.number, "name_first"))
            if escalation.is_writing(conv, event.mentor, event.number):
                return TextDecision(escalation.written(conv, claimed, event))
            relayed = _relay(conv, claimed, event.words, now)
            if event.late is not None:
                relayed = _tell(relayed, event.mentor, event.number, "sent_late")
            return TextDecision(relayed)
        case Claimed() if escalation.may_take(conv, event.mentor):
            return TextDecision(_tell(conv, event.mentor, event.number, "help_first"))
        case Claimed():
            return TextDecision(_tell(conv, event.mentor, event.number, "someone_else"))
        case Offering() if thread is not None and thread.phase != "over":
            if event.elsewhere:
                return TextDecision(_tell(conv, event.mentor, event.number, "elsewhere"))
            return TextDecision(_claim(conv, thread, event.words, now))
        case Offering():
            return TextDecision(_tell(conv, event.mentor, event.number, "passed"))
        case _:
            return TextDecision(_tell(conv, event.mentor, event.number, "closed"))


def mistyped(conv: Conversation, event: MentorMistyped, now: datetime) -> TextDecision:
    """One word that looks like a command is kept back, and the mentor is asked."""
    conv = emptied(conv, event.sid, now)
    thread = conv.open_thread(event.mentor, event.number)
    if threads.is_too_old(thread, event.late):
        return TextDecision(_tell(conv, event.mentor, event.number, "late_not_sent"))
    sure = thread is not None and not thread.fenced
    if sure and isinstance(conv.state, Claimed) and _has(conv.state, event.mentor, event.number):
        conv = replace(conv, state=replace(conv.state, held=event.words))
    what: MentorSentence = (
        "did_you_mean" if isinstance(conv.state, Claimed) else "did_you_mean_offer"
    )
    asked = TellMentor(event.mentor, event.number, what, event.meant)
    return TextDecision(conv.will(asked))


def named(conv: Conversation, event: MentorNamed, now: datetime) -> TextDecision:
    """A mentor has texted the codename: they know whom this number leads to now."""
    thread = conv.open_thread(event.mentor, event.number)
    if thread is None or thread.phase == "over":
        return TextDecision(_tell(conv, event.mentor, event.number, "closed"))
    if threads.is_too_old(thread, event.late):
        return TextDecision(_tell(conv, event.mentor, event.number, "late_not_sent"))
    if event.elsewhere:
        return TextDecision(_tell(conv, event.mentor, event.number, "elsewhere"))
    named_at = (event.late or now) if thread.fenced else thread.named_at
    known = replace(thread, fenced=False, named_at=named_at)
    conv = conv.with_thread(known)
    if isinstance(conv.state, Offering):
        conv, _ = _won(conv, known, now)
    return TextDecision(_tell(conv, event.mentor, event.number, "claimed"))


def commanded(conv: Conversation, event: MentorCommanded, now: datetime) -> TextDecision:
    """DONE, PASS, HARD, SEND and CALL, said on this conversation's number."""
    state, thread = conv.state, conv.open_thread(event.mentor, event.number)
    if threads.is_too_old(thread, event.late):
        undone = TellMentor(event.mentor, event.number, "late_not_done", event.command)
        return TextDecision(conv.will(undone))
    if isinstance(state, Claimed) and _has(state, event.mentor, event.number):
        return _owner_commanded(conv, state, event, now)
    if event.command == "PASS" and isinstance(state, Offering) and thread is not None:
        passed = threads.refused(conv, thread, "passed", now)
        passed = _tell(passed, event.mentor, event.number, "passed")
        alone = not any(it.phase == "open" for it in passed.threads)
        return climbing.climb(passed, now) if alone else TextDecision(passed)
    if isinstance(state, Offering) and thread is not None and thread.phase != "over":
        return TextDecision(_tell(conv, event.mentor, event.number, "not_yours"))
    return TextDecision(_tell(conv, event.mentor, event.number, "closed"))


def stopped(conv: Conversation, mentor: MentorId, now: datetime) -> TextDecision:
    """A mentor cannot be texted any more: their conversation is offered on."""
    for thread in threads.live_threads(conv, mentor):
        conv = threads.refused(conv, thread, "stopped", now)
    if isinstance(conv.state, Claimed) and conv.state.mentor == mentor:
        return hand_on(conv, conv.state, now)
    return climbing.climb(conv, now) if _nobody_thinks(conv) else TextDecision(conv)


def unreachable(conv: Conversation, mentor: MentorId, now: datetime) -> TextDecision:
    """A text to a mentor cannot be delivered: the conversation goes to somebody else."""
    for thread in threads.live_threads(conv, mentor):
        conv = threads.refused(conv, thread, "undelivered", now)
    if isinstance(conv.state, Claimed) and conv.state.mentor == mentor:
        return hand_on(conv, conv.state, now)
    return climbing.climb(conv, now) if _nobody_thinks(conv) else TextDecision(conv)


def withdrawn(conv: Conversation, mentor: MentorId, now: datetime) -> TextDecision:
    """A mentor may no longer be asked: what they have, or are offered, goes to somebody else."""
    conv = escalation.without(conv, mentor)
    ends, state = threads.live_threads(conv, mentor), conv.state
    for thread in ends:
        conv = threads.refused(conv, thread, "withdrawn", now)
    if isinstance(state, Claimed) and state.mentor == mentor:
        return hand_on(_tell(conv, mentor, state.number, "withdrawn"), state, now)
    return climbing.climb(conv, now) if ends and _nobody_thinks(conv) else TextDecision(conv)


def hand_on(conv: Conversation, state: Claimed, now: datetime) -> TextDecision:
    """Look for another mentor; the student is told that somebody else comes."""
    told = conv.will(TellStudent(what="handed_on")).tell(now, "text_handed_on", mentor=state.mentor)
    return climbing.begin(told, now, without=(state.mentor,), student_told=True)


def _owner_commanded(
    conv: Conversation, state: Claimed, event: MentorCommanded, now: datetime
) -> TextDecision:
    match event.command:
        case "DONE" if _is_unread(conv, state.mentor, event.read):
            return TextDecision(_tell(conv, event.mentor, event.number, "wrote_again"))
        case "DONE":
            return TextDecision(close(conv, "talked", now))
        case "PASS":
            thread = conv.open_thread(state.mentor, state.number)
            conv = threads.refused(conv, thread, "passed", now) if thread else conv
            conv = _tell(conv, event.mentor, event.number, "passed")
            return hand_on(conv, state, now)
        case "HARD":
            given = WrapUpGiven(event.mentor, (), None, None, hard=True)
            hard = replace(conv, hard=(*conv.hard, event.mentor))
            return TextDecision(wrapped_up(hard, given, now))
        case "ESCALATE":
            thread = conv.open_thread(state.mentor, state.number)
            if thread is not None and thread.fenced:
                return TextDecision(_tell(conv, event.mentor, event.number, "name_first"))
            return escalation.commanded(conv, state, now)
        case "SEND" if state.held is None and escalation.is_writing(
            conv, state.mentor, state.number
        ):
            asked = replace(conv, state=_answered(state, now))
            return TextDecision(escalation.shown(asked, state))
        case "SEND":
            if state.held is None:
                return TextDecision(_tell(conv, event.mentor, event.number, "not_sent"))
            return TextDecision(_relay(conv, replace(state, held=None), state.held, now))
        case "CALL":  # they speak: nobody is to be nudged for an answer meanwhile
            return TextDecision(replace(conv, state=_answered(state, now)))


def _relay(conv: Conversation, claimed: Claimed, words: Sealed, now: datetime) -> Conversation:
    if claimed.held is not None:
        conv = _tell(conv, claimed.mentor, claimed.number, "not_sent")
    sent = replace(conv, state=_answered(claimed, now), from_mentor=conv.from_mentor + 1)
    return sent.heard("mentor", words, None).will(
        RelayToStudent(words, claimed.mentor, claimed.number)
    )


def _answered(claimed: Claimed, now: datetime) -> Claimed:
    """Return the state in which the student waits for nothing."""
    return replace(claimed, waits_since=None, nudged=False, last_at=now, held=None)


def _claim(conv: Conversation, thread: Thread, words: Sealed, now: datetime) -> Conversation:
    """The first to answer has it; words typed for somebody else are never sent on."""
    won, claimed = _won(conv, thread, now)
    if thread.fenced:
        return _tell(won, thread.mentor, thread.number, "name_first")
    if len(_unread(conv, thread)) > _shown(conv, thread):
        return _tell(won, thread.mentor, thread.number, "claimed_anew")
    return _relay(_tell(won, thread.mentor, thread.number, "claimed"), claimed, words, now)


def _unread(conv: Conversation, thread: Thread) -> tuple[tuple[str, Sealed], ...]:
    """Return what this mentor has not been sent; whoever had it last has read all before that."""
    if isinstance(conv.state, Offering) and conv.answered_by == thread.mentor:
        return conv.recent[-conv.state.heard :] if conv.state.heard else ()
    return conv.recent


def _shown(conv: Conversation, thread: Thread) -> int:
    """Return how many of those stood in the offer: the first, unless there was no new offer."""
    offering = isinstance(conv.state, Offering) and thread.offered_at >= conv.state.since
    return 1 if offering and thread.shown else 0


def _won(conv: Conversation, thread: Thread, now: datetime) -> tuple[Conversation, Claimed]:
    unread, shown = _unread(conv, thread), _shown(conv, thread) > 0
    another = conv.answered_by not in {None, thread.mentor}
    told = isinstance(conv.state, Offering) and conv.state.student_told
    won = threads.taken(conv, thread, now)
    claimed = Claimed(
        mentor=thread.mentor, number=thread.number, since=now, last_at=now, waits_since=now
    )
    won = replace(
        won,
        state=claimed,
        answered_by=thread.mentor,
        first_claim_at=conv.first_claim_at or now,
    )
    if another and not told:
        won = won.will(TellStudent(what="taken_over"))
    if unread:
        won = won.will(SendRecent(thread.mentor, thread.number, unread, shown=shown))
    return won, claimed


def _tell(conv: Conversation, mentor: MentorId, number: int, what: str) -> Conversation:
    return conv.will(TellMentor(mentor, number, what))  # type: ignore[arg-type]


def _is_unread(conv: Conversation, mentor: MentorId, read: int | None) -> bool:
    """Say whether words of the student are on their way to a mentor, or came after ``read``."""
    return (read is not None and read < conv.from_student) or any(
        isinstance(it.action, RelayToMentor) and it.action.mentor == mentor for it in conv.pending
    )


def _has(state: Claimed, mentor: MentorId, number: int) -> bool:
    return (state.mentor, state.number) == (mentor, number)


def _nobody_thinks(conv: Conversation) -> bool:
    return isinstance(conv.state, Offering) and not any(it.phase == "open" for it in conv.threads)

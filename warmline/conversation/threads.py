"""The mentors' ends of a conversation: offered, taken, let go.

A mentor's text is tied to a conversation by the number it arrives on, and by nothing else. That
number is theirs and this conversation's alone while the thread is open (the store holds it so), and
for a while after, so that a text that was on its way is answered and never sent to another student.
For hours after, it is fenced: what a mentor writes may be meant for the student before, however
late it comes. Nothing is sent on until they have texted the new codename, which they can only know
from this conversation.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact.actions import Pending
from warmline.conversation.actions import Offer, RelayToMentor, SendRecent
from warmline.conversation.events import TextCandidate
from warmline.conversation.state import Conversation, Thread
from warmline.conversation.urgency import mark
from warmline.ids import MentorId

READING = timedelta(seconds=5)  # nobody reads and answers faster; nor do clocks differ by more


def new_thread(conv: Conversation, whom: TextCandidate, rung: int, now: datetime) -> Thread:
    """Return a new end of the conversation for one more mentor."""
    before = conv.open_thread(whom.mentor, whom.number)
    return Thread(
        mentor=whom.mentor,
        number=whom.number,
        shift=whom.shift,
        rung=rung,
        offered_at=now,
        limit=whom.limit,
        # They may not yet have seen which student this number is now: until they name them, no.
        fenced=whom.fenced or (before is not None and before.fenced),
    )


def offer(conv: Conversation, to: TextCandidate, rung: int, now: datetime) -> Conversation:
    """Offer the conversation to one more mentor."""
    first = next((words for who, words in conv.recent if who == "student"), None)
    thread = replace(new_thread(conv, to, rung, now), shown=first is not None)
    conv = replace(conv, pending=tuple(it for it in conv.pending if not _is_older(it, to)))
    offered = conv.with_thread(thread).will(Offer(thread.mentor, thread.number, first))
    if conv.urgency == "marked":
        offered = offered.will(mark(thread.mentor, thread.number))
    return offered.tell(now, "text_offered", mentor=thread.mentor)


def _is_older(pending: Pending, whom: TextCandidate) -> bool:
    """Say whether this is an offer to them that has not gone out yet: one is enough."""
    offer = pending.action
    return isinstance(offer, Offer) and offer.mentor == whom.mentor and pending.started_at is None


def taken(conv: Conversation, thread: Thread, now: datetime) -> Conversation:
    """Give the conversation to one mentor; the others' offers are over."""
    for other in conv.threads:
        if other.phase != "over" and other is not thread:
            conv = ended(conv, other, now)
    won = replace(thread, phase="open", outcome="claimed", answered_at=now)
    return conv.with_thread(won).tell(now, "text_claimed", mentor=thread.mentor)


def lapsed(conv: Conversation, now: datetime) -> Conversation:
    """Let open offers lapse: their phones are free again, a late answer still counts."""
    for thread in conv.threads:
        if thread.phase == "open":
            gone = replace(thread, phase="lapsed", outcome=thread.outcome or "no_answer")
            conv = conv.with_thread(gone).tell(now, "text_no_answer", mentor=thread.mentor)
    return conv


def ended(conv: Conversation, thread: Thread, now: datetime) -> Conversation:
    """Close one mentor's end for good; what was still to be sent to them is not."""
    over = replace(thread, phase="over", ended_at=now)
    waiting = tuple(
        it
        for it in conv.pending
        if it.started_at is not None
        or not isinstance(it.action, Offer | RelayToMentor | SendRecent)
        or it.action.mentor != thread.mentor
    )
    return replace(conv.with_thread(over), pending=waiting)


def all_ended(conv: Conversation, now: datetime) -> Conversation:
    """Close every mentor's end."""
    for thread in conv.threads:
        if thread.phase != "over":
            conv = ended(conv, thread, now)
    return conv


def refused(conv: Conversation, thread: Thread, outcome: str, now: datetime) -> Conversation:
    """Close one mentor's end because they pass, stopped texts, or cannot be reached."""
    return ended(conv, replace(thread, outcome=outcome), now).tell(
        now, f"text_{outcome}", mentor=thread.mentor
    )


def is_too_old(thread: Thread | None, written: datetime | None) -> bool:
    """Say whether a late text was written before its mentor could mean this conversation.

    Behind a fence the number may have been another student's then, and what took the fence down
    proves nothing about what was written before it. Without one the number was nobody's for as
    long as a late text may be old: only what is clearly older than the offer is not about it.
    """
    if thread is None or written is None:
        return False
    if thread.fenced or thread.named_at is not None:
        return written < (thread.named_at or thread.offered_at) + READING
    return written < thread.offered_at - READING


def live_threads(conv: Conversation, mentor: MentorId) -> tuple[Thread, ...]:
    """Return a mentor's ends that are not over."""
    return tuple(it for it in conv.threads if it.mentor == mentor and it.phase != "over")

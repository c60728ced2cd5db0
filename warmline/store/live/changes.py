"""What a step changes beside the contact itself: claims, turns, rests, the next look."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from warmline.contact import Contact, deadline
from warmline.contact.actions import Pending
from warmline.contact.moments import CallbackWanted
from warmline.contact.phones import Leg
from warmline.contact.todo import addressee
from warmline.conversation.deadlines import deadline as text_deadline
from warmline.conversation.state import Conversation, Over, Resting, Thread
from warmline.ids import CallSid, ContactId, MentorId

UNPERFORMED = timedelta(seconds=1.5)  # a job that has not come by then is taken to be lost
UNANSWERED = timedelta(seconds=12)  # longer than any request to the carrier may take
QUIET = timedelta(minutes=5)  # a number is not used for another student so soon after one
FENCED = timedelta(hours=12)  # and for so long the first words on it are not sent on
NO_TURNS = frozenset({"again", "callback"})
HARD_MINUTES = 30  # DESIGN.md section 8


class Changes(Struct, frozen=True, kw_only=True):
    """The part of a commit that Redis applies together with the contact."""

    id: ContactId
    call: CallSid | str = ""
    claim: list[MentorId] = []
    release: list[MentorId] = []
    rest: list[tuple[MentorId, int]] = []  # until, milliseconds UTC
    offered: list[tuple[MentorId, str]] = []
    taken: list[tuple[MentorId, str]] = []
    spent: list[tuple[MentorId, str, int]] = []  # milliseconds in this contact, by turn of duty
    owner: MentorId | str = ""
    beside: MentorId | str = ""  # a mentor who is called about the conversation they have
    hold: list[tuple[MentorId, int, int]] = []  # a number between us and them; their limit
    free: list[tuple[MentorId, int, int]] = []  # that number; until when nobody else uses it
    student: str = ""  # who texts, on which line
    codename: str = ""
    gone: bool = False  # student and codename are free for a new conversation
    closed: bool = False  # nothing of it is kept for a page any more
    story: list[str]
    settled: bool


def changes(before: Contact | Conversation | None, after: Contact | Conversation) -> Changes:
    """Return what the step from ``before`` to ``after`` changes for others."""
    if isinstance(after, Conversation):
        return text_changes(before if isinstance(before, Conversation) else None, after)
    return _call_changes(before if isinstance(before, Contact) else None, after)


def _call_changes(before: Contact | None, after: Contact) -> Changes:
    held = before.holders if before else frozenset()
    earlier = {leg.id: leg for leg in before.legs} if before else {}
    freed = held - after.holders
    return Changes(
        id=after.id,
        call=after.student.call or "",
        claim=sorted(after.holders - held),
        release=sorted(freed),
        rest=[
            (leg.mentor, _rest_until(after, leg))
            for leg in after.legs
            if leg.mentor and _talked(leg, freed)
        ],
        offered=[
            (leg.mentor, leg.shift) for leg in after.legs if leg.mentor and leg.id not in earlier
        ],
        taken=[
            (leg.mentor, leg.shift)
            for leg in after.legs
            if leg.mentor
            and leg.outcome == "accepted"
            and (leg.id not in earlier or earlier[leg.id].outcome != "accepted")
        ],
        spent=[
            (leg.mentor, _turn(leg, after.legs), _ms(leg.answered_at, leg.ended_at))
            for leg in after.legs
            if leg.mentor
            and _is_done(leg)
            and not (leg.id in earlier and _is_done(earlier[leg.id]))
        ],
        owner=_owner(after),
        beside=after.beside or "",
        story=_story(after),
        settled=after.is_settled,
    )


def text_changes(before: Conversation | None, after: Conversation) -> Changes:
    """Return what a step of a conversation changes for others."""
    was = _open_threads(before) if before else {}
    now = _open_threads(after)
    known = {_key(it) for it in before.threads} if before else set()
    claimed = {_key(it) for it in before.threads if it.outcome == "claimed"} if before else set()
    gone = [it for it in after.threads if _key(it) in was and _key(it) not in now]
    return Changes(
        id=after.id,
        hold=[(it.mentor, it.number, it.limit) for key, it in now.items() if key not in was],
        free=[(it.mentor, it.number, _quiet_until(after, it)) for it in gone],
        rest=[
            (it.mentor, _text_rest(after, it))
            for it in gone
            if it.outcome in {"claimed", "passed"} and it.answered_at is not None
        ],
        offered=[(it.mentor, it.shift) for it in after.threads if _key(it) not in known],
        taken=[
            (it.mentor, it.shift)
            for it in after.threads
            if it.outcome == "claimed" and _key(it) not in claimed
        ],
        spent=[
            (it.mentor, _turn(it, after.threads), _ms(it.answered_at, it.ended_at or _last(after)))
            for it in gone
            if it.answered_at is not None
        ],
        student=f"{after.student.hash}|{after.line}",
        codename=after.codename,
        gone=isinstance(after.state, Over),
        closed=isinstance(after.state, Resting | Over),
        story=_story(after),
        settled=after.is_settled,
    )


def _open_threads(conv: Conversation) -> dict[tuple[str, int, datetime], Thread]:
    return {_key(it): it for it in conv.threads if it.phase == "open"}


def _key(thread: Thread) -> tuple[str, int, datetime]:
    return (thread.mentor, thread.number, thread.offered_at)


def _quiet_until(conv: Conversation, thread: Thread) -> int:
    """Return until when a number is nobody else's: texts to it may still be on their way."""
    ended = thread.ended_at or _last(conv)
    return int((ended + QUIET).timestamp() * 1000)


def _text_rest(conv: Conversation, thread: Thread) -> int:
    minutes = HARD_MINUTES if thread.mentor in conv.hard else conv.cool_down_minutes
    ended = thread.ended_at or _last(conv)
    return int((ended + timedelta(minutes=minutes)).timestamp() * 1000)


def _last(conv: Conversation) -> datetime:
    return conv.news[-1].at if conv.news else conv.arrived_at


def _story(after: Contact | Conversation) -> list[str]:
    return [msgspec.json.encode(it).decode() for it in after.news]


def next_look(contact: Contact | Conversation, now: datetime) -> datetime | None:
    """Return when somebody must look at the contact, should every job about it be lost."""
    looks = list(_looks(contact, now))
    ends = text_deadline(contact) if isinstance(contact, Conversation) else deadline(contact)
    return min([*looks, *([ends] if ends else [])], default=None)


def _looks(contact: Contact | Conversation, now: datetime) -> Iterator[datetime]:
    """Yield when each action can be done: a text, not before the earlier ones to that person."""
    behind: dict[str, datetime] = {}
    for pending in contact.pending:
        look, person = _look(pending, now), addressee(pending.action)
        if person is not None:
            look = behind[person] = max(look, behind.get(person, look))
        yield look


def _look(pending: Pending, now: datetime) -> datetime:
    if pending.started_at:
        return pending.started_at + UNANSWERED
    return pending.not_before or now + UNPERFORMED


def _talked(leg: Leg, freed: frozenset[MentorId]) -> bool:
    return leg.mentor in freed and leg.outcome == "accepted" and leg.phase == "over"


def _rest_until(contact: Contact, leg: Leg) -> int:
    ended = leg.ended_at or contact.arrived_at
    return int((ended + timedelta(minutes=contact.cool_down_minutes)).timestamp() * 1000)


def _is_done(leg: Leg) -> bool:
    """Say whether a mentor has been in a call on this leg, and is not any more."""
    return leg.phase == "over" and leg.outcome == "accepted" and leg.answered_at is not None


def _turn(end: Leg | Thread, ends: Iterable[Leg | Thread]) -> str:
    """Return the turn of duty that a mentor's time counts for.

    Whoever is asked because they had the student before, or owned the callback, is asked in no
    turn: their time is that of the turn in which they met the student.
    """
    named = (it.shift for it in ends if it.mentor == end.mentor and it.shift not in NO_TURNS)
    return end.shift if end.shift not in NO_TURNS else next(named, end.shift)


def _ms(start: datetime | None, end: datetime | None) -> int:
    return max(0, int((end - start).total_seconds() * 1000)) if start and end else 0


def _owner(contact: Contact) -> MentorId | str:
    state = contact.state
    return (state.owner or "") if isinstance(state, CallbackWanted) else ""

"""Looking for a mentor who answers: who is offered a conversation next, and what if nobody is."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.conversation import threads
from warmline.conversation.actions import TellCoordinators, TellStudent
from warmline.conversation.decision import TextDecision
from warmline.conversation.events import SeekTexters, TextersFound
from warmline.conversation.state import Conversation, Offering
from warmline.ids import MentorId
from warmline.ladder import AT_ONCE, is_desk

ALARM = timedelta(minutes=5)  # unclaimed for so long, the coordinators hear of it


def begin(
    conv: Conversation,
    now: datetime,
    *,
    without: tuple[MentorId, ...] = (),
    prefer: MentorId | None = None,
    heard: int = 0,
    student_told: bool = False,
) -> TextDecision:
    """Start looking from the first rung."""
    state = Offering(
        since=now,
        next_at=now,
        rung_since=now,
        asked=without,
        prefer=prefer,
        heard=heard,
        student_told=student_told,
    )
    return climb(replace(conv, state=state), now)


def climb(conv: Conversation, now: datetime) -> TextDecision:
    """Ask for the next mentor of this rung; a desk cannot read texts and is stepped over."""
    state = conv.state
    if not isinstance(state, Offering) or state.rung < 0:  # it waits for the next round
        return TextDecision(conv)
    if state.rung >= len(conv.ladder):
        return _top(conv, state, now)
    rung = conv.ladder[state.rung]
    if is_desk(rung):
        return _next_rung(conv, state, now)
    seek = SeekTexters(
        rung=state.rung,
        count=AT_ONCE if rung.ring == "together" else 1,
        without=frozenset((*state.asked, *conv.passed_by)),
        prefer=state.prefer,
    )
    return TextDecision(conv, seek)


def found(conv: Conversation, answer: TextersFound, now: datetime) -> TextDecision:
    """Offer to those who were found; with none, go on at once if nobody is thinking about it."""
    state = conv.state
    if not isinstance(state, Offering):
        return TextDecision(conv)
    if not answer.mentors:
        if any(it.phase == "open" for it in conv.threads):
            until = state.rung_since + _claim(conv)
            return TextDecision(replace(conv, state=replace(state, next_at=until)))
        return _next_rung(conv, state, now)
    for candidate in answer.mentors:
        conv = threads.offer(conv, candidate, state.rung, now)
    asked = (*state.asked, *(it.mentor for it in answer.mentors))
    alone = conv.ladder[state.rung].ring != "together" and state.rang == 0
    wait = _claim(conv) / 2 if alone else _claim(conv)
    offering = replace(
        state,
        asked=asked,
        rang=state.rang + len(answer.mentors),
        prefer=None,
        next_at=max(state.rung_since + wait, now),
    )
    return TextDecision(replace(conv, state=offering))


def unanswered(conv: Conversation, state: Offering, now: datetime) -> TextDecision:
    """Half the time is over: one more mentor of the rung. All of it: the next rung."""
    if now < state.rung_since + _claim(conv):
        return climb(conv, now)
    return _next_rung(threads.lapsed(conv, now), state, now)


def alarm(conv: Conversation, state: Offering) -> Conversation:
    """Tell the coordinators, once."""
    told = replace(conv, state=replace(state, coordinator_told=True))
    return told.will(TellCoordinators(what="unclaimed"))


def _next_rung(conv: Conversation, state: Offering, now: datetime) -> TextDecision:
    up = replace(state, rung=state.rung + 1, rung_since=now, rang=0)
    return climb(replace(conv, state=up), now)


def _top(conv: Conversation, state: Offering, now: datetime) -> TextDecision:
    """Nobody is left to ask: say so once, and begin again after a while; it stays open."""
    if not state.still_looking_told:
        conv = conv.will(TellStudent(what="still_looking")).tell(now, "text_still_looking")
    again = replace(
        state,
        rung=-1,
        rung_since=now - _claim(conv),
        rang=0,
        asked=(),
        next_at=now + _claim(conv),
        still_looking_told=True,
    )
    return TextDecision(replace(conv, state=again))


def _claim(conv: Conversation) -> timedelta:
    return timedelta(seconds=conv.claim_seconds)

"""How long anything may last in a conversation."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.conversation import climbing, escalation, threads
from warmline.conversation.actions import TellMentor
from warmline.conversation.closing import close, expire
from warmline.conversation.decision import TextDecision
from warmline.conversation.state import Claimed, Conversation, Offering, Over, Resting


def deadline(conv: Conversation) -> datetime | None:
    """Return when the conversation must be looked at again, UTC."""
    return min(_ends(conv), default=None)


def passed(conv: Conversation, now: datetime) -> TextDecision:
    """Return what follows from whatever is overdue; nothing, if nothing is."""
    conv = escalation.overdue(conv, now)
    match conv.state:
        case Offering() as state:
            return _offering(conv, state, now)
        case Claimed() as state:
            return _claimed(conv, state, now)
        case Resting(until=until) as state if now >= until:
            return TextDecision(expire(conv, state, now))
        case _:
            return TextDecision(conv)


def _ends(conv: Conversation) -> Iterator[datetime]:
    unmet = escalation.due(conv)
    if unmet is not None:
        yield unmet
    match conv.state:
        case Offering() as state:
            yield state.next_at
            yield (state.last_at or state.since) + _idle(conv)
            if not state.coordinator_told:
                yield state.since + climbing.ALARM
        case Claimed() as state:
            yield state.last_at + _idle(conv)
            if state.waits_since is not None:
                yield state.waits_since + _reply(conv) * (2 if state.nudged else 1)
        case Resting(until=until):
            yield until
        case Over():
            return


def _offering(conv: Conversation, state: Offering, now: datetime) -> TextDecision:
    if now >= (state.last_at or state.since) + _idle(conv):
        return TextDecision(close(conv, "talked" if conv.answered_by else "unclaimed", now))
    if now >= state.since + climbing.ALARM and not state.coordinator_told:
        conv = climbing.alarm(conv, state)
        state = replace(state, coordinator_told=True)
    return climbing.unanswered(conv, state, now) if now >= state.next_at else TextDecision(conv)


def _claimed(conv: Conversation, state: Claimed, now: datetime) -> TextDecision:
    if now >= state.last_at + _idle(conv):
        told = conv.will(TellMentor(state.mentor, state.number, "idle_closed"))
        return TextDecision(close(told, "talked", now))
    if state.waits_since is None:
        return TextDecision(conv)
    if state.nudged and now >= state.waits_since + _reply(conv) * 2:
        told = conv.will(TellMentor(state.mentor, state.number, "offered_on"))
        return _offer_on(told, state, now)
    if not state.nudged and now >= state.waits_since + _reply(conv):
        nudged = replace(conv, state=replace(state, nudged=True))
        return TextDecision(nudged.will(TellMentor(state.mentor, state.number, "nudge")))
    return TextDecision(conv)


def _offer_on(conv: Conversation, state: Claimed, now: datetime) -> TextDecision:
    """Offer an unanswered conversation to others; the first mentor may still take it back."""
    lapsed = threads.lapsed(conv, now).tell(now, "text_offered_on", mentor=state.mentor)
    return climbing.begin(lapsed, now, without=(state.mentor,))


def _idle(conv: Conversation) -> timedelta:
    return timedelta(minutes=conv.idle_minutes)


def _reply(conv: Conversation) -> timedelta:
    return timedelta(seconds=conv.reply_seconds)

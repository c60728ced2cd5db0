"""A contact as it will be remembered: made from its last state and its story."""

from collections.abc import Sequence
from datetime import datetime

from warmline.contact import Contact
from warmline.contact.moments import CallbackWanted, CallingBack, Ended
from warmline.contact.phones import Leg
from warmline.contact.state import Happening
from warmline.conversation.state import Conversation, Over, Resting
from warmline.ids import MentorId
from warmline.store.records import history as kept
from warmline.wrap_up import Topic


def history_of(contact: Contact | Conversation, story: Sequence[Happening]) -> kept.ContactHistory:
    """Return what is kept of a contact, a call or a conversation; never a word, never a number."""
    if isinstance(contact, Conversation):
        return _of_conversation(contact, story)
    return _of_call(contact, story)


def _of_call(contact: Contact, story: Sequence[Happening]) -> kept.ContactHistory:
    """Return what is kept of a contact: times, people and outcomes; never a word, never a number.

    ``waited_seconds`` runs from arrival to the first person, or to the end without one.
    """
    ended = contact.state if isinstance(contact.state, Ended) else None
    heard = contact.first_answer_at or (ended.at if ended else None)
    return kept.ContactHistory(
        id=contact.id,
        campus=contact.campus,
        line=contact.line,
        kind="callback" if contact.called_back else "call",
        revision=contact.step,
        arrived_at=contact.arrived_at,
        ended_at=ended.at if ended else None,
        end=ended.end if ended else None,
        caller_hash=contact.student.hash,
        waited_seconds=int((heard - contact.arrived_at).total_seconds()) if heard else None,
        answered_by=contact.answered_by,
        callback_owner=_owner(contact),
        attempts=(*_mentor_attempts(contact), *_desk_attempts(contact, story)),
        happenings=tuple(_happening(it) for it in story),
        wrap_ups=_wrap_ups(contact),
    )


def _of_conversation(conv: Conversation, story: Sequence[Happening]) -> kept.ContactHistory:
    """Return what is kept of a conversation; ``claimed_seconds`` is to the first claim."""
    closed = conv.state if isinstance(conv.state, Resting | Over) else None
    claimed = conv.first_claim_at
    waited = int((claimed - conv.arrived_at).total_seconds()) if claimed else None
    return kept.ContactHistory(
        id=conv.id,
        campus=conv.campus,
        line=conv.line,
        kind="text",
        revision=conv.step,
        arrived_at=conv.arrived_at,
        ended_at=_closed_at(story) if closed else None,
        end=closed.end if closed else None,
        caller_hash=conv.student.hash,
        waited_seconds=waited,
        claimed_seconds=waited,
        answered_by=conv.answered_by,
        texts_from_student=conv.from_student,
        texts_from_mentor=conv.from_mentor,
        attempts=tuple(
            kept.Attempt(
                rung=conv.ladder[it.rung].name,
                mentor=it.mentor,
                rang_at=it.offered_at,
                answered_at=it.answered_at,
                ended_at=it.ended_at,
                outcome=it.outcome,
            )
            for it in conv.threads
        ),
        happenings=tuple(_happening(it) for it in story),
        wrap_ups=_wrap_ups(conv),
    )


def _closed_at(story: Sequence[Happening]) -> datetime | None:
    closings = [it.at for it in story if it.kind in {"text_closed", "text_stopped"}]
    return closings[-1] if closings else None


def _wrap_ups(contact: Contact | Conversation) -> tuple[kept.KeptWrapUp, ...]:
    return tuple(
        kept.KeptWrapUp(
            mentor=it.mentor,
            topics=frozenset(map(Topic, it.topics)),
            before=it.before,
            after=it.after,
            hard=it.hard,
            at=it.at,
        )
        for it in contact.wrapped
    )


def _mentor_attempts(contact: Contact) -> list[kept.Attempt]:
    return [
        kept.Attempt(
            rung=_rung_of(contact, leg),
            mentor=leg.mentor,
            desk=leg.desk,
            rang_at=leg.asked_at,
            answered_at=leg.answered_at,
            ended_at=leg.ended_at,
            outcome=leg.outcome,
        )
        for leg in contact.legs
    ]


def _rung_of(contact: Contact, leg: Leg) -> str:
    if leg.part == "listener":
        return kept.LISTENING_IN
    return contact.ladder[leg.rung].name if leg.rung >= 0 else "callback"


def _desk_attempts(contact: Contact, story: Sequence[Happening]) -> list[kept.Attempt]:
    rung = next((it.name for it in contact.ladder if it.who == "desk"), "counseling")
    attempts: list[kept.Attempt] = []
    for asked in (it for it in story if it.kind == "desk_asked"):
        after = [it for it in story if it.at >= asked.at and it.desk == asked.desk]
        answered = next((it for it in after if it.kind == "desk_answered"), None)
        silent = next((it for it in after if it.kind in {"desk_no_answer", "desk_silent"}), None)
        attempts.append(
            kept.Attempt(
                rung=rung,
                desk=asked.desk,
                rang_at=asked.at,
                answered_at=answered.at if answered else None,
                ended_at=silent.at if silent else None,
                outcome="accepted" if answered else "no_answer" if silent else None,
            )
        )
    return attempts


def _happening(it: Happening) -> kept.Happening:
    detail: kept.Detail = {}
    if it.mentor:
        detail["mentor"] = it.mentor
    if it.desk:
        detail["desk"] = it.desk
    if it.detail:
        detail["detail"] = it.detail
    return kept.Happening(at=it.at, kind=it.kind, detail=detail)


def _owner(contact: Contact) -> MentorId | None:
    match contact.state:
        case CallbackWanted(owner=owner):
            return owner
        case CallingBack(wanted=wanted):
            return wanted.owner
        case _:
            return None

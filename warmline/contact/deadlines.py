"""How long anything may last: no wait without an end, no end without a next step."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline import ladder
from warmline.contact import callback, legs
from warmline.contact.actions import LookForLeg, LookForStudent, MoveStudent
from warmline.contact.climbing import bring_student, climb, next_desk, to_counseling
from warmline.contact.company import Seeking
from warmline.contact.decision import Decision
from warmline.contact.endings import finish
from warmline.contact.moments import (
    AtCard,
    AtDesk,
    CallbackWanted,
    CallingBack,
    Ended,
    LeavingMessage,
    LineClosed,
    Parted,
    Reaching,
    Talking,
    Waiting,
)
from warmline.contact.onward import onward
from warmline.contact.phones import Leg
from warmline.contact.state import Contact, bound

GREETING = timedelta(seconds=25)  # with ``ring_at = "greeting"``: ring then at the latest
DESK_EXTRA = timedelta(seconds=20)  # to be moved and told, beside the ring time itself
DESK_CHECK = timedelta(minutes=10)
CARD = timedelta(seconds=90)  # without a sign from the student's leg
PARTED = timedelta(seconds=90)
MESSAGE = timedelta(seconds=200)
LISTENING = timedelta(minutes=10)  # an owner hears a message; then the carrier is asked
STUDENT_RING = timedelta(seconds=90)  # from asking the student's phone to a key on it


def deadline(contact: Contact) -> datetime | None:
    """Return when the contact must be looked at again, UTC; None: nothing of it can be late."""
    return min((*_leg_ends(contact), *_state_ends(contact)), default=None)


def passed(contact: Contact, now: datetime) -> Decision:
    """Return what follows from whatever is overdue; nothing, if nothing is."""
    for leg in contact.legs:
        if leg.until is not None and leg.until <= now:
            contact = _leg_overdue(contact, leg.id, now)
    if callback.owner_is_gone(contact):
        return callback.mentor_left(contact, now)
    if not any(at <= now for at in _state_ends(contact)):
        return onward(contact, now)
    match contact.state:
        case Waiting() as waiting:
            return _waiting_overdue(contact, waiting, now)
        case AtDesk(answered_at=None) as at_desk:
            return next_desk(contact.tell(now, "desk_silent", desk=at_desk.desk), at_desk)
        case AtDesk() as at_desk:
            later = replace(contact, state=replace(at_desk, answered_at=now))
            return Decision(later.will(LookForStudent()))
        case AtCard() as card:
            return Decision(_card_overdue(contact, card, now))
        case Talking(check_at=check_at) as talking if check_at <= now:
            checked = replace(contact, state=replace(talking, check_at=now + callback.CHECK))
            checked = checked.without(LookForStudent, LookForLeg).will(LookForStudent())
            looks = (LookForLeg(leg=it.id) for it in contact.legs if it.phase == "joined")
            return onward(checked.will(*looks), now)
        case Talking():
            return onward(contact, now)
        case Parted():
            return finish(contact, contact.talk_end, now)
        case LineClosed():
            return finish(contact, "closed", now)
        case LeavingMessage():
            return finish(contact, "left", now)
        case CallbackWanted() as want:
            return callback.overdue(contact, want, now)
        case CallingBack(student_asked_at=None, leg=owner) as calling:
            asked = replace(contact, state=replace(calling, since=now)).without(LookForLeg)
            return Decision(asked.will(LookForLeg(leg=owner)))
        case CallingBack() | Reaching():
            return callback.nobody_picked_up(contact, now)
        case Ended():
            return Decision(contact)


def _leg_ends(contact: Contact) -> Iterator[datetime]:
    return (leg.until for leg in contact.legs if leg.until is not None)


def _state_ends(contact: Contact) -> Iterator[datetime]:
    match contact.state:
        case Waiting(held_off=True, since=since):
            yield since + GREETING
        case Waiting() as waiting:
            yield bound(contact, waiting)
            yield from _stagger_ends(contact, waiting)
        case AtDesk(answered_at=None) as it:
            yield it.asked_at + timedelta(seconds=it.ring_seconds) + DESK_EXTRA
        case AtDesk(answered_at=answered_at) if answered_at:
            yield answered_at + DESK_CHECK
        case AtCard(since=since):
            yield since + CARD
        case Talking(check_at=check_at, company=company):
            yield check_at
            if isinstance(company, Seeking) and company.rungs and not company.exhausted:
                yield from _staggers(contact, company.rungs[0])
        case Parted(since=since) | LineClosed(since=since):
            yield since + PARTED
        case LeavingMessage(since=since):
            yield since + MESSAGE
        case CallbackWanted() as want:
            yield callback.owned_until(want)
        case Reaching(since=since):
            yield since + STUDENT_RING
        case CallingBack(student_asked_at=asked_at) if asked_at:
            yield asked_at + STUDENT_RING
        case CallingBack(since=since):
            yield since + LISTENING
        case _:
            return


def _stagger_ends(contact: Contact, waiting: Waiting) -> Iterator[datetime]:
    if not waiting.exhausted and waiting.rung < len(contact.ladder):
        yield from _staggers(contact, waiting.rung)


def _staggers(contact: Contact, index: int) -> Iterator[datetime]:
    rung = contact.ladder[index]
    newest = max((leg.asked_at for leg in contact.legs if leg.is_hopeful), default=None)
    if rung.ring == "staggered" and newest is not None:
        yield ladder.stagger_at(rung, newest)


def _leg_overdue(contact: Contact, leg_id: int, now: datetime) -> Contact:
    leg = next(it for it in contact.legs if it.id == leg_id)
    match leg.phase:
        case "asked":
            return _turn_kept(legs.stop(contact, leg, "failed", now), leg)
        case "ringing":
            return legs.stop(contact, leg, "no_answer", now)
        case "answered":
            return legs.stop(contact, leg, "no_key", now)
        case "joined":
            return legs.stop(contact, leg, "accepted", now)
        case "stopping" | "lost":
            return legs.over(contact, leg, "lost", now)
        case "over":
            return contact


def _turn_kept(contact: Contact, leg: Leg) -> Contact:
    """Let a mentor be asked again in this round whose ring nobody even began to place."""
    known, waiting = contact.leg(leg.id), contact.state
    if known is None or known.phase != "over" or not isinstance(waiting, Waiting):
        return contact
    offered = tuple(it for it in waiting.offered if it != leg.mentor)
    return replace(contact, state=replace(waiting, offered=offered))


def _waiting_overdue(contact: Contact, waiting: Waiting, now: datetime) -> Decision:
    if waiting.held_off:
        return climb(replace(contact, state=replace(waiting, held_off=False)), now)
    if now >= bound(contact, waiting):
        return to_counseling(contact, waiting, now)
    return climb(contact, now)


def _card_overdue(contact: Contact, card: AtCard, now: datetime) -> Contact:
    """Nothing was heard of the student for a while: ask the carrier, and fetch them again."""
    again = replace(contact, state=replace(card, since=now)).without(MoveStudent, LookForStudent)
    return bring_student(again.will(LookForStudent()), now)

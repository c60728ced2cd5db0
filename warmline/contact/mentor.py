"""What a mentor's leg brings about: picking up, pressing keys, being busy, leaving."""

from datetime import datetime

from msgspec.structs import replace

from warmline.contact import aside, callback, guests, legs, listeners, room
from warmline.contact.actions import MoveStudent
from warmline.contact.company import Alone, Arriving, Present, Seeking
from warmline.contact.decision import Decision
from warmline.contact.events import LegAnswered, LegEnded, LegPressed, RingFailed
from warmline.contact.moments import CallbackWanted, CallingBack, Parted, Talking, Waiting
from warmline.contact.onward import onward
from warmline.contact.phones import Leg
from warmline.contact.state import Contact
from warmline.ids import LegId, MentorId


def answered(contact: Contact, event: LegAnswered, now: datetime) -> Decision:
    """Somebody picked up."""
    leg = contact.leg(event.leg)
    if leg is None or not isinstance(contact.state, Waiting | CallingBack | Talking):
        return Decision(contact)
    if leg.part == "listener":
        return Decision(listeners.answered(contact, leg, event, now))
    if isinstance(contact.state, Talking):
        return _answered_for_talk(contact, contact.state, leg, event, now)
    return Decision(legs.answered(contact, leg, event.call, now))


def pressed(contact: Contact, event: LegPressed, now: datetime) -> Decision:
    """A key on a mentor's phone; no key at all (an empty one) is a pass."""
    leg = contact.leg(event.leg)
    if leg is not None and leg.part == "listener":
        return Decision(listeners.pressed(contact, leg, event, now))
    if leg is not None and isinstance(contact.state, Talking):
        return _pressed_in_talk(contact, contact.state, leg, event, now)
    if leg is None or not _is_asked(contact, leg):
        return Decision(contact)
    if isinstance(contact.state, CallingBack):
        return _pressed_for_callback(contact, leg, event, now)
    if event.key == "1" and isinstance(contact.state, Waiting):
        return Decision(_accepted(contact, leg, event, now))
    outcome = legs.REFUSALS.get(event.key)
    if outcome is None or leg.phase == "joined":
        return Decision(contact)
    declined = legs.refused(contact, leg, outcome, now)
    if outcome == "stepped_aside" and leg.mentor:
        declined = replace(declined, refused=(*declined.refused, leg.mentor))
    return onward(declined, now)


def ended(contact: Contact, event: LegEnded, now: datetime) -> Decision:
    """A mentor's phone is down; late and doubled words about it change nothing."""
    leg = contact.leg(event.leg)
    if leg is None or leg.phase == "over" or leg.call not in {None, event.call}:
        return Decision(contact)
    down = legs.ended(contact, leg, event.how, now)
    match contact.state:
        case Talking() as talking:
            return _left_talk(room.over(down, leg), talking, leg, now)
        case CallingBack(leg=calling) if calling == leg.id:
            return callback.mentor_left(down, now)
        case _:
            return onward(down, now)


def ring_failed(contact: Contact, event: RingFailed, now: datetime) -> Decision:
    """The ring could not be started: somebody else is tried at once."""
    leg = contact.leg(event.leg)
    if leg is None or leg.phase not in {"asked", "stopping"}:
        return Decision(contact)
    if event.happened is None and leg.phase == "asked":
        gone = legs.lost(contact, leg, now)
    else:
        gone = legs.over(contact, leg, "failed", now)
    if callback.owner_is_gone(gone):
        return callback.mentor_left(gone, now)
    return onward(gone, now)


def stopped(contact: Contact, leg_id: LegId, now: datetime) -> Decision:
    """The carrier has ended a leg that we asked it to end."""
    leg = contact.leg(leg_id)
    if leg is None or leg.phase in {"over", "joined"}:
        return Decision(contact)
    down = legs.over(contact, leg, "stopped", now)
    if callback.owner_is_gone(down):
        return callback.mentor_left(down, now)
    return onward(down, now)


def withdrawn(contact: Contact, who: MentorId, now: datetime) -> Decision:
    """Somebody may no longer be rung: their phone stops, and the search goes on at once.

    A talk that is going on is not cut: the student would pay for it. Somebody who only listens in
    is taken out of it.
    """
    for leg in contact.legs:
        listens = leg.part == "listener" and leg.phase not in {"stopping", "over"}
        if leg.mentor == who and (listens or leg.is_hopeful or leg.phase == "lost"):
            contact = legs.stop(contact, leg, "withdrawn", now)
    if callback.owner_is_gone(contact):
        contact = callback.mentor_left(contact, now).contact
    if isinstance(contact.state, CallbackWanted) and contact.state.owner == who:
        return callback.owner_withdrawn(contact)
    return onward(contact, now)


def _is_asked(contact: Contact, leg: Leg) -> bool:
    if isinstance(contact.state, CallingBack):
        return leg.id == contact.state.leg and leg.phase in {"answered", "joined"}
    return leg.is_hopeful or leg.phase == "lost"


def _accepted(contact: Contact, leg: Leg, event: LegPressed, now: datetime) -> Contact:
    won = legs.joined(contact, replace(leg, part="mentor"), event.call, now)
    won = legs.stop_hopeful(won, now, but=leg.id)
    won = room.enter(won, won.leg(leg.id) or leg)
    waiting = contact.state
    talking = Talking(
        leg=leg.id,
        since=now,
        check_at=now + callback.CHECK,
        waited_since=waiting.since if isinstance(waiting, Waiting) else None,
        met=contact.student.at == "holding",
    )
    return replace(
        won,
        state=talking,
        answered_by=leg.mentor or contact.answered_by,
        first_answer_at=contact.first_answer_at or now,
    )


def _missed(contact: Contact, talking: Talking, leg: Leg, now: datetime) -> Decision:
    """The mentor went before the student came: the wait goes on as if nobody had answered."""
    waiting = Waiting(since=talking.waited_since or now, prefer=leg.mentor)
    first = contact.first_answer_at
    again = replace(
        contact,
        state=waiting,
        answered_by=None,
        first_answer_at=None if first == talking.since else first,
        student=replace(contact.student, room=contact.room),
    )
    return onward(again.tell(now, "mentor_left", mentor=leg.mentor), now)


def _answered_for_talk(
    contact: Contact, talking: Talking, leg: Leg, event: LegAnswered, now: datetime
) -> Decision:
    """A guest's phone was picked up: a person is asked, a desk is connected as it is."""
    if leg.part == "mentor" or not (leg.is_hopeful or leg.phase == "lost"):
        return Decision(contact)
    if leg.desk:
        return guests.said_yes(contact, talking, leg, event.call, now)
    return Decision(legs.answered(contact, leg, event.call, now))


def _pressed_in_talk(
    contact: Contact, talking: Talking, leg: Leg, event: LegPressed, now: datetime
) -> Decision:
    if leg.id == talking.leg:
        return aside.pressed(contact, talking, leg, event, now)
    return guests.pressed(contact, leg, event, now)


def _left_talk(contact: Contact, talking: Talking, leg: Leg, now: datetime) -> Decision:
    """A phone of a talk is down: the two others go on, or the student is told what can be done."""
    if leg.id != talking.leg:
        return guests.gone(contact, talking, leg, now)
    match talking.company:
        case Present(leg=guest_id) | Arriving(leg=guest_id):
            guest = aside.guest_of(contact, guest_id)
            if guest is not None:
                return Decision(aside.taken_over(contact, talking, leg, guest, now))
        case Seeking() as seeking:
            return _search_on(contact, talking, seeking, leg, now)
        case Alone(why=why) if talking.met and leg.at in {"menu", "listening"}:
            return _begin_again(contact, talking, leg, now, prefer=why != "nobody")
        case Alone():
            pass
    if talking.met:
        return Decision(_parted(contact, talking, leg, now))
    return _missed(contact, talking, leg, now)


def _search_on(
    contact: Contact, talking: Talking, seeking: Seeking, leg: Leg, now: datetime
) -> Decision:
    """The mentor went while somebody was being rung: whoever comes now is for the student alone."""
    rung = seeking.rungs[0] if seeking.rungs else len(contact.ladder)
    rang = sum(it.rung == rung and it.part == "guest" for it in contact.legs)
    since = now if talking.met else talking.waited_since or now
    waiting = Waiting(since=since, rung=rung, offered=seeking.offered, rang=rang)
    alone = aside.owe_wrap_up(contact, talking, leg)
    for other in guests.hopefuls(contact):
        if other.desk:
            alone = legs.stop(alone, other, "stopped", now)
    again = replace(alone, state=waiting).tell(now, "mentor_left", mentor=leg.mentor)
    return onward(again, now)


def _begin_again(
    contact: Contact, talking: Talking, leg: Leg, now: datetime, *, prefer: bool
) -> Decision:
    """The mentor went while the student was kept waiting for them: somebody is rung at once."""
    waiting = Waiting(since=now, prefer=leg.mentor if prefer else None)
    alone = replace(aside.owe_wrap_up(contact, talking, leg), state=waiting)
    return onward(alone.tell(now, "mentor_left", mentor=leg.mentor), now)


def _parted(contact: Contact, talking: Talking, leg: Leg, now: datetime) -> Contact:
    apart = aside.owe_wrap_up(contact, talking, leg)
    apart = replace(apart, state=Parted(leg=leg.id, since=now))
    if contact.student.at == "holding":
        apart = apart.without(MoveStudent).will_at(now + guests.COMES_BY_ITSELF, MoveStudent())
    return apart.tell(now, "mentor_left", mentor=leg.mentor, desk=leg.desk)


def _pressed_for_callback(contact: Contact, leg: Leg, event: LegPressed, now: datetime) -> Decision:
    if event.key == "1":
        return callback.mentor_accepted(contact, leg, event.call, now)
    if leg.phase == "joined":
        return callback.message_done(contact, now) if event.key == "2" else Decision(contact)
    if event.key not in {"2", ""}:
        return Decision(contact)
    return callback.mentor_left(legs.refused(contact, leg, legs.REFUSALS[event.key], now), now)

"""The one decision about a call: what an event makes of it."""

from datetime import datetime

from msgspec.structs import replace

from warmline.contact import (
    aside,
    callback,
    climbing,
    deadlines,
    guests,
    legs,
    listeners,
    mentor,
    reaching,
    student,
)
from warmline.contact import events as ev
from warmline.contact.decision import Decision
from warmline.contact.endings import finish, settle, wrapped_up
from warmline.contact.moments import AtDesk, Talking
from warmline.contact.state import Contact


def step(contact: Contact, event: ev.Event, now: datetime) -> Decision:
    """Return the contact after the event, and what is to be asked; a stale event changes nothing.

    ``now`` is aware UTC. Never raises for an event that comes late, twice or out of order.
    """
    decision = _step(contact, event, now)
    if decision.seek is not None:
        return decision
    contact = listeners.kept_right(aside.looked_after(decision.contact, now), now)
    return Decision(settle(reaching.followed(contact)))


def _step(contact: Contact, event: ev.Event, now: datetime) -> Decision:
    match event:
        case ev.CallArrived():
            return student.arrived(contact, event, now)
        case ev.StudentReturned():
            return student.returned(contact, event, now)
        case ev.StudentPressed():
            return student.pressed(contact, event, now)
        case ev.StudentLeft():
            return student.left(contact, event, now)
        case ev.StudentLooked(call=call, up=up):
            return Decision(contact) if up else student.left(contact, ev.StudentLeft(call), now)
        case ev.MessageLeft():
            return student.message_left(contact, event, now)
        case ev.DeskAnswered() | ev.DeskEnded():
            return _desk(contact, event, now)
        case ev.CallbackTaken() | ev.CallbackGiven() | ev.CallbackPassed():
            return _owner(contact, event, now)
        case ev.StudentRung():
            return callback.student_rung(contact, event)
        case ev.StudentUnreached():
            return callback.student_did_not_answer(contact, event, now)
        case ev.MentorWithdrawn(mentor=who):
            return mentor.withdrawn(contact, who, now)
        case ev.WrapUpGiven():
            return Decision(wrapped_up(contact, event, now))
        case ev.DeadlinePassed():
            return deadlines.passed(contact, now)
        case ev.MentorsFound() | ev.DesksFound() | ev.OverseersFound():
            return _found(contact, event, now)
        case ev.ListenerWanted():
            return listeners.wanted(contact)
        case ev.OwnerFound():
            return callback.owner_found(contact, event, now)
        case _:
            return _leg(contact, event, now)


def _found(
    contact: Contact, event: ev.MentorsFound | ev.DesksFound | ev.OverseersFound, now: datetime
) -> Decision:
    """Ring those who were found, for the student or into their talk."""
    talking = isinstance(contact.state, Talking)
    match event:
        case ev.MentorsFound() if event.seek.rung == ev.LISTENERS:
            return listeners.found(contact, event, now)
        case ev.MentorsFound() if talking:
            return guests.mentors_found(contact, event, now)
        case ev.MentorsFound():
            return climbing.mentors_found(contact, event, now)
        case ev.DesksFound() if talking and not event.seek.asked_for:
            return guests.desks_found(contact, event, now)
        case ev.DesksFound():
            return climbing.desks_found(contact, event, now)
        case ev.OverseersFound():
            return guests.overseers_found(contact, event)


def _leg(contact: Contact, event: ev.LegEvent, now: datetime) -> Decision:
    leg = contact.leg(event.leg)
    if leg is None:
        return Decision(contact)
    match event:
        case ev.RingPlaced(call=call) | ev.LegRang(call=call):
            return Decision(legs.rang(contact, leg, call, now))
        case ev.RingPaced(slot=slot):
            return Decision(legs.paced(contact, leg, slot))
        case ev.RingFailed():
            return mentor.ring_failed(contact, event, now)
        case ev.LegAnswered():
            return mentor.answered(contact, event, now)
        case ev.LegPressed():
            return mentor.pressed(contact, event, now)
        case ev.LegReturned():
            return Decision(aside.returned(contact, leg, event))
        case ev.LegEnded():
            return mentor.ended(contact, event, now)
        case ev.LegStopped():
            return mentor.stopped(contact, leg.id, now)
        case ev.LegLooked(up=up):
            if up or leg.call is None:
                return Decision(contact)
            return mentor.ended(contact, ev.LegEnded(leg.id, "completed", leg.call), now)


def _owner(
    contact: Contact,
    event: ev.CallbackTaken | ev.CallbackGiven | ev.CallbackPassed,
    now: datetime,
) -> Decision:
    match event:
        case ev.CallbackTaken():
            return callback.taken(contact, event, now)
        case ev.CallbackGiven():
            return callback.given(contact, event, now)
        case ev.CallbackPassed():
            return callback.passed(contact, event, now)


def _desk(contact: Contact, event: ev.DeskAnswered | ev.DeskEnded, now: datetime) -> Decision:
    at_desk = contact.state
    if not isinstance(at_desk, AtDesk) or at_desk.desk != event.desk:
        return Decision(contact)
    if isinstance(event, ev.DeskAnswered):
        if at_desk.answered_at:
            return Decision(contact)
        talking = replace(contact, state=replace(at_desk, answered_at=now))
        talking = replace(talking, first_answer_at=contact.first_answer_at or now)
        return Decision(talking.tell(now, "desk_answered", desk=event.desk))
    if event.answered or at_desk.answered_at:
        return finish(contact.student_at("goodbye"), "counseling", now)
    silent = contact.student_at("rejoining").tell(now, "desk_no_answer", desk=event.desk)
    return climbing.next_desk(silent, at_desk)

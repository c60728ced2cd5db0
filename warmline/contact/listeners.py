"""Somebody in training listens in: disclosed, muted, and gone as soon as the student says no.

A listener never counts: not as somebody who may answer, not as somebody to talk with, and whatever
becomes of their phone changes nothing for the call.
"""

from datetime import datetime

from msgspec.structs import replace

from warmline.contact import legs, room
from warmline.contact.actions import InviteListener
from warmline.contact.decision import Decision
from warmline.contact.events import (
    LISTENERS,
    LegAnswered,
    LegPressed,
    MentorsFound,
    SeekMentors,
)
from warmline.contact.moments import Talking
from warmline.contact.phones import Leg
from warmline.contact.state import Contact

RING_SECONDS = 20


def greeting_heard(contact: Contact, place: str) -> Contact:
    """Note that the student has heard the greeting out, and with it who may listen."""
    if place != "greeting" or contact.listening != "disclosed":
        return contact
    return replace(contact, listening="allowed")


def refused(contact: Contact, now: datetime) -> Contact:
    """The student wants nobody to listen: whoever does is taken out, for the rest of the call."""
    if contact.listening == "refused":
        return contact
    no = replace(contact, listening="refused").tell(now, "listening_refused")
    return _let_go(no, now)


def kept_right(contact: Contact, now: datetime) -> Contact:
    """Return the contact with somebody looked for once a talk has begun, and nobody kept after it.

    Called after every step, so that no way out of a talk can forget the listener.
    """
    talking = isinstance(contact.state, Talking)
    if talking and contact.listening == "allowed" and not contact.called_back:
        return replace(contact, listening="invited").will(InviteListener())
    if talking and contact.listening == "invited":
        return contact
    return _let_go(contact, now)


def _let_go(contact: Contact, now: datetime) -> Contact:
    for leg in contact.legs:
        if leg.part == "listener" and leg.phase not in {"stopping", "over"}:
            contact = legs.stop(contact, leg, leg.outcome or "stopped", now)
    return contact


def wanted(contact: Contact) -> Decision:
    """Ask who in training is free, unless the talk is over already."""
    if not isinstance(contact.state, Talking) or contact.listening != "invited":
        return Decision(contact)
    without = contact.holders.union(contact.refused)
    return Decision(contact, SeekMentors(rung=LISTENERS, count=1, without=without))


def found(contact: Contact, event: MentorsFound, now: datetime) -> Decision:
    """Ring the one whose turn it is to listen."""
    for candidate in event.mentors:
        contact = legs.ask(contact, candidate, LISTENERS, RING_SECONDS, now, part="listener")
    return Decision(contact)


def answered(contact: Contact, leg: Leg, event: LegAnswered, now: datetime) -> Contact:
    """Somebody picked up a listener's phone."""
    return legs.answered(contact, leg, event.call, now)


def pressed(contact: Contact, leg: Leg, event: LegPressed, now: datetime) -> Contact:
    """A key of somebody who was asked to listen in; no key at all is a pass."""
    asked = leg.phase in {"asked", "ringing", "answered", "lost"}
    if not asked or not isinstance(contact.state, Talking) or contact.listening != "invited":
        return contact
    if event.key == "1":
        joined = legs.joined(contact, leg, event.call, now)
        joined = room.enter(joined, joined.leg(leg.id) or leg)
        return joined.tell(now, "listening", mentor=leg.mentor)
    outcome = legs.REFUSALS.get(event.key)
    return legs.refused(contact, leg, outcome, now) if outcome else contact

"""Who is in the contact's conference, and what coming out of it means.

Everybody but the student and a listener joins so that their leaving ends the conference. So a
student is never alone in one that runs, which would be silence; and whoever remains is back in a
new one a second later, by the document that their own leg asks for. No request of ours is needed.
"""

from msgspec.structs import replace

from warmline.contact.company import Arriving, Present, Seeking
from warmline.contact.moments import Talking
from warmline.contact.phones import Leg, LegPlace, Place
from warmline.contact.state import Contact

_IN = frozenset[LegPlace]({"room", "recalled"})


def enter(contact: Contact, leg: Leg) -> Contact:
    """Return the contact with a leg being sent into the conference that is open now."""
    return contact.with_leg(replace(leg, at="room", visit=leg.visit + 1, room=contact.room))


def stand(contact: Contact, leg: Leg, at: LegPlace) -> Contact:
    """Return the contact with a leg at a place outside the conference."""
    return contact.with_leg(replace(leg, at=at))


def over(contact: Contact, leg: Leg) -> Contact:
    """Return the contact after a leg came out of the conference: that one is over for everybody."""
    if leg.part == "listener" or leg.at not in _IN or leg.room != contact.room:
        return contact
    return replace(contact, room=contact.room + 1)


def recall(contact: Contact, gone: Leg) -> Contact:
    """Note that those who were in the conference with ``gone`` will come out by themselves."""
    for leg in inside(contact):
        if leg.id != gone.id and leg.at == "room" and leg.room == gone.room:
            contact = stand(contact, leg, "recalled")
    return contact


def inside(contact: Contact) -> tuple[Leg, ...]:
    """Return the legs that are in the conference, or on their way, and that can be talked with."""
    return tuple(
        leg
        for leg in contact.legs
        if leg.part != "listener" and leg.phase == "joined" and leg.at in _IN
    )


def place_in_talk(contact: Contact, talking: Talking, came_from: str) -> Place:
    """Return where a student's leg goes that came out of somewhere during a talk.

    Their star and the end of a conference look alike: a second later the state knows better.
    """
    as_it_was = contact.student.room == contact.room
    if came_from == "holding" and as_it_was:
        return "rejoining"
    if came_from == "rejoining" and as_it_was:
        return "menu"
    return beside(contact, talking)


def beside(contact: Contact, talking: Talking) -> Place:
    """Return where the student is to be: with their mentor, or kept company until they are back."""
    if not talking.told:
        return "introduced"
    match talking.company:
        case Seeking(told=False) | Arriving(seeking=Seeking(told=False)):
            return "consent"
        case _:
            coming = any(leg.phase == "joined" and leg.at == "rejoining" for leg in contact.legs)
            somebody = coming or inside(contact) or isinstance(talking.company, Present)
            return "holding" if somebody and not _unwelcome(contact) else "aside"


def _unwelcome(contact: Contact) -> bool:
    """Say whether somebody the student said no to may still be in the conference."""
    return any(
        leg.part != "mentor" and leg.phase == "stopping" and leg.at in _IN for leg in contact.legs
    )

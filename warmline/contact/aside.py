"""The mentor stands apart from the student for a moment: their menu, and how the search goes."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact import guests, legs, room
from warmline.contact.company import Alone, Arriving, Present, Seeking
from warmline.contact.decision import Decision
from warmline.contact.events import LegPressed, LegReturned
from warmline.contact.moments import Talking
from warmline.contact.phones import Leg, LegPlace
from warmline.contact.state import Contact

APART = timedelta(seconds=12)
_APART = frozenset[LegPlace]({"menu", "listening", "waiting", "rejoining"})


def returned(contact: Contact, leg: Leg, event: LegReturned) -> Contact:
    """A leg asks what comes next: out of the conference, or after something that it was told."""
    talking = contact.state
    late = event.place == "room" and event.visit != leg.visit
    if not isinstance(talking, Talking) or leg.phase != "joined" or late:
        return contact
    match event.place, leg.at:
        case ("room", _) if leg.part == "listener":
            return room.enter(contact, leg)
        case ("room", "room" | "recalled") if leg.id == talking.leg and not leg.desk:
            return _came_out(contact, talking, leg)
        case ("room", "room" | "recalled"):
            return room.stand(room.over(contact, leg), leg, "rejoining")
        case ("rejoining", "rejoining") if leg.id == talking.leg and _is_three(talking):
            return _said_star(contact, leg)  # nobody has left: it was their own key
        case ("rejoining", "rejoining"):
            return room.enter(contact, leg)
        case ("waiting", "waiting") if not isinstance(talking.company, Arriving):
            return room.enter(contact, leg)
        case _:
            return contact


def pressed(
    contact: Contact, talking: Talking, leg: Leg, event: LegPressed, now: datetime
) -> Decision:
    """A key of the mentor's where they stand apart; none means that they have heard it out."""
    if leg.phase != "joined" or event.place != leg.at:
        return Decision(contact)
    match leg.at, event.key, talking.company:
        case ("menu", "1", Alone()):
            return guests.seek(room.stand(contact, leg, "listening"), talking, "join", now)
        case ("menu", "2", Alone()):
            return guests.seek(room.stand(contact, leg, "listening"), talking, "take_over", now)
        case ("menu" | "listening", "2", Present(leg=guest)):
            return Decision(hand_over(contact, talking, leg, guest_of(contact, guest), now))
        case ("menu" | "listening", "3", Seeking() | Arriving()):
            return Decision(room.enter(guests.called_off(contact, talking, now), leg))
        case ("menu", "1" | "2", Seeking() | Arriving()):
            return Decision(room.stand(contact, leg, "listening"))
        case ("listening", "", _):
            return Decision(_heard(contact, talking, leg, now))
        case ("menu", "*" | "", Alone()):  # what the menu said of it is not said again
            back = room.enter(contact, leg)
            return Decision(replace(back, state=replace(talking, company=Alone())))
        case ("menu" | "listening", "*" | "", _):
            return Decision(room.enter(contact, leg))
        case _:
            return Decision(contact)


def looked_after(contact: Contact, now: datetime) -> Contact:
    """Return the contact with the next look at its phones soon if one of them stands apart.

    A lost word of a mentor's end would otherwise leave the student to wait for nobody. Called
    after every step.
    """
    talking = contact.state
    if not isinstance(talking, Talking) or talking.check_at <= now + APART:
        return contact
    if not any(leg.phase == "joined" and leg.at in _APART for leg in contact.legs):
        return contact
    return replace(contact, state=replace(talking, check_at=now + APART))


def hand_over(
    contact: Contact, talking: Talking, leg: Leg, guest: Leg | None, now: datetime
) -> Contact:
    """The guest is now the one whom the student talks with; the mentor's phone hangs up itself."""
    if guest is None:
        return contact
    return taken_over(legs.leaving(contact, leg, now), talking, leg, guest, now)


def taken_over(contact: Contact, talking: Talking, leg: Leg, guest: Leg, now: datetime) -> Contact:
    """Return the contact in the guest's hands, whether the mentor said so or just went."""
    told = not isinstance(talking.company, Arriving) or talking.company.seeking.told
    theirs = replace(talking, leg=guest.id, since=now, company=Alone(), told=told)
    guest = replace(guest, part="mentor")
    given = replace(contact.with_leg(guest), state=theirs)
    return owe_wrap_up(given, talking, leg).tell(
        now, "handed_over", mentor=guest.mentor, desk=guest.desk
    )


def owe_wrap_up(contact: Contact, talking: Talking, leg: Leg) -> Contact:
    """Have a mentor asked for a wrap-up who was there to talk with the student."""
    owed = leg.mentor in contact.wrap_ups or contact.beside is not None or not talking.met
    if leg.mentor is None or owed:
        return contact
    return replace(contact, wrap_ups=(*contact.wrap_ups, leg.mentor))


def guest_of(contact: Contact, leg_id: int) -> Leg | None:
    """Return a guest's leg if their phone is up."""
    leg = next((it for it in contact.legs if it.id == leg_id), None)
    return leg if leg is not None and leg.phase == "joined" else None


def _came_out(contact: Contact, talking: Talking, leg: Leg) -> Contact:
    """The mentor is out of the conference: by star, unless somebody else's leaving has ended it."""
    if leg.at == "recalled":
        return room.enter(contact, leg)
    if _is_three(talking):
        return room.stand(contact, leg, "rejoining")
    return _said_star(contact, leg)


def _is_three(talking: Talking) -> bool:
    return isinstance(talking.company, Arriving | Present)


def _said_star(contact: Contact, leg: Leg) -> Contact:
    return room.stand(room.over(contact, leg), leg, "menu")


def _heard(contact: Contact, talking: Talking, leg: Leg, now: datetime) -> Contact:
    """The mentor has heard how the search goes, and stays to hear more, goes back, or may go."""
    match talking.company:
        case Seeking() | Arriving():
            return contact
        case Present(leg=guest_id, purpose="take_over"):
            guest = guest_of(contact, guest_id)
            if guest is None or guest.desk:  # a desk's menu may need the mentor's keys
                return room.enter(contact, leg)
            if guest.at == "room" and contact.student.at == "holding":
                return hand_over(contact, talking, leg, guest, now)
            return contact
        case _:
            return room.enter(contact, leg)

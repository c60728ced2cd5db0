"""What the student's own leg brings about: coming back, pressing keys, hanging up."""

from datetime import datetime

from msgspec.structs import replace

from warmline import ladder
from warmline.contact import callback, guests, legs, listeners, reaching, room
from warmline.contact.actions import MoveStudent, TextStudent
from warmline.contact.climbing import climb
from warmline.contact.company import Arriving, Seeking
from warmline.contact.decision import Decision
from warmline.contact.endings import finish
from warmline.contact.events import (
    CallArrived,
    MessageLeft,
    SeekDesks,
    StudentLeft,
    StudentPressed,
    StudentReturned,
)
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
from warmline.contact.phones import Place
from warmline.contact.state import Contact

CARD_TIMES = 3  # how often the card is spoken to someone who presses nothing
PARTED_TIMES = 2


def arrived(contact: Contact, event: CallArrived, now: datetime) -> Decision:
    """A call is here: closed, blocked, or on its way up the ladder while the greeting plays."""
    told = contact.tell(now, "arrived")
    if event.listener:
        told = replace(told, listening="disclosed")
    told = _planned(told, event, now)
    if event.blocked:
        return finish(told.student_at("goodbye"), "blocked", now)
    if event.closed:
        return Decision(replace(told.student_at("closed"), state=LineClosed(since=now)))
    return climb(told, now)


def _planned(contact: Contact, event: CallArrived, now: datetime) -> Contact:
    """Somebody who calls often has a plan: words of their own, and perhaps a named mentor."""
    if event.prefer is None and not event.words:
        return contact
    contact = replace(contact, words=event.words).tell(now, "caller_planned")
    if event.prefer is not None and isinstance(contact.state, Waiting):
        contact = replace(contact, state=replace(contact.state, prefer=event.prefer))
    return contact


def returned(contact: Contact, event: StudentReturned, now: datetime) -> Decision:
    """The student's leg asks what comes next, without a key."""
    contact = listeners.greeting_heard(contact.without(MoveStudent), event.place)
    match contact.state:
        case Waiting(held_off=True) as waiting if event.place == "greeting":
            started = replace(contact, state=replace(waiting, held_off=False))
            return climb(started.student_at("holding"), now)
        case AtCard(times=times) as card if event.place == "card":
            if times + 1 >= CARD_TIMES:
                return finish(contact.student_at("goodbye"), "safety_card", now)
            return Decision(replace(contact, state=replace(card, times=times + 1, since=now)))
        case Parted(times=times) as parted if event.place == "parted":
            if times + 1 >= PARTED_TIMES:
                return finish(contact.student_at("goodbye"), contact.talk_end, now)
            return Decision(replace(contact, state=replace(parted, times=times + 1)))
        case LineClosed() if event.place in {"closed", "no_desk"}:
            return finish(contact.student_at("goodbye"), "closed", now)
        case CallingBack() if event.place == "callback":
            return callback.student_unreached(contact.student_at("goodbye"), now)
        case Reaching() if event.place == "callback":
            return reaching.student_unreached(contact.student_at("goodbye"), now)
        case LeavingMessage() if event.place == "message":
            return Decision(_no_message(contact, now))
        case Talking() if event.place == "consent":
            return Decision(_to_the_others(guests.student_told(contact, now)))
        case Talking() as talking if event.place == "introduced":
            return Decision(_to_the_others(replace(contact, state=replace(talking, told=True))))
        case _:
            return Decision(contact.student_at(place_next(contact, event.place)))


def place_next(contact: Contact, came_from: str) -> Place:
    """Return where the student's leg goes from where it was."""
    match contact.state:
        case Waiting() if came_from != "dropped" and contact.student.room != contact.room:
            return "dropped"
        case Waiting():
            return "menu" if came_from == "holding" else "holding"
        case Talking() as talking:
            return room.place_in_talk(contact, talking, came_from)
        case AtDesk():
            return "desk"
        case AtCard():
            return "card"
        case Parted():
            return "parted"
        case LineClosed():
            return "closed"
        case LeavingMessage():
            return "message"
        case CallbackWanted() | CallingBack() | Reaching() | Ended():
            return "goodbye"


def pressed(contact: Contact, event: StudentPressed, now: datetime) -> Decision:
    """The student pressed a key where they were asked for one; it ends the greeting."""
    contact = contact.without(MoveStudent)
    if event.place == "greeting" and isinstance(contact.state, Waiting):
        contact = replace(contact, state=replace(contact.state, held_off=False))
    decision = _answer(contact, event, now)
    return decision if decision.seek is not None else climb(decision.contact, now)


def _answer(contact: Contact, event: StudentPressed, now: datetime) -> Decision:
    match contact.state, event.place, event.key:
        case (Waiting() | Talking(), "greeting" | "menu", "7") if contact.listening != "no":
            refused = listeners.refused(contact, now)
            return Decision(refused.student_at(place_next(refused, "key")))
        case (Waiting() | Talking(), "greeting", "*") | (Talking(), "aside", "*"):
            return Decision(contact.student_at("menu"))
        case (Talking(company=Seeking() | Arriving()), "menu" | "aside" | "consent", "2"):
            return Decision(_to_the_others(guests.declined(contact, now)))
        case (Talking(), "aside" | "consent", "0" | "3"):
            return _counseling(contact, now)
        case (Waiting() | AtCard() | AtDesk() | LineClosed(), "greeting" | "card" | "closed", "0"):
            return _counseling(contact, now)
        case (Waiting() | Talking() | AtCard(), "menu" | "greeting", "0" | "3"):
            return _counseling(contact, now)
        case (Waiting() | AtCard(), "menu" | "card", "2"):
            return callback.wanted(contact, event.number, now)
        case (Waiting() | Talking() | AtCard(), "menu", "4"):
            return Decision(contact.student_at("numbers"))
        case (Waiting() | AtCard(), "menu" | "card", "5") if contact.voicemail:
            return _leave_message(contact, now)
        case (AtCard(), "card", "6"):
            return _text_card(contact, event, now)
        case (Parted(), "parted", "1"):
            return _reconnect(contact, now)
        case (CallingBack(), "callback", "1"):
            return callback.student_joined(contact, now)
        case (Reaching(), "callback", "1"):
            return reaching.student_joined(contact, now)
        case (CallbackWanted(), "callback", "1"):
            return Decision(contact.student_at("too_late"))
        case _:
            return _other_key(contact, event)


def left(contact: Contact, event: StudentLeft, now: datetime) -> Decision:
    """The student's phone is down: nobody is rung for them any more."""
    if contact.student.call != event.call or not contact.student.up:
        return Decision(contact)
    gone = replace(contact, student=replace(contact.student, up=False, at="gone"))
    gone = gone.without(MoveStudent).tell(now, "student_left")
    match contact.state:
        case Talking() | Parted():
            return finish(_met(gone, contact), contact.talk_end, now)
        case AtDesk(answered_at=answered_at):
            return finish(gone, "counseling" if answered_at else "left", now)
        case AtCard():
            return finish(gone, "safety_card", now)
        case LineClosed():
            return finish(gone, "closed", now)
        case Waiting():
            return finish(gone, "left", now)
        case CallingBack():
            return callback.student_unreached(gone, now)
        case Reaching():
            return reaching.student_unreached(gone, now)
        case LeavingMessage() | CallbackWanted() | Ended():
            return Decision(gone)


def message_left(contact: Contact, event: MessageLeft, now: datetime) -> Decision:
    """The recording is over; an empty one is no message."""
    if not isinstance(contact.state, LeavingMessage):
        return Decision(contact)
    if not event.sid or event.seconds < 1:
        if not contact.student.up:
            return finish(contact, "left", now)
        return Decision(_no_message(contact, now))
    return callback.message_kept(contact.student_at("goodbye"), event, now)


def _counseling(contact: Contact, now: datetime) -> Decision:
    rung = ladder.first_desk_rung(contact.ladder)
    if rung is None:
        return Decision(contact.student_at("no_desk"))
    asked = _met(contact, contact).tell(now, "asked_for_counseling")
    return Decision(asked, SeekDesks(rung=rung, asked_for=True))


def _no_message(contact: Contact, now: datetime) -> Contact:
    """Nobody spoke: the card with its choices comes next, not the end of the call."""
    card = replace(contact, state=AtCard(since=now))
    return card.tell(now, "safety_card").student_at("no_message")


def _leave_message(contact: Contact, now: datetime) -> Decision:
    leaving = replace(legs.stop_hopeful(contact, now), state=LeavingMessage(since=now))
    return Decision(leaving.student_at("message"))


def _text_card(contact: Contact, event: StudentPressed, now: datetime) -> Decision:
    if event.number is None:
        return Decision(contact.student_at("no_number"))
    known = replace(contact, student=replace(contact.student, number=event.number))
    return finish(known.will(TextStudent()).student_at("goodbye"), "safety_card", now)


def _reconnect(contact: Contact, now: datetime) -> Decision:
    parted = contact.state
    if not isinstance(parted, Parted):
        return Decision(contact)
    before = contact.leg(parted.leg)
    waiting = Waiting(since=now, prefer=before.mentor if before else None)
    again = replace(contact, state=waiting).student_at("holding")
    return climb(again.tell(now, "reconnect_asked"), now)


def _other_key(contact: Contact, event: StudentPressed) -> Decision:
    """A key that means nothing here never costs the student their place."""
    match contact.state, event.place:
        case (AtCard() | Parted() | LineClosed() | CallingBack() | Reaching(), _):
            return Decision(contact.student_at(place_next(contact, event.place)))
        case _:
            return Decision(contact.student_at(place_next(contact, "key")))


def _to_the_others(contact: Contact) -> Contact:
    """Send the student to where those are who are with them."""
    return contact.student_at(place_next(contact, ""))


def _met(contact: Contact, before: Contact) -> Contact:
    """Owe the mentor a wrap-up text if the two have met in the conference."""
    if not isinstance(before.state, Talking | Parted):
        return contact
    if isinstance(before.state, Talking) and not before.state.met:
        return contact
    leg = before.leg(before.state.leg)
    if leg is None or leg.mentor is None or leg.mentor in contact.wrap_ups or contact.beside:
        return contact
    return replace(contact, wrap_ups=(*contact.wrap_ups, leg.mentor))

"""What each phone hears next, as plain values; the carrier's own words for it are elsewhere."""

from datetime import datetime
from typing import Literal

from warmline import wording
from warmline.contact import talk_scenes
from warmline.contact.company import Alone, Arriving, Seeking
from warmline.contact.moments import (
    AtCard,
    AtDesk,
    CallbackWanted,
    CallingBack,
    Ended,
    LineClosed,
    Parted,
    Talking,
    Waiting,
)
from warmline.contact.phones import Leg
from warmline.contact.room import inside
from warmline.contact.scene import (
    Ask,
    DialDesk,
    Hold,
    House,
    Join,
    Listen,
    Overhear,
    PlayMessage,
    Scene,
    TakeMessage,
    Tell,
    TellAndReturn,
)
from warmline.contact.state import Contact
from warmline.line import Campus

__all__ = [
    "Ask",
    "DialDesk",
    "Hold",
    "House",
    "Join",
    "Listen",
    "Overhear",
    "PlayMessage",
    "Scene",
    "TakeMessage",
    "Tell",
    "TellAndReturn",
    "for_leg",
    "for_student",
    "for_waiting_mentor",
    "on_hold",
]


def for_student(contact: Contact, house: House, now: datetime) -> Scene:
    """Return what the student's leg does next, by where it is."""
    campus = house.campus
    match contact.student.at:
        case "greeting":
            return _greeting(contact, house)
        case "holding":
            return Hold()
        case "menu":
            return _menu(contact)
        case "numbers" | "no_desk" | "no_number" | "no_message" | "rejoining" as place:
            return _told_and_back(contact, campus, place)
        case "desk":
            return _desk(contact, house)
        case "card":
            card = wording.safety_card(
                campus, voicemail=contact.voicemail, desk_open=bool(house.open_desks)
            )
            return Ask(card, "card", seconds=8)
        case "aside" | "consent" | "introduced" | "dropped" as place:
            return talk_scenes.kept_company(contact, place)
        case "parted":
            return Ask(
                wording.parted(by_desk=contact.talk_end == "counseling"), "parted", seconds=8
            )
        case "message":
            return TakeMessage(wording.message_prompt())
        case "closed":
            opens = house.line.open_hours.next_opening(now)
            closed = wording.closed(
                house.line, campus, opens, now, desk_open=bool(house.open_desks)
            )
            return Ask(closed, "closed", seconds=6)
        case "callback":
            return Ask(wording.callback_question(), "callback", seconds=6, twice=True)
        case "too_late":
            return Tell(wording.callback_lost())
        case "goodbye" | "gone":
            return Tell(_goodbye(contact, house))


def _told_and_back(
    contact: Contact,
    campus: Campus,
    place: Literal["numbers", "no_desk", "no_number", "no_message", "rejoining"],
) -> TellAndReturn:
    """Return a sentence on the way to where the student's leg goes next."""
    match place:
        case "numbers":
            return TellAndReturn(wording.crisis_numbers(campus), place)
        case "no_desk":
            return TellAndReturn(wording.no_desk_open(campus, _after_no_desk(contact)), place)
        case "no_number":
            return TellAndReturn(wording.callback_impossible(campus), place)
        case "no_message":
            return TellAndReturn(wording.message_was_empty(), place)
        case "rejoining":
            return TellAndReturn(wording.one_moment(), place, pause=1)


def on_hold(contact: Contact, house: House, times: int) -> Listen:
    """Return what the student hears while nobody else is in the conference."""
    match contact.state:
        case Waiting() if contact.about is not None and times == 0:
            return Listen(wording.counseling_sought(), pause=5)
        case Waiting():
            # Speech every second time, and never more than 12 s of quiet: who hears nothing for
            # longer thinks the call is lost. A sentence takes up to 5 s of the 10 between looks.
            if times % 2 == 0:
                return Listen(wording.reassurance(times // 2, house.line.wording.hold), pause=5)
            return Listen(None, pause=7)
        case Talking() if times == 0:
            again = contact.room > 0  # they have talked before, and are being brought together
            return Listen(wording.one_moment() if again else wording.with_you_soon(), pause=3)
        case Talking() if not inside(contact):
            return Listen(talk_scenes.aside(contact), pause=3)
        case Talking():
            return Listen(None, pause=3)
        case AtDesk():
            return Listen(wording.counseling_on_hold(), pause=3)
        case _:
            return Listen(wording.safety_card_on_hold(house.campus), pause=4)


def for_leg(contact: Contact, leg: Leg | None, house: House) -> Scene:
    """Return what a mentor's leg, or a guest's, does next."""
    if leg is None:
        return Tell(wording.already_answered())
    if leg.part == "listener":
        return talk_scenes.for_listener(contact, leg, house)
    match contact.state, leg.phase:
        case (Talking() as talking, "joined"):
            return talk_scenes.in_talk(contact, talking, leg)
        case (Talking(company=Seeking()), "answered" | "ringing" | "asked" | "lost") if (
            leg.part == "guest"
        ):
            return Ask(wording.guest_whisper(house.line), "screen", seconds=2, twice=True)
        case (Waiting(), "answered" | "ringing" | "asked" | "lost"):
            return Ask(wording.whisper(house.line), "screen", seconds=2, twice=True)
        case (CallingBack() as calling, "answered" | "ringing" | "asked"):
            ask = wording.callback_whisper(
                house.line, recording=calling.wanted.recording is not None
            )
            return Ask(ask, "screen", seconds=4, twice=True)
        case (CallingBack() as calling, "joined") if calling.leg == leg.id:
            return _calling_back(contact, calling, leg)
        case _:
            return Tell(_thanks(contact, leg))


def for_waiting_mentor(contact: Contact, leg: Leg | None = None) -> Listen:
    """Return what a mentor hears who is in the conference before the student; a desk, nothing."""
    if leg is not None and (leg.desk or leg.part == "listener"):
        return Listen(None)
    match contact.state:
        case CallingBack():
            return Listen(wording.ringing_student(), pause=6)
        case _:
            return Listen(wording.student_on_the_way(), pause=6)


def _greeting(contact: Contact, house: House) -> Scene:
    if isinstance(contact.state, AtDesk | AtCard):
        return TellAndReturn(wording.greeting_without_mentors(house.line), "greeting")
    listener = contact.listening == "disclosed"
    said = wording.greeting(house.line, house.campus, listener=listener)
    said = f"{said} {contact.words}" if contact.words else said
    return Ask(said, "greeting", seconds=1)


def _menu(contact: Contact) -> Scene:
    if isinstance(contact.state, Talking):
        searching = isinstance(contact.state.company, Seeking | Arriving)
        listened = contact.listening == "invited" and any(
            leg.part == "listener" and leg.may_be_up for leg in contact.legs
        )
        return Ask(wording.talking_menu(searching=searching, listened=listened), "menu")
    return Ask(wording.waiting_menu(voicemail=contact.voicemail), "menu")


def _desk(contact: Contact, house: House) -> Scene:
    at_desk = contact.state
    if isinstance(at_desk, AtDesk):
        desk = next((it for it in house.line.desks if it.id == at_desk.desk), None)
        if desk is not None:
            return DialDesk(wording.to_counseling(desk.name), desk, at_desk.ring_seconds)
    return TellAndReturn(wording.one_moment(), "desk")


def _calling_back(contact: Contact, calling: CallingBack, leg: Leg) -> Scene:
    recording = calling.wanted.recording
    if recording is None or calling.student_asked_at is not None:
        return Join(wording.ringing_student(), leg.visit)
    can_call = contact.student.number is not None
    return PlayMessage(recording.token, wording.after_message(can_call=can_call))


def _goodbye(contact: Contact, house: House) -> str:
    campus = house.campus
    match contact.state:
        case CallbackWanted() | CallingBack() if _have_called(contact):
            return wording.callback_goodbye()  # we called: this may be a voicemail box
        case CallbackWanted(recording=None) | CallingBack():
            return wording.callback_promised()
        case CallbackWanted():
            return wording.message_kept()
        case Ended(end="blocked"):
            return wording.blocked(campus)
        case Ended(end="closed"):
            return wording.closed_goodbye(house.line)
        case Ended(end="counseling"):
            return wording.desk_has_gone(campus)
        case Ended(end="safety_card") if contact.student.number is not None:
            return wording.card_texted()
        case Ended(end="safety_card"):
            return wording.silence_goodbye(campus)
        case Ended(end="callback_unmet"):
            return wording.callback_goodbye()
        case _:
            return wording.parted_goodbye()


def _have_called(contact: Contact) -> bool:
    return any(leg.rung < 0 and leg.part == "mentor" for leg in contact.legs)


def _thanks(contact: Contact, leg: Leg) -> str:
    match contact.state, leg.outcome:
        case (_, "passed"):
            return wording.passed()
        case (_, "stepped_aside"):
            return wording.stepped_aside()
        case (_, "no_key"):
            return wording.no_key()
        case (Talking(company=Alone(why="declined")), "accepted") if leg.part == "guest":
            return wording.student_declined_guest()
        case (Talking(), "accepted") if leg.part == "mentor":
            return wording.handed_over()
        case (Ended(), "accepted") if leg.desk:
            return wording.student_hung_up()
        case (_, "withdrawn"):
            return wording.withdrawn()
        case (AtDesk() | Ended(end="counseling"), "accepted"):
            return wording.counseling_took_over()
        case (Ended(end="message"), _):
            return wording.message_done()
        case (CallbackWanted(), "accepted"):
            return wording.student_did_not_answer()
        case (Ended(end="callback_unmet"), "accepted") if contact.beside:
            return wording.student_did_not_answer()
        case (Ended(end="callback_unmet"), "accepted"):
            return wording.student_gave_up()
        case (Ended() | Parted(), "accepted"):
            return wording.student_hung_up()
        case (Ended(end="left"), _):
            return wording.student_gone_first()
        case (Talking() | Parted(), _):
            return wording.already_answered()
        case _:
            return wording.looked_after()


def _after_no_desk(contact: Contact) -> str:
    """Say what the student can count on after hearing that no desk is open."""
    match contact.state:
        case Waiting():
            return wording.search_goes_on()
        case Talking():
            return wording.mentor_still_here()
        case LineClosed():
            return wording.good_bye()
        case _:
            return ""

"""What each phone hears next, as plain values; the carrier's own words for it are elsewhere."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from warmline import wording
from warmline.contact.company import Alone, Arriving, Present, Seeking
from warmline.contact.room import inside
from warmline.contact.state import (
    AtCard,
    AtDesk,
    CallbackWanted,
    CallingBack,
    Contact,
    Ended,
    Leg,
    LineClosed,
    Parted,
    Talking,
    Waiting,
)
from warmline.ids import DeskId
from warmline.line import Campus, Desk, Line


class Ask(Struct, frozen=True):
    """Say something and wait ``seconds`` for one key; ``place`` comes back with the answer."""

    say: str
    place: str
    seconds: int = 5
    twice: bool = False


class Hold(Struct, frozen=True):
    """Wait, or talk, in the contact's conference as the student."""


class Join(Struct, frozen=True):
    """Talk in the contact's conference as the mentor, or beside them; ``visit`` counts the stays.

    Star leads out of it only for a person: a desk's own menu may want the key.
    """

    say: str | None
    visit: int = 0
    star: bool = True


class Overhear(Struct, frozen=True):
    """Listen in to the contact's conference, muted, for at most ``seconds``; then ask again.

    So somebody whom the student does not want is out soon, whatever becomes of our requests.
    """

    say: str | None
    visit: int
    seconds: int = 30


class DialDesk(Struct, frozen=True):
    """Be put through to a desk for ``seconds``."""

    say: str
    desk: Desk
    seconds: int


class Tell(Struct, frozen=True):
    """Hear something, then the call ends."""

    say: str


class TellAndReturn(Struct, frozen=True):
    """Hear something, then ask again what comes next, from ``place``."""

    say: str
    place: str
    pause: int = 0


class Listen(Struct, frozen=True):
    """What is heard in the conference before anybody else is there; asked for again after it."""

    say: str | None
    pause: int = 8  # seconds; with the sentence, under the 10 s between two looks at us


class TakeMessage(Struct, frozen=True):
    """Record a message of at most ``seconds``."""

    say: str
    seconds: int = 120


class PlayMessage(Struct, frozen=True):
    """Play the contact's recorded message, then wait for a key."""

    token: str
    say: str


Scene = (
    Ask
    | Hold
    | Join
    | Overhear
    | DialDesk
    | Tell
    | TellAndReturn
    | Listen
    | TakeMessage
    | PlayMessage
)


class House(Struct, frozen=True):
    """The words a contact speaks with: its line, its campus, and the desks open now."""

    line: Line
    campus: Campus
    open_desks: frozenset[DeskId] = frozenset()


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
        case "numbers":
            return TellAndReturn(wording.crisis_numbers(campus), "numbers")
        case "no_desk":
            return TellAndReturn(wording.no_desk_open(campus, _after_no_desk(contact)), "no_desk")
        case "no_number":
            return TellAndReturn(wording.callback_impossible(campus), "no_number")
        case "no_message":
            return TellAndReturn(wording.message_was_empty(), "no_message")
        case "rejoining":
            return TellAndReturn(wording.one_moment(), "rejoining", pause=1)
        case "desk":
            return _desk(contact, house)
        case "card":
            card = wording.safety_card(
                campus, voicemail=contact.voicemail, desk_open=bool(house.open_desks)
            )
            return Ask(card, "card", seconds=8)
        case "aside" | "consent" | "introduced" | "dropped" as place:
            return _kept_company(contact, place)
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


def on_hold(contact: Contact, house: House, times: int) -> Listen:
    """Return what the student hears while nobody else is in the conference."""
    match contact.state:
        case Waiting():
            # Speech every second time, and never more than 12 s of quiet: who hears nothing for
            # longer thinks the call is lost. A sentence takes up to 5 s of the 10 between looks.
            if times % 2 == 0:
                return Listen(wording.reassurance(times // 2), pause=5)
            return Listen(None, pause=7)
        case Talking() if times == 0:
            again = contact.room > 0  # they have talked before, and are being brought together
            return Listen(wording.one_moment() if again else wording.with_you_soon(), pause=3)
        case Talking() if not inside(contact):
            return Listen(_aside(contact), pause=3)
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
        return _for_listener(contact, leg, house)
    match contact.state, leg.phase:
        case (Talking() as talking, "joined"):
            return _in_talk(contact, talking, leg)
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


def _for_listener(contact: Contact, leg: Leg, house: House) -> Scene:
    """Return what somebody in training does next: asked, listening in, or thanked."""
    wanted = isinstance(contact.state, Talking) and contact.listening == "invited"
    match leg.phase:
        case "asked" | "ringing" | "answered" | "lost" if wanted:
            return Ask(wording.listener_whisper(house.line), "screen", seconds=2, twice=True)
        case "joined" if wanted:
            return Overhear(wording.listening_in() if leg.visit <= 1 else None, leg.visit)
        case _:
            return Tell(wording.listening_over())


def _in_talk(contact: Contact, talking: Talking, leg: Leg) -> Scene:
    """Return what somebody of ours does next who is in a talk, or stands apart from it."""
    match leg.at:
        case "rejoining":
            return TellAndReturn(wording.one_moment(), "rejoining", pause=1)
        case "waiting":
            return TellAndReturn(wording.telling_the_student(), "waiting", pause=2)
        case "menu":
            return Ask(_mentors_menu(contact, talking), "menu", seconds=6)
        case "listening":
            return Ask(_how_it_goes(contact, talking), "listening", seconds=3)
        case _ if leg.desk:
            return Join(None, leg.visit, star=False)
        case _ if leg.id != talking.leg:
            # Star gives a guest no menu yet; once the mentor has gone, it must.
            return Join(wording.joining_as_guest(), leg.visit)
        case _:
            return Join(_back_with_student(talking, leg), leg.visit)


def _mentors_menu(contact: Contact, talking: Talking) -> str:
    match talking.company:
        case Present(leg=guest_id):
            guest = contact.leg(guest_id)
            desk = guest is not None and guest.desk is not None
            return wording.mentors_menu_with_guest(from_desk=desk)
        case Seeking() | Arriving():
            return f"{_how_it_goes(contact, talking)} {wording.mentors_menu_searching()}"
        case Alone(why="nobody"):
            return f"{wording.nobody_could_come()} {wording.mentors_menu()}"
        case Alone():
            return wording.mentors_menu()


def _how_it_goes(contact: Contact, talking: Talking) -> str:
    """Say to the mentor where the search for somebody stands."""
    match talking.company:
        case Seeking(rungs=rungs, missed=missed):
            before = None if missed is None else contact.ladder[missed].name
            return wording.ringing_for_you(contact.ladder[rungs[0]].name, before)
        case Arriving():
            return wording.somebody_said_yes()
        case _:
            return wording.bringing_together()


def _back_with_student(talking: Talking, leg: Leg) -> str:
    match talking.company:
        case _ if leg.visit <= 1:
            return wording.joining()
        case Alone(why="nobody"):
            return f"{wording.nobody_could_come()} {wording.back_with_student()}"
        case Alone(why="declined"):
            return wording.student_declined()
        case Alone(why="left"):
            return wording.guest_has_left()
        case Seeking() | Arriving() | Present():
            return wording.back_with_student()
        case Alone():
            return wording.one_moment()


def _kept_company(
    contact: Contact, place: Literal["aside", "consent", "introduced", "dropped"]
) -> Scene:
    """Return what a student hears while others come, go or stand apart."""
    match place:
        case "aside":
            return Ask(_aside(contact), "aside", seconds=2)
        case "consent":
            return Ask(_consent(contact), "consent", seconds=3)
        case "introduced":
            return TellAndReturn(wording.somebody_else_is_there(), "introduced")
        case "dropped":
            return TellAndReturn(wording.mentor_dropped(), "dropped")


def _aside(contact: Contact) -> str:
    match contact.state:
        case Talking(company=Seeking() | Arriving()):
            return wording.still_aside()
        case Talking(company=Alone(why="")):
            return wording.mentor_aside()
        case _:
            return wording.back_in_a_moment()


def _consent(contact: Contact) -> str:
    match contact.state:
        case Talking(company=Seeking(purpose=purpose)):
            return wording.may_somebody_join(take_over=purpose == "take_over")
        case Talking(company=Arriving(seeking=seeking)):
            return wording.may_somebody_join(take_over=seeking.purpose == "take_over")
        case _:
            return wording.one_moment()


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

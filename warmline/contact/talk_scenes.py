"""What each phone hears in a talk and beside it: menus, how a search goes, company on hold."""

from typing import Literal

from warmline import wording
from warmline.contact.company import Alone, Arriving, Present, Seeking
from warmline.contact.moments import Talking
from warmline.contact.phones import Leg
from warmline.contact.scene import Ask, House, Join, Overhear, Scene, Tell, TellAndReturn
from warmline.contact.state import Contact


def for_listener(contact: Contact, leg: Leg, house: House) -> Scene:
    """Return what somebody in training does next: asked, listening in, or thanked."""
    wanted = isinstance(contact.state, Talking) and contact.listening == "invited"
    match leg.phase:
        case "asked" | "ringing" | "answered" | "lost" if wanted:
            return Ask(wording.listener_whisper(house.line), "screen", seconds=2, twice=True)
        case "joined" if wanted:
            return Overhear(wording.listening_in() if leg.visit <= 1 else None, leg.visit)
        case _:
            return Tell(wording.listening_over())


def in_talk(contact: Contact, talking: Talking, leg: Leg) -> Scene:
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


def kept_company(
    contact: Contact, place: Literal["aside", "consent", "introduced", "dropped"]
) -> Scene:
    """Return what a student hears while others come, go or stand apart."""
    match place:
        case "aside":
            return Ask(aside(contact), "aside", seconds=2)
        case "consent":
            return Ask(_consent(contact), "consent", seconds=3)
        case "introduced":
            return TellAndReturn(wording.somebody_else_is_there(), "introduced")
        case "dropped":
            return TellAndReturn(wording.mentor_dropped(), "dropped")


def aside(contact: Contact) -> str:
    """Return what a student hears, again and again, while nobody of ours is with them."""
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

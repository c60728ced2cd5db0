"""Somebody says yes to a call just as another does, as it is called off, or as the student goes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.races.room import Room, at_once
from warmline.contact import Contact
from warmline.contact import events as ev
from warmline.contact.company import Alone, Present
from warmline.contact.moments import Ended, Talking
from warmline.contact.phones import Leg
from warmline.ids import CallSid

ROUNDS = 100
Both = Callable[[Contact, ev.Event, ev.Event], Contact]


@pytest.fixture
def both(room: Room, pool: ThreadPoolExecutor) -> Both:
    """Let two things happen in the same instant, each heard by a process of its own."""
    boards = [room.another().switchboard for _ in range(2)]

    def happen(contact: Contact, one: ev.Event, two: ev.Event) -> Contact:
        at_once(
            [
                lambda: boards[0].handle(contact.id, one),
                lambda: boards[1].handle(contact.id, two),
            ],
            pool,
        )
        return room.parts.switchboard.contact(contact.id)

    return happen


def seeking(room: Room) -> tuple[Contact, Leg, list[Leg]]:
    """Return a talk whose mentor asked for somebody, and the backups who have picked up."""
    room.next_shift()
    board = room.parts.switchboard
    contact = room.all_pick_up(room.arrives())
    [mentor] = contact.legs
    told: list[ev.Event] = [
        ev.LegPressed(mentor.id, "1", call_of(mentor), "screen"),
        ev.StudentReturned("greeting"),
        ev.LegReturned(mentor.id, "room", 1),
        ev.LegPressed(mentor.id, "1", call_of(mentor), "menu"),
        ev.StudentReturned("holding"),
        ev.StudentReturned("consent"),
    ]
    for event in told:
        contact = board.handle(contact.id, event)
    for leg in guests_of(contact):
        call = room.call_name()
        for event in (ev.RingPlaced(leg.id, call), ev.LegAnswered(leg.id, call)):
            contact = board.handle(contact.id, event)
    return contact, mentor, guests_of(contact)


def guests_of(contact: Contact) -> list[Leg]:
    """Return the legs of those who were asked in."""
    return [it for it in contact.legs if it.part == "guest"]


def call_of(leg: Leg) -> CallSid:
    """Return the carrier's name for a leg that was picked up."""
    assert leg.call is not None
    return leg.call


def yes(leg: Leg) -> ev.LegPressed:
    """Return a guest's 1."""
    return ev.LegPressed(leg.id, "1", call_of(leg), "screen")


def is_over(room: Room, contact: Contact) -> None:
    """Everybody hangs up: nobody is held by anything any more."""
    over = room.all_hang_up(contact.id)
    assert isinstance(over.state, Ended)
    assert (over.holders, room.busy()) == (frozenset(), {})


def test_of_two_who_say_yes_at_once_one_comes_in(room: Room, both: Both) -> None:
    """When two backups press 1 at once, one is in the call and the other is let go."""
    room.opens("sequential", 1, backups=2)
    for _ in range(ROUNDS):
        contact, _, (one, two) = seeking(room)
        after = both(contact, yes(one), yes(two))
        assert isinstance(after.state, Talking)
        assert isinstance(after.state.company, Present)
        assert sorted(it.phase for it in guests_of(after)) == ["joined", "stopping"]
        is_over(room, after)


def test_a_yes_and_a_calling_off_at_once_agree(room: Room, both: Both) -> None:
    """Either somebody is in the call, or nobody is: never one in it whom no one expects."""
    room.opens("sequential", 1, backups=1)
    for _ in range(ROUNDS):
        contact, mentor, (guest,) = seeking(room)
        off = ev.LegPressed(mentor.id, "3", call_of(mentor), "listening")
        after = both(contact, yes(guest), off)
        assert isinstance(after.state, Talking)
        [leg] = guests_of(after)
        match after.state.company:
            case Present(leg=present):
                assert (present, leg.phase) == (guest.id, "joined")
            case other:
                assert (other, leg.phase) == (Alone(), "stopping")
        is_over(room, after)


def test_a_yes_and_a_students_no_at_once_agree(room: Room, both: Both) -> None:
    """A student's no that comes in time keeps everybody out; a late one finds them there."""
    room.opens("sequential", 1, backups=1)
    for _ in range(ROUNDS):
        contact, _, (guest,) = seeking(room)
        after = both(contact, yes(guest), ev.StudentPressed("aside", "2"))
        assert isinstance(after.state, Talking)
        [leg] = guests_of(after)
        there = isinstance(after.state.company, Present)
        assert there or after.state.company == Alone("declined")
        assert leg.phase == ("joined" if there else "stopping")
        is_over(room, after)


def test_a_student_who_goes_as_somebody_says_yes_frees_all(room: Room, both: Both) -> None:
    """The end of the call lets both others go, whichever came first."""
    room.opens("sequential", 1, backups=1)
    for _ in range(ROUNDS):
        contact, _, (guest,) = seeking(room)
        assert contact.student.call is not None
        after = both(contact, yes(guest), ev.StudentLeft(contact.student.call))
        assert isinstance(after.state, Ended)
        assert after.state.end == "talked"
        assert all(it.phase in {"stopping", "over"} or it.until for it in after.legs)
        is_over(room, after)


def test_a_mentor_who_drops_as_somebody_says_yes_leaves_the_student_with_them(
    room: Room, both: Both
) -> None:
    """Whichever came first, the one who said yes is with the student."""
    room.opens("sequential", 1, backups=1)
    for _ in range(ROUNDS):
        contact, mentor, (guest,) = seeking(room)
        down = ev.LegEnded(mentor.id, "completed", call_of(mentor))
        after = both(contact, yes(guest), down)
        assert isinstance(after.state, Talking)
        assert after.state.leg == guest.id
        assert room.busy() == {guest.mentor: contact.id}
        is_over(room, after)

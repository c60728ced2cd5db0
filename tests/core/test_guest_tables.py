"""A third person in a call, decided step by step: every key, every order of leaving."""

from datetime import timedelta

import pytest
from contact_world import World, a_line, call_of, leg_of, phases, told

from warmline.contact import actions as do
from warmline.contact import deadline, scenes
from warmline.contact import events as ev
from warmline.contact.company import Alone, Arriving, Present, Seeking
from warmline.contact.moments import Ended, Parted, Talking, Waiting
from warmline.ladder import guest_rungs
from warmline.line import Rung

LADDER = (
    Rung("on shift", "shift"),
    Rung("coordinator", "role:coordinator"),
    Rung("desk", "desk", ring_seconds=30),
    Rung("counselors", "role:counselor"),
    Rung("backup", "role:backup", "together"),
)


def talking(world=None, **more):
    """Return a contact in which Maya and a student talk."""
    it = told(world or World({0: ("maya", "luis"), 1: ("bea", "ben")}), **more)
    return it.arrives().at("greeting").rings("maya").accepts("maya")


def aside(**more):
    """Return a contact whose mentor has pressed star and hears the menu."""
    return talking(**more).comes_out("maya").at("holding")


def seeking(key="1", **more):
    """Return a contact in which backups are rung for Maya, and the student has agreed."""
    return aside(**more).keys("maya", key, at="menu").at("aside").at("consent")


def three(key="1", **more):
    """Return a contact in which Bea has joined."""
    return seeking(key, **more).rings("bea").accepts("bea")


def test_help_comes_from_backups_then_counseling_then_others():
    """Whoever is on shift is left for students who still wait."""
    assert guest_rungs(LADDER) == (4, 2, 3, 1)
    assert guest_rungs((Rung("on shift", "shift"),)) == ()


def test_star_opens_the_menu_and_the_student_is_kept_company():
    """The mentor stands apart; the student's leg is not led into an empty conference."""
    it = aside()
    assert leg_of(it.contact, "maya").at == "menu"
    assert it.contact.student.at == "aside"
    assert it.state.company == Alone()


@pytest.mark.parametrize("key", ["*", ""])
def test_star_or_silence_leads_back(key):
    """Nothing has happened, and the two are sent into a conference of their own again."""
    it = aside().keys("maya", key, at="menu")
    assert leg_of(it.contact, "maya").at == "room"
    assert it.at("aside").contact.student.at == "holding"


@pytest.mark.parametrize(("key", "purpose"), [("1", "join"), ("2", "take_over")])
def test_a_key_of_the_menu_rings_for_help(key, purpose):
    """1 brings somebody in, 2 hands over; the whole backup rung rings, as it is set to."""
    it = aside().keys("maya", key, at="menu")
    assert isinstance(it.state.company, Seeking)
    assert it.state.company.purpose == purpose
    assert phases(it.contact) == {"maya": "joined", "bea": "asked", "ben": "asked"}
    assert it.at("aside").contact.student.at == "consent"


@pytest.mark.parametrize("key", ["3", "4", "0", "#"])
def test_other_keys_of_the_menu_do_nothing(key):
    """A slip of the finger rings nobody."""
    it = aside()
    before = it.contact
    assert it.keys("maya", key, at="menu").contact == before


def test_a_key_for_a_menu_that_is_over_does_nothing():
    """A doubled or late key never opens, rings or ends anything."""
    it = seeking()
    before = it.contact
    assert it.keys("maya", "2", at="menu").contact == before
    assert it.comes_out("maya").contact == before


def test_two_accept_and_the_first_has_it():
    """The second who presses 1 is let go, and hears that it is answered."""
    it = seeking().rings("bea").rings("ben").answers("bea").answers("ben")
    it.keys("ben", "1").keys("bea", "1")
    assert it.state.company == Present(leg_of(it.contact, "ben").id, "join")
    assert phases(it.contact)["bea"] == "stopping"


def test_whoever_says_yes_waits_until_the_student_knows():
    """They are not in the conference before the student has heard of them."""
    it = aside().keys("maya", "1", at="menu").at("aside").rings("bea").accepts("bea")
    assert isinstance(it.state.company, Arriving)
    assert leg_of(it.contact, "bea").at == "waiting"
    it.at("consent")
    assert isinstance(it.state.company, Present)
    assert it.comes_out("bea", "waiting").contact.legs[-2].at == "room"


@pytest.mark.parametrize("place", ["consent", "aside", "menu"])
def test_the_student_says_no_wherever_they_are(place):
    """2 stops every phone that rings for it; the mentor hears why."""
    it = seeking().presses(place, "2")
    assert it.state.company == Alone("declined")
    assert {it.phase for it in it.contact.legs if it.part == "guest"} <= {"stopping", "over"}
    it.keys("maya", "", at="listening")
    assert leg_of(it.contact, "maya").at == "room"


def test_a_cancel_that_comes_after_the_yes_is_too_late_for_nobody():
    """The mentor calls it off just after somebody said yes: they are thanked, not let in."""
    it = aside().keys("maya", "1", at="menu").at("aside").rings("bea").accepts("bea")
    it.keys("maya", "3", at="listening").at("consent")
    assert it.state.company == Alone()
    assert phases(it.contact)["bea"] == "stopping"


def test_nobody_comes_and_somebody_is_told():
    """Coordinators are texted at once, and it is in the story."""
    it = seeking(world=World({0: ("maya",), 1: ("bea",)}, desks=())).rings("bea")
    it.ends("bea", "no_answer")
    assert it.state.company == Alone("nobody")
    assert "help_unanswered" in it.kinds
    texts = [p.action for p in it.contact.pending if isinstance(p.action, do.TextMentor)]
    assert [(t.mentor, t.what) for t in texts] == [("cora", "help_unanswered")]


@pytest.mark.parametrize("first", ["maya", "bea"])
def test_either_may_leave_and_the_two_others_go_on(first):
    """With three, one leg's end is nobody else's."""
    it = three().keys("maya", "", at="listening").at("aside").ends(first)
    other = "bea" if first == "maya" else "maya"
    assert isinstance(it.state, Talking)
    assert it.contact.leg(it.state.leg).mentor == other
    assert isinstance(it.state.company, Alone)
    assert isinstance(it.ends(other).state, Parted)


@pytest.mark.parametrize("when", ["three", "seeking", "arriving"])
def test_the_student_leaves_and_everybody_is_let_go(when):
    """The student's end is the end, however many are there."""
    it = {"three": three, "seeking": seeking}.get(when, three)()
    it.leaves()
    assert isinstance(it.state, Ended)
    assert it.state.end == "talked"
    assert all(leg.phase in {"stopping", "over"} or leg.until for leg in it.contact.legs)


def test_the_mentor_dies_while_it_rings():
    """Whoever is being rung is now for the student alone, and they wait within the bound."""
    it = seeking("2").rings("bea").ends("maya")
    assert isinstance(it.state, Waiting)
    assert it.state.since == it.now
    assert phases(it.contact)["bea"] == "ringing"
    it.accepts("bea")
    assert it.contact.leg(it.state.leg).mentor == "bea"


def test_the_mentor_dies_when_somebody_has_said_yes():
    """The student is told who is there now before they are led to them."""
    it = aside().keys("maya", "2", at="menu").at("aside").rings("bea").accepts("bea").ends("maya")
    assert it.contact.leg(it.state.leg).mentor == "bea"
    assert it.at("consent").contact.student.at == "introduced"
    assert it.comes_out("bea", "waiting").at("introduced").contact.student.at == "holding"


def test_a_hand_over_ends_when_the_other_is_there_and_no_sooner():
    """The mentor stays on until guest and student are both led to each other."""
    it = aside().keys("maya", "2", at="menu").at("aside").rings("bea").accepts("bea")
    it.keys("maya", "", at="listening")
    assert phases(it.contact)["maya"] == "joined"
    it.at("consent").keys("maya", "", at="listening")
    assert phases(it.contact)["maya"] == "joined"
    it.comes_out("bea", "waiting").at("aside").keys("maya", "", at="listening")
    assert phases(it.contact)["maya"] == "stopping"
    assert it.contact.leg(it.state.leg).mentor == "bea"


def test_a_desk_is_called_in_and_connected_as_it_is():
    """No key is asked of it; it is in the conference once it answers."""
    it = seeking(world=World({0: ("maya",)}, desks=("night",)))
    desk = it.contact.legs[-1]
    assert (desk.desk, desk.mentor, desk.part) == ("night", None, "guest")
    it.hear(ev.RingPlaced(desk.id, call_of(desk))).hear(ev.LegAnswered(desk.id, call_of(desk)))
    assert it.state.company == Present(desk.id, "join")
    assert it.contact.leg(desk.id).at == "room"
    assert it.contact.holders == {"maya"}


def test_the_mentors_star_with_three_is_told_from_a_leaving():
    """Out of the conference with nobody gone it was star; with somebody gone it is the way back."""
    star = three().keys("maya", "", at="listening").comes_out("maya")
    assert leg_of(star.contact, "maya").at == "rejoining"
    star.comes_out("maya", "rejoining")
    assert leg_of(star.contact, "maya").at == "menu"
    left = three().keys("maya", "", at="listening").comes_out("maya").ends("bea")
    left.comes_out("maya", "rejoining")
    assert leg_of(left.contact, "maya").at == "room"
    known = three().keys("maya", "", at="listening").ends("bea").comes_out("maya")
    assert leg_of(known.contact, "maya").at == "room"


def test_a_student_who_comes_out_because_somebody_left_is_led_back_at_once():
    """Their own star opens a menu; somebody else's leaving never does."""
    it = three().keys("maya", "", at="listening").at("aside")
    assert it.contact.student.at == "holding"
    star = it.contact
    assert it.at("holding").at("rejoining").contact.student.at == "menu"
    it.contact = star
    it.ends("bea").at("holding")
    assert it.contact.student.at == "holding"


@pytest.mark.parametrize("when", ["listening", "menu"])
def test_the_mentor_hears_where_it_stands(when):
    """Which rung rings, and which one was rung in vain."""
    it = seeking(ladder=(*a_line().ladder[:2], Rung("counselors", "role:counselor")),
                 world=World({0: ("maya",), 1: ("bea",), 2: ("cal",)}))  # fmt: skip
    it.rings("bea").ends("bea", "no_answer")
    if when == "menu":
        it.keys("maya", "*", at="listening").comes_out("maya")
    scene = scenes.for_leg(it.contact, leg_of(it.contact, "maya"), scenes.House(a_line(), None))
    assert "Nobody came from backup. Ringing counselors now." in scene.say


def test_a_listener_never_counts():
    """Somebody in training who is rung, joins or leaves changes nothing for the two."""
    world = World({0: ("maya",), -1: ("tim",)})
    it = told(world).arrives(listener=True).at("greeting").rings("maya").accepts("maya")
    assert it.contact.listening == "invited"
    it.hear(ev.ListenerWanted()).rings("tim")
    state = it.state
    it.accepts("tim")
    assert (it.state, leg_of(it.contact, "tim").part) == (state, "listener")
    it.ends("tim")
    assert it.state == state


def test_a_listener_is_never_taken_for_a_mentor():
    """A listener's 1 that comes when the mentor has gone answers nothing."""
    world = World({0: ("maya",), -1: ("tim",)})
    it = told(world).arrives(listener=True).at("greeting").rings("maya").accepts("maya")
    it.hear(ev.ListenerWanted()).rings("tim").answers("tim").ends("maya")
    it.presses("parted", "1").keys("tim", "1")
    assert isinstance(it.state, Waiting)


def test_a_mentor_who_goes_while_they_stand_apart_is_not_waited_for():
    """Somebody is rung at once for a student whom we keep company."""
    it = aside().ends("maya")
    assert isinstance(it.state, Waiting)
    assert [leg.mentor for leg in it.contact.legs if leg.is_hopeful] == ["maya"]
    assert it.at("aside").contact.student.at == "dropped"
    assert it.at("dropped").contact.student.at == "holding"


def test_a_phone_that_stands_apart_is_looked_at_every_12_seconds():
    """A lost word of its end costs the student seconds, not a minute."""
    it = aside()
    assert deadline(it.contact) == it.now + timedelta(seconds=12)
    it.wait(12)
    assert {type(p.action) for p in it.contact.pending} >= {do.LookForLeg, do.LookForStudent}

"""What becomes of a call at the moments that no story comes to easily."""

from datetime import timedelta

import pytest
from contact_world import NOW, World, a_line, call_of, kinds, leg_of, phases, told

from warmline.contact import actions as do
from warmline.contact import deadline
from warmline.contact import events as ev
from warmline.contact.callback import KEPT, OWNED, OWNED_AGAIN, TRIES, UNOWNED
from warmline.contact.deadlines import DESK_CHECK, LISTENING
from warmline.contact.legs import GRACE, PLACING, SETTLING
from warmline.contact.moments import (
    AtCard,
    AtDesk,
    CallbackWanted,
    CallingBack,
    Ended,
    Parted,
    Talking,
    Waiting,
)
from warmline.ids import CallSid, LegId, MentorId
from warmline.ladder import ANSWER_SECONDS, AT_ONCE
from warmline.line import Rung

CREW = tuple(f"mentor-{n}" for n in range(14))


def ladder(**rung):
    """Return a line with one mentors' rung and a desk rung."""
    return a_line((Rung("on shift", "shift", **rung), Rung("counseling", "desk")))


def asked_at(it):
    """Return who was asked how many seconds after the call came."""
    return [(leg.mentor, (leg.asked_at - NOW).total_seconds()) for leg in it.contact.legs]


# --- one leg --------------------------------------------------------------------------------------


def ringing():
    """Return a call for which Maya's phone rings."""
    return told().arrives().rings("maya")


LATE = {
    "a leg that never was": ev.LegEnded(LegId(99), "completed", CallSid("CA-leg-99")),
    "another call of the same leg": ev.LegEnded(LegId(1), "busy", CallSid("CA-other")),
    "an early timer": ev.DeadlinePassed(),
    "a callback that nobody wanted": ev.CallbackTaken(MentorId("maya")),
    "a gift of nothing": ev.CallbackGiven(MentorId("maya")),
    "a hand-on of nothing": ev.CallbackPassed(MentorId("maya")),
    "a withdrawal of somebody who is not rung": ev.MentorWithdrawn(MentorId("luis")),
    "a student rung back whom nobody rings": ev.StudentRung(CallSid("CA-callback")),
    "a student who did not answer nobody": ev.StudentUnreached(None),
    "another student's hang-up": ev.StudentLeft(CallSid("CA-another")),
    "a look that finds the student": ev.StudentLooked(CallSid("CA-student"), up=True),
    "a look that finds the mentor": ev.LegLooked(LegId(1), up=True),
    "a desk that was not asked": ev.DeskAnswered("day"),
    "the end of a desk that was not asked": ev.DeskEnded("day", answered=True),
    "a message that was not asked for": ev.MessageLeft("RE1", 9, "token"),
    "a ring that rings already": ev.LegRang(LegId(1), CallSid("CA-leg-1")),
    "a failure of a ring that rings": ev.RingFailed(LegId(1), happened=False),
}


@pytest.mark.parametrize("event", LATE.values(), ids=LATE.keys())
def test_what_comes_late_or_astray_changes_nothing(event):
    """A call in which a phone rings is not moved by news of anything else."""
    it = ringing()
    assert leg_of(it.contact, "maya").id == 1
    before = it.contact
    assert before == it.hear(event).contact


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ("busy", "busy"),
        ("no_answer", "no_answer"),
        ("failed", "failed"),
        ("canceled", "stopped"),
        ("completed", "no_key"),
    ],
)
def test_each_way_a_ring_can_end_leads_to_the_next_mentor(how, outcome):
    """However Maya's phone ends without her, Luis is asked at once."""
    it = ringing().ends("maya", how)
    assert (outcome, "over") == (leg_of(it.contact, "maya").outcome, phases(it.contact)["maya"])
    assert asked_at(it) == [("maya", 0), ("luis", 0)]


@pytest.mark.parametrize(
    ("key", "outcome", "refused"),
    [("2", "passed", ()), ("", "no_key", ()), ("3", "stepped_aside", ("maya",))],
)
def test_each_refusal_leads_to_the_next_mentor(key, outcome, refused):
    """A pass, silence and a step aside all move on; only the last is remembered."""
    it = ringing().answers("maya").keys("maya", key)
    assert (outcome, refused) == (leg_of(it.contact, "maya").outcome, it.contact.refused)
    assert phases(it.contact)["luis"] == "asked"


@pytest.mark.parametrize("key", ["4", "5", "9", "*", "#", "0"])
def test_a_key_without_a_meaning_is_asked_again(key):
    """A mentor who presses the wrong key has lost nothing."""
    it = ringing().answers("maya")
    before = it.contact
    assert before == it.keys("maya", key).contact


def test_a_ring_that_does_not_begin_is_given_up():
    """If the carrier never says that it rings, somebody else is tried within seconds."""
    it = told().arrives().strike().wait(PLACING.total_seconds())
    assert [("maya", 0), ("luis", PLACING.total_seconds())] == asked_at(it)


def test_a_ring_that_nobody_began_to_place_costs_the_mentor_no_turn():
    """With every worker away the ring is asked for anew, for whoever finds it first."""
    it = told().arrives().wait(PLACING.total_seconds())
    assert [("maya", 0), ("maya", PLACING.total_seconds())] == asked_at(it)


def test_a_ring_waits_for_its_place_in_the_pace():
    """A ring that the pace puts off is not given up before its turn."""
    it = told().arrives()
    it.hear(ev.RingPaced(LegId(1), NOW + timedelta(seconds=30))).wait(35)
    assert [leg.mentor for leg in it.contact.legs] == ["maya"]
    assert phases(it.contact)["maya"] == "asked"


def test_a_ring_without_an_end_is_ended():
    """A phone of which nothing more is heard is stopped after its ring time, and a grace."""
    it = ringing().wait(20 + GRACE.total_seconds())
    assert phases(it.contact)["maya"] == "stopping"
    assert "StopRinging" in kinds(it.contact)
    assert phases(it.contact)["luis"] == "asked"


def test_a_voicemail_box_gets_fifteen_seconds():
    """Whoever picks up and presses nothing does not hold the student up."""
    it = ringing().answers("maya").wait(ANSWER_SECONDS)
    assert (leg_of(it.contact, "maya").outcome, phases(it.contact)["luis"]) == ("no_key", "asked")


def test_a_stopped_phone_of_which_nothing_is_heard_is_let_go():
    """A mentor is not held for ever by a carrier that never says that their phone is down."""
    it = ringing().wait(20 + GRACE.total_seconds() + SETTLING.total_seconds())
    assert "maya" not in it.contact.holders


def test_a_ring_of_unknown_outcome_holds_its_mentor_but_not_the_student():
    """If it may have begun, nobody else rings that mentor; the student's turn goes on."""
    it = told().arrives().strike().hear(ev.RingFailed(LegId(1), happened=None))
    assert phases(it.contact) == {"maya": "lost", "luis": "asked"}
    it.wait(20 + GRACE.total_seconds() + SETTLING.total_seconds())
    assert phases(it.contact)["maya"] == "over"


def test_a_ring_of_unknown_outcome_can_still_be_answered():
    """If it did begin and the mentor presses 1, they are through, and the other is stopped."""
    it = told().arrives().strike().hear(ev.RingFailed(LegId(1), happened=None))
    it.at("greeting").accepts("maya")
    assert isinstance(it.state, Talking)
    assert phases(it.contact) == {"maya": "joined", "luis": "stopping"}


def test_a_ring_that_never_began_is_not_stopped_at_the_carrier():
    """What the carrier was never asked for need not be taken back."""
    it = told().arrives().leaves()
    assert kinds(it.contact) == ["Record"]
    assert it.contact.is_settled is False


def test_a_second_mentor_who_presses_1_takes_nobody_away():
    """Two who press 1 in the same moment: the first has the student."""
    line = ladder(ring="together")
    it = told(World({0: ("maya", "luis")}), line).arrives().rings("maya").rings("luis")
    it.answers("maya").answers("luis").at("greeting").keys("luis", "1").keys("maya", "1")
    assert it.contact.answered_by == "luis"
    assert phases(it.contact) == {"maya": "stopping", "luis": "joined"}


# --- the ladder -----------------------------------------------------------------------------------


def test_staggered_phones_are_added_while_the_first_still_rings():
    """Every few seconds one more phone rings, until nobody is left."""
    line = ladder(ring="staggered", stagger_seconds=6, ring_seconds=30)
    it = told(World({0: ("maya", "luis", "noor")}), line).arrives().rings("maya")
    it.wait(6).rings("luis").wait(20)
    assert asked_at(it) == [("maya", 0), ("luis", 6), ("noor", 12)]


def test_together_rings_no_more_phones_than_the_pace_allows():
    """Ten ring at once; the others would only queue up at the carrier."""
    it = told(World({0: CREW}), ladder(ring="together")).arrives()
    assert list(CREW[:AT_ONCE]) == [leg.mentor for leg in it.contact.legs]


def test_a_round_begins_again_with_the_first():
    """A second round rings the same people, in their order; a third is not begun."""
    line = ladder(rounds=2, ring_seconds=5)
    it = told(World({0: ("maya", "luis")}), line).arrives()
    for name in ("maya", "luis", "maya", "luis"):
        it.rings(name).ends(name, "no_answer")
    assert [leg.mentor for leg in it.contact.legs] == ["maya", "luis", "maya", "luis"]
    assert isinstance(it.state, AtDesk)


def test_the_bound_ends_the_rounds():
    """However many rounds there are, counseling is tried when the wait has lasted its time."""
    line = a_line(
        (Rung("on shift", "shift", rounds=50, ring_seconds=30), Rung("counseling", "desk")),
        max_wait_seconds=70,
    )
    it = told(World({0: ("maya", "luis")}), line).arrives().wait(69)
    assert isinstance(it.state, Waiting)
    assert isinstance(it.wait(1).state, AtDesk)


@pytest.mark.parametrize("rungs", [{}, {0: ()}, {0: (), 1: ()}])
def test_a_ladder_without_people_is_at_the_desk_at_once(rungs):
    """An empty rung costs a student no second."""
    it = told(World(rungs)).arrives()
    assert isinstance(it.state, AtDesk)
    assert list(it.contact.legs) == []


@pytest.mark.parametrize("line", [a_line(()), a_line((Rung("on shift", "shift"),))])
def test_a_ladder_without_desks_ends_at_the_card(line):
    """The end of a ladder is never a hang-up."""
    it = told(World(), line).arrives()
    assert isinstance(it.state, AtCard)


def test_closed_desks_lead_on_to_the_card():
    """When counseling is closed, its rung is passed over as any other."""
    it = told(World({}, desks=())).arrives()
    assert isinstance(it.state, AtCard)


def test_each_open_desk_is_tried_once():
    """A desk that does not answer leads to the next, and the last to the card."""
    it = told(World()).arrives()
    tried = []
    while isinstance(it.state, AtDesk):
        tried.append(it.state.desk)
        it.hear(ev.DeskEnded(it.state.desk, answered=False))
    assert tried == ["day", "night"]
    assert isinstance(it.state, AtCard)


# --- talking --------------------------------------------------------------------------------------


def talking():
    """Return a call in which Maya talks with the student."""
    it = told().arrives().rings("maya").at("greeting").accepts("maya").strike()
    assert isinstance(it.state, Talking)
    return it


def test_a_talk_is_looked_at_every_minute():
    """If both hang-ups were lost, the carrier is asked who is still there."""
    it = talking().wait(59)
    assert kinds(it.contact) == []
    assert kinds(it.wait(1).contact) == ["LookForStudent", "LookForLeg"]
    it.strike().hear(ev.LegLooked(LegId(1), up=False))
    assert isinstance(it.state, Parted)
    it.hear(ev.StudentLooked(CallSid("CA-student"), up=False))
    assert it.state.end == "talked"


def test_a_talk_with_a_desk_is_looked_at():
    """A desk's talk may last; that the student is still there is asked every ten minutes."""
    it = told(World()).arrives().hear(ev.DeskAnswered("day")).strike()
    it.wait(DESK_CHECK.total_seconds())
    assert kinds(it.contact) == ["LookForStudent"]
    it.strike().wait(DESK_CHECK.total_seconds())
    assert kinds(it.contact) == ["LookForStudent"]


def test_both_leave_in_either_order_and_it_is_one_talk():
    """Who hangs up first makes no difference to how a talk is remembered."""
    first, second = talking(), talking()
    first.leaves().ends("maya")
    second.ends("maya").leaves()
    assert isinstance(first.state, Ended)
    assert first.state.end == second.state.end == "talked"
    for it in (first, second):
        assert kinds(it.contact).count("TextMentor") == 1
        assert frozenset() == it.contact.holders


# --- callbacks ------------------------------------------------------------------------------------


def wanted(world=None):
    """Return a call whose student asked to be called back."""
    it = told(world or World({0: ("maya", "luis")})).arrives().at("greeting").at("holding")
    return it.presses("menu", "2")


def test_a_callback_goes_from_one_owner_to_the_next():
    """Each mentor on call has ten minutes to take it, then two hours when it comes round again."""
    it = wanted()
    owners = [it.state.owner]
    for _ in range(2):
        it.strike().wait(OWNED.total_seconds())
        owners.append(it.state.owner)
    assert owners == ["maya", "luis", "maya"]
    it.wait(OWNED_AGAIN.total_seconds() - 1)
    assert it.kinds.count("callback_offered") == 3


def test_the_coordinators_hear_once_of_a_callback_that_nobody_takes():
    """After half an hour the people who answer for the line are told, one time."""
    it = wanted(World({0: ("maya",)}, coordinators=("cora", "carl"))).wait(UNOWNED.total_seconds())
    it.wait(timedelta(hours=5).total_seconds())
    texts = [i.action for i in it.contact.pending if isinstance(i.action, do.TextMentor)]
    assert [i.mentor for i in texts if i.what == "callback_unowned"] == ["cora", "carl"]


def test_a_callback_is_given_up_after_two_days():
    """What nobody managed in two days is put on the record as unmet."""
    it = wanted().wait(KEPT.total_seconds() - 3600)
    assert isinstance(it.state, CallbackWanted)
    it.wait(2 * 3600 + OWNED_AGAIN.total_seconds())
    assert it.state.end == "callback_unmet"


def test_a_callback_is_tried_three_times():
    """A student who cannot be reached is not rung all night."""
    it = wanted(World({0: ("maya",)}))
    for _ in range(TRIES):
        assert isinstance(it.state, CallbackWanted)
        it.hear(ev.CallbackTaken(MentorId("maya"))).rings("maya").accepts("maya")
        assert isinstance(it.state, CallingBack)
        it.strike().hear(ev.StudentUnreached(None)).ends("maya")
    assert it.state.end == "callback_unmet"


@pytest.mark.parametrize(
    "gone",
    [
        ev.LegEnded(LegId(4), "busy", CallSid("CA-leg-4")),
        ev.LegStopped(LegId(4)),
        ev.RingFailed(LegId(4), happened=False),
        ev.RingFailed(LegId(4), happened=None),
        ev.LegPressed(LegId(4), "2", CallSid("CA-leg-4")),
    ],
    ids=lambda it: type(it).__name__,
)
def test_a_callback_whose_mentor_is_lost_waits_on(gone):
    """Whatever becomes of the owner's phone, the student's request is still there."""
    it = wanted(World({0: ("maya",)})).ends("maya").hear(ev.CallbackTaken(MentorId("maya")))
    leg = leg_of(it.contact, "maya")
    if isinstance(gone, ev.LegPressed):
        it.answers("maya")
    it.hear(type(gone)(leg.id, *_rest(gone, leg)))
    assert isinstance(it.state, CallbackWanted)
    assert deadline(it.contact) is not None


def _rest(event, leg):
    match event:
        case ev.LegEnded(how=how):
            return (how, call_of(leg))
        case ev.LegPressed(key=key):
            return (key, call_of(leg))
        case ev.RingFailed(happened=happened):
            return (happened,)
        case _:
            return ()


def test_a_callback_of_which_nothing_is_heard_waits_on():
    """If the carrier never speaks of the owner's phone again, the request is not forgotten."""
    it = wanted(World({0: ("maya",)})).ends("maya").hear(ev.CallbackTaken(MentorId("maya")))
    it.rings("maya").wait(60)
    assert isinstance(it.state, CallbackWanted)


def test_an_owner_who_listens_for_ever_is_looked_for():
    """A mentor whose hang-up was lost while a message played does not keep it from the others."""
    line = a_line(voicemail=True)
    it = told(World({0: ("maya",)}), line).arrives().at("greeting").at("holding")
    it.presses("menu", "5").ends("maya").hear(ev.MessageLeft("RE1", 9, "token", None))
    it.hear(ev.CallbackTaken(MentorId("maya"))).rings("maya").accepts("maya").strike()
    assert isinstance(it.state, CallingBack)
    it.wait(LISTENING.total_seconds())
    assert kinds(it.contact) == ["LookForLeg"]
    it.strike().hear(ev.LegLooked(leg_of(it.contact, "maya").id, up=False))
    assert isinstance(it.state, CallbackWanted)


def test_an_owner_whose_phone_is_still_up_is_not_rung():
    """CALL from a mentor whose last leg is still closing rings nothing: it would be busy."""
    it = wanted(World({0: ("maya",)})).hear(ev.CallbackTaken(MentorId("maya")))
    it.rings("maya").accepts("maya").strike().hear(ev.StudentUnreached(None))
    before = it.contact
    assert before == it.hear(ev.CallbackTaken(MentorId("maya"))).contact


def test_a_wait_past_its_bound_rings_nobody_else():
    """A mentor who goes before the student came, when the time is up: counseling is next."""
    it = told(World({0: ("maya", "luis")}), max_wait_seconds=30).arrives().accepts("maya")
    it.wait(29).hear(ev.LegEnded(LegId(1), "completed", call_of(leg_of(it.contact, "maya"))))
    assert isinstance(it.state, Waiting)
    late = told(World({0: ("maya", "luis")}), max_wait_seconds=30).arrives().accepts("maya")
    late.wait(30).ends("maya")
    assert isinstance(late.state, AtDesk)
    assert [leg.mentor for leg in late.contact.legs] == ["maya"]

"""A carrier that refuses, breaks, is silent, or does its work without saying so."""

import pytest
from phones import Phones

from warmline import wording

CALLS = "*/Calls.json"


def test_a_carrier_with_too_much_to_do_is_asked_again(phones: Phones) -> None:
    """429 is not a missed ring: the same phone is rung a second or two later."""
    phones.exchange.faults.rest("429", CALLS, method="POST", times=2)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings(within=5)
    maya.presses("1")
    student.talks_to(maya)


def test_a_carrier_that_breaks_costs_one_mentors_turn(phones: Phones) -> None:
    """After 500 nobody knows whether it rang: the next phone rings at once."""
    phones.exchange.faults.rest("500", CALLS, method="POST", times=1)
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    luis.rings()
    maya.does_not_ring()
    luis.presses("1")
    student.talks_to(luis)


def test_a_carrier_that_is_silent_costs_five_seconds(phones: Phones) -> None:
    """A request that is never answered is given up, and the next phone rings."""
    phones.exchange.faults.rest("hang", CALLS, method="POST", times=1)
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    luis.rings(within=6)
    maya.does_not_ring()
    luis.presses("1")
    student.talks_to(luis)


def test_a_ring_that_began_unsaid_is_found_and_not_made_twice(phones: Phones) -> None:
    """The answer is lost, the ring is not: it is looked for, and nobody else is rung."""
    phones.exchange.faults.rest("late", CALLS, method="POST", times=1)
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    luis.does_not_ring()
    maya.presses("1")
    student.talks_to(maya)


def test_a_ring_that_began_unsaid_and_cannot_be_found_can_still_be_answered(
    phones: Phones,
) -> None:
    """The next phone rings as well, and whoever presses 1 first has the student."""
    phones.exchange.faults.rest("late", CALLS, method="POST", times=1)
    phones.exchange.faults.rest("500", CALLS, method="GET")
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    luis.rings(within=2)
    maya.presses("1")
    student.talks_to(maya)
    luis.is_idle()


@pytest.mark.parametrize("trouble", ["429", "500", "hang"])
def test_with_no_ring_possible_the_student_reaches_counseling(phones: Phones, trouble: str) -> None:
    """Desks are dialled from the student's own call, which needs no ring of ours."""
    phones.exchange.faults.rest(trouble, CALLS, method="POST")
    student, desk = phones.student(), phones.desk()
    phones.on_call("Maya", "Luis")
    student.calls()
    student.hears(wording.to_counseling(desk.name), within=90)
    student.has_waited_at_most(90 + 10)
    desk.rings(within=10)
    desk.answers()
    student.talks_to(desk)


def test_a_student_who_cannot_be_fetched_from_hold_presses_star(phones: Phones) -> None:
    """What the hold document says about star works when nothing else does."""
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.waits_in_the_conference()
    phones.exchange.faults.rest("500")
    phones.wait(seconds=10)
    student.hears(wording.counseling_on_hold(), within=30)
    student.presses("*")
    student.hears(wording.to_counseling(desk.name))
    desk.rings(within=10)
    desk.answers()
    student.talks_to(desk)


def test_a_student_who_cannot_be_fetched_and_presses_nothing_hears_the_card(
    phones: Phones,
) -> None:
    """Someone who cannot press a key still hears the numbers, where they are."""
    student, _desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.waits_in_the_conference()
    phones.exchange.faults.rest("500")
    phones.wait(seconds=10)
    student.hears(
        phones.words(wording.safety_card_on_hold),
        within=120,
        meanwhile=wording.counseling_on_hold(),
    )
    student.hangs_up()


def test_a_phone_that_cannot_be_stopped_learns_that_it_is_answered(phones: Phones) -> None:
    """Whoever picks up a ring that we could not take back hears why."""
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    luis.rings()
    phones.exchange.faults.rest("500", "*/Calls/*")
    maya.presses("1")
    student.talks_to(maya)
    luis.answers()
    luis.hears(wording.already_answered())


def test_no_phone_is_rung_twice_at_once_while_the_carrier_stumbles(phones: Phones) -> None:
    """Every second request fails in one way or another; no phone is ever rung while it rings."""
    faults = phones.exchange.faults
    for kind in ("429", "late", "500", "hang", "429", "late"):
        faults.rest(kind, times=1)
    phones.rung("on shift", ring="together", rounds=2)
    student, desk = phones.student(), phones.desk()
    mentors = phones.on_call("Maya", "Luis", "Ana")
    student.calls()
    student.hears(wording.to_counseling(desk.name), within=100)
    for mentor in mentors:
        mentor.has_rung_without_overlap()
    student.hangs_up()


def test_a_wrap_up_text_is_sent_once_though_its_answer_was_lost(phones: Phones) -> None:
    """A text that the carrier took without saying so is found, and not sent again."""
    phones.exchange.faults.rest("late", "*/Messages.json", method="POST", times=1)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=120)


def test_a_text_that_the_carrier_refuses_for_ever_ends_the_contact_all_the_same(
    phones: Phones,
) -> None:
    """A mentor who has opted out of texts holds nothing up."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    maya.texts("STOP")
    maya.has_been_texted_by_the_carrier()
    maya.rings()
    maya.answers()
    maya.hears(wording.mentor_stopped_notice("Ears for Peers"))
    maya.is_idle_within(20)
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    assert phones.ended() == "talked"

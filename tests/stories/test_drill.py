"""The fire drill: every phone on the coming week's plan is tested before a student needs it."""

from datetime import timedelta

import pytest
from phones import CAMPUS, Person, Phones

from warmline import wording
from warmline.drill import phones_of
from warmline.errors import PlanError

QUESTION = wording.drill_question("Ears for Peers")


def a_decent_hour(phones: Phones) -> None:
    """Let it become an hour at which phones may be tested."""
    phones.ready()
    first = phones_of(phones.parts.records.load_plan(CAMPUS), phones.now())[0]
    phones.clock.set(first.rings_at)
    phones.parts.publisher.publish(CAMPUS)


def begun(phones: Phones) -> str:
    """Begin a drill at a decent hour of the line's."""
    a_decent_hour(phones)
    drill = phones.parts.drills.begin(CAMPUS, "Cora")
    phones.wait_with_chores(6)
    return drill


def outcomes(phones: Phones, drill: str) -> dict[str, str | None]:
    return {it.name: it.outcome for it in phones.parts.records.tested(drill)}


def reported(phones: Phones, cora: Person, *missed: str, of: int) -> None:
    cora.is_texted(phones.words(wording.drill_report_text, phones=of, missed=list(missed)))


def passes(phones: Phones, person: Person) -> None:
    """Answer the phone that rings for the drill, and press a key."""
    person.rings(within=30)
    person.answers()
    person.hears(QUESTION)
    person.phone.press("1")
    person.hears(wording.drill_thanks())
    person.is_idle_within(5)
    phones.wait_with_chores(6)


def test_a_phone_that_answers_with_a_key_is_reached(phones: Phones) -> None:
    """Whoever presses a key is reached, and the coordinators hear that all are."""
    (maya,) = phones.on_call("Maya")
    cora = phones.mentor("Cora", "coordinator")
    drill = begun(phones)
    passes(phones, maya)
    assert outcomes(phones, drill) == {"Maya": "reached"}
    reported(phones, cora, of=1)


def test_a_drill_says_who_was_not_reached_and_why(phones: Phones) -> None:
    """A voicemail box, a phone that is off and one that declines are told apart."""
    maya, luis, ana = phones.on_call("Maya", "Luis", "Ana")
    cora = phones.mentor("Cora", "coordinator")
    drill = begun(phones)
    maya.rings()
    maya.answers()  # a voicemail box: it hears the question out
    maya.hears(QUESTION)
    maya.hears(QUESTION)
    maya.hears(wording.no_key())
    phones.wait_with_chores(10)
    luis.rings(within=20)
    luis.declines()
    phones.wait_with_chores(20)
    ana.rings(within=20)
    phones.wait_with_chores(60)
    assert outcomes(phones, drill) == {"Maya": "no_key", "Luis": "declined", "Ana": "no_answer"}
    reported(phones, cora, "Maya", "Luis", "Ana", of=3)


def test_nobody_is_tested_while_a_student_has_them(phones: Phones) -> None:
    """A mentor in a contact is rung for the drill when it is over."""
    (maya,) = phones.on_call("Maya")
    cora = phones.mentor("Cora", "coordinator")
    student = phones.student()
    a_decent_hour(phones)
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    drill = phones.parts.drills.begin(CAMPUS, "Cora")
    phones.wait_with_chores(30)
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait_with_chores(100)
    passes(phones, maya)
    assert outcomes(phones, drill) == {"Maya": "reached"}
    reported(phones, cora, of=1)


def test_a_drill_waits_for_a_decent_hour(phones: Phones) -> None:
    """No phone is tested at night, and phones ring one after the other."""
    phones.on_call("Maya", "Luis")
    phones.backup("Bo")
    phones.ready()
    plan = phones.parts.records.load_plan(CAMPUS)
    for hours in range(24):
        ringees = phones_of(plan, phones.now() + timedelta(hours=hours))
        assert len(ringees) == 3
        assert len({it.rings_at for it in ringees}) == 3
        for it in ringees:
            local = it.rings_at - timedelta(hours=8)  # Los Angeles in November
            assert 10 <= local.hour < 20


def test_one_drill_at_a_time(phones: Phones) -> None:
    """A second drill is refused while one is under way, and so is one without phones."""
    phones.ready()
    with pytest.raises(PlanError, match="no phone to test"):
        phones.parts.drills.begin(CAMPUS, "Cora")
    phones.on_call("Maya")
    phones.ready()
    phones.parts.drills.begin(CAMPUS, "Cora")
    with pytest.raises(PlanError, match="under way"):
        phones.parts.drills.begin(CAMPUS, "Cora")


def test_a_ring_of_which_nothing_is_heard_is_lost(phones: Phones) -> None:
    """A carrier that says nothing does not leave a drill open for ever."""
    phones.exchange.faults.callbacks.copies = 0
    (maya,) = phones.on_call("Maya")
    cora = phones.mentor("Cora", "coordinator")
    drill = begun(phones)
    maya.rings()
    phones.wait_with_chores(16 * 60)
    assert outcomes(phones, drill) == {"Maya": "lost"}
    maya.does_not_ring()
    reported(phones, cora, "Maya", of=1)


def test_two_clocks_ring_nobody_twice(phones: Phones) -> None:
    """However many clocks there are, each phone is tested once."""
    (maya,) = phones.on_call("Maya")
    phones.mentor("Cora", "coordinator")
    begun(phones)
    phones.parts.drills.tick()
    phones.run()
    maya.rings()
    assert sum(it.to == maya.phone.number for it in phones.exchange.calls.values()) == 1
    maya.declines()

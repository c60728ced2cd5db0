"""The carrier's own words: who says stop is left alone, and who has to know of it does."""

import pytest
from phones import Phones
from telling.texting import FIRST, answers, is_offered, talking, writes

from warmline import wording

STOPS = ["STOP", "stopall", "Unsubscribe", "CANCEL", "End", "quit", "REVOKE", " optout "]


@pytest.mark.parametrize("word", STOPS)
def test_a_students_stop_ends_relaying_at_once(phones: Phones, word: str) -> None:
    """The mentor is told, and nothing that they write reaches the student."""
    student, maya, name = talking(phones)
    student.texts(word)
    student.has_been_texted_by_the_carrier()
    maya.is_texted(phones.told_mentor("student_stopped", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.texts("wait!")
    maya.is_texted(phones.told_mentor("closed", name))
    phones.wait(seconds=3600)
    student.gets_no_text()


def test_a_student_who_said_stop_is_not_answered_until_a_start_word(phones: Phones) -> None:
    """Texts in between are answered by nobody; START makes the next one heard again."""
    student, maya, name = talking(phones)
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    maya.is_texted(phones.told_mentor("student_stopped", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    student.texts("are you still there")
    phones.wait(seconds=600)
    student.gets_no_text()
    assert not phones.carrier_keeps("are you still there")
    student.texts("Start")
    student.has_been_texted_by_the_carrier()
    phones.wait(seconds=60)
    second = writes(phones, student, "hello again")
    assert second != name
    is_offered(maya, second, "hello again")


def test_stop_while_nobody_has_answered_takes_the_offer_back(phones: Phones) -> None:
    """A mentor who was offered the conversation is told that it is gone."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    is_offered(maya, name)
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    maya.is_texted(phones.told_mentor("student_stopped", name))
    maya.texts("Hello?")
    maya.is_texted(phones.told_mentor("closed", name))
    phones.wait(seconds=3600)


def test_a_stop_that_only_the_carrier_knows_of_is_learnt_from_its_refusal(phones: Phones) -> None:
    """21610 means stopped: the mentor is told, and nothing more is tried."""
    student, maya, name = talking(phones)
    phones.exchange.messages.stopped.add((student.phone.number, maya.phone.texts[0].other))
    maya.texts("how are you now?")
    maya.is_texted(phones.told_mentor("student_stopped", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    student.texts("hello?")
    phones.wait(seconds=600)
    student.gets_no_text()


def test_help_is_heard_by_a_mentor(phones: Phones) -> None:
    """The carrier answers HELP, but a student who writes it is not left with that."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts("Help")
    student.has_been_texted_by_the_carrier()
    name = phones.conversation().codename
    student.is_texted(phones.words(wording.text_welcome))
    is_offered(maya, name, "Help")
    answers(phones, maya, student, name)


def test_yes_in_a_conversation_is_an_answer(phones: Phones) -> None:
    """YES is a start word of the carrier's, and also what people say."""
    student, maya, _ = talking(phones)
    maya.texts("are you safe where you are?")
    student.is_texted("are you safe where you are?")
    student.texts("Yes")
    student.has_been_texted_by_the_carrier()
    maya.is_texted("Yes")
    maya.texts("yes")
    maya.has_been_texted_by_the_carrier()
    student.is_texted("yes")


def test_a_mentors_help_is_answered_and_not_sent_on(phones: Phones) -> None:
    """A mentor who texts HELP reads what they can do."""
    student, maya, _ = talking(phones)
    maya.texts("HELP")
    maya.has_been_texted_by_the_carrier()
    maya.is_texted(wording.commands_text())
    phones.wait(seconds=5)
    student.gets_no_text()


def test_a_mentors_stop_takes_them_off_text_duty_and_is_told_by_voice(phones: Phones) -> None:
    """They are rung and told, the coordinators are texted, the student is handed on."""
    student, maya, name = talking(phones)
    (luis,) = phones.on_call("Luis")
    cora = phones.mentor("Cora", "coordinator")
    phones.ready()
    maya.texts("STOP")
    maya.has_been_texted_by_the_carrier()
    student.is_texted(wording.text_handed_on())
    is_offered(luis, name)
    maya.rings()
    maya.answers()
    maya.hears(wording.mentor_stopped_notice("Ears for Peers"))
    maya.is_idle_within(20)
    cora.is_texted(phones.words(wording.text_mentor_stopped, name="Maya"))
    luis.texts("PASS")
    luis.is_texted(phones.told_mentor("passed", name))
    student.is_texted(phones.words(wording.text_still_looking), within=150)
    maya.gets_no_text()


def test_a_mentor_who_said_stop_is_still_rung_for_calls(phones: Phones) -> None:
    """STOP is about texts only."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    maya.texts("STOP")
    maya.has_been_texted_by_the_carrier()
    maya.rings()
    maya.answers()
    maya.hears(wording.mentor_stopped_notice("Ears for Peers"))
    maya.is_idle_within(20)
    student.reaches(maya)


def test_a_start_word_brings_a_mentor_back(phones: Phones) -> None:
    """After START they are offered conversations again."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    maya.texts("quit")
    maya.has_been_texted_by_the_carrier()
    maya.rings()
    maya.declines()
    maya.texts("START")
    maya.has_been_texted_by_the_carrier()
    name = writes(phones, student)
    is_offered(maya, name)
    answers(phones, maya, student, name)


def test_an_opt_out_that_the_carrier_knows_of_is_alarmed_once(phones: Phones) -> None:
    """A mentor whom no text reaches is told once by voice, and offered nothing any more."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    cora = phones.mentor("Cora", "coordinator")
    phones.exchange.messages.stopped.add((maya.phone.number, "+14155550100"))
    name = writes(phones, student)
    is_offered(luis, name)
    maya.rings()
    maya.answers()
    maya.hears(wording.mentor_stopped_notice("Ears for Peers"))
    cora.is_texted(phones.words(wording.text_mentor_stopped, name="Maya"))
    answers(phones, luis, student, name)
    other = phones.student("Other")
    writes(phones, other, FIRST)
    other.is_texted(phones.words(wording.text_still_looking))
    cora.is_texted(phones.words(wording.text_unclaimed), within=301)


def test_a_mentor_is_told_by_voice_once_though_the_answer_was_lost(phones: Phones) -> None:
    """A ring that the carrier began without saying so is not begun again."""
    (maya,) = phones.on_call("Maya")
    phones.ready()
    phones.exchange.faults.rest("late", "*/Calls.json", method="POST", times=1)
    maya.texts("STOP")
    maya.has_been_texted_by_the_carrier()
    maya.rings()
    phones.wait(seconds=10)
    maya.answers()
    maya.hears(wording.mentor_stopped_notice("Ears for Peers"))
    phones.wait(seconds=120)

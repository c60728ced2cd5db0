"""A text that nobody answers climbs, and a student who waits for an answer is not forgotten."""

from phones import Phones
from telling.texting import ANSWER, FIRST, answers, is_handed_on, is_offered, talking, writes

from warmline import wording


def test_a_second_phone_is_asked_after_a_minute_and_the_next_rung_after_two(
    phones: Phones,
) -> None:
    """Unanswered for a minute, another mentor of the rung; for two, the next rung."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    (bo,) = phones.backup("Bo")
    name = writes(phones, student)
    is_offered(maya, name)
    phones.wait(seconds=50)
    luis.gets_no_text()
    is_offered(luis, name)
    phones.wait(seconds=40)
    bo.gets_no_text()
    is_offered(bo, name, within=25)
    answers(phones, bo, student, name)


def test_an_offer_that_was_left_may_still_be_taken(phones: Phones) -> None:
    """A mentor who comes late to an unanswered student is not sent away."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bo,) = phones.backup("Bo")
    name = writes(phones, student)
    is_offered(maya, name)
    is_offered(bo, name, within=130)
    answers(phones, maya, student, name)
    bo.texts("Hello?")
    bo.is_texted(phones.told_mentor("someone_else", name))


def test_a_rung_without_anybody_is_skipped_at_once(phones: Phones) -> None:
    """With nobody on shift the backup is asked in the same moment."""
    student = phones.student()
    (bo,) = phones.backup("Bo")
    name = writes(phones, student)
    is_offered(bo, name)
    answers(phones, bo, student, name)


def test_together_asks_everybody_of_the_rung(phones: Phones) -> None:
    """A rung that is asked together is offered to all of it."""
    phones.rung("on shift", ring="together")
    student = phones.student()
    mentors = phones.on_call("Maya", "Luis", "Ana")
    name = writes(phones, student)
    for mentor in mentors:
        is_offered(mentor, name)
    answers(phones, mentors[1], student, name)


def test_the_coordinator_hears_of_a_student_who_has_waited_five_minutes(phones: Phones) -> None:
    """Nobody answers: the student hears once that we look on, a coordinator that somebody waits."""
    student = phones.student()
    cora = phones.mentor("Cora", "coordinator")
    name = writes(phones, student)
    student.is_texted(phones.words(wording.text_still_looking))
    phones.wait(seconds=4 * 60 + 45)
    cora.gets_no_text()
    cora.is_texted(phones.words(wording.text_unclaimed), within=25)
    (maya,) = phones.on_call("Maya")
    phones.ready()
    is_offered(maya, name, within=150)
    answers(phones, maya, student, name)


def test_everybody_is_asked_again_when_all_have_been(phones: Phones) -> None:
    """A student is not given up after one round."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    cora = phones.mentor("Cora", "coordinator")
    name = writes(phones, student)
    is_offered(maya, name)
    student.is_texted(phones.words(wording.text_still_looking), within=140)
    is_offered(maya, name, within=140)
    cora.is_texted(phones.words(wording.text_unclaimed), within=120)
    answers(phones, maya, student, name)


def test_a_search_that_found_nobody_ends_with_an_apology_and_the_numbers(phones: Phones) -> None:
    """After 45 minutes of silence on both sides the student is not told of a mentor they had."""
    student = phones.student()
    cora = phones.mentor("Cora", "coordinator")
    writes(phones, student)
    student.is_texted(phones.words(wording.text_still_looking))
    cora.is_texted(phones.words(wording.text_unclaimed), within=301)
    phones.wait(seconds=35 * 60)
    student.texts("hello?")
    phones.wait(seconds=40 * 60)
    student.gets_no_text()
    student.is_texted(phones.words(wording.text_nobody), within=6 * 60)
    phones.wait(seconds=60)
    assert phones.conversation().recent == ()


def test_a_mentor_who_does_not_answer_is_nudged_and_then_others_are_asked(phones: Phones) -> None:
    """Five minutes: a nudge; five more: another mentor, with the last few messages."""
    student, maya, name = talking(phones)
    (luis,) = phones.on_call("Luis")
    phones.ready()
    student.texts("I failed")
    maya.is_texted("I failed")
    phones.wait(seconds=4 * 60 + 45)
    maya.gets_no_text()
    maya.is_texted(phones.told_mentor("nudge", name), within=20)
    phones.wait(seconds=4 * 60 + 30)
    luis.gets_no_text()
    maya.is_texted(phones.told_mentor("offered_on", name), within=40)
    is_offered(luis, name)
    luis.texts("I am Luis")
    luis.is_texted(phones.told_mentor("claimed_anew", name))
    said = [("student", FIRST), ("mentor", ANSWER), ("student", "I failed")]
    luis.is_texted(wording.text_so_far(name, said))
    student.is_texted(wording.text_taken_over())
    luis.texts("I am Luis, I have read it all")
    student.is_texted("I am Luis, I have read it all")
    maya.texts("sorry, I am back")
    maya.is_texted(phones.told_mentor("someone_else", name))


def test_a_mentor_who_answers_in_time_is_not_nudged(phones: Phones) -> None:
    """Whoever has answered has answered."""
    student, maya, _ = talking(phones)
    student.texts("ok")
    maya.is_texted("ok")
    phones.wait(seconds=4 * 60)
    maya.texts("good")
    student.is_texted("good")
    phones.wait(seconds=20 * 60)


def test_the_first_mentor_may_take_it_back_by_writing(phones: Phones) -> None:
    """Words of a mentor who comes back before anybody else answered reach the student."""
    student, maya, name = talking(phones)
    student.texts("I failed")
    maya.is_texted("I failed")
    maya.is_texted(phones.told_mentor("nudge", name), within=310)
    maya.is_texted(phones.told_mentor("offered_on", name), within=310)
    student.is_texted(phones.words(wording.text_still_looking))
    answers(phones, maya, student, name, "I am so sorry, I am here")


def test_what_was_written_meanwhile_is_read_first(phones: Phones) -> None:
    """A mentor who takes it back sees what they have missed before their words go out."""
    student, maya, name = talking(phones)
    student.texts("I failed")
    maya.is_texted("I failed")
    maya.is_texted(phones.told_mentor("nudge", name), within=310)
    maya.is_texted(phones.told_mentor("offered_on", name), within=310)
    student.is_texted(phones.words(wording.text_still_looking))
    student.texts("never mind, I passed!")
    maya.texts("That is terrible")
    maya.is_texted(wording.text_so_far(name, [("student", "never mind, I passed!")]))
    maya.is_texted(phones.told_mentor("claimed_anew", name))
    maya.texts("That is wonderful")
    student.is_texted("That is wonderful")


def test_pass_hands_a_conversation_over_with_the_last_messages(phones: Phones) -> None:
    """The next mentor reads what was said; the student is told and need not begin again."""
    student, maya, name = talking(phones)
    (luis,) = phones.on_call("Luis")
    phones.ready()
    is_handed_on(phones, maya, student, name)
    is_offered(luis, name)
    luis.texts("hello")
    luis.is_texted(phones.told_mentor("claimed_anew", name))
    luis.is_texted(wording.text_so_far(name, [("student", FIRST), ("mentor", ANSWER)]))
    luis.texts("I have read it. I am Luis.")
    student.is_texted("I have read it. I am Luis.")
    student.texts("hi Luis")
    luis.is_texted("hi Luis")


def test_the_claim_time_is_the_lines_own(phones: Phones) -> None:
    """A line that wants texts answered sooner asks the next sooner."""
    phones.line(text_claim_seconds=30)
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    is_offered(maya, name)
    is_offered(luis, name, within=17)
    answers(phones, luis, student, name)


def test_turns_are_fair_across_conversations(phones: Phones) -> None:
    """The next student is offered to the one whose last offer is longest ago."""
    one, two = phones.student("One"), phones.student("Two")
    maya, luis = phones.on_call("Maya", "Luis")
    first = writes(phones, one)
    is_offered(maya, first)
    answers(phones, maya, one, first)
    maya.texts("DONE")
    one.is_texted(phones.words(wording.text_closed))
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=20 * 60)
    second = writes(phones, two)
    is_offered(luis, second)
    answers(phones, luis, two, second)

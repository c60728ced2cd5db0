"""What a mentor can do by text, and what is asked before it is done or sent."""

import pytest
from phones import Phones
from telling.texting import answers, is_done, is_handed_on, is_offered, talking, writes

from warmline import wording


@pytest.mark.parametrize("word", ["DONE", "done", " Done. ", '"done!"', "DONE\n"])
def test_a_command_is_read_in_any_dress(phones: Phones, word: str) -> None:
    """Case, spaces, quotes and full stops around a command do not matter."""
    student, maya, _ = talking(phones)
    is_done(phones, maya, student, say=word)


@pytest.mark.parametrize("words", ["are you done?", "Pass me the salt", "I call that a start"])
def test_a_command_word_in_a_sentence_is_sent_on(phones: Phones, words: str) -> None:
    """A mentor may use any word when they write to a student."""
    student, maya, _ = talking(phones)
    maya.texts(words)
    student.is_texted(words)


def test_a_likely_slip_is_asked_about_and_not_sent(phones: Phones) -> None:
    """PAS is neither sent to the student nor obeyed: the mentor is asked."""
    student, maya, name = talking(phones)
    maya.texts("PAS")
    maya.is_texted(phones.told_mentor("did_you_mean", name, "PASS"))
    phones.wait(seconds=10)
    student.gets_no_text()
    is_handed_on(phones, maya, student, name)
    student.is_texted(phones.words(wording.text_still_looking))


def test_send_sends_the_word_as_it_was(phones: Phones) -> None:
    """If the word was meant for the student, SEND sends it."""
    student, maya, name = talking(phones)
    maya.texts("Pas")
    maya.is_texted(phones.told_mentor("did_you_mean", name, "PASS"))
    maya.texts("send")
    student.is_texted("Pas")
    maya.texts("SEND")
    maya.is_texted(phones.told_mentor("not_sent", name))


def test_a_word_that_was_held_back_is_named_when_the_next_is_sent(phones: Phones) -> None:
    """Writing on after a slip says that the word before was not sent."""
    student, maya, name = talking(phones)
    maya.texts("DNOE")
    maya.is_texted(phones.told_mentor("did_you_mean", name, "DONE"))
    maya.texts("I meant to ask how you are")
    maya.is_texted(phones.told_mentor("not_sent", name))
    student.is_texted("I meant to ask how you are")


def test_a_slip_on_an_offer_takes_nothing(phones: Phones) -> None:
    """PAS in answer to an offer is asked about; then it can still be passed or taken."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    is_offered(maya, name)
    maya.texts("PAS")
    maya.is_texted(phones.told_mentor("did_you_mean_offer", name, "PASS"))
    answers(phones, maya, student, name)


def test_off_and_on_take_a_mentor_off_duty_and_back(phones: Phones) -> None:
    """OFF means neither rung nor texted; ON undoes it."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    maya.texts("OFF")
    maya.is_texted(phones.words(wording.off_text))
    name = writes(phones, student)
    is_offered(luis, name)
    student.calls(expecting=None)
    student.hears(phones.words(wording.greeting_without_mentors))
    maya.does_not_ring()
    student.hangs_up()
    maya.texts("on")
    maya.is_texted(phones.words(wording.on_text))
    luis.texts("PASS")
    luis.is_texted(phones.told_mentor("passed", name))
    is_offered(maya, name)
    answers(phones, maya, student, name)


def test_off_keeps_a_conversation_that_is_going_on(phones: Phones) -> None:
    """A mentor who goes off duty finishes what they have."""
    student, maya, _ = talking(phones)
    maya.texts("Off")
    maya.is_texted(phones.words(wording.off_text))
    student.texts("are you leaving?")
    maya.is_texted("are you leaving?")
    maya.texts("not yet")
    student.is_texted("not yet")
    is_done(phones, maya, student)


def test_who_names_those_on_call_now(phones: Phones) -> None:
    """WHO leaves out who has texted OFF."""
    maya, luis = phones.on_call("Maya", "Luis")
    (bo,) = phones.backup("Bo")
    maya.texts("who?")
    maya.is_texted(phones.words(wording.who_text, names=["Maya", "Luis", "Bo"]))
    luis.texts("OFF")
    luis.is_texted(phones.words(wording.off_text))
    bo.texts("WHO")
    bo.is_texted(phones.words(wording.who_text, names=["Maya", "Bo"]))


def test_who_on_a_large_team_is_still_one_text(phones: Phones) -> None:
    """Names that do not fit are counted."""
    names = [f"Mentor Number{it}" for it in range(15)]
    mentors = phones.on_call(*names)
    mentors[0].texts("WHO")
    mentors[0].is_texted(phones.words(wording.who_text, names=names))
    assert "Number6 and 8 more." in phones.words(wording.who_text, names=names)


def test_commands_lists_them(phones: Phones) -> None:
    """COMMANDS is answered in the middle of a conversation, and nothing is sent on."""
    student, maya, _ = talking(phones)
    maya.texts("commands")
    maya.is_texted(wording.commands_text())
    phones.wait(seconds=5)
    student.gets_no_text()


def test_commands_with_nothing_open_are_answered(phones: Phones) -> None:
    """DONE, PASS, SEND and HARD about nothing do nothing."""
    (maya,) = phones.on_call("Maya")
    for word in ("DONE", "PASS", "SEND", "HARD"):
        maya.texts(word)
        maya.is_texted(phones.words(wording.nothing_open_text))
    maya.texts("CALL")
    maya.is_texted(phones.words(wording.callback_gone_text))
    maya.texts("DONNE")
    maya.is_texted(wording.meant_text("DONE"))


def test_pass_after_a_talk_hands_on_and_the_mentor_rests(phones: Phones) -> None:
    """A mentor who had a conversation is not offered the next one at once."""
    student, maya, name = talking(phones)
    other = phones.student("Other")
    is_handed_on(phones, maya, student, name)
    student.is_texted(phones.words(wording.text_still_looking))
    second = writes(phones, other)
    other.is_texted(phones.words(wording.text_still_looking))
    phones.wait(seconds=4 * 60)
    maya.gets_no_text()
    is_offered(maya, second, within=300)


def test_who_has_passed_is_not_asked_again(phones: Phones) -> None:
    """One round later everybody is asked again, but not who has said no."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    is_offered(maya, name)
    maya.texts("PASS")
    maya.is_texted(phones.told_mentor("passed", name))
    is_offered(luis, name)
    student.is_texted(phones.words(wording.text_still_looking), within=125)
    is_offered(luis, name, within=125)
    phones.wait(seconds=100)
    maya.gets_no_text()


def test_link_is_a_word_like_any_other_where_mentors_answer_by_text(phones: Phones) -> None:
    """Only where there are pages is there anything to link to: elsewhere it goes to the student."""
    student, maya, _ = talking(phones)
    maya.texts("Link")
    student.is_texted("Link")

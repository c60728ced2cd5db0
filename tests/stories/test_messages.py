"""Messages: only where the line takes them, heard by one mentor, then deleted."""

import pytest
from phones import Person, Phones

from warmline import wording


@pytest.fixture
def phones(phones: Phones) -> Phones:
    """A line that takes messages."""
    phones.line(voicemail=True)
    return phones


def leaves_a_message(student: Person, mentor: Person, shown: str | None = None) -> None:
    """Call, and leave a message while a phone rings; the mentor is texted that it is theirs."""
    phones = student.phones
    student.calls_as(student.phone.number if shown is None else shown)
    student.hears(phones.greeting())
    mentor.rings()
    student.opens_the_menu()
    student.presses("5")
    student.hears(wording.message_prompt())
    student.hears("♪ beep")
    phones.wait(seconds=30)
    student.hangs_up()
    mentor.is_texted(phones.words(wording.callback_text, recording=True))


def hears_it(mentor: Person, *, can_call: bool) -> None:
    """Text CALL, press 1, and hear the message and what may be done with it."""
    phones = mentor.phones
    mentor.texts("CALL")
    mentor.is_texted(phones.words(wording.callback_ringing_text))
    mentor.rings()
    mentor.answers()
    mentor.hears(phones.words(wording.callback_whisper, recording=True))
    mentor.phone.press("1")
    mentor.hears_a_recording()
    mentor.hears(wording.after_message(can_call=can_call))


def test_a_message_is_heard_and_then_deleted(phones: Phones) -> None:
    """Pressing 2 after hearing it deletes the message at the carrier."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    leaves_a_message(student, maya)
    assert len(phones.exchange.recordings.kept) == 1
    hears_it(maya, can_call=True)
    maya.phone.press("2")
    maya.hears(wording.message_done())
    assert phones.ended() == "message"
    assert phones.exchange.recordings.kept == {}


def test_after_hearing_it_the_mentor_may_call_the_student(phones: Phones) -> None:
    """Pressing 1 rings the student, masked; the message is deleted when they talk."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    leaves_a_message(student, maya)
    hears_it(maya, can_call=True)
    maya.phone.press("1")
    maya.hears(wording.ringing_student())
    student.rings()
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    maya.may_have_heard(wording.ringing_student())
    student.talks_to(maya)
    assert phones.exchange.recordings.kept == {}
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "called_back"


def test_staying_on_plays_it_again(phones: Phones) -> None:
    """A mentor who presses nothing hears the message again."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    leaves_a_message(student, maya)
    hears_it(maya, can_call=True)
    maya.hears_a_recording()
    maya.hears(wording.after_message(can_call=True))
    maya.hangs_up()
    assert len(phones.exchange.recordings.kept) == 1


def test_a_message_from_a_hidden_number_can_be_heard_but_not_called(phones: Phones) -> None:
    """Nothing is offered that cannot be done."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    leaves_a_message(student, maya, shown="anonymous")
    hears_it(maya, can_call=False)
    maya.phone.press("1")
    maya.hears_a_recording()
    maya.hears(wording.after_message(can_call=False))
    maya.phone.press("2")
    maya.hears(wording.message_done())
    assert phones.ended() == "message"


def test_pass_hands_a_message_on(phones: Phones) -> None:
    """PASS gives the message to the next mentor."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("5")
    student.hears(wording.message_prompt())
    student.hears("♪ beep")
    phones.wait(seconds=30)
    student.hangs_up()
    luis.is_texted(phones.words(wording.callback_text, recording=True))
    luis.texts("PASS")
    luis.is_texted(phones.words(wording.callback_passed_text))
    maya.is_texted(phones.words(wording.callback_text, recording=True))


def test_a_message_without_words_leads_to_the_card(phones: Phones) -> None:
    """Silence after the tone is no message and no end: the choices come again."""
    student = phones.student()
    student.phone.silent = True
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("5")
    student.hears(wording.message_prompt())
    student.hears("♪ beep")
    student.hears(wording.message_was_empty())
    student.hears(phones.card())
    student.hangs_up()
    assert phones.ended() == "safety_card"


def test_a_message_that_nobody_hears_is_deleted_after_two_days(phones: Phones) -> None:
    """Nothing of a student lies at the carrier for longer than it is of use."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    leaves_a_message(student, maya)
    maya.texts("PASS")
    maya.is_texted(phones.words(wording.callback_passed_text))
    phones.wait(seconds=48 * 3600 + 600)
    assert phones.ended() == "callback_unmet"
    assert phones.exchange.recordings.kept == {}


def test_a_message_is_played_only_to_its_owner(phones: Phones) -> None:
    """The address of a message opens with its own secret word, and only while it is heard."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    leaves_a_message(student, maya)
    contact = phones.contact()
    address = f"/voice/recording/{contact.id}/{contact.state.recording.token}"
    assert phones.app.test_client().get(address).status_code == 404
    assert phones.app.test_client().get(address + "x").status_code == 404

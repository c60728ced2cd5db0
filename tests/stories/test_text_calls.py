"""Calls and texts share the mentors, and CALL turns one into the other."""

from phones import LINE, Phones
from telling.texting import answers, is_done, is_offered, talking, writes

from warmline import wording


def test_call_bridges_the_two_by_voice(phones: Phones) -> None:
    """The mentor's phone rings first, then the student's; both see the line's number."""
    student, maya, _ = talking(phones)
    maya.takes_a_callback()
    student.rings()
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    student.talks_to(maya)
    assert (student.shown(), maya.shown()) == ({LINE}, {LINE})
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_idle_within(10)
    student.texts("thank you for calling")
    maya.is_texted("thank you for calling")
    maya.texts("any time")
    student.is_texted("any time")
    is_done(phones, maya, student)


def test_nobody_is_nudged_while_the_two_are_on_the_phone(phones: Phones) -> None:
    """A student whose text was answered by a call is not offered to somebody else."""
    student, maya, _ = talking(phones)
    student.texts("can we talk?")
    maya.is_texted("can we talk?")
    maya.takes_a_callback()
    student.rings()
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    student.talks_to(maya)
    phones.wait(seconds=20 * 60)
    student.gets_no_text()
    maya.gets_no_text()
    student.hangs_up()
    maya.hears(wording.student_hung_up())


def test_a_student_who_does_not_pick_up_can_still_be_written_to(phones: Phones) -> None:
    """The conversation goes on as it was."""
    student, maya, _ = talking(phones)
    maya.takes_a_callback()
    student.rings()
    student.declines()
    maya.hears(wording.student_did_not_answer(), within=60)
    maya.is_idle_within(30)
    maya.texts("I tried to call")
    student.is_texted("I tried to call")


def test_call_without_a_conversation_takes_a_callback_if_there_is_one(phones: Phones) -> None:
    """On an offer that is not taken, CALL rings nobody."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    is_offered(maya, name)
    maya.texts("CALL")
    maya.is_texted(phones.words(wording.callback_gone_text))
    student.is_idle()
    answers(phones, maya, student, name)


def test_a_mentor_in_a_conversation_is_not_rung(phones: Phones) -> None:
    """A call goes to somebody whose hands are free."""
    _, maya, _ = talking(phones)
    caller = phones.student("Caller")
    (luis,) = phones.on_call("Luis")
    caller.reaches(luis)
    maya.does_not_ring()


def test_a_mentor_in_a_call_is_not_texted(phones: Phones) -> None:
    """A text goes to somebody who is not on the phone."""
    student, caller = phones.student(), phones.student("Caller")
    maya, luis = phones.on_call("Maya", "Luis")
    caller.reaches(maya)
    name = writes(phones, student)
    is_offered(luis, name)
    answers(phones, luis, student, name)
    maya.gets_no_text()


def test_a_mentor_whose_phone_rings_cannot_take_an_old_offer(phones: Phones) -> None:
    """Answering a lapsed offer from within a call is told to wait, and the student with it."""
    student, caller = phones.student(), phones.student("Caller")
    (maya,) = phones.on_call("Maya")
    (bo,) = phones.backup("Bo")
    name = writes(phones, student)
    is_offered(maya, name)
    is_offered(bo, name, within=130)
    caller.reaches(maya)
    maya.texts("I can take it")
    maya.is_texted(phones.told_mentor("elsewhere", name))
    answers(phones, bo, student, name)


def test_a_student_who_calls_and_texts_at_once_has_both(phones: Phones) -> None:
    """Two mentors answer one student on two ways; no mentor is in both."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    is_offered(maya, name)
    student.reaches(luis)
    answers(phones, maya, student, name)
    maya.does_not_ring()


def test_rest_after_a_conversation_counts_for_calls(phones: Phones) -> None:
    """Five minutes after a conversation a mentor's phone is quiet."""
    student, maya, _ = talking(phones)
    caller = phones.student("Caller")
    is_done(phones, maya, student)
    caller.calls(expecting=None)
    caller.hears(phones.words(wording.greeting_without_mentors))
    maya.does_not_ring()
    caller.hangs_up()
    phones.wait(seconds=5 * 60)
    caller.calls()
    maya.rings()

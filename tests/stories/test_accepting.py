"""What a mentor may press, and what it means for the student."""

from phones import LINE, Phones

from warmline import wording


def test_pressing_1_connects_the_mentor(phones: Phones) -> None:
    """The mentor who presses 1 talks to the student, with no number shown on either side."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    assert maya.shown() == {LINE}
    assert student.phone.number not in phones.transcript()


def test_pressing_2_passes_the_call_on(phones: Phones) -> None:
    """A mentor who cannot talk now passes, and the next phone rings at once."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.presses("2")
    luis.rings()
    maya.hears(wording.passed())
    student.hangs_up()
    luis.is_idle()
    assert phones.ended() == "left"


def test_a_mentor_who_passed_comes_again_in_the_next_round(phones: Phones) -> None:
    """Passing is for this round: when nobody else is free, the same mentor is asked again."""
    phones.rung("on shift", rounds=2)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("2")
    maya.hears(wording.passed())
    phones.wait(seconds=2)
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)


def test_pressing_3_steps_aside_for_good(phones: Phones) -> None:
    """A mentor who may know the student steps aside, and is never rung for this call again."""
    phones.rung("on shift", rounds=3)
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.presses("3")
    luis.rings()
    maya.hears(wording.stepped_aside())
    luis.presses("2")
    luis.hears(wording.passed())
    phones.wait(seconds=2)
    luis.rings()
    maya.does_not_ring()
    luis.presses("1")
    student.talks_to(luis)


def test_stepping_aside_holds_for_the_callback_too(phones: Phones) -> None:
    """A mentor who stepped aside is not the one whom the student's callback is given to."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.presses("3")
    luis.rings()
    maya.hears(wording.stepped_aside())
    student.opens_the_menu()
    student.presses("2")
    student.hears(wording.callback_promised())
    luis.is_texted(phones.words(wording.callback_text, recording=False))


def test_pressing_nothing_is_a_pass(phones: Phones) -> None:
    """Whoever picks up and presses nothing within 15 s has passed."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.picks_up()
    luis.does_not_ring()
    phones.wait(seconds=15)
    luis.rings()
    maya.has_heard(phones.whisper())  # a second time
    maya.hears(wording.no_key())
    luis.presses("1")
    student.talks_to(luis)


def test_a_key_that_means_nothing_is_asked_again(phones: Phones) -> None:
    """A slip of the finger costs a mentor nothing: the question is asked again."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("7")
    maya.has_heard(phones.whisper())
    maya.presses("1")
    student.talks_to(maya)


def test_a_voicemail_box_never_gets_a_student(phones: Phones) -> None:
    """A box that picks up presses no key, so the student never hears it and the call goes on."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    maya.phone.behaves("voicemail after 10")
    student.calls()
    maya.rings()
    phones.wait(seconds=24)
    student.talks_to_nobody()
    phones.wait(seconds=1.5)
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)


def test_a_phone_that_is_off_is_a_pass(phones: Phones) -> None:
    """A phone that is off sends calls to its box at once, and costs the student 15 s at most."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    maya.phone.behaves("off")
    student.calls()
    phones.wait(seconds=15)
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)


def test_a_busy_phone_costs_the_student_nothing(phones: Phones) -> None:
    """A phone that is busy or cannot be reached is passed over at once."""
    student = phones.student()
    maya, luis, ana = phones.on_call("Maya", "Luis", "Ana")
    maya.phone.behaves("busy")
    luis.phone.behaves("unreachable")
    student.calls()
    ana.rings()
    ana.presses("1")
    student.talks_to(ana)


def test_declining_on_the_screen_is_a_pass(phones: Phones) -> None:
    """Refusing the call on the phone's own screen rings the next mentor at once."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.declines()
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)


def test_hanging_up_on_the_question_is_a_pass(phones: Phones) -> None:
    """A mentor who picks up and hangs up again has passed."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.picks_up()
    maya.hangs_up()
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)


def test_a_mentor_may_accept_while_the_greeting_plays(phones: Phones) -> None:
    """Ringing starts before the greeting does; the mentor is told that the student comes."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("1")
    phones.wait(seconds=3)
    maya.hears(wording.student_on_the_way())
    student.talks_to_nobody()
    student.talks_to(maya, within=10)


def test_accepting_after_the_greeting_connects_within_a_second_or_two(phones: Phones) -> None:
    """No request of ours stands between pressing 1 and talking."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    phones.wait(seconds=15)
    maya.presses("1")
    student.talks_to(maya, within=3)


def test_a_mentor_who_goes_before_the_student_comes_is_no_answer(phones: Phones) -> None:
    """A student who never met a mentor is not thanked for talking: the ringing goes on."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.presses("1")
    phones.wait(seconds=3)
    maya.hears(wording.student_on_the_way())
    maya.hangs_up()
    maya.rings()
    maya.declines()
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)


def test_wrap_up_is_asked_of_a_mentor_who_talked(phones: Phones) -> None:
    """After a talk, and only after one, the mentor is asked for topics and stress by text."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "talked"

"""Callbacks: they have an owner, both sides stay masked, and no voicemail tells a tale."""

from phones import LINE, Person, Phones

from warmline import wording


def asks_for_a_callback(student: Person, *rung: Person) -> None:
    """Call, and choose to be called back while these phones ring one after the other."""
    student.calls()
    for mentor in rung:
        mentor.rings()
    student.opens_the_menu()
    student.presses("2")
    student.hears(wording.callback_promised())
    student.is_idle_within(10)


def is_offered(mentor: Person) -> None:
    """A mentor is texted that a callback is theirs."""
    mentor.is_texted(mentor.phones.words(wording.callback_text, recording=False), within=11 * 60)


def one_asked_and_owned(phones: Phones) -> tuple[Person, Person]:
    """A student who wants to be called back, and the only mentor on call."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    asks_for_a_callback(student, maya)
    is_offered(maya)
    return student, maya


def test_call_rings_the_mentor_first_and_then_the_student(phones: Phones) -> None:
    """CALL bridges both phones; each side sees the line's number and no other."""
    student, maya = one_asked_and_owned(phones)
    maya.takes_a_callback()
    student.rings()
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    student.talks_to(maya)
    assert (student.shown(), maya.shown()) == ({LINE}, {LINE})
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "called_back"


def test_the_student_is_not_rung_before_the_mentor_has_pressed_1(phones: Phones) -> None:
    """A mentor's own voicemail box never calls a student."""
    student, maya = one_asked_and_owned(phones)
    maya.phone.behaves("voicemail after 5")
    maya.texts("call")
    maya.is_texted(phones.words(wording.callback_ringing_text))
    maya.rings()
    phones.wait(seconds=60)
    student.is_idle()


def test_a_mentor_may_leave_it_for_later(phones: Phones) -> None:
    """Pressing 2 keeps the callback, and CALL works again."""
    student, maya = one_asked_and_owned(phones)
    maya.texts("CALL")
    maya.is_texted(phones.words(wording.callback_ringing_text))
    maya.rings()
    maya.answers()
    maya.hears(phones.words(wording.callback_whisper, recording=False))
    maya.phone.press("2")
    phones.wait(seconds=3)
    maya.hears(wording.passed())
    student.is_idle()
    maya.takes_a_callback()
    student.rings()
    student.declines()
    maya.hears(wording.student_did_not_answer())


def test_the_students_voicemail_box_hears_nothing_that_tells(phones: Phones) -> None:
    """Words left in a box name no line, no campus and no reason."""
    student, maya = one_asked_and_owned(phones)
    student.phone.behaves("voicemail after 5")
    maya.takes_a_callback()
    student.rings()
    maya.hears(wording.student_did_not_answer(), within=60, meanwhile=wording.ringing_student())
    question = wording.callback_question()
    assert [it.text for it in student.phone.box] == [question, question, wording.callback_goodbye()]


def test_a_student_who_does_not_answer_may_be_tried_again(phones: Phones) -> None:
    """The request stays with its owner for three tries in all."""
    student, maya = one_asked_and_owned(phones)
    for _ in range(2):
        maya.takes_a_callback()
        student.rings()
        student.declines()
        maya.hears(wording.student_did_not_answer())
        phones.wait(seconds=6)
    maya.takes_a_callback()
    student.rings()
    student.declines()
    maya.hears(wording.student_gave_up())
    assert phones.ended() == "callback_unmet"


def test_a_mentor_who_hangs_up_stops_the_students_phone(phones: Phones) -> None:
    """A student never picks up a callback that nobody is behind."""
    student, maya = one_asked_and_owned(phones)
    maya.takes_a_callback()
    student.rings()
    maya.hangs_up()
    student.is_idle()


def test_a_student_who_presses_1_too_late_is_told_kindly(phones: Phones) -> None:
    """When the mentor's phone drops just then, the student hears that they will be called again."""
    student, maya = one_asked_and_owned(phones)
    maya.takes_a_callback()
    student.rings()
    student.answers()
    student.hears(wording.callback_question())
    phones.worker_pauses()
    maya.hangs_up()
    student.presses("1")
    phones.worker_resumes()
    student.hears(wording.callback_lost())


def test_a_mentor_who_leaves_a_callback_first_leaves_the_way_back_open(phones: Phones) -> None:
    """A callback is a talk like any other once both are in it."""
    student, maya = one_asked_and_owned(phones)
    maya.takes_a_callback()
    student.rings()
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    student.talks_to(maya)
    maya.hangs_up()
    student.hears(wording.parted())
    student.presses("1")
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "called_back"


def test_pass_hands_it_on(phones: Phones) -> None:
    """PASS gives the callback to the next mentor, and never back."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    asks_for_a_callback(student, maya)
    is_offered(luis)
    luis.texts("Pass.")
    luis.is_texted(phones.words(wording.callback_passed_text))
    is_offered(maya)
    maya.texts("PASS")
    maya.is_texted(phones.words(wording.callback_passed_text))
    phones.wait(seconds=3 * 3600)


def test_an_owner_who_does_nothing_loses_it_to_the_next(phones: Phones) -> None:
    """After ten minutes the next mentor is texted; nobody is texted over and over."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    asks_for_a_callback(student, maya)
    is_offered(luis)
    is_offered(maya)
    luis.texts("CALL")
    luis.is_texted(phones.words(wording.callback_gone_text))
    maya.takes_a_callback()
    student.rings()
    student.declines()
    maya.hears(wording.student_did_not_answer())


def test_another_mentors_call_changes_nothing(phones: Phones) -> None:
    """Only the owner can take a callback; everybody else is told that none waits for them."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    asks_for_a_callback(student, maya)
    is_offered(luis)
    maya.texts("CALL")
    maya.is_texted(phones.words(wording.callback_gone_text))
    maya.texts("PASS")
    maya.is_texted(phones.words(wording.nothing_open_text))
    student.is_idle()


def test_a_mentor_in_a_call_cannot_take_a_callback_at_the_same_time(phones: Phones) -> None:
    """CALL during a talk is answered by text, and the callback stays with its owner."""
    student, other = phones.student(), phones.student("Other")
    (maya,) = phones.on_call("Maya")
    asks_for_a_callback(student, maya)
    is_offered(maya)
    phones.wait(seconds=20)
    other.reaches(maya)
    maya.texts("CALL")
    maya.is_texted(phones.words(wording.callback_busy_text))
    other.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.is_idle_within(10)
    maya.takes_a_callback()
    student.rings()
    student.declines()
    maya.hears(wording.student_did_not_answer())


def test_a_callback_that_nobody_takes_is_told_to_the_coordinator(phones: Phones) -> None:
    """After thirty minutes the coordinator hears, once, that a student still waits."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    cora = phones.mentor("Cora", "coordinator")
    asks_for_a_callback(student, maya)
    is_offered(maya)
    phones.wait(seconds=29 * 60)
    cora.is_texted(phones.words(wording.callback_unowned_text), within=60)
    phones.wait(seconds=2 * 3600)


def test_a_callback_with_nobody_on_call_waits_for_the_next_who_is(phones: Phones) -> None:
    """Asked at a bad hour, the request is offered when somebody comes on."""
    student = phones.student()
    student.calls(expecting=None)
    student.hears(phones.words(wording.greeting_without_mentors))
    student.hears(phones.card())
    student.presses("2")
    student.hears(wording.callback_promised())
    student.is_idle_within(10)
    (maya,) = phones.on_call("Maya")
    phones.ready()
    is_offered(maya)


def test_words_that_are_no_command_are_answered(phones: Phones) -> None:
    """A mentor who texts anything else is told that nobody reads it; nothing happens."""
    student, maya = one_asked_and_owned(phones)
    maya.texts("who is it?")
    maya.is_texted(phones.words(wording.nothing_open_text))
    student.is_idle()


def test_stop_is_left_to_the_carrier(phones: Phones) -> None:
    """The carrier answers STOP itself; a second answer of ours would fail."""
    student = phones.student()
    student.texts("STOP")
    phones.wait(seconds=5)
    assert len([it for it in student.phone.texts if it.incoming]) == 1
    student.has_been_texted_by_the_carrier()


def test_an_owner_who_has_tried_keeps_the_callback_while_it_is_theirs(phones: Phones) -> None:
    """A mentor who did not reach the student has ten minutes more, whatever the hour."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    cora = phones.mentor("Cora", "coordinator")
    asks_for_a_callback(student, maya)
    is_offered(luis)
    is_offered(maya)
    phones.wait(seconds=9 * 60)
    maya.takes_a_callback()
    student.rings()
    student.declines()
    maya.hears(wording.student_did_not_answer())
    phones.wait(seconds=9 * 60)
    maya.takes_a_callback()
    student.rings()
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    student.talks_to(maya)
    cora.is_idle()

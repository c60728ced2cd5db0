"""Star, while waiting: the choices, and that looking at them costs nothing."""

from phones import Phones

from warmline import wording


def test_the_search_goes_on_while_the_menu_is_heard(phones: Phones) -> None:
    """Opening the menu does not stop the phones."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    maya.declines()
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)


def test_keeping_quiet_in_the_menu_keeps_waiting(phones: Phones) -> None:
    """A student who presses nothing in the menu waits on, and hears so."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.hears(wording.reassurance(0))
    maya.presses("1")
    student.talks_to(maya)


def test_star_works_during_the_greeting(phones: Phones) -> None:
    """A student who knows the line need not hear the greeting out."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.presses("*")
    student.hears(wording.waiting_menu(voicemail=False))
    student.hangs_up()


def test_2_asks_for_a_callback(phones: Phones) -> None:
    """Press 2: the phones stop, and a mentor will call back."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("2")
    maya.is_idle()
    student.hears(wording.callback_promised())
    luis.is_texted(phones.words(wording.callback_text, recording=False))
    student.is_idle_within(10)


def test_3_reaches_counseling_now(phones: Phones) -> None:
    """Press 3: the phones stop, and counseling rings once."""
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("3")
    maya.is_idle()
    student.hears(wording.to_counseling(desk.name))
    phones.wait(seconds=4)
    desk.rings()
    desk.answers()
    student.talks_to(desk)
    student.hangs_up()
    assert phones.ended() == "counseling"


def test_3_with_no_desk_open_says_the_numbers_and_goes_on(phones: Phones) -> None:
    """With counseling closed the search goes on, and the student hears what is open."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("3")
    student.hears(phones.words(wording.no_desk_open, then=wording.search_goes_on()))
    student.hears(wording.reassurance(0))
    maya.presses("1")
    student.talks_to(maya)


def test_4_says_the_crisis_numbers_and_goes_on(phones: Phones) -> None:
    """Press 4: the numbers that are answered day and night, then the wait goes on."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("4")
    student.hears(phones.words(wording.crisis_numbers))
    student.hears(wording.reassurance(0))
    maya.presses("1")
    student.talks_to(maya)


def test_a_message_is_offered_only_where_the_line_takes_messages(phones: Phones) -> None:
    """Without voicemail 5 means nothing: the student keeps their place."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("5")
    student.hears(wording.reassurance(0))
    maya.presses("1")
    student.talks_to(maya)


def test_5_leaves_a_message_where_the_line_takes_messages(phones: Phones) -> None:
    """With voicemail the menu offers a message, and the phones stop for it."""
    phones.line(voicemail=True)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("5")
    maya.is_idle()
    student.hears(wording.message_prompt())
    student.hears("♪ beep")
    student.hangs_up()
    phones.wait(seconds=300)
    assert phones.ended() == "left"


def test_a_mentor_may_accept_while_the_menu_is_heard(phones: Phones) -> None:
    """The student finishes choosing; the mentor is kept company meanwhile."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    maya.presses("1")
    phones.wait(seconds=3)
    maya.hears(wording.student_on_the_way())
    student.talks_to(maya)


def test_a_callback_asked_for_after_a_mentor_accepted_is_a_talk(phones: Phones) -> None:
    """A mentor who is on the line already is better than a callback."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    maya.presses("1")
    student.presses("2")
    student.talks_to(maya)


def test_the_menu_can_be_opened_again_and_again(phones: Phones) -> None:
    """Star never leads away from the search."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    for _ in range(2):
        student.opens_the_menu()
        student.presses("9")
    student.opens_the_menu()
    student.hangs_up()
    maya.is_idle()
    assert phones.ended() == "left"

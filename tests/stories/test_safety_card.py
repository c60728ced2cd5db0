"""The end of the ladder: the safety card, and what may be chosen there."""

from phones import Person, Phones

from warmline import wording


def reaches_the_card(student: Person, *, desk_open: bool = False) -> None:
    """Call when nobody can come to the phone."""
    student.calls(expecting=None)
    student.hears(student.phones.words(wording.greeting_without_mentors))
    student.hears(student.phones.card(desk_open=desk_open))


def test_with_nobody_at_all_the_card_is_spoken(phones: Phones) -> None:
    """A line with nobody on call and no desk still says where help is."""
    student = phones.student()
    reaches_the_card(student)
    student.hangs_up()
    assert phones.ended() == "safety_card"


def test_silence_at_the_card_ends_kindly_after_three_times(phones: Phones) -> None:
    """Someone who cannot press or speak hears the card three times, and a kind goodbye."""
    student = phones.student()
    reaches_the_card(student)
    student.hears(phones.card(), within=60)
    student.hears(phones.card(), within=60)
    student.hears(phones.words(wording.silence_goodbye), within=60)
    student.is_idle_within(20)
    assert phones.ended() == "safety_card"


def test_2_at_the_card_asks_for_a_callback(phones: Phones) -> None:
    """With nobody to take it, a callback still waits for the next mentor on call."""
    student = phones.student()
    reaches_the_card(student)
    student.presses("2")
    student.hears(wording.callback_promised())
    student.is_idle_within(10)


def test_6_at_the_card_sends_the_numbers_by_text(phones: Phones) -> None:
    """The numbers come by text only to someone who asked, and name no service."""
    student = phones.student()
    reaches_the_card(student)
    student.presses("6")
    student.hears(wording.card_texted())
    student.is_texted(phones.words(wording.card_text))
    assert "Ears for Peers" not in phones.words(wording.card_text)
    assert phones.ended() == "safety_card"


def test_nobody_is_texted_who_did_not_ask(phones: Phones) -> None:
    """A phone that is watched shows nothing: hanging up at the card sends no text."""
    student = phones.student()
    reaches_the_card(student)
    student.hangs_up()
    phones.wait(seconds=60)
    assert [it for it in student.phone.texts if it.incoming] == []


def test_0_at_the_card_tries_counseling_again(phones: Phones) -> None:
    """A desk that was busy a minute ago may be free now."""
    student, desk = phones.student(), phones.desk()
    desk.phone.behaves("busy")
    student.calls(expecting=None)
    student.hears(phones.words(wording.greeting_without_mentors))
    student.hears(wording.to_counseling(desk.name))
    student.hears(phones.card(desk_open=True))
    desk.phone.behaves("rings")
    student.presses("0")
    student.hears(wording.to_counseling(desk.name))
    phones.wait(seconds=4)
    desk.rings()
    desk.answers()
    student.talks_to(desk)


def test_0_at_the_card_with_no_desk_open_comes_back_to_the_card(phones: Phones) -> None:
    """Nothing is promised that is not so: the numbers, then the choices again."""
    student = phones.student()
    reaches_the_card(student)
    student.presses("0")
    student.hears(phones.words(wording.no_desk_open, then=""))
    student.hears(phones.card())
    student.hangs_up()


def test_5_at_the_card_leaves_a_message_where_the_line_takes_them(phones: Phones) -> None:
    """With voicemail the card offers a message as well."""
    phones.line(voicemail=True)
    student = phones.student()
    reaches_the_card(student)
    student.presses("5")
    student.hears(wording.message_prompt())
    student.hears("♪ beep")
    phones.wait(seconds=20)
    student.presses("#")
    student.hears(wording.message_kept())


def test_5_at_the_card_means_nothing_elsewhere(phones: Phones) -> None:
    """Without voicemail a message is neither offered nor taken."""
    student = phones.student()
    reaches_the_card(student)
    student.presses("5")
    student.hears(phones.card())
    student.hangs_up()


def test_any_other_key_at_the_card_says_it_again(phones: Phones) -> None:
    """A slip of the finger never ends the call."""
    student = phones.student()
    reaches_the_card(student)
    for key in ("1", "#", "*", "9"):
        student.presses(key)
        student.hears(phones.card())
    student.hangs_up()


def test_a_student_on_hold_is_fetched_to_the_card(phones: Phones) -> None:
    """When the last phone has rung in vain the waiting student hears the card at once."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    phones.wait(seconds=20)
    student.hears(phones.card(), within=1)
    student.hangs_up()

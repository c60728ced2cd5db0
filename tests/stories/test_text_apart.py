"""Conversations are told apart by the number on which a mentor sees them."""

from phones import LINE, Person, Phones
from telling.texting import FIRST, answers, is_done, is_offered, talking, writes

from warmline import wording

RELAY = "+14155550101"


def two_talking(phones: Phones) -> tuple[Person, Person, Person]:
    """Two students with one mentor who may have both."""
    phones.relay_numbers(RELAY)
    one, two = phones.student("One"), phones.student("Two")
    maya = phones.mentor("Maya", "mentor", max_texts=2)
    phones.on_shift("Maya")
    first = writes(phones, one, "one")
    is_offered(maya, first, "one")
    answers(phones, maya, one, first, "hello one")
    second = writes(phones, two, "two")
    is_offered(maya, second, "two", on=RELAY)
    answers(phones, maya, two, second, "hello two", on=RELAY)
    return one, two, maya


def test_one_mentor_writes_with_two_students_on_two_numbers(phones: Phones) -> None:
    """Each student reads their own words, from the published number alone."""
    one, two, maya = two_talking(phones)
    two.texts("from two")
    one.texts("from one")
    maya.is_texted("from two", on=RELAY)
    maya.is_texted("from one")
    maya.texts("to two", to=RELAY)
    maya.texts("to one")
    one.is_texted("to one")
    two.is_texted("to two")
    assert (one.shown(), two.shown()) == ({LINE}, {LINE})


def test_a_command_is_about_the_number_it_is_sent_to(phones: Phones) -> None:
    """DONE on one number leaves the other conversation alone."""
    one, two, maya = two_talking(phones)
    is_done(phones, maya, two, on=RELAY)
    one.texts("still there?")
    maya.is_texted("still there?")
    maya.texts("yes, I am")
    one.is_texted("yes, I am")


def test_without_relay_numbers_there_is_one_conversation_at_a_time(phones: Phones) -> None:
    """A mentor who may have two conversations has one while there is one number."""
    one, two = phones.student("One"), phones.student("Two")
    maya = phones.mentor("Maya", "mentor", max_texts=2)
    phones.on_shift("Maya")
    first = writes(phones, one)
    is_offered(maya, first)
    answers(phones, maya, one, first)
    writes(phones, two, "two")
    two.is_texted(phones.words(wording.text_still_looking))
    phones.wait(seconds=20)
    maya.gets_no_text()


def test_words_on_a_number_with_nothing_open_go_to_nobody(phones: Phones) -> None:
    """A mentor who writes on the wrong number is told so; no student reads it."""
    phones.relay_numbers(RELAY)
    student, maya, _ = talking(phones)
    maya.texts("is that you?", to=RELAY)
    maya.is_texted(phones.words(wording.nothing_open_text), on=RELAY)
    phones.wait(seconds=180)
    student.gets_no_text()
    assert not phones.carrier_keeps("is that you?")


def test_words_after_the_close_go_to_nobody(phones: Phones) -> None:
    """A mentor who writes on when it is closed is told so."""
    student, maya, name = talking(phones)
    is_done(phones, maya, student)
    maya.texts("and take care!")
    maya.is_texted(phones.told_mentor("closed", name))
    phones.wait(seconds=180)
    student.gets_no_text()
    assert not phones.carrier_keeps("and take care!")


def test_a_number_is_nobody_elses_for_five_minutes(phones: Phones) -> None:
    """After one student's conversation the next student's is not put in its place at once."""
    phones.line(cool_down_minutes=0)
    one, maya, name = talking(phones)
    two = phones.student("Two")
    is_done(phones, maya, one)
    second = writes(phones, two, "two")
    two.is_texted(phones.words(wording.text_still_looking))
    phones.wait(seconds=4 * 60)
    maya.texts("oh, and one, sleep well")
    maya.is_texted(phones.told_mentor("closed", name))
    two.gets_no_text()
    is_offered(maya, second, "two", within=180)
    maya.texts(second.lower())
    maya.is_texted(phones.told_mentor("claimed", second))
    maya.texts("I am here")
    two.is_texted("I am here")


def test_late_words_for_the_student_before_are_never_sent_to_the_next(phones: Phones) -> None:
    """For hours nothing is sent on until the mentor has named the new student."""
    one, maya, _ = talking(phones)
    two = phones.student("Two")
    is_done(phones, maya, one)
    phones.wait(seconds=10 * 60)
    second = writes(phones, two, "two")
    is_offered(maya, second, "two")
    for late in ("one, are you still up?", "please write"):
        maya.texts(late)
        maya.is_texted(phones.told_mentor("name_first", second))
    maya.texts(f"{second}!")
    maya.is_texted(phones.told_mentor("claimed", second))
    maya.texts("hello two")
    two.is_texted("hello two")
    assert [it.body for it in two.phone.texts if it.incoming][1:] == ["hello two"]


def test_a_day_later_a_number_is_as_new(phones: Phones) -> None:
    """Nobody is asked for a codename when nothing can be on its way any more."""
    one, maya, _ = talking(phones)
    two = phones.student("Two")
    is_done(phones, maya, one)
    phones.wait(seconds=13 * 3600)
    second = writes(phones, two)
    is_offered(maya, second, FIRST)
    answers(phones, maya, two, second)


def test_a_mentor_with_a_conversation_cannot_take_a_lapsed_offer_too(phones: Phones) -> None:
    """One at a time is one at a time: the answer to the old offer says why it was not sent."""
    phones.relay_numbers(RELAY)
    one, two = phones.student("One"), phones.student("Two")
    (maya,) = phones.on_call("Maya")
    (bo,) = phones.backup("Bo")
    first = writes(phones, one, "one")
    is_offered(maya, first, "one")
    is_offered(bo, first, "one", within=130)
    second = writes(phones, two, "two")
    is_offered(maya, second, "two", on=RELAY)
    answers(phones, maya, two, second, "hello two", on=RELAY)
    maya.texts("hello one")
    maya.is_texted(phones.told_mentor("elsewhere", first))
    answers(phones, bo, one, first, "hello, I am Bo")

"""Texts that open no conversation each have their own right answer."""

from phones import LINE, Phones
from telling.texting import FIRST, answers, is_done, is_offered, talking, writes

from warmline import wording

RELAY = "+14155550101"


def test_a_mentor_with_nothing_open_is_told_so(phones: Phones) -> None:
    """A mentor's phone never opens a conversation, and their words go nowhere."""
    maya, _luis = phones.on_call("Maya", "Luis")
    maya.texts("can anybody talk")
    maya.is_texted(phones.words(wording.nothing_open_text))
    phones.wait(seconds=300)
    assert not phones.carrier_keeps("can anybody talk")


def test_a_blocked_number_is_told_once_where_help_is(phones: Phones) -> None:
    """One answer a day, nobody is offered anything, nothing is kept."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.blocks(student)
    student.texts("you again")
    student.is_texted(phones.words(wording.text_blocked))
    student.texts("hello?")
    phones.wait(seconds=300)
    student.gets_no_text()
    maya.gets_no_text()
    assert not phones.carrier_keeps("you again")


def test_a_short_code_is_not_answered(phones: Phones) -> None:
    """A machine that texts us gets no answer: two machines would talk for ever."""
    phones.on_call("Maya")
    phones.ready()
    sent = [("MessageSid", "SM" + "1" * 32), ("From", "72345"), ("To", LINE), ("Body", "Your code")]
    answer = phones.posts("/texts/incoming", sent, signed=True)
    assert (answer.status, b"Message" in answer.body) == (200, False)
    phones.wait(seconds=300)


def test_closed_hours_are_answered_with_the_next_opening(phones: Phones) -> None:
    """Nobody is offered anything, and the student reads when we open and where help is now."""
    phones.line(hours=["Mon 07:00-08:00"])
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts("is anybody there?")
    student.is_texted(phones.closed_text())
    phones.wait(seconds=300)
    maya.gets_no_text()
    assert not phones.carrier_keeps("is anybody there?")


def test_a_conversation_that_goes_on_at_closing_time_goes_on(phones: Phones) -> None:
    """Hours decide when one may begin, not when it must end; a closed one stays closed."""
    phones.line(hours=["Mon 19:00-20:10"])
    student, maya, _ = talking(phones)
    phones.wait(seconds=15 * 60)
    student.texts("one more thing")
    maya.is_texted("one more thing")
    maya.texts("go on")
    student.is_texted("go on")
    is_done(phones, maya, student)
    student.texts("thanks")
    student.is_texted(phones.closed_text())


def test_an_empty_text_is_asked_for_again(phones: Phones) -> None:
    """Neither side's empty text is sent on; both are told."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts("  ")
    student.is_texted(phones.words(wording.text_empty))
    name = writes(phones, student)
    is_offered(maya, name)
    maya.texts(" \n ")
    maya.is_texted(phones.words(wording.text_empty))
    answers(phones, maya, student, name)


def test_a_flood_is_answered_once_and_ends_by_itself(phones: Phones) -> None:
    """More than anybody can read in a minute is dropped with one answer, and nothing is kept."""
    student, maya, _ = talking(phones)
    phones.wait(seconds=60)
    for it in range(36):
        student.texts(f"word {it}")
    for it in range(30):
        maya.is_texted(f"word {it}", within=60)
    student.is_texted(phones.words(wording.text_flood))
    phones.wait(seconds=60)
    assert not phones.carrier_keeps("word 33")
    student.texts("sorry")
    maya.is_texted("sorry")
    student.gets_no_text()


def test_a_text_to_a_relay_number_is_answered_from_the_published_one(phones: Phones) -> None:
    """A student who finds another of our numbers still has a mentor, and sees the line's own."""
    phones.relay_numbers(RELAY)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts(FIRST, to=RELAY)
    student.is_texted(phones.words(wording.text_welcome))
    name = phones.conversation().codename
    is_offered(maya, name)
    answers(phones, maya, student, name)


def test_a_forged_text_is_refused(phones: Phones) -> None:
    """Without the carrier's signature nobody writes to a student."""
    student, maya, _ = talking(phones)
    forged = [("MessageSid", "SM" + "2" * 32), ("From", maya.phone.number), ("To", LINE),
              ("Body", "forged")]  # fmt: skip
    assert phones.posts("/texts/incoming", forged).status == 403
    phones.wait(seconds=30)
    student.gets_no_text()

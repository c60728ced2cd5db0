"""What each side's phone and the carrier's own files show of the other side."""

from phones import LINE, Phones
from telling.texting import is_done, talking

from warmline.simulator.messages import Message


def test_neither_sees_the_others_number(phones: Phones) -> None:
    """Student and mentor write through the line's number, and find no other on their phones."""
    student, maya, _ = talking(phones)
    student.texts("are you there?")
    maya.is_texted("are you there?")
    for one, other in ((student, maya), (maya, student)):
        everything = "\n".join(f"{it.other} {it.body}" for it in one.phone.texts)
        assert LINE in everything
        assert other.phone.number not in everything
        assert other.phone.number[-7:] not in everything


def test_a_mentors_phone_is_rung_by_the_line(phones: Phones) -> None:
    """A ring and a talk show the line's number to the mentor, and never who calls."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    rings = [it for it in phones.exchange.calls.values() if it.to == maya.phone.number]
    assert {it.from_ for it in rings} == {LINE}


def test_the_carrier_keeps_no_words_of_a_closed_conversation(phones: Phones) -> None:
    """An hour after its end, the carrier's list of texts has the times, and none of the words."""
    student, maya, _ = talking(phones)
    student.texts("the words of a student")
    maya.is_texted("the words of a student")
    assert said_in(phones, "the words of a student")
    is_done(phones, maya, student)
    phones.wait(seconds=3600)
    assert said_in(phones, "the words of a student") == []


def said_in(phones: Phones, words: str) -> list[Message]:
    """Return the texts that the carrier still has with these words."""
    return [it for it in phones.exchange.messages.all.values() if words in it.body]

"""Pictures are declined kindly and deleted, wherever they come from."""

from phones import Phones
from telling.texting import answers, is_done, is_offered, talking, writes

from warmline import wording


def pictures_kept(phones: Phones) -> int:
    """How many pictures the carrier has."""
    return sum(len(it.media) for it in phones.exchange.messages.all.values())


def test_a_students_picture_is_declined_and_its_words_are_sent_on(phones: Phones) -> None:
    """The mentor gets the words, nobody the picture, and the carrier keeps neither."""
    student, maya, _ = talking(phones)
    student.texts("look at this", pictures=2)
    maya.is_texted("look at this")
    student.is_texted(wording.text_no_pictures())
    assert pictures_kept(phones) == 0


def test_a_picture_without_words_still_finds_a_mentor(phones: Phones) -> None:
    """Somebody who begins with a picture is welcomed, and asked for words once."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts("", pictures=1)
    student.is_texted(phones.words(wording.text_welcome))
    student.is_texted(wording.text_no_pictures())
    name = phones.conversation().codename
    is_offered(maya, name, "")
    student.texts("sorry")
    maya.texts("hi there")
    maya.is_texted(wording.text_so_far(name, [("student", "sorry")]))
    maya.is_texted(phones.told_mentor("claimed_anew", name))
    maya.texts("hi, what are you sorry for?")
    student.is_texted("hi, what are you sorry for?")
    assert pictures_kept(phones) == 0


def test_a_mentors_picture_is_declined(phones: Phones) -> None:
    """A picture alone is not sent on and takes no offer; words beside one are."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    is_offered(maya, name)
    maya.texts("", pictures=1)
    maya.is_texted(wording.text_no_pictures())
    answers(phones, maya, student, name)
    maya.texts("this is my dog", pictures=1)
    student.is_texted("this is my dog")
    maya.is_texted(wording.text_no_pictures())
    assert pictures_kept(phones) == 0


def test_a_picture_with_nothing_open_is_declined_too(phones: Phones) -> None:
    """What a mentor sends to nobody is deleted as well."""
    (maya,) = phones.on_call("Maya")
    maya.texts("who is this?", pictures=1)
    maya.is_texted(wording.text_no_pictures())
    phones.wait(seconds=5)
    assert pictures_kept(phones) == 0
    assert not phones.carrier_keeps("who is this?")


def test_a_picture_at_closed_hours_is_not_kept(phones: Phones) -> None:
    """Closed or open, no picture stays at the carrier."""
    phones.line(hours=["Mon 07:00-08:00"])
    student = phones.student()
    student.texts("look", pictures=1)
    phones.wait(seconds=5)
    student.is_texted(phones.closed_text())
    assert pictures_kept(phones) == 0


def test_a_picture_that_cannot_be_deleted_at_once_is_deleted_later(phones: Phones) -> None:
    """A carrier in trouble is asked again."""
    student, maya, _ = talking(phones)
    phones.exchange.faults.rest("500", "*/Messages/*", method="DELETE", times=2)
    student.texts("look", pictures=1)
    maya.is_texted("look")
    student.is_texted(wording.text_no_pictures())
    phones.wait(seconds=30)
    assert pictures_kept(phones) == 0
    is_done(phones, maya, student)

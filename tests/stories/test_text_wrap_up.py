"""After a contact a mentor replies with digits: counted, and never sent to anybody."""

import pytest
from phones import CAMPUS, Phones
from telling.texting import is_done, is_offered, talking, writes

from warmline import wording
from warmline.store.records.history import KeptWrapUp
from warmline.wrap_up import Topic


def kept_of(phones: Phones, contact: str) -> list[KeptWrapUp]:
    """The wrap-ups that the records have of a contact."""
    phones.wait(seconds=10)
    kept = phones.parts.records.contact(contact)
    assert kept is not None
    return list(kept.wrap_ups)


def test_a_wrap_up_of_a_conversation_is_kept_as_counts(phones: Phones) -> None:
    """Topics, stress before and after, hard or not."""
    student, maya, _ = talking(phones)
    is_done(phones, maya, student)
    maya.texts("1 7 4>2")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    (kept,) = kept_of(phones, phones.conversation().id)
    assert kept.mentor == phones.id_of(maya)
    assert kept.topics == ({Topic.ACADEMIC_STRESS, Topic.LONELINESS})
    assert (kept.before, kept.after, kept.hard) == (4, 2, False)


def test_a_wrap_up_of_a_call_is_kept_as_counts(phones: Phones) -> None:
    """The same words after a call."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.texts("8 5-3")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    (kept,) = kept_of(phones, phones.contact().id)
    assert (kept.topics, kept.before, kept.after) == ({Topic.HOMESICKNESS}, 5, 3)


def test_hard_after_a_call_means_rest_and_a_debrief(phones: Phones) -> None:
    """Half an hour without rings, and the mentor's name on the coordinator's list."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.texts("6 HARD")
    maya.is_texted(phones.words(wording.hard_text))
    phones.wait(seconds=25 * 60)
    listed = phones.parts.records.debriefs(CAMPUS, open_only=True)
    assert [it.mentor for it in listed] == [phones.id_of(maya)]
    student.calls(expecting=None)
    student.hears(phones.words(wording.greeting_without_mentors))
    maya.does_not_ring()
    student.hangs_up()


def test_what_is_added_later_takes_nothing_back(phones: Phones) -> None:
    """HARD after the topics keeps the topics; a new pair keeps that it was hard."""
    student, maya, _ = talking(phones)
    is_done(phones, maya, student)
    maya.texts("1 7 4>2")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    maya.texts("HARD")
    maya.is_texted(phones.words(wording.hard_text))
    maya.texts("5>2")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    (kept,) = kept_of(phones, phones.conversation().id)
    assert len(kept.topics) == 2
    assert (kept.before, kept.after, kept.hard) == (5, 2, True)


@pytest.mark.parametrize("words", ["it was fine", "1 7 tired", "988"])
def test_words_are_never_kept_as_a_wrap_up(phones: Phones, words: str) -> None:
    """There is no place for a sentence: it is answered and forgotten."""
    student, maya, name = talking(phones)
    is_done(phones, maya, student)
    maya.texts(words)
    maya.is_texted(phones.told_mentor("closed", name))
    assert kept_of(phones, phones.conversation().id) == []


def test_digits_in_a_conversation_are_words(phones: Phones) -> None:
    """A mentor may answer a student with a number."""
    student, maya, _ = talking(phones)
    student.texts("how many hours did you sleep?")
    maya.is_texted("how many hours did you sleep?")
    maya.texts("4")
    student.is_texted("4")


def test_a_late_wrap_up_is_not_sent_to_the_next_student(phones: Phones) -> None:
    """It is counted for the one before, whatever is offered or open meanwhile."""
    phones.line(cool_down_minutes=0)
    one, maya, _ = talking(phones)
    before = phones.conversation().id
    is_done(phones, maya, one)
    phones.wait(seconds=10 * 60)
    two = phones.student("Two")
    name = writes(phones, two)
    is_offered(maya, name)
    maya.texts("1 7 4>2")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    maya.texts(name)
    maya.is_texted(phones.told_mentor("claimed", name))
    maya.texts("2 3>1")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    phones.wait(seconds=30)
    two.gets_no_text()
    assert len(kept_of(phones, before)) == 1


def test_a_wrap_up_that_nobody_asked_for_is_not_kept(phones: Phones) -> None:
    """Digits out of the blue are answered as words to nobody are."""
    (maya,) = phones.on_call("Maya")
    maya.texts("1 7 4>2")
    maya.is_texted(phones.words(wording.nothing_open_text))

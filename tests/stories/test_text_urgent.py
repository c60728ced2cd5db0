"""A safety phrase helps a human and decides nothing: a card, a mark, a word to the backup."""

import logging

import pytest
from phones import Phones
from telling.places import LINE
from telling.texting import ANSWER, answers, is_done, is_handed_on, is_offered, talking, writes

from warmline import safety, wording
from warmline.board import contacts_now

WORDS = "i want to die"


def gets_the_card(phones: Phones, student) -> None:
    """The student is sent the crisis numbers, once."""
    student.is_texted(phones.words(wording.text_safety_card))


def test_a_phrase_in_the_first_words_is_offered_unchanged_and_marked(phones: Phones) -> None:
    """The mentor reads the student's own words, and beside them that they are urgent."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bo,) = phones.backup("Bo")
    name = writes(phones, student, WORDS)
    is_offered(maya, name, WORDS)
    maya.is_texted(phones.told_mentor("urgent", name))
    gets_the_card(phones, student)
    bo.is_texted(phones.words(wording.backup_urgent_text, codename=name))
    answers(phones, maya, student, name)


def test_a_phrase_in_the_middle_of_a_talk_is_relayed_unchanged(phones: Phones) -> None:
    """Nothing is held back: the words arrive first, as they were written, then the mark."""
    student, maya, name = talking(phones)
    (bo,) = phones.backup("Bo")
    student.texts(WORDS)
    maya.is_texted(WORDS)
    maya.is_texted(phones.told_mentor("urgent", name))
    gets_the_card(phones, student)
    bo.is_texted(phones.words(wording.backup_urgent_text, codename=name))
    student.texts("i took 40 tylenol")
    maya.is_texted("i took 40 tylenol")
    maya.texts(ANSWER)
    student.is_texted(ANSWER)


def test_a_backup_who_has_the_conversation_is_not_told_of_it(phones: Phones) -> None:
    """A backup who talks with the student knows; the others hear that it is urgent."""
    student = phones.student()
    bo, ada = phones.backup("Bo", "Ada")
    name = writes(phones, student)
    is_offered(bo, name)
    is_offered(ada, name)
    answers(phones, bo, student, name)
    student.texts(WORDS)
    bo.is_texted(WORDS)
    bo.is_texted(phones.told_mentor("urgent", name))
    gets_the_card(phones, student)
    ada.is_texted(phones.words(wording.backup_urgent_text, codename=name))


def test_a_backup_who_cannot_be_texted_keeps_no_other_from_hearing(phones: Phones) -> None:
    """One backup has said stop to the carrier: the other one hears all the same."""
    student, maya, name = talking(phones)
    bo, ada = phones.backup("Bo", "Ada")
    phones.ready()
    phones.exchange.messages.stopped.add((bo.phone.number, LINE))
    student.texts(WORDS)
    maya.is_texted(WORDS)
    maya.is_texted(phones.told_mentor("urgent", name))
    gets_the_card(phones, student)
    ada.is_texted(phones.words(wording.backup_urgent_text, codename=name))
    bo.gets_no_text()


def test_nobody_else_is_told(phones: Phones) -> None:
    """No coordinator, no counselor, no adviser and no authority hears of a phrase from us."""
    others = [
        phones.mentor(name, role)
        for name, role in (
            ("Cora", "coordinator"),
            ("Dr. Lee", "counselor"),
            ("Prof. Ito", "adviser"),
        )
    ]
    student, maya, name = talking(phones)
    student.texts(WORDS)
    maya.is_texted(WORDS)
    maya.is_texted(phones.told_mentor("urgent", name))
    gets_the_card(phones, student)
    phones.wait(seconds=60)
    for other in others:
        other.gets_no_text()


def test_a_mentor_who_takes_over_sees_the_mark(phones: Phones) -> None:
    """A conversation stays marked when it is handed on."""
    student, maya, name = talking(phones)
    (luis,) = phones.on_call("Luis")
    student.texts(WORDS)
    maya.is_texted(WORDS)
    maya.is_texted(phones.told_mentor("urgent", name))
    gets_the_card(phones, student)
    is_handed_on(phones, maya, student, name)
    luis.is_texted(wording.text_offer(name, "I cannot sleep before boards"))
    luis.is_texted(phones.told_mentor("urgent", name))


def test_the_board_and_the_history_say_that_it_was_urgent_and_not_why(phones: Phones) -> None:
    """Who looks at the board sees the mark; what is kept is that it was there, without words."""
    student, maya, name = talking(phones)
    assert [it["urgent"] for it in contacts_now(phones.parts)] == [False]
    student.texts(WORDS)
    maya.is_texted(WORDS)
    maya.is_texted(phones.told_mentor("urgent", name))
    gets_the_card(phones, student)
    assert [it["urgent"] for it in contacts_now(phones.parts)] == [True]
    is_done(phones, maya, student)
    phones.wait(seconds=30)
    kept = phones.parts.records.contact(phones.conversation().id)
    assert kept is not None
    marks = [it for it in kept.happenings if it.kind == "text_urgent"]
    assert [it.detail for it in marks] == [{}]


def test_an_idiom_brings_nothing(phones: Phones) -> None:
    """A student whose exam is killing them is not sent crisis numbers for it."""
    student, maya, _ = talking(phones)
    student.texts("this exam is killing me")
    maya.is_texted("this exam is killing me")
    phones.wait(seconds=30)
    student.gets_no_text()


def test_a_mentors_own_words_are_not_looked_at(phones: Phones) -> None:
    """A mentor may ask about suicide by its name: only a student's words bring a card."""
    student, maya, _ = talking(phones)
    maya.texts("do you want to kill yourself? are you suicidal?")
    student.is_texted("do you want to kill yourself? are you suicidal?")
    phones.wait(seconds=30)
    student.gets_no_text()
    maya.gets_no_text()


def test_a_fault_in_the_phrases_costs_no_text(
    phones: Phones, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is wrong with the phrases, the student's words arrive, and no log has them."""

    def broken() -> None:
        raise ValueError(WORDS)

    # A fault that nobody has thought of can only be put there: every known text has an answer.
    monkeypatch.setattr(safety, "matcher", broken)
    with caplog.at_level(logging.DEBUG):
        student, maya, _ = talking(phones)
        student.texts(WORDS)
        maya.is_texted(WORDS)
    faults = [it for it in caplog.records if it.name == "warmline.safety"]
    assert {it.getMessage() for it in faults} == {"safety phrases failed"}
    assert WORDS not in caplog.text
    assert [it for it in caplog.records if WORDS in str(it.__dict__)] == []


def test_a_campus_adds_phrases_of_its_own(phones: Phones) -> None:
    """A place that means something on one campus is marked there, however it is typed."""
    phones.phrase("the old quarry", "plan")
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bo,) = phones.backup("Bo")
    words = "i am at The OLD quarry again"
    name = writes(phones, student, words)
    is_offered(maya, name, words)
    maya.is_texted(phones.told_mentor("urgent", name))
    gets_the_card(phones, student)
    bo.is_texted(phones.words(wording.backup_urgent_text, codename=name))
    answers(phones, maya, student, name)

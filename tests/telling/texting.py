"""What many stories of texts begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telling.people import Person
from telling.places import LINE
from warmline import wording

if TYPE_CHECKING:
    from phones import Phones

FIRST = "I cannot sleep before boards"
ANSWER = "I am here. What keeps you up?"


def writes(phones: Phones, student: Person, words: str = FIRST) -> str:
    """A student's first text: they are welcomed. Returns their codename."""
    student.texts(words)
    student.is_texted(phones.words(wording.text_welcome))
    return phones.conversation().codename


def is_offered(
    mentor: Person, codename: str, words: str = FIRST, *, within: float = 10, on: str = LINE
) -> None:
    """A mentor is offered a conversation."""
    mentor.is_texted(wording.text_offer(codename, words), within=within, on=on)


def answers(
    phones: Phones,
    mentor: Person,
    student: Person,
    codename: str,
    words: str = ANSWER,
    *,
    on: str = LINE,
) -> None:
    """A mentor takes a conversation by answering it."""
    mentor.texts(words, to=on)
    mentor.is_texted(phones.told_mentor("claimed", codename), on=on)
    student.is_texted(words)


def talking(phones: Phones) -> tuple[Person, Person, str]:
    """A student and a mentor in a conversation, and its codename."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    codename = writes(phones, student)
    is_offered(maya, codename)
    answers(phones, maya, student, codename)
    return student, maya, codename


def is_done(
    phones: Phones, mentor: Person, student: Person, *, on: str = LINE, say: str = "DONE"
) -> None:
    """A mentor ends a conversation, and both hear so."""
    mentor.texts(say, to=on)
    student.is_texted(phones.words(wording.text_closed))
    mentor.is_texted(phones.words(wording.wrap_up_text), on=on)


def is_handed_on(
    phones: Phones, mentor: Person, student: Person, codename: str, *, on: str = LINE
) -> None:
    """A mentor passes a conversation that they had."""
    mentor.texts("PASS", to=on)
    mentor.is_texted(phones.told_mentor("passed", codename), on=on)
    student.is_texted(wording.text_handed_on())

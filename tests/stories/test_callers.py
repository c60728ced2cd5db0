"""Callers whose phones show no number, or nonsense, and callers who say nothing."""

import pytest
from phones import Phones

from warmline import wording

STRANGE = ["anonymous", "", "+266696687", "unknown", "not-a-number", "+1", "sip:someone@host"]


@pytest.mark.parametrize("shown", STRANGE)
def test_a_caller_without_a_number_is_answered_like_any_other(phones: Phones, shown: str) -> None:
    """Hiding one's number costs nothing."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls_as(shown)
    student.hears(phones.greeting())
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    assert phones.contact().student.hash is None


def test_a_caller_without_a_number_cannot_be_called_back_and_keeps_the_place(
    phones: Phones,
) -> None:
    """A callback to nowhere is refused kindly, and the search goes on."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls_as("anonymous")
    student.hears(phones.greeting())
    maya.rings()
    student.opens_the_menu()
    student.presses("2")
    student.hears(phones.words(wording.callback_impossible))
    student.hears(wording.reassurance(0))
    maya.presses("1")
    student.talks_to(maya)


@pytest.mark.parametrize("key", ["2", "6"])
def test_a_caller_without_a_number_comes_back_to_the_card(phones: Phones, key: str) -> None:
    """Neither a callback nor a text can reach a hidden number; the card stays open."""
    student = phones.student()
    student.calls_as("anonymous")
    student.hears(phones.words(wording.greeting_without_mentors))
    student.hears(phones.card())
    student.presses(key)
    student.hears(phones.words(wording.callback_impossible))
    student.hears(phones.card())
    student.hangs_up()


def test_a_relay_operator_is_not_taken_for_spam(phones: Phones) -> None:
    """One relay number calls again and again, for different people, and is always answered."""
    phones.line(cool_down_minutes=0)
    operator = phones.student("Relay operator")
    (maya,) = phones.on_call("Maya")
    for _ in range(3):
        operator.reaches(maya)
        operator.hangs_up()
        maya.hears(wording.student_hung_up())
        maya.is_idle_within(10)
        maya.is_texted(phones.words(wording.wrap_up_text))


def test_a_silent_caller_reaches_a_mentor(phones: Phones) -> None:
    """Nobody has to speak or press anything to be put through."""
    student = phones.student()
    student.phone.silent = True
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    phones.wait(seconds=15)
    maya.presses("1")
    student.talks_to(maya)


def test_the_greeting_says_what_the_campus_chose_about_numbers(phones: Phones) -> None:
    """What stays private is said before anything else happens."""
    phones.student()
    assert "Private, unless a life is in danger." in phones.greeting()

"""Somebody who calls often has a plan: a named mentor, set times, words; never a closed door."""

from datetime import timedelta

from phones import CAMPUS, Person, Phones
from telling.texting import FIRST, answers, is_offered, writes

from warmline.callers import CallerPlan
from warmline.hours import read_hours
from warmline.ids import LineSlug
from warmline.phone import PhoneNumber
from warmline.privacy import hash_number

WORDS = "Good to hear from you. Maya has time for you on Mondays from eight to nine."


def planned(phones: Phones, student: Person, mentor: Person, hours: str, words: str = "") -> None:
    """The coordinator makes a plan for a student who calls often."""
    phones.ready()
    parts = phones.parts
    plan = CallerPlan(
        line=LineSlug("main"),
        caller=hash_number(
            PhoneNumber(student.phone.number), parts.houses.of_campus(CAMPUS).pepper
        ),
        mentor=phones.id_of(mentor),
        hours=read_hours([hours]),
        words=words,
        reason="Calls every evening; agreed with them in October.",
        until=phones.now() + timedelta(days=90),
        actor="Cora",
    )
    parts.records.plan_for_caller(CAMPUS, plan, now=phones.now())
    parts.publisher.publish(CAMPUS)


def test_at_the_set_time_the_named_mentor_is_rung_first(phones: Phones) -> None:
    """Maya is not on shift, and it is her time with this caller: her phone rings."""
    student = phones.student()
    (luis,) = phones.on_call("Luis")
    maya = phones.mentor("Maya", "mentor")
    planned(phones, student, maya, "mon 20:00-21:00", WORDS)
    student.calls(expecting=None)
    student.hears(f"{phones.greeting()} {WORDS}")
    maya.rings()
    luis.does_not_ring()
    maya.presses("1")
    student.talks_to(maya)


def test_at_another_time_the_line_answers_as_for_everybody(phones: Phones) -> None:
    """Nobody is refused: the words are said, and whoever is on call is rung."""
    student = phones.student()
    (luis,) = phones.on_call("Luis")
    maya = phones.mentor("Maya", "mentor")
    planned(phones, student, maya, "tue 20:00-21:00", WORDS)
    student.calls(expecting=None)
    student.hears(f"{phones.greeting()} {WORDS}")
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)
    maya.does_not_ring()


def test_a_named_mentor_who_does_not_answer_costs_one_ring(phones: Phones) -> None:
    """After her the ladder goes on as ever."""
    student = phones.student()
    (luis,) = phones.on_call("Luis")
    maya = phones.mentor("Maya", "mentor")
    planned(phones, student, maya, "mon 20:00-21:00")
    student.calls()
    maya.rings()
    maya.declines()
    luis.rings(within=5)
    luis.presses("1")
    student.talks_to(luis)


def test_others_are_not_touched_by_a_plan(phones: Phones) -> None:
    """It is known by the hash of one number."""
    student, other = phones.student(), phones.student("Other")
    (luis,) = phones.on_call("Luis")
    maya = phones.mentor("Maya", "mentor")
    planned(phones, student, maya, "mon 20:00-21:00", WORDS)
    other.reaches(luis)


def test_a_text_at_the_set_time_is_offered_to_the_named_mentor(phones: Phones) -> None:
    """The words follow the welcome, once."""
    student = phones.student()
    (luis,) = phones.on_call("Luis")
    maya = phones.mentor("Maya", "mentor")
    planned(phones, student, maya, "mon 20:00-21:00", WORDS)
    name = writes(phones, student)
    student.is_texted(WORDS)
    is_offered(maya, name, FIRST)
    luis.gets_no_text()
    answers(phones, maya, student, name)
    student.texts("thank you")
    maya.is_texted("thank you")


def test_a_mentor_who_has_left_is_in_no_plan(phones: Phones) -> None:
    """A plan makes nobody ring who may not be rung."""
    student = phones.student()
    (luis,) = phones.on_call("Luis")
    maya = phones.mentor("Maya", "mentor", certified_until="2026-06-30")
    planned(phones, student, maya, "mon 20:00-21:00", WORDS)
    student.calls(expecting=None)
    student.hears(f"{phones.greeting()} {WORDS}")
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)

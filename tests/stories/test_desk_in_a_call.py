"""A counseling desk is brought into a call: connected as it is, and the mentor presses its keys."""

import pytest
from phones import Person, Phones

from warmline import wording


@pytest.fixture
def cast(phones: Phones) -> tuple[Person, Person, Person]:
    """A student who talks with Maya; behind them a desk with a voice menu of its own."""
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    return student, maya, desk


def brought_in(student: Person, mentor: Person, desk: Person) -> None:
    """The mentor asks for somebody; the student agrees; the desk answers and asks nothing."""
    mentor.asks_for_help("1")
    student.hears(wording.may_somebody_join(take_over=False), meanwhile=wording.mentor_aside())
    desk.rings()
    desk.answers()
    student.talks_in_a_group_with(mentor, desk)
    mentor.may_hear_how_it_goes("counseling")
    mentor.may_have_heard(wording.back_with_student())
    student.may_be_kept_company()


def all_is_mentioned(phones: Phones, *people: Person) -> None:
    """Mention what is heard on the way, and the texts afterwards."""
    for person in people:
        person.may_be_kept_company()
        person.may_hear_how_it_goes("counseling")
        for sentence in (
            wording.student_hung_up(), wording.guest_has_left(), wording.handed_over(),
            wording.one_moment(), wording.back_with_student(), wording.already_answered(),
            wording.student_declined(),
        ):  # fmt: skip
            person.may_have_heard(sentence)
        person.may_have_been_texted(phones.words(wording.wrap_up_text))
        person.may_have_been_texted(phones.words(wording.help_outcome_text))


def test_a_desk_is_not_asked_to_press_1_in_a_call_either(phones: Phones, cast) -> None:
    """A desk that answers is in the call, and has heard not one word of ours."""
    student, maya, desk = cast
    brought_in(student, maya, desk)
    assert [it.text for it in desk.phone.heard] == []
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, desk)
    assert phones.ended() == "talked"


def test_the_mentor_presses_the_keys_of_the_desks_menu(phones: Phones, cast) -> None:
    """Every key but star goes through to the desk as a tone."""
    student, maya, desk = cast
    brought_in(student, maya, desk)
    for key in "12#":
        maya.presses(key)
    tones = [
        it.text for it in phones.exchange.feed if it.phone_id == desk.phone.id and it.kind == "tone"
    ]
    assert tones == ["1", "2", "#"]
    assert student.phone.talks_with() == {maya.phone, desk.phone}
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, desk)


def test_a_desk_in_a_call_sees_the_line_and_not_the_student(phones: Phones, cast) -> None:
    """Counseling is shown the line's number, here as everywhere."""
    student, maya, desk = cast
    brought_in(student, maya, desk)
    assert student.phone.number not in desk.shown()
    assert maya.phone.number not in desk.shown()
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, desk)


def test_only_a_desk_that_is_open_is_brought_in(phones: Phones) -> None:
    """At eight in the evening the night desk rings, the day desk does not."""
    student = phones.student()
    phones.desk("Day desk", hours=["mon-fri 09:00-17:00"])
    night = phones.desk("Night desk", hours=["mon-sun 17:00-09:00"])
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    brought_in(student, maya, night)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, *phones.people)


def test_a_busy_desk_leads_to_the_next(phones: Phones) -> None:
    """A refusal climbs, for desks as for people."""
    student = phones.student()
    first, second = phones.desk("First desk"), phones.desk("Second desk")
    first.phone.behaves("busy")
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    maya.asks_for_help("1")
    second.rings(within=5)
    second.answers()
    student.talks_in_a_group_with(maya, second)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, *phones.people)
    kept = phones.parts.records.contact(phones.contact().id)
    outcomes = [(it.desk is not None, it.outcome) for it in kept.attempts]
    assert outcomes == [(False, "accepted"), (True, "busy"), (True, "accepted")]


def test_the_mentor_leaves_the_student_with_the_desk(phones: Phones, cast) -> None:
    """Star and 2, or simply hanging up: the two others talk on, and it ends as counseling."""
    student, maya, desk = cast
    brought_in(student, maya, desk)
    maya.presses("*")
    maya.hears(wording.mentors_menu_with_guest(from_desk=True))
    student.talks_to(desk)
    maya.presses("2")
    maya.hears(wording.handed_over())
    student.talks_to(desk)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, desk)
    assert phones.ended() == "counseling"


def test_a_hand_over_to_a_desk_waits_for_the_mentor(phones: Phones, cast) -> None:
    """2 to a desk with a voice menu: the mentor is in the call until they choose to go."""
    student, maya, desk = cast
    maya.asks_for_help("2")
    student.hears(wording.may_somebody_join(take_over=True), meanwhile=wording.mentor_aside())
    desk.rings()
    desk.answers()
    student.talks_in_a_group_with(maya, desk)
    maya.presses("3")
    maya.hangs_up()
    student.talks_to(desk)
    desk.hangs_up()
    student.hears(wording.parted(by_desk=True), meanwhile=wording.still_aside())
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, desk)
    assert phones.ended() == "counseling"


def test_a_student_may_say_no_to_a_desk_that_has_answered(phones: Phones, cast) -> None:
    """The student is kept apart until the desk is off the line, then talks with their mentor."""
    student, maya, desk = cast
    maya.asks_for_help("1")
    desk.rings()
    desk.answers()
    student.hears(wording.may_somebody_join(take_over=False), meanwhile=wording.mentor_aside())
    student.presses("2")
    student.talks_to(maya)
    desk.is_idle()
    feed = phones.exchange.feed
    gone = next(it.seq for it in feed if it.phone_id == desk.phone.id and it.kind == "ended")
    rejoined = [it.seq for it in feed if it.phone_id == student.phone.id and it.kind == "joined"]
    assert rejoined[-1] > gone
    all_is_mentioned(phones, student, maya, desk)


def test_a_desk_that_hangs_up_leaves_the_two_together(phones: Phones, cast) -> None:
    """Counseling's goodbye ends nothing for student and mentor."""
    student, maya, desk = cast
    brought_in(student, maya, desk)
    desk.hangs_up()
    student.talks_to(maya, within=8)
    maya.has_heard(wording.guest_has_left())


def test_a_mentor_who_dies_while_a_desk_rings_leaves_counseling(phones: Phones, cast) -> None:
    """The student is put through to the desk from their own phone instead."""
    student, maya, desk = cast
    maya.asks_for_help("1")
    desk.rings()
    maya.hangs_up()
    student.hears(wording.to_counseling(desk.name), meanwhile=wording.mentor_aside())
    phones.wait(6)
    desk.rings()
    desk.answers()
    student.talks_to(desk)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, desk)
    assert phones.ended() == "counseling"


def test_on_a_holiday_the_mentor_brings_in_whoever_is_there(phones: Phones) -> None:
    """A call for help passes over the desk and the counselor who are away, as any call does."""
    phones.ladder(
        {"name": "on shift", "who": "shift", "ring_seconds": 20},
        {"name": "counselors", "who": "role:counselor", "ring_seconds": 20},
        {"name": "counseling", "who": "desk", "ring_seconds": 30},
    )
    student, (maya,) = phones.student(), phones.on_call("Maya")
    away = phones.desk("Counseling", holidays=["2026-11-02"])
    dana = phones.mentor("Dana", "counselor", holidays=["2026-11-02"])
    night = phones.desk("After hours")
    student.reaches(maya)
    brought_in(student, maya, night)
    away.is_idle()
    dana.is_idle()
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, night)

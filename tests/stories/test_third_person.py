"""A mentor brings somebody into a call: asked by key, told to the student, never a rupture."""

import pytest
from phones import Person, Phones

from warmline import wording


def bring_in(student: Person, mentor: Person, guest: Person) -> None:
    """The mentor asks for somebody, the student hears of it, the first who is rung says yes."""
    mentor.asks_for_help("1")
    student.hears(wording.may_somebody_join(take_over=False), meanwhile=wording.mentor_aside())
    guest.is_asked_in()
    guest.presses("1")
    student.talks_in_a_group_with(mentor, guest)
    mentor.may_hear_how_it_goes("backup")
    mentor.has_heard(wording.back_with_student())
    guest.may_have_heard(wording.telling_the_student())
    guest.has_heard(wording.joining_as_guest())
    student.may_be_kept_company()


def wraps_up(phones: Phones, *mentors: Person, helped: Person | None = None) -> None:
    """Mentors are asked for their wrap-ups, and one what became of the help they asked for."""
    for mentor in mentors:
        mentor.is_texted(phones.words(wording.wrap_up_text))
    if helped:
        helped.is_texted(phones.words(wording.help_outcome_text))


@pytest.fixture
def cast(phones: Phones) -> tuple[Person, Person, Person]:
    """A student who talks with Maya, and Bea in the background."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bea,) = phones.backup("Bea")
    student.reaches(maya)
    return student, maya, bea


def test_star_keeps_the_student_company_and_leads_back(phones: Phones, cast) -> None:
    """While the mentor hears their menu the student hears that they are coming back."""
    student, maya, _ = cast
    maya.presses("*")
    maya.hears(wording.mentors_menu())
    student.hears(wording.mentor_aside())
    maya.presses("*")
    student.talks_to(maya)
    student.may_be_kept_company()


def test_a_menu_without_a_key_leads_back(phones: Phones, cast) -> None:
    """A mentor who pressed star by accident is back after a few seconds."""
    student, maya, _ = cast
    maya.presses("*")
    maya.hears(wording.mentors_menu())
    student.hears(wording.mentor_aside())
    student.talks_to(maya)
    student.may_be_kept_company()


def test_somebody_is_brought_in_and_all_three_talk(phones: Phones, cast) -> None:
    """1 rings the backup; the student hears of it before anybody joins."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    student.hangs_up()
    for mentor in (maya, bea):
        mentor.hears(wording.student_hung_up())
    wraps_up(phones, maya, helped=maya)
    assert phones.ended() == "talked"


def test_the_student_hears_before_anybody_joins(phones: Phones, cast) -> None:
    """However quickly somebody says yes, they wait until the student knows."""
    student, maya, bea = cast
    bea.phone.behaves("answers after 1 presses 1 after 1")
    maya.presses("*")
    maya.hears(wording.mentors_menu())
    maya.presses("1")
    bea.rings()
    phones.until(lambda: bool(bea.phone.talks_with()), 30, "Bea is in the call")
    told = next(
        it for it in student.phone.heard if it.text == wording.may_somebody_join(take_over=False)
    )
    joined = next(it for it in phones.exchange.feed if it.phone == "Bea" and it.kind == "joined")
    assert told.at < joined.at
    student.talks_in_a_group_with(maya, bea)
    student.may_be_kept_company()
    maya.may_hear_how_it_goes("backup")
    maya.may_have_heard(wording.back_with_student())
    for sentence in (wording.telling_the_student(), wording.joining_as_guest()):
        bea.may_have_heard(sentence)
    bea.may_have_heard(phones.words(wording.guest_whisper))


def test_the_student_says_no_with_a_key(phones: Phones, cast) -> None:
    """2 means that nobody else joins: phones stop, and the mentor comes back alone."""
    student, maya, bea = cast
    maya.asks_for_help("1")
    bea.rings()
    student.hears(wording.may_somebody_join(take_over=False), meanwhile=wording.mentor_aside())
    student.presses("2")
    bea.is_idle()
    maya.hears(wording.student_declined(), meanwhile=wording.ringing_for_you("backup", None))
    student.talks_to(maya)
    student.may_be_kept_company()


def test_the_student_says_no_when_somebody_has_said_yes(phones: Phones, cast) -> None:
    """Whoever had said yes does not come in, and hears why."""
    student, maya, bea = cast
    maya.asks_for_help("1")
    bea.is_asked_in()
    bea.presses("1")
    student.hears(wording.may_somebody_join(take_over=False), meanwhile=wording.mentor_aside())
    student.presses("2")
    bea.hears(wording.student_declined_guest(), meanwhile=wording.telling_the_student())
    student.talks_to(maya)
    bea.is_idle_within(10)
    maya.may_hear_how_it_goes("backup")
    maya.may_have_heard(wording.student_declined())
    student.may_be_kept_company()


def test_the_mentor_may_go_back_while_it_rings(phones: Phones, cast) -> None:
    """Star takes the mentor back to the student; whoever says yes then simply joins."""
    student, maya, bea = cast
    maya.asks_for_help("1")
    bea.rings()
    maya.hears(wording.ringing_for_you("backup", None))
    maya.presses("*")
    maya.hears(wording.back_with_student())
    student.talks_to(maya)
    student.has_heard(wording.may_somebody_join(take_over=False))
    bea.answers()
    bea.hears(phones.words(wording.guest_whisper))
    bea.presses("1")
    student.talks_in_a_group_with(maya, bea)
    bea.has_heard(wording.joining_as_guest())
    student.may_be_kept_company()


def test_a_student_says_no_from_their_own_menu(phones: Phones, cast) -> None:
    """Star and 2 during the talk stop the search as well."""
    student, maya, bea = cast
    maya.asks_for_help("1")
    bea.rings()
    maya.hears(wording.ringing_for_you("backup", None))
    maya.presses("*")
    student.talks_to(maya)
    student.may_be_kept_company()
    student.presses("*")
    student.hears(wording.talking_menu(searching=True))
    student.presses("2")
    bea.is_idle()
    student.talks_to(maya)
    student.may_be_kept_company()
    maya.may_have_heard(wording.back_with_student())
    maya.may_have_heard(wording.student_declined())


def test_a_refusal_climbs_and_the_mentor_hears_where_it_stands(phones: Phones) -> None:
    """Backups are rung one after the other, then counselors; each step is told to the mentor."""
    phones.ladder(
        {"name": "on shift", "who": "shift", "ring_seconds": 20},
        {"name": "backup", "who": "role:backup", "ring_seconds": 20},
        {"name": "counselors", "who": "role:counselor", "ring_seconds": 20},
    )
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    bea, ben = phones.backup("Bea", "Ben")
    cal = phones.mentor("Cal", "counselor")
    student.reaches(maya)
    maya.asks_for_help("1")
    bea.is_asked_in()
    bea.presses("2")
    bea.hears(wording.passed())
    ben.rings()
    phones.wait(seconds=30)
    cal.is_asked_in()
    cal.presses("1")
    student.talks_in_a_group_with(maya, cal)
    maya.has_heard(wording.ringing_for_you("backup", None))
    maya.has_heard(wording.ringing_for_you("counselors", "backup"))
    maya.may_hear_how_it_goes("backup", "counselors")
    maya.has_heard(wording.back_with_student())
    cal.may_have_heard(wording.joining_as_guest())
    student.may_be_kept_company()


def test_the_student_is_never_in_silence_while_it_rings(phones: Phones, cast) -> None:
    """As long as the mentor stands apart the student hears a word every few seconds."""
    student, maya, bea = cast
    maya.asks_for_help("1")
    bea.rings()
    phones.wait(seconds=15)
    heard = [it.at for it in student.phone.heard][-3:]
    assert (phones.now() - heard[0]).total_seconds() < 30
    assert (phones.now() - heard[-1]).total_seconds() < 10
    maya.may_hear_how_it_goes("backup")
    student.may_be_kept_company()


def test_when_nobody_comes_the_mentor_hears_it_and_coordinators_are_told(phones: Phones) -> None:
    """An escalation that reached nobody is told at once, and is on record."""
    phones.rung("backup", ring_seconds=10)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bea,) = phones.backup("Bea")
    cora, ada = phones.mentor("Cora", "coordinator"), phones.mentor("Ada", "adviser")
    student.reaches(maya)
    maya.asks_for_help("1")
    bea.rings()
    phones.wait(seconds=12)
    maya.has_heard(wording.ringing_for_you("backup", None))
    maya.may_hear_how_it_goes("backup")
    for person in (cora, ada):
        person.is_texted(phones.words(wording.help_unanswered_text))
    maya.hears(f"{wording.nobody_could_come()} {wording.back_with_student()}")
    student.talks_to(maya)
    student.may_be_kept_company()
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    wraps_up(phones, maya, helped=maya)
    assert phones.ended() == "talked"
    kept = phones.parts.records.contact(phones.contact().id)
    assert "help_unanswered" in [it.kind for it in kept.happenings]


def test_the_mentor_calls_it_off(phones: Phones, cast) -> None:
    """3 stops the ringing, and the two go on."""
    student, maya, bea = cast
    maya.asks_for_help("1")
    bea.rings()
    maya.hears(wording.ringing_for_you("backup", None))
    maya.presses("3")
    bea.is_idle()
    student.talks_to(maya)
    student.may_be_kept_company()


# --- who leaves when, with three in the call ----------------------------------------------------


def test_a_third_persons_leaving_ends_nothing_for_the_two_others(phones: Phones, cast) -> None:
    """The guest hangs up: student and mentor are together again, and the mentor hears it."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    bea.hangs_up()
    student.talks_to(maya, within=8)
    maya.has_heard(wording.guest_has_left())
    maya.presses("*")
    maya.hears(f"{wording.mentors_menu()}")
    maya.presses("*")
    student.talks_to(maya)
    student.may_be_kept_company()


def test_the_mentors_leaving_ends_nothing_for_the_two_others(phones: Phones, cast) -> None:
    """The mentor hangs up: the guest is now the one whom the student talks with."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    maya.hangs_up()
    student.talks_to(bea, within=8)
    bea.hangs_up()
    student.hears(wording.parted())
    student.hangs_up()
    wraps_up(phones, maya, bea, helped=maya)
    assert phones.ended() == "talked"


def test_the_students_leaving_frees_both_others(phones: Phones, cast) -> None:
    """The student hangs up: both others are told and let go."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    student.hangs_up()
    for person in (maya, bea):
        person.hears(wording.student_hung_up())
        person.is_idle_within(10)
    wraps_up(phones, maya, helped=maya)
    assert phones.ended() == "talked"


@pytest.mark.parametrize("order", ["gm", "mg"])
def test_when_both_have_left_the_student_may_come_back(phones: Phones, cast, order: str) -> None:
    """Whoever of the two goes first, the last one's leaving leads to the way back."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    first, second = (bea, maya) if order == "gm" else (maya, bea)
    first.hangs_up()
    student.talks_to(second, within=8)
    maya.may_have_heard(wording.guest_has_left())
    second.hangs_up()
    student.hears(wording.parted())
    student.hangs_up()
    wraps_up(phones, *((maya,) if order == "gm" else (maya, bea)), helped=maya)
    assert phones.ended() == "talked"


@pytest.mark.parametrize("one", ["student", "mentor", "guest"])
@pytest.mark.parametrize("two", ["student", "mentor", "guest"])
def test_two_hang_up_in_the_same_instant(phones: Phones, cast, one: str, two: str) -> None:
    """Whoever hangs up together, nobody is left alone in a call, and it is recorded."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    people = {"student": student, "mentor": maya, "guest": bea}
    people[one].phone.hang_up()
    if two != one:
        people[two].phone.hang_up()
    phones.wait(seconds=40)
    left = [it for it in people.values() if it.phone.status == "in_call"]
    assert all(it.phone.talks_with() for it in left) or {one, two} == {"mentor", "guest"}
    for person in people.values():
        for sentence in (
            wording.student_hung_up(), wording.guest_has_left(), wording.parted(),
            wording.one_moment(), wording.parted_goodbye(), wording.joining_as_guest(),
        ):  # fmt: skip
            person.may_have_heard(sentence)
        if person.phone.status == "in_call":
            person.hangs_up()
    phones.wait(seconds=40)
    for mentor in (maya, bea):
        mentor.may_have_heard(wording.student_hung_up())
        mentor.may_have_been_texted(phones.words(wording.wrap_up_text))
        mentor.may_have_been_texted(phones.words(wording.help_outcome_text))
    student.may_have_heard(wording.parted())
    student.may_have_heard(wording.parted_goodbye())
    assert phones.ended() == "talked"


def test_star_with_three_keeps_the_two_others_together(phones: Phones, cast) -> None:
    """The mentor's menu takes nobody else out of the call."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    maya.presses("*")
    maya.hears(wording.mentors_menu_with_guest(from_desk=False))
    student.talks_to(bea, within=8)
    bea.may_have_heard(wording.joining_as_guest())
    maya.presses("*")
    student.talks_in_a_group_with(maya, bea)
    maya.has_heard(wording.back_with_student())


def test_the_students_menu_takes_nobody_apart(phones: Phones, cast) -> None:
    """The student's star and its menu leave the two others where they are."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    student.presses("*")
    student.hears(wording.talking_menu())
    student.talks_in_a_group_with(maya, bea)
    student.hangs_up()
    for mentor in (maya, bea):
        mentor.hears(wording.student_hung_up())
    wraps_up(phones, maya, helped=maya)


# --- afterwards -----------------------------------------------------------------------------------


def test_what_became_of_it_is_asked_and_kept_without_a_word(phones: Phones, cast) -> None:
    """One digit by text says what became of the help; the history holds it and nothing else."""
    student, maya, bea = cast
    bring_in(student, maya, bea)
    student.hangs_up()
    for mentor in (maya, bea):
        mentor.hears(wording.student_hung_up())
    wraps_up(phones, maya, helped=maya)
    phones.ended()
    maya.texts("h4")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    maya.texts("1 4>2 H4")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    phones.until(lambda: phones.contact().is_settled, 60, "it is recorded again")
    kept = phones.parts.records.contact(phones.contact().id)
    said = [it.detail["detail"] for it in kept.happenings if it.kind == "help_outcome"]
    assert said == ["needs more", "needs more"]
    assert [it.after for it in kept.wrap_ups] == [2]


def test_a_mentor_who_called_back_can_ask_for_help_as_well(phones: Phones) -> None:
    """A callback is a call like any other: star, 1, and somebody joins."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bea,) = phones.backup("Bea")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("2")
    student.hears(wording.callback_promised())
    maya.is_texted(phones.words(wording.callback_text, recording=False))
    student.is_idle_within(10)
    maya.takes_a_callback()
    student.rings()
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    student.talks_to(maya)
    bring_in(student, maya, bea)
    bea.hangs_up()
    student.talks_to(maya, within=8)
    maya.has_heard(wording.guest_has_left())
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    wraps_up(phones, maya, helped=maya)
    assert phones.ended() == "called_back"

"""A mentor hands a student over: the student knows, somebody is there, and only then they go."""

import pytest
from phones import Person, Phones

from warmline import wording
from warmline.contact.moments import Talking


@pytest.fixture
def desk(phones: Phones) -> Person:
    """Counseling is open."""
    return phones.desk()


@pytest.fixture
def cast(phones: Phones) -> tuple[Person, Person, Person]:
    """A student who talks with Maya, and Bea in the background."""
    phones.rung("backup", ring_seconds=20)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bea,) = phones.backup("Bea")
    student.reaches(maya)
    return student, maya, bea


def asks_to_hand_over(student: Person, mentor: Person) -> None:
    """The mentor presses star and 2; the student hears what they would like."""
    mentor.asks_for_help("2")
    student.hears(wording.may_somebody_join(take_over=True), meanwhile=wording.mentor_aside())


def has_gone(mentor: Person) -> None:
    """The mentor is let go by themselves once the other is there, and hears why."""
    mentor.is_idle_within(30)
    mentor.may_hear_how_it_goes("backup")
    mentor.has_heard(wording.handed_over())


def all_is_mentioned(phones: Phones, *people: Person) -> None:
    """Mention what is heard on the way, and the texts afterwards."""
    for person in people:
        person.may_be_kept_company(take_over=True)
        person.may_hear_how_it_goes("backup")
        for sentence in (
            wording.telling_the_student(), wording.joining_as_guest(), wording.mentor_dropped(),
            wording.somebody_else_is_there(), wording.student_hung_up(), wording.parted(),
            wording.one_moment(), wording.back_with_student(), wording.student_on_the_way(),
            phones.whisper(), phones.words(wording.guest_whisper), wording.looked_after(),
            wording.joining(), wording.handed_over(),
        ):  # fmt: skip
            person.may_have_heard(sentence)
        person.may_have_been_texted(phones.words(wording.wrap_up_text))
        person.may_have_been_texted(phones.words(wording.help_outcome_text))


def test_the_mentor_leaves_when_the_other_is_there(phones: Phones, cast) -> None:
    """2 hands over: the student says nothing against it, somebody says yes, and only then."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.is_asked_in()
    assert maya.phone.status == "in_call"
    bea.presses("1")
    student.talks_to(bea)
    has_gone(maya)
    assert student.phone.talks_with() == {bea.phone}
    student.hangs_up()
    bea.has_heard(wording.joining_as_guest())
    bea.hears(wording.student_hung_up(), meanwhile=wording.telling_the_student())
    for mentor in (maya, bea):
        mentor.is_texted(phones.words(wording.wrap_up_text))
    maya.is_texted(phones.words(wording.help_outcome_text))
    all_is_mentioned(phones, student, maya, bea)
    assert phones.ended() == "talked"


def test_whoever_took_over_may_hand_over_again(phones: Phones, cast) -> None:
    """The one whom the student talks with now has the mentor's menu."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.is_asked_in()
    bea.presses("1")
    student.talks_to(bea)
    has_gone(maya)
    bea.has_heard(wording.joining_as_guest())
    bea.may_have_heard(wording.telling_the_student())
    bea.presses("*")
    bea.hears(wording.mentors_menu())
    bea.presses("*")
    student.talks_to(bea)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)


def test_a_mentor_may_introduce_the_other_and_then_go(phones: Phones, cast) -> None:
    """Star leads back to the student while it rings; all three talk; star and 2 leave the two."""
    student, maya, bea = cast
    maya.asks_for_help("2")
    bea.rings()
    maya.hears(wording.ringing_for_you("backup", None))
    maya.presses("*")
    student.talks_to(maya)
    bea.answers()
    bea.presses("1")
    student.talks_in_a_group_with(maya, bea)
    maya.may_have_heard(wording.back_with_student())
    maya.presses("*")
    maya.hears(wording.mentors_menu_with_guest(from_desk=False))
    maya.presses("2")
    maya.hears(wording.handed_over())
    student.talks_to(bea)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)
    assert phones.ended() == "talked"


def test_a_student_may_keep_their_mentor(phones: Phones, cast) -> None:
    """2 on the student's side, and nobody takes over."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.rings()
    student.presses("2")
    bea.is_idle()
    maya.hears(wording.student_declined(), meanwhile=wording.ringing_for_you("backup", None))
    student.talks_to(maya)
    student.may_be_kept_company()


def test_the_mentors_phone_dies_while_somebody_is_rung(phones: Phones, cast) -> None:
    """The ringing goes on for the student alone: whoever presses 1 talks with them."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.rings()
    maya.hangs_up()
    student.hears(wording.mentor_dropped(), meanwhile=wording.still_aside())
    bea.presses("1")
    student.talks_to(bea)
    assert isinstance(phones.contact().state, Talking)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)
    assert phones.ended() == "talked"


def test_the_mentors_phone_dies_when_somebody_has_said_yes(phones: Phones, cast) -> None:
    """Whoever has said yes is with the student, who hears that first."""
    student, maya, bea = cast
    maya.asks_for_help("2")
    bea.is_asked_in()
    bea.presses("1")
    maya.hangs_up()
    student.talks_to(bea)
    student.hangs_up()
    phones.wait(10)
    heard = [it.text for it in student.phone.heard]
    assert wording.somebody_else_is_there() in heard
    all_is_mentioned(phones, student, maya, bea)
    assert phones.ended() == "talked"


def test_the_mentors_phone_dies_and_nobody_comes(phones: Phones, desk, cast) -> None:
    """The search leads on to counseling, as for any student who waits."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.rings()
    maya.hangs_up()
    bea.declines()
    phones.wait(5)
    student.hears(wording.to_counseling(desk.name), meanwhile=wording.mentor_dropped())
    phones.wait(5)
    desk.rings()
    desk.answers()
    student.talks_to(desk)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)
    assert phones.ended() == "counseling"


def test_the_other_phone_dies_on_the_way_in(phones: Phones, cast) -> None:
    """Somebody says yes and drops out: the next is rung, and the mentor is still there."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.is_asked_in()
    bea.presses("1")
    bea.hangs_up()
    maya.hears(
        f"{wording.nobody_could_come()} {wording.back_with_student()}",
        meanwhile=wording.ringing_for_you("backup", None),
    )
    student.talks_to(maya)
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)


def test_the_student_leaves_in_the_middle_of_it(phones: Phones, cast) -> None:
    """Everybody is let go, and hears why."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.rings()
    student.hangs_up()
    bea.is_idle()
    maya.hears(wording.student_hung_up(), meanwhile=wording.ringing_for_you("backup", None))
    maya.is_idle_within(10)
    phones.wait(5)
    all_is_mentioned(phones, student, maya, bea)
    assert phones.ended() == "talked"


def test_a_student_may_choose_counseling_in_the_middle_of_it(phones: Phones, desk, cast) -> None:
    """3 while the mentor stands apart connects counseling, and lets the others go."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.rings()
    student.presses("3")
    student.hears(wording.to_counseling(desk.name))
    bea.is_idle()
    phones.wait(5)
    desk.rings()
    desk.answers()
    student.talks_to(desk)
    maya.has_heard(wording.counseling_took_over())
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)
    assert phones.ended() == "counseling"


@pytest.mark.parametrize("what", ["worker", "clock", "both"])
def test_a_hand_over_needs_no_worker_once_it_rings(phones: Phones, cast, what: str) -> None:
    """With worker or clock dead the phones of the three find each other all the same."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.rings()
    if what in {"worker", "both"}:
        phones.worker_pauses()
    if what in {"clock", "both"}:
        phones.clock_alive = False
    bea.presses("1")
    student.talks_to(bea)
    has_gone(maya)
    phones.worker_resumes()
    phones.clock_alive = True
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)


def test_with_worker_and_clock_dead_the_search_still_climbs(phones: Phones, cast) -> None:
    """What each waiting phone asks for now and then moves the search on: the third net."""
    student, maya, bea = cast
    maya.asks_for_help("2")
    phones.worker_pauses()
    phones.clock_alive = False
    bea.rings()
    bea.declines()
    maya.hears(
        f"{wording.nobody_could_come()} {wording.back_with_student()}",
        meanwhile=wording.ringing_for_you("backup", None),
    )
    student.talks_to(maya)
    phones.worker_resumes()
    phones.clock_alive = True
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)


@pytest.mark.parametrize("path", ["*/Calls/*", "*/Conferences*"])
def test_a_carrier_that_fails_does_not_part_them(phones: Phones, cast, path: str) -> None:
    """Between a key and people talking stands no request of ours to the carrier."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.rings()
    phones.exchange.faults.rest("500", path, times=50)
    bea.presses("1")
    student.talks_to(bea)
    has_gone(maya)
    phones.exchange.faults.clear()
    student.hangs_up()
    phones.wait(60)
    all_is_mentioned(phones, student, maya, bea)


def test_doubled_and_late_callbacks_change_nothing(phones: Phones, cast) -> None:
    """The carrier says everything three times, and late: the hand-over is the same."""
    student, maya, bea = cast
    phones.exchange.faults.callbacks.copies, phones.exchange.faults.callbacks.delay = 3, 2.0
    asks_to_hand_over(student, maya)
    bea.is_asked_in()
    bea.presses("1")
    student.talks_to(bea)
    for path in ("/next", "/key", "/screen"):
        phones.carrier_asks_again(path)
        phones.run()
    has_gone(maya)
    phones.wait(10)
    assert student.phone.talks_with() == {bea.phone}
    student.hangs_up()
    phones.wait(10)
    all_is_mentioned(phones, student, maya, bea)
    assert phones.ended() == "talked"


def test_no_guest_ever_sees_a_students_number(phones: Phones, cast) -> None:
    """Whoever is rung into a call sees the line."""
    student, maya, bea = cast
    asks_to_hand_over(student, maya)
    bea.is_asked_in()
    assert student.phone.number not in bea.shown()
    student.hangs_up()
    phones.wait(10)
    bea.may_have_heard(wording.student_gone_first())
    all_is_mentioned(phones, student, maya, bea)

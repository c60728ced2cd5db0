"""The end of a talk: who leaves first, and the way back."""

from phones import Phones

from warmline import wording


def test_when_the_mentor_leaves_the_student_may_come_back(phones: Phones) -> None:
    """A dropped call is mended by one key: the same mentor is rung first."""
    student = phones.student()
    luis, maya = phones.on_call("Luis", "Maya")
    student.calls()
    luis.rings()
    luis.declines()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    maya.hangs_up()
    student.hears(wording.parted())
    student.presses("1")
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "talked"


def test_coming_back_rings_others_when_the_mentor_does_not_answer(phones: Phones) -> None:
    """The way back does not depend on one phone."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.reaches(maya)
    maya.phone.behaves("busy")
    maya.hangs_up()
    student.hears(wording.parted())
    student.presses("1")
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)
    student.hangs_up()
    luis.hears(wording.student_hung_up())
    for mentor in (maya, luis):
        mentor.is_texted(phones.words(wording.wrap_up_text))


def test_pressing_nothing_after_a_talk_ends_kindly(phones: Phones) -> None:
    """The question is asked twice, then the call ends with a good word."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    maya.hangs_up()
    student.hears(wording.parted())
    student.hears(wording.parted())
    student.hears(wording.parted_goodbye())
    maya.is_texted(phones.words(wording.wrap_up_text))
    student.is_idle_within(10)
    assert phones.ended() == "talked"


def test_when_the_student_leaves_the_mentor_is_told(phones: Phones) -> None:
    """A mentor is not left listening to an empty line."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.is_idle_within(10)


def test_star_in_a_talk_leads_back_to_it(phones: Phones) -> None:
    """Pressing star by accident costs a few seconds, not the talk."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    student.presses("*")
    student.hears(wording.talking_menu())
    student.talks_to(maya)


def test_the_crisis_numbers_can_be_heard_within_a_talk(phones: Phones) -> None:
    """Star and 4 in a talk say the numbers, and lead back to the mentor."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    student.presses("*")
    student.hears(wording.talking_menu())
    student.presses("4")
    student.hears(phones.words(wording.crisis_numbers))
    student.talks_to(maya)


def test_counseling_that_is_closed_does_not_end_a_talk(phones: Phones) -> None:
    """Star and 3 with no desk open: the numbers, and the mentor is still there."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    student.presses("*")
    student.hears(wording.talking_menu())
    student.presses("3")
    student.hears(phones.words(wording.no_desk_open, then=wording.mentor_still_here()))
    student.talks_to(maya)


def test_a_mentor_who_leaves_while_the_student_is_in_the_menu_has_left(phones: Phones) -> None:
    """The student comes out of the menu to hear that the mentor has gone, and how to go on."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    student.presses("*")
    student.hears(wording.talking_menu())
    maya.hangs_up()
    student.hears(wording.parted())
    student.hangs_up()
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "talked"


def test_a_talk_that_nobody_reports_as_over_is_noticed(phones: Phones) -> None:
    """If the carrier's word that the student hung up is lost, the mentor is not held for ever."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.reaches(maya)
    phones.exchange.numbers[next(iter(phones.exchange.numbers))].status_callback = ""
    phones.exchange.faults.callbacks.copies = 0
    student.phone.call.hooks = type(student.phone.call.hooks)()
    student.hangs_up()
    phones.wait(seconds=130)
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))

"""Hours spent in contacts: whoever has had the shift's is left to sleep, by phone and by text."""

from phones import Person, Phones
from telling.texting import is_done, is_offered, talking, writes

from warmline import wording

A_LITTLE_OVER_AN_HOUR = 3700


def talks_for(phones: Phones, student: Person, mentor: Person, seconds: float) -> None:
    student.reaches(mentor)
    phones.wait(seconds)
    student.hangs_up()
    mentor.hears(wording.student_hung_up())
    mentor.is_texted(phones.words(wording.wrap_up_text))


def test_a_mentor_who_has_talked_for_hours_is_not_rung_again(phones: Phones) -> None:
    """After the shift's hours in calls the next student goes to somebody who is awake."""
    phones.line(hours_awake=1, cool_down_minutes=0)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (ben,) = phones.backup("Ben")
    talks_for(phones, student, maya, 1800)
    phones.wait(5)
    talks_for(phones, student, maya, 1900)
    phones.wait(5)
    student.calls()
    ben.rings()
    maya.does_not_ring()
    student.hangs_up()


def test_a_mentor_who_has_written_for_hours_is_offered_no_more(phones: Phones) -> None:
    """Conversations by text cost hours as calls do."""
    phones.line(hours_awake=1, cool_down_minutes=0, text_idle_minutes=120)
    student, maya, _ = talking(phones)
    (ben,) = phones.backup("Ben")
    phones.wait(A_LITTLE_OVER_AN_HOUR)
    is_done(phones, maya, student)
    second = phones.student("Second")
    is_offered(ben, writes(phones, second))
    second.texts("STOP")
    second.has_been_texted_by_the_carrier()
    ben.may_have_been_texted(phones.told_mentor("student_stopped", phones.conversation().codename))

"""Two hard contacts in a week: the coordinator hears of it, and nobody else."""

from phones import Person, Phones

from warmline import wording


def a_hard_call(phones: Phones, student: Person, maya: Person) -> None:
    """A call that the mentor calls hard."""
    student.reaches(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.texts("6 HARD")
    maya.is_texted(phones.words(wording.hard_text))
    phones.wait_with_chores(65)


def test_a_coordinator_hears_of_a_hard_week_once(phones: Phones) -> None:
    """One hard contact is a debrief; two in a week are told to the coordinator alone, once."""
    (maya,) = phones.on_call("Maya")
    cora = phones.mentor("Cora", "coordinator")
    phones.mentor("Ada", "adviser")
    student = phones.student()
    a_hard_call(phones, student, maya)
    cora.gets_no_text()
    phones.wait(3600)
    a_hard_call(phones, student, maya)
    cora.is_texted(phones.words(wording.hard_week_text, name="Maya"))
    phones.wait(3600)
    a_hard_call(phones, student, maya)
    cora.gets_no_text()

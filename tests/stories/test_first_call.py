"""A call reaches a mentor."""

from phones import Phones

from warmline import wording


def test_an_unanswered_call_moves_to_the_next_mentor(phones: Phones) -> None:
    """A student who calls is never left ringing one silent phone."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    phones.wait(seconds=20)
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)
    student.hangs_up()
    luis.hears(wording.student_hung_up())
    luis.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "talked"

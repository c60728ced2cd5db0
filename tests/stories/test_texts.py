"""A text reaches a mentor."""

from phones import Phones

from warmline import wording


def test_a_text_is_offered_claimed_and_answered(phones: Phones) -> None:
    """A student and a mentor write to each other, and neither sees the other's number."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts("I cannot sleep before boards")
    student.is_texted(phones.words(wording.text_welcome))
    name = phones.conversation().codename
    maya.is_texted(wording.text_offer(name, "I cannot sleep before boards"))
    maya.texts("I am here. What keeps you up?")
    student.is_texted("I am here. What keeps you up?")
    maya.is_texted(wording.text_to_mentor("claimed", name, None))
    student.texts("everything")
    maya.is_texted("everything")
    maya.texts("Done")
    student.is_texted(phones.words(wording.text_closed))
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.texts("1 7 4>2")
    maya.is_texted(phones.words(wording.wrapped_up_text))

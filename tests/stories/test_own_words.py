"""A campus's own sentences are heard and read, and with them all that must be said."""

from datetime import UTC, datetime

from phones import Phones

from warmline import wording

OWN = {
    "greeting": "Hi, this is Ears for Peers. You are not alone.",
    "hold": "Somebody who knows these nights is on the way.",
    "closed": "We are students too, and asleep.",
    "welcome": "We are glad you wrote.",
}
TUESDAY_7_PM = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)  # in Los Angeles


def test_a_student_hears_the_own_greeting_and_every_mandatory_part(phones: Phones) -> None:
    """Peers, no emergency service, the limits and both keys follow; 0 and star do as ever."""
    phones.line(wording=OWN)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    greeting = student.phone.heard[0].text
    assert greeting == (
        "Hi, this is Ears for Peers. You are not alone. Trained peers, not an emergency service. "
        "Private, unless a life is in danger. Press 0 for crisis support, star any time for "
        "choices."
    )
    maya.rings()
    for sentence in (wording.reassurance(0), wording.reassurance(1), OWN["hold"]):
        student.hears(sentence)
    student.opens_the_menu()
    student.hangs_up()


def test_a_closed_line_says_so_before_its_own_sentence(phones: Phones) -> None:
    """What is closed, when it opens and which numbers are open is said whatever a campus adds."""
    phones.line(wording=OWN, hours=["mon-sun 19:00-20:00"])
    student = phones.student()
    student.calls(expecting=None)
    student.hears(
        "Ears for Peers. The line is closed now. We are students too, and asleep. It opens Tuesday "
        "at 7 PM. If a life is in danger, hang up and dial 911. To talk with a crisis counselor, "
        "dial 988, day or night."
    )
    student.hears(phones.words(wording.closed_goodbye))
    student.is_idle_within(10)


def test_a_texter_reads_the_own_welcome_with_limits_and_the_way_out(phones: Phones) -> None:
    """The first text has the campus's words, and how private it is, and how to make it end."""
    phones.line(wording=OWN)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts("I cannot sleep before boards")
    student.is_texted(
        "Ears for Peers: We are glad you wrote. Peers read here, no emergency service. Private "
        "unless a life is in danger. In danger: 911, crisis 988. Text STOP to end."
    )
    name = phones.conversation().codename
    maya.is_texted(wording.text_offer(name, "I cannot sleep before boards"))

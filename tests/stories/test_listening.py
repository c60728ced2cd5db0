"""Somebody in training listens in: disclosed, muted, never in the way, gone when told so."""

import pytest
from phones import CAMPUS, Person, Phones

from warmline import wording


def greeting(phones: Phones) -> str:
    """The greeting that discloses a listener."""
    return phones.words(wording.greeting, listener=True)


@pytest.fixture
def cast(phones: Phones) -> tuple[Person, Person, Person]:
    """A student, Maya on call, and Tim in training who listens."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    tim = phones.in_training("Tim", listens=True)
    return student, maya, tim


def answered(student: Person, mentor: Person) -> None:
    """The student calls, hears of the listener, and talks with a mentor."""
    student.calls(expecting=None)
    student.hears(greeting(student.phones))
    mentor.rings()
    mentor.presses("1")
    student.talks_to(mentor)


def listens(student: Person, mentor: Person, listener: Person) -> None:
    """The one in training is rung, presses 1, and hears a call that goes on as before."""
    listener.rings()
    listener.answers()
    listener.hears(listener.phones.words(wording.listener_whisper))
    listener.presses("1")
    listener.hears(wording.listening_in())
    listener.phones.until(
        lambda: listener.phone.call.participant is not None, 10, "the listener is in"
    )
    assert listener.phone.call.participant.muted
    assert student.phone.talks_with() == {mentor.phone}


def test_somebody_in_training_listens_and_nobody_hears_them(phones: Phones, cast) -> None:
    """The disclosure is in the greeting; then a trainee is in the call, muted."""
    student, maya, tim = cast
    answered(student, maya)
    listens(student, maya, tim)
    assert tim.phone.talks_with() == frozenset()
    phones.wait(70)
    assert tim.phone.call.participant is not None
    assert student.phone.talks_with() == {maya.phone}
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    tim.is_idle_within(10)
    tim.may_have_heard(wording.listening_over())
    assert phones.ended() == "talked"


def test_nobody_in_training_is_disclosed_when_none_is_there(phones: Phones) -> None:
    """Without a listener the greeting says nothing of one."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.in_training("Tim", listens=False)
    student.reaches(maya)
    phones.wait(30)


def test_7_at_the_greeting_keeps_everybody_out(phones: Phones, cast) -> None:
    """A student who says no is not listened to, and nobody in training is rung."""
    student, maya, tim = cast
    student.calls(expecting=None)
    student.hears(greeting(phones))
    student.presses("7")
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    phones.wait(40)
    tim.is_idle()


def test_a_greeting_that_was_not_heard_out_allows_nobody(phones: Phones, cast) -> None:
    """Who pressed a key into the greeting has not heard of the listener: nobody listens."""
    student, maya, tim = cast
    student.calls(expecting=None)
    student.hears(greeting(phones))
    student.presses("*")
    student.hears(wording.waiting_menu(voicemail=False))
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    phones.wait(40)
    tim.is_idle()


def test_7_from_the_menu_takes_the_listener_out(phones: Phones, cast) -> None:
    """Star and 7 during the call: the listener is gone before student and mentor talk on."""
    student, maya, tim = cast
    answered(student, maya)
    listens(student, maya, tim)
    student.presses("*")
    student.hears(wording.talking_menu(listened=True))
    student.presses("7")
    student.talks_to(maya)
    tim.is_idle()
    student.may_be_kept_company()
    feed = phones.exchange.feed
    gone = next(it.seq for it in feed if it.phone_id == tim.phone.id and it.kind == "ended")
    back = [it.seq for it in feed if it.phone_id == student.phone.id and it.kind == "joined"][-1]
    assert gone < back
    tim.may_have_heard(wording.listening_over())
    phones.wait(60)
    tim.is_idle()


@pytest.mark.parametrize("how", ["declines", "busy", "no key", "hangs up"])
def test_whatever_becomes_of_the_listener_the_call_goes_on(phones: Phones, cast, how: str) -> None:
    """A listener who cannot, or will not, costs the two nothing."""
    student, maya, tim = cast
    if how == "busy":
        tim.phone.behaves("busy")
    answered(student, maya)
    match how:
        case "declines":
            tim.rings()
            tim.declines()
        case "no key":
            tim.rings()
            tim.answers()
            phones.wait(30)
            tim.may_have_heard(phones.words(wording.listener_whisper))
            tim.may_have_heard(wording.listening_over())
        case "hangs up":
            listens(student, maya, tim)
            tim.hangs_up()
    phones.wait(30)
    assert student.phone.talks_with() == {maya.phone}
    tim.is_idle()
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "talked"


def test_a_carrier_that_fails_the_listener_leaves_the_call_alone(phones: Phones, cast) -> None:
    """The ring of a listener is refused, again and again: nobody notices."""
    student, maya, _ = cast
    student.calls(expecting=None)
    student.hears(greeting(phones))
    maya.rings()
    phones.exchange.faults.rest("500", "*/Calls.json", times=50)
    maya.presses("1")
    student.talks_to(maya)
    phones.wait(60)
    assert student.phone.talks_with() == {maya.phone}


def test_a_trainee_is_never_rung_as_a_mentor(phones: Phones) -> None:
    """Whoever is in training is on no rung, even when they are on the shift."""
    student = phones.student()
    phones.in_training("Tim", "backup", listens=True)
    phones.on_shift("Tim")
    student.calls(expecting=None)
    student.hears(phones.words(wording.greeting_without_mentors))
    student.hears(phones.card())
    student.hangs_up()
    assert phones.ended() == "safety_card"


def test_only_somebody_in_training_listens(phones: Phones) -> None:
    """A certified mentor is never rung to listen, whatever their entry says."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    phones.in_training("Nia", stage="certified", listens=True)
    student.reaches(maya)
    phones.wait(30)
    luis.does_not_ring()


def test_a_listener_is_in_one_call_at_a_time(phones: Phones, cast) -> None:
    """Somebody who listens is claimed like everybody: the second call has no listener."""
    student, maya, tim = cast
    (luis,) = phones.on_call("Luis")
    answered(student, maya)
    listens(student, maya, tim)
    other = phones.student("Other")
    answered(other, luis)
    phones.wait(30)
    assert other.phone.talks_with() == {luis.phone}
    held = phones.parts.live.recent_contacts(CAMPUS, 5)
    holders = [phones.parts.live.load(it).holders for it in held]
    assert sum(phones.id_of(tim) in it for it in holders) == 1


def test_a_listener_hears_what_three_say_and_leaves_when_the_talk_ends(phones: Phones) -> None:
    """Guests come and go beside a listener; when the mentor has left, nobody listens on."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (bea,) = phones.backup("Bea")
    tim = phones.in_training("Tim", listens=True)
    answered(student, maya)
    listens(student, maya, tim)
    maya.asks_for_help("1")
    bea.is_asked_in()
    bea.presses("1")
    student.talks_in_a_group_with(maya, bea)
    assert tim.phone.talks_with() == frozenset()
    bea.hangs_up()
    student.talks_to(maya)
    student.may_be_kept_company()
    maya.hangs_up()
    student.hears(wording.parted())
    tim.is_idle_within(10)
    student.hangs_up()
    phones.wait(10)
    for person in (student, maya, bea, tim):
        person.may_be_kept_company()
        person.may_hear_how_it_goes("backup")
        for sentence in (
            wording.back_with_student(), wording.guest_has_left(), wording.joining_as_guest(),
            wording.telling_the_student(), wording.listening_over(), wording.listening_in(),
        ):  # fmt: skip
            person.may_have_heard(sentence)
        person.may_have_been_texted(phones.words(wording.wrap_up_text))
        person.may_have_been_texted(phones.words(wording.help_outcome_text))

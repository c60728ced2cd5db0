"""What a student hears who waits, and that somebody always looks after the wait."""

from phones import Person, Phones

from warmline import wording
from warmline.simulator.twiml import speaking_time


def silences(phones: Phones, person: Person) -> list[float]:
    """The seconds of quiet between one sentence and the next."""
    said = list(person.phone.heard)
    ends = [(it.at - phones.began).total_seconds() + speaking_time(it.text) for it in said]
    begins = [(it.at - phones.began).total_seconds() for it in said]
    return [begin - end for begin, end in zip(begins[1:], ends, strict=False)]


def test_the_greeting_lasts_twelve_seconds_at_most(phones: Phones) -> None:
    """The greeting says who this is and what may be pressed, in twelve seconds."""
    phones.student()
    assert speaking_time(phones.greeting()) <= 12


def test_the_question_to_a_mentor_is_said_twice_within_fifteen_seconds(phones: Phones) -> None:
    """A mentor hears the whole question twice before the time to answer is up."""
    assert phones.whisper().startswith("Ears for Peers")
    assert 2 * speaking_time(phones.whisper()) + 1 + 2 <= 15


def test_waiting_is_reassurance_with_quiet_between(phones: Phones) -> None:
    """A waiting student hears a kind sentence, and never more than 12 s of quiet after it."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    for times in range(3):
        student.hears(wording.reassurance(times))
    assert max(silences(phones, student)) < 12.5
    student.hangs_up()


def test_somebody_looks_after_a_waiting_student_every_ten_seconds(phones: Phones) -> None:
    """The hold document is fetched again every 10 s or less: that is the third net."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.rung("on shift", ring_seconds=60)
    student.calls()
    maya.rings()
    student.waits_in_the_conference()
    before = phones.times_asked("/hold")
    phones.wait(seconds=40)
    assert phones.times_asked("/hold") - before >= 4
    student.hangs_up()


def test_a_student_who_only_waits_is_put_through_to_counseling(phones: Phones) -> None:
    """A caller who never speaks or presses a key still ends with a person."""
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    phones.wait(seconds=20)
    student.hears(wording.to_counseling(desk.name))
    phones.wait(seconds=4)
    desk.rings()
    desk.answers()
    student.talks_to(desk)
    student.hangs_up()
    assert phones.ended() == "counseling"

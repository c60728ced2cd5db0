"""A line is paused or set into a surge: the next call follows, and it ends by itself."""

from datetime import datetime, timedelta

import pytest
from phones import CAMPUS, Person, Phones

from warmline import wording
from warmline.errors import PlanError, RecordsUnavailableError
from warmline.ids import LineSlug
from warmline.switch import Mode, read_until

MAIN = LineSlug("main")


def switches(phones: Phones, mode: Mode, *, minutes: int = 60) -> datetime:
    """A coordinator sets the switch; returns when it ends (UTC)."""
    end = phones.now().replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    until = None if mode == "normal" else end
    phones.parts.switching.set(CAMPUS, MAIN, mode, until, actor="Cora", origin="console")
    phones.wait(seconds=2)  # every process looks once a second whether there is a newer roster
    return end


def hears_of_it(cora: Person, mode: str, until: datetime | None) -> None:
    """The coordinator is told by text what was set, and until when."""
    cora.is_texted(cora.phones.words(wording.switched_text, name="Cora", mode=mode, until=until))


def ends_by_itself(phones: Phones, until: datetime) -> None:
    """Nobody does anything until the switch ends; then the clock looks."""
    phones.wait(seconds=(until - phones.now()).total_seconds() + 1)
    phones.wait_with_chores(seconds=6)


def is_answered_as_closed(student: Person, opens: datetime) -> None:
    """A call hears the closed words with the next opening, and ends."""
    phones = student.phones
    student.calls(expecting=None)
    student.hears(phones.words(wording.closed, opens=opens, desk_open=False))
    student.hears(phones.words(wording.closed_goodbye))
    student.is_idle_within(10)


@pytest.fixture
def cast(phones: Phones) -> tuple[Person, Person, Person]:
    """Maya on shift, Ana who is not, and Cora who coordinates."""
    (maya,) = phones.on_call("Maya")
    ana = phones.mentor("Ana", "mentor")
    cora = phones.mentor("Cora", "coordinator")
    phones.ready()
    return maya, ana, cora


def test_a_call_while_paused_is_answered_as_at_closed_hours(phones: Phones, cast) -> None:
    """A paused line rings nobody, says when it opens, and is back by itself at that time."""
    maya, _, cora = cast
    student = phones.student()
    until = switches(phones, "pause", minutes=30)
    hears_of_it(cora, "pause", until)
    is_answered_as_closed(student, until)
    maya.does_not_ring()
    ends_by_itself(phones, until)
    cora.is_texted(phones.words(wording.switch_over_text, mode="pause", at=until))
    student.calls()
    maya.rings()
    student.hangs_up()


def test_a_text_while_paused_is_answered_as_at_closed_hours(phones: Phones, cast) -> None:
    """A new text reads when the line opens; no mentor is asked."""
    maya, _, cora = cast
    student = phones.student()
    until = switches(phones, "pause")
    hears_of_it(cora, "pause", until)
    student.texts("hello?")
    student.is_texted(phones.words(wording.text_line_closed, opens=until, now=phones.now()))
    maya.gets_no_text()


def test_a_pause_changes_nothing_for_a_call_that_rings(phones: Phones, cast) -> None:
    """Whoever is waiting when the line is paused is answered as if it were not."""
    maya, _, cora = cast
    student = phones.student()
    student.calls()
    maya.rings()
    until = switches(phones, "pause")
    hears_of_it(cora, "pause", until)
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))


def test_a_surge_rings_a_mentor_who_is_not_on_shift(phones: Phones, cast) -> None:
    """In a surge two students are answered at once, though one mentor is on shift."""
    maya, ana, cora = cast
    one, other = phones.student("One"), phones.student("Other")
    until = switches(phones, "surge")
    hears_of_it(cora, "surge", until)
    ana.is_texted(phones.words(wording.surge_asked_text, until=until))
    for student, mentor in ((one, maya), (other, ana)):
        student.reaches(mentor)
    for student, mentor in ((one, maya), (other, ana)):
        student.hangs_up()
        mentor.hears(wording.student_hung_up())
        mentor.is_texted(phones.words(wording.wrap_up_text))


def test_a_surge_rings_nobody_against_their_word(phones: Phones, cast) -> None:
    """Who has texted OFF hears of no surge and is not rung in it; nor is anybody after its end."""
    maya, ana, cora = cast
    student = phones.student()
    ana.texts("OFF")
    ana.is_texted(phones.words(wording.off_text))
    until = switches(phones, "surge", minutes=10)
    hears_of_it(cora, "surge", until)
    student.calls()
    maya.rings()
    phones.wait(seconds=12)
    ana.does_not_ring()
    student.hangs_up()
    ana.texts("ON")
    ana.is_texted(phones.words(wording.on_text))
    ends_by_itself(phones, until)
    cora.is_texted(phones.words(wording.switch_over_text, mode="surge", at=until))
    student.calls()
    maya.rings()
    phones.wait(seconds=12)
    ana.does_not_ring()
    student.hangs_up()


def test_a_pause_holds_while_the_database_is_away(phones: Phones, cast) -> None:
    """What is set holds without SQL, and ends without it; only setting it needs SQL."""
    maya, _, cora = cast
    student = phones.student()
    until = switches(phones, "pause", minutes=5)
    hears_of_it(cora, "pause", until)
    with phones.database_away():
        is_answered_as_closed(student, until)
        with pytest.raises(RecordsUnavailableError):
            switches(phones, "normal")
        ends_by_itself(phones, until)
        cora.is_texted(phones.words(wording.switch_over_text, mode="pause", at=until))
        student.calls()
        maya.rings()
        student.hangs_up()


def test_back_to_normal_before_its_time(phones: Phones, cast) -> None:
    """A pause that is ended early rings the next call, and nobody hears twice that it is over."""
    maya, _, cora = cast
    student = phones.student()
    hears_of_it(cora, "pause", switches(phones, "pause", minutes=5))
    switches(phones, "normal")
    hears_of_it(cora, "normal", None)
    student.calls()
    maya.rings()
    student.hangs_up()
    ends_by_itself(phones, phones.now() + timedelta(minutes=5))
    with pytest.raises(PlanError, match="neither paused nor in a surge"):
        switches(phones, "normal")


def test_an_end_is_a_time_within_hours(phones: Phones, cast) -> None:
    """A time that is over, too far away or nonsense is refused with what to write."""
    now = phones.now()
    line = phones.parts.houses.of_campus(CAMPUS).lines[MAIN]
    for text, why in (
        ("soon", "write the time like"),
        ((now - timedelta(minutes=1)).isoformat(), "still to come"),
        ((now + timedelta(hours=13)).isoformat(), "within 12 hours"),
    ):
        with pytest.raises(PlanError, match=why):
            read_until(text, line, now)

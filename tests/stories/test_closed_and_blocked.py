"""Closed hours and blocked callers: an honest sentence, and where help is."""

from datetime import UTC, datetime

from phones import CAMPUS, Person, Phones

from warmline import wording
from warmline.phone import read
from warmline.privacy import hash_number

TUESDAY_7_PM = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)  # in Los Angeles


def calls_when_closed(student: Person, *, desk_open: bool) -> None:
    """Call a line that is open from seven to eight, at eight in the evening."""
    phones = student.phones
    phones.line(hours=["mon-sun 19:00-20:00"])
    student.calls(expecting=None)
    student.hears(phones.words(wording.closed, opens=TUESDAY_7_PM, desk_open=desk_open))


def test_a_closed_line_says_when_it_opens_and_rings_nobody(phones: Phones) -> None:
    """The next opening is spoken in the line's own time, with the numbers that are always open."""
    student = phones.student()
    phones.on_call("Maya")
    calls_when_closed(student, desk_open=False)
    assert "opens Tuesday at 7 PM" in student.phone.heard[-1].text
    student.hears(phones.words(wording.closed_goodbye))
    student.is_idle_within(10)
    assert phones.ended() == "closed"


def test_0_at_closed_hours_reaches_a_desk_that_is_open(phones: Phones) -> None:
    """Counseling day or night: a closed line still puts a student through."""
    student, desk = phones.student(), phones.desk()
    calls_when_closed(student, desk_open=True)
    student.presses("0")
    student.hears(wording.to_counseling(desk.name))
    phones.wait(seconds=4)
    desk.rings()
    desk.answers()
    student.talks_to(desk)
    student.hangs_up()
    assert phones.ended() == "counseling"


def test_0_at_closed_hours_with_no_desk_open_says_goodbye_with_the_numbers(phones: Phones) -> None:
    """Nobody is said to be looked for when nobody is."""
    student = phones.student()
    calls_when_closed(student, desk_open=False)
    student.presses("0")
    student.hears(phones.words(wording.no_desk_open, then=wording.good_bye()))
    student.hears(phones.words(wording.closed_goodbye))
    student.is_idle_within(10)
    assert phones.ended() == "closed"


def test_a_slip_of_the_finger_at_closed_hours_says_it_again(phones: Phones) -> None:
    """Any other key repeats what was said."""
    student = phones.student()
    calls_when_closed(student, desk_open=False)
    student.presses("5")
    student.hears(phones.words(wording.closed, opens=TUESDAY_7_PM, desk_open=False))
    student.hangs_up()
    assert phones.ended() == "closed"


def test_on_a_holiday_the_opening_after_it_is_said(phones: Phones) -> None:
    """Who calls on a closed day hears the date on which somebody is there, and rings nobody."""
    phones.line(hours=["mon-sun 19:00-07:00"])
    phones.period("Winter break", "2026-11-02", "2026-11-20", closed=True)
    student, texter = phones.student(), phones.student("Texter")
    phones.on_call("Maya")
    opens = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    student.calls(expecting=None)
    student.hears(phones.words(wording.closed, opens=opens, desk_open=False))
    assert "opens Saturday, November 21, at 7 PM" in student.phone.heard[-1].text
    student.hangs_up()
    assert phones.ended() == "closed"
    texter.texts("hello")
    texter.is_texted(phones.closed_text())


def test_an_open_line_with_hours_rings(phones: Phones) -> None:
    """Within its hours the line is like any other."""
    phones.line(hours=["mon-fri 19:00-07:00"])
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.hangs_up()


def test_a_blocked_caller_is_told_where_help_is(phones: Phones) -> None:
    """A blocked caller rings nobody's phone, and still hears the numbers."""
    student = phones.student()
    phones.on_call("Maya")
    phones.blocks(student)
    student.calls(expecting=None)
    student.hears(phones.words(wording.blocked))
    student.is_idle_within(20)
    assert phones.ended() == "blocked"


def test_blocking_one_caller_blocks_nobody_else(phones: Phones) -> None:
    """A number is blocked by its hash; another number, or a hidden one, rings."""
    student, other = phones.student(), phones.student("Other")
    (maya,) = phones.on_call("Maya")
    phones.blocks(student)
    assert hash_number(read(student.phone.number), "x") not in phones.parts.records.blocked(
        CAMPUS, phones.now()
    )
    other.calls()
    maya.rings()
    other.hangs_up()

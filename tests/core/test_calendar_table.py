"""A table from a spreadsheet: columns by their names, dates never guessed."""

import pytest
from plan_making import plan, utc

from warmline.calendars.found import MOST_EVENTS
from warmline.calendars.importing import plan_import
from warmline.calendars.tables import read_table

NOW = utc("2026-11-20 12:00")


def entries(text, order=None):
    """Return (start, end, title, repeat) of every row; there must be no mistake."""
    reading = read_table(text, order)
    assert reading.mistakes == ()
    return [
        (f"{it.start.wall:%Y-%m-%d %H:%M}", f"{it.end.wall:%Y-%m-%d %H:%M}", it.title, it.repeat)
        for it in reading.found
    ]


EVENING = ("2026-12-01 19:00", "2026-12-01 23:00", "Maya", None)


@pytest.mark.parametrize(
    "text",
    [
        "mentor,start,end\nMaya,2026-12-01T19:00,2026-12-01T23:00\n",
        "Name;Start;End;Repeat\r\nMaya;2026-12-01 19:00;2026-12-01 23:00:00;\r\n",
        "end\tstart\tperson\tcolour\n2026/12/1 11:00 PM\t2026/12/1 7:00 pm\tMaya\tred\n",
        "mentor,start,end\nMaya,1 Dec 2026 19:00,1 December 2026 23.00\n\n",
        'mentor,start,end\nMaya,"Tue, Dec 1, 2026 at 7 PM","December 1st, 2026 11:00 p.m."\n',
        "date,mentor,from,to\nTuesday 1-Dec-2026,Maya,7pm,23:00\n",
        "Subject,Start Date,Start Time,End Date,End Time\n"
        "Maya,2026-12-01,7:00 PM,2026-12-01,11:00 PM\n",
    ],
)
def test_common_ways_to_write_a_shift_are_read(text):
    """Whatever a spreadsheet made of the columns, dates and times, it is the same evening."""
    assert entries(text) == [EVENING]


def test_a_night_ends_on_the_next_day():
    """With one date for both, 19:00 to 07:00 is a night."""
    text = "mentor,date,start,end\nMaya,2026-12-01,19:00,07:00\n"
    assert entries(text) == [("2026-12-01 19:00", "2026-12-02 07:00", "Maya", None)]


@pytest.mark.parametrize(
    ("order", "expected"), [("day-first", "2026-12-03 19:00"), ("month-first", "2026-03-12 19:00")]
)
def test_day_and_month_are_as_one_says(order, expected):
    """03/12/2026 is what the option says it is."""
    text = "mentor,start,end\nMaya,03/12/2026 19:00,03/12/2026 23:00\n"
    assert [expected] == [start for start, *_ in entries(text, order)]


def test_day_and_month_are_never_guessed():
    """Where either could be meant, nothing is read, and the option is named."""
    text = "mentor,start,end\nMaya,03/12/2026 19:00,03/12/2026 23:00\n"
    assert read_table(text, None).mistakes == (
        'row 2: start "03/12/2026" may be 03 December or 12 March;'
        " say which with --dates day-first or --dates month-first",
    )
    text = "mentor,start,end\nMaya,13/12/2026 19:00,13.12.2026 23:00\n"
    assert [start for start, *_ in entries(text)] == ["2026-12-13 19:00"]
    (mistake,) = read_table(text, "month-first").mistakes
    assert mistake == 'row 2: start "13/12/2026" is not a day; write it like 2026-11-02 19:00'


def test_repeats_are_rules_or_plain_words():
    """A repeat is an RRULE or one of three words."""
    head = "mentor,start,end,repeat\n"
    rows = "".join(
        f"Maya,2026-12-01 19:00,2026-12-01 23:00,{it}\n"
        for it in ("weekly", "Daily", "FREQ=WEEKLY;INTERVAL=2", "")
    )
    expected = ["FREQ=WEEKLY", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2", None]
    assert expected == [repeat for *_, repeat in entries(head + rows)]


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ("Maya,tomorrow,2026-12-01 23:00", 'start "tomorrow" is not a date and a time'),
        ("Maya,,2026-12-01 23:00", "has no start"),
        ("Maya,2026-12-01 19:00", "has no end"),
        ("Maya,2026-12-01,2026-12-02", 'start "2026-12-01" is not a date and a time'),
        ("Maya,31/11/2026 19:00,2026-12-01 23:00", 'start "31/11/2026" is not a day'),
        ("Maya,1/12/26 19:00,2026-12-01 23:00", 'start "1/12/26" is not a day'),
        ("Maya,1 Dec 2026 25:00,2026-12-01 23:00", 'start "25:00" is not a time of day'),
        ("Maya,1 Dec 2026 13 PM,2026-12-01 23:00", 'start "13 PM" is not a time of day'),
        ("Maya,1 Dec 2026 19,2026-12-01 23:00", 'start "19" is not a time of day'),
        ("Maya,1 Dec 1926 19:00,2026-12-01 23:00", "start is not in the years 2000 to 2100"),
        ("Maya,4155550111,2026-12-01 23:00", "hidden, it may be a phone number"),
    ],
)
def test_a_row_that_cannot_be_read_is_told(row, mistake):
    """Each wrong row is named, with what to write instead."""
    (told,) = read_table(f"mentor,start,end\n{row}\n", None).mistakes
    assert told.startswith("row 2: ")
    assert mistake in told


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "row 1: must name the columns; there must be mentor, start and end"),
        ("Maya,2026-12-01 19:00,2026-12-01 23:00\n", "row 1: must name the columns"),
        ("mentor,name,start,end\n", "row 1: has two columns for the name"),
        ('mentor,start,end\n"Maya,2026-12-01 19:00\n', "is not a table; save it as CSV"),
        ("mentor,start,end\n" + "x" * 200_000, "is not a table; save it as CSV"),
        ("mentor,start,end\n" + "Maya,a,b\n" * (MOST_EVENTS + 1), "has more than"),
    ],
)
def test_a_file_that_is_no_table_is_told(text, mistake):
    """A wrong or hostile file is one mistake."""
    reading = read_table(text, None)
    assert reading.found == ()
    assert [it[: len(mistake)] for it in reading.mistakes] == [mistake]


def test_a_table_becomes_shifts_like_a_calendar_does():
    """Rows are on the line's own clock unless they say an offset."""
    text = (
        "mentor,start,end,repeat\n"
        '"Maya, Luis",2026-12-01 19:00,2026-12-01 23:00,weekly\n'
        "Ana,2026-12-02T03:00Z,2026-12-01T23:00-08:00,\n"
        "Lius,2026-12-02 19:00,2026-12-02 23:00,\n"
    )
    into = plan()
    made = plan_import(into, into.lines[0], read_table(text, None), mentor=None, now=NOW)
    assert [(it.mentors, f"{it.start:%d %H:%M}", f"{it.end:%d %H:%M}") for it in made.shifts] == [
        (("Maya", "Luis"), "01 19:00", "01 23:00"),
        (("Ana",), "01 19:00", "01 23:00"),
    ]
    assert made.mistakes == (
        'row 4, "Lius": names nobody on the roster; did you mean "Luis"?'
        " (or say whose all of it is with --mentor)",
    )

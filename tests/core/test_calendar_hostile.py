"""Files that anybody may have made: each is read or refused, and nothing else happens."""

from hypothesis import given, settings
from hypothesis import strategies as st
from plan_making import plan, utc

from warmline.calendars.found import MOST_BYTES
from warmline.calendars.importing import plan_import
from warmline.calendars.reading import read_calendar
from warmline.calendars.tables import read_table

NOW = utc("2026-11-20 12:00")
INTO = plan()
NAMES = st.sampled_from(
    ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SUMMARY",
     "ATTENDEE", "STATUS", "UID", "dtstart", "X-A"]
)  # fmt: skip
PARAMETERS = st.sampled_from(
    ["", ";TZID=America/New_York", ";TZID=", ";VALUE=DATE", ";VALUE=PERIOD", ';CN="Maya"', ";CN=",
     ";TZID=../../etc/passwd", ";TZID=America", ';A="', ";=", ";CN=Maya,Luis", ";RANGE=x"]
)  # fmt: skip
VALUES = st.sampled_from(
    ["20261201T190000", "20261201T190000Z", "20261201", "99999999T999999Z", "00000000T000000",
     "PT4H", "P1W", "-PT1H", "P", "Maya", "Luis\\, Maya", "CANCELLED", "FREQ=WEEKLY",
     "FREQ=DAILY;COUNT=3", "FREQ=DAILY;INTERVAL=0", "FREQ=;", "FREQ=MONTHLY;BYDAY=5MO", "=", "",
     "20261201T190000Z/PT1H", "20261208T190000,20261215T190000", "FREQ=WEEKLY;UNTIL=99991231",
     "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU", "\\", "\ud83e\udda6", "20261101T013000", "a"]
)  # fmt: skip
LINES = st.one_of(
    st.builds("{}{}:{}".format, NAMES, PARAMETERS, VALUES),
    st.sampled_from(["BEGIN:VEVENT", "END:VEVENT", "END:VEVENT\nBEGIN:VEVENT", " folded", ""]),
    st.text(max_size=20),
)
USUAL = "UID:a\nSUMMARY:Maya\nDTSTART:20261201T190000\nDURATION:PT4H\nRRULE:FREQ=WEEKLY\n"


@settings(max_examples=60)
@given(st.lists(LINES, max_size=12), st.booleans())
def test_any_calendar_is_read_or_refused(lines, usual):
    """Whatever stands in an .ics file, the answer is shifts, or mistakes with their places."""
    inside = "\n".join(["BEGIN:VEVENT", *([USUAL] if usual else []), *lines, "END:VEVENT"])
    reading = read_calendar(f"BEGIN:VCALENDAR\n{inside}\nEND:VCALENDAR\n")
    made = plan_import(INTO, INTO.lines[0], reading, mentor=None, now=NOW)
    assert reading.mistakes == made.mistakes[: len(reading.mistakes)]
    assert all(it.end > it.start for it in (*made.shifts, *made.removals))


@settings(max_examples=60)
@given(st.text(), st.sampled_from([None, "day-first", "month-first"]))
def test_any_text_is_read_or_refused(text, order):
    """Not even a file of another kind altogether ends in a traceback."""
    for reading in (read_calendar(text), read_table(text, order)):
        made = plan_import(INTO, INTO.lines[0], reading, mentor=None, now=NOW)
        assert made.mistakes or made.shifts or made.notes


@given(st.lists(st.text(alphabet="0123456789/-. :aApPmMTZ,Dec", max_size=24), max_size=4))
def test_any_row_is_read_or_refused(cells):
    """Whatever stands in a row, it is a shift or a mistake."""
    text = "mentor,start,end,repeat\n" + ",".join(f'"{it}"' for it in cells) + "\n"
    reading = read_table(text, None)
    assert len(reading.found) + len(reading.mistakes) <= 1


def test_the_largest_file_is_read_in_a_moment():
    """As much text as a file may hold, in one line or in many, is gone through once."""
    for filler in (
        " " * MOST_BYTES,
        "\n" * MOST_BYTES,
        "X:" + "\n a" * (MOST_BYTES // 3),
        ";" * MOST_BYTES,
    ):
        assert read_calendar(f"BEGIN:VCALENDAR\n{filler}").mistakes != ()
        assert read_table(filler, None).mistakes != ()

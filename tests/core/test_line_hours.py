"""Hours: how they are written, read, and kept in every zone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_making import local, utc

from warmline.errors import PlanError
from warmline.hours import (
    Hours,
    Window,
    instant_of,
    read_hours,
    read_window,
    wall_clock_of,
    write_window,
)

LA = "America/Los_Angeles"
NIGHTS = read_hours(["mon-fri 19:00-07:00"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon-fri 19:00-07:00", Window(frozenset(range(5)), 1140, 420)),
        ("sat-mon 00:00-24:00", Window(frozenset({5, 6, 0}), 0, 1440)),
        ("mon-sun 00:00-24:00", Window(frozenset(range(7)), 0, 1440)),
        ("sun 8:30-12:00", Window(frozenset({6}), 510, 720)),
        ("mon,wed,fri-sat 19:00-00:00", Window(frozenset({0, 2, 4, 5}), 1140, 1440)),
        ("  MON-Tue   9:00 - 17:00 ", Window(frozenset({0, 1}), 540, 1020)),
        ("mon 12:00-12:00", Window(frozenset({0}), 720, 720)),
        ("mon\u2013fri 08:30\u201317:00", Window(frozenset(range(5)), 510, 1020)),
    ],
)
def test_hours_are_read_as_written(text, expected):
    """A coordinator writes hours the way they say them."""
    assert expected == read_window(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "write days and times"),
        ("19:00-07:00", "write days and times"),
        ("mon-fri", "write days and times"),
        ("mon-fri 19-07", "write days and times"),
        ("mon-fri 19:00", "write days and times"),
        ("monday 19:00-20:00", '"monday" is not a day'),
        ("mon-fry 19:00-20:00", '"mon-fry" is not a day'),
        ("mon, 19:00-20:00", '"" is not a day'),
        ("mon 25:00-26:00", '"25:00" is not a time of day'),
        ("mon 19:60-20:00", '"19:60" is not a time of day'),
        ("mon 24:01-20:00", '"24:01" is not a time of day'),
        ("mon 24:00-07:00", "24:00 can only be an end"),
    ],
)
def test_hours_that_cannot_be_read_say_why(text, why):
    """Wrong hours are refused with what is wrong, never guessed at."""
    with pytest.raises(PlanError) as caught:
        read_window(text)
    assert str(caught.value).startswith(why)


@given(
    days=st.frozensets(st.integers(0, 6), min_size=1),
    start=st.integers(0, 1439),
    end=st.integers(1, 1440),
)
def test_hours_written_are_read_back(days, start, end):
    """What is written out of a plan is read in again as the same hours."""
    window = Window(days, start, end)
    assert window == read_window(write_window(window))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-02 18:59", False),
        ("2026-11-02 19:00", True),
        ("2026-11-03 06:59", True),
        ("2026-11-03 07:00", False),
        ("2026-11-06 23:59", True),  # Friday
        ("2026-11-07 06:59", True),  # Saturday morning belongs to Friday
        ("2026-11-07 19:00", False),
        ("2026-11-09 00:00", False),  # Sunday night is not Monday's
    ],
)
def test_a_window_past_midnight_belongs_to_the_day_it_starts_on(at, expected):
    """Friday night lasts until Saturday morning, Sunday night does not begin Monday's."""
    assert expected == Hours(LA, NIGHTS).is_open(instant_of(local(at), LA))


@pytest.mark.parametrize("second", [0, 1, 43199, 86399])
def test_a_line_without_hours_is_always_open(second):
    """No hours means day and night."""
    at = utc("2026-11-02 00:00") + timedelta(seconds=second)
    assert Hours(LA).is_open(at)
    assert at == Hours(LA).next_opening(at)


@given(minutes=st.integers(0, 60 * 24 * 400))
def test_all_day_hours_leave_no_minute_out(minutes):
    """A line that is open day and night has no minute a day in which nobody is there."""
    hours = read_hours(["mon-sun 00:00-24:00"])
    assert Hours(LA, hours).is_open(
        utc("2026-01-01 00:00") + timedelta(minutes=minutes, seconds=59.5)
    )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-02 12:00", "2026-11-02 19:00"),
        ("2026-11-02 20:00", "2026-11-02 20:00"),
        ("2026-11-07 08:00", "2026-11-09 19:00"),
    ],
)
def test_the_next_opening_is_the_first_from_now_on(at, expected):
    """A caller outside the hours hears when the line opens next."""
    opening = Hours(LA, NIGHTS).next_opening(instant_of(local(at), LA))
    assert opening is not None
    assert local(expected) == wall_clock_of(opening, LA)


def test_a_window_that_the_clocks_skip_is_no_opening():
    """Hours that a clock change leaves no time for are not promised to a caller."""
    hours = read_hours(["sun 02:15-02:45"])  # 8 March 2026: 02:00 becomes 03:00
    at = instant_of(local("2026-03-08 01:00"), LA)
    opening = Hours(LA, hours).next_opening(at)
    assert opening is not None
    assert local("2026-03-08 03:15") == wall_clock_of(opening, LA)
    lost = read_hours(["sun 02:45-03:15"])
    opening = Hours(LA, lost).next_opening(at)
    assert opening is not None
    assert local("2026-03-15 02:45") == wall_clock_of(opening, LA)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-03-08 01:59", "2026-03-08 09:59"),
        ("2026-03-08 02:30", "2026-03-08 10:30"),  # skipped: the offset before the gap
        ("2026-03-08 03:00", "2026-03-08 10:00"),
        ("2026-11-01 01:30", "2026-11-01 08:30"),  # comes twice: the first
        ("2026-11-01 02:00", "2026-11-01 10:00"),
    ],
)
def test_wall_clock_times_are_read_as_calendars_read_them(when, expected):
    """What routes is what a mentor's calendar shows (RFC 5545, section 3.3.5)."""
    assert utc(expected) == instant_of(local(when), LA)

"""Times as people write them are read as they are meant, in the zone of the line."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline import commands
from warmline.commands import Command
from warmline.hours import instant_of, wall_clock_of
from warmline.times import CLOCK, DATE, DAY, LENGTH, UNTIL, WHEN, read_end, read_when

LA = "America/Los_Angeles"
NOW = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)  # Monday 2 November, 20:00 in Los Angeles
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
ZONES = [LA, "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu"]

ENDS = [
    ("2h", "2026-11-02 22:00"),
    ("for 30 min", "2026-11-02 20:30"),
    ("half an hour", "2026-11-02 20:30"),
    ("for an hour", "2026-11-02 21:00"),
    ("1h30", "2026-11-02 21:30"),
    ("1.5h", "2026-11-02 21:30"),
    ("1,5 hours", "2026-11-02 21:30"),
    ("2 days", "2026-11-04 20:00"),
    ("a week", "2026-11-09 20:00"),
    ("until 9pm", "2026-11-02 21:00"),
    ("until 9", "2026-11-02 21:00"),
    ("until 7", "2026-11-03 07:00"),
    ("till 9:30 pm", "2026-11-02 21:30"),
    ("until 7:15", "2026-11-03 07:15"),
    ("until 07:15", "2026-11-03 07:15"),
    ("until 21:00", "2026-11-02 21:00"),
    ("until 7p", "2026-11-03 19:00"),
    ("until noon", "2026-11-03 12:00"),
    ("until midnight", "2026-11-03 00:00"),
    ("until 24:00", "2026-11-03 00:00"),
    ("until fri", "2026-11-06 00:00"),
    ("until fri 7pm", "2026-11-06 19:00"),
    ("until friday at 7 pm", "2026-11-06 19:00"),
    ("until 7pm fri", "2026-11-06 19:00"),
    ("until monday", "2026-11-09 00:00"),
    ("until mon 9pm", "2026-11-02 21:00"),
    ("until mon 7pm", "2026-11-09 19:00"),
    ("until tomorrow", "2026-11-03 00:00"),
    ("until tomorrow 7pm", "2026-11-03 19:00"),
    ("until tonight 9", "2026-11-02 21:00"),
    ("until tonight 1am", "2026-11-03 01:00"),
    ("until 11/27", "2026-11-27 00:00"),
    ("until 11/27 7pm", "2026-11-27 19:00"),
    ("until 27/11", "2026-11-27 00:00"),
    ("until 27.11", "2026-11-27 00:00"),
    ("until 11/1", "2027-11-01 00:00"),
    ("until nov 30", "2026-11-30 00:00"),
    ("until 26th", "2026-11-26 00:00"),
    ("until 1st", "2026-12-01 00:00"),
    ("until 2026-11-27 19:00", "2026-11-27 19:00"),
    ("until 11/27/26 19:00", "2026-11-27 19:00"),
    ("today", "2026-11-03 00:00"),
    ("tonight", "2026-11-03 07:00"),
]
ASKED = [
    "0h", "900 days", "99999999999999999999 weeks", "99999999h30", "until 25:00", "until 13pm",
    "until 7.30", "until nov 31", "until 2025-11-27", "until 9999-12-31 midnight", "until today",
    "until tonight", "until 0am", "until 13/13", "until 2/30", "fri", "fri 7pm", "until", "2",
    "soon", "",
]  # fmt: skip


@pytest.mark.parametrize(("words", "local"), ENDS, ids=[it for it, _ in ENDS])
def test_an_end_is_the_nearest_that_the_words_can_mean(words, local):
    """A mentor who writes when they are back is read as they meant it, in the line's zone."""
    found = read_end(words, NOW, LA)
    assert found is not None
    assert local == f"{wall_clock_of(found, LA):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("words", ASKED)
def test_what_cannot_be_told_is_asked(words):
    """What is no time, is past, or may mean two things far apart, is not guessed at."""
    assert read_end(words, NOW, LA) is None


@pytest.mark.parametrize(
    ("words", "local", "now", "expected"),
    [
        # 2026-03-08, 02:00 to 03:00 does not exist; a time in it counts with the offset before.
        ("until 2:30am", LA, "2026-03-08T08:00:00+00:00", "2026-03-08T10:30:00+00:00"),
        ("until 3:30am", LA, "2026-03-08T08:00:00+00:00", "2026-03-08T10:30:00+00:00"),
        ("4h", LA, "2026-03-08T08:00:00+00:00", "2026-03-08T12:00:00+00:00"),
        ("1 day", LA, "2026-03-07T20:00:00+00:00", "2026-03-08T19:00:00+00:00"),
        ("24 h", LA, "2026-03-07T20:00:00+00:00", "2026-03-08T20:00:00+00:00"),
        # 2026-11-01, 01:00 to 02:00 comes twice; the first is meant.
        ("until 1:30am", LA, "2026-11-01T06:00:00+00:00", "2026-11-01T08:30:00+00:00"),
        ("until 1:30am", LA, "2026-11-01T09:10:00+00:00", "2026-11-02T09:30:00+00:00"),
        # Thirty minutes forward at 02:00 on 2026-10-04.
        ("until 2:15am", "Australia/Lord_Howe", "2026-10-03T12:00:00+00:00",
         "2026-10-03T15:45:00+00:00"),
        # Midnight does not exist on 2026-09-06.
        ("until midnight", "America/Santiago", "2026-09-06T02:00:00+00:00",
         "2026-09-06T04:00:00+00:00"),
    ],
)  # fmt: skip
def test_clock_changes_are_read_as_the_schedule_reads_them(words, local, now, expected):
    """What ends by a text ends when a shift written with that time would end."""
    found = read_end(words, datetime.fromisoformat(now), local)
    assert datetime.fromisoformat(expected) == found


def test_a_day_and_time_may_mean_morning_or_evening():
    """A shift can be named by "fri 7": which of the two is meant, the shifts tell."""
    found = read_when("fri 7", NOW, LA)
    assert found is not None
    first, second = found.instants(NOW, LA)[:2]
    assert (second - first) == timedelta(hours=12)
    assert read_when("friday with luis", NOW, LA) is None
    assert read_when("9pm-11pm", NOW, LA) is None
    assert read_when("29.2.2027", NOW, LA) is None


moments = st.integers(0, 20 * 365 * 86400).map(lambda it: FIRST + timedelta(seconds=it))
words_of_commands = st.one_of(
    st.from_regex(rf"(?:for )?{LENGTH}", fullmatch=True),
    st.from_regex(rf"{UNTIL} {WHEN}", fullmatch=True),
    st.from_regex(rf"(?:{DAY}|{DATE})(?: {CLOCK})?", fullmatch=True),
)


@given(words_of_commands, moments, st.sampled_from(ZONES))
def test_whatever_is_taken_for_a_command_can_be_read_or_is_asked_about(words, now, zone):
    """No OFF that is understood as a command breaks; each ends in the future, or is asked about."""
    read = commands.read(f"OFF {words}")
    if not isinstance(read, Command):
        return
    end = read_end(read.rest, now, zone)
    assert end is None or now < end <= now + timedelta(days=367)


@given(st.from_regex(WHEN, fullmatch=True), moments, st.sampled_from(ZONES))
def test_every_day_and_time_can_be_read_or_is_asked_about(words, now, zone):
    """A shift's time, however it is written, is a time to come or none at all."""
    found = read_when(words, now, zone)
    assert found is None or all(it > now for it in found.instants(now, zone))


@given(moments, st.sampled_from(ZONES), st.integers(1, 360))
def test_a_time_that_is_written_out_is_read_back(now, zone, days):
    """What an answer says of a time can be written back, and means the same."""
    local = wall_clock_of(now, zone).replace(second=0, microsecond=0) + timedelta(days=days)
    expected = instant_of(local, zone)
    for written in (
        f"{local:%Y-%m-%d %H:%M}",
        f"{local:%b %d %I:%M %p}",
        f"{local:%m/%d/%Y %H:%M}",
    ):
        assert read_end(f"until {written}", now, zone) == expected, written


@given(st.from_regex(rf"{UNTIL} {WHEN}|(?:for )?{LENGTH}", fullmatch=True))
def test_whatever_is_an_end_is_a_command(words):
    """What can be read as an end is taken for OFF, and never sent to a student."""
    if read_end(words, NOW, LA) is not None and len(words.split()) < 8:
        assert commands.read(f"OFF {words}") is not None

"""Repeats in a coordinator's words, and the rules that they make."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_making import local

from warmline.errors import PlanError
from warmline.schedule import Weekly, check_repeat, read_weekly, repeat_in_words, write_weekly

START = local("2026-11-04 19:00")  # a Wednesday


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY", "every Wednesday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Monday, Wednesday and Friday"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", "every 2 weeks on Tuesday"),
        ("FREQ=DAILY;UNTIL=20261220", "every day until 20 Dec 2026"),
        ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20261221T075959Z", "every week on Friday until 21 Dec 2026"),
        ("FREQ=MONTHLY;BYDAY=1FR", "every month on the first Friday"),
        ("FREQ=MONTHLY;BYDAY=-1SU;COUNT=3", "every month on the last Sunday 3 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on day 1 and 15 of the month"),
        ("FREQ=YEARLY;BYMONTH=12", "every year in December"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days"),
        ("FREQ=HOURLY;INTERVAL=12", "every 12 hours"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "every month on Monday and Tuesday (BYSETPOS=1)"),
    ],
)
def test_a_rule_is_told_in_words(rule: str, words: str) -> None:
    """Nobody needs to read RFC 5545 to know when a shift comes again."""
    check_repeat(rule, START, "America/Los_Angeles")
    assert repeat_in_words(rule, START) == words


@given(
    days=st.frozensets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 52),
    until=st.none() | st.dates(date(2026, 12, 1), date(2030, 1, 1)),
)
def test_what_a_form_says_is_read_back(
    days: frozenset[int], every: int, until: date | None
) -> None:
    """A shift that is opened again shows the days, weeks and end that were chosen."""
    weekly = Weekly(days, every, until)
    assert read_weekly(write_weekly(weekly), START) == weekly


@pytest.mark.parametrize(
    "rule",
    ["FREQ=MONTHLY;BYDAY=1FR", "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;COUNT=3",
     "FREQ=WEEKLY;UNTIL=20261221T075959Z", "FREQ=WEEKLY;WKST=SU;INTERVAL=2",
     "FREQ=HOURLY;INTERVAL=8"],
)  # fmt: skip
def test_what_the_words_cannot_say_is_left_alone(rule: str) -> None:
    """A rule that days of the week cannot say is not bent until they can."""
    assert read_weekly(rule, START) is None


def test_a_week_without_a_day_is_refused() -> None:
    """A shift that repeats on no day at all is a slip of the mouse."""
    with pytest.raises(PlanError, match="at least one day"):
        write_weekly(Weekly(frozenset()))

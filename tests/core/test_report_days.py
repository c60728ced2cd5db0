"""A report's days: which there are, what they are compared with, and who may ask for which."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmline.hours import Period
from warmline.reports.choices import WrongDaysError, choices, chosen
from warmline.reports.days import Days, last_month, last_week, month_of, two_dates

ZONE = "America/Los_Angeles"
TODAY = date(2026, 11, 27)  # a Friday
TERM = Period(id="t1", name="Autumn", kind="term", first=date(2026, 8, 24), last=date(2026, 12, 18))
OLD = Period(id="t0", name="Spring", kind="term", first=date(2026, 1, 19), last=date(2026, 6, 12))
FINALS = Period(
    id="f1", name="Finals", kind="finals", first=date(2026, 12, 7), last=date(2026, 12, 18)
)
PERIODS = (TERM, OLD, FINALS)


def days(first, last):
    """Return days of November 2026 by their numbers."""
    return Days(date(2026, 11, first), date(2026, 11, last), ZONE)


def ask(hidden=False, **asked):
    """Return the days that an address asks for."""
    asked = {name.rstrip("_"): it for name, it in asked.items()}
    return chosen(asked, TODAY, PERIODS, ZONE, hidden=hidden)


@pytest.mark.parametrize(
    ("these", "before"),
    [
        (days(2, 8), Days(date(2026, 10, 26), date(2026, 11, 1), ZONE)),
        (days(1, 30), Days(date(2026, 10, 1), date(2026, 10, 31), ZONE)),  # a month: the month
        (days(1, 29), Days(date(2026, 10, 3), date(2026, 10, 31), ZONE)),
        (days(5, 5), days(4, 4)),
    ],
)
def test_days_are_compared_with_as_many_before(these, before):
    """The days before are as many and end the day before; before a month it is the month before."""
    assert these.before() == before


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_days_touch_those_before(first, more):
    """No contact is in both times, and none between them is left out, also when clocks change."""
    these = Days(first, first + timedelta(days=more), ZONE)
    assert these.before().end == these.start < these.end
    assert these.is_month or these.before().length == these.length


def test_the_last_week_and_month_are_whole_and_over():
    """Last week is Monday to Sunday, also on a Monday; last month is the calendar's."""
    week = last_week(TODAY, ZONE)
    assert (week.first, week.last) == (date(2026, 11, 16), date(2026, 11, 22))
    assert last_week(date(2026, 11, 23), ZONE) == week
    assert last_week(date(2026, 11, 22), ZONE).last == date(2026, 11, 15)
    assert last_month(date(2026, 1, 31), ZONE) == month_of(date(2025, 12, 5), ZONE)


def test_the_coordinator_asks_for_any_days():
    """A week, a month, the term, a period of the calendar, two dates; nothing asks for a month."""
    assert ask() == ask(period="last-month") == month_of(date(2026, 10, 1), ZONE)
    assert ask(period="2026-03") == month_of(date(2026, 3, 9), ZONE)
    assert ask(period="last-week") == last_week(TODAY, ZONE)
    assert ask(period="term") == two_dates(TERM.first, TERM.last, ZONE)
    assert ask(period="period-t0") == two_dates(OLD.first, OLD.last, ZONE)
    assert ask(period="dates", from_="2026-11-03", to="2026-11-09") == days(3, 9)
    assert ask(from_="2026-11-03", to="2026-11-09") == days(3, 9)


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"period": "dates", "from_": "soon", "to": "2026-11-02"}, "from", "write the day like"),
        ({"period": "dates", "from_": "2026-11-02", "to": ""}, "to", "write the day like"),
        ({"period": "dates", "from_": "2026-11-09", "to": "2026-11-02"}, "to", "before the first"),
        ({"period": "dates", "from_": "2027-01-01", "to": "2027-01-02"}, "from", "not come yet"),
        ({"period": "dates", "from_": "2020-01-01", "to": "2026-01-02"}, "to", "more than 800"),
        ({"period": "period-none"}, "period", "one of the list"),
        ({"period": "someday"}, "period", "one of the list"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(asked, field, words):
    """Whoever types a wrong day reads at that field what to write."""
    with pytest.raises(WrongDaysError, match=words) as caught:
        ask(**asked)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "last-week"},
        {"period": "term"},
        {"period": "period-f1"},
        {"period": "2026-11"},  # not over
        {"period": "dates", "from_": "2026-10-01", "to": "2026-10-30"},
        {"from_": "2026-10-01", "to": "2026-10-30"},
    ],
)
def test_outside_the_programme_there_are_months_that_are_over(asked):
    """Who sees no small counts cannot choose days that overlap, and so works none of them out."""
    with pytest.raises(WrongDaysError, match="a month that is over"):
        ask(hidden=True, **asked)
    assert ask(hidden=True) == ask(hidden=True, period="2026-10") == ask()


def test_what_is_offered_can_be_asked_for():
    """Every entry of the list leads to days; those of a period that has not begun are not in it."""
    for hidden in (False, True):
        offered = choices(TODAY, PERIODS, ZONE, hidden=hidden)
        for it in offered:
            assert ask(hidden=hidden, period=it.value, from_="2026-11-03", to="2026-11-04").length
        assert "period-f1" not in {it.value for it in offered}
        assert {it.group for it in offered} >= {"A month"}

"""Who is on call: shifts, duties that pass on, and dated changes."""

from datetime import timedelta
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from plan_making import MAIN, duty, local, override, plan, shift, utc

from warmline.errors import PlanError
from warmline.hours import instant_of, read_hours, wall_clock_of
from warmline.schedule import check_repeat, on_call, read_every, spans
from warmline.schedule.repeat import read_repeat

LA = "America/Los_Angeles"
EVENINGS = shift("maya luis", "2026-11-02 19:00", "2026-11-02 23:00", "FREQ=DAILY")
NIGHTS = duty("luis maya", "2026-11-02 23:00", "1 week", read_hours(["mon-sun 23:00-07:00"]))
CAMPUS = (EVENINGS, NIGHTS)


def at(when):
    return instant_of(local(when), LA)


def found(parts, when):
    """Return (mentor, source, until on the wall clock) of everyone on call."""
    return [
        (entry.mentor, entry.source, f"{wall_clock_of(entry.until, LA):%d %H:%M}")
        for entry in on_call(plan(*parts), MAIN, at(when))
    ]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-02 18:59", []),
        ("2026-11-02 19:00", [("maya", "shift", "02 23:00"), ("luis", "shift", "02 23:00")]),
        ("2026-11-02 22:59", [("maya", "shift", "02 23:00"), ("luis", "shift", "02 23:00")]),
        ("2026-11-02 23:00", [("luis", "duty overnight", "03 07:00")]),
        ("2026-11-03 06:59", [("luis", "duty overnight", "03 07:00")]),
        ("2026-11-03 07:00", []),
        ("2026-11-09 06:59", [("luis", "duty overnight", "09 07:00")]),
        ("2026-11-09 23:00", [("maya", "duty overnight", "10 07:00")]),
        ("2026-11-16 23:00", [("luis", "duty overnight", "17 07:00")]),
        ("2031-11-10 20:00", [("maya", "shift", "10 23:00"), ("luis", "shift", "10 23:00")]),
        ("2020-11-10 20:00", []),
    ],
)
def test_the_schedule_says_who_is_on_call(when, expected):
    """At any instant, past or future, the plan says who is on call, why, and until when."""
    assert expected == found(CAMPUS, when)


THANKSGIVING = ("2026-11-26 19:00", "2026-11-26 23:00")


@pytest.mark.parametrize(
    ("change", "when", "expected"),
    [
        (
            override("cover", "sam", *THANKSGIVING, covers="maya"),
            "2026-11-26 20:00",
            [("luis", "shift", "26 23:00"), ("sam", "cover for Maya", "26 23:00")],
        ),
        (  # a cover for somebody who is not on call rings nobody
            override("cover", "sam", *THANKSGIVING, covers="ana"),
            "2026-11-26 20:00",
            [("maya", "shift", "26 23:00"), ("luis", "shift", "26 23:00")],
        ),
        (  # the cover of a part leaves the rest
            override("cover", "sam", "2026-11-26 21:00", "2026-11-26 22:00", covers="maya"),
            "2026-11-26 20:00",
            [("maya", "shift", "26 21:00"), ("luis", "shift", "26 23:00")],
        ),
        (
            override("cover", "sam", "2026-11-26 21:00", "2026-11-26 22:00", covers="maya"),
            "2026-11-26 22:00",
            [("maya", "shift", "26 23:00"), ("luis", "shift", "26 23:00")],
        ),
        (  # covered by somebody who is on call anyway
            override("cover", "luis", *THANKSGIVING, covers="maya"),
            "2026-11-26 20:00",
            [("luis", "cover for Maya", "26 23:00")],
        ),
        (
            override("remove", "luis", *THANKSGIVING),
            "2026-11-26 20:00",
            [("maya", "shift", "26 23:00")],
        ),
        (
            override("add", "ana", "2026-11-26 12:00", "2026-11-26 13:00"),
            "2026-11-26 12:30",
            [("ana", "added", "26 13:00")],
        ),
        (  # a cover spans shifts and duties alike
            override("cover", "sam", "2026-11-26 00:00", "2026-11-28 00:00", covers="maya"),
            "2026-11-26 23:30",
            [("sam", "cover for Maya", "27 07:00")],
        ),
    ],
)
def test_a_dated_change_wins_over_the_plan(change, when, expected):
    """An override changes who is on call for exactly its time, and leaves the rest as it was."""
    assert expected == found((*CAMPUS, change), when)


def test_whoever_is_removed_is_on_call_in_no_way():
    """A removal wins over every other change: the removed person's phone does not ring."""
    parts = (
        *CAMPUS,
        override("cover", "sam", *THANKSGIVING, covers="maya"),
        override("add", "sam", *THANKSGIVING),
        override("remove", "sam", *THANKSGIVING),
    )
    expected = [("luis", "shift", "26 23:00")]
    assert expected == found(parts, "2026-11-26 20:00")


@pytest.mark.parametrize(
    ("every", "when", "expected"),
    [
        ("12 hours", "2026-07-01 06:59", "luis"),
        ("12 hours", "2026-07-01 07:00", "maya"),
        ("12 hours", "2026-11-02 08:00", "maya"),  # the clocks went back; hand-over stays at 07:00
        ("12 hours", "2026-11-02 19:30", "luis"),
        ("2 days", "2026-01-02 12:00", "maya"),
        ("2 days", "2026-01-03 07:00", "luis"),
        ("1 week", "2026-01-08 06:59", "maya"),
        ("1 week", "2026-01-08 07:00", "luis"),
    ],
)
def test_a_duty_passes_on_at_the_same_local_time(every, when, expected):
    """A duty is handed on by the clock on the wall, all year round."""
    rota = duty("maya luis", "2026-01-01 07:00", every, name="days")
    assert [expected] == [mentor for mentor, _, _ in found((rota,), when)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-02 22:59", []),
        ("2026-11-02 23:30", ["maya"]),
        ("2026-11-03 03:00", ["maya"]),  # after the hand-over at midnight, still Monday's window
        ("2026-11-03 23:00", ["luis"]),
    ],
)
def test_a_window_of_a_duty_is_not_cut_by_the_hand_over(when, expected):
    """Nobody is relieved in the middle of the night because a date changed."""
    hours = read_hours(["mon-sun 23:00-07:00"])
    rota = duty("maya luis", "2026-11-02 00:00", "1 day", hours)
    assert expected == [mentor for mentor, _, _ in found((rota,), when)]


def test_turns_shorter_than_a_day_pass_on_within_a_window():
    """A duty of four hours inside a day of twelve has three people that day."""
    rota = duty("maya luis ana", "2026-11-02 08:00", "4 hours", read_hours(["mon-fri 08:00-20:00"]))
    expected = [[], ["maya"], ["luis"], ["ana"], []]
    times = ("07:59", "08:00", "12:00", "19:59", "20:00")
    assert expected == [[m for m, _, _ in found((rota,), f"2026-11-02 {t}")] for t in times]


def test_a_duty_that_begins_within_a_window_begins_at_once():
    """A new duty leaves no gap until the next window starts."""
    rota = duty("maya luis", "2026-11-02 12:00", "1 week", read_hours(["mon-sun 00:00-24:00"]))
    expected = [[], ["maya"], ["maya"]]
    times = ("11:59", "12:00", "23:59")
    assert expected == [[m for m, _, _ in found((rota,), f"2026-11-02 {t}")] for t in times]


def test_spans_are_contiguous_and_name_the_gaps():
    """Whoever looks at a week sees every minute of it, those with nobody included."""
    start, end = at("2026-11-02 12:00"), at("2026-11-03 12:00")
    result = spans(plan(*CAMPUS), MAIN, start, end)
    expected = [
        ("02 12:00", "02 19:00", []),
        ("02 19:00", "02 23:00", ["maya", "luis"]),
        ("02 23:00", "03 07:00", ["luis"]),
        ("03 07:00", "03 12:00", []),
    ]
    assert expected == [
        (
            f"{wall_clock_of(span.start, LA):%d %H:%M}",
            f"{wall_clock_of(span.end, LA):%d %H:%M}",
            [entry.mentor for entry in span.on_call],
        )
        for span in result
    ]
    assert all(a.end == b.start for a, b in pairwise(result))


def test_an_empty_plan_is_one_gap():
    """A line that nobody is planned for has nobody on call, and says so."""
    start, end = utc("2026-11-02 00:00"), utc("2026-11-03 00:00")
    (span,) = spans(plan(), MAIN, start, end)
    assert (start, end, ()) == (span.start, span.end, span.on_call)
    assert not spans(plan(), MAIN, end, start)


def test_an_unknown_line_is_named():
    """Asking for a line that is not there says which there are."""
    with pytest.raises(PlanError, match='there is no line "mian"; there is main'):
        on_call(plan(), "mian", utc("2026-11-02 00:00"))


def test_a_night_when_the_clocks_go_back_is_an_hour_longer():
    """On the night the clocks go back the night shift is on call until the clock says 07:00."""
    night = shift("maya", "2026-10-31 23:00", "2026-11-01 07:00", "FREQ=DAILY")
    (entry,) = on_call(plan(night), MAIN, utc("2026-11-01 10:00"))
    assert utc("2026-11-01 15:00") == entry.until
    assert timedelta(hours=9) == entry.until - entry.since


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", ["02", "03", "04"]),
        ("FREQ=DAILY;UNTIL=20261104", ["02", "03", "04"]),
        ("FREQ=DAILY;UNTIL=20261104T190000", ["02", "03", "04"]),
        ("FREQ=DAILY;UNTIL=20261105T025959Z", ["02", "03"]),  # one second before 19:00 local
        ("FREQ=DAILY;UNTIL=20261105T030000Z", ["02", "03", "04"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["03", "05", "10"]),
        ("freq=weekly;interval=2;count=2", ["02", "16"]),
        ("FREQ=MONTHLY;BYDAY=2FR,-1MO;COUNT=2", ["13", "30"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=1", ["30"]),
    ],
)
def test_shifts_repeat_as_calendars_do(rule, expected):
    """A rule copied from a calendar means here what it means there."""
    starts = read_repeat(rule, local("2026-11-02 19:00"), LA)
    window = starts.between(local("2026-11-01 00:00"), local("2026-12-01 00:00"))
    assert expected == [f"{start:%d}" for start in window]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("every day", "is not a repeat rule"),
        ("FREQ=", "is not a repeat rule"),
        ("BYDAY=MO", "FREQ must be"),
        ("FREQ=FORTNIGHTLY", "FREQ must be"),
        ("FREQ=MINUTELY", "FREQ must be"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ is there twice"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL must be from 1"),
        ("FREQ=DAILY;INTERVAL=two", "INTERVAL must be from 1"),
        ("FREQ=DAILY;COUNT=0", "COUNT must be from 1"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261220", "COUNT and UNTIL cannot both"),
        ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL must look like"),
        ("FREQ=DAILY;UNTIL=20261131", "UNTIL must look like"),
        ("FREQ=WEEKLY;BYDAY=MONDAY", '"MONDAY" is not a day'),
        ("FREQ=WEEKLY;BYDAY=MO,", '"" is not a day'),
        ("FREQ=MONTHLY;BYDAY=54MO", "BYDAY must be from 1 to 53"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY with numbers"),
        ("FREQ=WEEKLY;BYDAY=", "is not a repeat rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY must be from 1 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY must be from 1 to 31"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY cannot be used with FREQ=WEEKLY"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR must be from 0 to 23"),
        ("FREQ=DAILY;BYEASTER=0", "BYEASTER is not a part"),
        ("FREQ=DAILY;BYSECOND=3", "BYSECOND is not a part"),
        ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS needs another"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "the rule never comes true"),
        ("FREQ=DAILY;UNTIL=20261101", "the rule never comes true"),
        ("FREQ=HOURLY;INTERVAL=24;BYHOUR=3", "the rule never comes true"),
    ],
)
def test_a_repeat_that_cannot_be_is_refused(rule, why):
    """A wrong rule is refused when the plan is loaded, not found out at night."""
    with pytest.raises(PlanError) as caught:
        check_repeat(rule, local("2026-11-02 19:00"), LA)
    assert why in str(caught.value)


@given(
    rule=st.sampled_from(
        [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=DAILY;BYDAY=SA,SU;BYHOUR=8,20",
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO,FR",
            "FREQ=WEEKLY;INTERVAL=3",
            "FREQ=MONTHLY",
            "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31,-1",
            "FREQ=MONTHLY;BYDAY=1SA,-1FR",
            "FREQ=YEARLY",
            "FREQ=YEARLY;BYMONTH=2,9",
            "FREQ=YEARLY;BYWEEKNO=1,20",
            "FREQ=YEARLY;INTERVAL=2;BYDAY=-2MO",
            "FREQ=YEARLY;BYYEARDAY=1,-1,60",
            "FREQ=HOURLY;INTERVAL=7",
            "FREQ=DAILY;COUNT=900",
            "FREQ=WEEKLY;UNTIL=20241231T120000",
        ]
    ),
    start=st.datetimes(local("2019-01-01"), local("2021-01-01")).map(
        lambda d: d.replace(second=0, microsecond=0)
    ),
    days=st.integers(0, 3000),
    length=st.integers(0, 60),
)
def test_a_rule_that_began_years_ago_is_walked_from_nearby(rule, start, days, length):
    """The shortcut to the present gives what counting from the beginning gives."""
    first = start + timedelta(days=days)
    last = first + timedelta(days=length)
    with_monday = rule if "WKST" in rule else f"{rule};WKST=MO"
    expected = rrulestr(with_monday, dtstart=start).between(first, last, inc=True)
    assert expected == list(read_repeat(rule, start, LA).between(first, last))


@pytest.mark.parametrize("text", ["", "week", "0 weeks", "1 month", "1week", "-1 day", "1.5 days"])
def test_a_hand_over_that_cannot_be_is_refused(text):
    """How often a duty passes on is a number and a unit."""
    with pytest.raises(PlanError, match='"12 hours", "2 days", "1 week"'):
        read_every(text)

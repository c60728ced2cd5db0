"""A report as a whole: coverage, how sure it is, its course over time, its tables and sentences."""

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_making import MAIN, mentor, override, plan, shift, utc

from warmline.charts.data import charts_of
from warmline.hours import Period, read_hours
from warmline.ids import MentorId
from warmline.reports import LEAST, Tally, count, summarize
from warmline.reports.coverage import Coverage, coverage
from warmline.reports.days import Days, month_of
from warmline.reports.findings import findings
from warmline.reports.page import exact_report, hidden_report
from warmline.reports.tables import HIDDEN, Table, tables, write_csv
from warmline.reports.trend import months_trend, trend
from warmline.reports.uncertainty import share
from warmline.schedule import Era
from warmline.store.records.history import ContactHistory, KeptWrapUp
from warmline.wrap_up import Topic

ZONE = "America/Los_Angeles"
NIGHTS = shift("maya", "2026-11-02 19:00", "2026-11-03 07:00", "FREQ=DAILY")
EVERY_NIGHT = read_hours(["mon-sun 19:00-07:00"])
MONDAY, TUESDAY = utc("2026-11-02 08:00"), utc("2026-11-03 08:00")  # midnights there
NOVEMBER = month_of(date(2026, 11, 1), ZONE)
NAMES = {MentorId("maya"): "Maya", MentorId("luis"): "=HYPERLINK(1)"}
FINALS = Period(id="f", name="Finals", kind="finals", first=date(2026, 11, 9),
                last=date(2026, 11, 13))  # fmt: skip


def contact(at, *topics, answered=True, number=0):
    """Return a call that Maya answered and wrapped up, or that was missed."""
    reply = KeptWrapUp(mentor=MentorId("maya"), at=at, topics=frozenset(topics), before=4, after=2)
    return ContactHistory(
        id=f"northfield.{number}",
        campus="northfield",
        line="main",
        arrived_at=at,
        end="talked" if answered else "left",
        answered_by=MentorId("maya") if answered else None,
        waited_seconds=12,
        wrap_ups=(reply,) if topics else (),
    )


def covered(plan_made, start=MONDAY, end=TUESDAY):
    """Return open and covered hours by one plan."""
    it = coverage([Era(utc("2026-01-01"), plan_made)], [MAIN], start, end)
    return it.open_minutes / 60, it.covered_minutes / 60


ABSENT = (mentor("Maya", until=date(2026, 11, 2)), mentor("Luis", 1, paused=True))


@pytest.mark.parametrize(
    ("made", "hours"),
    [
        (plan(NIGHTS, hours=EVERY_NIGHT), (12, 5)),  # the night before Monday has nobody
        (plan(NIGHTS), (24, 5)),  # always open
        (plan(NIGHTS, hours=EVERY_NIGHT, mentors=ABSENT[1:]), (12, 0)),  # not on the roster
        (plan(shift("luis", "2026-11-02 00:00", "2026-11-03 00:00"), mentors=ABSENT), (24, 0)),
        (plan(hours=read_hours(["tue 10:00-11:00"])), (0, 0)),  # not open on a Monday
        (
            plan(
                NIGHTS,
                override("remove", "maya", "2026-11-02 20:00", "2026-11-02 21:00"),
                hours=EVERY_NIGHT,
            ),
            (12, 4),
        ),
    ],
)
def test_coverage_is_open_time_with_somebody_who_may_be_rung(made, hours):
    """Only open minutes count, and somebody paused or not certified covers none of them."""
    assert covered(made) == hours


def test_a_certificate_ends_coverage_at_midnight():
    """A night on which the certificate ends is covered until midnight, and not after."""
    made = plan(NIGHTS, hours=EVERY_NIGHT, mentors=ABSENT)
    assert covered(made, MONDAY, TUESDAY + timedelta(days=1)) == (24, 5)


def test_coverage_is_told_by_the_plan_of_the_time():
    """A shift that was added on Tuesday does not cover the Monday before."""
    eras = [
        Era(utc("2026-01-01"), plan(hours=EVERY_NIGHT)),
        Era(TUESDAY, plan(NIGHTS, hours=EVERY_NIGHT)),
    ]
    later = coverage(eras, [MAIN], MONDAY, TUESDAY + timedelta(days=1))
    assert (later.open_minutes / 60, later.covered_minutes / 60) == (24, 12)


@pytest.mark.parametrize(
    ("some", "all_", "range_"),
    [
        (8, 10, (0.490, 0.943)),  # Wilson's values as statistical tables have them
        (0, 10, (0.0, 0.278)),
        (10, 10, (0.722, 1.0)),
        (40, 49, (0.686, 0.900)),
    ],
)
def test_how_sure_a_share_is(some, all_, range_):
    """Few contacts give a wide range, and none of it lies outside of nothing to all."""
    found = share(some, all_)
    assert (round(found.low, 3), round(found.high, 3)) == range_
    assert share(None, 10) is share(3, None) is share(0, 0) is None


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_range(pair):
    """The range holds the share, also at the ends."""
    found = share(*pair)
    assert 0 <= found.low <= found.part <= found.high <= 1


@pytest.mark.parametrize(
    ("days", "step", "points"),
    [
        (Days(date(2026, 11, 2), date(2026, 11, 8), ZONE), "day", 7),
        (NOVEMBER, "week", 6),  # the first of November is a Sunday
        (Days(date(2025, 9, 1), date(2026, 11, 30), ZONE), "month", 15),
    ],
)
def test_days_are_told_in_steps_that_can_be_read(days, step, points):
    """Days, weeks or months: what was in each adds up to all, and they touch each other."""
    at = [days.start + timedelta(hours=7 * n) for n in range(20)]
    made = trend([contact(it, Topic.LONELINESS) for it in at], days, [FINALS])
    assert (made.step, len(made.points)) == (step, points)
    assert sum(it.outcomes["mentor"] for it in made.points) == 20
    assert sum(it.topics[Topic.LONELINESS] for it in made.points) == 20
    assert made.topics == (Topic.LONELINESS,)
    for one, other in zip(made.points, made.points[1:], strict=False):
        assert other.first - one.last == timedelta(days=1)
    assert (made.points[0].first, made.points[-1].last) == (days.first, days.last)


def test_finals_are_marked_and_terms_are_not():
    """What explains a peak is marked with its days; a term is always, and explains none."""
    term = Period(
        id="t", name="Autumn", kind="Term", first=date(2026, 8, 1), last=date(2026, 12, 1)
    )
    boards = Period(
        id="b", name="Step 1", kind="boards", first=date(2026, 10, 20), last=date(2026, 11, 2)
    )
    made = trend([], NOVEMBER, [term, FINALS, boards])
    assert [(it.name, it.first.day, it.last.day) for it in made.marks] == [
        ("Step 1", 1, 2),
        ("Finals", 9, 13),
    ]


def busy(hidden=False):
    """Return a report of a November with forty contacts, nine of them missed."""
    at = NOVEMBER.start + timedelta(days=7, hours=22)
    histories = [
        *(contact(at, Topic.LONELINESS, number=n) for n in range(31)),
        *(contact(at, answered=False, number=100 + n) for n in range(9)),
    ]
    now = (NOVEMBER, count(histories, ZONE), Coverage(600, 540))
    before = (NOVEMBER.before(), count([], ZONE), Coverage(0, 0))
    if hidden:
        months = [(NOVEMBER.before(), summarize(before[1])), (NOVEMBER, summarize(now[1]))]
        return hidden_report(now, before, months_trend(months, [FINALS]))
    tallies = (
        Tally(mentor=MentorId("maya"), offers=31, answers=31),
        Tally(mentor=MentorId("luis"), offers=9, misses=9),
    )
    return exact_report(now, before, trend(histories, NOVEMBER, [FINALS]), tallies)


def test_each_chart_has_a_sentence():
    """Whoever cannot see a chart hears what it shows, and nothing is drawn without a sentence."""
    assert findings(busy(), NAMES) == {
        "topics": "Named most often: loneliness (31); of 31 contacts wrapped up.",
        "stress": "Stress was less after 31 of 31 contacts; median 4 before and 2 after.",
        "missed": "9 missed, most of them on Sunday 21:00 to 22:00: 9.",
        "over-time": "The week from 2026-11-02 had the most contacts: 40."
        " Marked: Finals from 2026-11-09.",
        "topics-over-time": "Named most often: loneliness, most in the week from 2026-11-02 (31)."
        " Marked: Finals from 2026-11-09.",
        "fairness": "From 9 offers (=HYPERLINK(1)) to 31 (Maya) for 2 mentors.",
    }
    for report in (busy(), busy(hidden=True)):
        assert charts_of(report, NAMES).keys() <= findings(report, NAMES).keys()


def test_outside_the_programme_a_report_has_no_hours_of_the_missed_and_nobody():
    """Neither fairness nor single hours; every count that is shown is at least five, or adds up."""
    report = busy(hidden=True)
    made = tables(report, NAMES)
    assert {"missed", "fairness"}.isdisjoint(made)
    assert {"missed", "fairness"}.isdisjoint(charts_of(report, NAMES))
    months = [it.outcomes for it in report.trend.points]
    assert months == [
        dict.fromkeys(("mentor", "counseling", "missed")),  # October had fewer than five
        {"mentor": 31, "counseling": 0, "missed": 9},
    ]
    topics = dict(row[:2] for row in made["topics"].rows)
    assert (topics["loneliness"], topics["homesickness"]) == (31, None)
    assert LEAST == 5


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "  =1+1"])
def test_no_cell_is_read_as_a_formula(text):
    """A mentor's name that begins like a formula stays a name in a spreadsheet."""
    table = Table("t", "T", ("mentor", text), ((text, 1), ("Maya", None), ("Luis", -2)))
    rows = list(csv.reader(write_csv(table).splitlines(keepends=True)))
    flat = [cell for row in rows for cell in row if not cell.lstrip("-").isdigit()]
    assert not [it for it in flat if it.lstrip(" ")[:1] in set("=+-@\t\r")]
    assert ["Maya", HIDDEN] in rows
    assert rows[-1] == ["Luis", "-2"]


def test_every_table_is_as_wide_as_its_head():
    """No cell stands without a name above it, on the page and in a spreadsheet."""
    for report in (busy(), busy(hidden=True)):
        for table in tables(report, NAMES).values():
            assert {len(row) for row in table.rows} <= {len(table.columns)}, table.name

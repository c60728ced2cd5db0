"""Two years of any plan, compiled at once, against going through it by hand."""

from datetime import date, timedelta
from itertools import pairwise

import plan_reference as reference
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_making import MAIN, duty, local, mentor, override, plan, shift

from warmline.compile import compile_roster
from warmline.hours import Period, read_hours, wall_clock_of
from warmline.ids import Sealed
from warmline.roster import may_be_rung, pool_at

DAYS = 730
BEGIN = local("2026-01-05 00:00")  # a Monday
ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",  # back to midnight
    "America/Santiago",  # at midnight
    "Africa/Cairo",  # at midnight
    "Africa/Casablanca",  # for Ramadan
    "Asia/Beirut",  # at midnight
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # by thirty minutes
    "Australia/Sydney",
    "Europe/Berlin",
    "Pacific/Auckland",
    "Pacific/Chatham",  # at a quarter to
)
NAMES = ("Maya", "Luis", "Sam", "Ana")
WHO = st.lists(st.sampled_from([n.lower() for n in NAMES]), min_size=1, max_size=3, unique=True)
STARTS = st.integers(0, 24 * 60 // 15 - 1).map(lambda n: timedelta(minutes=15 * n))
LENGTHS = st.integers(1, 24 * 60 // 15).map(lambda n: timedelta(minutes=15 * n))
RULES = st.sampled_from(
    ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,SA,SU",
     "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"]
)  # fmt: skip
HOURS = st.sampled_from([(), ("mon-sun 23:00-07:00",), ("fri-sun 20:00-03:30", "mon 00:00-24:00")])


@st.composite
def plans(draw, zone):
    """Draw two years of a line: shifts, a duty, dated changes around them, holidays, people."""
    people = tuple(
        mentor(name, order, until=draw(st.dates(date(2026, 6, 1), date(2029, 1, 1))),
               paused=draw(st.sampled_from([False, False, False, True])))
        for order, name in enumerate(NAMES)
    )  # fmt: skip
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        start = BEGIN + timedelta(days=draw(st.integers(0, 6))) + draw(STARTS)
        end = start + draw(LENGTHS)
        parts.append(shift(" ".join(draw(WHO)), str(start), str(end), draw(RULES)))
    every = draw(st.sampled_from(["12 hours", "1 day", "1 week", "7 hours"]))
    begins = str(BEGIN + draw(STARTS))
    parts.append(duty(" ".join(draw(WHO)), begins, every, read_hours(draw(HOURS))))
    for _ in range(draw(st.integers(0, 12))):
        start = BEGIN + timedelta(days=draw(st.integers(0, DAYS))) + draw(STARTS)
        pair = draw(st.permutations([n.lower() for n in NAMES]))
        kind = draw(st.sampled_from(["cover", "add", "remove"]))
        covers = pair[1] if kind == "cover" else None
        parts.append(override(kind, pair[0], str(start), str(start + draw(LENGTHS)), covers))
    first = [BEGIN.date() + timedelta(days=200 * n + draw(st.integers(0, 99))) for n in range(3)]
    periods = tuple(
        Period(id=str(n), name=str(n), kind="holiday", first=day, closed=not hours,
               last=day + timedelta(days=draw(st.integers(0, 60))), hours=read_hours(hours))
        for n, day in enumerate(first)
        for hours in [draw(HOURS)]
    )  # fmt: skip
    return plan(*parts, zone=zone, mentors=people, hours=read_hours(draw(HOURS)), periods=periods)


def moments(spans, made, zone, start, extra):
    """Return instants where mistakes hide: at every kind of edge, and anywhere."""
    edges = [span.start for span in spans]
    picked = edges[:: max(len(edges) // 25, 1)]
    near = [edge + timedelta(minutes=n) for edge in picked for n in (-1, 0, 1)]
    changed = [
        change + timedelta(minutes=n)
        for year in (2026, 2027)
        for change in reference.transitions(zone, year)
        for n in range(-150, 151, 25)
    ]
    dated = [
        reference.first_showing(when, zone) + timedelta(minutes=n)
        for it in made.overrides
        for when in (it.start, it.end)
        for n in (-1, 0)
    ]
    anywhere = [start + timedelta(minutes=n) for n in extra]
    end = start + timedelta(days=DAYS)
    return [at for at in (*near, *changed, *dated, *anywhere) if start <= at < end]


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_two_years_compiled_agree_with_the_slow_reference(zone, data):
    """Whoever may be rung in the compiled roster is whom going through the plan by hand gives."""
    made = data.draw(plans(zone))
    start = reference.first_showing(BEGIN + timedelta(days=3), zone)
    roster = compile_roster(made, now=start, version="v", pepper=Sealed("p"), days=DAYS)
    spans = roster.pools[MAIN][0]
    assert (spans[0].start, spans[-1].end) == (start, start + timedelta(days=DAYS))
    assert all(a.end == b.start for a, b in pairwise(spans))
    extra = data.draw(st.lists(st.integers(0, DAYS * 24 * 60), min_size=30, max_size=30))
    (line,) = roster.lines
    for at in moments(spans, made, zone, start, extra):
        today = wall_clock_of(at, zone).date()
        on = reference.on_call(made, at)
        expected = [it.id for it in made.mentors if it.id in on and not may_be_rung(it, today)]
        assert expected == [member.mentor for member in pool_at(spans, at)], at
        assert line.open_hours.is_open(at) == reference.is_open(line, at), at

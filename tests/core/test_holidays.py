"""Holidays of desks and counselors: what is written, who is left out, and the wall clock."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_making import MAIN, local, mentor, plan

from warmline.compile import compile_roster
from warmline.errors import PlanError
from warmline.explain import explain
from warmline.holidays import Holiday, check_holidays, read_holiday, write_holiday
from warmline.hours import Window, instant_of, read_hours
from warmline.ids import DeskId, Sealed
from warmline.line import Desk, Rung
from warmline.roster import pool_at

LA = "America/Los_Angeles"
LADDER = (Rung("counselors", "role:counselor"), Rung("desks", "desk"))
OFFICE = read_hours(["mon-fri 09:00-17:00"])
NIGHTS = read_hours(["mon-sun 17:00-09:00"])
WINDOWS = st.builds(
    Window,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    start=st.integers(0, 1439),
    end=st.integers(1, 1440),
)
DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))


def away(*texts):
    """Return holidays as they are written."""
    return tuple(read_holiday(it) for it in texts)


def desk(name, hours, *holidays):
    return Desk(DeskId(name), name, Sealed("s"), hours, away(*holidays))


def counselor(name, order, hours=(), holidays=()):
    return mentor(name, order, roles=("counselor",), hours=hours, holidays=away(*holidays))


def explained(when, made):
    """Return each rung as (ready, left out), in words."""
    return [
        ([it.name for it in rung.ready], [f"{it.name} {it.reason}" for it in rung.left_out])
        for rung in explain(made, MAIN, instant_of(local(when), LA))
    ]


@given(DAYS, st.integers(0, 300), st.lists(WINDOWS, max_size=3).map(tuple))
def test_what_is_written_is_read_again(first, days, hours):
    """A holiday comes back from its text as it was."""
    holiday = Holiday(first, first + timedelta(days=days), hours)
    assert read_holiday(write_holiday(holiday)) == holiday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-26", "2026-11-26"),
        ("  2026-11-26   to 2026-11-26 ", "2026-11-26"),
        ("2026-12-24 9:00\u201312:00, 14:00-16:00", "2026-12-24 09:00-12:00, 14:00-16:00"),
        ("2026-12-21 to 2027-01-03 mon,wed 09:00-12:00",
         "2026-12-21 to 2027-01-03 mon,wed 09:00-12:00"),
    ],
)  # fmt: skip
def test_a_person_may_write_it_in_their_way(text, expected):
    """Spaces, dashes and several hours of a day are understood."""
    assert write_holiday(read_holiday(text)) == expected


@pytest.mark.parametrize(
    "text", ["", "26 Nov", "2026-11-26 -", "2026-11-26 closed", "2026-11-26 to", "2026-13-01"]
)
def test_what_cannot_be_read_is_refused(text):
    """Nothing is guessed: a day that was meant otherwise would leave a student with nobody."""
    with pytest.raises(PlanError):
        read_holiday(text)


def test_two_holidays_of_one_day_are_refused_with_both_named():
    """Contradictory holidays never load: one of them would not hold, and nobody would know."""
    with pytest.raises(PlanError, match=r"2026-11-24 to 2026-11-27.*2026-11-26 10:00.*same day"):
        check_holidays(away("2026-11-26 10:00-12:00", "2026-11-24 to 2026-11-27"))
    check_holidays(away("2026-11-26", "2026-11-27"))


MADE = plan(
    mentors=(counselor("Dana", 0, OFFICE, ["2026-11-26 to 2026-11-27"]), counselor("Eli", 1)),
    ladder=LADDER,
    desks=(
        desk("Day", OFFICE, "2026-11-26 to 2026-11-27", "2026-12-24 09:00-12:00"),
        desk("Night", NIGHTS, "2026-11-26"),
        desk("Always", ()),
    ),
)


@pytest.mark.parametrize(
    ("when", "counselors", "desks"),
    [
        ("2026-11-25 10:00", [], ["Night closed now, opens Wed 25 Nov 17:00"]),
        ("2026-11-26 10:00", ["Dana is on holiday, back Mon 30 Nov 09:00"],
         ["Day closed for a holiday, opens Mon 30 Nov 09:00",
          "Night closed for a holiday, opens Fri 27 Nov 17:00"]),
        # The night before a holiday lasts until its morning; the holiday's own night is away.
        ("2026-11-26 08:59", ["Dana is on holiday, back Mon 30 Nov 09:00"],
         ["Day closed for a holiday, opens Mon 30 Nov 09:00"]),
        ("2026-11-27 03:00", ["Dana is on holiday, back Mon 30 Nov 09:00"],
         ["Day closed for a holiday, opens Mon 30 Nov 09:00",
          "Night closed for a holiday, opens Fri 27 Nov 17:00"]),
        ("2026-11-28 10:00", ["Dana is outside their hours, back Mon 30 Nov 09:00"],
         ["Day closed now, opens Mon 30 Nov 09:00", "Night closed now, opens Sat 28 Nov 17:00"]),
        ("2026-12-24 11:59", [], ["Night closed now, opens Thu 24 Dec 17:00"]),
        ("2026-12-24 12:00", [],
         ["Day closed for a holiday, opens Fri 25 Dec 09:00",
          "Night closed now, opens Thu 24 Dec 17:00"]),
    ],
)  # fmt: skip
def test_who_is_left_out_on_a_holiday_is_said_with_the_reason(when, counselors, desks):
    """A coordinator sees beforehand whom a student reaches on a holiday, and why not others."""
    people, places = explained(when, MADE)
    assert (counselors, desks) == (people[1], places[1])
    assert "Eli" in people[0]
    assert "Always" in places[0]


def test_a_counselor_rings_by_the_wall_clock_on_the_night_when_clocks_go_back():
    """Hours and holidays hold on the wall: the hour that comes twice is theirs twice."""
    nights = read_hours(["sat 22:00-02:00"])
    made = plan(mentors=(counselor("Dana", 0, nights, ["2026-11-07"]),), ladder=LADDER)
    start = instant_of(local("2026-10-31 12:00"), LA)
    pools = compile_roster(made, now=start, version="v", pepper=Sealed("p")).pools[MAIN][0]
    begins = instant_of(local("2026-10-31 22:00"), LA)
    rings = [bool(pool_at(pools, begins + timedelta(hours=n, minutes=-1))) for n in range(7)]
    assert rings == [False, True, True, True, True, True, False]  # 01:30 came twice
    assert not pool_at(pools, instant_of(local("2026-11-07 23:00"), LA))
    assert all(a.end == b.start for a, b in pairwise(pools))


@given(st.integers(0, 13 * 24 * 60), st.sampled_from(["America/Los_Angeles", "UTC"]))
def test_the_published_counselors_are_those_that_are_explained(minutes, zone):
    """Who rings, and what the console says of it, never differ."""
    people = (
        counselor("Dana", 0, OFFICE, ["2026-11-05"]),
        counselor("Eli", 1, NIGHTS, ["2026-11-01 10:00-14:00"]),
        mentor("Fay", 2, roles=("counselor",), until=date(2026, 11, 4)),
    )
    made = plan(mentors=people, ladder=LADDER, zone=zone)
    start = instant_of(local("2026-10-28 12:00"), zone)
    pools = compile_roster(made, now=start, version="v", pepper=Sealed("p")).pools[MAIN][0]
    at = start + timedelta(minutes=minutes)
    (rung, _) = explain(made, MAIN, at)
    assert [it.name.lower() for it in rung.ready] == [it.mentor for it in pool_at(pools, at)]


def test_hours_as_a_counselor_leave_a_shift_alone():
    """A counselor who is also on a shift, or a backup, is rung for that as anybody is."""
    both = mentor("Dana", 0, roles=("counselor", "backup"), hours=OFFICE)
    made = plan(mentors=(both,), ladder=(Rung("backup", "role:backup"), *LADDER))
    backups, counselors, _ = explained("2026-11-28 10:00", made)
    assert (backups[0], counselors[0]) == (["Dana"], [])

"""The compiled roster: who may be rung, worked out ahead, so that calls need no database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_making import LADDER, MAIN, duty, local, mentor, override, plan, shift, utc

from warmline.compile import compile_roster
from warmline.hours import instant_of, read_hours, wall_clock_of
from warmline.ids import Sealed
from warmline.roster import Member, PoolSpan, may_be_rung, pool_at
from warmline.schedule import on_call

LA = "America/Los_Angeles"
EVENINGS = shift("maya luis", "2026-11-02 19:00", "2026-11-02 23:00", "FREQ=DAILY")
NOW = instant_of(local("2026-11-02 12:00"), LA)


def at(when):
    return instant_of(local(when), LA)


def compiled(made, now=NOW, days=14):
    """Return the pools of the main line's rungs."""
    roster = compile_roster(made, now=now, version="v1", pepper=Sealed("p"), days=days)
    return roster.pools[MAIN]


def test_a_compiled_roster_covers_two_weeks_without_a_hole():
    """For each minute of the coming fourteen days it is known who may be rung."""
    roster = compile_roster(plan(EVENINGS), now=NOW, version="v1", pepper=Sealed("p"))
    assert (NOW, NOW + timedelta(days=14)) == (roster.compiled_at, roster.valid_until)
    shifts, backups, desks = roster.pools[MAIN]
    for spans in (shifts, backups):
        assert (NOW, roster.valid_until) == (spans[0].start, spans[-1].end)
        assert all(a.end == b.start for a, b in pairwise(spans))
        assert all(a.members != b.members for a, b in pairwise(spans))
    assert not desks  # desks go by their own hours


def test_members_are_in_roster_order_and_carry_their_turn():
    """Fairness and caps count by the turn of duty, which every member carries."""
    shifts, backups, _ = compiled(plan(EVENINGS))
    turn = "main:2026-11-03T03:00:00Z"
    assert (Member("maya", turn, 0), Member("luis", turn, 1)) == pool_at(
        shifts, at("2026-11-02 20:00")
    )
    assert not pool_at(shifts, at("2026-11-02 23:00"))
    assert (Member("sam", "backup:2026-11-02", 2),) == pool_at(backups, at("2026-11-02 20:00"))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-02 12:00", "backup:2026-11-02"),
        ("2026-11-03 03:00", "backup:2026-11-02"),
        ("2026-11-03 11:59", "backup:2026-11-02"),
        ("2026-11-03 12:00", "backup:2026-11-03"),
    ],
)
def test_the_turn_of_a_role_lasts_from_noon_to_noon(when, expected):
    """A backup's night is one turn, whatever midnight says."""
    _, backups, _ = compiled(plan(EVENINGS))
    assert [expected] == [member.shift for member in pool_at(backups, at(when))]


def test_a_cover_counts_for_the_shift_it_takes_over():
    """A mentor who was covered for an hour is still in the same turn afterwards."""
    hour = ("2026-11-02 20:00", "2026-11-02 21:00")
    shifts, _, _ = compiled(plan(EVENINGS, override("cover", "ana", *hour, covers="maya")))
    turn = "main:2026-11-03T03:00:00Z"
    expected = (
        [("maya", turn), ("luis", turn)],
        [("luis", turn), ("ana", turn)],
        [("maya", turn), ("luis", turn)],
    )
    times = ("19:30", "20:30", "21:30")
    pools = (pool_at(shifts, at(f"2026-11-02 {time}")) for time in times)
    assert expected == tuple([(m.mentor, m.shift) for m in pool] for pool in pools)


def test_a_week_of_duty_counts_by_the_day():
    """The cap on contacts per shift is not spent for a week on its first evening."""
    week = duty("maya", "2026-11-02 00:00", "1 week", name="week")
    shifts, _, _ = compiled(plan(week))
    turn = "main:2026-11-02T08:00:00Z"
    expected = [f"{turn}/2026-11-02", f"{turn}/2026-11-02", f"{turn}/2026-11-03"]
    times = ("2026-11-02 20:00", "2026-11-03 11:59", "2026-11-03 12:00")
    assert expected == [pool_at(shifts, at(time))[0].shift for time in times]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, None),
        ({"active": False}, "has left"),
        ({"paused": True}, "is paused"),
        ({"until": date(2026, 11, 2)}, None),
        ({"until": date(2026, 11, 1)}, "certification ended on 2026-11-01"),
    ],
)
def test_who_may_not_be_rung_has_a_reason(more, expected):
    """Only a mentor who is active, not paused and certified today may be rung."""
    person = mentor("Maya", **more)
    assert expected == may_be_rung(person, date(2026, 11, 2))
    mentors = (person, mentor("Luis", 1))
    shifts, _, _ = compiled(plan(EVENINGS, mentors=mentors))
    rung = {member.mentor for member in pool_at(shifts, at("2026-11-02 20:00"))}
    assert ({"luis"} if expected else {"maya", "luis"}) == rung


@pytest.mark.parametrize("roles", [("mentor",), ("backup",)])
def test_certification_ends_at_local_midnight(roles):
    """Whoever is certified until a day is not rung after that day's midnight, in mid-shift too."""
    night = shift("maya luis", "2026-11-04 22:00", "2026-11-05 06:00", "FREQ=DAILY")
    mentors = (mentor("Maya", roles=roles, until=date(2026, 11, 4)), mentor("Luis", 1, roles=roles))
    shifts, backups, _ = compiled(plan(night, mentors=mentors))
    spans = backups if "backup" in roles else shifts
    expected = [["maya", "luis"], ["luis"]]
    times = ("2026-11-04 23:59", "2026-11-05 00:00")
    assert expected == [[m.mentor for m in pool_at(spans, at(time))] for time in times]


def test_somebody_whom_the_plan_names_but_the_roster_lacks_is_not_rung():
    """A name that is left over in a plan rings nobody."""
    shifts, _, _ = compiled(plan(EVENINGS, mentors=(mentor("Luis", 1),)))
    assert [m.mentor for m in pool_at(shifts, at("2026-11-02 20:00"))] == ["luis"]


def test_outside_the_compiled_time_nobody_is_rung_by_guess():
    """Before its first and after its last instant a compiled roster names nobody."""
    start, middle, end = (utc(f"2026-11-02 {hour}:00") for hour in ("10", "11", "12"))
    who = (Member("maya", "s", 0),)
    spans = (PoolSpan(start, middle, who), PoolSpan(middle, end, ()))
    expected = [(), who, who, (), ()]
    second = timedelta(seconds=1)
    times = (start - second, start, middle - second, middle, end)
    assert expected == [pool_at(spans, time) for time in times]
    assert not pool_at((), start)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    zone=st.sampled_from([LA, "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Auckland"]),
    expiries=st.lists(st.dates(date(2026, 10, 28), date(2026, 11, 8)), min_size=3, max_size=3),
    starts=st.lists(st.integers(0, 23), min_size=1, max_size=3),
    hours=st.integers(1, 30),
)
def test_the_compiled_roster_is_the_plan_less_those_who_may_not_be_rung(
    zone, expiries, starts, hours
):
    """At every quarter of an hour the compiled roster and the plan agree."""
    names = ("Maya", "Luis", "Ana")
    mentors = tuple(
        mentor(name, order, until=until)
        for order, (name, until) in enumerate(zip(names, expiries, strict=True))
    )
    begin = local("2026-10-20 00:00")
    shifts = (
        shift(
            name,
            str(begin + timedelta(hours=start)),
            str(begin + timedelta(hours=start + hours)),
            "FREQ=DAILY",
        )
        for name, start in zip(names, starts, strict=False)
    )
    rota = duty("ana maya", "2026-10-20 06:00", "1 day", read_hours(["mon-fri 21:00-03:00"]))
    made = plan(*shifts, rota, zone=zone, mentors=mentors, ladder=LADDER)
    now = utc("2026-10-29 05:17")
    (pools, _, _) = compiled(made, now, days=9)
    for quarter in range(9 * 24 * 4):
        when = now + quarter * timedelta(minutes=15)
        today = wall_clock_of(when, zone).date()
        expected = [
            entry.mentor
            for entry in on_call(made, MAIN, when)
            if today <= expiries[[m.lower() for m in names].index(entry.mentor)]
        ]
        assert expected == [member.mentor for member in pool_at(pools, when)]

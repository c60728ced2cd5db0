"""What a coordinator is shown of a plan: gaps, lonely nights, people over their caps."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from plan_making import LADDER, MENTORS, line, local, mentor, override, plan, shift

from warmline.holidays import Holiday
from warmline.hours import Period, instant_of, read_hours, wall_clock_of
from warmline.ids import DeskId, LineSlug, Sealed
from warmline.line import Desk, Rung
from warmline.plan_check import Stretch, check_plan, waking_time

LA = "America/Los_Angeles"
OPEN = read_hours(["mon-sun 19:00-07:00"])
EVENING = shift("maya luis", "2026-11-02 19:00", "2026-11-02 23:00", "FREQ=DAILY")
NIGHT = shift("sam ana", "2026-11-02 23:00", "2026-11-03 07:00", "FREQ=DAILY;INTERVAL=2")
OTHER = shift("maya luis", "2026-11-03 23:00", "2026-11-04 07:00", "FREQ=DAILY;INTERVAL=2")


def at(when):
    return instant_of(local(when), LA)


def found(made, first="2026-11-02", last="2026-11-09", kind=None):
    """Return (kind, mentor, words, times on the wall clock) of what is found."""
    return [
        (it.kind, it.mentor, it.words, [f"{_wall(t.start)} - {_wall(t.end)}" for t in it.times])
        for it in check_plan(made, at(f"{first} 12:00"), at(f"{last} 12:00"))
        if kind in {None, it.kind}
    ]


def _wall(when):
    return f"{wall_clock_of(when, LA):%d %H:%M}"


def test_a_good_plan_has_nothing_to_look_at():
    """Two at every hour, short stretches, few nights: the list is empty."""
    night = [
        shift(names, f"2026-11-0{2 + n} 23:00", f"2026-11-0{3 + n} 07:00", "FREQ=DAILY;INTERVAL=2")
        for n, names in enumerate(["maya luis", "sam ana"])
    ]
    evening = [
        shift(names, f"2026-11-0{2 + n} 19:00", f"2026-11-0{2 + n} 23:00", "FREQ=DAILY;INTERVAL=2")
        for n, names in enumerate(["sam ana", "maya luis"])
    ]
    assert found(plan(*night, *evening, hours=OPEN)) == []


def test_gaps_within_open_hours_are_listed_with_all_their_times():
    """A gap is open time in which no phone rings; closed time is none, and a holiday neither."""
    made = plan(EVENING, NIGHT, hours=OPEN)
    (gap,) = found(made, kind="gap")
    assert gap == (
        "gap", None, "nobody is on call",
        ["03 23:00 - 04 07:00", "05 23:00 - 06 07:00", "07 23:00 - 08 07:00"],
    )  # fmt: skip
    day = date(2026, 11, 5)
    holiday = Period(id="p", name="Harvest", kind="holiday", first=day, last=day, closed=True)
    made = plan(EVENING, NIGHT, hours=OPEN, periods=(holiday,))
    assert found(made, kind="gap")[0][3] == ["03 23:00 - 04 07:00", "07 23:00 - 08 07:00"]


def test_who_may_not_be_rung_is_named_with_the_reason_and_leaves_a_gap():
    """Somebody whose certificate ends in mid-week is seen before the night on which it does."""
    people = (mentor("Maya", until=date(2026, 11, 4)), mentor("Luis", 1, paused=True))
    made = plan(EVENING, mentors=people, hours=read_hours(["mon-sun 19:00-23:00"]))
    reason = "certification ended on 2026-11-04"
    days = [
        "05 19:00 - 05 23:00",
        "06 19:00 - 06 23:00",
        "07 19:00 - 07 23:00",
        "08 19:00 - 08 23:00",
    ]
    assert ("not_rung", "Maya", f"is on call but {reason}", days) in found(made)
    words = f"nobody who may be rung (Maya {reason}, Luis is paused)"
    assert ("gap", None, words, days) in found(made)


def test_a_night_with_one_person_is_listed():
    """Nobody should be alone with a bad night; an evening alone is not a night."""
    alone = shift("ana", "2026-11-02 19:00", "2026-11-03 07:00")
    made = plan(alone, hours=OPEN)
    assert ("alone", "Ana", "is the only one at night", ["02 23:00 - 03 07:00"]) in found(made)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-02 19:00", "2026-11-03 07:00", None),  # five waking hours, then asleep
        ("2026-11-02 18:00", "2026-11-03 07:00", None),  # six
        ("2026-11-02 17:59", "2026-11-03 07:00", "6.02"),
        ("2026-11-02 23:00", "2026-11-03 12:30", "6.5"),
        ("2026-10-31 23:00", "2026-11-01 12:00", None),  # clocks go back: asleep one hour longer
    ],
)  # fmt: skip
def test_hours_awake_are_those_outside_midnight_to_seven(start, end, expected):
    """A night on call is slept through unless the phone rings; an afternoon is not."""
    made = plan(shift("ana luis", start, end))
    said = {it[2] for it in found(made, first="2026-10-30", kind="awake")}
    words = f"{expected} waking hours on call in one stretch, more than 6"
    assert said == ({words} if expected else set())


def test_a_stretch_goes_on_over_shifts_and_lines():
    """Two shifts in a row are one stretch, also if the second is another line's."""
    one = shift("ana luis", "2026-11-02 12:00", "2026-11-02 16:00")
    two = replace(shift("ana", "2026-11-02 16:00", "2026-11-02 20:00"), line=LineSlug("second"))
    made = plan(one)
    second = replace(line(hours_awake=7), slug=LineSlug("second"))
    made = replace(made, lines=(*made.lines, second), shifts=(one, two))
    words = "8 waking hours on call in one stretch, more than 6"
    assert found(made, kind="awake") == [("awake", "Ana", words, ["02 12:00 - 02 20:00"])]
    both = replace(two, start=local("2026-11-02 15:00"))
    made = replace(made, shifts=(one, both))
    words = "is on call for main and second at once"
    assert found(made, kind="two_lines") == [("two_lines", "Ana", words, ["02 15:00 - 02 16:00"])]


def test_more_than_four_nights_a_week_are_too_many():
    """Five nights from Monday to Sunday are listed, four are not."""
    weeks = shift(
        "ana luis", "2026-11-02 23:00", "2026-11-03 07:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"
    )
    assert found(plan(weeks, hours=OPEN), kind="nights") == []
    more = shift("ana", "2026-11-06 23:00", "2026-11-07 07:00")
    words = "5 nights in one week, more than 4"
    (many,) = found(plan(weeks, more, hours=OPEN), kind="nights")
    assert many == ("nights", "Ana", words, ["02 23:00 - 07 07:00"])


def test_a_cover_of_nobody_is_listed():
    """A cover that was left over when its shift was taken out is seen."""
    cover = override("cover", "sam", "2026-11-03 10:00", "2026-11-03 12:00", "maya")
    (idle,) = found(plan(EVENING, cover), kind="idle_cover")
    assert idle[2].startswith("covers nobody's time: Sam covers for Maya on main, Tue 03 Nov 2026")
    assert found(plan(EVENING, cover), first="2026-11-04", kind="idle_cover") == []


@given(
    zone=st.sampled_from(["America/Havana", "Asia/Beirut", "Australia/Lord_Howe", LA, "UTC"]),
    start=st.integers(0, 366 * 24 * 60), length=st.integers(1, 60 * 60),
)  # fmt: skip
def test_waking_time_is_what_counting_minutes_gives(zone, start, length):
    """Minute by minute, whoever looks at the clock counts the same waking time."""
    begin = instant_of(local("2026-01-01 00:00"), zone) + timedelta(minutes=start)
    awake = sum(
        (begin + timedelta(minutes=n)).astimezone(ZoneInfo(zone)).hour >= 7 for n in range(length)
    )
    told = waking_time(Stretch(begin, begin + timedelta(minutes=length)), zone)
    assert told == timedelta(minutes=awake)


def test_only_one_line_can_be_looked_at():
    """A coordinator of one line need not read the other's list."""
    made = plan(mentors=MENTORS)
    second = replace(line(), slug=LineSlug("second"))
    made = replace(made, lines=(*made.lines, second))
    start = at("2026-11-02 12:00")
    assert {it.line for it in check_plan(made, start, start + timedelta(days=1))} == {
        "main",
        "second",
    }
    only = check_plan(made, start, start + timedelta(days=1), LineSlug("second"))
    assert {it.line for it in only} == {"second"}


DESK = Desk(id=DeskId("c"), name="Campus Counseling", number=Sealed("s"))
LEAVE = Holiday(date(2026, 11, 5), date(2026, 11, 6))
CHEN = mentor("Chen", 4, roles=("counselor",), hours=read_hours(["mon-fri 18:00-22:00"]))
COUNSELED = (*LADDER[:2], Rung("counselors", "role:counselor"), LADDER[2])


def empty(desk=DESK, chen=CHEN, **more):
    """Return when and why holidays leave no counseling, in a week with a desk and a counselor."""
    more = {"desks": (desk,), "ladder": COUNSELED, "hours": OPEN} | more
    made = plan(EVENING, NIGHT, mentors=(*MENTORS, chen), **more)
    return [(it[2], it[3]) for it in found(made, kind="no_counseling")]


def test_hours_that_holidays_leave_without_counseling_are_listed():
    """A desk on holiday is seen beforehand, unless a counselor is there instead."""
    closed = "Campus Counseling is closed for a holiday"
    away = "Chen is on holiday"
    desk = replace(DESK, holidays=(LEAVE,))
    nights = ["05 00:00 - 05 07:00", "05 22:00 - 06 07:00", "06 22:00 - 07 00:00"]
    evenings = ["05 19:00 - 05 22:00", "06 19:00 - 06 22:00"]
    assert empty() == []
    assert empty(desk) == [(closed, nights)]
    assert empty(desk, replace(CHEN, holidays=(LEAVE,))) == [
        (closed, nights),
        (f"{closed}, {away}", evenings),
    ]
    assert empty(desks=()) == []  # at night nobody ever is: that is how the campus made it
    assert empty(chen=replace(CHEN, holidays=(LEAVE,)), desks=()) == [(away, evenings)]
    gone = replace(CHEN, certified_until=date(2026, 11, 1))
    assert empty(desk, gone)[0][1][1] == "05 19:00 - 06 07:00"


def test_a_lines_own_holiday_leaves_no_counseling_where_counselors_are_rung_by_it():
    """A closed line rings no counselor; its desks are offered as on any day. A pause is none."""
    day = date(2026, 11, 5)
    holiday = Period(id="p", name="Harvest", kind="holiday", first=day, last=day, closed=True)
    not_rung = "Chen is not rung while the line is closed"
    assert empty(periods=(holiday,)) == []
    assert empty(periods=(holiday,), desks=()) == [(not_rung, ["05 19:00 - 05 22:00"])]
    hours = read_hours(["mon-sun 20:00-21:00"])
    pause = replace(holiday, kind="pause", closed=False, hours=hours)
    assert empty(periods=(pause,), desks=()) == []
    longer = replace(holiday, closed=False, hours=read_hours(["mon-sun 12:00-20:00"]))
    desk = replace(DESK, holidays=(LEAVE,), hours=read_hours(["mon-fri 12:00-14:00"]))
    closed = "Campus Counseling is closed for a holiday"
    assert empty(desk, periods=(longer,)) == [
        (closed, ["05 12:00 - 05 14:00"]),
        (not_rung, ["05 20:00 - 05 22:00"]),
    ]

"""Terms and holidays: days with a name, on which a line is closed or keeps other hours."""

from datetime import date, timedelta

import plan_reference as reference
import pytest
from campus_file_mistakes import GOOD
from hypothesis import given
from hypothesis import strategies as st
from plan_making import line, local, utc

from warmline.campus_file import read_campus
from warmline.errors import CampusFileError
from warmline.hours import Hours, Period, instant_of, read_hours, wall_clock_of
from warmline.ids import DeskId, Sealed
from warmline.line import Desk
from warmline.schedule import contradictory_periods

LA = "America/Los_Angeles"
ZONES = (
    LA,
    "America/New_York",
    "America/St_Johns",
    "America/Havana",  # back to midnight
    "America/Santiago",  # at midnight
    "America/Asuncion",  # at midnight
    "Asia/Beirut",  # at midnight
    "Africa/Cairo",  # at midnight
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # by thirty minutes
    "Australia/Sydney",
    "Europe/Berlin",
    "Pacific/Apia",  # a day was skipped in 2011
    "Pacific/Chatham",
)
NIGHTS = read_hours(["mon-sun 19:00-07:00"])


def period(name, first, last=None, **more):
    return Period(
        id=name,
        name=name,
        kind="holiday",
        first=date.fromisoformat(first),
        last=date.fromisoformat(last or first),
        **more,
    )


THANKSGIVING = period("Thanksgiving", "2026-11-26", "2026-11-27", closed=True)
FINALS = period("Finals", "2026-12-07", "2026-12-11", hours=read_hours(["mon-fri 17:00-09:00"]))
FALL = period("Fall", "2026-08-24", "2026-12-18")
WINTER = period("Winter break", "2026-12-19", "2027-01-10", closed=True)
PERIODS = (FALL, THANKSGIVING, FINALS, WINTER)


@pytest.mark.parametrize(
    ("weekly", "at", "expected"),
    [
        (NIGHTS, "2026-11-26 06:59", True),  # Wednesday's night lasts into the holiday
        (NIGHTS, "2026-11-26 07:00", False),
        (NIGHTS, "2026-11-26 20:00", False),
        (NIGHTS, "2026-11-28 03:00", False),  # and Friday's has not begun
        (NIGHTS, "2026-11-28 19:00", True),
        ((), "2026-11-25 23:59", True),
        ((), "2026-11-26 00:00", False),  # always open: closed from midnight to midnight
        ((), "2026-11-27 23:59", False),
        ((), "2026-11-28 00:00", True),
        (NIGHTS, "2026-12-07 08:59", False),  # Sunday's night was an ordinary one
        (NIGHTS, "2026-12-07 17:00", True),
        (NIGHTS, "2026-12-12 08:59", True),  # Friday's finals night lasts into Saturday
        (NIGHTS, "2026-12-12 09:00", False),
        ((), "2026-12-07 12:00", False),  # other hours instead of always
        (NIGHTS, "2026-10-01 12:00", False),  # a term is only named
        (NIGHTS, "2026-10-01 20:00", True),
    ],
)
def test_a_period_decides_the_days_it_names(weekly, at, expected):
    """On a holiday nobody is promised, in finals the line is there longer, in term as ever."""
    assert Hours(LA, weekly, PERIODS).is_open(instant_of(local(at), LA)) is expected


@pytest.mark.parametrize(
    ("weekly", "at", "expected"),
    [
        (NIGHTS, "2026-11-26 12:00", "2026-11-28 19:00"),
        ((), "2026-11-26 12:00", "2026-11-28 00:00"),
        (NIGHTS, "2026-12-19 08:00", "2027-01-11 19:00"),
        (NIGHTS, "2026-12-19 06:59", "2026-12-19 06:59"),
    ],
)
def test_the_next_opening_is_told_across_a_holiday(weekly, at, expected):
    """Who calls on a holiday hears when somebody is really there again."""
    opens = Hours(LA, weekly, PERIODS).next_opening(instant_of(local(at), LA))
    assert wall_clock_of(opens, LA) == local(expected)


def test_a_line_that_closes_for_good_promises_nothing():
    """No opening is made up when there is none for more than a year."""
    away = tuple(
        period(f"away {n}", f"{2026 + n}-01-01", f"{2026 + n}-12-31", closed=True) for n in range(3)
    )
    assert Hours(LA, NIGHTS, away).next_opening(utc("2026-06-01 00:00")) is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-26 20:00", "Thanksgiving"),
        ("2026-11-26 12:00", "Thanksgiving"),
        ("2026-11-28 03:00", "Thanksgiving"),  # the night that Friday would have had
        ("2026-11-28 12:00", None),
        ("2026-11-25 20:00", None),
        ("2026-10-01 12:00", None),
        ("2026-12-07 12:00", "Finals"),
    ],
)
def test_the_holiday_is_named_as_the_reason(at, expected):
    """A coordinator who asks why nobody rings is told which holiday it is."""
    found = Hours(LA, NIGHTS, PERIODS).closed_by(instant_of(local(at), LA))
    assert (found and found.name) == expected


def test_desks_keep_their_own_hours():
    """Counseling is there on a holiday: a period of a line does not close its desks."""
    made = line(periods=PERIODS, desks=())
    desk = Desk(DeskId("day"), "Counseling", Sealed("s"), read_hours(["mon-fri 08:30-17:00"]))
    at = instant_of(local("2026-11-26 12:00"), LA)
    assert not made.open_hours.is_open(at)
    assert made.desk_hours(desk).is_open(at)


@given(data=st.data(), zone=st.sampled_from(ZONES))
def test_hours_agree_with_the_slow_reference_in_every_zone(data, zone):
    """Around every clock change, with any periods, the line is open when going by hand says so."""
    year = 2011 if zone == "Pacific/Apia" else 2024
    changes = reference.transitions(zone, year) or [utc(f"{year}-06-15 00:00")]
    change = data.draw(st.sampled_from(changes))
    day = wall_clock_of(change, zone).date()
    windows = st.sampled_from(
        [(), ("mon-sun 00:00-24:00",), ("mon-sun 23:30-00:30",), ("mon-fri 22:00-02:15",),
         ("sun,sat 02:00-03:00", "mon-sun 12:00-12:00")]
    )  # fmt: skip
    firsts = data.draw(st.lists(st.integers(-3, 3), max_size=3, unique=True))
    periods = tuple(
        period(
            str(n),
            (day + timedelta(days=n)).isoformat(),
            closed=(closed := data.draw(st.booleans())),
            hours=() if closed else read_hours(data.draw(windows)),
        )
        for n in firsts
    )
    made = line(zone, hours=read_hours(data.draw(windows)), periods=periods)
    minutes = data.draw(st.lists(st.integers(-4 * 1440, 4 * 1440), min_size=20, max_size=20))
    near = [wall - 1 for n in range(-3, 4) for wall in (n * 1440, n * 1440 + 61)]
    for minute in (*minutes, *near, *range(-200, 200, 10)):
        at = change + timedelta(minutes=minute)
        assert made.open_hours.is_open(at) == reference.is_open(made, at), (at, minute)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 30), st.integers(0, 9), st.sampled_from(["a", "b", None]),
            st.sampled_from(["closed", "long", "short", "named"]),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_periods_that_disagree_are_found_without_comparing_all(drawn):
    """Two periods that say two things about the hours of one line's days are never both taken."""
    hours = {"long": read_hours(["mon-sun 10:00-20:00"]), "short": read_hours(["mon 10:00-11:00"])}
    base = date(2026, 1, 1)
    made = [
        Period(
            id=str(n), name=str(n), kind="holiday", line=where,
            first=base + timedelta(days=first), last=base + timedelta(days=first + length),
            closed=said == "closed", hours=hours.get(said, ()),
        )
        for n, (first, length, where, said) in enumerate(drawn)
    ]  # fmt: skip

    def disagree(a, b):
        share = a.line is None or b.line is None or a.line == b.line
        meet = a.first <= b.last and b.first <= a.last
        both = a.changes_hours and b.changes_hours
        return share and meet and both and (a.closed, a.hours) != (b.closed, b.hours)

    pairs = {(i, j) for j in range(len(made)) for i in range(j) if disagree(made[i], made[j])}
    found = set(contradictory_periods(made))
    assert found <= pairs
    assert bool(found) == bool(pairs)


HOLIDAY = """
[[period]]
name = "Thanksgiving"
kind = "holiday"
first = 2026-11-26
last = 2026-11-27
closed = true
"""
OTHER = HOLIDAY.replace("Thanksgiving", "Finals").replace(
    "closed = true", 'hours = ["thu 10:00-12:00"]'
)
P1, P2 = 'period 1 "Thanksgiving"', 'period 2 "Finals"'


WORD = 'must be one word in small letters, like "term", "finals" or "holiday"'
YEARS = "must be in the years 2000 to 2100"
BOTH = "cannot be beside closed = true; give one of the two"
QUARREL = f"{P2}, first: {P1} says something else about the hours of these days"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HOLIDAY.replace('kind = "holiday"\n', ""), [f"{P1}, kind: is missing"]),
        (HOLIDAY.replace('"holiday"', '"A holiday"'), [f"{P1}, kind: {WORD}"]),
        (
            HOLIDAY.replace("first = 2026-11-26", "first = 2026-11-28"),
            [f"{P1}, last: is before first"],
        ),
        (
            HOLIDAY.replace("last = 2026", "last = 2028"),
            [f"{P1}, last: is more than a year after first"],
        ),
        (HOLIDAY.replace("2026", "1026"), [f"{P1}, first: {YEARS}", f"{P1}, last: {YEARS}"]),
        (HOLIDAY + 'hours = ["mon 10:00-11:00"]\n', [f"{P1}, hours: {BOTH}"]),
        (HOLIDAY.replace("closed = true", "hours = []"), [f"{P1}, hours: must not be empty"]),
        (
            HOLIDAY + 'line = "mian"\n',
            [f'{P1}, line: there is no line "mian"; did you mean "main"?'],
        ),
        (HOLIDAY + OTHER, [QUARREL]),
        (HOLIDAY + OTHER + 'line = "main"\n', [QUARREL]),
    ],
)
def test_a_period_that_cannot_be_is_refused(text, expected):
    """A mistake in a holiday is said before anybody relies on it."""
    with pytest.raises(CampusFileError) as caught:
        read_campus(GOOD + text)
    assert caught.value.mistakes == expected


def test_periods_that_agree_may_overlap():
    """A term may hold a holiday, and two names for one closed day are no quarrel."""
    term = HOLIDAY.replace("Thanksgiving", "Fall").replace("closed = true", "")
    read = read_campus(GOOD + HOLIDAY + term + HOLIDAY.replace("Thanksgiving", "Harvest"))
    assert [it.name for it in read.periods] == ["Thanksgiving", "Fall", "Harvest"]
    assert read.periods[0].closed
    assert read.periods[0].line is None

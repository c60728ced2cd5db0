"""Clock changes, by brute force: every minute around each one, in many zones."""

from collections import Counter
from datetime import timedelta

import plan_reference as reference
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_making import MAIN, MENTORS, duty, local, override, plan, shift

from warmline.hours import read_hours
from warmline.schedule import on_call, spans

MINUTE = timedelta(minutes=1)
ZONES = [
    ("America/Los_Angeles", 2026),
    ("America/New_York", 2026),
    ("America/St_Johns", 2026),
    ("America/Asuncion", 2024),  # at midnight
    ("America/Santiago", 2026),  # at midnight
    ("America/Sao_Paulo", 2018),  # at midnight
    ("America/Havana", 2026),  # back to midnight
    ("Europe/London", 2026),
    ("Europe/Berlin", 2026),
    ("Africa/Cairo", 2026),  # at midnight
    ("Africa/Casablanca", 2026),  # for Ramadan
    ("Asia/Beirut", 2026),  # at midnight
    ("Asia/Tehran", 2021),  # at midnight
    ("Australia/Sydney", 2026),
    ("Australia/Lord_Howe", 2026),  # by thirty minutes
    ("Pacific/Auckland", 2026),
    ("Pacific/Chatham", 2026),  # at a quarter to
    ("Pacific/Apia", 2011),  # a day was skipped
]


def minutes(start, end):
    """Yield every minute."""
    at = start
    while at < end:
        yield at
        at += MINUTE


def by_minute(found):
    """Return {minute: mentors on call} from spans."""
    return {
        at: sorted(entry.mentor for entry in span.on_call)
        for span in found
        for at in minutes(span.start, span.end)
    }


def counted(parts, zone, start, end):
    """Return {minute: mentors} by looking at the clock, for daily shifts of one mentor each."""
    days = range(-4, (end - start).days + 5)
    found = Counter()
    for part in parts:
        length = part.end - part.start
        for number in days:
            day = reference.wall(start, zone).replace(hour=0, minute=0) + timedelta(days=number)
            begins = day + (part.start - part.start.replace(hour=0, minute=0))
            from_ = max(reference.first_showing(begins, zone), start)
            to = min(reference.first_showing(begins + length, zone), end)
            found.update((at, part.mentors[0]) for at in minutes(from_, to))
    on = {at: set() for at in minutes(start, end)}
    for at, mentor in found:
        on[at].add(mentor)
    return {at: sorted(mentors) for at, mentors in on.items()}


@pytest.mark.parametrize(("zone", "year"), ZONES)
def test_every_minute_around_a_clock_change_is_as_the_clock_shows(zone, year):
    """Around a clock change, whoever a calendar shows is who is on call, minute by minute."""
    base = f"{year - 1}-06-01"
    parts = (
        shift("maya", f"{base} 18:00", f"{base} 23:30", "FREQ=DAILY"),
        shift("luis", f"{base} 23:30", f"{year - 1}-06-02 00:30", "FREQ=DAILY"),
        shift("sam", f"{base} 00:15", f"{base} 02:30", "FREQ=DAILY"),
        shift("ana", f"{base} 02:45", f"{base} 03:00", "FREQ=DAILY"),
    )
    changes = reference.transitions(zone, year)
    assert changes
    for change in changes:
        start, end = change - timedelta(days=2), change + timedelta(days=2)
        found = spans(plan(*parts, zone=zone), MAIN, start, end)
        assert (start, end) == (found[0].start, found[-1].end)
        assert counted(parts, zone, start, end) == by_minute(found)


@pytest.mark.parametrize(("zone", "year"), ZONES)
def test_shifts_that_abut_neither_overlap_nor_leave_a_gap(zone, year):
    """Where one shift ends and the next starts there is always exactly one person on call."""
    changes = reference.transitions(zone, year)
    day = local(f"{year - 1}-06-01")
    for quarter in range(0, 24 * 60, 30):
        seam = day + timedelta(minutes=quarter)
        noonish = seam + timedelta(hours=12)
        first, second = (
            shift(name, str(start), str(end), "FREQ=DAILY")
            for name, start, end in (
                ("maya", seam, noonish),
                ("luis", noonish, seam + timedelta(days=1)),
            )
        )
        for change in changes:
            around = (change - timedelta(hours=30), change + timedelta(hours=30))
            found = spans(plan(first, second, zone=zone), MAIN, *around)
            assert [1] * len(found) == [len(span.on_call) for span in found], (quarter, found)


NAMES = st.sampled_from([str(mentor.id) for mentor in MENTORS])
# Quarters of an hour near the spring change of 2026 in Los Angeles, or the autumn one.
QUARTERS = st.integers(0, 4 * 24 * 6)
LENGTHS = st.integers(1, 4 * 30)
HOURS = st.sampled_from(
    [(), ("mon-sun 23:00-07:00",), ("mon,wed,sat 08:00-02:30", "sun 02:00-03:00")]
)


def stretch(base, quarter, length):
    """Return a start and an end as text."""
    start = base + timedelta(minutes=15 * quarter)
    return str(start), str(start + timedelta(minutes=15 * length))


@st.composite
def plans(draw):
    """Draw a small plan around a clock change, and the span to look at."""
    zone, year = draw(st.sampled_from(ZONES))
    changes = reference.transitions(zone, year)
    change = draw(st.sampled_from(changes))
    base = reference.wall(change, zone).replace(hour=0, minute=0) - timedelta(days=3)
    repeats = st.sampled_from(
        [None, "FREQ=DAILY", "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=SU,MO,FR;INTERVAL=1"]
    )
    shifts = st.builds(
        lambda name, q, n, rule: shift(name, *stretch(base, q, n), rule),
        NAMES, QUARTERS, LENGTHS, repeats,
    )  # fmt: skip
    members = st.lists(NAMES, min_size=1, max_size=3).map(" ".join)
    duties = st.builds(
        lambda names, q, every, hours: duty(
            names, stretch(base, q, 1)[0], every, read_hours(hours)
        ),
        members, QUARTERS, st.sampled_from(["5 hours", "24 hours", "1 day", "3 days"]), HOURS,
    )  # fmt: skip
    lists = (st.lists(kind, max_size=2) for kind in (shifts, duties, _overrides(base)))
    parts = [part for kind in lists for part in draw(kind)]
    return plan(*parts, zone=zone), change - timedelta(days=1), change + timedelta(days=1)


def _overrides(base):
    """Return a strategy of covers, additions and removals."""
    pairs = st.tuples(NAMES, NAMES).filter(lambda pair: pair[0] != pair[1])
    return st.builds(
        lambda kind, pair, q, n: override(
            kind, pair[0], *stretch(base, q, n), covers=pair[1] if kind == "cover" else None
        ),
        st.sampled_from(["cover", "add", "remove"]), pairs, QUARTERS, LENGTHS,
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_any_plan_agrees_with_the_slow_reference(drawn):
    """Whatever the plan, who is on call is what going through it by hand gives."""
    made, start, end = drawn
    found = spans(made, MAIN, start, end)
    at = start
    while at < end:
        (span,) = (s for s in found if s.start <= at < s.end)
        expected = reference.on_call(made, at)
        assert expected == {e.mentor: _kind(e.source, expected, e.mentor) for e in span.on_call}
        at += timedelta(minutes=45)


def _kind(source, expected, mentor):
    """Return a source as the reference says it: all that overrides bring are one."""
    changed = source == "added" or source.startswith("cover for")
    return "changed" if changed and expected.get(mentor) == "changed" else source


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_until_is_kept_and_one_instant_is_what_the_spans_say(drawn):
    """Somebody on call until a time is on call until then, and asking twice agrees."""
    made, start, end = drawn
    found = spans(made, MAIN, start, end)
    for span in found:
        assert span.on_call == on_call(made, MAIN, span.start)
        for entry in span.on_call:
            assert entry.since <= span.start < span.end <= entry.until
            last = on_call(made, MAIN, entry.until - timedelta(seconds=1))
            assert entry.mentor in {later.mentor for later in last}

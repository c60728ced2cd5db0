"""Whom a drill rings, when, and which of several things heard counts."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from plan_making import MENTORS, duty, mentor, override, plan, shift, utc

from warmline.drill.plan import decent, fullest, phones_of
from warmline.hours import wall_clock_of

NOON = utc("2026-11-02 20:00")  # in Los Angeles
WEEK = shift("Maya Luis", "2026-11-05 19:00", "2026-11-05 23:00")
ZONES = ("America/Los_Angeles", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata")


def names(a_plan, now=NOON):
    return [str(it.mentor) for it in phones_of(a_plan, now)]


def test_everyone_on_the_coming_weeks_plan_is_rung_once():
    """Shifts, duties, covers and the roles of the ladder count; each phone rings once."""
    overnight = duty("Luis Maya", "2026-11-02 23:00", "1 day")
    assert names(plan(WEEK)) == ["maya", "luis", "sam"]
    assert names(plan(WEEK, overnight)) == ["maya", "luis", "sam"]
    cover = override("cover", "Ana", "2026-11-05 19:00", "2026-11-05 23:00", covers="Maya")
    assert names(plan(WEEK, cover)) == ["luis", "sam", "ana"]


def test_who_cannot_be_rung_is_not_tested():
    """Somebody whom no call would ring is not rung for a test either, nor after the week."""
    left = (*MENTORS[:2], mentor("Sam", 2, roles=("backup",), active=False))
    assert names(plan(WEEK, mentors=left)) == ["maya", "luis"]
    assert names(plan(WEEK), now=utc("2026-11-09 20:00")) == ["sam"]
    training = (mentor("Maya", 0, stage="training"), *MENTORS[1:])
    assert names(plan(WEEK, mentors=training)) == ["luis", "sam"]


@given(
    minutes=st.integers(0, 400 * 24 * 60),
    zone=st.sampled_from(ZONES),
)
def test_a_test_never_wakes_anybody(minutes, zone):
    """Whenever it is begun, a ring comes between ten and eight, within a day."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = decent(at, zone)
    assert at <= found <= at + timedelta(hours=24)
    assert 10 <= wall_clock_of(found, zone).hour < 20


def test_what_tells_most_counts_whatever_comes_first():
    """A key that was pressed outweighs the end of the call, in any order."""
    assert fullest(["no_key", "reached"]) == fullest(["reached", "no_key"]) == "reached"
    assert fullest(["in_contact", "no_answer"]) == "no_answer"
    assert fullest([]) is None

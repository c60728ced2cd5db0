"""Turns as mentors see them, and how one changes hands whatever gave it."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from plan_making import MAIN, MENTORS, duty, local, override, plan, shift, utc

from warmline.compile import compile_roster
from warmline.hours import read_hours
from warmline.ids import MentorId, Sealed
from warmline.reminding import Known, due
from warmline.schedule import Override, Plan, spans
from warmline.turns import (
    Turn,
    hand_over,
    is_exact,
    is_on_call,
    next_turns,
    stints,
    turns_of,
    why_not,
)

MAYA, LUIS, ANA = (MentorId(it) for it in ("maya", "luis", "ana"))
NOW = utc("2026-11-02 12:00")
WEEK = timedelta(days=7)


def starts(found):
    """Return the starts of turns, as text."""
    return [f"{it.start:%m-%d %H:%M}" for it in found]


def test_two_shifts_that_meet_are_two_turns_and_one_stint():
    """A mentor can hand on one of two shifts that meet; before both they are asked once."""
    made = plan(
        shift("maya", "2026-11-02 19:00", "2026-11-02 23:00"),
        shift("maya luis", "2026-11-02 23:00", "2026-11-03 03:00"),
    )
    assert starts(turns_of(made, MAYA, NOW, NOW + WEEK)) == ["11-03 03:00", "11-03 07:00"]
    roster = compile_roster(made, now=NOW, version="1", pepper=Sealed(""))
    found = sorted((it.mentor, it.start, it.end) for it in stints(MAIN, roster.pools[MAIN][0]))
    assert found == [
        ("luis", utc("2026-11-03 07:00"), utc("2026-11-03 11:00")),
        ("maya", utc("2026-11-03 03:00"), utc("2026-11-03 11:00")),
    ]


def test_the_next_turns_are_found_however_far_they_are():
    """A mentor whose next shift is two months away is told of it."""
    made = plan(shift("maya", "2027-01-15 19:00", "2027-01-15 23:00"))
    assert starts(next_turns(made, MAYA, NOW, 5)) == ["01-16 03:00"]
    assert next_turns(made, LUIS, NOW, 5) == ()


def test_somebody_who_is_taken_off_the_plan_cannot_take_a_turn():
    """A removal means that somebody is away: not even a cover puts them on call."""
    made = plan(
        shift("maya", "2026-11-02 19:00", "2026-11-02 23:00"),
        override("remove", "ana", "2026-11-02 00:00", "2026-11-03 00:00"),
    )
    (turn,) = turns_of(made, MAYA, NOW, NOW + WEEK)
    people = {it.id: it for it in made.mentors}
    assert why_not(made, people[ANA], turn) == "you are taken off the plan then"
    assert why_not(made, people[LUIS], turn) is None


def test_a_turn_in_a_repeated_hour_cannot_be_written():
    """What begins in the second of two equal hours is left to a coordinator."""
    made = plan(zone="America/Los_Angeles")
    second = Turn(MAIN, MAYA, utc("2026-11-01 09:30"), utc("2026-11-01 12:00"))
    assert not is_exact(made, second)
    assert is_exact(made, replace(second, start=utc("2026-11-01 08:30")))


NAMES = st.sampled_from([str(it.id) for it in MENTORS])
BASE = local("2026-10-30 00:00")  # clocks go back on the first of November


@st.composite
def plans(draw):
    """Draw a plan of shifts, a duty and overrides around a clock change."""
    quarter, length = st.integers(0, 4 * 24 * 4), st.integers(2, 60)

    def stretch():
        start = BASE + timedelta(minutes=15 * draw(quarter))
        return str(start), str(start + timedelta(minutes=15 * draw(length)))

    parts = [
        shift(" ".join(draw(st.lists(NAMES, min_size=1, max_size=2, unique=True))), *stretch(),
              draw(st.sampled_from([None, "FREQ=DAILY"])))
        for _ in range(draw(st.integers(1, 3)))
    ]  # fmt: skip
    if draw(st.booleans()):
        hours = read_hours(draw(st.sampled_from([(), ("mon-sun 19:00-07:00",)])))
        parts.append(duty("maya luis sam", stretch()[0], "1 day", hours))
    for place in range(draw(st.integers(0, 3))):
        kind, (name, other) = (
            draw(st.sampled_from(["cover", "add", "remove"])),
            draw(st.tuples(NAMES, NAMES).filter(lambda it: it[0] != it[1])),
        )
        made = override(kind, name, *stretch(), covers=other if kind == "cover" else None)
        parts.append(replace(made, id=f"o{place}"))
    return plan(*parts)


def after(made: Plan, turn: Turn, to: MentorId) -> Plan:
    """Return the plan after a turn was handed over."""
    change = hand_over(made, turn, to)
    kept = tuple(it for it in made.overrides if it not in change.removed)
    return replace(made, overrides=(*kept, *change.added))


def by_quarter(made: Plan) -> dict:
    """Return who is on call in each quarter of an hour."""
    start = utc("2026-10-29 00:00")
    found = spans(made, MAIN, start, start + timedelta(days=12))
    at = {}
    for span in found:
        moment = span.start
        while moment < span.end:
            at[moment] = {it.mentor for it in span.on_call}
            moment += timedelta(minutes=15)
    return at


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans(), st.data())
def test_a_turn_changes_hands_and_nothing_else_does(made, data):
    """Whatever gave somebody a turn, the other has it then, and all other moments are as before."""
    turns = [it for one in made.mentors for it in
             turns_of(made, one.id, utc("2026-10-29 00:00"), utc("2026-11-06 00:00"))]  # fmt: skip
    assume(turns)
    turn = data.draw(st.sampled_from(turns))
    to = data.draw(st.sampled_from([it for it in made.mentors if it.id != turn.mentor]))
    assume(is_exact(made, turn) and why_not(made, to, turn) is None)
    then = after(made, turn, to.id)
    assert is_on_call(then, replace(turn, mentor=to.id))
    was, now = by_quarter(made), by_quarter(then)
    for moment, people in was.items():
        if turn.start <= moment < turn.end:
            assert now[moment] == (people - {turn.mentor}) | {to.id}
        else:
            assert now[moment] == people


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans(), st.data())
def test_what_was_handed_over_can_be_given_back(made, data):
    """Given there and back, the plan says what it said, and does not grow."""
    turns = turns_of(made, MAYA, utc("2026-10-29 00:00"), utc("2026-11-06 00:00"))
    assume(turns)
    turn = data.draw(st.sampled_from(turns))
    to = data.draw(st.sampled_from([it for it in made.mentors if it.id != MAYA]))
    assume(is_exact(made, turn) and why_not(made, to, turn) is None)
    there = after(made, turn, to.id)
    back = after(there, replace(turn, mentor=to.id), MAYA)
    assert by_quarter(made) == by_quarter(back)
    assert not any(it.kind == "cover" and it.mentor == it.covers for it in back.overrides)


STINT = Turn(MAIN, MAYA, utc("2026-11-03 05:00"), utc("2026-11-03 07:00"))


@pytest.mark.parametrize(
    ("minutes", "known", "expected"),
    [
        (-31, Known(), None),
        (-30, Known(), "ask"),
        (-1, Known(), "ask"),
        (0, Known(), None),
        (-30, Known(confirmed=True), None),
        (-30, Known(off=True), "uncovered"),
        (-30, Known(silent=True), "unreminded"),
        (-30, Known(off=True, silent=True), "uncovered"),
        (-11, Known(asked_at=STINT.start - timedelta(minutes=30)), None),
        (-10, Known(asked_at=STINT.start - timedelta(minutes=30)), "unconfirmed"),
        (20, Known(asked_at=STINT.start - timedelta(minutes=30)), "unconfirmed"),
        (31, Known(asked_at=STINT.start - timedelta(minutes=30)), None),
        (-10, Known(asked_at=STINT.start - timedelta(minutes=15)), "unconfirmed"),
        (-5, Known(asked_at=STINT.start - timedelta(minutes=14)), None),
        (-5, Known(asked_at=STINT.start - timedelta(minutes=30), confirmed=True), None),
        (5, Known(asked_at=STINT.start - timedelta(minutes=30), off=True), None),
    ],
)
def test_what_is_due_for_a_stint(minutes, known, expected):
    """Asked from half an hour before, told of from ten minutes before, never for what is past."""
    assert expected == due(STINT, known, STINT.start + timedelta(minutes=minutes))


def test_an_override_of_the_plan_is_not_known_by_its_origin():
    """The parts of an override that is cut have no id: they are new entries."""
    made = plan(override("add", "maya", "2026-11-02 19:00", "2026-11-03 03:00"))
    (turn,) = turns_of(made, MAYA, NOW, NOW + WEEK)
    part = replace(turn, end=turn.start + timedelta(hours=2))
    change = hand_over(made, part, LUIS)
    assert {it.id for it in change.removed} == {"o"}
    assert [(it.kind, it.mentor, f"{it.start:%H}-{it.end:%H}") for it in change.added] == [
        ("add", "luis", "19-21"),
        ("add", "maya", "21-03"),
    ]
    assert all(isinstance(it, Override) and it.id == "" for it in change.added)

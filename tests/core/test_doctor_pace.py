"""Whether the account's pace and calls at once do for what a ladder wants to ring."""

from typing import Any

import pytest
from msgspec import structs
from plan_making import line, mentor, plan, shift

from warmline.doctor.pace import calls_needed, check_concurrency, check_pace
from warmline.line import Rung

TOGETHER = Rung("shift", "shift", ring="together", ring_seconds=20)
STAGGERED = Rung("shift", "shift", ring="staggered", ring_seconds=20, stagger_seconds=8)
DESK = Rung("counseling", "desk")


def plan_with(*ladder: Rung, people: int, **more: Any) -> Any:
    """Return a plan with one shift of so many people, its line, and the ladder."""
    names = [f"m{n}" for n in range(people)]
    mentors = tuple(mentor(name, n) for n, name in enumerate(names))
    made = structs.replace(line(), ladder=ladder, **more)
    turn = shift(" ".join(names), "2026-11-27T19:00", "2026-11-27T23:00")
    whole = plan(turn, mentors=mentors)
    return structs.replace(whole, lines=(made,)), made


@pytest.mark.parametrize(
    ("ladder", "people", "pace", "more", "state"),
    [
        ((TOGETHER, DESK), 3, 1.0, {}, "ok"),
        ((TOGETHER, DESK), 8, 1.0, {}, "warn"),
        ((TOGETHER, DESK), 8, 0.25, {}, "FAIL"),
        ((TOGETHER, DESK), 8, 10.0, {}, "ok"),
        ((TOGETHER,) * 3, 10, 1.0, {"max_wait_seconds": 27}, "FAIL"),
        ((STAGGERED, DESK), 10, 1.0, {}, "ok"),
    ],
)
def test_a_pace_that_is_too_slow_for_the_ladder_is_named(
    ladder: Any, people: int, pace: float, more: Any, state: str
) -> None:
    """A rung that rings ten phones at one call a second rings the last nine seconds late."""
    whole, made = plan_with(*ladder, people=people, **more)
    [finding] = check_pace(whole, made, pace)
    assert finding.state == state
    assert finding.ok or "WARMLINE_CALLS_PER_SECOND" in finding.words


@pytest.mark.parametrize(
    ("ladder", "need", "allowed", "state"),
    [
        ((TOGETHER, DESK), 7, 5, "FAIL"),
        ((STAGGERED, DESK), 4, 5, "warn"),
        ((Rung("shift", "shift"), DESK), 2, 5, "ok"),
        ((TOGETHER, DESK), 7, None, "skip"),
        ((Rung("shift", "shift"), DESK), 2, None, "ok"),
    ],
)
def test_calls_at_once_are_held_against_the_ladder(
    ladder: Any, need: int, allowed: int | None, state: str
) -> None:
    """A student and every phone that rings are calls: an account that allows fewer rings nobody."""
    whole, _ = plan_with(*ladder, people=6)
    assert calls_needed(whole) == need
    assert check_concurrency({"northfield": whole}, allowed, "this account").state == state

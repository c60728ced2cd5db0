"""The carrier's own interface fails while people call: it refuses, breaks, or is silent."""

from collections.abc import Sequence

import pytest

from tests.faults.house import House
from tests.faults.lines import LinePlan
from tests.faults.moments import Scene
from tests.faults.watch import all_are_freed, all_are_reached, nothing_was_wrong
from warmline import wording
from warmline.simulator.faults import CallbackFault

RINGS = "*/Calls.json"


class ACall(Scene):
    """A student calls; mentors pick up whatever rings."""

    plan = LinePlan("a-call")


class Patient(ACall):
    """A student calls, is quick to go on hold, and presses star when told that it helps."""

    plan = LinePlan("patient")

    def act(self) -> None:
        super().act()
        heard = self._heard_since()
        if heard and heard[-1] == wording.counseling_on_hold():
            self._presses(self.line.student, "*")


def calls(house: House, *kinds: type[Scene]) -> Sequence[Scene]:
    """Let students call."""
    lines = house.opens([it.plan for it in kinds])
    scenes = [it(house, lines[it.plan.slug]) for it in kinds]
    for scene in scenes:
        scene.strike()
        scene.begin()
    return scenes


@pytest.mark.parametrize("kind", ["429", "500", "hang", "late"])
def test_a_ring_that_fails_costs_no_student_their_mentor(house: House, kind: str) -> None:
    """A ring that is refused, breaks or is never answered for is followed by another in time."""
    house.exchange.faults.rest(kind, RINGS, method="POST", times=1)
    scenes = calls(house, ACall)
    assert all_are_reached(house, scenes) == {"a-call": "mentor"}
    house.exchange.faults.clear()
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


@pytest.mark.parametrize("kind", ["500", "hang"])  # 429: see the stories, whose clock is quicker
def test_counseling_is_reached_when_no_ring_can_be_placed(house: House, kind: str) -> None:
    """While the carrier's interface is down, the student still reaches the desk in time."""
    house.exchange.faults.rest(kind)
    scenes = calls(house, Patient)
    assert all_are_reached(house, scenes) == {"patient": "desk"}
    house.exchange.faults.clear()
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


@pytest.mark.parametrize("kind", ["hang", "late"])
def test_a_worker_that_dies_with_a_ring_under_way_rings_nobody_twice(
    house: House, kind: str
) -> None:
    """A ring whose outcome died with the worker is looked for, and never simply made again."""
    house.exchange.faults.rest(kind, RINGS, method="POST", times=1)
    scenes = calls(house, ACall)
    house.until(lambda: not house.exchange.faults.is_left(), 10, "the ring is under way")
    house.kill("worker")
    assert all_are_reached(house, scenes) == {"a-call": "mentor"}
    house.exchange.faults.clear()
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


def test_late_and_doubled_news_changes_nothing(house: House) -> None:
    """Status callbacks that come twice and seconds late neither hold up nor repeat a thing."""
    house.exchange.faults.callbacks = CallbackFault(copies=2, delay=2.0)
    scenes = calls(house, ACall)
    assert all_are_reached(house, scenes) == {"a-call": "mentor"}
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)

"""Processes are ended with ``kill -9`` in the middle of calls, at each of a call's moments."""

import threading

import pytest

from tests.faults.house import House
from tests.faults.moments import HAND_OVERS
from tests.faults.watch import (
    all_are_freed,
    all_are_reached,
    brought_to_their_moments,
    nothing_was_wrong,
    struck,
)


@pytest.mark.parametrize("who", ["web", "worker", "clock", "redis"])
def test_every_student_is_reached_whoever_is_killed(house: House, who: str) -> None:
    """Whichever process is killed, and whenever, every student reaches a human or the card."""
    scenes = brought_to_their_moments(house)
    with house.exchange.lock:
        struck(scenes)
    house.kill(who)
    found = all_are_reached(house, scenes)
    assert found["in-a-talk"] == "mentor"
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


def test_every_student_is_reached_without_worker_and_clock(house: House) -> None:
    """With worker and clock dead for good, waiting students move their own calls on."""
    scenes = brought_to_their_moments(house)
    with house.exchange.lock:
        struck(scenes)
    house.kill("worker", "clock", for_good=True)
    found = all_are_reached(house, scenes)
    assert found["in-a-talk"] == "mentor"
    house.ready()
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


@pytest.mark.parametrize("who", ["web", "redis"])
def test_every_student_is_reached_while_all_is_gone(house: House, who: str) -> None:
    """While web or Redis stays away the card is spoken, counseling is rung, and talks go on."""
    scenes = brought_to_their_moments(house)
    with house.exchange.lock:
        struck(scenes)
    house.kill(who, for_good=True)
    found = all_are_reached(house, scenes)
    assert found["in-a-talk"] == "mentor"
    nothing_was_wrong(house, scenes)


def test_workers_killed_again_and_again_ring_nobody_twice(house: House) -> None:
    """A worker that dies whatever it begins costs a student time, never a second ring at once."""
    scenes = brought_to_their_moments(house)
    with house.exchange.lock:
        struck(scenes)
    again = threading.Event()

    def kill_again_and_again() -> None:
        while not again.wait(0.3):
            house.kill("worker")

    killing = threading.Thread(target=kill_again_and_again)
    killing.start()
    try:
        all_are_reached(house, scenes)
    finally:
        again.set()
        killing.join()
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


@pytest.mark.parametrize("who", ["web", "worker", "clock", "redis"])
def test_no_student_is_lost_in_a_hand_over_whoever_is_killed(house: House, who: str) -> None:
    """Killed while a third person is rung, the mentor's phone dying or not: somebody is there."""
    scenes = brought_to_their_moments(house, *HAND_OVERS)
    with house.exchange.lock:
        struck(scenes)
    house.kill(who)
    all_are_reached(house, scenes)
    house.ready()  # students are reached before Redis is back, and the next question is to Redis
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


def test_no_student_is_lost_in_a_hand_over_without_worker_and_clock(house: House) -> None:
    """The phones that stand apart move the search on by themselves, for good."""
    scenes = brought_to_their_moments(house, *HAND_OVERS)
    with house.exchange.lock:
        struck(scenes)
    house.kill("worker", "clock", for_good=True)
    all_are_reached(house, scenes)
    house.ready()
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


@pytest.mark.parametrize("who", ["web", "redis"])
def test_no_student_is_lost_in_a_hand_over_while_all_is_gone(house: House, who: str) -> None:
    """While web or Redis stays away the card is spoken, and counseling is rung."""
    scenes = brought_to_their_moments(house, *HAND_OVERS)
    with house.exchange.lock:
        struck(scenes)
    house.kill(who, for_good=True)
    all_are_reached(house, scenes)
    nothing_was_wrong(house, scenes)

"""Processes are asked to end (SIGTERM), as an upgrade does, while people are on the phone."""

from tests.faults.house import House
from tests.faults.lines import LinePlan
from tests.faults.moments import InATalk, OnHold
from tests.faults.watch import (
    ANSWERED,
    HOLD,
    all_are_freed,
    all_are_reached,
    brought_to_their_moments,
    nothing_was_wrong,
    struck,
)


def test_an_upgrade_in_the_background_costs_nobody_their_mentor(house: House) -> None:
    """Workers and clock that are asked to end finish what they do; every call goes on."""
    scenes = brought_to_their_moments(house)
    with house.exchange.lock:
        struck(scenes)
    upgraded = [*house.called("worker"), *house.called("clock")]
    before = {it.name: len(it.ended) for it in upgraded}
    house.ask_to_end("worker", "clock")
    found = all_are_reached(house, scenes)
    expected = dict.fromkeys(found, "mentor") | {"at-the-desk": "desk", "at-the-card": "card"}
    assert found == expected
    ended = {it.name: it.ended[before[it.name] :] for it in upgraded}
    assert ended == {name: [0] for name in ended}
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)


class OnHoldAsUsual(OnHold):
    """The student waits on a line with the usual times: web takes long to start on a busy machine.

    The shortest times that a campus file allows are over by then, and counseling is the right end.
    """

    plan = LinePlan("on-hold", ring_seconds=20, max_wait_seconds=90)


def test_an_upgrade_of_web_keeps_every_call_that_asks_nothing_meanwhile(house: House) -> None:
    """Those who wait or talk while web is started anew go on as if nothing had been."""
    scenes = brought_to_their_moments(house, OnHoldAsUsual, InATalk)
    before = len(house.processes["web"].ended)
    with house.exchange.lock:
        struck(scenes)
    house.ask_to_end("web")
    house.until(lambda: len(house.processes["web"].ended) > before, 15, "web has ended")
    house.ready()
    found = all_are_reached(house, scenes, OnHoldAsUsual.plan.max_wait_seconds + HOLD + ANSWERED)
    assert found == {"on-hold": "mentor", "in-a-talk": "mentor"}
    assert house.processes["web"].ended[before:] == [0]
    all_are_freed(house, scenes)
    nothing_was_wrong(house, scenes)

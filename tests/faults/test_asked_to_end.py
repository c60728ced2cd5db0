"""Processes are asked to end (SIGTERM), as an upgrade does, while people are on the phone."""

from tests.faults.house import House
from tests.faults.watch import (
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

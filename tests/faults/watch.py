"""Brings calls to their moments, and watches until every student has reached somebody."""

from collections.abc import Sequence

from tests.faults.house import House
from tests.faults.lines import MAX_WAIT_SECONDS
from tests.faults.moments import MOMENTS, Moment, Scene

READY = 60.0
HOLD = 10.0  # a waiting student asks for the next words of waiting at least this often
ANSWERED = 5.0  # a phone is rung and picked up
BOUND = MAX_WAIT_SECONDS + HOLD + ANSWERED
DOCUMENT_ALERTS = range(12000, 14000)  # the carrier could not carry out what we had said


def brought_to_their_moments(house: House, *moments: type[Moment]) -> list[Moment]:
    """Call from many phones at once, and bring each call to a moment of its own."""
    moments = moments or tuple(MOMENTS)
    lines = house.opens([moment.plan for moment in moments])
    scenes = [moment(house, lines[moment.plan.slug]) for moment in moments]
    for scene in scenes:
        scene.begin()

    def all_ready() -> bool:
        found = [it.ready() for it in scenes]  # each is asked, whatever the others say
        return all(found)

    house.until(all_ready, READY, "all calls are at their moment")
    return scenes


def struck(scenes: Sequence[Scene]) -> None:
    """Let everything happen that happens in the instant of the blow."""
    for scene in scenes:
        scene.strike()


def all_are_reached(
    house: House, scenes: Sequence[Scene], seconds: float = BOUND
) -> dict[str, str | None]:
    """Wait until every student has reached somebody; return whom."""
    found: dict[str, str | None] = dict.fromkeys((it.name for it in scenes), None)

    def all_found() -> bool:
        for scene in scenes:
            scene.act()
            if found[scene.name] is None and (whom := scene.reached()):
                found[scene.name] = whom
        return None not in found.values()

    house.until(all_found, seconds, "every student reaches somebody", found)
    return found


def all_are_freed(house: House, scenes: Sequence[Scene]) -> None:
    """Let everybody hang up, and wait until every mentor is free for the next student."""
    house.everybody_hangs_up()
    house.is_free(scenes[0].line.campus)


def nothing_was_wrong(house: House, scenes: Sequence[Scene]) -> None:
    """Check what holds whatever happens: nobody is rung twice at once, all we say is understood."""
    assert [house.doubled(it.line) for it in scenes] == [[] for _ in scenes]
    alerts = [str(it) for it in house.exchange.debugger if it.code in DOCUMENT_ALERTS]
    assert alerts == []

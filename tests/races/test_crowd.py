"""Shocking news: fifty students call in the same instant, and five mentors are on call."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.races.room import CAMPUS, LINE, NAMES, STUDENT, Room, at_once
from warmline.contact import Contact
from warmline.contact.moments import AtDesk, Waiting


def arrivals(room: Room, pool: ThreadPoolExecutor, students: int) -> list[Contact]:
    """Let students call in the same instant, through four processes."""
    boards = [room.another().switchboard for _ in range(4)]
    names = [room.call_name() for _ in range(students)]
    return at_once(
        [
            lambda b=boards[i % 4], c=call: b.arrive(c, LINE, STUDENT)[0]
            for i, call in enumerate(names)
        ],
        pool,
    )


def test_fifty_at_once_share_five_mentors_fairly(room: Room, pool: ThreadPoolExecutor) -> None:
    """Of fifty who call at once five get a mentor each, all others counseling; nobody waits."""
    room.opens("sequential", 5)
    found = arrivals(room, pool, 50)
    states = Counter(type(it.state) for it in found)
    assert states == {Waiting: 5, AtDesk: 45}
    offers = Counter(leg.mentor for it in found for leg in it.legs)
    assert sorted(offers.values()) == [1] * len(NAMES)
    assert room.busy() == {leg.mentor: it.id for it in found for leg in it.legs}


def test_mentors_are_never_shared_by_two_students(room: Room, pool: ThreadPoolExecutor) -> None:
    """When students want all phones at once, each phone still rings for a single student."""
    room.opens("together", 5)
    for _ in range(10):
        found = arrivals(room, pool, 20)
        held = [leg.mentor for it in found for leg in it.legs]
        assert sorted(held) == sorted(set(held))
        assert len(held) == len(NAMES)
        assert room.busy() == {leg.mentor: it.id for it in found for leg in it.legs}
        at_once([lambda c=it.id: room.all_hang_up(c) for it in found], pool)
        assert room.busy() == {}


def test_offers_stay_within_one_of_each_other(room: Room, pool: ThreadPoolExecutor) -> None:
    """Wave after wave, no mentor is offered more than one contact more than another."""
    room.opens("sequential", 5)
    everybody = room.parts.houses.of_campus(CAMPUS).compiled.mentors
    offers: Counter[str] = Counter()
    for _ in range(12):
        found = arrivals(room, pool, 3)
        offers.update(leg.mentor for it in found for leg in it.legs)
        assert max(offers.values()) - min(offers[it.id] for it in everybody) <= 1
        at_once([lambda c=it.id: room.all_hang_up(c) for it in found], pool)

"""Two workers at the same contact: whatever is done at the carrier is done once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.races.room import LINE, NAMES, SID, TOKEN, Room, at_once
from warmline.bootstrap import Parts
from warmline.carrier.twilio import TwilioCarrier
from warmline.ids import ContactId
from warmline.performer import Performer
from warmline.simulator.exchange import Exchange
from warmline.simulator.server import Simulator, serve
from warmline.store.live import LiveStore

ROUNDS = 25


@pytest.fixture
def carrier() -> Iterator[Simulator]:
    """A carrier on a real socket, with five mentors' phones that ring for ever."""
    phones = [
        {"number": f"+141555511{n:02d}", "name": name, "kind": "mentor", "behaviour": "rings"}
        for n, name in enumerate(NAMES)
    ]
    account = {"sid": SID, "auth_token": TOKEN, "calls_per_second": 1000}
    running = serve({"account": account, "numbers": [{"number": LINE}], "phones": phones})
    yield running
    running.stop()


class Unlocked(LiveStore):
    """A store whose right to perform has always lapsed already, as after a slow request."""

    @contextmanager
    def performing(self, contact: ContactId) -> Iterator[bool]:
        del contact
        yield True


def worker(room: Room, carrier: Simulator, live: LiveStore | None = None) -> Performer:
    """Return one worker's performer, with connections of its own."""
    parts: Parts = room.another(carrier_made=TwilioCarrier(SID, TOKEN, carrier.url))
    if live is not None:
        parts.live = live
    return parts.performer


def hang_up_all(exchange: Exchange) -> None:
    """Let every phone fall silent, for the next round."""
    with exchange.lock:
        for call in exchange.calls.values():
            exchange.finish(call, "no-answer")
        exchange.calls.clear()


def rings(exchange: Exchange) -> Counter[str]:
    """Return how often each phone was rung in this round."""
    with exchange.lock:
        return Counter(call.to for call in exchange.calls.values())


@pytest.mark.parametrize("lapsed", [False, True], ids=["one at a time", "both at once"])
def test_two_workers_place_each_ring_once(
    room: Room, carrier: Simulator, pool: ThreadPoolExecutor, lapsed: bool
) -> None:
    """However many workers attend to a contact at once, each phone is rung a single time."""
    room.opens("together", 5)
    stores = [Unlocked(room.url) if lapsed else None for _ in range(2)]
    workers = [worker(room, carrier, live) for live in stores]
    everybody = Counter({f"+141555511{n:02d}": 1 for n in range(5)})
    for _ in range(ROUNDS):
        contact = room.arrives()
        at_once([lambda w=it, c=contact.id: w.attend(c) for it in workers], pool)
        assert rings(carrier.exchange) == everybody
        placed = room.parts.switchboard.contact(contact.id)
        assert [it.phase for it in placed.legs] == ["ringing"] * 5
        hang_up_all(carrier.exchange)
        room.all_hang_up(contact.id)
    for store in stores:
        if store is not None:
            store.close()


def test_a_ring_under_way_is_not_begun_again(
    room: Room, carrier: Simulator, pool: ThreadPoolExecutor
) -> None:
    """A worker that finds another's ring under way leaves it alone, however slow the carrier is."""
    room.opens("sequential", 1)
    slow, other = worker(room, carrier), worker(room, carrier, lapsed := Unlocked(room.url))
    carrier.exchange.faults.rest("late", "*/Calls.json", method="POST", times=1)
    contact = room.arrives()
    placing = pool.submit(slow.attend, contact.id)
    while not rings(carrier.exchange):
        assert not placing.done()
    other.attend(contact.id)
    carrier.exchange.faults.clear()
    placing.result(30)
    other.attend(contact.id)
    assert rings(carrier.exchange) == Counter({"+14155551100": 1})
    lapsed.close()

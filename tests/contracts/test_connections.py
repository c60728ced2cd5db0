"""What a process knows of the times in which its Redis was away."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from telling.fronts_of_redis import Front
from telling.own_redis import OwnRedis

from warmline.errors import LiveStoreUnavailableError
from warmline.store.live import LiveStore


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnRedis]:
    """Give a Redis that can be taken away."""
    server = OwnRedis(tmp_path)
    server.comes_back()
    yield server
    server.goes_away()


def on_a_new_thread(live: LiveStore) -> None:
    """Ask Redis from a thread that has never asked it."""
    asking = threading.Thread(target=live.ping)
    asking.start()
    asking.join()


@pytest.fixture
def network(redis_url: str) -> Iterator[Front]:
    """Give a network before a Redis that stays what it is."""
    with Front(urlsplit(redis_url).port or 6379) as front:
        yield front


@pytest.fixture
def live(network: Front) -> Iterator[LiveStore]:
    """Give a process's live store behind it, which has been asked by a thread already."""
    live = LiveStore(f"redis://127.0.0.1:{network.port}/0")
    live.ping()
    yield live
    live.close()


def test_threads_that_come_and_go_are_no_outage(live: LiveStore) -> None:
    """As long as nothing is cut, nobody asks the carrier for texts that were never missed."""
    for _ in range(3):
        on_a_new_thread(live)
    assert live.connections_made_anew == 0


def test_an_outage_of_the_network_is_known_to_a_thread_that_comes_after(
    live: LiveStore, network: Front
) -> None:
    """Redis was never restarted, and nobody of this process asked: an older connection was cut."""
    network.goes_away()
    network.comes_back()
    on_a_new_thread(live)
    assert live.connections_made_anew == 1


def test_an_outage_that_a_new_thread_meets_is_known_to_the_others(
    live: LiveStore, network: Front
) -> None:
    """Whoever could not connect at all has met it for the whole process."""
    network.goes_away()
    with pytest.raises(LiveStoreUnavailableError):
        ThreadPoolExecutor(1).submit(live.ping).result()
    assert live.connections_made_anew == 1


def test_a_thread_that_asks_first_after_a_restart_knows_of_it(own: OwnRedis) -> None:
    """Nobody of this process asked while Redis was away, and still it may have missed texts."""
    live = LiveStore(own.url)
    live.ping()
    on_a_new_thread(live)
    assert live.connections_made_anew == 0
    own.goes_away()
    own.comes_back()
    on_a_new_thread(live)
    assert live.connections_made_anew == 1
    live.close()

"""What a process knows of the times in which its Redis was away."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from telling.own_redis import OwnRedis

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

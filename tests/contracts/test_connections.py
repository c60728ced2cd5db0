"""How a process meets a Redis that is away or hangs, and what it knows of it afterwards."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from telling.own_redis import OwnRedis

from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug
from warmline.store.live import LiveStore

NORTHFIELD = CampusSlug("northfield")


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


def test_a_redis_that_begins_to_hang_is_not_waited_for_twice(own: OwnRedis) -> None:
    """A connection that was good once is no reason to wait longer, in a script or outside one."""
    live, now = LiveStore(own.url, timeout=0.5), datetime(2026, 3, 2, tzinfo=UTC)
    first = live.pace(NORTHFIELD, 1, now)
    for ask in (live.campuses, lambda: live.pace(NORTHFIELD, 1, now)):
        with own.hanging(), pytest.raises(LiveStoreUnavailableError) as found:
            ask()
        assert isinstance(found.value.__cause__, redis.TimeoutError)
        assert live.pace(NORTHFIELD, 1, now) > first
    live.close()

"""How a process meets a Redis that is away or hangs, and what it knows of it afterwards."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from telling.fronts_of_redis import Front
from telling.own_redis import OwnRedis, own_redis_in

from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug, Sealed
from warmline.line import Campus
from warmline.roster import CompiledRoster
from warmline.settings import Settings
from warmline.store.live import LiveStore
from warmline.timer import RqTimer
from workers.worker import at_the_queue

CAMPUS = CampusSlug("northfield")
NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnRedis]:
    """Give a Redis that can be taken away."""
    with own_redis_in(tmp_path) as server:
        yield server


def empty_roster() -> CompiledRoster:
    """Return what is published of a campus that has nobody yet."""
    return CompiledRoster(
        campus=Campus(CAMPUS, "Northfield", "911", "988", "never"),
        version="v1",
        compiled_at=NOW,
        valid_until=NOW + timedelta(days=14),
        pepper=Sealed("pepper"),
        lines=(),
        mentors=(),
        pools={},
    )


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


def test_a_trouble_that_only_web_met_is_told_when_redis_can_be_told(
    network: Front, redis_url: str, tmp_path: Path
) -> None:
    """Web's network was cut and the clock's was not: it looks without a second text's coming."""
    clocks = LiveStore(redis_url)
    clocks.publish(empty_roster())
    url = f"redis://127.0.0.1:{network.port}/0"
    web = Parts(Settings.read({"WARMLINE_HOME": str(tmp_path), "REDIS_URL": url}))
    network.goes_away()
    web.missed.had_trouble()
    threading.Thread(target=web.missed.keep_telling, daemon=True).start()
    assert clocks.looks(CAMPUS).trouble is None
    network.comes_back()
    limit = time.monotonic() + 20
    while clocks.looks(CAMPUS).trouble is None:
        assert time.monotonic() < limit, "nobody was told"
        threading.Event().wait(0.02)
    clocks.close()
    web.live.close()


def test_a_worker_that_starts_while_redis_is_away_waits_for_it(network: Front) -> None:
    """It ends with no traceback, and nobody must start it again."""
    timer = RqTimer(f"redis://127.0.0.1:{network.port}/0")
    network.goes_away()
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(at_the_queue, timer)
        with pytest.raises(TimeoutError):
            begun.result(0.1)
        network.comes_back()
        worker = begun.result(20)
    assert worker is not None
    assert worker.queues == [timer.queue]
    timer.connection.close()


def test_a_redis_that_begins_to_hang_is_not_waited_for_twice(own: OwnRedis) -> None:
    """A connection that was good once is no reason to wait longer, in a script or outside one."""
    live, now = LiveStore(own.url, timeout=0.5), datetime(2026, 3, 2, tzinfo=UTC)
    first = live.pace(CAMPUS, 1, now)
    for ask in (live.campuses, lambda: live.pace(CAMPUS, 1, now)):
        with own.hanging(), pytest.raises(LiveStoreUnavailableError) as found:
            ask()
        assert isinstance(found.value.__cause__, redis.TimeoutError)
        assert live.pace(CAMPUS, 1, now) > first
    live.close()

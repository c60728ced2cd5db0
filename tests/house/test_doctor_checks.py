"""The doctor's other checks: stores, processes, disks and clocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.house.watching import Run, free_port
from warmline.doctor import check_heartbeats, check_queue, check_redis, check_waits
from warmline.doctor.finding import Finding, within
from warmline.doctor.machine import LEAST_FREE, LITTLE_FREE, check_clocks, check_disk
from warmline.doctor.stores import _eviction
from warmline.ids import CampusSlug
from warmline.settings import Settings
from warmline.store.live import LiveStore
from warmline.store.live.facts import RedisFacts
from warmline.timer import Backlog, RqTimer

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, redis_url: str) -> Settings:
    """Return settings with a Redis that answers."""
    return Settings.read({"WARMLINE_HOME": str(tmp_path), "REDIS_URL": redis_url})


@pytest.fixture
def evicting(redis_url: str) -> Iterator[str]:
    """Give a Redis that evicts."""
    with redis.Redis.from_url(redis_url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        yield redis_url
        client.config_set("maxmemory-policy", "noeviction")


# --- Redis ----------------------------------------------------------------------------------------


def test_a_redis_that_forgets_is_named(settings: Settings, evicting: str) -> None:
    """A Redis that evicts, or keeps nothing over a restart, is found with the setting to change."""
    found = {it.check: it for it in check_redis(settings)}
    assert found["redis eviction"].failed
    assert "(maxmemory-policy allkeys-lru): set maxmemory-policy noeviction" in str(found)
    assert "set appendonly yes" in found["redis durability"].words
    assert found["redis version"].ok
    elsewhere = replace(settings, rq_redis_url="redis://127.0.0.1:1/0")
    found = {it.check: it for it in check_redis(elsewhere)}
    assert "check RQ_REDIS_URL" in found["job queue's redis"].words


def test_a_redis_that_does_not_say_is_no_failure() -> None:
    """A managed Redis may hide its policy: the doctor says where to look instead of guessing."""
    finding = _eviction("redis eviction", RedisFacts(never_evicts=None, append_only=True))
    assert (finding.state, "noeviction" in finding.words) == ("skip", True)


@pytest.mark.parametrize("process", ["web", "worker", "clock"])
def test_no_process_starts_on_a_redis_that_evicts(run: Run, evicting: str, process: str) -> None:
    """Calls that a full Redis would drop without a word are refused before the first."""
    env = {"REDIS_URL": evicting, "WARMLINE_SIMULATOR": "http://127.0.0.1:1", "PORT": free_port()}
    result = run(process, env=env)
    assert result.exit_code == 2
    assert result.stderr == (
        "The Redis at REDIS_URL may forget calls when it is full (maxmemory-policy allkeys-lru): "
        "set maxmemory-policy noeviction, and start again\n"
    )


# --- processes ------------------------------------------------------------------------------------


def test_silent_processes_are_named_with_their_age() -> None:
    """Who died, and how long ago, is said: a worker is not forgotten because another lives."""
    beats = {"worker": NOW - timedelta(seconds=4), "clock": NOW - timedelta(minutes=9)}
    worker, clock = check_heartbeats(beats, NOW)
    assert worker.words == "is alive; it last said so 4 s ago"
    assert clock.failed
    assert clock.words.startswith(
        "has been silent for 540 s (60 s at most); start `warmline clock`"
    )
    assert [it.failed for it in check_heartbeats({}, NOW)] == [True, True]


def test_jobs_that_nobody_takes_are_named(redis_url: str) -> None:
    """A queue without workers, or with old jobs, is found; and so is one that is away."""
    backlog = RqTimer(redis_url).backlog()
    assert backlog is not None
    assert [it.state for it in check_queue(backlog)] == ["FAIL", "ok"]
    late = Backlog(depth=7, oldest=timedelta(seconds=90), failed=2, workers=1)
    assert [it.state for it in check_queue(late)] == ["ok", "FAIL", "warn"]
    assert [it.failed for it in check_queue(None)] == [True]


def test_contacts_that_no_sweep_found_are_named(redis_url: str, monkeypatch: Any) -> None:
    """Contacts beyond their deadline mean that nobody sweeps."""
    live = LiveStore(redis_url)
    assert [it.ok for it in check_waits(live, NOW)] == [True]
    # The store is real; only what is due is ours, since making a contact overdue takes a call.
    monkeypatch.setattr(live, "campuses", lambda: (CampusSlug("northfield"),))
    monkeypatch.setattr(live, "due", lambda _campus, _at, _most: ["one", "two"])
    [finding] = check_waits(live, NOW)
    assert "2 contacts are overdue by more than 30 s" in finding.words
    live.close()


# --- the machine ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "state"), [(LEAST_FREE - 1, "FAIL"), (LEAST_FREE, "warn"), (LITTLE_FREE, "ok")]
)
def test_a_disk_that_fills_is_named(settings: Settings, left: int, state: str) -> None:
    """A full disk is seen before Redis and SQL cannot write; SQLite elsewhere has its own line."""
    elsewhere = replace(settings, database_url="sqlite:////srv/records/warmline.db")
    found = list(check_disk(elsewhere, lambda _folder: left))
    assert [it.check for it in found] == ["disk of WARMLINE_HOME", "disk of SQLite"]
    assert {it.state for it in found} == {state}


def test_a_clock_that_is_wrong_is_named() -> None:
    """Which clock disagrees with ours, by how much and in which direction, is said."""
    good, slow = check_clocks({"Redis": -0.4, "the carrier": 42.0})
    assert good.ok
    assert slow.failed
    assert slow.words.startswith("is 42 s behind the carrier's; keep both right by NTP")


def test_a_check_that_breaks_is_a_finding() -> None:
    """One check that breaks costs its own line and no other."""
    [finding] = within(5, "disk", lambda: [Finding("disk", "ok", str(1 // 0))])
    assert finding.failed
    assert "ZeroDivisionError" in finding.words

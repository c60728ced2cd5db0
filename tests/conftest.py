"""What all tests share: a real Redis of their own, on a free port, ended with the session."""

import gc
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from hypothesis import settings
from quickly import make_apps_quick

from warmline.settings.home import free_port
from warmline.up.embedded_redis import binary

# Their assertions say what they compared, whichever folder imports them first.
pytest.register_assert_rewrite("phones", "telling")

# How much is tried: `HYPOTHESIS_PROFILE=fuzz` for a long search. A slow machine is no failure.
settings.register_profile("test", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=3000, stateful_step_count=80)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

make_apps_quick()
gc.disable()  # until everything is collected, which leaves nothing behind to look for


def pytest_collection_finish() -> None:
    """Let the collector look at what tests make, and never again at six thousand tests."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server for this test process; returns its address."""
    folder: Path = tmp_path_factory.mktemp("redis")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    server = subprocess.Popen([binary(), *options], stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        _until_it_answers(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """An empty Redis."""
    with redis.Redis.from_url(redis_server) as connection:
        connection.flushall()
    return redis_server


def _until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait for Redis, bounded by its own process: one that ends is an error at once."""
    with redis.Redis.from_url(url) as connection:
        for _ in range(1000):
            try:
                connection.ping()
            except redis.ConnectionError:
                if server.poll() is not None:
                    raise
                subprocess.run(["/bin/sleep", "0.01"], check=True)
            else:
                return
    raise RuntimeError("Redis did not start within ten seconds")

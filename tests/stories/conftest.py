"""Every story begins with phones, and ends with nothing left unmentioned."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
pytest.register_assert_rewrite("phones")

from phones import Phones, fresh_database  # noqa: E402 - the path above is what makes it found

from warmline.errors import LiveStoreUnavailableError  # noqa: E402
from warmline.settings.home import free_port  # noqa: E402
from warmline.store.live import LiveStore  # noqa: E402
from warmline.up.embedded_redis import binary  # noqa: E402


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, made once and copied for each story."""
    return fresh_database(tmp_path_factory.mktemp("sql") / "warmline.db")


@pytest.fixture
def phones(
    redis_url: str, tmp_path: Path, empty_database: Path, request: pytest.FixtureRequest
) -> Iterator[Phones]:
    """People with phones; whatever the story leaves unmentioned fails it."""
    yield from _told(Phones(redis_url, tmp_path, empty_database), request)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator["OwnRedis"]:
    """A Redis that a story may take away and bring back."""
    server = OwnRedis(tmp_path)
    server.comes_back()
    yield server
    server.goes_away()


@pytest.fixture
def phones_on_own_redis(
    own_redis: "OwnRedis", tmp_path: Path, empty_database: Path, request: pytest.FixtureRequest
) -> Iterator[Phones]:
    """People with phones, whose live state the story may take away."""
    yield from _told(Phones(own_redis.url, tmp_path, empty_database), request)


class OwnRedis:
    """A Redis server of one story; it keeps what it knew while it is away."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        self._options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
        self._options += ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
        self._server: subprocess.Popen[bytes] | None = None

    def goes_away(self) -> None:
        """End it, if it runs."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(10)
            self._server = None

    def comes_back(self) -> None:
        """Start it and wait until it answers, bounded by its own process."""
        self._server = subprocess.Popen([binary(), *self._options], stdout=subprocess.DEVNULL)
        live = LiveStore(self.url)
        for _ in range(1000):
            try:
                live.ping()
            except LiveStoreUnavailableError:
                assert self._server.poll() is None
                subprocess.run(["/bin/sleep", "0.01"], check=True)
            else:
                live.close()
                return
        raise RuntimeError("Redis did not start within ten seconds")


def _told(phones: Phones, request: pytest.FixtureRequest) -> Iterator[Phones]:
    failed = request.session.testsfailed
    told = False
    yield phones
    try:
        if request.session.testsfailed == failed:
            phones.all_is_told()
            told = True
    finally:
        if not told:
            sys.stderr.write(phones.transcript())
        phones.close()

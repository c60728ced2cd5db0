"""A Redis of a story's own, to be taken away and brought back."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warmline.errors import LiveStoreUnavailableError
from warmline.settings.home import free_port
from warmline.store.live import LiveStore
from warmline.up.embedded_redis import binary


@contextmanager
def own_redis_in(folder: Path) -> Iterator["OwnRedis"]:
    """Give a Redis that a test may take away and bring back; it is ended with the test."""
    server = OwnRedis(folder)
    server.comes_back()
    yield server
    server.goes_away()


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

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Have it keep its connections and answer nothing."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._server.send_signal(signal.SIGCONT)

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

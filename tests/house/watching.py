"""Processes that a test starts and watches, with a bound on every wait."""

import os
import selectors
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

ROOT = Path(__file__).parents[2]
OURS = ("TWILIO_", "WARMLINE_", "REDIS_", "RQ_", "DATABASE_", "PUBLIC_", "PORT")
Run = Callable[..., Result]


class Watched:
    """A process whose standard error is read line by line, with a bound on every wait."""

    def __init__(self, command: list[str], env: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE)
        assert self.process.stderr is not None
        self._fd = self.process.stderr.fileno()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._fd, selectors.EVENT_READ)
        self._rest = b""

    def line(self, containing: str, seconds: float = 20) -> str:
        """Return the next line that contains a text; fails when it does not come."""
        limit = time.monotonic() + seconds
        while True:
            while b"\n" in self._rest:
                raw, _, self._rest = self._rest.partition(b"\n")
                if containing in raw.decode():
                    return raw.decode()
            if not self._selector.select(max(0.0, limit - time.monotonic())):
                pytest.fail(f"nothing said {containing!r} within {seconds} s")
            data = os.read(self._fd, 65536)
            assert data, f"ended before it said {containing!r}"
            self._rest += data

    def close(self) -> None:
        """Ask the process to end, wait for it, and let go of its output."""
        self.process.terminate()
        self.process.wait(timeout=20)
        self._selector.close()
        assert self.process.stderr is not None
        self.process.stderr.close()


def wait_until(happened: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something, with a bound."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it did not happen in time"
        os.sched_yield()


def is_alive(pid: int) -> bool:
    """Say whether a process runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"

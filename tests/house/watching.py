"""Processes that a test starts and watches, with a bound on every wait."""

import os
import selectors
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

ROOT = Path(__file__).parents[2]
OURS = ("TWILIO_", "WARMLINE_", "REDIS_", "RQ_", "DATABASE_", "PUBLIC_", "PORT")
Run = Callable[..., Result]


class Watched:
    """A process whose output and errors are read line by line, with a bound on every wait."""

    def __init__(self, command: list[str], env: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert self.process.stdout is not None
        self._fd = self.process.stdout.fileno()
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
        assert self.process.stdout is not None
        self.process.stdout.close()


def wait_until(happened: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something, with a bound."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it did not happen in time"
        threading.Event().wait(0.01)  # leaves the machine to what is waited for


def family(pid: int) -> list[int]:
    """Return the ids of a process and of all that it has started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it ended meanwhile
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def megabytes(pid: int) -> float:
    """Return the memory that a process holds (RSS)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def free_port() -> str:
    """Return a port of this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def is_alive(pid: int) -> bool:
    """Say whether a process runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"

"""Processes of the house that a test may end at any moment, kept up as `warmline up` does."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from warmline.up.embedded_redis import binary

TICK = 0.05
REDIS_AWAY = 1.5  # seconds until a Redis that was killed is started again


class Process:
    """One process and whatever it starts, in a group of its own."""

    def __init__(
        self, name: str, command: list[str], env: Mapping[str, str], log: Path, *, away: float = 0.0
    ) -> None:
        self.name = name
        self.kept = True  # started again when it ends
        self.ended: list[int] = []  # how it ended, each time
        self.started_at = datetime.now(UTC)
        self.hands: tuple[int, ...] = ()  # descriptors that it inherits
        self._command, self._env, self._log, self._away = command, dict(env), log, away
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; what it says is kept in its log."""
        self.started_at = datetime.now(UTC)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.hands,
                start_new_session=True,
            )

    def tend(self, stop: threading.Event) -> None:
        """Start it again if it has ended and is to be kept."""
        if self._process is None or not self.kept or self._process.poll() is None:
            return
        self.ended.append(self._process.returncode)
        _end_group(self._process)
        stop.wait(self._away)
        self.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; SIGKILL takes its whole group at once, as the kernel would."""
        process = self._process  # its keeper may put another in its place at any moment
        assert process is not None
        if number is signal.SIGKILL:
            _end_group(process)
            process.wait(10)
        else:
            process.send_signal(number)

    def end(self) -> None:
        """End it for good."""
        self.kept = False
        if self._process is not None:
            _end_group(self._process)
            self._process.wait(10)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


class Keeper:
    """Tends processes in a thread until it is closed."""

    def __init__(self, processes: list[Process]) -> None:
        self._processes = processes
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._tend, args=(it,), daemon=True) for it in processes
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End every process, the last started first."""
        self._stop.set()
        for thread in self._threads:
            thread.join(10)
        for process in reversed(self._processes):
            process.end()

    def _tend(self, process: Process) -> None:
        while not self._stop.wait(TICK):
            process.tend(self._stop)


def warmline(*words: str) -> list[str]:
    """Return a command of ours."""
    return [sys.executable, "-m", "warmline.cli", *words]


def redis_server(port: int, folder: Path) -> list[str]:
    """Return a Redis that keeps what it is told, as ours does."""
    words = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    return [binary(), *words, "--appendonly", "yes", "--appendfsync", "everysec"]

"""`warmline up --demo`: how much memory it keeps, and how soon after a start a phone rings."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks.house import ROOT, memory_of
from benchmarks.table import Row, show
from warmline.settings.home import free_port

IDLE_SECONDS = 10.0
PATIENCE = 60.0
LINE = "+14155550100"  # of examples/northfield.toml
MB = 1024 * 1024


class Line:
    """A line that `warmline up --demo` runs, and its phones."""

    def __init__(self, folder: Path) -> None:
        self._base = f"http://127.0.0.1:{free_port()}"
        given = {it: value for it, value in os.environ.items() if not it.startswith("WARMLINE_")}
        environ = given | {"PORT": self._base.rpartition(":")[2], "WARMLINE_HOME": str(folder)}
        with (folder / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "warmline.cli", "up", "--demo"],
                env=environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def phones(self) -> list[dict[str, Any]]:
        """Return every phone, empty while nothing answers."""
        try:
            return list(self._ask("state")["phones"])
        except (URLError, OSError):
            return []

    def dial(self) -> None:
        """Let a student call."""
        self._ask(f"phones/{self._student()}/dial", {"to": LINE})

    def hang_up(self) -> None:
        """Let the student hang up."""
        self._ask(f"phones/{self._student()}/hangup", {})

    def rings(self) -> bool:
        """Say whether a mentor's phone rings."""
        return any(it["kind"] == "mentor" and it["status"] == "ringing" for it in self.phones())

    def _ask(self, what: str, said: dict[str, str] | None = None) -> dict[str, Any]:
        body = None if said is None else json.dumps(said).encode()
        request = Request(f"{self._base}/phones/api/{what}", body)
        request.add_header("Content-Type", "application/json")
        with urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def _student(self) -> str:
        return next(str(it["id"]) for it in self.phones() if it["kind"] == "student")

    def memory(self) -> dict[str, int]:
        """Return what each part of the line keeps resident, in bytes."""
        found: dict[str, int] = {}
        for pid, name in _below(self.process.pid):
            found[name] = found.get(name, 0) + memory_of(pid)
        return found

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal)."""
    with tempfile.TemporaryDirectory(prefix="warmline-bench-") as name:
        first, idle = _first_start(Path(name))
        second, after = _second_start(Path(name))
    fresh, used = (sum(it.values()) / MB for it in (idle, after))
    return [
        (
            "memory when idle, all processes, resident",
            f"{fresh:.0f} MB",
            f"{used:.0f} MB (after a call)",
            f"goal <= 400 MB: {'met' if fresh <= 400 else 'MISSED'}; {_listed(idle)}",
        ),
        (
            "`warmline up --demo` to the first ring, second start",
            f"{second:.1f} s",
            f"{first:.1f} s (first start, to ready)",
            f"goal <= 5 s: {'met' if second <= 5 else 'MISSED'}",
        ),
    ]


def _first_start(folder: Path) -> tuple[float, dict[str, int]]:
    """Start where nothing is yet; return the seconds until phones answer, and the idle memory."""
    began = time.perf_counter()
    with _up(folder) as line:
        _until(lambda: bool(line.phones()))
        took = time.perf_counter() - began
        time.sleep(IDLE_SECONDS)
        return took, line.memory()


def _second_start(folder: Path) -> tuple[float, dict[str, int]]:
    """Start again, dial as soon as phones answer; return the seconds to a ring, and the memory."""
    began = time.perf_counter()
    with _up(folder) as line:
        _until(lambda: bool(line.phones()))
        line.dial()
        _until(line.rings)
        took = time.perf_counter() - began
        line.hang_up()
        time.sleep(IDLE_SECONDS / 2)
        return took, line.memory()


def _listed(memory: dict[str, int]) -> str:
    return ", ".join(f"{name} {size / MB:.0f}" for name, size in memory.items())


@contextmanager
def _up(folder: Path) -> Iterator[Line]:
    line = Line(folder)
    try:
        yield line
    finally:
        line.stop()


def _until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > limit:
            raise TimeoutError("the line did not come up")
        time.sleep(0.02)


def _below(pid: int) -> Iterator[tuple[int, str]]:
    """Yield a process and all that it started."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    yield pid, _name([it.decode(errors="replace") for it in words])
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        yield from _below(int(child))


def _name(words: list[str]) -> str:
    text = " ".join(words)
    known = ("redis", "simulator", "worker", "clock", "web", "up")
    return next((it for it in known if it in text), words[0])


if __name__ == "__main__":
    show(measure())

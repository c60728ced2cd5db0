"""Calls come in while everything is restarted in turn, beside the same house left alone."""

import asyncio
import contextlib
import itertools
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from benchmarks.house import House, answers, house, roster
from benchmarks.incoming import CONNECTIONS, PATH
from benchmarks.load import incoming, percentile
from benchmarks.table import Row, show
from warmline.settings import Settings
from warmline.up import listening
from warmline.up.readiness import VARIABLE, Ear

ALONE_SECONDS = 10.0
BETWEEN_SECONDS = 1.0  # from one that is back to the next that goes
ROUNDS = 2
PAUSE_SECONDS = 0.5  # of each connection, between two calls: without it the mentors are used up
STARTING_SECONDS, LOOK_SECONDS = 60.0, 0.05
COUNSELING = b"5550159"  # what nobody is told but who hears the safety card


@dataclass
class Met:
    """What a load met with; seconds."""

    took: float = 0.0
    latencies: list[float] = field(default_factory=list)
    cards: int = 0  # Redis was away: the card, and counseling
    lost: int = 0  # no document at all; the carrier would read the fallback's

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.took


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal)."""
    with ExitStack() as stack:
        it = stack.enter_context(house())
        held = stack.enter_context(listening.hold(Settings.read(it.environ)))
        it.environ[listening.VARIABLE] = str(held.fileno())
        parts = it.parts()
        parts.records.upgrade()
        parts.live.publish(roster(parts.vault, 8000))
        running = {name: it.warmline(name, held.fileno()) for name in ("web", "worker", "clock")}
        answers(it.web_port, "/healthz")
        numbers = itertools.count(10**8)
        _under_load(it, numbers, lambda: time.sleep(2.0))
        alone = _under_load(it, numbers, lambda: time.sleep(ALONE_SECONDS))
        times: list[str] = []
        restarted = _under_load(
            it, numbers, lambda: _restart_all(it, running, held.fileno(), times)
        )
    return _rows(alone, restarted, len(times))


def _rows(alone: Met, restarted: Met, times: int) -> list[Row]:
    slow, usual = (percentile(met.latencies, 0.99) * 1000 for met in (restarted, alone))
    share = restarted.throughput / alone.throughput
    most = max(restarted.latencies)
    return [
        (
            f"incoming calls a second while all is restarted in turn, {times} times",
            f"{restarted.throughput:.0f}",
            f"{alone.throughput:.0f} (left alone)",
            f"{share:.2f} of it; no goal",
        ),
        (
            f"the same, p99 at {CONNECTIONS} connections",
            f"{slow:.1f} ms",
            f"{usual:.1f} ms (left alone)",
            f"the longest {most:.1f} s; goal: within the carrier's 15 s: "
            f"{'met' if most < 15 else 'MISSED'}",
        ),
        (
            "answered with the card because Redis was away; not answered",
            f"{restarted.cards}; {restarted.lost}",
            f"{alone.cards}; {alone.lost} (left alone)",
            f"of {len(restarted.latencies)}; goal for the latter 0: "
            f"{'met' if restarted.lost == 0 else 'MISSED'}",
        ),
    ]


def _restart_all(
    it: House, running: dict[str, subprocess.Popen[bytes]], held: int, times: list[str]
) -> None:
    """Restart web, worker, clock and Redis in turn, each when the one before is back.

    Another web is there before one goes, as `warmline up` and systemd do it.
    """
    for name in ("web", "worker", "clock", "redis") * ROUNDS:
        if name == "redis":
            it.restart_redis()
        else:
            old, new = running[name], _web_beside(it, held) if name == "web" else None
            old.terminate()
            old.wait(30)
            running[name] = new or it.warmline(name, held)
        answers(it.web_port, "/readyz")
        times.append(name)
        time.sleep(BETWEEN_SECONDS)


def _web_beside(it: House, held: int) -> subprocess.Popen[bytes]:
    """Start another web beside the one that is there; return it when it is ready."""
    ear, limit = Ear(), time.monotonic() + STARTING_SECONDS
    it.environ[VARIABLE] = ear.address
    web = it.warmline("web", held)
    del it.environ[VARIABLE]
    while not ear.heard() and time.monotonic() < limit:
        time.sleep(LOOK_SECONDS)
    ear.close()
    return web


def _under_load(it: House, numbers: Iterator[int], happens: Callable[[], None]) -> Met:
    """Send calls for as long as something happens."""
    met, over = Met(), threading.Event()
    sending = threading.Thread(target=lambda: asyncio.run(_all(it.web_port, numbers, over, met)))
    began = time.perf_counter()
    sending.start()
    try:
        happens()
    finally:
        over.set()
        sending.join()
    met.took = time.perf_counter() - began
    return met


async def _all(port: int, numbers: Iterator[int], over: threading.Event, met: Met) -> None:
    await asyncio.gather(*(_one(port, numbers, over, met) for _ in range(CONNECTIONS)))


async def _one(port: int, numbers: Iterator[int], over: threading.Event, met: Met) -> None:
    """Send one call after another over one connection, and over a new one when web closes it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while not over.is_set():
        await asyncio.sleep(PAUSE_SECONDS)
        request, began = incoming(port, PATH, next(numbers)), time.perf_counter()
        document, kept = b"", False
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            document, kept = await _asked(reader, writer, request)
        met.latencies.append(time.perf_counter() - began)
        met.cards += COUNSELING in document
        met.lost += b"<Response" not in document
        if not kept:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def _asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[bytes, bool]:
    """Send a webhook; return what answers it, and whether the connection is kept after."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    return await reader.readexactly(length), b"connection: close" not in head


if __name__ == "__main__":
    show(measure())

"""A call comes in: how long until the carrier is asked to ring a mentor, beside a bare job."""

import asyncio
import re
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field

from benchmarks.carrier import Carrier, Rung
from benchmarks.house import answers, house, roster
from benchmarks.load import call, exchange, percentile, signed
from benchmarks.table import Row, show
from warmline.settings.home import free_port

ONE_BY_ONE = 200
WARM_UP = 30
PAUSE = 0.02  # between two calls of which the second must not meet what is left of the first
A_SECOND = 20
SECONDS = 30
TALK = 2.0  # from the ring until the student hangs up
PATIENCE = 20.0
CONNECTIONS = 24
MENTORS = 1000
WORKERS = 2
CONTACT = re.compile(rb"/voice/student/([^/]+)/")


class Lost(Exception):  # noqa: N818 - what it is called by a student
    """A call for which no ring was ever asked."""


@dataclass
class Town:
    """The carrier's two sides: webhooks go to the house, rings come from it."""

    port: int
    path: str
    carrier: Carrier
    whole: bool  # the calls go on to their end, as a carrier's do; the bare yardstick has no end
    _free: "asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]" = field(
        default_factory=asyncio.Queue
    )

    async def connect(self) -> None:
        """Open the connections that the carrier keeps."""
        for _ in range(CONNECTIONS):
            self._free.put_nowait(await asyncio.open_connection("127.0.0.1", self.port))

    async def one_call(self, number: int, talk: float) -> float:
        """Let a student call and hang up after ``talk`` seconds; return the seconds to the ring."""
        said = call(number)
        began = time.perf_counter()
        document = await self._post(self.path, said)
        found = CONTACT.search(document)
        if found is None:
            raise Lost(document.decode(errors="replace")[:200])
        try:
            rung = await asyncio.wait_for(self.carrier.ring_for(found[1].decode()), PATIENCE)
        except TimeoutError as exc:
            raise Lost(f"no ring within {PATIENCE} s") from exc
        if self.whole:
            await self._end(said, rung, talk)
        return rung.at - began

    async def _end(self, said: dict[str, str], rung: Rung, talk: float) -> None:
        """Tell what a carrier tells of a call whose student hangs up before anyone answers."""
        leg = f"/voice/leg/{rung.contact}/{rung.leg}/status"
        theirs = {"CallSid": rung.sid, "AccountSid": said["AccountSid"], "From": said["To"]}
        await self._post(leg, theirs | {"CallStatus": "ringing", "Direction": "outbound-api"})
        await asyncio.sleep(talk)
        await self._post("/voice/status", said | {"CallStatus": "completed", "CallDuration": "3"})
        await asyncio.wait_for(self.carrier.end_of(rung.sid), PATIENCE)
        await self._post(leg, theirs | {"CallStatus": "canceled", "Direction": "outbound-api"})

    async def _post(self, path: str, params: dict[str, str]) -> bytes:
        reader, writer = await self._free.get()
        document = await exchange(reader, writer, signed(self.port, path, params))
        self._free.put_nowait((reader, writer))
        return document


@dataclass(frozen=True)
class Latencies:
    """Seconds from the webhook to the ring: one call at a time, and at a steady rate."""

    alone: list[float]
    steady: list[float]
    rings: int
    strange: int


async def _measured(port: int, carrier_port: int, path: str, *, whole: bool) -> Latencies:
    carrier = Carrier()
    server = await carrier.serve(carrier_port)
    town = Town(port, path, carrier, whole)
    await town.connect()
    for i in range(WARM_UP):
        await town.one_call(10**6 + i, 0)
    alone = []
    for i in range(ONE_BY_ONE):
        alone.append(await town.one_call(i, 0))
        await asyncio.sleep(PAUSE)
    steady = await _steadily(lambda i: town.one_call(2 * 10**6 + i, TALK))
    server.close()
    return Latencies(alone, steady, len(carrier.rings), len(carrier.strange))


async def _steadily(one: Callable[[int], Coroutine[None, None, float]]) -> list[float]:
    """Start calls at their times, however long the ones before take."""
    began, tasks = time.perf_counter(), []
    for i in range(A_SECOND * SECONDS):
        await asyncio.sleep(max(0, began + i / A_SECOND - time.perf_counter()))
        tasks.append(asyncio.create_task(one(i)))
    return list(await asyncio.gather(*tasks))


def _ours() -> Latencies:
    carrier_port = free_port()
    with house(carrier_port=carrier_port) as it:
        parts = it.parts()
        parts.records.upgrade()
        parts.live.publish(roster(parts.vault, MENTORS))
        it.web()
        it.warmline("clock")
        for _ in range(WORKERS):
            it.warmline("worker")
        return asyncio.run(_measured(it.web_port, carrier_port, "/voice/incoming", whole=True))


def bare_jobs() -> Latencies:
    """Return the yardstick: a bare view whose RQ job makes one request."""
    carrier_port = free_port()
    with house(carrier_port=carrier_port) as it:
        it.start(sys.executable, "-m", "benchmarks.bare")
        answers(it.web_port, "/healthz")
        for _ in range(WORKERS):
            it.start(sys.executable, "-m", "benchmarks.bare_jobs")
        return asyncio.run(_measured(it.web_port, carrier_port, "/voice/ringing", whole=False))


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal)."""
    bare, ours = bare_jobs(), _ours()
    calls = WARM_UP + ONE_BY_ONE + A_SECOND * SECONDS
    return [
        _row("webhook in to ring out, one call at a time, p50", ours.alone, bare.alone, 0.5, 30),
        _row("the same, p99", ours.alone, bare.alone, 0.99, 100),
        _row(f"at {A_SECOND} new calls a second, p50", ours.steady, bare.steady, 0.5, None),
        _row("the same, p99", ours.steady, bare.steady, 0.99, 500),
        (
            "rings asked for, of calls made",
            f"{ours.rings} of {calls}",
            f"{bare.rings} of {calls}",
            f"goal: one each; strange requests: {ours.strange}",
        ),
    ]


def _row(
    what: str, ours: Sequence[float], bare: Sequence[float], share: float, goal: int | None
) -> Row:
    mine, theirs = percentile(ours, share) * 1000, percentile(bare, share) * 1000
    times = f"{mine / theirs:.1f} times"
    goals = f"; goal <= {goal} ms: {'met' if mine <= goal else 'MISSED'}" if goal else ""
    return (what, f"{mine:.1f} ms", f"{theirs:.1f} ms (bare job)", times + goals)


if __name__ == "__main__":
    show(measure())

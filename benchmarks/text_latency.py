"""A text comes in: how long until it is relayed; and 2,000 of them at once, in order, none lost."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from benchmarks.carrier import Carrier
from benchmarks.house import LINE, SID, House, house, roster
from benchmarks.load import exchange, percentile, signed
from benchmarks.ring_latency import CONNECTIONS, WORKERS, bare_jobs
from benchmarks.table import Row, show
from warmline.settings.home import free_port

MENTORS = 100
ONE_BY_ONE = 200
EACH = 20  # texts of each conversation in the surge: 2,000 in all
PATIENCE = 120.0
_NUMBERED = re.compile(r"^(\d+)-(\d+)$")


@dataclass
class TextCarrier(Carrier):
    """A carrier that takes texts, and notes when each arrived and for whom."""

    texts: list[tuple[float, str, str]] = field(default_factory=list)  # when, to, words
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    def asked(self, line: str, body: str) -> tuple[int, dict[str, object]]:
        """Return the status and the answer to one request."""
        if not line.startswith("POST ") or "/Messages.json" not in line:
            return super().asked(line, body)
        said = parse_qs(body)
        self.texts.append((time.perf_counter(), said["To"][0], said["Body"][0]))
        asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(self._wake()))
        return 201, _message(f"SM{len(self.texts):032x}", said)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until what has arrived makes something true."""
        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(true), PATIENCE)

    async def _wake(self) -> None:
        async with self.arrived:
            self.arrived.notify_all()


@dataclass(frozen=True)
class Found:
    """What was measured: seconds from webhook to relay, and the surge."""

    alone: list[float]
    took: float
    relayed: int
    disorder: int
    astray: int


class Town:
    """Students and mentors who text, over the carrier's kept connections."""

    def __init__(self, port: int, carrier: TextCarrier) -> None:
        self._port = port
        self._carrier = carrier
        self._count = 0
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
            asyncio.Queue()
        )
        self.mentor_of: dict[int, str] = {}

    async def connect(self) -> None:
        """Open the connections."""
        for _ in range(CONNECTIONS):
            self._free.put_nowait(await asyncio.open_connection("127.0.0.1", self._port))

    async def text(self, sender: str, words: str) -> None:
        """Send one text to the line."""
        self._count += 1
        said = {
            "AccountSid": SID,
            "MessageSid": f"SM{self._count + (1 << 120):032x}",
            "From": sender,
            "To": LINE,
            "Body": words,
            "NumMedia": "0",
            "NumSegments": "1",
        }
        reader, writer = await self._free.get()
        assert await exchange(reader, writer, signed(self._port, "/texts/incoming", said))
        self._free.put_nowait((reader, writer))

    async def open(self, student: int) -> None:
        """Let a student write and the mentor who is offered it claim it."""
        first, seen = f"first-{student}", len(self._carrier.texts)
        await self.text(student_phone(student), first)
        texts = self._carrier.texts
        await self._carrier.until(lambda: any(f'"{first}"' in it[2] for it in texts[seen:]))
        mentor = next(it[1] for it in texts[seen:] if f'"{first}"' in it[2])
        self.mentor_of[student] = mentor
        answer = f"answer-{student}"
        await self.text(mentor, answer)
        await self._carrier.until(lambda: any(it[2] == answer for it in texts[seen:]))

    async def relay(self, student: int, number: int) -> float:
        """Send one text of an open conversation; return the seconds until it is relayed."""
        words, texts, seen = f"{student}-{number}", self._carrier.texts, len(self._carrier.texts)
        began = time.perf_counter()
        await self.text(student_phone(student), words)
        await self._carrier.until(lambda: any(it[2] == words for it in texts[seen:]))
        return next(it[0] for it in texts[seen:] if it[2] == words) - began


def student_phone(i: int) -> str:
    """Return a student's number."""
    return f"+1628{2000000 + i}"


async def _measured(it: House, carrier_port: int) -> Found:
    carrier = TextCarrier()
    server = await carrier.serve(carrier_port)
    town = Town(it.web_port, carrier)
    await town.connect()
    await asyncio.gather(*(town.open(i) for i in range(MENTORS)))
    alone = [await town.relay(i % MENTORS, i // MENTORS) for i in range(ONE_BY_ONE)]
    seen, began = len(carrier.texts), time.perf_counter()
    await asyncio.gather(*(_writes(town, i) for i in range(MENTORS)))
    total = MENTORS * EACH
    await carrier.until(lambda: len(carrier.texts) - seen >= total)
    took = time.perf_counter() - began
    server.close()
    return _judged(alone, took, carrier.texts[seen:], town.mentor_of)


async def _writes(town: Town, student: int) -> None:
    """Send a student's texts one behind the other, as a phone does."""
    for number in range(EACH):
        await town.text(student_phone(student), f"{student}-{1000 + number}")


def _judged(
    alone: list[float],
    took: float,
    texts: list[tuple[float, str, str]],
    mentor_of: dict[int, str],
) -> Found:
    order: dict[int, list[int]] = defaultdict(list)
    astray = 0
    for _, to, words in texts:
        found = _NUMBERED.match(words)
        if found:
            student = int(found[1])
            order[student].append(int(found[2]))
            astray += to != mentor_of[student]
    disorder = sum(it != sorted(set(it)) for it in order.values())
    return Found(alone, took, sum(map(len, order.values())), disorder, astray)


def measure() -> list[Row]:
    """Return rows of (what, ours, yardstick, against the goal)."""
    bare, carrier_port = bare_jobs().alone, free_port()
    with house(carrier_port=carrier_port) as it:
        parts = it.parts()
        parts.records.upgrade()
        parts.live.publish(roster(parts.vault, MENTORS))
        it.web()
        it.warmline("clock")
        for _ in range(WORKERS):
            it.warmline("worker")
        found = asyncio.run(_measured(it, carrier_port))
    total = MENTORS * EACH
    return [
        _row("text in to relay out, one at a time, p50", found.alone, bare, 0.5),
        _row("the same, p99", found.alone, bare, 0.99),
        (
            f"{total} texts at once, {MENTORS} conversations",
            f"{found.took:.1f} s, {total / found.took:.0f} a second",
            "-",
            f"relayed {found.relayed} of {total}; conversations out of order {found.disorder}; "
            f"to a wrong phone {found.astray}",
        ),
    ]


def _row(what: str, ours: list[float], bare: list[float], share: float) -> Row:
    mine, theirs = percentile(ours, share) * 1000, percentile(bare, share) * 1000
    return (what, f"{mine:.1f} ms", f"{theirs:.1f} ms (bare job)", f"{mine / theirs:.1f} times")


def _message(sid: str, said: dict[str, list[str]]) -> dict[str, object]:
    """Return a message as Twilio shows one."""
    return {
        "sid": sid,
        "account_sid": SID,
        "api_version": "2010-04-01",
        "body": said["Body"][0],
        "status": "queued",
        "direction": "outbound-api",
        "to": "",
        "from": "",
        "date_created": "Sun, 22 Nov 2026 04:00:00 +0000",
        "date_updated": "Sun, 22 Nov 2026 04:00:00 +0000",
        "date_sent": None,
        "num_segments": "1",
        "num_media": "0",
        "error_code": None,
        "error_message": None,
        "messaging_service_sid": None,
        "price": None,
        "price_unit": "USD",
        "uri": f"/2010-04-01/Accounts/{SID}/Messages/{sid}.json",
        "subresource_uris": {},
    }


if __name__ == "__main__":
    show(measure())

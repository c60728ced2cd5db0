"""A carrier that only takes rings and notes when each arrived; it costs next to nothing."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

# Whoever asks for a ring says in its address whom it is for.
FOR = re.compile(r"/voice/leg/([^/]+)/(\d+)/screen")
_MADE = "Sun, 22 Nov 2026 04:00:00 +0000"


@dataclass(frozen=True)
class Rung:
    """One ring that was asked for: when it came, for which contact and leg, its own name."""

    at: float  # perf_counter
    contact: str
    leg: int
    sid: str


@dataclass
class Carrier:
    """What has been asked of it, and who waits to hear of it."""

    rings: list[Rung] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    _waiting: dict[str, "asyncio.Future[Rung]"] = field(default_factory=dict)
    _ending: dict[str, "asyncio.Future[None]"] = field(default_factory=dict)

    async def serve(self, port: int) -> asyncio.Server:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: _Connection(self), "127.0.0.1", port)

    async def ring_for(self, contact: str) -> Rung:
        """Return the first ring for a contact, once it has come."""
        found = next((it for it in self.rings if it.contact == contact), None)
        if found is not None:
            return found
        return await self._waiting.setdefault(contact, asyncio.get_running_loop().create_future())

    async def end_of(self, sid: str) -> None:
        """Wait until somebody has asked for the end of a ring."""
        if sid not in self.ended:
            await self._ending.setdefault(sid, asyncio.get_running_loop().create_future())

    def asked(self, line: str, body: str) -> tuple[int, dict[str, object]]:
        """Return the status and the answer to one request."""
        method, path, _ = line.split(" ", 2)
        if method == "POST" and path.endswith("/Calls.json"):
            return 201, self._ring(body)
        found = re.search(r"/Calls/(CA[0-9a-f]+)\.json$", path)
        if method == "POST" and found and "Status=completed" in body:
            self._end(found[1])
            return 200, _call(found[1], "completed")
        if method == "GET" and path.partition("?")[0].endswith("/Messages.json"):
            return 200, {"messages": [], "next_page_uri": None}  # the clock asks for missed texts
        self.strange.append(f"{method} {path.partition('?')[0].rpartition('/')[2]}")
        return 404, {"code": 20404, "message": "not found", "status": 404}

    def _ring(self, body: str) -> dict[str, object]:
        at, found = time.perf_counter(), FOR.search(unquote_plus(body))
        contact, leg = (found[1], int(found[2])) if found else ("", 0)
        rung = Rung(at, contact, leg, f"CA{len(self.rings) + (1 << 120):032x}")
        self.rings.append(rung)
        waiting = self._waiting.pop(contact, None)
        if waiting is not None:
            waiting.set_result(rung)
        return _call(rung.sid, "queued")

    def _end(self, sid: str) -> None:
        self.ended.add(sid)
        waiting = self._ending.pop(sid, None)
        if waiting is not None:
            waiting.set_result(None)


class _Connection(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request as soon as all of it is there."""
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = self._held[:end].decode("latin-1")
            length = re.search(r"(?i)\r\ncontent-length: *(\d+)", head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._held) < whole:
                return
            body, self._held = self._held[end + 4 : whole].decode(), self._held[whole:]
            self._answer(*self._carrier.asked(head.partition("\r\n")[0], body))

    def _answer(self, status: int, said: dict[str, object]) -> None:
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\n"
        text = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        assert isinstance(self._transport, asyncio.WriteTransport)
        self._transport.write(text)


def _call(sid: str, status: str) -> dict[str, object]:
    """Return a call as Twilio shows one."""
    return {
        "sid": sid,
        "account_sid": "AC" + "5" * 32,
        "api_version": "2010-04-01",
        "status": status,
        "direction": "outbound-api",
        "to": "",
        "from": "",
        "date_created": _MADE,
        "date_updated": _MADE,
        "start_time": None,
        "end_time": None,
        "duration": None,
        "price": None,
        "price_unit": "USD",
        "answered_by": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "uri": f"/2010-04-01/Accounts/{'AC' + '5' * 32}/Calls/{sid}.json",
        "subresource_uris": {},
    }

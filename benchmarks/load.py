"""A load of signed webhooks, made in advance so that sending them costs little."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from benchmarks.house import LINE, SID, TOKEN


@dataclass(frozen=True)
class Measured:
    """What a load met with; seconds."""

    throughput: float
    latencies: tuple[float, ...]
    wrong: int

    def percentile(self, share: float) -> float:
        """Return the latency that this share of requests kept within, in seconds."""
        return percentile(self.latencies, share)


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def incoming(port: int, path: str, number: int) -> bytes:
    """Return one signed request of a student who calls, as bytes to send."""
    return signed(port, path, call(number))


def call(number: int) -> dict[str, str]:
    """Return what the carrier says of the call of the student with this number."""
    return {
        "AccountSid": SID,
        "ApiVersion": "2010-04-01",
        "CallSid": f"CA{number:032x}",
        "CallStatus": "ringing",
        "Direction": "inbound",
        "From": f"+1628{2000000 + number % 7000000}",
        "To": LINE,
        "Caller": f"+1628{2000000 + number % 7000000}",
        "Called": LINE,
        "FromCity": "",
        "FromState": "CA",
        "FromZip": "",
        "FromCountry": "US",
        "ToCity": "",
        "ToState": "CA",
        "ToZip": "",
        "ToCountry": "US",
    }


def signed(port: int, path: str, params: Mapping[str, str]) -> bytes:
    """Return one webhook as the carrier sends it, as bytes to send."""
    base = f"http://127.0.0.1:{port}{path}"
    body = urlencode(params).encode()
    signature = RequestValidator(TOKEN).compute_signature(base, dict(params))
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: TwilioProxy/1.1\r\n"
        f"Accept: */*\r\nX-Twilio-Signature: {signature}\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> bytes:
    """Send a webhook and return the document that answers it; empty unless it is one."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    if b"content-length:" not in lower:
        return b""
    body = await reader.readexactly(int(lower.split(b"content-length:")[1].split(b"\r\n")[0]))
    return body if head.startswith(b"HTTP/1.1 200") and b"<Response" in body else b""


async def _drain(port: int, requests: list[bytes], latencies: list[float]) -> int:
    wrong, reader, writer = 0, *(await asyncio.open_connection("127.0.0.1", port))
    while requests:
        request = requests.pop()
        began = time.perf_counter()
        try:
            good = bool(await exchange(reader, writer, request))
        except (asyncio.IncompleteReadError, ConnectionError):
            good, (reader, writer) = False, await asyncio.open_connection("127.0.0.1", port)
        latencies.append(time.perf_counter() - began)
        wrong += not good
    writer.close()
    return wrong


async def _all(port: int, requests: list[bytes], connections: int) -> Measured:
    latencies: list[float] = []
    began = time.perf_counter()
    wrongs = await asyncio.gather(*(_drain(port, requests, latencies) for _ in range(connections)))
    took = time.perf_counter() - began
    return Measured(len(latencies) / took, tuple(latencies), sum(wrongs))


def run(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    """Send requests over so many kept-alive connections, each as soon as the last is answered."""
    return asyncio.run(_all(port, list(requests), connections))

"""What may stand between us and a Redis: a network that can be cut, and TLS with certificates."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from warmline.settings.home import free_port

DAY = timedelta(days=1)
MONTH = 30 * DAY


class Front:
    """A port before another port, on this machine; used with ``with``.

    With a context it speaks TLS, and plain words to the server behind.
    """

    def __init__(self, behind: int, *, context: ssl.SSLContext | None = None) -> None:
        self.port = free_port()
        self._behind, self._context = behind, context
        self._swaps: dict[bytes, bytes] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._pairs: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self.comes_back()
        return self

    def __exit__(self, *_: object) -> None:
        self.goes_away()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def call_by(self, ports: Mapping[int, int]) -> None:
        """Where the server behind names ports of other servers, name others: their fronts."""
        self._swaps = {str(a).encode(): str(b).encode() for a, b in ports.items()}

    def goes_away(self) -> None:
        """Cut whatever goes through, and let nothing in."""
        self._do(self._shut())

    def comes_back(self) -> None:
        """Let in whoever comes."""
        self._do(self._open())

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(
            self._take, "127.0.0.1", self.port, ssl=self._context
        )

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for pair in self._pairs:
            pair.cancel()
        await asyncio.gather(*self._pairs, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pairs.add(task)
        task.add_done_callback(self._pairs.discard)
        try:
            theirs, ours = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            writer.transport.abort()
            return
        ways = (_carry(reader, ours, {}), _carry(theirs, writer, self._swaps))
        try:
            await asyncio.wait(
                [asyncio.ensure_future(it) for it in ways], return_when="FIRST_COMPLETED"
            )
        finally:
            for it in (writer, ours):
                it.transport.abort()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, swaps: Mapping[bytes, bytes]
) -> None:
    with contextlib.suppress(OSError):
        while words := await reader.read(65536):
            for before, after in swaps.items():
                words = words.replace(before, after)
            writer.write(words)
            await writer.drain()


class Authority:
    """Signs certificates for 127.0.0.1; its own is a file that a setting can name."""

    def __init__(self, folder: Path, name: str = "campus") -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} authority")])
        own = self._signed(self._name, self._key.public_key(), MONTH, ca=True)
        self.file = folder / f"{name}-ca.pem"
        self.file.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def server(self, host: str = "127.0.0.1", lasts: timedelta = MONTH) -> ssl.SSLContext:
        """Return what a server needs to speak as a host."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pair(host, lasts))
        return context

    def pair(self, host: str, lasts: timedelta = MONTH) -> Path:
        """Return a file of a fresh key and its certificate for a host's name or address."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = self._signed(subject, key.public_key(), lasts, host=host)
        file = self._folder / f"{host}-{len(list(self._folder.iterdir()))}.pem"
        sealed = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(sealed + certificate.public_bytes(serialization.Encoding.PEM))
        return file

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        lasts: timedelta,
        *,
        host: str = "",
        ca: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        made = x509.CertificateBuilder(
            self._name, subject, key, x509.random_serial_number(), now - 2 * DAY, now + lasts
        ).add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        if host:
            made = made.add_extension(x509.SubjectAlternativeName([_name_of(host)]), critical=False)
        return made.sign(self._key, hashes.SHA256())


def _name_of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)

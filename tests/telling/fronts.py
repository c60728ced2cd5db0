"""What may stand before web: proxies that rewrite or redirect, other programs, certificates."""

import http.client
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Change = Callable[[str, bytes], tuple[str, bytes]]


class Front:
    """A server on a free port of this machine; ``port`` is known before anything is asked."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.handle: Callable[[BaseHTTPRequestHandler, bytes], tuple[int, dict[str, str], bytes]]
        self.handle = lambda _request, _body: (200, {"Server": "nginx"}, b"Welcome!")
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, content = front.handle(self, body)
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_args: None  # type: ignore[method-assign] # refused TLS
        self.port = self._server.server_address[1]
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answers(self, status: int, **headers: str) -> None:
        """Answer everything alike from now on."""
        self.handle = lambda _request, _body: (status, headers, b"")

    def leads_to(self, port: int, change: Change = lambda path, body: (path, body)) -> None:
        """Hand everything on to a port, its path and body changed."""

        def handle(
            request: BaseHTTPRequestHandler, body: bytes
        ) -> tuple[int, dict[str, str], bytes]:
            path, changed = change(request.path, body)
            headers = {k: v for k, v in request.headers.items() if k != "Content-Length"}
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("POST", path, changed, headers)
            answer = link.getresponse()
            content = answer.read()
            link.close()
            return answer.status, {"Content-Type": answer.getheader("Content-Type", "")}, content

        self.handle = handle

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


class Authority:
    """A certificate authority of a test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        now = datetime.now(UTC)
        self._own = self._builder(self._name, self._key, now + timedelta(days=99)).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        self.trusted = ssl.create_default_context()
        made = self._own.sign(self._key, hashes.SHA256())
        self.trusted.load_verify_locations(cadata=made.public_bytes(serialization.Encoding.DER))

    def serving(self, *, days: float = 90, host: str = "127.0.0.1") -> ssl.SSLContext:
        """Return what a server shows that has a certificate for a host and so many days."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        at = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        until = datetime.now(UTC) + timedelta(days=days)
        made = (
            self._builder(name, key, until)
            .add_extension(x509.SubjectAlternativeName([at]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        pem = self._folder / f"{made.serial_number}.pem"
        pem.write_bytes(
            made.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        return context

    def _builder(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, until: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=400))
            .not_valid_after(until)
        )

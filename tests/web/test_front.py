"""The file for nginx in deploy/, on a real nginx before the real app."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from phones import BASE, LINE, TOKEN, Phones, fresh_database
from telling.browsing import served
from twilio.request_validator import RequestValidator

from warmline.settings.home import free_port

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
NAME = "line.example.edu"
CALL = {"CallSid": "CA" + "7" * 32, "From": "+14155551234", "To": LINE, "CallStatus": "ringing"}

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs Debian's nginx-light")


class Front:
    """nginx, and a client that looks for it on this machine."""

    def __init__(self, port: int, trusted: Path) -> None:
        self.port, self._trusted = port, trusted

    def asks(self, method: str, path: str, **more: object) -> requests.Response:
        """Send a request to the public name."""
        address = f"https://127.0.0.1:{self.port}{path}"
        headers = {"Host": NAME, **more.pop("headers", {})}  # type: ignore[dict-item]
        with requests.Session() as session:
            return session.request(
                method, address, headers=headers, verify=str(self._trusted), timeout=10, **more
            )

    def line(self) -> ssl.SSLSocket:
        """Open a connection and say nothing yet."""
        context = ssl.create_default_context(cafile=str(self._trusted))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return context.wrap_socket(plain, server_hostname="127.0.0.1")


@pytest.fixture
def phones(redis_url: str, tmp_path: Path) -> Iterator[Phones]:
    """Give a line with one mentor on call, published."""
    phones = Phones(redis_url, tmp_path, fresh_database(tmp_path / "empty.db"))
    phones.on_call("Maya")
    phones.ready()
    yield phones
    phones.close()


@pytest.fixture
def front(phones: Phones, tmp_path: Path) -> Iterator[Front]:
    """Start nginx with our file; ports, certificate and patience are the test's."""
    certificate, key = certify(tmp_path)
    port = free_port()
    with served(phones.app) as address:
        text = (ROOT / "deploy" / "nginx" / "warmline.conf").read_text()
        for ours, here in (
            ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
            ("    listen [::]:443 ssl;\n", ""),
            (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(certificate)),
            (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key)),
            ("http://127.0.0.1:8000", address),
            ("client_header_timeout 5s", "client_header_timeout 1s"),
            ("client_body_timeout 5s", "client_body_timeout 1s"),
        ):
            assert ours in text, ours
            text = text.replace(ours, here)
        with running(tmp_path, text) as server:
            _until_it_listens(port, server)
            yield Front(port, certificate)


def running(folder: Path, site: str) -> "subprocess.Popen[bytes]":
    """Start nginx in the foreground with everything it writes below a folder."""
    made = folder / "nginx"
    made.mkdir()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {made}/{kind};\n" for kind in kinds)
    (made / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {made}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n{places}{site}\n}}\n"
    )
    return Nginx([str(NGINX), "-e", "stderr", "-p", str(made), "-c", str(made / "nginx.conf")])


class Nginx(subprocess.Popen[bytes]):
    """A process that is ended with its block."""

    def __exit__(self, *raised: object) -> None:
        """End it, and wait for its end."""
        self.terminate()
        self.wait(10)


def certify(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for this machine, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    here = x509.SubjectAlternativeName(
        [x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(datetime.now(UTC) - timedelta(days=1))
    builder = builder.not_valid_after(datetime.now(UTC) + timedelta(days=30))
    builder = builder.add_extension(here, critical=False)
    made = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"


def _until_it_listens(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(1000):
        with closing(socket.socket()) as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "nginx does not like its file"
        subprocess.run(["/bin/sleep", "0.01"], check=True)
    raise AssertionError("nginx never listens")


def test_a_signed_call_comes_through_as_it_was_sent(front: Front) -> None:
    """Behind nginx a signature still fits, whatever the path has in it; a wrong one is refused."""
    for path in ("/voice/incoming", "/voice/incoming?a=%2Fb%20c&d="):
        signature = RequestValidator(TOKEN).compute_signature(f"{BASE}{path}", CALL)
        headers = {"X-Twilio-Signature": signature}
        answer = front.asks("POST", path, data=CALL, headers=headers)
        assert answer.status_code == 200, (path, answer.text)
    assert front.asks("POST", "/voice/incoming", data=CALL).status_code == 403


def test_who_comes_from_outside_sees_no_metrics(front: Front) -> None:
    """Nginx is on this machine; whoever is behind it is not."""
    assert front.asks("GET", "/metrics").status_code == 403
    answer = front.asks("GET", "/healthz")
    assert answer.json() == {"ok": True}
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_slow_and_large_clients_are_held_off(front: Front) -> None:
    """A client that sends too much, or does not come to the point, never reaches the app."""
    large = front.asks("POST", "/voice/incoming", data={"Body": "x" * 70_000})
    assert large.status_code == 413
    with front.line() as line:
        line.sendall(b"POST /voice/incoming HTTP/1.1\r\nHost: ")
        assert line.recv(1000) == b""
    with front.line() as line:
        head = (
            f"POST /voice/incoming HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 100\r\n\r\nCallSid="
        )
        line.sendall(head.encode())
        assert b"200 OK" not in line.recv(1000)

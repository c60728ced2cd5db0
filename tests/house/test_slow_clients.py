"""Clients that take their time, or never go, before a real web process."""

import os
import resource
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import requests
from twilio.request_validator import RequestValidator

from tests.house.watching import OURS, Watched, free_port, wait_until
from warmline.up.patient import CONNECTIONS, PATIENCE

SID, TOKEN = "AC" + "5" * 32, "12345"
CALL = {"CallSid": "CA" + "7" * 32, "From": "+14155551234", "To": "+14155550100"}
HEAD = b"POST /voice/incoming HTTP/1.1\r\nHost: line.example.edu\r\n"
SLOW = {
    "says nothing": b"",
    "stops in a header": HEAD + b"X-Slow: ",
    "stops in the body": HEAD + b"Content-Length: 100\r\n\r\nCallSid=",
    "stops in a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n40\r\nCallSid=",
    "stops in a second request": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HT",
    "announces too much": HEAD + b"Content-Length: 9999999\r\n\r\nCallSid=",
    "sends rubbish": b"\x16\x03\x01 hello\r\n\r\n",
    "never goes": b"GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n",
    "never reads": b"GET /bootstrap/static/css/bootstrap.min.css HTTP/1.1\r\nHost: a\r\n\r\n",
    "never reads, but goes on": 9
    * b"GET /bootstrap/static/css/bootstrap.min.css HTTP/1.1\r\nHost: a\r\n\r\n",
}


class Web:
    """A web process with few threads, and what its clients get."""

    def __init__(self, home: Path, redis_url: str) -> None:
        self.port = int(free_port())
        self.address = f"http://127.0.0.1:{self.port}"
        plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        ours = {
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE": "http://127.0.0.1:9",
            "PUBLIC_BASE_URL": self.address,
            "PORT": str(self.port),
            "WARMLINE_HOST": "127.0.0.1",
            "REDIS_URL": redis_url,
            "WARMLINE_HOME": str(home),
            "WARMLINE_KEYS": "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE=",
            "WARMLINE_WEB_WORKERS": "1",
            "WARMLINE_WEB_THREADS": "4",
        }
        self.process = Watched([sys.executable, "-m", "warmline.cli", "web"], plain | ours)
        wait_until(self._is_up, seconds=30)

    def _is_up(self) -> bool:
        try:
            return requests.get(f"{self.address}/healthz", timeout=1).ok
        except requests.RequestException:  # it starts
            return False

    def opened(self, said: bytes = b"") -> socket.socket:
        """Open a connection that takes in little, and say something."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(10)
        line.connect(("127.0.0.1", self.port))
        line.sendall(said)
        return line

    def call_seconds(self) -> float:
        """Return how long a signed webhook on a new connection takes to be answered.

        Who waits for one slow client waits for PATIENCE, and for four in a thread each as long.
        """
        path = f"{self.address}/voice/incoming"
        signature = RequestValidator(TOKEN).compute_signature(path, CALL)
        began = time.monotonic()
        headers = {"X-Twilio-Signature": signature}
        answer = requests.post(path, data=CALL, headers=headers, timeout=60)
        assert answer.status_code == 200
        return time.monotonic() - began

    def hears(self, said: bytes) -> bytes:
        """Return the answer to what a client says, until the end of the connection."""
        with closing(self.opened(said)) as line:
            return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, redis_server: str) -> Iterator[Web]:
    """Give a web process, and this one enough files for its clients."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    web = Web(tmp_path_factory.mktemp("home"), redis_server)
    yield web
    web.process.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_no_slow_client_keeps_a_call_waiting(web: Web) -> None:
    """However a client dawdles, and with ten for each thread, a call is answered before they go."""
    late = {}
    for how, said in SLOW.items():
        with ExitStack() as lines:
            for _ in range(40):
                lines.enter_context(closing(web.opened(said)))
            seconds = web.call_seconds()
            if seconds > PATIENCE / 2:
                late[how] = seconds
    assert late == {}


def test_more_clients_than_there_is_room_for_keep_no_call_waiting(web: Web) -> None:
    """Who only holds connections, be they unused or kept, loses them to who comes with a call."""
    whole = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    for said in (b"", HEAD, whole):
        with ExitStack() as lines:
            for _ in range(CONNECTIONS + 100):
                line = lines.enter_context(closing(web.opened(said)))
                assert said != whole or line.recv(1000).startswith(b"HTTP/1.1 200")
            assert web.call_seconds() < PATIENCE / 2, said


def test_nothing_larger_than_a_page_is_served_to_everybody(web: Web) -> None:
    """Of the library's style sheets only those in use are there: its largest takes a thread."""
    folder = f"{web.address}/bootstrap/static"
    assert requests.get(f"{folder}/css/bootstrap.min.css", timeout=5).ok
    assert requests.get(f"{folder}/icons/bootstrap-icons.svg", timeout=5).status_code == 404


def test_a_body_that_is_too_large_is_refused_and_never_read_on(web: Web) -> None:
    """More than 64 KB ends with 413 and XML: from its head if announced, else once it has come."""
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    for said in (
        b"Content-Length: 70000\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + 3 * chunk,
        b"Transfer-Encoding: chunked\r\n\r\n" + 2 * chunk + b"0;" + b"x" * 200,
    ):
        kind = b"X-Twilio-Signature: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        answer = web.hears(HEAD + kind + said)
        assert answer.startswith(b"HTTP/1.1 413 "), answer[:200]
        assert b"\r\nContent-Type: text/xml" in answer
        assert answer.endswith(b"<Response />")


def test_a_request_that_comes_in_pieces_is_answered(web: Web) -> None:
    """Who is only slow, or sends two requests at once, or chunks, gets every answer."""
    form = requests.models.RequestEncodingMixin._encode_params(CALL).encode()
    signature = RequestValidator(TOKEN).compute_signature(f"{web.address}/voice/incoming", CALL)
    head = HEAD + f"X-Twilio-Signature: {signature}\r\n".encode()
    head += b"Content-Type: application/x-www-form-urlencoded\r\n"
    plain = head + f"Content-Length: {len(form)}\r\n\r\n".encode() + form
    chunks = b"".join(b"%x;a=b\r\n%c\r\n" % (1, byte) for byte in form)
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with closing(web.opened()) as line:
        for byte in plain:
            line.send(bytes([byte]))
        line.sendall(chunked + last)
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.count(b"HTTP/1.1 200 OK") == 3, answer
    assert answer.count(b"<Response>") == 2


def test_a_client_that_asks_first_is_told_to_go_on(web: Web) -> None:
    """Who asks whether to send the body (``Expect: 100-continue``) is told at once."""
    with closing(web.opened(HEAD + b"Content-Length: 1\r\nExpect: 100-continue\r\n\r\n")) as line:
        assert line.recv(1000).startswith(b"HTTP/1.1 100 Continue")
        line.sendall(b"x")
        answer = b""
        while b"<Response />" not in answer:
            answer += line.recv(1000)
        assert b"HTTP/1.1 403 " in answer

"""Whoever is slow to say what they want waits at the door, not in a thread that a call needs.

Gunicorn's threads read requests themselves: as many clients as there are threads, each of which
sends a byte now and then, and no webhook is answered. Here one loop hears all clients at once. A
thread gets a request only when all of it has come, and never waits for more; whoever takes longer
than a few seconds is cut off; and when there is no more room, who has waited longest goes.
"""

import fcntl
import selectors
import socket
import sys
import termios
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from warmline.up.hearing import Heard, Hearing

PATIENCE = 10.0  # seconds for a whole request; a carrier's comes at once
SENDING = 10.0  # seconds for each piece of an answer to be taken
LEAVING = 2.0  # seconds in which a client may take its last answer and go
CONNECTIONS = 800  # of one process, below the usual 1024 open files
SEND_BUFFER = 256 * 1024  # bytes: more than any page, so that a thread need not wait for a reader
MAX_BODY = 64 * 1024  # as the apps have it
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class _Line(socket.socket):
    """A connection on which nobody waits for ever, whatever the server asks of it."""

    def setblocking(self, flag: bool) -> None:
        """Wait with a bound, or not at all."""
        self.settimeout(SENDING if flag else 0.0)


class _Client(TConn):  # type: ignore[misc]  # gunicorn has no types
    """One client: what it has said so far, and until when it may go on."""

    def __init__(self, worker: "PatientWorker", *of_gunicorn: Any) -> None:
        super().__init__(*of_gunicorn)
        self._worker = worker
        self.hearing = Hearing(MAX_BODY)
        self.until = 0.0
        self.polled = False  # the loop is told when more comes
        self.refused = False  # said too much; nothing after it on this connection is read

    def close(self, graceful: bool = False) -> None:
        """Close, without a wait in the loop that all others are in."""
        if graceful:
            self._worker.see_out(self)
        else:
            super().close()


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's threads behind a loop that hears requests out first."""

    def __init__(self, *of_gunicorn: Any) -> None:
        super().__init__(*of_gunicorn)
        self._arriving: dict[_Client, None] = {}  # the one that has waited longest first
        self._leaving: dict[_Client, None] = {}

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection in, and hear it."""
        try:
            accepted, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        line = _Line(fileno=accepted.detach())
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.nr_conns += 1
        self._await(_Client(self, self.cfg, line, address, listener.getsockname()))
        self._make_room()

    def on_client_socket_readable(self, conn: _Client, client: socket.socket) -> None:
        """Hear the next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)

    def enqueue_req(self, conn: _Client) -> None:
        """Hear out a request whose beginning came with the one before."""
        self._await(conn, conn.parser.unreader.take_buffered())

    def see_out(self, conn: _Client) -> None:
        """Let a client take its last answer, and drop what it still says (RFC 9112 section 9.6)."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))
            conn.polled = True
        except (OSError, ValueError, KeyError):
            conn.close()
            return
        conn.until = time.monotonic() + LEAVING
        self._leaving[conn] = None
        self._make_room()

    def murder_pending(self) -> None:
        """Cut off whoever has taken too long; gunicorn asks for it once a second and event."""
        super().murder_pending()
        now = time.monotonic()
        for clients in (self._arriving, self._leaving):
            for conn in _overdue(clients, now):
                self._drop(conn)

    def handle(self, conn: _Client) -> Any:
        """Answer a request, all of which is there; nothing more is read."""
        answered = super().handle(conn)
        return False if conn.refused else answered

    def handle_request(self, req: Any, conn: _Client) -> Any:
        """Answer a request; the app is told of one that is too large as if that had been announced.

        What comes in chunks has no length, and the app would read its beginning as all of it.
        """
        if conn.refused:
            of_length = ("TRANSFER-ENCODING", "CONTENT-LENGTH")
            rest = [it for it in req.headers if it[0] not in of_length]
            req.headers = [*rest, ("CONTENT-LENGTH", str(MAX_BODY + 1))]
        return super().handle_request(req, conn)

    def _keepalive_after(self, conn: _Client, keepalive: bool) -> bool:
        return False if conn.refused else super()._keepalive_after(conn, keepalive)

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self._arriving:
            conn.until = min(conn.until, deadline)

    def _await(self, conn: _Client, said: bytes = b"") -> None:
        conn.sock.setblocking(False)
        conn.hearing = Hearing(MAX_BODY)
        conn.until = time.monotonic() + PATIENCE
        self._arriving[conn] = None
        if said:
            self._take(conn, said)
        if conn in self._arriving:
            self._hear(conn)  # most often all of it is there
        if conn in self._arriving:
            conn.polled = True
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._hear, conn))

    def _hear(self, conn: _Client, _line: object = None) -> None:
        try:
            said = conn.sock.recv(64 * 1024)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if said:
            self._take(conn, said)
        else:
            self._drop(conn)

    def _take(self, conn: _Client, said: bytes) -> None:
        """Hand a request to a thread once it is whole, or so large that it is refused."""
        heard = conn.hearing.hear(said)
        if heard is Heard.PART:
            if conn.hearing.expects:
                conn.hearing.expects = False
                with suppress(OSError):
                    conn.sock.send(_CONTINUE)
            return
        if _untaken(conn.sock) > SEND_BUFFER // 4:
            self._drop(conn)  # asks for more without having read what it got
            return
        conn.refused = heard is Heard.TOO_MUCH
        del self._arriving[conn]
        self._leave_unpolled(conn)
        conn.data_ready = True
        conn.init()
        conn.parser.unreader.unread(bytes(conn.hearing.said))
        conn.parser.unreader.chunk = _nothing_more
        conn.hearing = Hearing(MAX_BODY)
        super().enqueue_req(conn)

    def _drain(self, conn: _Client, _line: object = None) -> None:
        try:
            if conn.sock.recv(64 * 1024):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._drop(conn)

    def _drop(self, conn: _Client) -> None:
        if conn in self._arriving:
            self.nr_conns -= 1
        self._arriving.pop(conn, None)
        self._leaving.pop(conn, None)
        self._leave_unpolled(conn)
        conn.close()

    def _leave_unpolled(self, conn: _Client) -> None:
        if conn.polled:
            conn.polled = False
            self.poller.unregister(conn.sock)

    def _make_room(self) -> None:
        """Leave place for the next client: who is going, waits or is idle the longest must go."""
        while self.nr_conns + len(self._leaving) >= self.worker_connections:
            kinds = (self._leaving, self._arriving, self.keepalived_conns)
            longest: Any = max(kinds, key=len)
            if not longest:
                return
            conn = next(iter(longest))
            if longest is self.keepalived_conns:
                self.keepalived_conns.popleft()
                conn.polled = True
                self._arriving[conn] = None
            self._drop(conn)


def _overdue(clients: Iterable[_Client], now: float) -> list[_Client]:
    overdue = []
    for conn in clients:  # all have the same patience: the first is due first
        if conn.until > now:
            break
        overdue.append(conn)
    return overdue


def _untaken(line: socket.socket) -> int:
    """Return how many bytes were sent that the client has not taken (Linux; else nothing)."""
    try:
        return int.from_bytes(fcntl.ioctl(line, termios.TIOCOUTQ, b"\0\0\0\0"), sys.byteorder)
    except OSError:
        return 0


def _nothing_more(_wanted: int | None = None) -> bytes:
    """Say to a thread that the client says no more: what it was given is all."""
    return b""

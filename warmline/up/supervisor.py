"""Keeps processes up: passes on what they print, starts again what dies, ends all in order."""

import contextlib
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from typing import IO, Self

from warmline.scrub import scrub
from warmline.up.child import Child

_TICK = 0.05
_RENEWING = 30.0  # seconds within which a process must be ready


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked us to end
    """Ctrl-C or SIGTERM came while something was awaited."""


class Supervisor:
    """Owns processes from their first start to the end of the last; used in one thread."""

    def __init__(self, *, patience: float, renewing: float = _RENEWING) -> None:
        self._patience = patience  # seconds between asking a process to end and ending it
        self._renewing = renewing
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._asked = False
        self._renewal_asked = False
        self._given: dict[str, bytes] = {}
        self._all_given: set[str] = set()

    def __enter__(self) -> Self:
        """Listen for Ctrl-C and SIGTERM; both are only noted and obeyed between two steps."""
        self._wake, signalled = socket.socketpair()
        for end in (self._wake, signalled):
            end.setblocking(False)
        self._signalled = signalled
        signal.set_wakeup_fd(signalled.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)
        signal.signal(signal.SIGUSR2, self._note_renewal)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(self._wake, selectors.EVENT_READ)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind, whatever happened."""
        self.end()
        signal.set_wakeup_fd(-1)
        self._selector.close()
        self._wake.close()
        self._signalled.close()

    def _note(self, *_: object) -> None:
        self._asked = True

    def _note_renewal(self, *_: object) -> None:
        self._renewal_asked = True

    def start(self, child: Child) -> None:
        """Start a process and keep it up from now on."""
        self._children.append(child)
        self._start(child)

    def _start(self, child: Child) -> None:
        out, err = child.start(time.monotonic())
        for pipe in filter(None, (out, err)):
            os.set_blocking(pipe.fileno(), False)
            kept = child.once and pipe is out
            self._selector.register(pipe, selectors.EVENT_READ, _Reader(child.name, pipe, kept))
        if child.once:
            self._given[child.name] = b""

    def wait_for(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Keep everything up until ``ready()``; False if it is not within ``seconds``.

        Raises Stopped when somebody asks us to end.
        """
        limit = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > limit:
                return False
            self._step(_TICK)
        return True

    def run(
        self, renewed: Iterable[Child] = (), is_well: Callable[[], bool] = lambda: True
    ) -> None:
        """Keep everything up until somebody asks us to end.

        SIGUSR2 asks for what is ``renewed`` to be started anew, one after another, the next when
        all ``is_well``.
        """
        present = list(renewed)
        with contextlib.suppress(Stopped):
            while True:
                self._step(self._until_next_start())
                if self._renewal_asked:
                    self._renewal_asked = False
                    self._renew_all(present, is_well)

    def _renew_all(self, present: list[Child], is_well: Callable[[], bool]) -> None:
        """Renew one after another; one that does not come back leaves the rest as they are."""
        for place, child in enumerate(present):
            new = self._replaced(child) if child.beside else self._restarted(child)
            present[place] = new or child
            if new is None or not self.wait_for(is_well, seconds=self._renewing):
                say(f"warmline up: {child.name} is not ready; the others stay as they are")
                return
        say("warmline up: all processes were started anew")

    def _restarted(self, child: Child) -> Child | None:
        """End a process and start it again; None if it does not say that it is ready."""
        old = child.pid
        child.renew()
        if not self.wait_for(lambda: child.pid not in {None, old}, seconds=self._patience):
            child.kill()
            child.renew()
            self._start(child)
        new = child.pid
        self.wait_for(lambda: child.is_ready() or child.pid != new, seconds=self._renewing)
        ready = child.is_ready()
        child.stop_listening()
        return child if ready else None

    def _replaced(self, child: Child) -> Child | None:
        """Start another beside a process, which is asked to end when the other says it is ready.

        None if it never is: then the old one stays.
        """
        new = child.successor()
        say(f"warmline up: another {child.name} is started, beside the one that is there")
        self.start(new)
        self.wait_for(lambda: new.is_ready() or new.last_status is not None, seconds=self._renewing)
        ready = new.is_ready()
        if ready:
            new.take_place()
        self._dismiss(child if ready else new)
        return new if ready else None

    def _dismiss(self, child: Child) -> None:
        """Ask a process to end, end it if it does not, and never start it again."""
        child.kept = False
        child.terminate()
        self.wait_for(lambda: child.pid is None, seconds=self._patience)
        child.kill()
        self._children.remove(child)

    def given(self, child: Child) -> bytes | None:
        """Return all that a process which runs once has printed, or None while it runs."""
        done = child.last_status is not None and child.name in self._all_given
        return self._given[child.name] if done else None

    def _until_next_start(self) -> float | None:
        dues = [child.due for child in self._children if child.due is not None]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _step(self, timeout: float | None) -> None:
        """Wait for something to happen, at most ``timeout`` seconds, and see to it."""
        if self._asked:
            raise Stopped
        self._pass_on(timeout)
        now = time.monotonic()
        for child in self._children:
            if child.status is not None:
                self._bury(child, now)
            if child.due is not None and child.due <= now:
                self._start(child)

    def _bury(self, child: Child, now: float) -> None:
        child.buried(now)
        if not child.once:
            what = "; started again" if child.kept else ""
            say(f"warmline up: {child.name} ended ({_how(child.last_status)}){what}")

    def _pass_on(self, timeout: float | None) -> None:
        for key, _ in self._selector.select(timeout):
            if key.fileobj is self._wake:
                with contextlib.suppress(BlockingIOError):
                    self._wake.recv(4096)
                continue
            reader: _Reader = key.data
            data = reader.read()
            if reader.kept:
                self._given[reader.name] += data or b""
            elif data:
                reader.pass_on(data)
            if data == b"":
                self._selector.unregister(reader.pipe)
                reader.pipe.close()
                if reader.kept:
                    self._all_given.add(reader.name)

    def end(self) -> None:
        """Ask every process to end, the last started first; end those that do not.

        The first one started (Redis) is asked last, so that the others can still save.
        """
        first, others = self._children[:1], self._children[1:]
        for group in (others, first):
            for child in reversed(group):
                child.terminate()
            limit = time.monotonic() + self._patience
            while any(child.pid for child in group) and time.monotonic() < limit:
                self._pass_on(_TICK)
            for child in group:
                child.kill()
        self._children.clear()


class _Reader:
    """Reads one pipe of one process, and passes on whole lines."""

    def __init__(self, name: str, pipe: IO[bytes], kept: bool) -> None:
        self.name = name
        self.pipe = pipe
        self.kept = kept
        self._rest = b""

    def read(self) -> bytes | None:
        """Return what is there, empty at the end, None when there is nothing yet."""
        try:
            return os.read(self.pipe.fileno(), 65536)
        except BlockingIOError:
            return None

    def pass_on(self, data: bytes) -> None:
        """Print whole lines: a JSON line as it is, any other with the process's name, scrubbed."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for raw in lines:
            line = raw.decode(errors="replace").rstrip()
            if line:
                say(line if line.startswith("{") else f"{self.name} | {scrub(line)}")


def say(line: str) -> None:
    """Print a line to standard error; a terminal that is gone never stops the house."""
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)  # noqa: T201


def _how(status: int | None) -> str:
    if status is not None and status < 0:
        return f"signal {-status}"
    return f"status {status}"

"""A process says to whoever started it that it is ready, as systemd asks for it (sd_notify(3))."""

import contextlib
import os
import socket
import tempfile
import threading
from collections.abc import Callable, MutableMapping
from pathlib import Path

VARIABLE = "NOTIFY_SOCKET"
_READY = b"READY=1"
_BETWEEN = 0.2  # seconds from one look to the next
_LOADING = 5.0  # seconds; less than a carrier waits


def asked(environ: MutableMapping[str, str]) -> str | None:
    """Return where to say it, or None if nobody waits to hear; taken out of the environment.

    Gunicorn would say it as soon as its first process is there, which answers nobody yet.
    """
    return environ.pop(VARIABLE, None)


def loading_seconds(*, beside: bool, loaded: bool) -> float | None:
    """Return for how long a web that is about to take calls waits until it is ready; None: always.

    ``beside``: the one whose place it is to take answers until then, and this one is ended if it
    never is ready. Where nobody may be beside it, it waits a little for what it has to load, but
    keeps no caller waiting for a Redis. ``loaded``: it has answered already, and a process of it
    died; nobody hears a second time that it is ready.
    """
    if loaded:
        return 0.0
    return None if beside else _LOADING


def tell_when(ready: Callable[[], bool], address: str, *, seconds: float | None = 0.0) -> None:
    """Say it once when it is so; a thread looks for as long as that takes.

    Comes back when it was said, or after so many seconds (None: not before it was said).
    """

    def watch() -> None:
        while not ready():
            pause.wait(_BETWEEN)
        tell(address)
        said.set()

    pause, said = threading.Event(), threading.Event()
    threading.Thread(target=watch, name="readiness", daemon=True).start()
    said.wait(seconds)


def tell(address: str) -> None:
    """Say it now; one who hears no more is let be."""
    where = "\0" + address[1:] if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect(where)
        line.send(_READY)


class Ear:
    """Hears of one process that it is ready; what it is started with names the address."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="warmline-")  # private, and a short path
        self.address = os.fspath(Path(self._folder.name) / "ready")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._socket.setblocking(False)
        self._heard = False

    def heard(self) -> bool:
        """Say whether the process has said that it is ready; never waits."""
        with contextlib.suppress(OSError):
            self._heard = self._heard or _READY in self._socket.recv(4096).split(b"\n")
        return self._heard

    def close(self) -> None:
        """Hear no more."""
        self._socket.close()
        self._folder.cleanup()

"""One process of the house: how it is started, when it may start again, how it is ended."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from warmline.up.readiness import VARIABLE, Ear

_LONGEST_WAIT = 5.0  # seconds between two starts of a process that keeps dying
_STEADY = 30.0  # a process that lived this long is not one that keeps dying
_PR_SET_PDEATHSIG = 1  # prctl(2)


class Child:
    """A process that the supervisor owns; it and whatever it starts form one process group."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        stdin: str | None = None,
        once: bool = False,
        quiet: bool = False,
    ) -> None:
        self.name = name
        self.once = once  # ends by itself, having printed what is wanted; never started again
        self.kept = not once  # started again whenever it ends
        self.beside = False  # another may be started beside it, which then takes its place
        self._quiet = quiet  # only its errors are worth passing on
        self.hands: tuple[int, ...] = ()  # descriptors that it inherits
        self._renewing = False  # it was asked to end so that another takes its place
        self._command = list(command)
        self._environ = {name: it for name, it in environ.items() if name != VARIABLE}
        self._ear: Ear | None = None  # only of one that takes another's place
        self._stdin = stdin
        self._process: subprocess.Popen[bytes] | None = None
        self.last_status: int | None = None  # how it ended the last time, if it ever did
        self._deaths = 0
        self._started_at = 0.0
        self.due: float | None = None  # when to start it again (monotonic seconds)

    def start(self, now: float) -> tuple[IO[bytes] | None, IO[bytes]]:
        """Start the process and return its output (None if quiet) and its errors, to be read."""
        self._process = subprocess.Popen(  # noqa: S603 - our own commands only
            self._command,
            env=self._environ | ({VARIABLE: self._ear.address} if self._ear else {}),
            stdin=subprocess.DEVNULL if self._stdin is None else subprocess.PIPE,
            stdout=subprocess.DEVNULL if self._quiet else subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=self.hands,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends all in order
            preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509 - we have one thread
        )
        self._started_at, self.due = now, None
        if self._stdin is not None:
            self._tell(self._stdin)
        assert self._process.stderr is not None  # noqa: S101 - PIPE above; for mypy
        return self._process.stdout, self._process.stderr

    def _tell(self, text: str) -> None:
        """Write to the process's input; what fits no pipe's buffer is written as it reads."""
        assert self._process is not None  # noqa: S101 - called right after the start
        assert self._process.stdin is not None  # noqa: S101
        with contextlib.suppress(BrokenPipeError), self._process.stdin as pipe:
            pipe.write(text.encode())

    @property
    def pid(self) -> int | None:
        """The process's id, while it runs."""
        return self._process.pid if self._process and self.status is None else None

    @property
    def status(self) -> int | None:
        """How the process ended (below zero: by that signal), or None while it runs."""
        return None if self._process is None else self._process.poll()

    def buried(self, now: float) -> None:
        """After a death: end what it left behind, and say when it may start again.

        At once the first time, then after half a second, one, two, … five: a mistake that lasts
        must not keep the machine busy, one that passes must not keep a student waiting.
        """
        self._kill_group()
        self.last_status = self.status
        self._process = None
        if self._renewing:
            self._renewing, self.due = False, now
            return
        self._deaths = 1 if now - self._started_at > _STEADY else self._deaths + 1
        wait = 0.0 if self._deaths == 1 else min(0.25 * 2 ** (self._deaths - 1), _LONGEST_WAIT)
        self.due = now + wait if self.kept else None

    def successor(self) -> "Child":
        """Return another of the same kind, to be started beside this one; it says when it is ready.

        Until it takes the place it is not started again when it ends.
        """
        other = Child(self.name, self._command, self._environ, quiet=self._quiet)
        other.hands, other.beside = self.hands, True
        other.kept, other._ear = False, Ear()
        return other

    def is_ready(self) -> bool:
        """Say whether it runs and has said that it is ready, if we listen; never waits."""
        return self.pid is not None and self._ear is not None and self._ear.heard()

    def take_place(self) -> None:
        """Let this successor be kept up from now on."""
        self.kept = True
        self.stop_listening()

    def stop_listening(self) -> None:
        """Wait no more to hear that it is ready."""
        if self._ear is not None:
            self._ear.close()
            self._ear = None

    def renew(self) -> None:
        """Ask the process to end; it is started again at once, and heard when it is ready."""
        self.terminate()
        self.stop_listening()
        self._ear = Ear()
        self._renewing = self.pid is not None

    def terminate(self) -> None:
        """Ask the process to end."""
        self.due = None
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        """End the process and its group at once."""
        self.due = None
        if self._process is not None:
            self._kill_group()
            self._process.wait()
            self._process = None
        self.stop_listening()

    def _kill_group(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    """Return what a child does before it becomes its command: ask to be ended when we are gone."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we died between the fork and the request
            os._exit(1)

    return ask

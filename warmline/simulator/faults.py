"""What can go wrong at a carrier, switched on by tests: errors, silence, late and doubled news."""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_HANG_SECONDS = 60.0
_CODES = {
    401: (20003, "Authenticate"),
    429: (20429, "Too Many Requests"),
    500: (20500, "Internal Server Error"),
}


class NoAnswerError(Exception):
    """The REST API did not answer; in this process that is an exception, on a socket silence."""


@dataclass
class Fault:
    """One thing that goes wrong for requests that fit, ``times`` more times; None is for ever."""

    kind: str  # "401", "429", "500", "hang", "late" (done, but never answered)
    path: str = "*"
    method: str = "*"
    times: int | None = None


@dataclass
class CallbackFault:
    """How status callbacks misbehave: each sent ``copies`` times, ``delay`` seconds late."""

    copies: int = 1
    delay: float = 0.0
    path: str = "*"


class Faults:
    """The faults that are switched on now; ``clear`` mends everything."""

    def __init__(self) -> None:
        self._rest: list[Fault] = []
        self._lock = threading.Lock()
        self.callbacks = CallbackFault()
        self.mended = threading.Event()

    def rest(
        self, kind: str, path: str = "*", *, method: str = "*", times: int | None = None
    ) -> None:
        """Let REST requests fail; ``path`` is a pattern such as ``*/Calls.json``."""
        if kind not in {"401", "429", "500", "hang", "late"}:
            raise ValueError("a fault is 401, 429, 500, hang or late")
        with self._lock:
            self.mended.clear()
            self._rest.append(Fault(kind, path, method, times))

    def clear(self) -> None:
        """Mend everything, and let go of the requests that hang."""
        with self._lock:
            self._rest.clear()
            self.callbacks = CallbackFault()
            self.mended.set()

    def is_left(self) -> bool:
        """Say whether a fault is still to come; one that was to happen once has not."""
        with self._lock:
            return bool(self._rest)

    def take(self, method: str, path: str) -> str:
        """Return what goes wrong with this request, or nothing; counts it."""
        with self._lock:
            for fault in self._rest:
                if fnmatchcase(path, fault.path) and fnmatchcase(method, fault.method):
                    self._count(fault)
                    return fault.kind
        return ""

    def _count(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._rest.remove(fault)


class FaultGate:
    """Stands before the REST application and lets the faults happen."""

    def __init__(self, app: WSGIApplication, faults: Faults, *, on_socket: bool) -> None:
        self._app = app
        self._faults = faults
        self._on_socket = on_socket

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, unless something is to go wrong with it."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/2010-04-01/"):
            return self._app(environ, start_response)
        kind = self._faults.take(environ["REQUEST_METHOD"], path)
        if kind in {"401", "429", "500"}:
            return _error(int(kind), start_response)
        if kind == "hang":
            self._be_silent()
        if kind != "late":
            return self._app(environ, start_response)
        answer = list(self._app(environ, start_response))
        self._be_silent()
        return answer

    def _be_silent(self) -> None:
        """Hold the request; nobody waits this long for its answer, and then it is an error."""
        if self._on_socket:
            self._faults.mended.wait(LONGEST_HANG_SECONDS)
        else:
            raise NoAnswerError("the carrier does not answer")


def _error(status: int, start_response: StartResponse) -> Iterable[bytes]:
    code, message = _CODES[status]
    said = {"code": code, "message": message, "more_info": "", "status": status}
    start_response(f"{status} {message}", [("Content-Type", "application/json")])
    return [json.dumps(said).encode()]

"""An app that is made when it is first asked for.

The console's libraries are a third of a web process's memory, and many a web process answers calls
for weeks without showing a page.
"""

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class LateApp:
    """A WSGI application in the place of one that is not made yet; made once, by one thread."""

    def __init__(self, make: Callable[[], Flask]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._app: Flask | None = None
        self.then: Callable[[Flask], object] | None = None  # called once it is made

    @property
    def app(self) -> Flask:
        """The app itself; the first who asks waits for it, half a second or so."""
        with self._lock:
            if self._app is None:
                self._app = self._make()
                if self.then is not None:
                    self.then(self._app)
            return self._app

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> "Iterable[bytes]":
        """Answer a request."""
        return self.app(environ, start)

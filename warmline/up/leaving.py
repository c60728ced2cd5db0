"""Web that was asked to end says so, and still listens for a while: callers go elsewhere first.

A balancer looks at `/readyz` every second or two, and until then sends callers to a web that is
going. Where somebody else holds the port, another web listens on it too, and nobody need be told.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from warmline.up.listening import LEAVING
from warmline.up.patient import PatientWorker

LISTENS_ON = 3  # seconds, where web holds its port itself and no setting says otherwise

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class LeavingWorker(PatientWorker):
    """A worker that listens on for a while after SIGTERM, and tells its app that it is going."""

    wsgi: Any

    def __init__(self, *of_gunicorn: Any) -> None:
        super().__init__(*of_gunicorn)
        self._until: float | None = None  # when it takes its last connection; None: not asked to go

    def load_wsgi(self) -> None:
        """Load the app, which learns from each request whether this web is going."""
        super().load_wsgi()
        self.wsgi = self._marked(self.wsgi)

    def _marked(self, app: Wsgi) -> Wsgi:
        def marked(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            environ[LEAVING] = self._until is not None
            return app(environ, start)

        return marked

    def handle_exit(self, *_signal: object) -> None:
        """Note that we are to go (SIGTERM); the loop does the rest, once a second and event."""
        if self._until is None:
            self._until = time.monotonic() + self.app.listens_on
        self.method_queue.defer(self._go_if_due)

    def murder_pending(self) -> None:
        """Cut off whoever has taken too long, and go when it is time."""
        super().murder_pending()
        self._go_if_due()

    def _go_if_due(self) -> None:
        if self._until is not None and time.monotonic() >= self._until:
            self.alive = False

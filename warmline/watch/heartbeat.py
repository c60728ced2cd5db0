"""Tells somebody else's machine, once a minute, that all is well: if we are gone, it notices.

The address is a secret (whoever has it can speak for us): it is in no log line, no error and no
``repr``. It is asked on a thread of its own, so that one that hangs holds up nothing.
"""

import logging
import threading
from collections.abc import Callable
from time import monotonic

from warmline.metrics import HEARTBEATS

EVERY_SECONDS = 60.0
CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 5.0
log = logging.getLogger(__name__)


class Heartbeat:
    """Pings an address; without one it does nothing. ``done`` is called after each that arrived."""

    def __init__(self, address: str | None, done: Callable[[], None]) -> None:
        self._address = address
        self._done = done
        self._last: float | None = None
        self._at_work: threading.Thread | None = None

    @property
    def is_due(self) -> bool:
        """Say whether a minute has passed, and the ping before is over."""
        if self._address is None or (self._at_work is not None and self._at_work.is_alive()):
            return False
        return self._last is None or monotonic() - self._last >= EVERY_SECONDS

    def beat(self) -> None:
        """Ping the address if that is due; returns at once, never raises."""
        if not self.is_due:
            return
        self._last = monotonic()
        self._at_work = threading.Thread(target=self._ping, daemon=True, name="heartbeat")
        self._at_work.start()

    def _ping(self) -> None:
        import requests  # noqa: PLC0415 - only the clock of a house with an address needs it

        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxy or .netrc of the host learns the address
                with session.get(
                    str(self._address),
                    timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                    allow_redirects=False,  # where it leads is not what was chosen
                    stream=True,  # what it says is of no interest, however long
                ) as answer:
                    status = answer.status_code
        except Exception as exc:  # noqa: BLE001 - the outer edge; its text would hold the address
            HEARTBEATS.labels("failed").inc()
            log.warning("the heartbeat did not arrive", extra={"why": type(exc).__name__})
            return
        if status // 100 != 2:
            HEARTBEATS.labels("refused").inc()
            log.warning("the heartbeat was refused", extra={"status": status})
            return
        HEARTBEATS.labels("sent").inc()
        self._done()

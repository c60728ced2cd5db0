"""What one process has seen and not said yet: failed requests, refused webhooks.

Counted in memory, because a forged webhook or a carrier that is away must not cost a request to
Redis too; whoever keeps watch in this process says it every few seconds.
"""

import threading
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct


class Seen(Struct, frozen=True):
    """What has been seen since it was last asked."""

    refused: int = 0
    answered: bool = False  # the carrier has, after whatever failed before ``failed``
    failed: int = 0  # requests to the carrier, since it last answered
    failed_since: datetime | None = None


class Tallies:
    """Counted by any thread, taken by one."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._seen = Seen()

    def refused(self) -> None:
        """A webhook had no good signature."""
        with self._lock:
            it = self._seen
            self._seen = Seen(it.refused + 1, it.answered, it.failed, it.failed_since)

    def asked(self, *, answered: bool) -> None:
        """The carrier was asked for something, and answered, or did not as it should."""
        with self._lock:
            it = self._seen
            if answered:
                self._seen = Seen(it.refused, answered=True)
            else:
                since = it.failed_since or self._now()
                self._seen = Seen(it.refused, it.answered, it.failed + 1, since)

    def take(self) -> Seen:
        """Return what has been seen, and begin anew."""
        with self._lock:
            seen, self._seen = self._seen, Seen()
        return seen

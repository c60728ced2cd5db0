"""Two clocks: one that a test moves by hand, and the one on the wall."""

import threading
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that knows the time, as an aware UTC datetime."""

    def now(self) -> datetime:
        """Return the time."""
        ...


class HandClock:
    """A clock that stands still until it is told to move; it never goes back."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware datetime")
        self._now = start.astimezone(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the time that was set last."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to an instant; an earlier one than now is a mistake in the test."""
        with self._lock:
            if instant < self._now:
                raise ValueError("time does not go back")
            self._now = instant.astimezone(UTC)


class RealClock:
    """The time on the wall."""

    def now(self) -> datetime:
        """Return the present time in UTC."""
        return datetime.now(UTC)

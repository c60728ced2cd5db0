"""What the house remembers of its own troubles, so that several processes tell each once.

No key here belongs to a campus, and no two of them are touched in one step.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import cast

import msgspec

from warmline.store.live.connection import Connection, answering, moment, ms
from warmline.watch.tallies import Seen
from warmline.watch.telling import Memory, Remembered
from warmline.watch.troubles import Trouble

LOOKED = "wl:watch:looked"
TURN = "wl:watch:turn"
REMEMBERED = "wl:watch:troubles"
CARRIER = "wl:watch:carrier"
REFUSED = "wl:watch:refused"
TURN_SECONDS = 60  # a round with texts to a few people takes less
BUCKET = timedelta(minutes=5)
KEPT = timedelta(hours=24)  # what is usual is of the last day


class Watching(Connection):
    """Whose turn it is to look, what was seen by all processes, what was told."""

    def look_is_due(self, every: float) -> bool:
        """Say whether nobody has looked for so many seconds; whoever asks first is to."""
        with answering():
            return bool(self._redis.set(LOOKED, "1", nx=True, px=int(every * 1000)))

    @contextmanager
    def on_watch(self) -> Iterator[bool]:
        """Be the only one who tells of troubles; yields whether nobody else is at it."""
        token = secrets.token_hex(8)
        with answering():
            free = bool(self._redis.set(TURN, token, nx=True, ex=TURN_SECONDS))
        try:
            yield free
        finally:
            if free:
                with answering():
                    self._unlock(keys=[TURN], args=[token])

    def remembered_troubles(self) -> Memory:
        """Return every trouble that is remembered."""
        with answering():
            found = self._redis.hgetall(REMEMBERED)
        rows = cast("dict[bytes, bytes]", found)
        decoded = (msgspec.json.decode(it, type=_Kept) for it in rows.values())
        return {it.trouble: it.known for it in decoded}

    def remember_trouble(self, trouble: Trouble, known: Remembered | None) -> None:
        """Remember a trouble; None: forget it."""
        with answering():
            if known is None:
                self._redis.hdel(REMEMBERED, trouble.key)
            else:
                blob = self._encoder.encode(_Kept(trouble, known))
                self._redis.hset(REMEMBERED, trouble.key, blob)

    def say_seen(self, seen: Seen, now: datetime) -> None:
        """Add what one process has seen to what all have."""
        with answering():
            if seen.answered:
                self._redis.delete(CARRIER)
            if seen.failed and seen.failed_since is not None:
                self._redis.hincrby(CARRIER, "failed", seen.failed)
                self._redis.hsetnx(CARRIER, "since", str(ms(seen.failed_since)))
            if seen.refused:
                self._redis.hincrby(REFUSED, str(_bucket(now)), seen.refused)

    def carrier_failures(self) -> tuple[int, datetime | None]:
        """Return how many requests have failed since the carrier last answered, and since when."""
        with answering():
            found = self._redis.hgetall(CARRIER)
        row = cast("dict[bytes, bytes]", found)
        return int(row.get(b"failed", 0)), moment(row.get(b"since"))

    def refusals(self, now: datetime) -> dict[int, int]:
        """Return how many webhooks were refused in each bucket of the last day."""
        with answering():
            found = self._redis.hgetall(REFUSED)
            counts = {int(k): int(v) for k, v in cast("dict[bytes, bytes]", found).items()}
            oldest = _bucket(now - KEPT)
            old = [str(it) for it in counts if it < oldest]
            if old:
                self._redis.hdel(REFUSED, *old)
        return {it: n for it, n in counts.items() if it >= oldest}


class _Kept(msgspec.Struct, frozen=True):
    trouble: Trouble
    known: Remembered


def _bucket(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp() // BUCKET.total_seconds())

"""What is sealed in Redis: looked through, to know which keys are still needed."""

from collections.abc import Iterator
from typing import cast

from warmline.privacy import SEALED
from warmline.store.live.connection import Connection, answering

_CHUNK = 500


class Seals(Connection):
    """Looks through every key of ours, which may take a second or two."""

    def seals(self) -> Iterator[str]:
        """Yield everything that looks sealed, in open contacts, pages and rosters alike."""
        with answering():
            for raw in self._redis.scan_iter(match="wl:*", count=_CHUNK):
                for value in self._values(raw):
                    yield from SEALED.findall(value.decode("utf-8", "replace"))

    def _values(self, key: bytes) -> list[bytes]:
        """Return every value of a key; one that is gone meanwhile has none."""
        kind = cast("bytes", self._redis.type(key))
        if kind == b"string":
            value = cast("bytes | None", self._redis.get(key))
            return [value] if value else []
        if kind == b"hash":
            return cast("list[bytes]", self._redis.hvals(key.decode()))
        if kind == b"list":
            return cast("list[bytes]", self._redis.lrange(key.decode(), 0, -1))
        return []  # sets hold names of contacts and mentors

"""What would stay in Redis for good though its time is over: found, and made to go.

A settled contact and everything about one has a time to live from the moment it is written, so this
finds nothing unless something went wrong: a Redis that was restored from an older copy, a process
that was killed between two commands, a version that forgot. Who has texted a stop word is kept for
as long as they have not taken it back: forgetting that would be texting them again.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import cast

from msgspec import Struct

from warmline.ids import CampusSlug, ContactId
from warmline.store.live.connection import Connection, answering
from warmline.store.live.contacts import KEPT_SECONDS
from warmline.store.live.keys import Keys, keys_of

OF_CONTACTS = frozenset({"contact", "story"})
LAPSING = OF_CONTACTS | {
    "call", "message", "flood", "performer", "job", "drill", "assent", "verdict", "pool", "code",
    "once", "order", "listed", "page", "link", "opened",
}  # fmt: skip
TURN_KEPT = timedelta(days=14)  # how often somebody was offered a contact in one turn of duty
CLAIMED_SECONDS = 1800  # a purge that is not done by then is begun again
DAY_KEPT_SECONDS = 3 * 86400
_DAY = re.compile(rb"\d{4}-\d\d-\d\d")


class Leftover(Struct, frozen=True):
    """A key, or one field of it; ``contact`` is the one it is about."""

    key: str
    field: str | None = None
    contact: str = ""


class Leftovers(Connection):
    """Looks through all keys of a campus, which may take a second or two."""

    def leftovers(self, campus: CampusSlug, now: datetime) -> tuple[Leftover, ...]:
        """Return what has no time to live and ought to, and what leads to a lost contact."""
        keys = keys_of(campus)
        with answering():
            return (
                *self._lasting(keys),
                *self._lost(keys),
                *self._old_turns(keys, now),
            )

    def clear_leftovers(self, campus: CampusSlug, found: Iterable[Leftover]) -> int:
        """Let these go, whole keys within a day or so like any other; returns how many."""
        return sum(self._clear(campus, it) for it in found)

    def claim_purge(self, campus: CampusSlug, day: str) -> bool:
        """Say whether the day's purge is to be done now, and by us alone."""
        keys = keys_of(campus)
        with answering():
            done = cast("bytes | None", self._redis.get(keys.purged()))
            if done is not None and done.decode() >= day:
                return False
            return bool(self._redis.set(keys.purging(), day, nx=True, ex=CLAIMED_SECONDS))

    def purge_done(self, campus: CampusSlug, day: str) -> None:
        """Note that the day's purge is done."""
        keys = keys_of(campus)
        with answering():
            pipe = self._redis.pipeline(transaction=True)
            pipe.set(keys.purged(), day, ex=DAY_KEPT_SECONDS)
            pipe.delete(keys.purging())
            pipe.execute()

    def _lasting(self, keys: Keys) -> Iterator[Leftover]:
        for raw in self._redis.scan_iter(match=f"{keys.tag}:*", count=500):
            family, _, rest = raw.decode().removeprefix(f"{keys.tag}:").partition(":")
            contact = rest if family in OF_CONTACTS else ""
            if family in LAPSING and rest and self._stays(keys, raw, contact):
                yield Leftover(raw.decode(), contact=contact)

    def _stays(self, keys: Keys, key: bytes, contact: str) -> bool:
        """Say whether a key has no time to live and no open contact it is about, at one moment."""
        pipe = self._redis.pipeline(transaction=True)
        pipe.ttl(key)
        pipe.sismember(keys.open, contact)
        lives, is_open = pipe.execute()
        return bool(lives == -1 and not is_open)

    def _lost(self, keys: Keys) -> Iterator[Leftover]:
        for name in (keys.students, keys.codenames, keys.callbacks):
            for field, value in cast("dict[bytes, bytes]", self._redis.hgetall(name)).items():
                contact = (field if name == keys.callbacks else value).decode()
                if not self._redis.exists(keys.contact(ContactId(contact))):
                    yield Leftover(name, field.decode(), contact)

    def _old_turns(self, keys: Keys, now: datetime) -> Iterator[Leftover]:
        """Yield the counts of turns of duty that are long over; a turn's name ends with its day."""
        first = f"{now - TURN_KEPT:%Y-%m-%d}".encode()
        for name in (keys.offers, keys.taken):
            for field in cast("list[bytes]", self._redis.hkeys(name)):
                days = _DAY.findall(field.rpartition(b"|")[2])
                if days and days[-1] < first:
                    yield Leftover(name, field.decode())

    def _clear(self, campus: CampusSlug, it: Leftover) -> int:
        keys = keys_of(campus)
        with answering():
            if it.field is None:
                args = [it.contact, KEPT_SECONDS]
                return int(cast("int", self._let_lapse(keys=[it.key, keys.open], args=args)))
            if not it.contact:
                return int(self._redis.hdel(it.key, it.field))
            value = it.contact
            if it.key == keys.callbacks:  # there the field is the contact, and the value its owner
                value = (cast("bytes | None", self._redis.hget(it.key, it.field)) or b"").decode()
            contact = keys.contact(ContactId(it.contact))
            found = self._strike_lost(keys=[it.key, contact], args=[it.field, value])
            return int(cast("int", found))

"""Which texts have been dealt with, and how far the carrier's list of them has been read."""

from datetime import datetime
from typing import Literal, cast

from msgspec import Struct

from warmline.ids import CampusSlug, NumberHash
from warmline.store.live.connection import Connection, answering, moment, ms
from warmline.store.live.contacts import HEARD, HEARD_SECONDS
from warmline.store.live.keys import keys_of

DEALING_SECONDS = 10.0  # longer than a webhook takes; whoever has not said "heard" by then is gone

Mark = Literal["new", "held", "heard"]


class Looks(Struct, frozen=True):
    """How far the carrier's list has been read; UTC, None for never."""

    first: datetime | None  # from then on texts are ours to look for: never before it
    looked: datetime | None  # when a look began that found everything until then
    sure: datetime | None  # likewise, and left nothing that may still have been on its way
    trouble: datetime | None  # when somebody last had reason to think that texts were missed


class Heard(Connection):
    """The mark of each text: at first it says who deals with it, in the end that it is done.

    ``Contacts.commit`` sets the end in the same step that saves what the text has brought about.
    Everything else that a text may bring about can safely happen twice; its end is set after it.
    """

    def take_text(self, campus: CampusSlug, message: str, token: str) -> Mark:
        """Take a text to deal with it: ``new`` it is yours for ten seconds, else it is not."""
        key = keys_of(campus).message(message)
        with answering():
            mine = self._redis.set(key, token, nx=True, px=int(DEALING_SECONDS * 1000))
            return "new" if mine else _mark(cast("bytes | None", self._redis.get(key)))

    def text_is_heard(self, campus: CampusSlug, message: str) -> None:
        """Say that a text is dealt with: it will not be again."""
        with answering():
            self._redis.set(keys_of(campus).message(message), HEARD, ex=HEARD_SECONDS)

    def give_text_back(self, campus: CampusSlug, message: str, token: str) -> None:
        """Say that a text could not be dealt with, and may be by anybody."""
        with answering():
            self._unlock(keys=[keys_of(campus).message(message)], args=[token])

    def marks(self, campus: CampusSlug, messages: list[str]) -> list[Mark]:
        """Return what is known of each of these texts."""
        if not messages:
            return []
        with answering():
            found = self._redis.mget([keys_of(campus).message(it) for it in messages])
        return [_mark(it) if it else "new" for it in cast("list[bytes | None]", found)]

    def is_overtaken(self, campus: CampusSlug, sender: NumberHash, written: datetime) -> bool:
        """Say whether a sender's later command or carrier's word has been followed already."""
        with answering():
            last = self._redis.get(keys_of(campus).order(sender))
        return last is not None and int(cast("bytes", last)) > ms(written)

    def note_order(self, campus: CampusSlug, sender: NumberHash, written: datetime) -> None:
        """Note when a sender wrote the command or carrier's word that is followed now."""
        with answering():
            self._redis.set(keys_of(campus).order(sender), ms(written), ex=HEARD_SECONDS)

    def looks(self, campus: CampusSlug) -> Looks:
        """Return how far the carrier's list of a campus's texts has been read."""
        with answering():
            found = self._redis.hmget(
                keys_of(campus).missed, ["first", "looked", "sure", "trouble"]
            )
        return Looks(*(moment(it) for it in cast("list[bytes | None]", found)))

    def looked(self, campus: CampusSlug, began: datetime, *, sure: bool) -> None:
        """Say that a look which began then has found everything until then."""
        at = str(ms(began))
        with answering():
            pipe = self._redis.pipeline(transaction=True)
            pipe.hsetnx(keys_of(campus).missed, "first", at)
            pipe.hset(keys_of(campus).missed, "looked", at)
            if sure:
                pipe.hset(keys_of(campus).missed, "sure", at)
            pipe.execute()

    def note_trouble(self, campus: CampusSlug, at: datetime) -> None:
        """Say that texts may have been missed until then (UTC)."""
        with answering():
            self._redis.hset(keys_of(campus).missed, "trouble", str(ms(at)))


def _mark(value: bytes | None) -> Mark:
    if value is None:  # it lapsed in this very moment: whoever asks again gets it
        return "held"
    return "heard" if value == HEARD.encode() else "held"

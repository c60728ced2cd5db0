"""What texting keeps beside its conversations: threads, names, and who wants no texts."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import msgspec

from warmline.ids import (
    CampusSlug,
    ContactId,
    LineSlug,
    MentorId,
    NumberHash,
)
from warmline.store.live.changes import FENCED, QUIET
from warmline.store.live.connection import Connection, answering, ms
from warmline.store.live.contacts import HEARD, HEARD_SECONDS
from warmline.store.live.keys import Keys, keys_of
from warmline.turns import Turn

if TYPE_CHECKING:
    from redis.client import Pipeline

LISTED_SECONDS = 86400
HELPING_SECONDS = 86400


class Texts(Connection):
    """Whose thread a number is, who is off duty, who has said stop."""

    def thread_of(self, campus: CampusSlug, mentor: MentorId, number: int) -> ContactId | None:
        """Return the one conversation that a mentor's text on a number of ours can belong to."""
        with answering():
            found = self._redis.hget(keys_of(campus).threads, f"{mentor}|{number}")
        entry = cast("bytes | None", found)
        return ContactId(entry.decode().rpartition("|")[0]) if entry else None

    def open_threads(
        self, campus: CampusSlug, mentor: MentorId, numbers: int
    ) -> tuple[ContactId, ...]:
        """Return the conversations that a mentor has, or is offered, on any of our numbers."""
        found = [entry.rpartition("|") for entry in self._threads(campus, mentor, numbers)]
        return tuple(ContactId(contact) for contact, _, until in found if until == "-1")

    def has_written_lately(
        self, campus: CampusSlug, mentor: MentorId, numbers: int, now: datetime
    ) -> bool:
        """Say whether what a mentor writes may still be meant for a student of theirs."""
        untils = [int(it.rpartition("|")[2]) for it in self._threads(campus, mentor, numbers)]
        return any(it == -1 or ms(now - FENCED) < it for it in untils)

    def _threads(self, campus: CampusSlug, mentor: MentorId, numbers: int) -> list[str]:
        fields = [f"{mentor}|{number}" for number in range(numbers)]
        with answering():
            found = cast("list[Any]", self._redis.hmget(keys_of(campus).threads, fields))
        return [it.decode() for it in found if it]

    def conversation_of(
        self, campus: CampusSlug, line: LineSlug, student: NumberHash
    ) -> ContactId | None:
        """Return the conversation that a student has on a line, or None."""
        with answering():
            found = self._redis.hget(keys_of(campus).students, f"{student}|{line}")
        return ContactId(cast("bytes", found).decode()) if found else None

    def forget_student(
        self, campus: CampusSlug, line: LineSlug, student: NumberHash, was: ContactId
    ) -> None:
        """Strike a student's conversation that is no longer there."""
        keys, field = keys_of(campus), f"{student}|{line}"
        with answering():
            if self._redis.hget(keys.students, field) == was.encode():
                self._redis.hdel(keys.students, field)

    def codenames(self, campus: CampusSlug) -> frozenset[str]:
        """Return the codenames of open conversations."""
        with answering():
            found = self._redis.hkeys(keys_of(campus).codenames)
        return frozenset(it.decode() for it in cast("list[bytes]", found))

    def set_off(self, campus: CampusSlug, mentor: MentorId, until: datetime | None) -> None:
        """Take a mentor off duty until then (UTC); None: they are on again."""
        keys = keys_of(campus)
        with answering():
            if until is None:
                self._redis.hdel(keys.off, mentor)
            else:
                self._redis.hset(keys.off, mentor, str(ms(until)))

    def is_off(self, campus: CampusSlug, mentor: MentorId, now: datetime) -> bool:
        """Say whether a mentor has taken themself off duty."""
        with answering():
            found = self._redis.hget(keys_of(campus).off, mentor)
        return found is not None and int(cast("bytes", found)) > ms(now)

    def off_until(self, campus: CampusSlug, mentor: MentorId, now: datetime) -> datetime | None:
        """Return until when (UTC) a mentor has taken themself off duty; None: they are on."""
        with answering():
            found = self._redis.hget(keys_of(campus).off, mentor)
        until = int(cast("bytes", found)) if found is not None else 0
        return datetime.fromtimestamp(until / 1000, UTC) if until > ms(now) else None

    def unreachable(self, campus: CampusSlug, now: datetime) -> frozenset[MentorId]:
        """Return who is off duty or not to be texted."""
        keys = keys_of(campus)
        with answering():
            off = cast("dict[bytes, bytes]", self._redis.hgetall(keys.off))
            silent = cast("list[bytes]", self._redis.hkeys(keys.untextable))
        away = [who for who, until in off.items() if int(until) > ms(now)]
        return frozenset(MentorId(it.decode()) for it in (*away, *silent))

    def set_listed(self, campus: CampusSlug, mentor: MentorId, turns: tuple[Turn, ...]) -> None:
        """Keep for a day which turns a mentor was shown by number: their numbers mean these."""
        with answering():
            blob = self._encoder.encode(turns)
            self._redis.set(keys_of(campus).listed(mentor), blob, ex=LISTED_SECONDS)

    def listed(self, campus: CampusSlug, mentor: MentorId) -> tuple[Turn, ...]:
        """Return the turns that a mentor was shown last, or none."""
        with answering():
            blob = self._redis.get(keys_of(campus).listed(mentor))
        return msgspec.json.decode(cast("bytes", blob), type=tuple[Turn, ...]) if blob else ()

    def set_textable(
        self, campus: CampusSlug, mentor: MentorId, *, yes: bool, heard: str | None = None
    ) -> bool:
        """Note whether a mentor can be texted; returns whether that is news.

        ``heard`` is the text that says so: in the same step it is marked as dealt with.
        """
        keys = keys_of(campus)
        with answering():
            pipe = self._redis.pipeline(transaction=True)
            if yes:
                pipe.hdel(keys.untextable, mentor)
            else:
                pipe.hset(keys.untextable, mentor, "1")
            _mark(pipe, keys, heard)
            return bool(pipe.execute()[0])

    def is_untextable(self, campus: CampusSlug, mentor: MentorId) -> bool:
        """Say whether a mentor is known to have opted out of texts."""
        with answering():
            return bool(self._redis.hexists(keys_of(campus).untextable, mentor))

    def set_silenced(
        self,
        campus: CampusSlug,
        line: LineSlug,
        student: NumberHash,
        *,
        yes: bool,
        heard: str | None = None,
    ) -> bool:
        """Note that a student has said stop, or start again; returns whether that is news.

        ``heard`` is the text that says so: in the same step it is marked as dealt with.
        """
        keys, field = keys_of(campus), f"{student}|{line}"
        with answering():
            pipe = self._redis.pipeline(transaction=True)
            if yes:
                pipe.hset(keys.silenced, field, "1")
            else:
                pipe.hdel(keys.silenced, field)
            _mark(pipe, keys, heard)
            return bool(pipe.execute()[0])

    def is_silenced(self, campus: CampusSlug, line: LineSlug, student: NumberHash) -> bool:
        """Say whether a student has said stop."""
        with answering():
            return bool(self._redis.hexists(keys_of(campus).silenced, f"{student}|{line}"))

    def count_text(self, campus: CampusSlug, sender: NumberHash, now: datetime) -> int:
        """Count one more text of a sender and return how many were written within this minute."""
        key = keys_of(campus).flood(sender, int(now.timestamp() // 60))
        with answering():
            pipe = self._redis.pipeline(transaction=True)
            pipe.set(key, 0, ex=90, nx=True)
            pipe.incr(key)
            return int(pipe.execute()[1])

    def owe(self, campus: CampusSlug, mentor: MentorId, contact: ContactId) -> None:
        """Note that a mentor has been asked for the wrap-up of a contact."""
        with answering():
            self._redis.hset(keys_of(campus).owed, mentor, contact)

    def owed(self, campus: CampusSlug, mentor: MentorId) -> ContactId | None:
        """Return the contact whose wrap-up a mentor was asked for last, or None."""
        with answering():
            found = self._redis.hget(keys_of(campus).owed, mentor)
        return ContactId(cast("bytes", found).decode()) if found else None

    def ask_helper(
        self, campus: CampusSlug, mentor: MentorId, number: int, contact: ContactId, now: datetime
    ) -> bool:
        """Note that a helper is told of a conversation that they may take over.

        What they read of it stands in the thread of a ``number`` of ours, which is no other
        student's from then on. False while it is another's: then they must not be told there.
        """
        keys = keys_of(campus)
        key, until = keys.helping(mentor), ms(now + QUIET)
        with answering():
            if not self._show(
                keys=[keys.threads], args=[f"{mentor}|{number}", contact, ms(now), until]
            ):
                return False
            pipe = self._redis.pipeline(transaction=True)
            pipe.rpush(key, contact)
            pipe.expire(key, HELPING_SECONDS)
            pipe.execute()
        return True

    def asked_to_help(self, campus: CampusSlug, mentor: MentorId) -> tuple[ContactId, ...]:
        """Return the conversations that a mentor was told of, the first to be told of first."""
        with answering():
            found = self._redis.lrange(keys_of(campus).helping(mentor), 0, -1)
        return tuple(dict.fromkeys(ContactId(it.decode()) for it in cast("list[bytes]", found)))

    def rest(self, campus: CampusSlug, mentor: MentorId, until: datetime) -> None:
        """Let a mentor rest until then (UTC)."""
        with answering():
            self._redis.hset(keys_of(campus).rest, mentor, str(ms(until)))

    def first_time(self, campus: CampusSlug, what: str, *, seconds: int = 86400) -> bool:
        """Say whether something happens for the first time in a day, or in so many seconds."""
        with answering():
            return bool(self._redis.set(keys_of(campus).once(what), "1", nx=True, ex=seconds))


def _mark(pipe: "Pipeline", keys: Keys, heard: str | None) -> None:
    if heard is not None:
        pipe.set(keys.message(heard), HEARD, ex=HEARD_SECONDS)

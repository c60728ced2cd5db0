"""The live state: contacts saved with compare-and-set, mentors claimed, deadlines kept."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha1
from typing import Literal, cast

import msgspec
import redis
from msgspec import Struct
from msgspec.structs import replace
from redis.backoff import NoBackoff
from redis.retry import Retry

from warmline.contact import Contact
from warmline.contact.events import Candidate, SeekMentors
from warmline.contact.state import Happening
from warmline.conversation.events import SeekTexters, TextCandidate
from warmline.conversation.state import Conversation
from warmline.errors import LiveStoreUnavailableError
from warmline.ids import (
    CallSid,
    CampusSlug,
    ContactId,
    LineSlug,
    MentorId,
    NumberHash,
    campus_of,
)
from warmline.roster import CompiledRoster, Member
from warmline.rotation import Standing
from warmline.store.live import scripts
from warmline.store.live.changes import FENCED, changes, next_look
from warmline.store.live.keys import BEATS, CAMPUSES, Keys

EMPTY_POOL = "0| |none"
KEPT_SECONDS = 26 * 3600  # a settled contact is kept this long: wrap-ups come within a day
PERFORMING_SECONDS = 9.0  # longer than one request to the carrier; renewed before each
FILL_CHUNK = 2000
LOOK_MS = 400  # between finding a mentor and claiming them; a commit takes a thousandth of it
CONTENDED_TRIES, CONTENDED_SECONDS = 100, 0.005  # together a little longer than a look


class Committed(Struct, frozen=True):
    """What became of a commit; ``known`` is the contact that the call has already."""

    result: Literal["ok", "changed", "busy", "known", "codename"]
    known: ContactId | None = None
    job: bool = False  # the caller is to queue a job; False: one that will find it is on its way


class Script:
    """A script by its hash, sent along only when Redis does not know it (after a restart).

    The library's own object does the same but asks, at each call, what kind of client it has: that
    takes twice as long as the round trip (docs/performance.md).
    """

    def __init__(self, connection: redis.Redis, text: str) -> None:
        self._connection = connection
        self._text = text
        self._sha = sha1(text.encode(), usedforsecurity=False).hexdigest()

    def __call__(self, *, keys: Sequence[str], args: Sequence[object]) -> object:
        """Run it and return what it returns."""
        run: Callable[..., object] = self._connection.execute_command
        try:
            return run("EVALSHA", self._sha, len(keys), *keys, *args)
        except redis.exceptions.NoScriptError:
            return run("EVAL", self._text, len(keys), *keys, *args)


class StaleRosterError(Exception):
    """The roster in Redis is newer than the one that was asked with."""


class LiveStore:
    """One Redis; every method raises LiveStoreUnavailableError when it does not answer in time."""

    def __init__(self, url: str, *, timeout: float = 2.0) -> None:
        self._redis = redis.Redis.from_url(
            url,
            decode_responses=False,
            socket_timeout=timeout,
            socket_connect_timeout=min(timeout, 1.0),
            # A broken connection is made anew; one that hangs is not waited for twice.
            retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),
            health_check_interval=30,
        )
        self._commit = Script(self._redis, scripts.COMMIT)
        self._find = Script(self._redis, scripts.FIND)
        self._fill = Script(self._redis, scripts.FILL)
        self._pace = Script(self._redis, scripts.PACE)
        self._unlock = Script(self._redis, scripts.UNLOCK)
        self._encoder = msgspec.json.Encoder()
        self._contacts = msgspec.json.Decoder(Contact | Conversation)
        self._rosters = msgspec.json.Decoder(CompiledRoster)

    # --- contacts ---------------------------------------------------------------------------

    def load(self, contact: ContactId) -> Contact | Conversation | None:
        """Return an open or lately settled contact, or None."""
        with _answering():
            blob = self._redis.hget(Keys(campus_of(contact)).contact(contact), "b")
        return self._contacts.decode(cast("bytes", blob)) if blob else None

    def contact_of_call(self, campus: CampusSlug, call: CallSid) -> ContactId | None:
        """Return the contact that an incoming call opened, or None."""
        with _answering():
            found = self._redis.get(Keys(campus).call(call))
        return ContactId(cast("bytes", found).decode()) if found else None

    def commit(
        self,
        before: Contact | Conversation | None,
        after: Contact | Conversation,
        now: datetime,
        *,
        wake: bool = False,
    ) -> Committed:
        """Save ``after`` if ``before`` is still what is saved: its claims and its story with it.

        One atomic step: either all of it happened, or none of it and the result says why. With
        ``wake`` the contact wants a job; a job that is on its way already takes it along.
        """
        keys = Keys(after.campus)
        change = changes(before, after)
        look = next_look(after, now)
        with _answering():
            answer = self._commit(
                keys=[
                    keys.contact(after.id), keys.story(after.id), keys.due, keys.open, keys.busy,
                    keys.offered, keys.offers, keys.taken, keys.rest, keys.callbacks,
                    keys.call(CallSid(change.call or "none")), keys.recent, keys.looks,
                    keys.job(after.id), keys.woken(after.id), keys.threads, keys.texting,
                    keys.students, keys.codenames,
                ],
                args=[
                    before.step if before else 0,
                    after.step,
                    self._encoder.encode(replace(after, news=())),
                    _ms(look) if look else "",
                    self._encoder.encode(change),
                    _ms(now),
                    KEPT_SECONDS,
                    "1" if wake else "",
                ],
            )  # fmt: skip
        return _committed(answer)

    def story(self, contact: ContactId) -> tuple[Happening, ...]:
        """Return everything that has happened to a contact, in order."""
        with _answering():
            lines = self._redis.lrange(Keys(campus_of(contact)).story(contact), 0, -1)
        return tuple(msgspec.json.decode(it, type=Happening) for it in cast("list[bytes]", lines))

    def open_contacts(self, campus: CampusSlug) -> tuple[ContactId, ...]:
        """Return every contact that is not settled."""
        with _answering():
            found = self._redis.smembers(Keys(campus).open)
        return tuple(sorted(ContactId(it.decode()) for it in cast("set[bytes]", found)))

    def recent_contacts(self, campus: CampusSlug, limit: int) -> tuple[ContactId, ...]:
        """Return the contacts that arrived last, newest first, ended ones among them."""
        with _answering():
            found = self._redis.zrange(Keys(campus).recent, 0, limit - 1, desc=True)
        return tuple(ContactId(it.decode()) for it in cast("list[bytes]", found))

    def due(self, campus: CampusSlug, now: datetime, limit: int = 100) -> tuple[ContactId, ...]:
        """Return the contacts that must be looked at now, most overdue first."""
        with _answering():
            found = self._redis.zrange(
                Keys(campus).due, "-inf", _ms(now), byscore=True, offset=0, num=limit
            )
        return tuple(ContactId(it.decode()) for it in cast("list[bytes]", found))

    def next_due(self, campus: CampusSlug) -> datetime | None:
        """Return when the next look at any contact is due, or None."""
        with _answering():
            first = self._redis.zrange(Keys(campus).due, 0, 0, withscores=True)
        found = cast("list[tuple[bytes, float]]", first)
        return datetime.fromtimestamp(found[0][1] / 1000, UTC) if found else None

    def forget(self, contact: ContactId) -> None:
        """Strike a contact that is no longer there from the list of looks."""
        keys = Keys(campus_of(contact))
        with _answering():
            self._redis.zrem(keys.due, contact)
            self._redis.srem(keys.open, contact)

    def callbacks_of(self, campus: CampusSlug, mentor: MentorId) -> tuple[ContactId, ...]:
        """Return the contacts whose callback this mentor owns."""
        with _answering():
            owners = self._redis.hgetall(Keys(campus).callbacks)
        found = cast("dict[bytes, bytes]", owners)
        return tuple(
            sorted(ContactId(k.decode()) for k, v in found.items() if v.decode() == mentor)
        )

    def job_began(self, contact: ContactId) -> None:
        """Say that the job for contacts like this one has begun: later ones want a new one."""
        with _answering():
            self._redis.delete(Keys(campus_of(contact)).job(contact))

    def next_woken(self, contact: ContactId) -> ContactId | None:
        """Return the next contact that stands in the same line of jobs, or None."""
        with _answering():
            found = self._redis.lpop(Keys(campus_of(contact)).woken(contact))
        return ContactId(cast("bytes", found).decode()) if found else None

    # --- texts ------------------------------------------------------------------------------

    def thread_of(self, campus: CampusSlug, mentor: MentorId, number: int) -> ContactId | None:
        """Return the one conversation that a mentor's text on a number of ours can belong to."""
        with _answering():
            found = self._redis.hget(Keys(campus).threads, f"{mentor}|{number}")
        entry = cast("bytes | None", found)
        return ContactId(entry.decode().rpartition("|")[0]) if entry else None

    def conversation_of(
        self, campus: CampusSlug, line: LineSlug, student: NumberHash
    ) -> ContactId | None:
        """Return the conversation that a student has on a line, or None."""
        with _answering():
            found = self._redis.hget(Keys(campus).students, f"{student}|{line}")
        return ContactId(cast("bytes", found).decode()) if found else None

    def forget_student(
        self, campus: CampusSlug, line: LineSlug, student: NumberHash, was: ContactId
    ) -> None:
        """Strike a student's conversation that is no longer there."""
        keys, field = Keys(campus), f"{student}|{line}"
        with _answering():
            if self._redis.hget(keys.students, field) == was.encode():
                self._redis.hdel(keys.students, field)

    def codenames(self, campus: CampusSlug) -> frozenset[str]:
        """Return the codenames of open conversations."""
        with _answering():
            found = self._redis.hkeys(Keys(campus).codenames)
        return frozenset(it.decode() for it in cast("list[bytes]", found))

    def set_off(self, campus: CampusSlug, mentor: MentorId, until: datetime | None) -> None:
        """Take a mentor off duty until then (UTC); None: they are on again."""
        keys = Keys(campus)
        with _answering():
            if until is None:
                self._redis.hdel(keys.off, mentor)
            else:
                self._redis.hset(keys.off, mentor, str(_ms(until)))

    def is_off(self, campus: CampusSlug, mentor: MentorId, now: datetime) -> bool:
        """Say whether a mentor has taken themself off duty."""
        with _answering():
            found = self._redis.hget(Keys(campus).off, mentor)
        return found is not None and int(cast("bytes", found)) > _ms(now)

    def set_textable(self, campus: CampusSlug, mentor: MentorId, *, yes: bool) -> bool:
        """Note whether a mentor can be texted; returns whether that is news."""
        keys = Keys(campus)
        with _answering():
            if yes:
                return bool(self._redis.hdel(keys.untextable, mentor))
            return bool(self._redis.hset(keys.untextable, mentor, "1"))

    def set_silenced(
        self, campus: CampusSlug, line: LineSlug, student: NumberHash, *, yes: bool
    ) -> None:
        """Note that a student has said stop, or start again: nothing is sent in between."""
        keys, field = Keys(campus), f"{student}|{line}"
        with _answering():
            if yes:
                self._redis.hset(keys.silenced, field, "1")
            else:
                self._redis.hdel(keys.silenced, field)

    def is_silenced(self, campus: CampusSlug, line: LineSlug, student: NumberHash) -> bool:
        """Say whether a student has said stop."""
        with _answering():
            return bool(self._redis.hexists(Keys(campus).silenced, f"{student}|{line}"))

    def count_text(self, campus: CampusSlug, sender: NumberHash) -> int:
        """Count one more text of a sender and return how many came within this minute."""
        key = Keys(campus).flood(sender)
        with _answering():
            pipe = self._redis.pipeline(transaction=True)
            pipe.set(key, 0, ex=60, nx=True)
            pipe.incr(key)
            return int(pipe.execute()[1])

    def owe(self, campus: CampusSlug, mentor: MentorId, contact: ContactId) -> None:
        """Note that a mentor has been asked for the wrap-up of a contact."""
        with _answering():
            self._redis.hset(Keys(campus).owed, mentor, contact)

    def owed(self, campus: CampusSlug, mentor: MentorId) -> ContactId | None:
        """Return the contact whose wrap-up a mentor was asked for last, or None."""
        with _answering():
            found = self._redis.hget(Keys(campus).owed, mentor)
        return ContactId(cast("bytes", found).decode()) if found else None

    def rest(self, campus: CampusSlug, mentor: MentorId, until: datetime) -> None:
        """Let a mentor rest until then (UTC)."""
        with _answering():
            self._redis.hset(Keys(campus).rest, mentor, str(_ms(until)))

    def comes_again(self, campus: CampusSlug, message: str) -> None:
        """Take ``first_time`` back: the text could not be dealt with and may come again."""
        with _answering():
            self._redis.delete(Keys(campus).message(message))

    def first_time(self, campus: CampusSlug, message: str) -> bool:
        """Say whether a text (by its name at the carrier) comes for the first time in a day."""
        with _answering():
            return bool(self._redis.set(Keys(campus).message(message), "1", nx=True, ex=86400))

    @contextmanager
    def performing(self, contact: ContactId) -> Iterator[bool]:
        """Hold the right to perform a contact's actions; yields whether it was free.

        It lapses soon after its holder was killed: nobody else may do a thing for this student
        until then.
        """
        key, token = Keys(campus_of(contact)).performer(contact), secrets.token_hex(8)
        with _answering():
            free = bool(self._redis.set(key, token, nx=True, px=int(PERFORMING_SECONDS * 1000)))
        try:
            yield free
        finally:
            if free:
                with _answering():
                    self._unlock(keys=[key], args=[token])

    def still_performing(self, contact: ContactId) -> None:
        """Keep the right to perform a contact's actions for one more request."""
        with _answering():
            key = Keys(campus_of(contact)).performer(contact)
            self._redis.pexpire(key, int(PERFORMING_SECONDS * 1000))

    # --- the rotation -----------------------------------------------------------------------

    def find(
        self,
        roster: CompiledRoster,
        contact: Contact,
        seek: SeekMentors,
        pool: tuple[int, Sequence[Member]],
        now: datetime,
    ) -> tuple[Candidate, ...]:
        """Return who may be rung, fairest first; ``pool`` is its span's start and its members.

        Raises StaleRosterError when plans have changed: read the roster again.
        """
        rows = self._find_any(roster, contact, seek, pool, now, numbers=0)
        return tuple(Candidate(MentorId(row[0]), row[1]) for row in rows)

    def find_texters(
        self,
        roster: CompiledRoster,
        conversation: Conversation,
        seek: SeekTexters,
        pool: tuple[int, Sequence[Member]],
        now: datetime,
        *,
        numbers: int,
    ) -> tuple[TextCandidate, ...]:
        """Return who may be offered a conversation, each with one of our ``numbers`` to do it on.

        Raises StaleRosterError when plans have changed: read the roster again.
        """
        rows = self._find_any(roster, conversation, seek, pool, now, numbers=numbers)
        return tuple(
            TextCandidate(
                MentorId(mentor), shift, int(number), fenced=fenced == "1", limit=int(limit)
            )
            for mentor, shift, number, fenced, limit in rows
        )

    def _find_any(
        self,
        roster: CompiledRoster,
        contact: Contact | Conversation,
        seek: SeekMentors | SeekTexters,
        pool: tuple[int, Sequence[Member]],
        now: datetime,
        *,
        numbers: int,
    ) -> list[list[str]]:
        start, members = pool
        if not members and seek.prefer is None:
            return []
        keys = Keys(contact.campus)
        name = keys.pool(roster.version, contact.line, seek.rung, start)
        args = [
            roster.version, _ms(now), seek.count, contact.contacts_per_shift, seek.prefer or "",
            contact.id, self._encoder.encode(sorted(seek.without)), LOOK_MS, numbers,
            int(FENCED.total_seconds() * 1000),
        ]  # fmt: skip
        for _ in range(CONTENDED_TRIES):
            answer = self._ask(keys, name, args)
            if answer[0] == b"stale":
                raise StaleRosterError
            if answer[0] == b"ok":
                words = [it.decode() for it in answer[1:]]
                return [words[i : i + 5] for i in range(0, len(words), 5)]
            if answer[0] == b"contended":
                time.sleep(CONTENDED_SECONDS)
                continue
            self.build_pool(contact.campus, name, members)
        return []

    def _ask(self, keys: Keys, pool: str, args: Sequence[object]) -> list[bytes]:
        with _answering():
            answer = self._find(
                keys=[
                    keys.version, pool, keys.offered, keys.offers, keys.taken, keys.busy,
                    keys.rest, keys.looks, keys.threads, keys.texting, keys.limits, keys.off,
                    keys.untextable,
                ],
                args=args,
            )  # fmt: skip
        return cast("list[bytes]", answer)

    def build_pool(self, campus: CampusSlug, name: str, members: Iterable[Member]) -> None:
        """Lay out the mentors of one span by fairness; done once for a span, then kept."""
        keys = Keys(campus)
        building = f"{name}:{secrets.token_hex(4)}"
        rows = [f"{it.order:08d}|{it.mentor}|{it.shift}" for it in members] or [EMPTY_POOL]
        with _answering():
            for i in range(0, len(rows), FILL_CHUNK):
                self._fill(
                    keys=[building, keys.offered, keys.offers], args=rows[i : i + FILL_CHUNK]
                )
            self._redis.expire(building, 86400)
            self._redis.rename(building, name)

    def standings(self, campus: CampusSlug, members: Sequence[Member]) -> tuple[Standing, ...]:
        """Return where these mentors stand in the rotation now."""
        if not members:
            return ()
        keys, names = Keys(campus), [it.mentor for it in members]
        turns = [f"{it.mentor}|{it.shift}" for it in members]
        with _answering():
            pipe = self._redis.pipeline(transaction=False)
            pipe.hmget(keys.offered, names)
            pipe.hmget(keys.offers, turns)
            pipe.hmget(keys.taken, turns)
            pipe.hmget(keys.rest, names)
            pipe.hmget(keys.busy, names)
            rows = zip(members, *pipe.execute(), strict=True)
        return tuple(
            Standing(
                mentor=member.mentor,
                order=member.order,
                offered_at=_moment(offered),
                offers=int(offers or 0),
                taken=int(taken or 0),
                resting_until=_moment(rest),
                busy=busy is not None,
            )
            for member, offered, offers, taken, rest, busy in rows
        )

    def pace(self, campus: CampusSlug, per_second: float, now: datetime) -> datetime:
        """Take the next place in the outgoing pace and return when it is."""
        with _answering():
            slot = self._pace(keys=[Keys(campus).pace], args=[_ms(now), int(1000 / per_second)])
        return datetime.fromtimestamp(cast("int", slot) / 1000, UTC)

    # --- the compiled roster ----------------------------------------------------------------

    def publish(self, roster: CompiledRoster) -> None:
        """Put a compiled roster in the place of the one before, at once for every process."""
        keys = Keys(roster.campus.slug)
        with _answering():
            self._redis.sadd(CAMPUSES, roster.campus.slug)
            pipe = self._redis.pipeline(transaction=True)
            pipe.set(keys.roster, self._encoder.encode(roster))
            pipe.delete(keys.limits)
            for mentor in roster.mentors:
                if mentor.max_texts != 1:
                    pipe.hset(keys.limits, mentor.id, str(mentor.max_texts))
            pipe.set(keys.version, roster.version)
            pipe.execute()

    def campuses(self) -> tuple[CampusSlug, ...]:
        """Return the campuses that have a roster."""
        with _answering():
            found = self._redis.smembers(CAMPUSES)
        return tuple(sorted(CampusSlug(it.decode()) for it in cast("set[bytes]", found)))

    def roster_version(self, campus: CampusSlug) -> str | None:
        """Return the version of the published roster, or None."""
        with _answering():
            found = self._redis.get(Keys(campus).version)
        return cast("bytes", found).decode() if found else None

    def roster(self, campus: CampusSlug) -> CompiledRoster | None:
        """Return the published roster, or None."""
        with _answering():
            blob = self._redis.get(Keys(campus).roster)
        return self._rosters.decode(cast("bytes", blob)) if blob else None

    # --- the processes ----------------------------------------------------------------------

    def beat(self, process: str, now: datetime) -> None:
        """Say that a process is alive."""
        with _answering():
            self._redis.hset(BEATS, process, str(_ms(now)))

    def beats(self) -> dict[str, datetime]:
        """Return when each process last said that it is alive."""
        with _answering():
            found = self._redis.hgetall(BEATS)
        rows = cast("dict[bytes, bytes]", found)
        return {k.decode(): datetime.fromtimestamp(int(v) / 1000, UTC) for k, v in rows.items()}

    def ping(self) -> None:
        """Raise LiveStoreUnavailableError unless Redis answers."""
        with _answering():
            self._redis.ping()

    def configuration(self) -> dict[str, str]:
        """Return the settings of Redis that matter: eviction and persistence."""
        with _answering():
            memory = cast("dict[str, str]", self._redis.config_get("maxmemory-policy"))
            append = cast("dict[str, str]", self._redis.config_get("appendonly"))
        return {_text(k): _text(v) for k, v in {**memory, **append}.items()}

    def close(self) -> None:
        """Close every connection."""
        self._redis.close()


@contextmanager
def _answering() -> Iterator[None]:
    """Turn whatever Redis may raise into one error of ours."""
    try:
        yield
    except (redis.RedisError, OSError) as exc:
        raise LiveStoreUnavailableError("Redis does not answer") from exc


def _committed(answer: object) -> Committed:
    row = cast("list[bytes]", answer)
    if row[0] == b"job":
        return Committed("ok", job=True)
    result = cast("Literal['ok', 'changed', 'busy', 'known', 'codename']", row[0].decode())
    return Committed(result, ContactId(row[1].decode()) if result == "known" else None)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _moment(value: bytes | None) -> datetime | None:
    return datetime.fromtimestamp(int(value) / 1000, UTC) if value and int(value) else None


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value

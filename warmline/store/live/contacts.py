"""Open contacts: saved with compare-and-set, found again when they are due."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from warmline.contact import Contact
from warmline.contact.state import Happening
from warmline.conversation.state import Conversation
from warmline.ids import (
    CallSid,
    CampusSlug,
    ContactId,
    MentorId,
    campus_of,
)
from warmline.store.live.changes import changes, next_look
from warmline.store.live.connection import Connection, answering, ms
from warmline.store.live.keys import keys_of

KEPT_SECONDS = 26 * 3600  # a settled contact is kept this long: wrap-ups come within a day
HEARD = "heard"  # the mark of a text that is dealt with
HEARD_SECONDS = 86400  # a text is known for so long; the carrier's list is read for half of it
PERFORMING_SECONDS = 9.0  # longer than one request to the carrier; renewed before each


class Committed(Struct, frozen=True):
    """What became of a commit; ``known`` is the contact that the call has already."""

    result: Literal["ok", "changed", "busy", "known", "codename", "heard"]
    known: ContactId | None = None
    job: bool = False  # the caller is to queue a job; False: one that will find it is on its way


class Contacts(Connection):
    """Contacts, calls and conversations alike."""

    def load(self, contact: ContactId) -> Contact | Conversation | None:
        """Return an open or lately settled contact, or None."""
        with answering():
            blob = self._redis.hget(keys_of(campus_of(contact)).contact(contact), "b")
        return self._contacts.decode(cast("bytes", blob)) if blob else None

    def contact_of_call(self, campus: CampusSlug, call: CallSid) -> ContactId | None:
        """Return the contact that an incoming call opened, or None."""
        with answering():
            found = self._redis.get(keys_of(campus).call(call))
        return ContactId(cast("bytes", found).decode()) if found else None

    def commit(
        self,
        before: Contact | Conversation | None,
        after: Contact | Conversation,
        now: datetime,
        *,
        wake: bool = False,
        heard: str | None = None,
    ) -> Committed:
        """Save ``after`` if ``before`` is still what is saved: its claims and its story with it.

        One atomic step: either all of it happened, or none of it and the result says why. With
        ``wake`` the contact wants a job; a job that is on its way already takes it along. ``heard``
        is the text that is dealt with by this: the same text is never dealt with by another commit.
        """
        keys = keys_of(after.campus)
        change = changes(before, after)
        look = next_look(after, now)
        with answering():
            answer = self._commit(
                keys=[
                    keys.contact(after.id), keys.story(after.id), keys.due, keys.open, keys.busy,
                    keys.offered, keys.offers, keys.taken, keys.rest, keys.callbacks,
                    keys.call(CallSid(change.call or "none")), keys.recent, keys.looks,
                    keys.job(after.id), keys.woken(after.id), keys.threads, keys.texting,
                    keys.students, keys.codenames, keys.message(heard or "none"),
                    keys.page(after.id),
                ],
                args=[
                    before.step if before else 0,
                    after.step,
                    self._encoder.encode(replace(after, news=())),
                    ms(look) if look else "",
                    self._encoder.encode(change),
                    ms(now),
                    KEPT_SECONDS,
                    "1" if wake else "",
                    HEARD_SECONDS if heard else "",
                ],
            )  # fmt: skip
        committed = _committed(answer)
        if committed.result == "ok":
            self._connections.settle(keys.contact(after.id))
        return committed

    def story(self, contact: ContactId) -> tuple[Happening, ...]:
        """Return everything that has happened to a contact, in order."""
        with answering():
            lines = self._redis.lrange(keys_of(campus_of(contact)).story(contact), 0, -1)
        return tuple(msgspec.json.decode(it, type=Happening) for it in cast("list[bytes]", lines))

    def open_contacts(self, campus: CampusSlug) -> tuple[ContactId, ...]:
        """Return every contact that is not settled."""
        with answering():
            found = self._redis.smembers(keys_of(campus).open)
        return tuple(sorted(ContactId(it.decode()) for it in cast("set[bytes]", found)))

    def recent_contacts(self, campus: CampusSlug, limit: int) -> tuple[ContactId, ...]:
        """Return the contacts that arrived last, newest first, ended ones among them."""
        with answering():
            found = self._redis.zrange(keys_of(campus).recent, 0, limit - 1, desc=True)
        return tuple(ContactId(it.decode()) for it in cast("list[bytes]", found))

    def due(self, campus: CampusSlug, now: datetime, limit: int = 100) -> tuple[ContactId, ...]:
        """Return the contacts that must be looked at now, most overdue first."""
        with answering():
            found = self._redis.zrange(
                keys_of(campus).due, "-inf", ms(now), byscore=True, offset=0, num=limit
            )
        return tuple(ContactId(it.decode()) for it in cast("list[bytes]", found))

    def next_due(self, campus: CampusSlug) -> datetime | None:
        """Return when the next look at any contact is due, or None."""
        with answering():
            first = self._redis.zrange(keys_of(campus).due, 0, 0, withscores=True)
        found = cast("list[tuple[bytes, float]]", first)
        return datetime.fromtimestamp(found[0][1] / 1000, UTC) if found else None

    def due_at(self, contact: ContactId) -> datetime | None:
        """Return when the next look at one contact is due, or None."""
        with answering():
            at = self._redis.zscore(keys_of(campus_of(contact)).due, contact)
        return datetime.fromtimestamp(at / 1000, UTC) if at is not None else None

    def forget(self, contact: ContactId) -> None:
        """Strike a contact that is no longer there from the list of looks."""
        keys = keys_of(campus_of(contact))
        with answering():
            self._redis.zrem(keys.due, contact)
            self._redis.srem(keys.open, contact)

    def callbacks_of(self, campus: CampusSlug, mentor: MentorId) -> tuple[ContactId, ...]:
        """Return the contacts whose callback this mentor owns."""
        with answering():
            owners = self._redis.hgetall(keys_of(campus).callbacks)
        found = cast("dict[bytes, bytes]", owners)
        return tuple(
            sorted(ContactId(k.decode()) for k, v in found.items() if v.decode() == mentor)
        )

    def involved(
        self, campus: CampusSlug
    ) -> tuple[list[tuple[ContactId, MentorId]], list[MentorId]]:
        """Return who is in which call or owns its callback, and who has texts or an offer."""
        keys = keys_of(campus)
        with answering():
            pipe = self._redis.pipeline(transaction=False)
            pipe.hgetall(keys.busy)
            pipe.hgetall(keys.callbacks)
            pipe.hkeys(keys.texting)
            busy, owned, texting = pipe.execute()
        calls = [(ContactId(it.decode()), MentorId(who.decode())) for who, it in busy.items()]
        calls += [(ContactId(it.decode()), MentorId(who.decode())) for it, who in owned.items()]
        return calls, [MentorId(it.decode()) for it in texting]

    def job_began(self, contact: ContactId) -> None:
        """Say that the job for contacts like this one has begun: later ones want a new one."""
        with answering():
            self._redis.delete(keys_of(campus_of(contact)).job(contact))

    def next_woken(self, contact: ContactId) -> ContactId | None:
        """Return the next contact that stands in the same line of jobs, or None."""
        with answering():
            found = self._redis.lpop(keys_of(campus_of(contact)).woken(contact))
        return ContactId(cast("bytes", found).decode()) if found else None

    @contextmanager
    def performing(self, contact: ContactId) -> Iterator[bool]:
        """Hold the right to perform a contact's actions; yields whether it was free.

        It lapses soon after its holder was killed: nobody else may do a thing for this student
        until then.
        """
        key, token = keys_of(campus_of(contact)).performer(contact), secrets.token_hex(8)
        with answering():
            free = bool(self._redis.set(key, token, nx=True, px=int(PERFORMING_SECONDS * 1000)))
        try:
            yield free
        finally:
            if free:
                with answering():
                    self._unlock(keys=[key], args=[token])

    def still_performing(self, contact: ContactId) -> None:
        """Keep the right to perform a contact's actions for one more request."""
        with answering():
            key = keys_of(campus_of(contact)).performer(contact)
            self._redis.pexpire(key, int(PERFORMING_SECONDS * 1000))


def _committed(answer: object) -> Committed:
    row = cast("list[bytes]", answer)
    if row[0] == b"job":
        return Committed("ok", job=True)
    result = cast("Literal['ok', 'changed', 'busy', 'known', 'codename', 'heard']", row[0].decode())
    return Committed(result, ContactId(row[1].decode()) if result == "known" else None)

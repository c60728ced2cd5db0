"""The rotation in Redis: whose turn is next among those who are free."""

import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from warmline.contact import Contact
from warmline.contact.events import Candidate, SeekMentors
from warmline.conversation.events import SeekTexters, TextCandidate
from warmline.conversation.state import Conversation
from warmline.ids import (
    CampusSlug,
    MentorId,
)
from warmline.roster import CompiledRoster, Member
from warmline.rotation import Standing
from warmline.store.live.changes import FENCED
from warmline.store.live.checkins import is_late
from warmline.store.live.connection import Connection, answering, moment, ms
from warmline.store.live.keys import Keys, keys_of

FILL_CHUNK = 2000
LOOK_MS = 400  # between finding a mentor and claiming them; a commit takes a thousandth of it
CONTENDED_TRIES, CONTENDED_SECONDS = 100, 0.005  # together a little longer than a look


class StaleRosterError(Exception):
    """The roster in Redis is newer than the one that was asked with."""


class Turns(Connection):
    """Finds who may be rung or texted, fairest first, and paces rings."""

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
        keys = keys_of(contact.campus)
        name = keys.pool(roster.version, contact.line, seek.rung, start)
        args = [
            roster.version, ms(now), seek.count, contact.contacts_per_shift, seek.prefer or "",
            contact.id, self._encoder.encode(sorted(seek.without)), LOOK_MS, numbers,
            int(FENCED.total_seconds() * 1000), contact.hours_awake * 3_600_000,
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
            self.build_pool(contact.campus, name, members, now)
        return []

    def _ask(self, keys: Keys, pool: str, args: Sequence[object]) -> list[bytes]:
        with answering():
            answer = self._find(
                keys=[
                    keys.version, pool, keys.offered, keys.offers, keys.taken, keys.busy,
                    keys.rest, keys.looks, keys.threads, keys.texting, keys.limits, keys.off,
                    keys.untextable, keys.late,
                ],
                args=args,
            )  # fmt: skip
        return cast("list[bytes]", answer)

    def build_pool(
        self, campus: CampusSlug, name: str, members: Iterable[Member], now: datetime
    ) -> None:
        """Lay out the mentors of one span by fairness; done once for a span, then kept."""
        keys = keys_of(campus)
        building = f"{name}:{secrets.token_hex(4)}"
        rows = [f"{it.order:08d}|{it.mentor}|{it.shift}" for it in members]
        with answering():
            for i in range(0, max(1, len(rows)), FILL_CHUNK):
                self._fill(
                    keys=[building, keys.offered, keys.offers, keys.late],
                    args=[ms(now), *rows[i : i + FILL_CHUNK]],
                )
            self._redis.expire(building, 86400)
            self._redis.rename(building, name)

    def standings(
        self, campus: CampusSlug, members: Sequence[Member], now: datetime
    ) -> tuple[Standing, ...]:
        """Return where these mentors stand in the rotation at a moment (UTC)."""
        if not members:
            return ()
        keys, names = keys_of(campus), [it.mentor for it in members]
        turns = [f"{it.mentor}|{it.shift}" for it in members]
        with answering():
            pipe = self._redis.pipeline(transaction=False)
            pipe.hmget(keys.offered, names)
            pipe.hmget(keys.offers, turns)
            pipe.hmget(keys.taken, turns)
            pipe.hmget(keys.taken, [f"{it}|ms" for it in turns])
            pipe.hmget(keys.rest, names)
            pipe.hmget(keys.busy, names)
            pipe.hmget(keys.late, names)
            rows = zip(members, *pipe.execute(), strict=True)
        return tuple(
            Standing(
                mentor=member.mentor,
                order=member.order,
                offered_at=moment(offered),
                offers=int(offers or 0),
                taken=int(taken or 0),
                spent=timedelta(milliseconds=int(spent or 0)),
                resting_until=moment(rest),
                busy=busy is not None,
                late=is_late(late, now),
            )
            for member, offered, offers, taken, spent, rest, busy, late in rows
        )

    def pace(self, campus: CampusSlug, per_second: float, now: datetime) -> datetime:
        """Take the next place in the outgoing pace and return when it is."""
        with answering():
            slot = self._pace(keys=[keys_of(campus).pace], args=[ms(now), int(1000 / per_second)])
        return datetime.fromtimestamp(cast("int", slot) / 1000, UTC)

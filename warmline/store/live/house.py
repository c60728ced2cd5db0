"""What processes tell each other: the compiled roster, and that they are alive."""

from datetime import UTC, datetime
from typing import cast

from redis.cluster import RedisCluster

from warmline.ids import (
    CampusSlug,
)
from warmline.roster import CompiledRoster
from warmline.store.live.connection import Connection, answering, ms
from warmline.store.live.keys import BEATS, CAMPUSES, keys_of


class House(Connection):
    """The published rosters and the processes' beats."""

    def publish(self, roster: CompiledRoster) -> None:
        """Put a compiled roster in the place of the one before, at once for every process.

        From the first one on, texts to the campus's numbers are ours to look for.
        """
        keys = keys_of(roster.campus.slug)
        with answering():
            self._redis.sadd(CAMPUSES, roster.campus.slug)
            pipe = self._redis.pipeline(transaction=True)
            pipe.set(keys.roster, self._encoder.encode(roster))
            pipe.delete(keys.limits)
            for mentor in roster.mentors:
                if mentor.max_texts != 1:
                    pipe.hset(keys.limits, mentor.id, str(mentor.max_texts))
            for mark in ("first", "looked", "sure"):
                pipe.hsetnx(keys.missed, mark, str(ms(roster.compiled_at)))
            pipe.set(keys.version, roster.version)
            pipe.execute()

    def campuses(self) -> tuple[CampusSlug, ...]:
        """Return the campuses that have a roster."""
        with answering():
            found = self._redis.smembers(CAMPUSES)
        return tuple(sorted(CampusSlug(it.decode()) for it in cast("set[bytes]", found)))

    def roster_version(self, campus: CampusSlug) -> str | None:
        """Return the version of the published roster, or None."""
        with answering():
            found = self._redis.get(keys_of(campus).version)
        return cast("bytes", found).decode() if found else None

    def roster(self, campus: CampusSlug) -> CompiledRoster | None:
        """Return the published roster, or None."""
        with answering():
            blob = self._redis.get(keys_of(campus).roster)
        return self._rosters.decode(cast("bytes", blob)) if blob else None

    def beat(self, process: str, now: datetime) -> None:
        """Say that a process is alive."""
        with answering():
            self._redis.hset(BEATS, process, str(ms(now)))

    def beats(self) -> dict[str, datetime]:
        """Return when each process last said that it is alive."""
        with answering():
            found = self._redis.hgetall(BEATS)
        rows = cast("dict[bytes, bytes]", found)
        return {k.decode(): datetime.fromtimestamp(int(v) / 1000, UTC) for k, v in rows.items()}

    def ping(self) -> None:
        """Raise LiveStoreUnavailableError unless Redis answers."""
        with answering():
            if isinstance(self._redis, RedisCluster):
                self._redis.ping(target_nodes=RedisCluster.PRIMARIES)
            else:
                self._redis.ping()

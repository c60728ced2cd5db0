"""What is heard of a drill's rings, until the clock has written it down."""

from typing import cast

import msgspec

from warmline.drill import Heard
from warmline.ids import CampusSlug, MentorId
from warmline.store.live.connection import Connection, answering
from warmline.store.live.keys import keys_of

KEPT_SECONDS = 3 * 86400


class Drills(Connection):
    """Noted by webhooks, which never ask SQL."""

    def hear_drill(self, campus: CampusSlug, drill: str, mentor: MentorId, heard: Heard) -> None:
        """Note one thing that was heard of a mentor's phone; in any order, however often."""
        key = keys_of(campus).drill(drill)
        with answering():
            pipe = self._redis.pipeline(transaction=True)
            pipe.sadd(key, f"{mentor}|{heard}")
            pipe.expire(key, KEPT_SECONDS)
            pipe.execute()

    def drill_heard(self, campus: CampusSlug, drill: str) -> dict[MentorId, list[Heard]]:
        """Return all that was heard, by mentor."""
        with answering():
            found = cast("set[bytes]", self._redis.smembers(keys_of(campus).drill(drill)))
        heard: dict[MentorId, list[Heard]] = {}
        for entry in found:
            mentor, _, word = entry.decode().rpartition("|")
            heard.setdefault(MentorId(mentor), []).append(msgspec.convert(word, Heard))
        return heard

    def is_occupied(self, campus: CampusSlug, mentor: MentorId) -> bool:
        """Say whether a mentor is in a contact now, or is being offered one."""
        keys = keys_of(campus)
        with answering():
            pipe = self._redis.pipeline(transaction=False)
            pipe.hexists(keys.busy, mentor)
            pipe.hget(keys.texting, mentor)
            busy, texting = pipe.execute()
        return bool(busy) or int(texting or 0) > 0

"""Codes that were texted to people who sign in: each opens one door once, for a few minutes."""

import hmac
from datetime import timedelta
from typing import cast

from warmline.ids import CampusSlug, MentorId
from warmline.store.live.connection import Connection, answering
from warmline.store.live.keys import keys_of

CODE_LASTS = timedelta(minutes=10)
TRIES = 5


class Codes(Connection):
    """A newer code takes the place of the one before."""

    def put_code(self, campus: CampusSlug, mentor: MentorId, code_hash: str) -> None:
        """Keep the hash of a code that is on its way to a mentor."""
        key, seconds = keys_of(campus).code(mentor), int(CODE_LASTS.total_seconds())
        with answering():
            pipe = self._redis.pipeline(transaction=True)
            pipe.set(key, code_hash, ex=seconds)
            pipe.set(f"{key}:tries", 0, ex=seconds)
            pipe.execute()

    def take_code(self, campus: CampusSlug, mentor: MentorId, code_hash: str) -> bool:
        """Say whether this is the code, and use it up; after five wrong ones there is none."""
        key = keys_of(campus).code(mentor)
        with answering():
            if self._redis.incr(f"{key}:tries") > TRIES:
                self._redis.delete(key)
                return False
            kept = cast("bytes | None", self._redis.get(key))
            if kept is None or not hmac.compare_digest(kept.decode(), code_hash):
                return False
            return bool(self._redis.delete(key))

    def sign_in_era(self, campus: CampusSlug, mentor: MentorId) -> int:
        """Return a count that grows when somebody is signed out everywhere."""
        with answering():
            found = self._redis.hget(keys_of(campus).eras, mentor)
        return int(cast("bytes", found)) if found else 0

    def end_sessions(self, campus: CampusSlug, mentor: MentorId) -> None:
        """Sign somebody out wherever they are signed in."""
        with answering():
            self._redis.hincrby(keys_of(campus).eras, mentor, 1)

"""Requests that wait for a second person: what their phone asks, and what was pressed first."""

from typing import cast

import msgspec

from warmline.assent import Assent
from warmline.ids import CampusSlug, MentorId
from warmline.store.live.connection import Connection, answering
from warmline.store.live.keys import keys_of

KEPT_SECONDS = 3600


class Assents(Connection):
    """Webhooks decide here; the clock writes it down."""

    def put_assent(self, assent: Assent) -> None:
        """Let webhooks know of a request."""
        with answering():
            key = keys_of(assent.campus).assent(assent.id)
            self._redis.set(key, msgspec.json.encode(assent), ex=KEPT_SECONDS)

    def open_assent(self, campus: CampusSlug, assent: str) -> Assent | None:
        """Return a request that was asked within the hour, or None."""
        with answering():
            blob = self._redis.get(keys_of(campus).assent(assent))
        return msgspec.json.decode(cast("bytes", blob), type=Assent) if blob else None

    def decide_assent(
        self, campus: CampusSlug, assent: str, second: MentorId, *, yes: bool
    ) -> bool:
        """Take a decision; False when somebody has decided before. The first one stands."""
        with answering():
            return bool(
                self._redis.set(
                    keys_of(campus).verdict(assent),
                    f"{second}|{int(yes)}",
                    nx=True,
                    ex=KEPT_SECONDS,
                )
            )

    def assent_verdict(self, campus: CampusSlug, assent: str) -> tuple[MentorId, bool] | None:
        """Return who decided, and whether they agreed; None while nobody has."""
        with answering():
            found = self._redis.get(keys_of(campus).verdict(assent))
        if not found:
            return None
        second, _, yes = cast("bytes", found).decode().rpartition("|")
        return MentorId(second), yes == "1"

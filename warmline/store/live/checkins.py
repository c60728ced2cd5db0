"""Who has confirmed a shift, and who has not and is rung last meanwhile."""

from datetime import datetime, timedelta
from typing import cast

from warmline.ids import CampusSlug, MentorId
from warmline.store.live.connection import Connection, answering, ms
from warmline.store.live.keys import keys_of
from warmline.turns import Turn

KEPT = timedelta(days=1)  # a confirmation is kept so long after its stint begins


class CheckIns(Connection):
    """What ON does for a shift."""

    def mark_late(self, campus: CampusSlug, stint: Turn) -> bool:
        """Have a mentor rung last during a stint; False if they have confirmed it."""
        keys = keys_of(campus)
        with answering():
            marked = self._mark_late(
                keys=[keys.late, keys.confirmed],
                args=[stint.mentor, stint_key(stint), ms(stint.start), ms(stint.end)],
            )
        return bool(marked)

    def confirm(self, campus: CampusSlug, mentor: MentorId, stints: tuple[Turn, ...]) -> bool:
        """Keep that a mentor has confirmed stints, and ring them in turn; say if they were late."""
        keys = keys_of(campus)
        until = max((it.start for it in stints), default=None)
        kept = ms(until + KEPT) if until else 0
        with answering():
            was = self._confirm(
                keys=[keys.late, keys.confirmed],
                args=[mentor, kept, *map(stint_key, stints)],
            )
        return bool(was)

    def has_confirmed(self, campus: CampusSlug, stint: Turn) -> bool:
        """Say whether a mentor has confirmed a stint."""
        with answering():
            return bool(self._redis.hexists(keys_of(campus).confirmed, stint_key(stint)))

    def confirmed(self, campus: CampusSlug) -> frozenset[str]:
        """Return the names (``stint_key``) of the stints that have been confirmed lately."""
        with answering():
            found = cast("list[bytes]", self._redis.hkeys(keys_of(campus).confirmed))
        return frozenset(it.decode() for it in found)

    def late(self, campus: CampusSlug, now: datetime) -> frozenset[MentorId]:
        """Return who is rung last now, because they have not confirmed the stint they are in."""
        with answering():
            found = cast("dict[bytes, bytes]", self._redis.hgetall(keys_of(campus).late))
        return frozenset(MentorId(who.decode()) for who, it in found.items() if is_late(it, now))

    def tidy_check_ins(self, campus: CampusSlug, now: datetime) -> None:
        """Forget what was about stints that are over."""
        keys = keys_of(campus)
        with answering():
            self._tidy(keys=[keys.late, keys.confirmed], args=[ms(now)])


def is_late(entry: bytes | None, now: datetime) -> bool:
    """Say whether what ``late`` holds of somebody is about now."""
    if entry is None or b"|" not in entry:
        return False
    from_, _, until = entry.partition(b"|")
    return int(from_) <= ms(now) < int(until)


def stint_key(stint: Turn) -> str:
    """Return the name of a stint: its line, its mentor and its start."""
    return f"{stint.line}|{stint.mentor}|{ms(stint.start)}"

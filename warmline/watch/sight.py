"""What one process sees of the whole house, and what it has to say of itself."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from warmline.contact.actions import NEED_RECORDS
from warmline.ids import CampusSlug
from warmline.store.live import LiveStore
from warmline.store.live.watching import BUCKET, KEPT
from warmline.timer import Backlog
from warmline.watch.tallies import Tallies
from warmline.watch.troubles import SILENT, Signs, refused_lately

UNDONE = timedelta(minutes=5)  # an action that was first tried so long ago is stuck
DATABASE = "database"  # beats when it has answered the clock
MOST_CONTACTS = 200  # that one look reads


class Sight:
    """Reads the signs."""

    def __init__(
        self,
        live: LiveStore,
        now: Callable[[], datetime],
        tallies: Tallies,
        backlog: Callable[[], Backlog | None],
    ) -> None:
        self._live = live
        self.now = now
        self._tallies = tallies
        self._backlog = backlog

    def say_seen(self) -> None:
        """Say what this process has seen; what cannot be said is lost."""
        self._live.say_seen(self._tallies.take(), self.now())

    def signs(self) -> Signs:
        """Return what is seen of the house now."""
        now, beats = self.now(), self._live.beats()
        failed, since = self._live.carrier_failures()
        refused, usual = refused_lately(self._live.refusals(now), now, BUCKET, KEPT)
        backlog = self._backlog()
        return Signs(
            now=now,
            worker_at=_newest(beats, "worker"),
            clock_at=_newest(beats, "clock"),
            stuck={slug: self._stuck(slug, now) for slug in self._live.campuses()},
            oldest_job=backlog.oldest if backlog else None,
            failed=failed,
            failed_since=since,
            refused=refused,
            usual=usual,
            database=database_answers(beats, now),
        )

    def _stuck(self, campus: CampusSlug, now: datetime) -> timedelta:
        """Return how long the contact waits that has waited longest for what is overdue."""
        first = self._live.next_due(campus)
        waits = [now - first] if first is not None else []
        for name in self._live.open_contacts(campus)[:MOST_CONTACTS]:
            contact = self._live.load(name)
            pending = contact.pending if contact else ()
            waits += [
                now - it.began_at - UNDONE
                for it in pending
                if it.began_at is not None and not isinstance(it.action, NEED_RECORDS)
            ]
        return max([timedelta(0), *waits])


def database_answers(beats: Mapping[str, datetime], now: datetime) -> bool:
    """Say whether the clock, which asks it for all, had an answer lately.

    No other process asks for this: to load what speaks SQL costs each thirty megabytes. Without a
    clock nothing is known of it, and nothing is said.
    """
    clock, answered = _newest(beats, "clock"), beats.get(DATABASE)
    if clock is None or now - clock > SILENT:
        return True
    return answered is not None and now - answered <= SILENT


def _newest(beats: Mapping[str, datetime], process: str) -> datetime | None:
    """Return when any process of a kind last said that it is alive."""
    return max((at for name, at in beats.items() if name.startswith(process)), default=None)

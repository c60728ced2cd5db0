"""What one process sees of the whole house, and what it has to say of itself."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from warmline.contact.actions import NEED_RECORDS
from warmline.errors import WarmlineError
from warmline.ids import CampusSlug
from warmline.store.live import LiveStore
from warmline.store.live.watching import BUCKET, KEPT
from warmline.timer import Backlog
from warmline.watch.tallies import Tallies
from warmline.watch.troubles import Signs, refused_lately

UNDONE = timedelta(minutes=5)  # an action that was first tried so long ago is stuck
MOST_CONTACTS = 200  # that one look reads


class Sight:
    """Reads the signs. ``database`` raises a WarmlineError when SQL is away."""

    def __init__(
        self,
        live: LiveStore,
        now: Callable[[], datetime],
        tallies: Tallies,
        backlog: Callable[[], Backlog | None],
        database: Callable[[], None],
    ) -> None:
        self._live = live
        self.now = now
        self._tallies = tallies
        self._backlog = backlog
        self._database = database

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
            database=self._database_answers(),
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

    def _database_answers(self) -> bool:
        try:
            self._database()
        except WarmlineError:
            return False
        return True


def _newest(beats: Mapping[str, datetime], process: str) -> datetime | None:
    """Return when any process of a kind last said that it is alive."""
    return max((at for name, at in beats.items() if name.startswith(process)), default=None)

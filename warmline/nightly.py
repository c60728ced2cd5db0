"""The purge of every campus, once a day: what is too old goes, and a scan says that it is gone.

It is done in the morning of the campus's own clock. A warm line's quiet hours are not the night's:
most contacts come between seven in the evening and seven in the morning.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from warmline.errors import LiveStoreUnavailableError
from warmline.hours import wall_clock_of
from warmline.ids import CampusSlug
from warmline.store.live import LiveStore

if TYPE_CHECKING:
    from warmline.store.records import PurgeReport, Records

FROM_HOUR = 8  # local; a clock that did not run then does it when it does
log = logging.getLogger(__name__)


class Purged(Struct, frozen=True):
    """What a purge did in the records and in Redis, and what scans found afterwards.

    The counts of Redis are None when it did not answer: then nothing is proved of it.
    """

    records: "PurgeReport"
    live_found: int | None = None
    live_left: int | None = None

    @property
    def is_clean(self) -> bool:
        """Say whether nothing is left that is too old."""
        return self.records.is_clean and self.live_left == 0


class Nightly:
    """What the clock asks every minute; whichever clock is first does the day's purge."""

    def __init__(self, records: "Records", live: LiveStore, now: Callable[[], datetime]) -> None:
        self._records = records
        self._live = live
        self._now = now

    def tick(self) -> None:
        """Purge each campus whose purge of the day is due and not done."""
        now = self._now()
        for campus in self._records.campuses():
            there = wall_clock_of(now, self._timezone(campus))
            day = f"{there:%Y-%m-%d}"
            if there.hour >= FROM_HOUR and self._live.claim_purge(campus, day):
                self._tell(campus, self.purge(campus, "the clock"))
                self._live.purge_done(campus, day)

    def purge(self, campus: CampusSlug, actor: str) -> Purged:
        """Purge one campus now, records first, and look again."""
        now = self._now()
        records = self._records.purge(campus, actor=actor, now=now)
        try:
            return self._with_live(campus, records, now)
        except LiveStoreUnavailableError:
            return Purged(records)

    def _with_live(self, campus: CampusSlug, records: "PurgeReport", now: datetime) -> Purged:
        found = set(self._live.leftovers(campus, now))
        self._live.clear_leftovers(campus, found)
        # Only what was there before: a key that is being written may have no time to live yet.
        left = found & set(self._live.leftovers(campus, now)) if found else found
        return Purged(records, len(found), len(left))

    def _timezone(self, campus: CampusSlug) -> str:
        lines = self._records.load_plan(campus).lines
        return lines[0].timezone if lines else "UTC"

    def _tell(self, campus: CampusSlug, purged: Purged) -> None:
        removed = sum(purged.records.removed.values())
        left = sum(purged.records.left.values()) + (purged.live_left or 0)
        level = logging.INFO if purged.is_clean else logging.ERROR
        log.log(level, "purged", extra={"campus": campus, "removed": removed, "left": left})

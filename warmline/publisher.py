"""Puts the compiled plan into Redis: when it changes, and before the last one runs out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from warmline.callers import Callers
from warmline.compile import compile_roster
from warmline.ids import CampusSlug
from warmline.store.live import LiveStore

if TYPE_CHECKING:
    from warmline.store.records import Records

RENEWED = timedelta(hours=6)  # the compiled 14 days are made anew this often, plan or no plan


class Publisher:
    """Compiles from records to the live store; raises what either raises when it is away."""

    def __init__(
        self,
        records: "Records",
        live: LiveStore,
        now: Callable[[], datetime],
        *,
        after: Callable[[CampusSlug], None] = lambda _: None,
    ) -> None:
        """Make one; ``after`` follows each roster that is published."""
        self._records = records
        self._live = live
        self._now = now
        self._after = after
        self._published: dict[CampusSlug, tuple[str, datetime]] = {}

    def publish(self, campus: CampusSlug) -> str:
        """Compile a campus's plan, publish it, and return its version."""
        now = self._now()
        version = self._version(campus, now)
        roster = compile_roster(
            self._records.load_plan(campus, since=now),
            now=now,
            version=version,
            pepper=self._records.pepper(campus),
            callers=Callers(
                self._records.blocked(campus, now), self._records.caller_plans(campus, now)
            ),
        )
        self._live.publish(roster)
        self._after(campus)
        return version

    def publish_changed(self) -> tuple[CampusSlug, ...]:
        """Publish every campus whose plan is newer than its roster, or whose roster ages."""
        return tuple(it for it in self._records.campuses() if self.renew(it))

    def renew(self, campus: CampusSlug) -> bool:
        """Publish a campus if its plan is newer than its roster, or the roster ages; say if so."""
        if self._live.roster_version(campus) == self._version(campus, self._now()):
            return False
        self.publish(campus)
        return True

    def _version(self, campus: CampusSlug, now: datetime) -> str:
        """Return the name of what ought to be published: the plan's version and the time's part."""
        part = int(now.timestamp() // RENEWED.total_seconds())
        return f"{self._records.plan_version(campus)}.{part}"

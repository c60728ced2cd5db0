"""The records' side of drills: which phones were rung, and what came of each."""

from collections.abc import Sequence
from datetime import datetime

from warmline.drill import Heard, Ringee, Tested
from warmline.ids import CampusSlug, MentorId
from warmline.store.records import drills
from warmline.store.records.database import Database


class DrillRecords:
    """One drill is under way at a time."""

    _database: Database

    def begin_drill(
        self,
        campus: CampusSlug,
        drill: str,
        ringees: Sequence[Ringee],
        *,
        actor: str,
        now: datetime,
    ) -> bool:
        """Write a drill down; False, and nothing is written, while another is under way."""
        with self._database.writing() as connection:
            return drills.begin(connection, campus, drill, ringees, actor, now)

    def open_drill(self, campus: CampusSlug) -> str | None:
        """Return the drill that is under way, or None."""
        with self._database.reading() as connection:
            return drills.under_way(connection, campus)

    def last_drill(self, campus: CampusSlug) -> str | None:
        """Return the newest drill, or None."""
        with self._database.reading() as connection:
            return drills.last(connection, campus)

    def tested(self, drill: str) -> tuple[Tested, ...]:
        """Return every phone of a drill and what came of it, in the order of ringing."""
        with self._database.reading() as connection:
            return drills.tested(connection, drill)

    def end_drill_ring(self, drill: str, mentor: MentorId, outcome: Heard, now: datetime) -> None:
        """Write down what came of one phone."""
        with self._database.writing() as connection:
            drills.end_ring(connection, drill, mentor, outcome, now)

    def end_drill(self, drill: str, now: datetime) -> None:
        """Note that the coordinators have been told how a drill ended."""
        with self._database.writing() as connection:
            drills.end(connection, drill, now)

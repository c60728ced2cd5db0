"""The records' side that the application form and the console's People pages ask."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from warmline.applications import Application, Kind, Untold, Verdict, Written
from warmline.ids import CampusSlug, MentorId
from warmline.privacy import Vault
from warmline.reports.fairness import Tally
from warmline.store.records import applications, caring, loads
from warmline.store.records.database import Database
from warmline.store.records.plan_tables import campus as campus_table


class ApplicationRecords:
    """What strangers wrote, and what a coordinator sees of everybody's load."""

    _database: Database
    _vault: Vault

    def campus_names(self) -> dict[CampusSlug, str]:
        """Return what every campus that has been loaded is called."""
        chosen = select(campus_table.c.slug, campus_table.c.name).order_by(campus_table.c.slug)
        with self._database.reading() as connection:
            return {CampusSlug(it.slug): it.name for it in connection.execute(chosen)}

    def put_application(
        self, campus: CampusSlug, kind: Kind, written: Written, *, now: datetime
    ) -> bool:
        """Keep what somebody wrote, sealed; False where the list of those that wait is full."""
        with self._database.writing() as connection:
            return applications.put(connection, self._vault, campus, (kind, written), now)

    def applications(self, campus: CampusSlug) -> tuple[Application, ...]:
        """Return all that is kept of what was written, oldest first."""
        with self._database.reading() as connection:
            return applications.all_of(connection, self._vault, campus)

    def untold_applications(self, campus: CampusSlug) -> Untold | None:
        """Return which wait of which no coordinator was told, and when they last were told."""
        with self._database.reading() as connection:
            return applications.untold(connection, campus)

    def note_applications_told(self, ids: Iterable[str], *, now: datetime) -> None:
        """Note that coordinators were told of these."""
        with self._database.writing() as connection:
            applications.note_told(connection, ids, now)

    def take_up_application(
        self, campus: CampusSlug, which: str, name: str, *, actor: str, now: datetime
    ) -> MentorId:
        """Make it the first steps of a person, under this name. Raises PlanError."""
        with self._database.writing() as connection:
            said = (name, actor, now)
            return applications.take_up(connection, self._vault, campus, which, said)

    def decide_application(
        self, campus: CampusSlug, which: str, verdict: Verdict, *, actor: str, now: datetime
    ) -> None:
        """Refuse it, or note that it was taken back: it goes a month later. Raises PlanError."""
        with self._database.writing() as connection:
            said = (verdict, actor, now)
            applications.decide(connection, self._vault, campus, which, said)

    def tallies(self, campus: CampusSlug, since: datetime) -> dict[MentorId, Tally]:
        """Return what each mentor was offered since then on all lines, and what became of it."""
        with self._database.reading() as connection:
            return loads.tallies(connection, campus, since)

    def hard_counts(self, campus: CampusSlug, since: datetime) -> dict[MentorId, int]:
        """Return how many hard contacts each mentor has told of since then; for coordinators."""
        with self._database.reading() as connection:
            return caring.hard_counts(connection, campus, since)

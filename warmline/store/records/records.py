"""The records: the one door to the database, for the loader, the clock, the console and history."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from sqlalchemy import text

from warmline.campus_file import CampusFile
from warmline.ids import CampusSlug, Sealed
from warmline.privacy import Vault
from warmline.schedule import Era, Plan
from warmline.store.records import dumping, plans, saving, upgrading, versions
from warmline.store.records.account_records import AccountRecords
from warmline.store.records.application_records import ApplicationRecords
from warmline.store.records.assent_records import AssentRecords
from warmline.store.records.backup_records import BackupRecords
from warmline.store.records.caller_records import CallerRecords
from warmline.store.records.contact_records import ContactRecords
from warmline.store.records.database import Database, open_database
from warmline.store.records.draft_records import DraftRecords
from warmline.store.records.drill_records import DrillRecords
from warmline.store.records.dumping import Dump
from warmline.store.records.editing import Edit
from warmline.store.records.key_records import KeyRecords
from warmline.store.records.oversight_records import OversightRecords
from warmline.store.records.own_records import OwnRecords
from warmline.store.records.people_records import PeopleRecords
from warmline.store.records.saving import LoadReport
from warmline.store.records.versions import PlanChange


class Records(
    PeopleRecords,
    ApplicationRecords,
    OversightRecords,
    DraftRecords,
    OwnRecords,
    BackupRecords,
    KeyRecords,
    CallerRecords,
    ContactRecords,
    DrillRecords,
    AssentRecords,
    AccountRecords,
):
    """People, plans, history and audit.

    Every method raises RecordsUnavailableError when the database does not answer (asking again
    later is safe, also for writes), RecordsBehindError when it lacks this version's tables, and
    StoreError when it refuses. Safe to share between threads.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    @classmethod
    def connect(cls, database_url: str, vault: Vault) -> Self:
        """Return the records at this URL, without yet asking anything of the database.

        Raises SettingsError if the URL is not one of SQLite's or PostgreSQL's.
        """
        return cls(open_database(database_url), vault)

    def close(self) -> None:
        """Close every connection; the next call would open new ones."""
        self._database.close()

    def ping(self) -> None:
        """Raise unless the database answers."""
        with self._database.reading() as connection:
            connection.execute(text("SELECT 1"))

    def clock_ahead(self) -> float | None:
        """Return by how many seconds its clock is ahead of ours; None where it is the same."""
        return self._database.clock_ahead()

    def upgrade(self) -> None:
        """Bring the database to this version's shape; many processes may try at once."""
        upgrading.upgrade(self._database)

    def check_schema(self) -> None:
        """Raise RecordsBehindError unless the database has exactly this version's shape."""
        upgrading.check_schema(self._database)

    def save_campus(self, campus_file: CampusFile, *, actor: str, now: datetime) -> LoadReport:
        """Make a campus's plan what its file says, all or nothing; the same file changes nothing.

        Mentors, lines and desks that the file no longer has become inactive; how far a known mentor
        has come is left alone: that is what their steps say, not a file. Raises PlanError if an
        override or period of the file contradicts one that was made otherwise.
        """
        with self._database.writing() as connection:
            return saving.save_campus(connection, self._vault, campus_file, actor, now)

    @contextmanager
    def editing(
        self, campus: CampusSlug, *, actor: str, action: str, origin: str, now: datetime
    ) -> Iterator[Edit]:
        """Give an edit of a campus's plan: kept whole when the block ends, not at all if it raises.

        Edits queue behind each other and behind loads. The caller publishes the plan afterwards.
        Raises PlanError, with the reason, for whatever a campus file would be refused for, and for
        overrides that contradict another, cover nobody's time, or are over already.
        """
        with self._database.writing() as connection:
            edit = Edit(connection, self._vault, campus, origin=origin, now=now)
            yield edit
            edit.close(actor, action, f"campus/{campus}")

    def eras(self, campus: CampusSlug, start: datetime, end: datetime) -> tuple[Era, ...]:
        """Return the plans that routed between two instants (UTC), oldest first, no numbers in.

        The first covers ``start``; what was before the first plan of all, that plan tells.
        """
        with self._database.reading() as connection:
            return versions.eras(connection, campus, start, end)

    def plan_history(
        self, campus: CampusSlug, start: datetime, end: datetime
    ) -> tuple[PlanChange, ...]:
        """Return every change of a campus's plan from ``start`` to before ``end``, oldest first."""
        with self._database.reading() as connection:
            return versions.history(connection, campus, start, end)

    def campus_file(self, campus: CampusSlug) -> Dump:
        """Return a campus file that loads to what there is; it holds numbers in plain."""
        with self._database.reading() as connection:
            return dumping.campus_file(connection, self._vault, campus)

    def campuses(self) -> tuple[CampusSlug, ...]:
        """Return every campus that has been loaded."""
        with self._database.reading() as connection:
            return plans.slugs(connection)

    def load_plan(self, campus: CampusSlug, since: datetime | None = None) -> Plan:
        """Return a campus's plan as of one moment, numbers sealed.

        With ``since`` (UTC), what ended before is left out: who was on call until then cannot be
        told by it, but it does not grow with the years.
        """
        with self._database.reading() as connection:
            return plans.load_plan(connection, campus, since)

    def plan_version(self, campus: CampusSlug) -> int:
        """Return a count that grows with every change of the plan or of who is blocked."""
        with self._database.reading() as connection:
            return int(plans.campus_row(connection, campus)["plan_version"])

    def pepper(self, campus: CampusSlug) -> Sealed:
        """Return the sealed key of the campus's number hashes."""
        with self._database.reading() as connection:
            return Sealed(plans.campus_row(connection, campus)["pepper"])

"""The records' side that oversight asks: a line's contacts to count, the audit, and the purge."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from warmline.ids import CampusSlug, LineSlug
from warmline.reports.fairness import Offers
from warmline.store.records import auditing, contacts, counting, purging
from warmline.store.records.auditing import AuditEntry, Break
from warmline.store.records.database import Database
from warmline.store.records.history import ContactHistory
from warmline.store.records.purging import PurgeReport
from warmline.store.records.unmet import Unmet, unmet


class OversightRecords:
    """Counts and proofs; the audit only grows, whatever is purged."""

    _database: Database

    def line_contacts(
        self, campus: CampusSlug, line: LineSlug, since: datetime, until: datetime
    ) -> tuple[ContactHistory, ...]:
        """Return all contacts of a line that arrived from ``since`` to before ``until``."""
        with self._database.reading() as connection:
            return contacts.of_line(connection, (campus, line), since, until)

    def unmet_help(self, campus: CampusSlug, since: datetime) -> tuple[Unmet, ...]:
        """Return the escalations since then that reached nobody, the newest first."""
        with self._database.reading() as connection:
            return unmet(connection, campus, since)

    def counted(
        self, campus: CampusSlug, line: LineSlug | None, since: datetime, until: datetime
    ) -> tuple[ContactHistory, ...]:
        """Return the contacts of a line, or of all, with what reports count of them alone."""
        with self._database.reading() as connection:
            return counting.counted(connection, (campus, line), since, until)

    def offers(
        self, campus: CampusSlug, line: LineSlug | None, since: datetime, until: datetime
    ) -> Offers:
        """Return how often each mentor was offered a contact, by how the ring ended."""
        with self._database.reading() as connection:
            return counting.offers(connection, (campus, line), since, until)

    def audit(
        self, actor: str, action: str, subject: str, before: Any, after: Any, now: datetime
    ) -> AuditEntry:
        """Add an entry to the audit; ``before`` and ``after`` are plain data without numbers."""
        with self._database.writing() as connection:
            return auditing.append(connection, actor, action, subject, (before, after), now)

    def audit_entries(self) -> tuple[AuditEntry, ...]:
        """Return the whole audit, oldest first."""
        with self._database.reading() as connection:
            return tuple(auditing.entries(connection))

    def last_audit_entries(self, count: int) -> tuple[AuditEntry, ...]:
        """Return the newest entries, newest first."""
        with self._database.reading() as connection:
            return auditing.last_entries(connection, count)

    def audit_entry(self, entry_id: int) -> AuditEntry | None:
        """Return an entry that is known to hold, or None if there is none of this id."""
        with self._database.reading() as connection:
            return auditing.one(connection, entry_id)

    def audit_break(self) -> Break | None:
        """Return where the audit was tampered with first, or None if all entries hold."""
        with self._database.reading() as connection:
            return auditing.first_break(connection)

    def verify_audit(self) -> int | None:
        """Return the id of the first entry that was altered or is missing, or None if all hold."""
        found = self.audit_break()
        return found.id if found else None

    def too_old(self, campus: CampusSlug, now: datetime) -> dict[str, int]:
        """Count what is kept for longer than it may be at ``now`` (UTC), by what it is."""
        with self._database.reading() as connection:
            return purging.scan(connection, campus, now)

    def purge(
        self,
        campus: CampusSlug,
        *,
        actor: str,
        now: datetime,
        pause: Callable[[float], object] = time.sleep,
    ) -> PurgeReport:
        """Take away all that is too old at ``now`` (UTC), and say what a scan found afterwards.

        Runs beside whoever writes records, also beside another purge; what is young is untouched.
        """
        return purging.purge(self._database, campus, actor, now, pause)

"""The records' side of a backup: everything out, everything back."""

from collections.abc import Iterable
from datetime import datetime

import warmline
from warmline.backup import Manifest, Part, Put, Summary
from warmline.privacy import Vault
from warmline.store.records import auditing, copying, restoring, upgrading
from warmline.store.records.database import Database
from warmline.store.records.restoring import Restored


class BackupRecords:
    """Copies of all that is known."""

    _database: Database
    _vault: Vault

    def copy_to(self, put: Put, *, actor: str, now: datetime) -> tuple[Manifest, Summary]:
        """Hand out everything as of one moment, in parts, while others go on writing.

        Returns the first part and the last as ``put`` has written it. The audit says who took a
        copy, in the copy too. Works on an earlier schema than ours, so that a backup can be made
        before an upgrade.
        """
        with self._database.writing() as connection:
            auditing.append(connection, actor, "backup", "database", (None, None), now)
        with self._database.reading() as connection:
            end, last_hash = auditing.end(connection)
            manifest = Manifest(
                version=warmline.__version__,
                revision=upgrading.revision_of(connection),
                made_at=now,
                audit_id=end,
                audit_hash=last_hash,
                tables={
                    # SQLAlchemy's own names are not plain text.
                    str(table.name): tuple(str(it) for it in table.columns.keys())  # noqa: SIM118 - not a dict
                    for table in copying.tables(connection)
                },
            )
            put(manifest)
            copier = copying.Copier(connection, self._vault)
            for batch in copier.batches():
                put(batch)
        return manifest, put(Summary(counts=copier.counts, unopened=copier.unopened))

    def restore(
        self, parts: Iterable[Part], *, replace: bool, actor: str, now: datetime
    ) -> Restored:
        """Put an archive, known to be whole, in the place of what is there; all or nothing."""
        return restoring.restore(self._database, parts, replace=replace, actor=actor, now=now)

    def is_empty(self) -> bool:
        """Say whether nothing has ever been written to this database."""
        with self._database.reading() as connection:
            return restoring.is_empty(connection)

    @staticmethod
    def schema() -> str:
        """Return the revision of the schema that this version works with."""
        return upgrading.newest()

    @staticmethod
    def knows_revision(revision: str) -> bool:
        """Say whether a schema is ours or an earlier one."""
        return upgrading.knows(revision)

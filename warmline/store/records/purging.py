"""The purge: takes away what is too old, a little at a time, and looks again whether it is gone.

Each transaction is short, and between two of them the database is left alone for as long as the
last one took: a contact that ends meanwhile is written down as ever. A row that somebody else
writes to is left for the next round.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from msgspec import Struct
from sqlalchemy import Connection, delete, func, select, tuple_, update

from warmline.errors import RecordsUnavailableError
from warmline.ids import CampusSlug
from warmline.store.records import aging, auditing
from warmline.store.records.aging import Old
from warmline.store.records.database import Database

BATCH = 200  # rows in one transaction: a few milliseconds
ROUNDS = 3  # over everything, should some of it have been held by others
LONGEST_PAUSE = 0.2  # seconds
PATIENCE = 5  # times that a batch is tried again; each try waits for seconds by itself


class PurgeReport(Struct, frozen=True, kw_only=True):
    """What was too old, by what it was: found before, removed, and still there afterwards."""

    found: dict[str, int]
    removed: dict[str, int] = {}
    left: dict[str, int] = {}

    @property
    def is_clean(self) -> bool:
        """Say whether a scan after the purge found nothing older than it may be."""
        return not any(self.left.values())


def scan(connection: Connection, campus: CampusSlug, now: datetime) -> dict[str, int]:
    """Count what is too old at ``now`` (UTC), by what it is; zeros too."""
    found: Counter[str] = Counter()
    for old in aging.all_old(connection, campus, now):
        counted = select(func.count()).select_from(old.table).where(old.where)
        found[old.what] += connection.execute(counted).scalar_one()
    return dict(found)


def purge(
    database: Database,
    campus: CampusSlug,
    actor: str,
    now: datetime,
    pause: Callable[[float], object],
) -> PurgeReport:
    """Take away all that is too old at ``now`` (UTC); what was young then is never touched.

    ``pause`` waits for some seconds. The audit keeps how many were removed, and of what.
    """
    with database.reading() as connection:
        found = scan(connection, campus, now)
        everything = aging.all_old(connection, campus, now)
    removed: Counter[str] = Counter()
    left = found
    for _ in range(ROUNDS):
        for old in everything:
            removed[old.what] += _remove(database, old, pause)
        with database.reading() as connection:
            left = scan(connection, campus, now)
        if not any(left.values()):
            break
    report = PurgeReport(found=found, removed={it: removed[it] for it in found}, left=left)
    if any(found.values()) or any(removed.values()):
        _audit(database, campus, actor, report, now)
    return report


def _remove(database: Database, old: Old, pause: Callable[[float], object]) -> int:
    """Take away one kind of thing, batch by batch; returns how many."""
    removed = 0
    while True:
        began = monotonic()
        batch = _patiently(database, old, pause)
        removed += batch
        if batch == 0:
            return removed
        pause(min(monotonic() - began, LONGEST_PAUSE))


def _patiently(database: Database, old: Old, pause: Callable[[float], object]) -> int:
    """Take away one batch; a database that others keep busy is asked again, and then once more.

    On SQLite there is one writer at a time and no queue: among many that write without a break it
    may be a while before it is our turn.
    """
    for _ in range(PATIENCE):
        try:
            return _one_batch(database, old)
        except RecordsUnavailableError:
            pause(LONGEST_PAUSE)
    return _one_batch(database, old)


def _one_batch(database: Database, old: Old) -> int:
    with database.writing() as connection:
        return _batch(connection, old, skip_locked=not database.is_sqlite)


def _batch(connection: Connection, old: Old, *, skip_locked: bool) -> int:
    key = list(old.table.primary_key.columns)
    chosen = select(*key).where(old.where).limit(BATCH)
    if skip_locked:
        chosen = chosen.with_for_update(of=old.table, skip_locked=True)
    rows = [tuple(row) for row in connection.execute(chosen)]
    if not rows:
        return 0
    these = tuple_(*key).in_(rows) if len(key) > 1 else key[0].in_([row[0] for row in rows])
    gone = delete(old.table) if old.change is None else update(old.table).values(old.change)
    # Counted by the database: rows that it would not change must not be tried for ever.
    return connection.execute(gone.where(these, old.where)).rowcount


def _audit(
    database: Database, campus: CampusSlug, actor: str, report: PurgeReport, now: datetime
) -> None:
    said = [{it: n for it, n in counts.items() if n} for counts in (report.removed, report.left)]
    with database.writing() as connection:
        change = (None, {"removed": said[0], "left": said[1]})
        auditing.append(connection, actor, "purge", f"campus/{campus}", change, now)

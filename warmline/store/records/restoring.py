"""Putting a backup in the place of what is there: in one transaction, wholly or not at all.

What was there can be kept aside: in a schema of its own on PostgreSQL, in a file beside it on
SQLite. Everybody who asks meanwhile sees the old or the new, never a part.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import ProgrammingError

from warmline.backup import Batch, Manifest, Part
from warmline.errors import BackupError, StoreError
from warmline.store.records import auditing, copying, upgrading
from warmline.store.records.auditing import Break
from warmline.store.records.database import Database

NOT_EMPTY = (
    "this database is not empty; --replace puts the backup in its place and keeps what is there "
    "aside"
)
_ALWAYS = frozenset({"audit_head"})  # has a row in a database in which nothing has happened


class Restored(Struct, frozen=True):
    """What a restore did: where the old was kept, and whether the audit holds in the new."""

    aside: str | None
    audit_break: Break | None


def is_empty(connection: Connection) -> bool:
    """Say whether nothing has ever been written to this database, tables or no tables."""
    return not any(
        connection.execute(select(func.count()).select_from(select(table).limit(1).subquery()))
        .scalar_one()
        for table in copying.tables(connection)
        if table.name not in _ALWAYS
    )  # fmt: skip


def restore(
    database: Database, parts: Iterable[Part], *, replace: bool, actor: str, now: datetime
) -> Restored:
    """Put an archive, known to be whole, into this database, and bring it to this version's shape.

    Raises BackupError, before anything is touched, if there is something already and it is not to
    be replaced.
    """
    coming = iter(parts)
    manifest = next(coming)
    if not isinstance(manifest, Manifest):
        raise BackupError("the archive does not say what it was made from")
    aside = None
    try:
        with database.writing() as connection:
            upgrading.queue(database, connection)
            if not is_empty(connection):
                aside = _set_aside(database, connection, now, replace=replace)
            if aside is None or database.is_sqlite:
                _clear(database, connection)
            upgrading.upgrade_to(connection, manifest.revision)
            _fill(connection, manifest, coming)
            upgrading.upgrade_to(connection, "head")
            broken = auditing.first_break(connection)
            said = {"made_at": manifest.made_at, "version": manifest.version, "aside": aside}
            auditing.append(connection, actor, "restore", "database", (None, said), now)
    except BaseException:
        if aside is not None and database.is_sqlite:  # nothing has happened, so none is needed
            Path(aside).unlink(missing_ok=True)
        raise
    return Restored(aside, broken)


def _fill(connection: Connection, manifest: Manifest, parts: Iterable[Part]) -> None:
    there = {table.name: table for table in copying.tables(connection)}
    for name, columns in manifest.tables.items():
        if name not in there or set(columns) != set(there[name].columns.keys()):
            raise BackupError(f"the archive's table {name} is not one of its schema's")
    for name in _ALWAYS & there.keys():
        connection.execute(there[name].delete())
    for part in parts:
        if isinstance(part, Batch):
            copying.put(connection, there[part.table], manifest.tables[part.table], part)


def _clear(database: Database, connection: Connection) -> None:
    """Take away tables in which nothing is, or of which there is a copy."""
    there: list[Table] = list(copying.tables(connection))
    for table in reversed(there):
        table.drop(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    if not database.is_sqlite:
        connection.execute(text("DROP FUNCTION IF EXISTS audit_only_grows()"))


def _set_aside(database: Database, connection: Connection, now: datetime, *, replace: bool) -> str:
    """Keep what is there, and return where; raises BackupError unless it is to be replaced."""
    if not replace:
        raise BackupError(NOT_EMPTY)
    if database.is_sqlite:
        return _copied(database, now)
    schema = f"warmline_before_{now:%Y%m%dt%H%M%Sz}"
    try:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        for table in copying.tables(connection):
            connection.execute(text(f'ALTER TABLE "{table.name}" SET SCHEMA {schema}'))
        connection.execute(text(f"ALTER TABLE alembic_version SET SCHEMA {schema}"))
        connection.execute(text(f"ALTER FUNCTION audit_only_grows() SET SCHEMA {schema}"))
    except ProgrammingError as exc:
        raise StoreError(
            "the database's role may not keep the old tables aside; "
            "let it: GRANT CREATE ON DATABASE … TO …"
        ) from exc
    return f"schema {schema}"


def _copied(database: Database, now: datetime) -> str:
    """Copy the file while nobody else may write to it; readable by its owner alone."""
    file = str(database.engine.url.database)
    aside = Path(f"{file}.before-{now:%Y%m%dT%H%M%SZ}")
    try:
        aside.touch(mode=0o600, exist_ok=False)
        with closing(sqlite3.connect(file)) as copying_from:
            copying_from.execute("VACUUM INTO ?", (str(aside),))
    except (OSError, sqlite3.Error) as exc:
        aside.unlink(missing_ok=True)
        raise StoreError(f"the old database cannot be kept aside ({exc})") from exc
    return str(aside)

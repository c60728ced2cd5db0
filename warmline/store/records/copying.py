"""Every row of the records, out of one database and into another, of either make.

Tables are read as the database describes them, not as this version knows them: so a database of an
earlier schema can be copied too, and is put back as what it was.
"""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import JSON, Connection, Date, DateTime, LargeBinary, MetaData, Table, select

from warmline.backup import Batch
from warmline.errors import BackupError
from warmline.privacy import Vault
from warmline.store.records import history_tables, people_tables, plan_tables
from warmline.store.records.schema import json_column_type, metadata

BATCH_BYTES = 256 * 1024
_READ_ROWS = 200  # of a plan's past each may be a hundred kilobytes
# Whoever imports these fills the metadata. A table that is taken out of it later is named here.
_KNOWN = (history_tables, people_tables, plan_tables)
CHAINED = frozenset({"audit"})  # its hashes are over what it says: it is copied letter for letter


def tables(connection: Connection) -> tuple[Table, ...]:
    """Return our tables as this database has them, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in metadata.tables)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = json_column_type()
    return tuple(found.sorted_tables)


class Copier:
    """Reads every row; what is sealed in it is sealed with the current key as it passes."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection, self._vault = connection, vault
        self.counts: dict[str, int] = {}
        self.unopened = 0

    def batches(self) -> Iterator[Batch]:
        """Yield all rows of all tables, some at a time."""
        for table in tables(self._connection):
            name = str(table.name)
            self.counts[name] = 0
            waiting: list[msgspec.Raw] = []
            size = 0
            for row in self._rows(table):
                waiting.append(msgspec.Raw(row))
                size += len(row)
                if size > BATCH_BYTES:
                    yield Batch(name, waiting)
                    waiting, size = [], 0
            if waiting:
                yield Batch(name, waiting)

    def _rows(self, table: Table) -> Iterator[bytes]:
        """Yield rows as JSON: instants with their offset, wall clocks without, bytes in base64."""
        chosen = select(table).order_by(*table.primary_key.columns)
        options = {"stream_results": True, "yield_per": _READ_ROWS}
        for row in self._connection.execute(chosen, execution_options=options):
            self.counts[str(table.name)] += 1
            values = list(row)
            if table.name not in CHAINED:
                values = [self._resealed(it) for it in values]
            yield msgspec.json.encode(values)

    def _resealed(self, value: Any) -> Any:
        return within(value, self._text)

    def _text(self, text: str) -> str:
        again = self._vault.resealed(text)
        self.unopened += sum(self._vault.key_of(it) is None for it in self._vault.seals_in(again))
        return again


def within(value: Any, change: Callable[[str], str]) -> Any:
    """Return a column's value with every text in it changed, however deep it lies in JSON."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [within(it, change) for it in value]
    if isinstance(value, dict):
        return {key: within(it, change) for key, it in value.items()}
    return value


def put(connection: Connection, table: Table, columns: tuple[str, ...], batch: Batch) -> None:
    """Write rows of a batch into their table."""
    readers = [_reader(table, name, connection.dialect.name) for name in columns]
    rows = []
    for raw in batch.rows:
        values = msgspec.json.decode(raw)
        if len(values) != len(columns):
            raise BackupError(f"the archive's rows of {table.name} are not what it says they are")
        rows.append(
            {
                name: None if value is None else read(value)
                for name, read, value in zip(columns, readers, values, strict=True)
            }
        )
    connection.execute(table.insert(), rows)


def _reader(table: Table, column: str, dialect: str) -> Callable[[Any], Any]:
    kind = table.columns[column].type
    if isinstance(kind, DateTime):
        return partial(_moment, kept_with_zone=dialect != "sqlite" and kind.timezone)
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    return _same


def _same(value: Any) -> Any:
    return value


def _moment(text: str, *, kept_with_zone: bool) -> datetime:
    """Return a time as this database keeps it: SQLite without a zone, in UTC where it had one."""
    at = datetime.fromisoformat(text)
    if kept_with_zone:
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at

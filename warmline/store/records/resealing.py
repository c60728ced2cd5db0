"""Everything that is sealed in the records: counted by key, and sealed anew with the current one.

Found by what a seal looks like, in every column that can hold text, so that a new column needs
nothing here. The audit is left out: no seal is in it, and its hashes are over what it says.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    String,
    Table,
    Text,
    cast,
    or_,
    select,
    tuple_,
    update,
)

from warmline.errors import RecordsUnavailableError
from warmline.privacy import Vault
from warmline.store.records import copying
from warmline.store.records.copying import CHAINED
from warmline.store.records.database import Database

BATCH = 100  # rows in one transaction: a few milliseconds
PATIENCE = 10  # times that a batch is tried again while others keep the database busy
LONGEST_PAUSE = 0.2  # seconds
_BEGINS = "%gAAAA%"
_READ_ROWS = 500


def count(connection: Connection, vault: Vault) -> Counter[int | None]:
    """Count what is sealed by the place of its key; None for what fits no key of ours."""
    found: Counter[int | None] = Counter()
    for table in _tables(connection):
        for row in _rows(connection, table):
            found.update(vault.key_of(seal) for seal in _seals(row, vault))
    return found


def reseal(database: Database, vault: Vault, pause: Callable[[float], object]) -> int:
    """Seal what an old key sealed with the current one, batch by batch; returns how many rows.

    Runs beside whoever writes records. What others write meanwhile with an old key is left for the
    next time; a process that dies on the way has done some of it, and the next one does the rest.
    """
    with database.reading() as connection:
        old = {table: _keys_of_old(connection, table, vault) for table in _tables(connection)}
    done = 0
    for table, keys in old.items():
        for start in range(0, len(keys), BATCH):
            began = monotonic()
            done += _patiently(database, vault, table, keys[start : start + BATCH], pause)
            pause(min(monotonic() - began, LONGEST_PAUSE))
    return done


def _tables(connection: Connection) -> Iterator[Table]:
    return (it for it in copying.tables(connection) if it.name not in CHAINED and _texts(it))


def _texts(table: Table) -> list[Column[Any]]:
    return [it for it in table.columns if isinstance(it.type, String | JSON)]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows in which something looks sealed."""
    looks = or_(*(cast(it, Text).like(_BEGINS) for it in _texts(table)))
    options = {"stream_results": True, "yield_per": _READ_ROWS}
    for row in connection.execute(select(table).where(looks), execution_options=options).mappings():
        yield {str(name): value for name, value in row.items()}


def _keys_of_old(connection: Connection, table: Table, vault: Vault) -> list[tuple[Any, ...]]:
    """Return the primary keys of rows in which something is sealed with an old key."""
    return [
        tuple(row[it.name] for it in table.primary_key.columns)
        for row in _rows(connection, table)
        if any(vault.key_of(seal) not in {0, None} for seal in _seals(row, vault))
    ]


def _seals(row: dict[str, Any], vault: Vault) -> list[str]:
    found: list[str] = []

    def note(text: str) -> str:
        found.extend(vault.seals_in(text))
        return text

    for value in row.values():
        copying.within(value, note)
    return found


def _patiently(
    database: Database,
    vault: Vault,
    table: Table,
    keys: list[tuple[Any, ...]],
    pause: Callable[[float], object],
) -> int:
    for _ in range(PATIENCE):
        try:
            return _batch(database, vault, table, keys)
        except RecordsUnavailableError:
            pause(LONGEST_PAUSE)
    return _batch(database, vault, table, keys)


def _batch(database: Database, vault: Vault, table: Table, keys: list[tuple[Any, ...]]) -> int:
    """Seal some rows anew as they are now; nobody else can change them meanwhile."""
    primary = list(table.primary_key.columns)
    these = (
        tuple_(*primary).in_(keys) if len(primary) > 1 else primary[0].in_([it[0] for it in keys])
    )
    chosen = select(table).where(these).with_for_update()
    done = 0
    with database.writing() as connection:
        for row in [dict(it) for it in connection.execute(chosen).mappings()]:
            anew = {name: copying.within(value, vault.resealed) for name, value in row.items()}
            changed = {str(name): it for name, it in anew.items() if it != row[name]}
            if changed:
                this = [column == row[column.name] for column in primary]
                done += connection.execute(update(table).where(*this).values(changed)).rowcount
    return done

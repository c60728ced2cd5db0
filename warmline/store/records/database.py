"""The connection to the database, and what is said when it does not answer."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from warmline.errors import (
    RecordsBehindError,
    RecordsUnavailableError,
    SettingsError,
    StoreError,
)

_HOW = (
    "DATABASE_URL should look like postgresql://user:password@host/name "
    "or sqlite:////srv/warmline/records.sqlite3"
)
_WAIT_SECONDS = 5  # for a connection, or for another writer; a job that fails is tried again
_WRITES = "warmline_writes"
_UNDEFINED = {"42P01", "42703"}  # PostgreSQL, appendix A: undefined_table, undefined_column


class Database:
    """Opens transactions; every failure leaves as one of our errors, with no value in it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = engine if self.is_sqlite else engine.execution_options(**snapshot)
        self._writer = engine.execution_options(**{_WRITES: True})

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is the file on this machine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one moment of the database, however many tables it reads."""
        with saying_what_failed(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that is kept whole or not at all; on SQLite it is the only writer."""
        with saying_what_failed(), self._writer.begin() as connection:
            yield connection

    def clock_ahead(self) -> float | None:
        """Return by how many seconds its clock is ahead; None for the file on this machine."""
        if self.is_sqlite:
            return None
        before = time.time()
        with self.reading() as connection:
            theirs = connection.execute(text("SELECT extract(epoch FROM clock_timestamp())"))
            return float(theirs.scalar_one()) - (before + time.time()) / 2

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(database_url: str) -> Database:
    """Return the database at this URL, without yet asking anything of it; raises SettingsError."""
    try:
        url = _understood(make_url(database_url))
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, **_options(url))
    except (ArgumentError, NoSuchModuleError, ValueError) as exc:
        raise SettingsError(_HOW) from exc
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return Database(engine)


def _understood(url: URL) -> URL:
    """Return the URL with the driver we ship; hosts hand out ``postgres://`` too."""
    if url.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in {"sqlite", "sqlite+pysqlite"} and url.database not in {
        None,
        "",
        ":memory:",
    }:
        return url
    raise ValueError  # in memory, each process would see a database of its own


def _options(url: URL) -> dict[str, Any]:
    if url.drivername.startswith("sqlite"):
        return {"connect_args": {"timeout": _WAIT_SECONDS}}
    return {
        "pool_timeout": _WAIT_SECONDS,
        # A pooler between us and PostgreSQL may hand us another session between two statements,
        # which then knows nothing of a prepared one.
        "connect_args": {"connect_timeout": _WAIT_SECONDS, "prepare_threshold": None},
    }


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Readers beside one writer (WAL), foreign keys held, and transactions begun by us alone."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is purged is overwritten in the file


def _begin_sqlite(connection: Connection) -> None:
    """Queue writers at the door: one that began as a reader could not be let in later."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def saying_what_failed() -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except (IntegrityError, DataError) as exc:
        raise StoreError("the database refused a record that breaks its rules") from exc
    except DBAPIError as exc:
        if _is_behind(exc):
            raise RecordsBehindError(
                "the database lacks tables of this version; run: warmline db upgrade"
            ) from exc
        raise RecordsUnavailableError("the database does not answer") from exc
    except PoolTimeoutError as exc:
        raise RecordsUnavailableError("every connection to the database is busy") from exc


def _is_behind(exc: DBAPIError) -> bool:
    """Say whether a table or column that we know is missing there."""
    if getattr(exc.orig, "sqlstate", None) in _UNDEFINED:
        return True
    said = str(exc.orig)
    return isinstance(exc.orig, sqlite3.OperationalError) and (
        said.startswith(("no such table", "no such column")) or "has no column named" in said
    )

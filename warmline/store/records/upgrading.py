"""Bringing a database to this version's shape, safely even when two processes try at once.

Alembic is imported only where it is used: a process that runs day and night neither upgrades nor
needs its 10 MB.
"""

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from warmline.errors import RecordsBehindError
from warmline.store.records.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent.parent / "migrations"
ADVISORY_LOCK = 0x5761726D  # "Warm"; any number will do as long as nobody else here uses it
_NEWER = "the database was upgraded by a newer version of Warmline; start that version here"
_ONE_THREAD = threading.Lock()  # Alembic keeps the migration that runs in a module-wide variable


def upgrade(database: Database) -> None:
    """Run every migration that is missing, all or none of them; a second process waits its turn.

    Raises RecordsBehindError, and does nothing, if a newer version was here.
    """
    with database.writing() as connection:
        queue(database, connection)
        if not _heads(connection) <= _known():
            raise RecordsBehindError(_NEWER)
        upgrade_to(connection, "head")


def queue(database: Database, connection: Connection) -> None:
    """Wait until no other process changes the schema."""
    if not database.is_sqlite:  # SQLite's writing() has already shut the door
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})


def upgrade_to(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision within the caller's transaction."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _config()
    with _ONE_THREAD:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def revision_of(connection: Connection) -> str:
    """Return the schema's revision. Raises RecordsBehindError if there is no schema yet."""
    heads = _heads(connection)
    if not heads:
        raise RecordsBehindError("the database is empty; run: warmline db upgrade")
    return min(heads)


@lru_cache(maxsize=1)
def newest() -> str:
    """Return the revision of this version's schema."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return ScriptDirectory.from_config(_config()).get_heads()[0]


def knows(revision: str) -> bool:
    """Say whether a revision is ours or an earlier one."""
    return revision in _known()


def check_schema(database: Database) -> None:
    """Raise RecordsBehindError unless the database has exactly this version's shape."""
    with database.reading() as connection:
        there = _heads(connection)
    if there == {newest()}:
        return
    if there <= _known():
        raise RecordsBehindError("the database is behind this version; run: warmline db upgrade")
    raise RecordsBehindError(_NEWER)


def _heads(connection: Connection) -> set[str]:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    return set(MigrationContext.configure(connection).get_current_heads())


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    script = ScriptDirectory.from_config(_config())
    return frozenset(it.revision for it in script.walk_revisions())


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config

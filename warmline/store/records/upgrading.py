"""Bringing a database to this version's shape, safely even when two processes try at once.

Alembic is imported only where it is used: a process that runs day and night neither upgrades nor
needs its 10 MB.
"""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from warmline.errors import RecordsBehindError
from warmline.store.records.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent.parent / "migrations"
ADVISORY_LOCK = 0x5761726D  # "Warm"; any number will do as long as nobody else here uses it
_ONE_THREAD = threading.Lock()  # Alembic keeps the migration that runs in a module-wide variable


def upgrade(database: Database) -> None:
    """Run every migration that is missing, all or none of them; a second process waits its turn."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _config()
    with _ONE_THREAD, database.writing() as connection:
        if not database.is_sqlite:  # SQLite's writing() has already shut the door
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_schema(database: Database) -> None:
    """Raise RecordsBehindError unless the database has exactly this version's shape."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    script = ScriptDirectory.from_config(_config())
    with database.reading() as connection:
        there = set(MigrationContext.configure(connection).get_current_heads())
    if there == set(script.get_heads()):
        return
    known = {revision.revision for revision in script.walk_revisions()}
    if there <= known:
        raise RecordsBehindError("the database is behind this version; run: warmline db upgrade")
    raise RecordsBehindError(
        "the database was upgraded by a newer version of Warmline; start that version here"
    )


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config

"""The database under the records: its shape, its absence, and that no number stands in it plain."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from postgres_for_tests import PostgresServer
from records_samples import CAMPUS_FILE, NORTHFIELD, NOW, NUMBERS, history, wrap_up
from sqlalchemy import inspect, text

from warmline.errors import (
    RecordsBehindError,
    RecordsUnavailableError,
    SettingsError,
)
from warmline.ids import NumberHash
from warmline.privacy import Vault
from warmline.store.records import Records
from warmline.store.records.database import open_database
from warmline.store.records.schema import metadata
from warmline.store.records.upgrading import ADVISORY_LOCK

_UPGRADE = """
import sys
from warmline.privacy import Vault
from warmline.store.records import Records
records = Records.connect(sys.argv[1], Vault([sys.argv[2]]))
print("ready", flush=True)
records.upgrade()
records.check_schema()
records.close()
"""


def test_a_database_on_another_machine_tells_its_clock(
    empty_database_url: str, records_vault: Vault
) -> None:
    """A file has this machine's clock; a server's own is told by how far it is from ours."""
    records = Records.connect(empty_database_url, records_vault)
    ahead = records.clock_ahead()
    records.close()
    assert (ahead is None) == empty_database_url.startswith("sqlite")
    assert abs(ahead or 0) < 2


def test_an_upgrade_makes_an_empty_database_ready(
    empty_database_url: str, records_vault: Vault
) -> None:
    """An empty database is behind until it is upgraded; upgrading it twice does no harm."""
    records = Records.connect(empty_database_url, records_vault)
    with pytest.raises(RecordsBehindError, match="run: warmline db upgrade"):
        records.check_schema()
    records.upgrade()
    records.upgrade()
    records.check_schema()
    assert records.campuses() == ()
    records.close()


def test_two_processes_may_upgrade_at_once(empty_database_url: str) -> None:
    """A release that starts on two machines at once upgrades the database once."""
    database = open_database(empty_database_url)
    with database.writing() as connection:  # nobody gets in until both stand at the door
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        upgrades = [
            subprocess.Popen(
                [sys.executable, "-W", "error", "-c", _UPGRADE, empty_database_url, "A" * 43 + "="],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        assert [upgrade.stdout.readline() for upgrade in upgrades if upgrade.stdout] == [
            "ready\n"
        ] * 2
    assert [(*upgrade.communicate(), upgrade.returncode) for upgrade in upgrades] == [
        ("", "", 0)
    ] * 2
    database.close()


def test_the_migrations_make_what_the_code_expects(records: Records, records_url: str) -> None:
    """Nobody can change a table in code and forget the migration."""
    database = open_database(records_url)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_a_database_of_a_newer_version_is_not_touched(records: Records, records_url: str) -> None:
    """An old program on a newer database says so instead of guessing."""
    database = open_database(records_url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    database.close()
    with pytest.raises(RecordsBehindError, match="newer version"):
        records.check_schema()


def test_using_a_database_that_is_behind_says_so(
    empty_database_url: str, records_vault: Vault
) -> None:
    """A missing table is told apart from a missing database."""
    records = Records.connect(empty_database_url, records_vault)
    for use in uses(records):
        with pytest.raises(RecordsBehindError, match="run: warmline db upgrade"):
            use()
    records.ping()
    records.close()


def uses(records: Records) -> list[Callable[[], object]]:
    """Return one call of every kind, but for ping."""
    return [
        records.campuses,
        records.audit_entries,
        records.verify_audit,
        records.check_schema,
        lambda: records.load_plan(NORTHFIELD),
        lambda: records.plan_version(NORTHFIELD),
        lambda: records.pepper(NORTHFIELD),
        lambda: records.blocked(NORTHFIELD, NOW),
        lambda: records.contact(history().id),
        lambda: records.contacts(NORTHFIELD, NOW, NOW),
        lambda: records.record_contact(history()),
        lambda: records.keep_wrap_up(history().id, wrap_up()),
        lambda: records.debriefs(NORTHFIELD),
        lambda: records.close_debrief(history().id, wrap_up().mentor, actor="sam", now=NOW),
        lambda: records.save_campus(CAMPUS_FILE, actor="sam", now=NOW),
        lambda: records.audit("sam", "x", "y", None, None, NOW),
        lambda: records.block(
            NORTHFIELD, NumberHash("aa"), reason="x", until=None, actor="sam", now=NOW
        ),
    ]


def test_a_postgresql_that_is_away_is_said_to_be_away_and_may_come_back(
    records_vault: Vault,
) -> None:
    """While the database is away every call says so; when it is back, the same records go on."""
    with PostgresServer() as server:
        records = Records.connect(server.url("postgres"), records_vault)
        records.upgrade()
        records.record_contact(history())
        server.stop()
        for use in [records.ping, records.upgrade, *uses(records)]:
            with pytest.raises(RecordsUnavailableError):
                use()
        server.start()
        assert history() == records.contact(history().id)
        records.close()


def test_a_sqlite_file_that_cannot_be_opened_is_said_to_be_away(
    tmp_path: Path, records_vault: Vault
) -> None:
    """A directory that is missing is a database that does not answer."""
    records = Records.connect(f"sqlite:///{tmp_path}/missing/records.sqlite3", records_vault)
    for use in [records.ping, records.upgrade, *uses(records)]:
        with pytest.raises(RecordsUnavailableError):
            use()
    records.close()


@pytest.mark.parametrize(
    "url", ["", "northfield", "mysql://host/name", "sqlite://", "sqlite:///:memory:", "postgres"]
)
def test_an_address_that_cannot_be_is_refused(url: str, records_vault: Vault) -> None:
    """A wrong DATABASE_URL is refused with what it should look like, and is never repeated."""
    with pytest.raises(SettingsError) as caught:
        Records.connect(url, records_vault)
    assert str(caught.value).startswith("DATABASE_URL should look like postgresql://")


def test_the_short_name_for_postgresql_is_understood(
    postgres_url: str, records_vault: Vault
) -> None:
    """Hosts that hand out postgres:// addresses need no editing."""
    short = postgres_url.replace("postgresql://", "postgres://")
    records = Records.connect(short, records_vault)
    records.ping()
    records.close()


def test_no_phone_number_stands_plain_in_any_column(records: Records, records_url: str) -> None:
    """Whoever steals the database learns nobody's number."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    records.record_contact(history())
    digits = [re.sub(r"\D", "", number)[1:] for number in NUMBERS]
    database = open_database(records_url)
    with database.reading() as connection:
        tables = inspect(connection).get_table_names()
        dump = {
            name: repr(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in tables
        }
    database.close()
    assert {*metadata.tables, "alembic_version"} == set(dump)
    assert [name for name, said in dump.items() if any(one in said for one in digits)] == []

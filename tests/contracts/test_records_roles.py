"""PostgreSQL's two roles of deploy/postgres/roles.sql: one that upgrades, one that works."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from postgres_for_tests import PostgresServer
from records_samples import CAMPUS_FILE, NORTHFIELD, NOW, history, wrap_up

from warmline.ids import NumberHash
from warmline.privacy import Vault
from warmline.store.records import Records
from warmline.store.records.accounts import Account

ROLES = (Path(__file__).parents[2] / "deploy" / "postgres" / "roles.sql").read_text()
YEARS = timedelta(days=1000)
KEYS = (Fernet.generate_key().decode(),)
REFUSED = (
    "UPDATE audit SET actor = 'nobody'",
    "DELETE FROM audit",
    "TRUNCATE audit",
    "ALTER TABLE audit DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_refuses_changes ON audit",
    "DROP TABLE audit",
    "DELETE FROM audit_head",
    "UPDATE person_step SET actor = 'nobody'",
    "DELETE FROM plan_snapshot",
    "DROP TABLE contact",
    "TRUNCATE contact CASCADE",
    "ALTER TABLE mentor ADD COLUMN diary text",
    "CREATE TABLE diary (words text)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE ROLE friend",
    "COPY contact TO PROGRAM 'cat'",
    "SET ROLE warmline_owner",
)


@pytest.fixture(scope="module")
def records_vault() -> Vault:
    """Keys that are known here, to be turned."""
    return Vault(KEYS)


@pytest.fixture
def run_url(postgres_server: PostgresServer, postgres_url: str, records_vault: Vault) -> str:
    """Give the working role's address of a database that was set up as the file says."""
    with psycopg.connect(postgres_url, autocommit=True) as superuser:
        superuser.execute(ROLES)
        owner = Records.connect(_as("warmline_owner", postgres_url), records_vault)
        owner.upgrade()
        owner.close()
        superuser.execute(ROLES)
    return _as("warmline_run", postgres_url)


@pytest.fixture
def records(run_url: str, records_vault: Vault) -> Iterator[Records]:
    """Give records as the working role has them."""
    records = Records.connect(run_url, records_vault)
    yield records
    records.close()


def _as(role: str, url: str) -> str:
    return url.replace("://warmline@", f"://{role}@")


def test_the_working_role_does_a_days_work(records: Records) -> None:
    """Loading, contacts, wrap-ups, debriefs, accounts, blocks, a purge: nothing needs the owner."""
    records.check_schema()
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW - YEARS)
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    mentor = records.load_plan(NORTHFIELD).mentors[0].id
    account = Account(login="sam", campus=NORTHFIELD, mentor=mentor, password_hash="x")
    records.save_account(account, actor="engineer", now=NOW)
    for at, name in ((NOW - YEARS, "0a1b"), (NOW, "0a1c")):
        contact = history(name)
        assert records.record_contact(contact)
        assert records.keep_wrap_up(contact.id, wrap_up(hard=True))
        records.flag_hard_week(mentor, at)
    records.remove_account("sam", actor="engineer", now=NOW)
    report = records.purge(NORTHFIELD, actor="engineer", now=NOW + YEARS, pause=lambda _: None)
    assert sum(report.removed.values()) > 0
    assert report.is_clean
    assert records.verify_audit() is None
    assert records.blocked(NORTHFIELD, NOW) == frozenset[NumberHash]()


def test_the_working_role_takes_backups_and_turns_keys(
    records: Records, run_url: str, records_vault: Vault
) -> None:
    """A nightly backup and `warmline keys rotate` need no more than the processes do."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    put: list[object] = []
    records.copy_to(lambda part: (put.append(part), part)[1], actor="engineer", now=NOW)
    assert len(put) > 3
    fresh = Fernet.generate_key().decode()
    turned = Records.connect(run_url, Vault([fresh, *KEYS]))
    assert turned.reseal(lambda _: None) > 0
    assert turned.sealed_by().keys() == {0}
    turned.close()


def test_the_working_role_cannot_touch_what_is_only_added_to(run_url: str) -> None:
    """Whoever has the web process's database password cannot rewrite the audit or drop a table."""
    with psycopg.connect(run_url, autocommit=True) as connection:
        for statement in REFUSED:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_only_the_two_roles_may_look_at_the_database(run_url: str) -> None:
    """Nothing is granted to whoever else has an account at the same server."""
    with psycopg.connect(run_url.replace("://warmline_run@", "://warmline@")) as superuser:
        granted = superuser.execute(
            "SELECT DISTINCT grantee FROM information_schema.role_table_grants"
            " WHERE table_schema = 'public'"
        ).fetchall()
        assert {it[0] for it in granted} == {"warmline_owner", "warmline_run"}
        everybody = superuser.execute(
            "SELECT has_database_privilege('pg_monitor', current_database(), 'CONNECT')"
        ).fetchone()
        assert everybody == (False,)

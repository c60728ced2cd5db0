"""Upgrading a database in which there is a year of calls already."""

from datetime import timedelta

import pytest
from alembic import command
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, NORTHFIELD, NOW, conversation, history, wrap_up
from sqlalchemy import Connection, text

from warmline.errors import RecordsBehindError
from warmline.privacy import Vault
from warmline.store.records import Records, upgrading
from warmline.store.records.database import Database, open_database

OLD_COLUMNS = (
    "id, campus, line, kind, revision, arrived_at, ended_at, caller_hash, waited_seconds, "
    "answered_by, callback_owner"
)


@pytest.fixture
def old_records(empty_database_url: str, records_vault: Vault) -> Records:
    """Records on a database of the first version, with its history written by it."""
    database = open_database(empty_database_url)
    with database.writing() as connection:
        config = upgrading._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        write_as_the_first_version_did(database, connection)
    database.close()
    return Records.connect(empty_database_url, records_vault)


def write_as_the_first_version_did(database: Database, connection: Connection) -> None:
    """Write the sample call, column by column, without what later versions know."""
    zone = "" if database.is_sqlite else "+00:00"
    call = history()
    at = {
        "now": f"2026-11-02 03:04:05.678901{zone}",
        "end": f"2026-11-02 03:16:05.678901{zone}",
    }
    connection.execute(
        text(
            f"INSERT INTO contact ({OLD_COLUMNS}, \"end\") VALUES (:id, :campus, :line, 'call', 1, "
            ":now, :end, :hash, 9, :by, NULL, 'talked')"
        ),
        {
            **at,
            "id": call.id,
            "campus": call.campus,
            "line": call.line,
            "hash": call.caller_hash,
            "by": call.answered_by,
        },
    )
    connection.execute(
        text(
            "INSERT INTO attempt (contact, seq, mentor, rung, rang_at, outcome) "
            "VALUES (:id, 0, 'm-0000000000', 'on shift', :now, 'no_answer')"
        ),
        {"id": call.id, "now": at["now"]},
    )
    connection.execute(
        text(
            "INSERT INTO contact_event (contact, seq, at, kind, detail) "
            "VALUES (:id, 0, :now, 'call_arrived', '{}')"
        ),
        {"id": call.id, "now": at["now"]},
    )


def test_an_upgrade_keeps_every_call(old_records: Records) -> None:
    """What was known before an upgrade is known after it; what was not counted then is unknown."""
    with pytest.raises(RecordsBehindError, match="run: warmline db upgrade"):
        old_records.check_schema()
    with pytest.raises(RecordsBehindError, match="run: warmline db upgrade"):
        old_records.contact(history().id)
    old_records.upgrade()
    old_records.check_schema()
    full = history()
    expected = replace(
        full,
        attempts=(replace(full.attempts[0], ended_at=None),),
        happenings=full.happenings[:1],
    )
    assert expected == old_records.contact(full.id)
    assert (
        expected.texts_from_student,
        expected.texts_from_mentor,
        expected.claimed_seconds,
        expected.wrap_ups,
    ) == (None, None, None, ())
    old_records.close()


def test_an_upgraded_database_does_all_that_a_new_one_does(old_records: Records) -> None:
    """Old calls take wrap-ups, new conversations are kept, and the audit still only grows."""
    old_records.upgrade()
    assert old_records.keep_wrap_up(history().id, wrap_up(hard=True))
    assert [history().id] == [it.contact for it in old_records.debriefs(NORTHFIELD)]
    assert old_records.record_contact(conversation())
    assert conversation() == old_records.contact(conversation().id)
    assert [conversation().id, history().id] == [
        it.id for it in old_records.contacts(NORTHFIELD, NOW, NOW + timedelta(seconds=1))
    ]
    assert not old_records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW).empty
    assert old_records.verify_audit() is None
    old_records.close()

"""Upgrading a database in which there is a year of calls already, from every schema there was."""

from datetime import timedelta

import filling
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, NORTHFIELD, NOW, conversation, history, wrap_up
from sqlalchemy import Connection, text

from warmline.errors import RecordsBehindError
from warmline.ids import CampusSlug, ContactId, MentorId
from warmline.privacy import Vault
from warmline.store.records import Records, copying, upgrading
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


def revisions() -> list[str]:
    """Return every schema that there was, oldest first."""
    script = ScriptDirectory.from_config(upgrading._config())
    return [it.revision for it in script.walk_revisions()][::-1]


def read_all(records: Records, mark: str) -> None:
    """Ask the records everything that they can be asked of one campus."""
    campus, mentor = CampusSlug(filling.CAMPUS + mark), MentorId(filling.MENTOR + mark)
    (one,) = records.load_plan(campus).mentors
    assert records._vault.open_number(one.phone).e164 == filling.PHONE
    assert [it.id for it in records.load_plan(campus).mentors] == [mentor]
    assert records.campus_file(campus).file.mentors[0].name == "Maya"
    call = records.contact(ContactId(filling.CONTACT + mark))
    assert call is not None
    assert (call.answered_by, len(call.attempts), len(call.happenings)) == (mentor, 1, 1)
    assert len(records.blocks(campus, NOW)) == 1
    assert len(records.people(campus)) == 1
    assert records.blocked(campus, NOW)
    for ask in (
        records.accounts, records.debriefs, records.calendar_links, records.drafts,
        records.applications, records.checklist,
    ):  # fmt: skip
        ask(campus)
    records.caller_plans(campus, NOW)
    records.too_old(campus, NOW)
    records.counted(campus, None, NOW - timedelta(days=1), NOW + timedelta(days=1))


def test_what_every_version_wrote_is_read_by_this_one(
    empty_database_url: str, records_vault: Vault
) -> None:
    """From the first schema to the newest, each with all tables full of what was written before."""
    records = Records.connect(empty_database_url, records_vault)
    for revision in revisions():
        with records._database.writing() as connection:
            upgrading.upgrade_to(connection, revision)
            filling.fill(connection, records_vault, generation=f"-{revision}")
    records.check_schema()
    assert len(records.campuses()) == len(revisions())
    for revision in revisions():
        read_all(records, f"-{revision}")
    assert not records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW).empty
    assert records.verify_audit() is None
    records.close()


def test_no_migration_takes_away_or_changes_what_was_written(
    empty_database_url: str, records_vault: Vault
) -> None:
    """What stood in a column before all the upgrades stands in it after them."""
    records = Records.connect(empty_database_url, records_vault)
    with records._database.writing() as connection:
        upgrading.upgrade_to(connection, revisions()[0])
        filling.fill(connection, records_vault)
        columns = {it.name: it.columns.keys() for it in copying.tables(connection)}
    before = filling.everything(records, records_vault)
    records.upgrade()
    with records._database.reading() as connection:
        now = {it.name: it.columns.keys() for it in copying.tables(connection)}
    after = filling.everything(records, records_vault)
    for table, rows in before.items():
        places = [now[table].index(it) for it in columns[table]]
        assert [[row[it] for it in places] for row in after[table]] == rows, table
    records.close()


def test_a_database_of_a_newer_version_is_left_to_that_version(
    records: Records,
) -> None:
    """An old program that is started by mistake says which one to start, and touches nothing."""
    with records._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordsBehindError, match="by a newer version of Warmline; start that"):
        records.check_schema()
    with pytest.raises(RecordsBehindError, match="by a newer version of Warmline; start that"):
        records.upgrade()

"""Everything that is known, out of one database and into another, of either make."""

import io
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from filling import CONTACT, MENTOR, NOW, PHONE, everything, fill
from records_samples import CAMPUS_FILE, conversation, history
from sqlalchemy import text

from warmline.backup import Manifest, Summary, Writer, check, parts
from warmline.errors import BackupError, SealError, StoreError
from warmline.ids import CampusSlug, ContactId
from warmline.privacy import Vault
from warmline.store.records import Records, upgrading
from warmline.store.records.database import open_database
from warmline.store.records.restoring import Restored

NORTHFIELD = CampusSlug("northfield")


@pytest.fixture
def filled(records: Records, records_vault: Vault) -> Records:
    """Records with a row in every table."""
    with records._database.writing() as connection:
        fill(connection, records_vault)
    return records


def of_the_other_make(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing is, not even tables."""
    if url.startswith("postgresql:"):
        return f"sqlite:///{tmp_path}/other.sqlite3"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def other(
    records_url: str, records_vault: Vault, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Records]:
    """Records on an empty database of the other make: what a backup is put into."""
    made = Records.connect(of_the_other_make(records_url, request, tmp_path), records_vault)
    yield made
    made.close()


def archive_of(records: Records) -> tuple[io.BytesIO, Manifest, Summary]:
    """Back up into memory."""
    out = io.BytesIO()
    manifest, summary = records.copy_to(Writer(out, records._vault).put, actor="engineer", now=NOW)
    return out, manifest, summary


def put_back(into: Records, archive: io.BytesIO, *, replace: bool = False) -> Restored:
    """Restore from memory."""
    return into.restore(parts(archive, into._vault), replace=replace, actor="engineer", now=NOW)


def test_a_backup_puts_every_row_back(
    filled: Records, other: Records, records_vault: Vault
) -> None:
    """What was known is known again, whichever database it came from and whichever it goes to."""
    archive, manifest, summary = archive_of(filled)
    before = everything(filled, records_vault)
    assert all(before.values()), [it for it, found in before.items() if not found]
    assert put_back(other, archive) == Restored(None, None)
    other.check_schema()
    after = everything(other, records_vault)
    added = after["audit"].pop()
    assert (added[2], added[3]) == ("engineer", "restore")
    assert after.pop("audit_head") != before.pop("audit_head")
    assert before == after
    assert {name: len(found) for name, found in before.items()} | {"audit_head": 1} == (
        summary.counts
    )
    assert (1, manifest.audit_hash) == (manifest.audit_id, added[7])
    assert other.verify_audit() is None
    assert records_vault.open_number(other.load_plan(NORTHFIELD).mentors[0].phone).e164 == PHONE


def test_a_restored_database_does_all_that_the_old_one_did(
    records: Records, other: Records
) -> None:
    """The line goes on where it was: the file loads to nothing new, the audit only grows."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    records.record_contact(history())
    put_back(other, archive_of(records)[0])
    assert other.save_campus(CAMPUS_FILE, actor="engineer", now=NOW).empty
    assert records.load_plan(NORTHFIELD) == other.load_plan(NORTHFIELD)
    assert history() == other.contact(history().id)
    assert other.record_contact(conversation())
    with (
        pytest.raises(Exception, match=r"refused|does not answer"),
        other._database.writing() as it,
    ):
        it.execute(text("DELETE FROM audit"))
    assert other.verify_audit() is None


def test_a_backup_is_of_one_moment(filled: Records, records_vault: Vault) -> None:
    """Contacts that are written down while a backup is made are in it wholly or not at all."""
    out = io.BytesIO()
    writer = Writer(out, records_vault)

    class Meddling:
        def __call__(self, part: Any) -> Any:
            if isinstance(part, Manifest):
                thread = threading.Thread(target=filled.record_contact, args=(conversation(),))
                thread.start()
                thread.join()
            return writer.put(part)

    # The first read of the snapshot comes before the first part.
    _, summary = filled.copy_to(Meddling(), actor="engineer", now=NOW)
    assert filled.contact(conversation().id) is not None
    assert (summary.counts["contact"], summary.counts["attempt"]) == (1, 1)
    assert check(out, records_vault)[1] == summary


def test_what_is_sealed_with_an_old_key_is_sealed_with_the_current_one_in_a_backup(
    sqlite_pattern: Path, tmp_path: Path
) -> None:
    """Whoever has the key of a backup has every number in it; older keys may be gone."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    url = f"sqlite:///{shutil.copy(sqlite_pattern, tmp_path / 'old.sqlite3')}"
    both = Records.connect(url, Vault([new, old]))
    with both._database.writing() as connection:
        fill(connection, Vault([old]))
    archive, _, summary = archive_of(both)
    both.close()
    assert summary.unopened == 0
    with pytest.raises(SealError, match="is not in WARMLINE_KEYS"):
        check(archive, Vault([old]))
    alone = Records.connect(f"sqlite:///{tmp_path}/new.sqlite3", Vault([new]))
    put_back(alone, archive)
    assert Vault([new]).open_number(alone.load_plan(NORTHFIELD).mentors[0].phone).e164 == PHONE
    alone.close()


def test_a_full_database_is_left_alone_unless_it_is_to_be_replaced(
    filled: Records, records_vault: Vault
) -> None:
    """Nobody loses a database to a slip: it is refused, or kept aside whole."""
    archive, *_ = archive_of(filled)
    filled.record_contact(conversation())
    with pytest.raises(BackupError, match="not empty; --replace"):
        put_back(filled, archive)
    assert filled.contact(conversation().id) is not None
    done = put_back(filled, archive, replace=True)
    assert done.aside is not None
    assert filled.contact(conversation().id) is None
    assert filled.contact(ContactId(CONTACT)) is not None
    assert filled.verify_audit() is None
    assert conversation().id in kept_aside(filled, done.aside, records_vault)
    filled.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)  # the new tables have their rules
    with pytest.raises(StoreError), filled._database.writing() as connection:
        connection.execute(text("UPDATE audit SET actor = 'nobody'"))


def kept_aside(records: Records, aside: str, vault: Vault) -> list[str]:
    """The contacts in a database that was kept aside."""
    if aside.startswith("schema "):
        with records._database.reading() as connection:
            return list(
                connection.execute(text(f"SELECT id FROM {aside.removeprefix('schema ')}.contact"))
                .scalars()
            )  # fmt: skip
    assert Path(aside).stat().st_mode & 0o777 == 0o600
    old = Records.connect(f"sqlite:///{aside}", vault)
    try:
        assert old.verify_audit() is None
        page = old.contacts(NORTHFIELD, NOW - timedelta(days=1), NOW + timedelta(days=1))
        return [it.id for it in page]
    finally:
        old.close()


def test_a_restore_that_fails_half_way_leaves_everything_as_it_was(
    filled: Records, records_vault: Vault, tmp_path: Path
) -> None:
    """All or nothing: an archive that breaks off while it is put back changes nothing."""
    archive, *_ = archive_of(filled)
    before = everything(filled, records_vault)

    def breaking() -> Iterator[Any]:
        for count, part in enumerate(parts(archive, records_vault)):
            if count == 9:
                raise BackupError("the disk is gone")
            yield part

    with pytest.raises(BackupError, match="the disk is gone"):
        filled.restore(breaking(), replace=True, actor="engineer", now=NOW)
    assert before == everything(filled, records_vault)
    filled.check_schema()
    assert not list(tmp_path.glob("*.before-*"))


def test_an_archive_of_an_earlier_schema_is_upgraded(
    postgres_url: str, tmp_path: Path, records_vault: Vault
) -> None:
    """A backup from before an upgrade is good after it."""
    database = open_database(postgres_url)
    with database.writing() as connection:
        upgrading.upgrade_to(connection, "0004")
        fill(connection, records_vault)
    old = Records(database, records_vault)
    archive, manifest, _ = archive_of(old)
    old.close()
    assert manifest.revision == "0004"
    newer = Records.connect(f"sqlite:///{tmp_path}/newer.sqlite3", records_vault)
    put_back(newer, archive)
    newer.check_schema()
    assert ContactId(CONTACT) == newer.contacts(NORTHFIELD, NOW, NOW + timedelta(1))[0].id
    assert [it.id for it in newer.load_plan(NORTHFIELD).mentors] == [MENTOR]
    assert newer.verify_audit() is None
    newer.close()

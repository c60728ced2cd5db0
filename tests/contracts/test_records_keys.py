"""Changing the keys of everything that is sealed, in whatever table and however deep it lies."""

import msgspec
from cryptography.fernet import Fernet
from filling import CHAINED, everything, fill
from records_samples import CAMPUS_FILE, NORTHFIELD, NOW, number

from warmline.privacy import Vault
from warmline.store.records import Records

SEALED_TABLES = {"application", "campus", "care_note", "desk", "errand", "line", "mentor"}


def test_everything_sealed_is_sealed_anew_and_says_the_same(records: Records) -> None:
    """After a change of keys the old key opens nothing, the new one all, and nothing else moved."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    both = Records(records._database, Vault([new, old]))
    with records._database.writing() as connection:
        fill(connection, Vault([old]))
    before = everything(records, Vault([old]))
    count = both.sealed_by().total()
    assert both.sealed_by() == {1: count}
    changed = both.reseal(pause=lambda _: None)
    assert changed == len(SEALED_TABLES)
    assert both.sealed_by() == {0: count}
    assert Records(records._database, Vault([old])).sealed_by() == {None: count}
    assert everything(records, Vault([new])) == before
    assert both.reseal(pause=lambda _: None) == 0
    assert set(before) > SEALED_TABLES | CHAINED


def test_no_seal_is_in_the_audit(records: Records) -> None:
    """The audit is hashed letter for letter, so that nothing in it may need another key."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    (maya, *_) = records.load_plan(NORTHFIELD).mentors
    records.give_number(NORTHFIELD, maya.id, number(177), actor="engineer", now=NOW)
    said = msgspec.json.encode(records.audit_entries()).decode()
    assert len(records.audit_entries()) == 2
    assert Vault.seals_in(said) == []

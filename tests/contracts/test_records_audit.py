"""The audit in the records: a chain that only grows, in which tampering shows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, LUIS, MAYA, NORTHFIELD, NOW, SAM, number
from sqlalchemy import text

from warmline.errors import WarmlineError
from warmline.store.records import AuditEntry, Records
from warmline.store.records.auditing import Break
from warmline.store.records.database import open_database

Tamper = Callable[[str], None]


@pytest.fixture
def tamper(records_url: str) -> Tamper:
    """Give the powers of someone who owns the database and takes its triggers away."""

    def run(statement: str) -> None:
        database = open_database(records_url)
        with database.writing() as connection:
            if database.is_sqlite:
                connection.execute(text("DROP TRIGGER IF EXISTS audit_refuses_update"))
                connection.execute(text("DROP TRIGGER IF EXISTS audit_refuses_delete"))
            else:
                connection.execute(text("DROP TRIGGER IF EXISTS audit_refuses_changes ON audit"))
            connection.execute(text(statement))
        database.close()

    return run


def write(records: Records, count: int) -> None:
    for n in range(count):
        records.audit("sam", "mentor.pause", f"mentor/m-{n}", None, {"why": "exam", "n": n}, NOW)


def test_an_entry_says_who_changed_what(records: Records) -> None:
    """An audit entry keeps the actor, the action, what was and what is."""
    written = records.audit("sam", "line.close", "line/main", {"open": True}, {"open": False}, NOW)
    assert (written,) == records.audit_entries()
    expected = AuditEntry(
        id=1,
        at=NOW,
        actor="sam",
        action="line.close",
        subject="line/main",
        before={"open": True},
        after={"open": False},
        previous_hash="",
        hash=written.hash,
    )
    assert expected == written


def test_an_untouched_audit_holds(records: Records) -> None:
    """An audit that nobody touched is found whole, empty or not."""
    assert records.verify_audit() is None
    write(records, 5)
    assert records.verify_audit() is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET actor = 'luis' WHERE id = 3", 3),
        ('UPDATE audit SET after = \'{"why": "exam", "n": 7}\' WHERE id = 2', 2),
        ("UPDATE audit SET before = '[]' WHERE id = 4", 4),
        ("UPDATE audit SET at = '2026-11-03 00:00:00' WHERE id = 1", 1),
        ("UPDATE audit SET hash = 'aa' WHERE id = 5", 5),
        ("DELETE FROM audit WHERE id = 3", 3),
        ("DELETE FROM audit WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id >= 4", 4),
        ("DELETE FROM audit", 1),
        ("UPDATE audit_head SET last_id = 4", 5),
        ("UPDATE audit_head SET last_hash = 'aa'", 5),
        ("DELETE FROM audit_head", 6),
    ],
)
def test_tampering_is_found_and_named(
    records: Records, tamper: Tamper, statement: str, broken: int
) -> None:
    """Whoever alters or removes an entry, even the newest, is found out, and where."""
    write(records, 5)
    tamper(statement)
    assert broken == records.verify_audit()


@pytest.mark.parametrize(
    ("statement", "broken", "why"),
    [
        ("UPDATE audit SET actor = 'luis' WHERE id = 1", 1, "altered"),
        ("DELETE FROM audit WHERE id = 1", 1, "missing"),
        ("DELETE FROM audit WHERE id = 3", 3, "missing"),
        ("DELETE FROM audit WHERE id = 5", 5, "missing"),
        ("UPDATE audit_head SET last_id = 4, last_hash = 'aa'", 5, "other end"),
        ("UPDATE audit_head SET last_id = 6", 6, "missing"),
        ("DELETE FROM audit_head", 6, "no end"),
        ("INSERT INTO audit_head (id, last_id, last_hash) VALUES (2, 5, 'aa')", 6, "no end"),
    ],
)
def test_tampering_is_told_for_what_it_is(
    records: Records, tamper: Tamper, statement: str, broken: int, why: str
) -> None:
    """An altered entry, a missing one and a wrong end are told apart."""
    write(records, 5)
    tamper(statement)
    assert records.audit_break() == Break(broken, why)


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "change", ["at = 'noon'", "at = 7", "before = '{'", "after = x'00ff'", "actor = x'00ff'"]
)
def test_an_entry_that_cannot_even_be_read_is_named(
    records: Records, tamper: Tamper, change: str
) -> None:
    """Whatever is put into an entry, its place is found (PostgreSQL refuses what is no JSON)."""
    write(records, 5)
    tamper(f"UPDATE audit SET {change} WHERE id = 3")
    assert records.audit_break() == Break(3, "altered")


def test_the_newest_entries_come_first(records: Records) -> None:
    """Who looks at the audit sees what was done last."""
    write(records, 5)
    assert [it.id for it in records.last_audit_entries(2)] == [5, 4]
    entry = records.audit_entry(3)
    assert entry == records.audit_entries()[2]
    assert records.audit_entry(6) is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_alter_the_audit(
    records: Records, records_url: str, statement: str
) -> None:
    """A slip of the hand in a database console cannot change the audit."""
    write(records, 1)
    database = open_database(records_url)
    with pytest.raises(WarmlineError), database.writing() as connection:
        connection.execute(text(statement))
    database.close()
    assert records.verify_audit() is None


def test_the_chain_holds_when_many_write_at_once(records: Records) -> None:
    """Entries that are written at the same instant still stand in one line."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: write(records, 5), range(8)))
    assert list(range(1, 41)) == [entry.id for entry in records.audit_entries()]
    assert records.verify_audit() is None


def test_a_load_is_audited_with_what_was_and_what_is(records: Records) -> None:
    """The audit of a load names each change, and that a number changed but never the number."""
    records.save_campus(CAMPUS_FILE, actor="engineer", now=NOW)
    changed = replace(
        CAMPUS_FILE, mentors=(replace(MAYA, max_texts=1), replace(LUIS, phone=number(118)), SAM)
    )
    records.save_campus(changed, actor="sam", now=NOW)
    entry = records.audit_entries()[-1]
    assert ("sam", "campus.load", f"campus/{NORTHFIELD}") == (
        entry.actor,
        entry.action,
        entry.subject,
    )
    sealed = {"name": "Luis", "new_phone_hash": "(sealed)"}
    assert {"mentor": [{"max_texts": 2, "name": "Maya"}, sealed]} == entry.before
    assert {"mentor": [{"max_texts": 1, "name": "Maya"}, sealed]} == entry.after


def test_two_loads_at_once_are_one_after_the_other(records: Records) -> None:
    """A campus that two people load at once is there once."""
    with ThreadPoolExecutor(4) as threads:
        reports = list(
            threads.map(lambda _: records.save_campus(CAMPUS_FILE, actor="sam", now=NOW), range(4))
        )
    assert sorted(report.empty for report in reports) == [False, True, True, True]
    assert records.plan_version(NORTHFIELD) == 1
    assert len(records.audit_entries()) == 1

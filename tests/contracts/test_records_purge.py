"""The purge of the records: what is too old goes, what is young stays, whoever writes meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from records_samples import CAMPUS_FILE, MAIN, NORTHFIELD, NOW, history, wrap_up
from sqlalchemy import Table, insert, select

from warmline.assent import Assent
from warmline.drill import Ringee
from warmline.errors import RecordsUnavailableError
from warmline.ids import CampusSlug, LineSlug, MentorId, NumberHash
from warmline.privacy import Vault
from warmline.store.records import ContactHistory, Happening, PurgeReport, Records, aging, purging
from warmline.store.records.database import open_database
from warmline.store.records.history_tables import contact
from warmline.store.records.people_tables import (
    assent,
    caller_plan,
    care_flag,
    drill,
    errand,
    exchange,
)
from warmline.store.records.plan_tables import blocked

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
HASH = NumberHash("0ddba11c0ffee")
CALLER, DETAIL, HISTORY = (timedelta(days=it) for it in (30, 180, 770))


def loaded(records: Records, **line: int) -> MentorId:
    """Load the sample campus with these settings of its line; return somebody of it."""
    file = replace(CAMPUS_FILE, lines=(replace(CAMPUS_FILE.lines[0], **line),))
    records.save_campus(file, actor="engineer", now=NOW)
    return records.load_plan(NORTHFIELD).mentors[0].id


def aged(age: timedelta, name: str = "0a1b", **more: Any) -> ContactHistory:
    """Return a contact that came so long before NOW, with rings, happenings and a wrap-up."""
    at = NOW - age
    fresh = history(name)
    return replace(
        fresh,
        arrived_at=at,
        caller_hash=HASH,
        happenings=(
            Happening(at=at, kind="help_asked"),
            Happening(at=at, kind="help_outcome", detail={"detail": "helped"}),
            *fresh.happenings,
        ),
        wrap_ups=(replace(wrap_up(hard=True), at=at),),
        **more,
    )


def purge(records: Records) -> PurgeReport:
    return records.purge(NORTHFIELD, actor="engineer", now=NOW, pause=lambda _: None)


def counted(counts: dict[str, int]) -> dict[str, int]:
    """Return what there is any of."""
    return {what: count for what, count in counts.items() if count}


def test_nothing_young_is_touched(records: Records) -> None:
    """A contact stays whole until the very second in which its time is over."""
    loaded(records)
    young = aged(CALLER)
    records.record_contact(young)
    before = len(records.audit_entries())
    report = purge(records)
    assert (counted(report.found), counted(report.removed), report.is_clean) == ({}, {}, True)
    assert records.contact(young.id) == young
    assert len(records.audit_entries()) == before  # a purge that did nothing is no event


def test_the_callers_hash_goes_first(records: Records) -> None:
    """After a month nobody can tell who called; all else of the contact is still known."""
    loaded(records)
    old = aged(CALLER + SECOND)
    records.record_contact(old)
    report = purge(records)
    assert (counted(report.removed), report.is_clean) == ({"callers": 1}, True)
    assert records.contact(old.id) == replace(old, caller_hash=None)


def test_then_every_ring_goes_and_what_reports_need_stays(records: Records) -> None:
    """After half a year a contact is its row, its wrap-ups, and that there was a hand-over."""
    loaded(records)
    old = aged(DETAIL + SECOND)
    records.record_contact(old)
    report = purge(records)
    assert counted(report.removed) == {"details": 4, "callers": 1}
    kept = replace(old, caller_hash=None, attempts=(), happenings=old.happenings[:2])
    assert records.contact(old.id) == kept
    assert [kept] == list(
        records.line_contacts(NORTHFIELD, MAIN, old.arrived_at, old.arrived_at + SECOND)
    )


def test_at_last_the_whole_contact_goes(records: Records) -> None:
    """After two years nothing at all is left of a contact, its wrap-ups and debrief included."""
    loaded(records)
    old = aged(HISTORY + SECOND)
    records.record_contact(old)
    assert counted(purge(records).removed) == {"contacts": 1}
    assert records.contact(old.id) is None
    assert records.debriefs(NORTHFIELD, open_only=False) == ()


def test_a_line_keeps_for_as_long_as_it_says(records: Records) -> None:
    """Each line has its own days; another campus is not touched."""
    loaded(records, caller_days=1, detail_days=28, history_days=28)
    gone, kept = aged(28 * DAY + SECOND), aged(DAY, "7777")
    elsewhere = aged(HISTORY * 2, "8888", campus=CampusSlug("southfield"))
    for one in (gone, kept, elsewhere):
        records.record_contact(one)
    assert counted(purge(records).removed) == {"contacts": 1}
    assert [records.contact(it.id) for it in (gone, kept, elsewhere)] == [None, kept, elsewhere]


def test_a_line_that_only_history_knows_is_purged_too(records: Records) -> None:
    """A contact of a line that no plan names any more is kept no longer than the usual days."""
    loaded(records, history_days=3000)
    orphan = aged(HISTORY + SECOND, line=LineSlug("gone"))
    kept = aged(HISTORY + SECOND, "7777")
    records.record_contact(orphan)
    records.record_contact(kept)
    assert counted(purge(records).found)["contacts"] == 1
    assert records.contact(orphan.id) is None
    assert records.contact(kept.id) is not None


def test_counting_takes_nothing_away(records: Records) -> None:
    """What a purge would do can be asked without doing it."""
    loaded(records)
    old = aged(CALLER + SECOND)
    records.record_contact(old)
    assert counted(records.too_old(NORTHFIELD, NOW)) == {"callers": 1}
    assert records.contact(old.id) == old


def write(url: str, *rows: tuple[Table, dict[str, Any]]) -> None:
    """Write rows as other parts of the house do."""
    database = open_database(url)
    with database.writing() as connection:
        for table, row in rows:
            connection.execute(insert(table).values(row))
    database.close()


def a_request(name: str, maya: MentorId, asked_at: datetime, *, open_for: timedelta) -> Assent:
    return Assent(
        id=name,
        campus=NORTHFIELD,
        kind="block",
        subject=HASH,
        reason="shouts",
        asker=maya,
        asker_role="coordinator",
        asked_at=asked_at,
        until=asked_at + open_for,
    )


def test_what_belongs_to_no_line_goes_as_well(records: Records, records_url: str) -> None:
    """Ended blocks and plans, old requests, drills, swaps and errands go; open ones stay."""
    maya = loaded(records)
    swap = {
        "campus": NORTHFIELD, "line": MAIN, "code": "7", "kind": "cover", "mentor": maya,
        "start": datetime(2026, 11, 2, 19), "end": datetime(2026, 11, 2, 23),  # noqa: DTZ001
        "asked": [],
    }  # fmt: skip
    plan = {
        "campus": NORTHFIELD, "line": MAIN, "hours": [], "words": "", "reason": "", "actor": "Sam",
        "at": NOW,
    }  # fmt: skip
    for name, age in (("old", DETAIL + SECOND), ("young", DETAIL)):
        at = NOW - age
        records.begin_drill(NORTHFIELD, name, [Ringee(maya, MAIN, at)], actor="Sam", now=at)
        records.end_drill(name, at)
        write(
            records_url,
            (care_flag, {"mentor": maya, "at": at}),
            (exchange, swap | {"id": name, "opened_at": at, "closes_at": at}),
            (errand, {"id": name, "at": NOW - (31 if name == "old" else 30) * DAY, "outcome": {}}),
        )
    for number, until in ((HASH, NOW), (NumberHash("a11ce"), NOW + SECOND)):
        records.block(NORTHFIELD, number, reason="x", until=until, actor="Sam", now=NOW - DAY)
        write(records_url, (caller_plan, plan | {"number_hash": number, "until": until}))
    for name, age, open_for in (
        ("old", CALLER + SECOND, DAY),
        ("young", CALLER, DAY),
        ("open", CALLER + SECOND, 2 * CALLER),
    ):
        records.ask_assent(a_request(name, maya, NOW - age, open_for=open_for), actor="Sam")
    report = purge(records)
    once = ("blocks", "caller_plans", "requests", "drills", "exchanges", "errands")
    assert counted(report.removed) == dict.fromkeys((*once, "care_flags"), 1)
    assert report.is_clean
    assert ids(records_url, blocked.c.number_hash) == {"a11ce"}
    assert ids(records_url, caller_plan.c.number_hash) == {"a11ce"}
    assert ids(records_url, assent.c.id) == {"young", "open"}
    assert [ids(records_url, it.c.id) for it in (drill, exchange, errand)] == [{"young"}] * 3


def ids(url: str, column: Any) -> set[Any]:
    """Return every value of a column."""
    database = open_database(url)
    with database.reading() as connection:
        found = set(connection.execute(select(column)).scalars())
    database.close()
    return found


def test_a_purge_is_audited_and_the_audit_is_not_purged(records: Records) -> None:
    """How many went, and of what, is known for good; whose they were is known to nobody."""
    loaded(records)
    records.audit("sam", "mentor.pause", "mentor/m-1", None, None, NOW - 10 * HISTORY)
    records.record_contact(aged(HISTORY + SECOND))
    purge(records)
    entries = records.audit_entries()
    assert [it.action for it in entries] == ["campus.load", "mentor.pause", "purge"]
    assert entries[-1].after == {"removed": {"contacts": 1}, "left": {}}
    assert (entries[-1].actor, records.verify_audit()) == ("engineer", None)


def test_what_is_purged_is_gone_from_the_file(
    tmp_path: Path, sqlite_pattern: Path, records_vault: Vault
) -> None:
    """On SQLite the bytes themselves are overwritten: who copies the file finds no hash in it."""
    path = tmp_path / "records.sqlite3"
    path.write_bytes(sqlite_pattern.read_bytes())
    records = Records.connect(f"sqlite:///{path}", records_vault)
    loaded(records)
    records.record_contact(aged(CALLER))
    records.close()  # the last connection writes the log back into the file
    assert HASH.encode() in path.read_bytes()
    records.purge(NORTHFIELD, actor="x", now=NOW + DAY, pause=lambda _: None)
    records.close()
    assert HASH.encode() not in path.read_bytes()


def many(count: int, age: timedelta, prefix: str) -> list[ContactHistory]:
    return [aged(age, f"{prefix}{number:05}") for number in range(count)]


def until_kept(write_down: Callable[[], bool]) -> None:
    """Write as the performer does: a database that is busy for seconds is asked again."""
    for _ in range(10):
        with suppress(RecordsUnavailableError):
            assert write_down()
            return
    pytest.fail("the database was busy for too long")


def test_a_purge_under_load_loses_nothing_that_is_young(records: Records) -> None:
    """While contacts end and wrap-ups come, all that is old goes, and every young row stays."""
    loaded(records)
    old = many(250, HISTORY + SECOND, "a") + many(250, DETAIL + SECOND, "b")
    records.record_contacts(old)
    young = many(45, CALLER, "c")
    go = threading.Barrier(4)

    def write_down(part: int) -> None:
        go.wait(20)
        for one in young[part::3]:
            until_kept(lambda it=one: records.record_contact(replace(it, wrap_ups=())))
            until_kept(lambda it=one: records.keep_wrap_up(it.id, it.wrap_ups[0]))
            until_kept(lambda it=one: records.record_contact(replace(it, revision=2)))

    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(write_down, part) for part in range(3)]
        go.wait(20)
        report = records.purge(NORTHFIELD, actor="engineer", now=NOW)
        for writer in writers:
            writer.result(60)
    assert report.is_clean
    assert counted(report.removed) == {"contacts": 250, "details": 1000, "callers": 250}
    assert counted(records.too_old(NORTHFIELD, NOW)) == {}
    found = records.line_contacts(NORTHFIELD, MAIN, NOW - CALLER, NOW)
    assert sorted(it.id for it in found) == [it.id for it in young]
    assert [it for it in found if it != replace(it, caller_hash=HASH, revision=2)] == []
    assert {(len(it.attempts), len(it.happenings), len(it.wrap_ups)) for it in found} == {(2, 4, 1)}


def test_old_contacts_that_are_written_meanwhile_go_or_are_told(records: Records) -> None:
    """A contact that is long over and written down again during a purge is never overlooked."""
    loaded(records)
    old = many(60, DETAIL + SECOND, "a")
    records.record_contacts(old)

    def write_again() -> None:
        for one in old:
            until_kept(lambda it=one: records.record_contact(replace(it, revision=2)))

    with ThreadPoolExecutor(1) as threads:
        writer = threads.submit(write_again)
        report = records.purge(NORTHFIELD, actor="engineer", now=NOW)
        writer.result(60)
    assert report.is_clean or counted(report.left)
    assert purge(records).is_clean
    assert counted(records.too_old(NORTHFIELD, NOW)) == {}


def test_two_purges_at_once_do_no_harm(records: Records) -> None:
    """Two clocks, or a clock and a person, may purge at the same time."""
    loaded(records)
    records.record_contacts(many(300, HISTORY + SECOND, "a") + many(3, CALLER, "c"))
    with ThreadPoolExecutor(2) as threads:
        reports = list(threads.map(lambda _: purge(records), range(2)))
    assert sum(it.removed["contacts"] for it in reports) == 300
    assert counted(records.too_old(NORTHFIELD, NOW)) == {}
    assert len(records.line_contacts(NORTHFIELD, MAIN, NOW - CALLER, NOW)) == 3
    assert records.verify_audit() is None


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_a_row_that_somebody_holds_is_told_as_left(records: Records, records_url: str) -> None:
    """What could not be taken away is counted, not passed over: the proof is a scan.

    On SQLite there is one writer at a time: nobody can hold a row beside the purge.
    """
    database = open_database(records_url)
    loaded(records)
    records.record_contacts(many(3, HISTORY + SECOND, "a"))
    with database.writing() as connection:
        held = select(contact.c.id).where(contact.c.id.like("%00001")).with_for_update()
        connection.execute(held)
        report = purge(records)
        assert (report.removed["contacts"], report.left["contacts"]) == (2, 1)
        assert not report.is_clean
    assert purge(records).is_clean
    database.close()


def test_each_transaction_is_small(records: Records) -> None:
    """No writer waits for long: a purge lets others in after every few rows."""
    loaded(records)
    records.record_contacts(many(purging.BATCH + 1, HISTORY + SECOND, "a"))
    pauses: list[float] = []
    records.purge(NORTHFIELD, actor="engineer", now=NOW, pause=pauses.append)
    assert len(pauses) == 2
    assert all(0 <= pause <= purging.LONGEST_PAUSE for pause in pauses)


def test_people_plans_and_the_audit_are_not_purged(records: Records, records_url: str) -> None:
    """Whatever grows old, who serves when and who changed what is not it."""
    loaded(records)
    database = open_database(records_url)
    with database.reading() as connection:
        old = aging.all_old(connection, NORTHFIELD, NOW)
    database.close()
    purged = {it.table.name for it in old if it.what != "refused_numbers"}
    emptied = [it.change for it in old if it.what == "refused_numbers"]
    assert emptied == [{"phone": "", "phone_hash": ""}]  # of who never was a mentor: no row goes
    kept = {"audit", "audit_head", "campus", "line", "mentor", "shift", "duty", "override"}
    assert {"contact", "attempt", "contact_event"} <= purged
    assert purged.isdisjoint(kept)

"""The commands of oversight: the month, fairness, the purge that proves itself, the audit."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.house.watching import ROOT, Run
from warmline.ids import CampusSlug, ContactId, LineSlug, MentorId, NumberHash
from warmline.privacy import Vault
from warmline.reports import HELP_OUTCOMES
from warmline.store.records import Attempt, ContactHistory, Happening, KeptWrapUp, Records
from warmline.wrap_up import Topic

DEMO = str(ROOT / "examples" / "northfield.toml")
HASH = "5eedf00d5eedf00d"
NOW = datetime.now(UTC)
OCTOBER = datetime(2026, 10, 15, 4, tzinfo=UTC)  # Wednesday the 14th, 21:00 in Los Angeles


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    """Return the home of a campus that has been loaded."""
    assert run("db", "upgrade").exit_code == 0
    assert run("load", DEMO).exit_code == 0
    return tmp_path / "home"


@pytest.fixture
def records(home: Path) -> Iterator[Records]:
    """Give the records behind the commands."""
    keys = (home / "keys").read_text().split(",")
    made = Records.connect(f"sqlite:///{home}/warmline.db", Vault([it.strip() for it in keys]))
    yield made
    made.close()


@pytest.fixture
def names(records: Records) -> dict[str, MentorId]:
    """Return everybody's id by name."""
    return {it.name: it.id for it in records.load_plan(CampusSlug("northfield")).mentors}


def contact(name: str, at: datetime, **more: Any) -> ContactHistory:
    """Return a contact that a caller made."""
    return ContactHistory(
        id=ContactId(f"northfield.{name}"),
        campus=CampusSlug("northfield"),
        line=LineSlug("main"),
        arrived_at=at,
        caller_hash=NumberHash(HASH),
        **more,
    )


def talked(name: str, at: datetime, mentor: MentorId, **more: Any) -> ContactHistory:
    """Return a call that a mentor answered after twelve seconds and wrapped up."""
    reply = KeptWrapUp(
        mentor=mentor, at=at, topics=frozenset({Topic.LONELINESS}), before=4, after=2
    )
    ring = Attempt(rung="on shift", rang_at=at, mentor=mentor, outcome="accepted")
    return contact(
        name, at, end="talked", answered_by=mentor, waited_seconds=12,
        attempts=(ring,), wrap_ups=(reply,), **more,
    )  # fmt: skip


def answer(run: Run, *words: str, status: int = 0) -> Any:
    """Return the JSON that a command prints."""
    result = run(*words, "--json")
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


@pytest.fixture
def october(records: Records, names: dict[str, MentorId]) -> None:
    """Let a month have been: forty calls that were answered, nine missed, two refused."""
    at = [OCTOBER + timedelta(hours=12 * number) for number in range(20)]
    records.record_contacts(
        [
            *(talked(f"a{n}", at[n % 20], names["Maya" if n % 2 else "Luis"]) for n in range(40)),
            *(contact(f"b{n}", at[n], end="left", waited_seconds=30) for n in range(9)),
            *(contact(f"c{n}", at[n], end="closed") for n in range(2)),
        ]
    )


def test_the_adviser_reads_a_month(run: Run, october: None) -> None:
    """A month is a page of counts that a person reads without being told how."""
    page = run("report", "--month", "2026-10").stdout
    lines = [" ".join(it.split()) for it in page.splitlines()]
    assert lines[0] == "Ears for Peers (main), 2026-10, America/Los_Angeles"
    for line in (
        "contacts 49",
        "answered 40",
        "calls 49",
        "missed 9",
        "calls, median 12",
        "turned away: closed, blocked -",
        "loneliness 40",
        "homesickness -",
        "it came too late -",
        "less after 40",
    ):
        assert line in lines
    assert lines[-1].startswith("- stands for fewer than five")


def test_programs_read_the_same_month(run: Run, october: None) -> None:
    """The JSON has what the page has; a hidden count is null."""
    (said,) = answer(run, "report", "--month", "2026-10", "--line", "main")["lines"]
    assert (said["line"], said["contacts"], said["answered"], said["is_over"]) == (
        "main",
        49,
        40,
        True,
    )
    assert said["outcomes"] == {"mentor": 40, "counseling": 0, "missed": 9}
    assert said["waits"] == {"calls": {"median_seconds": 12, "p90_seconds": 12}}
    assert said["turned_away"] is None
    assert set(said["hand_overs"].values()) == {None}
    assert said["help_outcomes"] == dict.fromkeys(HELP_OUTCOMES)


def test_a_report_names_nobody(run: Run, october: None, names: dict[str, MentorId]) -> None:
    """No mentor, caller, number or contact is in what the adviser reads."""
    said = run("report", "--month", "2026-10").stdout
    said += run("report", "--month", "2026-10", "--json").stdout
    secrets = (*names, *names.values(), HASH, "northfield.", "+1415")
    assert [it for it in secrets if it in said] == []


def test_a_quiet_month_tells_nothing(run: Run, home: Path) -> None:
    """A month without five contacts is a page of hidden counts."""
    (said,) = answer(run, "report", "--month", "2026-09")["lines"]
    assert (said["contacts"], said["answered"], said["waits"]) == (None, None, {})
    assert set(said["hours"].values()) == {None}


def test_without_a_month_it_is_the_last_whole_one(run: Run, home: Path) -> None:
    """On any day the report is of the month that is over."""
    (said,) = answer(run, "report")["lines"]
    assert said["is_over"] is True
    assert NOW - datetime.fromisoformat(f"{said['month']}-01T00:00:00Z") < timedelta(days=63)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--month", "2026-13"), '"2026-13" is not a month; write it like 2026-11'),
        (("--month", "2999-01"), "2999-01 has not begun yet on line main"),
        (("--line", "mian"), 'there is no line "mian"'),
        (("--campus", "southfield"), "choose a campus with --campus; there is northfield"),
    ],
)
def test_a_report_that_cannot_be_is_told(
    run: Run, home: Path, words: tuple[str, ...], sentence: str
) -> None:
    """What was asked wrongly is told in a sentence."""
    result = run("report", *words)
    assert (result.exit_code, result.stderr.strip()) == (1, sentence)


def test_fairness_counts_the_last_four_weeks(
    run: Run, records: Records, names: dict[str, MentorId]
) -> None:
    """Each mentor's offers, answers, passes and misses, most offers first, zeros too."""
    for n, outcome in enumerate(("accepted", "passed", "no_key", "stopped")):
        ring = Attempt(rung="on shift", rang_at=NOW, mentor=names["Luis"], outcome=outcome)
        at = NOW - timedelta(days=27, hours=n)
        records.record_contact(contact(f"d{n}", at, end="left", attempts=(ring,)))
    records.record_contact(talked("e", NOW - timedelta(days=29), names["Sam"]))
    said = answer(run, "fairness", "--line", "main")
    luis, *others = said["mentors"]
    assert luis == {
        "mentor": "Luis", "offers": 4, "answers": 1, "passes": 1, "misses": 1, "other": 1
    }  # fmt: skip
    assert [(it["mentor"], it["offers"]) for it in others] == [("Maya", 0), ("Sam", 0)]
    shown = run("fairness", "--line", "main").stdout
    assert ["Luis", "4", "1", "1", "1", "1"] in [it.split() for it in shown.splitlines()]


def test_fairness_of_a_period(run: Run, october: None) -> None:
    """A period is from a time to before another, on the line's clock."""
    period = ("--from", "2026-10-14T21:00", "--to", "2026-10-15T09:00")
    said = answer(run, "fairness", "--line", "main", *period)
    assert said["from"] == "2026-10-14T21:00:00-07:00"
    assert {it["mentor"]: it["answers"] for it in said["mentors"]} == {
        "Luis": 2,
        "Maya": 0,
        "Sam": 0,
    }


def test_fairness_says_what_is_no_longer_kept(run: Run, home: Path) -> None:
    """Who asks for years ago is told that rings are not kept for so long."""
    period = ("--from", "2020-01-01T00:00", "--to", "2020-02-01T00:00")
    shown = run("fairness", "--line", "main", *period).stdout
    assert "Offers of contacts older than 180 days are no longer kept." in shown


@pytest.mark.parametrize("words", [("--from", "2026-01-01"), ("--to", "2026-01-01")])
def test_half_a_period_is_refused(run: Run, words: tuple[str, ...]) -> None:
    """A period has two ends."""
    assert run("fairness", "--line", "main", *words).exit_code == 2


@pytest.fixture
def with_redis(redis_url: str) -> dict[str, str]:
    """Name an empty Redis."""
    return {"REDIS_URL": redis_url}


@pytest.fixture
def old(records: Records, names: dict[str, MentorId]) -> ContactHistory:
    """Let a contact have grown old, and another not quite."""
    now = datetime.now(UTC)  # not NOW: the suite may have begun long before
    maya, happened = names["Maya"], (Happening(at=now, kind="talking"),)
    young, old = timedelta(days=30, minutes=-5), timedelta(days=181)
    records.record_contact(talked("young", now - young, maya))
    records.record_contact(talked("old", now - old, maya, happenings=happened))
    found = records.contact(ContactId("northfield.old"))
    assert found is not None
    return found


def test_a_dry_run_takes_nothing_away(
    run: Run, records: Records, old: ContactHistory, with_redis: dict[str, str]
) -> None:
    """What would go is counted, and all of it is still there."""
    result = run("purge", "--dry-run", env=with_redis)
    assert result.exit_code == 0, result.output
    rows = [it.split() for it in result.stdout.splitlines()]
    assert ["rings", "and", "happenings", "2"] in rows
    assert ["callers'", "keyed", "hashes", "1"] in rows
    assert rows[-1] == ["Nothing", "was", "taken", "away."]
    assert records.contact(old.id) == old


def test_a_purge_proves_itself(
    run: Run, records: Records, old: ContactHistory, with_redis: dict[str, str]
) -> None:
    """The command says what was found, what went, and that a scan afterwards found nothing."""
    result = run("purge", "--json", env=with_redis)
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)["northfield"]
    assert said["details"] == {"found": 2, "removed": 2, "left": 0}
    assert said["callers"] == {"found": 1, "removed": 1, "left": 0}
    kept = records.contact(old.id)
    assert kept is not None
    assert (kept.caller_hash, kept.attempts, len(kept.wrap_ups)) == (None, (), 1)
    young = records.contact(ContactId("northfield.young"))
    assert young is not None
    assert (young.caller_hash, len(young.attempts)) == (HASH, 1)
    again = run("purge", env=with_redis)
    assert again.stdout.splitlines()[-1].strip() == "A scan after it found nothing that is too old."


def test_a_purge_that_left_something_fails(
    run: Run, home: Path, old: ContactHistory, with_redis: dict[str, str]
) -> None:
    """If anything older is still there after it, the command says how much and ends with 1."""
    with closing(sqlite3.connect(home / "warmline.db")) as connection:
        connection.execute(
            "CREATE TRIGGER stubborn BEFORE UPDATE ON contact BEGIN SELECT RAISE(IGNORE); END"
        )
    result = run("purge", env=with_redis)
    assert result.exit_code == 1
    last = result.stdout.splitlines()[-1].strip()
    assert last == "A scan after it still found 1 that are too old; run it again."


def test_a_purge_without_redis_is_half_a_proof(run: Run, old: ContactHistory) -> None:
    """The records are purged, and the command does not claim to have looked into Redis."""
    result = run("purge", env={"REDIS_URL": "redis://127.0.0.1:1/0"})
    assert result.exit_code == 1
    rows = [it.split() for it in result.stdout.splitlines()]
    assert ["rings", "and", "happenings", "2", "2", "0"] in rows
    assert "Redis does not answer" in result.stdout
    assert "found nothing" not in result.stdout


def test_doctor_sees_that_nothing_was_purged(
    run: Run, records: Records, names: dict[str, MentorId]
) -> None:
    """A clock that has not purged for days is noticed by what is still there."""
    assert "ok   retention: nothing is kept for too long" in run("doctor").stdout.splitlines()
    records.record_contact(talked("old", NOW - timedelta(days=33), names["Maya"]))
    assert "FAIL retention: 1 records are older than they may be" in run("doctor").stdout


def test_an_untouched_audit_is_said_to_hold(run: Run, home: Path) -> None:
    """The command says how far the chain holds."""
    result = run("audit", "verify")
    assert result.exit_code == 0
    assert result.stdout.startswith("Every entry holds, from 1 to 1 of 20")
    assert answer(run, "audit", "verify") == {"first_broken": None, "why": None}


@pytest.mark.parametrize(
    ("statement", "first", "second"),
    [
        ("UPDATE audit SET actor = 'x' WHERE id = 2", "Entry 2 is not as it was", "Up to entry 1"),
        ("DELETE FROM audit WHERE id = 2", "Entry 2 is missing.", "Up to entry 1 of"),
        ("DELETE FROM audit WHERE id = 1", "Entry 1 is missing.", "The entries that are there"),
        ("DELETE FROM audit WHERE id = 3", "Entry 3 is missing.", "Up to entry 2 of"),
        ("UPDATE audit_head SET last_hash = 'x'", "Entry 3 is the last one there", "The entries"),
        ("DELETE FROM audit_head", "The row that knows the end is gone; entry 3", "The entries"),
    ],
)
def test_a_tampered_audit_is_told(
    run: Run, home: Path, records: Records, statement: str, first: str, second: str
) -> None:
    """The first broken entry is named, with how far the chain holds and what to do; status 1."""
    for n in range(2):
        records.audit("Sam", "mentor.pause", f"mentor/m-{n}", None, None, NOW)
    with closing(sqlite3.connect(home / "warmline.db")) as connection:
        connection.execute("DROP TRIGGER audit_refuses_update")
        connection.execute("DROP TRIGGER audit_refuses_delete")
        connection.execute(statement)
        connection.commit()
    result = run("audit", "verify")
    said = result.stdout.splitlines()
    assert result.exit_code == 1
    assert said[0].startswith(first)
    assert said[1].startswith(second)
    assert said[2].startswith("Change nothing.")
    assert answer(run, "audit", "verify", status=1)["first_broken"] in {1, 2, 3, 4}


def test_the_newest_entries_of_the_audit_are_shown(run: Run, records: Records) -> None:
    """Who changed what is listed, newest first."""
    records.audit("Sam", "mentor.pause", "mentor/m-1", {"paused": False}, {"paused": True}, NOW)
    shown = run("audit", "list", "--last", "1").stdout
    assert shown.split()[-3:] == ["Sam:", "mentor.pause", "mentor/m-1"]
    newest, oldest = answer(run, "audit", "list")
    assert (newest["after"], oldest["action"]) == ({"paused": True}, "campus.load")

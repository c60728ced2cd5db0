"""The commands that change a plan entry by entry, look it through, and write it down."""

import json
import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.watching import ROOT, Run
from warmline.bootstrap import Parts
from warmline.campus_file import read_campus, write_campus
from warmline.ids import CampusSlug
from warmline.settings import Settings

DEMO = ROOT / "examples" / "northfield.toml"
NIGHT = ("--start", "2030-03-05T19:00", "--end", "2030-03-06T07:00")


@pytest.fixture
def loaded(run: Run, redis_url: str) -> Run:
    """Return what runs commands where the demo campus has been loaded, with a Redis."""

    def with_redis(*words: str, **more: Any) -> Any:
        return run(*words, env={"REDIS_URL": redis_url}, **more)

    assert with_redis("db", "upgrade").exit_code == 0
    result = with_redis("load", str(DEMO))
    assert result.exit_code == 0, result.output
    return with_redis


@pytest.fixture
def parts(loaded: Run, tmp_path: Path, redis_url: str) -> Iterator[Parts]:
    """Return the house that the commands work in, as another process sees it."""
    home = {"WARMLINE_HOME": str(tmp_path / "home"), "REDIS_URL": redis_url}
    made = Parts(Settings.read(home))
    yield made
    made.records.close()
    made.live.close()


def answer(run: Run, *words: str) -> Any:
    """Return the JSON that a command prints."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def on_call(run: Run, at: str) -> list[tuple[str, str]]:
    said = answer(run, "oncall", "--line", "main", "--at", at)
    return [(it["mentor"], it["source"]) for it in said["on_call"]]


def refused(run: Run, *words: str) -> str:
    result = run(*words)
    assert result.exit_code == 1, result.output
    return str(result.stderr)


def test_a_shift_is_added_changed_and_removed(loaded: Run) -> None:
    """A coordinator who has no file at hand changes one shift, and calls follow it."""
    words = ("--line", "main", "--mentor", "Sam", "--start", "2030-03-05T09:00")
    added = answer(loaded, "shift", "add", *words, "--end", "2030-03-05T12:00")
    assert (added["campus"], added["done"], added["published"]) == ("northfield", "added", True)
    at = "2030-03-05T10:00"
    assert ("Sam", "shift") in on_call(loaded, at)
    weekly = ("shift", "change", added["id"], "--repeat", "FREQ=WEEKLY;BYDAY=TU")
    assert loaded(*weekly, "--mentor", "Maya", "--mentor", "Sam").exit_code == 0
    (row,) = [it for it in answer(loaded, "shift", "list")["shifts"] if it["id"] == added["id"]]
    assert row == {
        "id": added["id"],
        "line": "main",
        "mentors": ["Maya", "Sam"],
        "start": at.replace("10", "09"),
        "end": at.replace("10", "12"),
        "repeat": "FREQ=WEEKLY;BYDAY=TU",
    }
    assert ("Sam", "shift") in on_call(loaded, "2030-03-12T10:00")
    answer(loaded, "shift", "change", added["id"], "--repeat", "", "--end", "2030-03-05T09:30")
    assert ("Sam", "shift") not in on_call(loaded, "2030-03-12T09:10")
    assert answer(loaded, "shift", "remove", added["id"])["done"] == "removed"
    assert added["id"] not in loaded("shift", "list").stdout
    assert "there is no" in refused(loaded, "shift", "remove", added["id"])


def test_a_cover_is_made_and_taken_back(loaded: Run) -> None:
    """Who covers for whom from when to when is one command, and one more takes it back."""
    words = ("override", "cover", "--line", "main", "--mentor", "Sam", "--for", "Maya", *NIGHT)
    made = answer(loaded, *words)
    during = "2030-03-05T20:00"
    assert on_call(loaded, during) == [("Luis", "shift"), ("Sam", "cover for Maya")]
    (row,) = answer(loaded, "override", "list")["overrides"]
    assert row == {
        "id": made["id"],
        "line": "main",
        "kind": "cover",
        "mentor": "Sam",
        "covers": "Maya",
        "start": "2030-03-05T19:00",
        "end": "2030-03-06T07:00",
    }
    contradiction = refused(loaded, *words[:4], "--mentor", "Luis", *words[6:])
    assert contradiction.startswith("two things about Maya at the same time: Sam covers for Maya")
    assert loaded("override", "remove", made["id"]).stdout == f"{made['id']}: removed.\n"
    assert on_call(loaded, during) == [("Maya", "shift"), ("Luis", "shift")]
    assert loaded("override", "list").stdout == "There is no override to come.\n"


def test_somebody_is_added_or_taken_off(loaded: Run) -> None:
    """A third person for a bad night, or one fewer, is one command."""
    answer(loaded, "override", "add", "--line", "main", "--mentor", "Sam", *NIGHT)
    off = ("--line", "main", "--mentor", "Luis", "--kind", "remove")
    utc = ("--start", "2030-03-06T03:00Z", "--end", "2030-03-06T15:00:00+00:00")
    answer(loaded, "override", "add", *off, *utc)
    assert on_call(loaded, "2030-03-05T20:00") == [("Maya", "shift"), ("Sam", "added")]
    starts = {it["start"] for it in answer(loaded, "override", "list")["overrides"]}
    assert starts == {"2030-03-05T19:00"}


def test_a_holiday_is_added_and_removed(loaded: Run) -> None:
    """A snow day closes the line without a file."""
    day = ("--kind", "holiday", "--first", "2030-03-05", "--closed")
    made = answer(loaded, "period", "add", "--name", "Snow", *day)
    asked = ("ring", "--line", "main", "--at", "2030-03-05T20:00")
    assert "not Maya: the line is closed (Snow)" in loaded(*asked).stdout
    finals = ("--kind", "finals", "--first", "2030-03-04", "--last", "2030-03-08")
    both = ("period", "add", "--name", "Finals", *finals, "--hours", "mon-fri 17:00-09:00")
    assert "two things about the hours of the same days: Snow" in refused(loaded, *both)
    listed = answer(loaded, "period", "list")["periods"]
    assert [it["name"] for it in listed] == ["Academic year", "Snow"]
    assert listed[1] == {
        "id": made["id"], "line": None, "name": "Snow", "kind": "holiday",
        "first": "2030-03-05", "last": "2030-03-05", "closed": True, "hours": [],
    }  # fmt: skip
    answer(loaded, "period", "remove", made["id"])
    assert "the line is closed" not in loaded(*asked).stdout


def test_the_audit_knows_who_ran_it(loaded: Run, parts: Parts) -> None:
    """Every change by command is on record with the login name of whoever made it."""
    made = answer(loaded, "override", "add", "--line", "main", "--mentor", "Sam", *NIGHT)
    entry = parts.records.audit_entries()[-1]
    me = pwd.getpwuid(os.getuid()).pw_name
    assert (entry.actor, entry.action) == (me, "override.add")
    first, second = answer(loaded, "plan", "history")["changes"]
    assert (first["action"], second["action"]) == ("campus.load", "override.add")
    assert second["after"]["override"][0]["mentor"] == "Sam"
    assert (second["actor"], second["version"]) == (me, first["version"] + 1)
    shown = loaded("plan", "history").stdout
    assert "override.add" in shown
    assert "1 override" in shown
    assert (
        made["id"] not in loaded("plan", "history", "--to", "2020-01-01", "--from", "2019").output
    )


def test_a_change_is_published_at_once(loaded: Run, parts: Parts) -> None:
    """When the command returns, the next call follows the change."""
    campus = CampusSlug("northfield")
    before = parts.live.roster_version(campus)
    answer(loaded, "override", "add", "--line", "main", "--mentor", "Sam", *NIGHT)
    after = parts.live.roster_version(campus)
    assert before != after
    assert after == f"{parts.records.plan_version(campus)}.{(after or '').partition('.')[2]}"


def test_a_change_is_kept_while_redis_is_away(run: Run) -> None:
    """The clock publishes what a command could not."""
    run("db", "upgrade")
    run("load", str(DEMO))
    shown = run("override", "add", "--line", "main", "--mentor", "Sam", *NIGHT).stdout
    assert "calls follow this plan once the clock reaches it" in shown
    assert answer(run, "override", "list")["overrides"] != []


@pytest.mark.parametrize(
    ("words", "sentence", "status"),
    [
        (("override", "add", "--line", "mian", "--mentor", "Sam", *NIGHT), 'no line "mian"', 1),
        (("override", "add", "--line", "main", "--mentor", "Sm", *NIGHT), 'no mentor "Sm"', 1),
        (("override", "add", "--line", "main", "--mentor", "Sam", "--start", "tonight", "--end",
          "x"), "must be a time like", 2),
        (("shift", "add", "--line", "main", "--mentor", "Sam", *NIGHT, "--repeat", "DAILY"),
         "is not a repeat rule", 1),
        (("shift", "change", "s-0"), "there is no s-0", 1),
        (("period", "add", "--name", "X", "--kind", "holiday", "--first", "soon"),
         "must be a date like", 2),
        (("period", "add", "--name", "X", "--kind", "holiday", "--first", "2030-01-01",
          "--hours", "always"), "write days and times like", 1),
        (("plan", "check", "--line", "mian"), 'no line "mian"', 1),
        (("plan", "check", "--from", "2030-01-02", "--to", "2030-01-01"), "must be after", 2),
        (("shift", "list", "--campus", "south"), "choose a campus with --campus", 1),
    ],
)  # fmt: skip
def test_a_slip_is_told(loaded: Run, words: tuple[str, ...], sentence: str, status: int) -> None:
    """What cannot be done is said in a sentence, and nothing is changed."""
    result = loaded(*words)
    assert (result.exit_code, sentence in result.stderr) == (status, True), result.stderr


def test_check_lists_what_to_look_at(loaded: Run) -> None:
    """The coming eight weeks are looked through; a gap is in the list with its times."""
    found = answer(loaded, "plan", "check")
    assert {it["kind"] for it in found["findings"]} == {"awake", "nights"}  # a demo never sleeps
    for name in ("Maya", "Luis"):
        off = ("--line", "main", "--mentor", name, "--kind", "remove", *NIGHT)
        answer(loaded, "override", "add", *off)
    span = ("--from", "2030-03-04", "--to", "2030-03-08")
    found = answer(loaded, "plan", "check", *span)
    assert (found["campus"], found["from"]) == ("northfield", "2030-03-04T00:00:00-08:00")
    (gap,) = [it for it in found["findings"] if it["kind"] == "gap"]
    assert gap == {
        "kind": "gap",
        "line": "main",
        "mentor": None,
        "words": "nobody is on call",
        "times": [{"start": "2030-03-05T19:00:00-08:00", "end": "2030-03-06T07:00:00-08:00"}],
    }
    shown = loaded("plan", "check", *span).stdout
    assert "Tue 05 Mar 2030 19:00 - Wed 06 Mar 2030 07:00" in shown


def test_a_dump_loads_to_the_same(loaded: Run, run: Run, parts: Parts, tmp_path: Path) -> None:
    """What was changed by command is in the file, which only its owner may read."""
    answer(
        loaded, "override", "cover", "--line", "main", "--mentor", "Sam", "--for", "Maya", *NIGHT
    )
    file = tmp_path / "dump.toml"
    said = answer(loaded, "dump", str(file))
    assert said["entries"]["overrides"] == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    read = read_campus(file.read_text())
    assert read == parts.records.campus_file(read.campus.slug).file
    assert "is there already; --force replaces it" in refused(loaded, "dump", str(file))
    assert loaded("dump", str(file), "--force").exit_code == 0
    printed = loaded("dump", "-").stdout
    assert printed == file.read_text() == write_campus(read)
    before = on_call(loaded, "2030-03-05T20:00")
    elsewhere = {"WARMLINE_HOME": str(tmp_path / "elsewhere")}
    assert run("db", "upgrade", env=elsewhere).exit_code == 0
    assert run("load", str(file), env=elsewhere).exit_code == 0
    there = run("oncall", "--line", "main", "--at", "2030-03-05T20:00", "--json", env=elsewhere)
    assert [(it["mentor"], it["source"]) for it in json.loads(there.stdout)["on_call"]] == before

"""Backing a line up and putting it back, as an engineer does it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from tests.house.watching import ROOT, Run
from warmline.store.live import LiveStore

DEMO = str(ROOT / "examples" / "northfield.toml")
MIDNIGHT = "2026-12-01T00:00-08:00"
ASKED: tuple[tuple[str, ...], ...] = (
    ("oncall", "--line", "main", "--at", MIDNIGHT, "--json"),
    ("ring", "--line", "main", "--at", MIDNIGHT, "--json"),
    ("dump", "-"),
    ("report", "--json"),
    ("fairness", "--line", "main", "--from", "2020-01-01", "--to", "2090-01-01", "--json"),
    ("shift", "list", "--json"),
    ("mentor", "list", "--all", "--json"),
    ("plan", "history", "--json"),
)


@pytest.fixture
def busy(run: Run, tmp_path: Path) -> Path:
    """Return the home of a line that has been used for a month, purged as it would be."""
    assert run("db", "upgrade").exit_code == 0
    assert run("load", DEMO).exit_code == 0
    assert run("demo-data", "--contacts", "150", "--days", "25").exit_code == 0
    added = ("shift", "add", "--line", "main", "--mentor", "Sam", "--start", "2026-12-01T19:00")
    assert run(*added, "--end", "2026-12-01T23:00").exit_code == 0
    assert run("purge").exit_code == 1  # clean, but for Redis, which is away
    return tmp_path / "home"


def answers(run: Run, env: dict[str, str] | None = None) -> dict[str, str]:
    """What the line says of itself."""
    said = {}
    for words in ASKED:
        result = run(*words, env=env)
        assert result.exit_code == 0, (words, result.output)
        said[" ".join(words)] = result.stdout
    return said


def elsewhere(busy: Path, tmp_path: Path, **more: str) -> dict[str, str]:
    """The settings of a fresh host that has the keys, and nothing else."""
    home = tmp_path / "fresh"
    home.mkdir(mode=0o700)
    shutil.copy(busy / "keys", home / "keys")
    return {"WARMLINE_HOME": str(home), **more}


def test_a_restored_line_answers_as_the_old_one_did(
    busy: Path, run: Run, tmp_path: Path, redis_url: str
) -> None:
    """A fresh host with the keys and the backup is the line that was; its calls follow the plan."""
    before = answers(run)
    file = tmp_path / "line.backup"
    made = run("backup", str(file))
    assert made.exit_code == 0, made.output
    assert "3 people, 150 contacts" in made.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    env = elsewhere(busy, tmp_path, REDIS_URL=redis_url)
    assert run("restore", str(file), "--check", env=env).exit_code == 0
    done = run("restore", str(file), env=env)
    assert done.exit_code == 0, done.output
    assert "The audit holds" in done.stdout
    assert answers(run, env) == before
    assert run("audit", "verify", env=env).exit_code == 0
    newest = json.loads(run("audit", "list", "--last", "2", "--json", env=env).stdout)
    assert "restore" in [it["action"] for it in newest]
    live = LiveStore(redis_url)
    roster = live.roster(live.campuses()[0])
    live.close()
    assert roster is not None
    assert {"Maya", "Luis", "Sam"} == {it.name for it in roster.mentors}


def test_a_wrong_key_touches_nothing(busy: Path, run: Run, tmp_path: Path) -> None:
    """A host without the keys is told which one is missing, and is left as it was."""
    file = tmp_path / "line.backup"
    assert run("backup", str(file)).exit_code == 0
    home = tmp_path / "fresh"
    env = {"WARMLINE_HOME": str(home), "WARMLINE_KEYS": Fernet.generate_key().decode()}
    refused = run("restore", str(file), "--replace", env=env)
    assert refused.exit_code == 1
    assert "is not in WARMLINE_KEYS" in refused.output
    assert not (home / "warmline.db").exists()


def test_a_database_that_is_not_empty_is_replaced_only_on_purpose(
    busy: Path, run: Run, tmp_path: Path
) -> None:
    """A slip loses nothing: a full database is refused, or kept aside."""
    file = tmp_path / "line.backup"
    assert run("backup", str(file)).exit_code == 0
    refused = run("restore", str(file))
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    done = json.loads(run("restore", str(file), "--replace", "--json").stdout)
    assert Path(done["aside"]).exists()
    assert done["rows"]["contact"] == 150
    assert done["audit_break"] is None
    assert run("audit", "verify").exit_code == 0


def test_a_backup_is_never_half_there(busy: Path, run: Run, tmp_path: Path) -> None:
    """A file that is there stays until a whole one takes its place; nothing else is left behind."""
    folder = tmp_path / "backups"
    folder.mkdir()
    file = folder / "line.backup"
    assert run("backup", str(file)).exit_code == 0
    was = file.read_bytes()
    refused = run("backup", str(file))
    assert (refused.exit_code, "--force" in refused.output) == (1, True)
    assert file.read_bytes() == was
    assert run("backup", str(file), "--force").exit_code == 0
    assert file.read_bytes() != was
    gone = run("backup", str(tmp_path / "nowhere" / "line.backup"))
    assert (gone.exit_code, "cannot be written" in gone.output) == (1, True)
    assert [it.name for it in folder.iterdir()] == ["line.backup"]
    piped: Any = run("backup", "-")
    assert piped.exit_code == 0
    file.write_bytes(piped.stdout_bytes)
    assert run("restore", str(file), "--check").exit_code == 0


def test_what_is_older_than_it_may_be_does_not_come_back(run: Run, tmp_path: Path) -> None:
    """A backup keeps what it had; a restored line keeps only what it may."""
    assert run("db", "upgrade").exit_code == 0
    assert run("load", DEMO).exit_code == 0
    assert run("demo-data", "--contacts", "40", "--days", "60").exit_code == 0
    file = tmp_path / "line.backup"
    assert run("backup", str(file)).exit_code == 0
    done = json.loads(run("restore", str(file), "--replace", "--json").stdout)
    assert done["purged"] > 0
    left = json.loads(run("purge", "--dry-run", "--json").stdout)["northfield"]
    assert {what for what, it in left.items() if it["found"]} == set()

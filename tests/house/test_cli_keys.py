"""Changing keys as an engineer does it: by a command, while the line runs, killed or not."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from cryptography.fernet import Fernet
from sqlalchemy import text

from tests.house.watching import ROOT, Run, Watched, wait_until
from warmline.bootstrap import Parts
from warmline.ids import CampusSlug
from warmline.privacy import Vault
from warmline.settings import Settings
from warmline.store.records import Records

DEMO = str(ROOT / "examples" / "northfield.toml")
NORTHFIELD = CampusSlug("northfield")
# A rotation of which the process is killed when it pauses for the third time.
KILLED_HALF_WAY = """
import os, signal
from warmline.bootstrap import parts_from
from warmline.keyring import Keyring
pauses = []
def pause(seconds):
    pauses.append(seconds)
    if len(pauses) == 3:
        print("now", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
parts = parts_from(os.environ)
Keyring(parts.settings, parts.vault, parts.records, parts.live, pause).rotate()
"""


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    """Return the home of a campus that has been loaded, keys kept in it."""
    assert run("db", "upgrade").exit_code == 0
    assert run("load", DEMO).exit_code == 0
    return tmp_path / "home"


@pytest.fixture
def parts(home: Path) -> Iterator[Parts]:
    """Give the parts of a process that started before the keys are changed."""
    made = Parts(Settings.read({"WARMLINE_HOME": str(home)}))
    yield made
    made.records.close()


def status(run: Run, env: dict[str, str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("keys", "status", "--json", env=env).stdout)[
        "keys"
    ]
    return found


def write_many(records: Records, vault: Vault, count: int, first: int = 0) -> None:
    """As many applications as no campus has, each sealed."""
    row = {"campus": NORTHFIELD, "kind": "nomination", "at": "2026-11-02 03:04:05.000000"}
    insert = text(
        "INSERT INTO application (id, campus, kind, written, came_at, until) "
        "VALUES (:id, :campus, :kind, :written, :at, :at)"
    )
    rows = [
        row | {"id": f"a{n}", "written": vault.seal(f"words {n}")}
        for n in range(first, first + count)
    ]
    with records._database.writing() as connection:
        connection.execute(insert, rows)


def opened(records: Records, vault: Vault) -> list[str]:
    """Every application, opened."""
    with records._database.reading() as connection:
        found = connection.execute(text("SELECT written FROM application")).scalars().all()
    return [vault.open(it) for it in found]


def test_keys_are_changed_and_the_old_one_is_dropped(home: Path, run: Run, redis_url: str) -> None:
    """A new key seals everything; the old one goes when nothing needs it, and not before."""
    env = {"REDIS_URL": redis_url}
    before = run("dump", "-").stdout
    (old,) = (home / "keys").read_text().split()
    client = redis.Redis.from_url(redis_url)
    client.hset("wl:{northfield}:contact:northfield.c1", "b", Vault([old]).seal("words"))
    assert run("keys", "rotate", env=env).exit_code == 0
    (current, former) = status(run, env)
    assert (current["current"], current["records"] > 5, current["live"] > 3) == (True, True, True)
    assert (former["records"], former["live"], former["droppable"]) == (0, 1, False)
    refused = run("keys", "drop", former["name"], env=env)
    assert (refused.exit_code, "is needed still" in refused.output) == (1, True)
    client.delete("wl:{northfield}:contact:northfield.c1")
    client.close()
    assert run("keys", "drop", former["name"], env=env).exit_code == 0
    assert old not in (home / "keys").read_text()
    assert (home / "keys").stat().st_mode & 0o777 == 0o600
    assert run("dump", "-").stdout == before
    assert json.loads(run("audit", "list", "--last", "1", "--json").stdout)[0]["action"] == (
        "keys.rotate"
    )


def test_a_running_line_goes_on_while_keys_are_changed(
    home: Path, run: Run, redis_url: str
) -> None:
    """Whoever was started before the change rings by what is sealed anew."""
    env = {"REDIS_URL": redis_url, "WARMLINE_HOME": str(home)}
    assert run("load", DEMO, env=env).exit_code == 0
    parts, written, failed, done = Parts(Settings.read(env)), [0], [], threading.Event()

    def keep_working() -> None:
        try:
            while not done.is_set():
                roster = parts.live.roster(NORTHFIELD)
                assert roster is not None
                for it in roster.mentors:
                    parts.vault.open_number(it.phone)
                parts.vault.open(parts.records.pepper(NORTHFIELD))
                write_many(parts.records, parts.vault, 1, first=written[0])
                written[0] += 1
        except BaseException as exc:  # noqa: BLE001 - told by the test
            failed.append(exc)

    thread = threading.Thread(target=keep_working)
    thread.start()
    try:
        wait_until(lambda: written[0] > 2 or bool(failed))
        result = run("keys", "rotate", "--json", env=env)
    finally:
        done.set()
        thread.join()
    assert not failed, failed
    assert result.exit_code == 0, result.output
    assert len(opened(parts.records, parts.vault)) == written[0]
    current, former = status(run, env)
    assert current["records"] > written[0]
    assert (former["records"], former["live"], former["droppable"]) == (0, 0, True)
    parts.records.close()
    parts.live.close()


def test_a_rotation_that_was_killed_is_finished_by_the_next(
    home: Path, run: Run, parts: Parts, watch: Callable[..., Watched]
) -> None:
    """A command that dies half way has lost nothing and made no key in vain."""
    write_many(parts.records, parts.vault, 450)
    rotation = watch("-c", KILLED_HALF_WAY)
    rotation.line("now")
    assert rotation.process.wait(20) == -signal.SIGKILL
    parts.vault.follow()
    half = parts.records.sealed_by()
    assert (half[0] > 0, half[1] > 0, half[None]) == (True, True, 0)
    assert len(opened(parts.records, parts.vault)) == 450
    kept = (home / "keys").read_text()
    assert run("keys", "rotate").exit_code == 0
    assert (home / "keys").read_text() == kept
    assert parts.records.sealed_by()[1] == 0
    assert sorted(opened(parts.records, parts.vault))[0] == "words 0"


def test_keys_in_the_environment_are_changed_in_their_order(run: Run, tmp_path: Path) -> None:
    """Whoever keeps the keys elsewhere puts a new one first; the command says what comes next."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    assert run("db", "upgrade", env={"WARMLINE_KEYS": old}).exit_code == 0
    assert run("load", DEMO, env={"WARMLINE_KEYS": old}).exit_code == 0
    nothing = run("keys", "rotate", env={"WARMLINE_KEYS": f"{old},{new}"})
    assert "put a new key behind the others" in nothing.stdout
    assert run("keys", "rotate", env={"WARMLINE_KEYS": f"{new},{old}"}).exit_code == 0
    assert run("dump", "-", env={"WARMLINE_KEYS": new}).exit_code == 0
    refused = run("keys", "rotate", env={"WARMLINE_KEYS": old})
    assert (refused.exit_code, "fit none of the keys" in refused.output) == (1, True)
    assert run("keys", "status", env={"WARMLINE_KEYS": old}).exit_code == 1
    assert new not in nothing.output + refused.output

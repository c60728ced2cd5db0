"""`warmline line`: pause, surge and normal, by whom, and what `ring` says of it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.house.watching import ROOT, Run

DEMO = str(ROOT / "examples" / "northfield.toml")


@pytest.fixture
def env(run: Run, redis_url: str) -> dict[str, str]:
    """A campus that is loaded and published."""
    env = {"REDIS_URL": redis_url}
    assert run("db", "upgrade").exit_code == 0
    assert run("load", DEMO, env=env).exit_code == 0
    return env


def until() -> str:
    """An hour from now."""
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="minutes")


def rungs(run: Run, env: dict[str, str]) -> str:
    """What `ring` says now."""
    return run("ring", "--line", "main", "--json", env=env).stdout


def test_a_line_is_paused_and_put_back(run: Run, env: dict[str, str]) -> None:
    """`ring` says that the switch closed the line; `normal` ends it, once."""
    said = ("--line", "main", "--as", "Sam")
    paused = run("line", "pause", *said, "--until", until(), "--json", env=env)
    assert paused.exit_code == 0, paused.output
    assert json.loads(paused.stdout)["published"] is True
    assert "paused by the switch" in rungs(run, env)
    assert "line.pause" in run("audit", "list", "--json", env=env).stdout
    assert run("line", "normal", *said, env=env).exit_code == 0
    assert "paused by the switch" not in rungs(run, env)
    again = run("line", "normal", *said, env=env)
    assert again.exit_code != 0
    assert "neither paused nor in a surge" in again.output


def test_a_surge_is_told_by_oncall(run: Run, env: dict[str, str]) -> None:
    """`oncall` names everybody that a surge adds, with that as the source."""
    set_ = run("line", "surge", "--line", "main", "--as", "Sam", "--until", until(), env=env)
    assert set_.exit_code == 0, set_.output
    soon = (datetime.now(UTC) + timedelta(minutes=2)).isoformat(timespec="seconds")
    said = run("oncall", "--line", "main", "--at", soon, "--json", env=env).stdout
    found = {it["mentor"]: it["source"] for it in json.loads(said)["on_call"]}
    assert found == {"Maya": "shift", "Luis": "shift", "Sam": "surge"}


def test_who_says_so_is_on_the_roster(run: Run, env: dict[str, str]) -> None:
    """Nobody that the roster does not know sets a switch; nor is a past time taken."""
    one = run("line", "pause", "--line", "main", "--as", "Nobody", "--until", until(), env=env)
    assert one.exit_code != 0
    assert "nobody called" in one.output
    late = ("--until", "2020-01-01T10:00")
    two = run("line", "pause", "--line", "main", "--as", "Sam", *late, env=env)
    assert two.exit_code != 0
    assert "still to come" in two.output

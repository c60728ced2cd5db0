"""`warmline caller`: a plan for somebody who calls often, by the contact they made."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.house.watching import ROOT, Run
from warmline.ids import CampusSlug, ContactId, LineSlug, NumberHash
from warmline.privacy import Vault
from warmline.store.records import ContactHistory, Records

DEMO = str(ROOT / "examples" / "northfield.toml")
HASH = "5eedf00d5eedf00d"
PLANNED = ("--as", "Sam", "--reason", "Calls every evening, agreed with them in October.")


@pytest.fixture
def line(run: Run, tmp_path: Path, redis_url: str) -> dict[str, str]:
    """A campus that is loaded and published, and a contact that somebody made an hour ago."""
    env = {"REDIS_URL": redis_url}
    assert run("db", "upgrade").exit_code == 0
    assert run("load", DEMO, env=env).exit_code == 0
    keys = (tmp_path / "home" / "keys").read_text().split(",")
    records = Records.connect(f"sqlite:///{tmp_path}/home/warmline.db", Vault(keys))
    records.record_contact(
        ContactHistory(
            id=ContactId("northfield.often"),
            campus=CampusSlug("northfield"),
            line=LineSlug("main"),
            arrived_at=datetime.now(UTC) - timedelta(hours=1),
            caller_hash=NumberHash(HASH),
        )
    )
    records.close()
    return env


def test_a_plan_is_made_listed_and_ended(run: Run, line: dict[str, str]) -> None:
    """The caller has a name that is no number, and the audit says what, not for whom."""
    wish = (
        "--mentor",
        "Maya",
        "--hours",
        "tue 19:00-20:00",
        "--words",
        "Maya is there on Tuesdays.",
    )
    made = run("caller", "plan", "often", *PLANNED, *wish, env=line)
    assert made.exit_code == 0, made.output
    assert made.stdout == f"{HASH[:12]}: planned for 90 days.\n"
    (kept,) = json.loads(run("caller", "list", "--json", env=line).stdout)
    assert (kept["caller"], kept["mentor"], kept["hours"]) == (
        HASH[:12],
        "Maya",
        ["tue 19:00-20:00"],
    )
    audit = run("audit", "list", "--json", env=line).stdout
    assert "caller.plan" in audit
    assert HASH[:12] not in audit
    assert run("caller", "end", HASH[:12], env=line).exit_code == 0
    assert run("caller", "list", env=line).stdout.strip() == "nobody has a plan"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (PLANNED, "a plan needs a mentor, or words, or both"),
        ((*PLANNED, "--mentor", "Nobody"), "Nobody"),
        ((*PLANNED, "--words", "x" * 161), "the words have 161 letters; 160 are the most"),
        (("--as", "Maya", *PLANNED[2:], "--mentor", "Maya"), "Maya"),
    ],
)
def test_a_plan_that_cannot_be_is_told(
    run: Run, line: dict[str, str], words: tuple[str, ...], sentence: str
) -> None:
    """Who may not decide it, or asks for nothing, is told so, and nothing is planned."""
    result = run("caller", "plan", "often", *words, env=line)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert run("caller", "list", env=line).stdout.strip() == "nobody has a plan"


def test_a_plan_that_is_not_there_cannot_be_ended(run: Run, line: dict[str, str]) -> None:
    """A wrong name ends nothing."""
    result = run("caller", "end", "5eed", env=line)
    assert (result.exit_code, "see: warmline caller list" in result.stderr) == (1, True)

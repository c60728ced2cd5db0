"""`warmline mentor`: what a coordinator types, and what nobody ever reads back."""

import json
import re

import pytest
from click.testing import CliRunner, Result

from tests.house.watching import ROOT, Run
from warmline.cli import main

DEMO = str(ROOT / "examples" / "northfield.toml")
NUMBER = "+14155550188"


@pytest.fixture
def mentor(run: Run, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs `warmline mentor` where the demo campus has been loaded."""
    assert run("db", "upgrade").exit_code == 0
    assert run("load", DEMO).exit_code == 0

    def mentor(*words: str, typed: str | None = None) -> Result:
        if typed is None:
            return run("mentor", *words)
        with monkeypatch.context() as patch:  # the runner reads what is typed from the environment
            patch.setenv("WARMLINE_HOME", f"{tmp_path}/home")
            return CliRunner().invoke(main, ["mentor", *words], input=typed)

    return mentor


def said(result: Result) -> str:
    """Return the first line that a command prints, when it did what it was asked."""
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()[0]


def test_somebody_walks_the_whole_way(mentor: Run) -> None:
    """Each step says where somebody stands now, and the last one lets their phone ring."""
    assert said(mentor("nominate", "Nora Quist", "--by", "Maya")) == "Nora Quist: nominated."
    assert said(mentor("apply", "Nora Quist", typed=f"{NUMBER}\n")) == "Nora Quist: applied."
    assert said(mentor("interview", "nora", "--note", "kind")) == "Nora Quist: interviewed."
    assert said(mentor("train", "nora")) == "Nora Quist: in training, 0 of 7."
    assert said(mentor("listen", "nora", "on")) == "Nora Quist: in training, 0 of 7, listens."
    assert said(mentor("tick", "nora", "active")) == "Nora Quist: in training, 1 of 7, listens."
    refused = mentor("certify", "nora", "--until", "2099-06-30")
    assert (refused.exit_code, "give a --reason" in refused.stderr) == (1, True)
    done = mentor("certify", "nora", "--until", "2099-06-30", "--reason", "trained elsewhere")
    assert said(done) == "Nora Quist: certified until 2099-06-30."
    assert said(mentor("pause", "nora", "--until", "2099-01-01")) == (
        "Nora Quist: is paused until 2099-01-01."
    )
    assert said(mentor("resume", "nora")) == "Nora Quist: certified until 2099-06-30."
    assert said(mentor("roles", "nora", "mentor", "backup"))
    assert said(mentor("leave", "nora")) == "Nora Quist: has left."
    assert said(mentor("return", "nora")) == "Nora Quist: in training, 1 of 7."
    shown = mentor("show", "nora").stdout
    steps = ("nominated (by Maya)", "applied", "trained elsewhere", "left", "returned")
    assert [it for it in steps if it not in shown] == []


def test_what_is_listed_is_for_people_and_programs(mentor: Run) -> None:
    """A table names everybody in service; JSON has the same, and times with their offset."""
    mentor("leave", "maya")
    table = mentor("list").stdout
    assert "Luis" in table
    assert "Maya" not in table
    assert "Maya" in mentor("list", "--all").stdout
    rows = json.loads(mentor("list", "--all", "--json").stdout)["mentors"]
    assert {it["name"]: it["stage"] for it in rows}["Maya"] == "alumni"
    steps = json.loads(mentor("show", "Maya", "--json").stdout)["steps"]
    assert [it["step"] for it in steps] == ["left"]
    assert steps[0]["at"].endswith("+00:00")


def test_a_load_says_what_it_leaves_alone(mentor: Run, run: Run) -> None:
    """A file that still has somebody who left says so, and how to take them back."""
    mentor("leave", "maya")
    shown = run("load", DEMO).stdout
    assert "nothing to change" in shown
    assert 'warmline mentor return "Maya"' in shown


def test_a_changed_phone_waits_for_its_code(mentor: Run) -> None:
    """A command tells that a code is on its way, takes it, and counts what is wrong."""
    given = mentor("phone", "luis", "--number", NUMBER)
    assert "is texted a code" in given.stdout
    assert "a new number waits" in mentor("list").stdout
    wrong = [mentor("verify", "luis", "000000").stderr for _ in range(2)]
    assert wrong[0] != wrong[1]  # one try fewer each time
    assert said(mentor("phone", "luis", "--again"))
    assert said(mentor("phone", "luis", "--withdraw"))
    assert "no new number" in mentor("verify", "luis", "000000").stderr


MISTAKES = {
    "nobody": (("show", "Nobody"), "nobody called"),
    "several": (("show", ""), "give more of the name"),
    "known": (("nominate", "maya"), "known already"),
    "a number for a name": (("nominate", NUMBER), "looks like a phone number"),
    "a number in a note": (("leave", "maya", "--note", f"call {NUMBER}"), "phone number"),
    "no number": (("phone", "maya", "--number", "tomorrow"), "is not a phone number"),
    "somebody else's": (("phone", "maya", "--number", "+14155550112"), "Luis"),
    "emergency": (("phone", "maya", "--number", "911"), "never dialled"),
}


@pytest.mark.parametrize(("words", "why"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_in_words(mentor: Run, words: tuple[str, ...], why: str) -> None:
    """What cannot be done is told, and nothing was done."""
    result = mentor(*words)
    assert (result.exit_code, why in result.stderr) == (1, True), result.output


def test_a_number_is_never_said_again(mentor: Run) -> None:
    """Whatever is typed, piped or wrong, no command prints a number."""
    printed = [
        mentor("nominate", "Nora").output,
        mentor("apply", "Nora", typed=f"{NUMBER}\n").output,
        mentor("apply", "Nora", typed=f"{NUMBER}\n").output,
        mentor("phone", "maya", "--number", NUMBER).output,
        mentor("phone", "luis", typed="+14155550177\n").output,
        mentor("show", "Nora", "--json").output,
        mentor("show", "luis").output,
        mentor("list", "--json").output,
        mentor("phone", "maya", typed="415 555 0199\n").output,
    ]
    assert [it for it in printed if re.search(r"\d{7}|555.?01", it)] == []

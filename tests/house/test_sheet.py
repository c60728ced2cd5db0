"""`warmline sheet`: the page on the wall helps on the night on which everything is down."""

import re
from pathlib import Path

import pytest

from tests.house.watching import ROOT, Run

MENTORS = ("5550111", "5550112", "5550113")
LINE = "4155550100"


@pytest.fixture
def loaded(run: Run) -> Run:
    """Return what runs commands where the demo campus has been loaded."""
    assert run("db", "upgrade").exit_code == 0
    assert run("load", str(ROOT / "examples" / "northfield.toml")).exit_code == 0
    return run


def test_it_says_what_a_night_needs(loaded: Run) -> None:
    """Crisis numbers, every desk with its hours, whom to call, and how to reach counseling."""
    page = loaded("sheet").stdout
    words = " ".join(page.split())
    assert page.startswith("EARS FOR PEERS: WHEN EVERYTHING IS DOWN")
    for part in (
        "In danger now: 911",
        "day and night: 988",
        "Counseling Center: +14155550150 (mon-fri 08:30-17:00)",
        "After-hours counselor: +14155550151 (day and night)",
        "Sam (coordinator): ____",
        "engineer, not in the roster: ____",
        "/healthz",
        "number of line main (ending 00)",
        "It is hosted nowhere yet",
        "<Number>+14155550151</Number>",
        "<Response><Message>",
        "`warmline twilio provision`",
    ):
        assert part in words, part
    assert len(page.splitlines()) <= 66  # a page of paper
    assert max(map(len, page.splitlines())) <= 100


def test_nobody_s_own_number_is_on_it(loaded: Run) -> None:
    """A wall is read by everybody: people's numbers are written on it by hand, or not at all."""
    for page in (loaded("sheet").stdout, loaded("sheet", "--html").stdout):
        digits = re.sub(r"\D", "", re.sub(r"<[^>]*callerId[^>]*>", "", page))
        assert [it for it in MENTORS if it in digits] == []


def test_the_hosted_documents_are_named(loaded: Run) -> None:
    """Where they are hosted, the sheet says where, and not that they are nowhere."""
    where = "https://handler.twilio.com/twiml/EH1"
    page = loaded("sheet", env={"WARMLINE_VOICE_FALLBACK_URL": where}).stdout
    assert where in page
    assert "hosted nowhere" not in page


def test_it_prints_from_a_browser(loaded: Run) -> None:
    """One file without a script or anything from elsewhere; every word of a plan is only a word."""
    page = loaded("sheet", "--html").stdout
    assert page.startswith("<!doctype html>")
    assert page.count("<h2>") == 5
    assert not re.search(r"<script|<link|src=|&lt;script", page)
    assert "&lt;Number&gt;+14155550151&lt;/Number&gt;" in page


def test_without_a_campus_it_says_what_comes_first(run: Run) -> None:
    """Nothing to print is told in a sentence."""
    assert run("db", "upgrade").exit_code == 0
    result = run("sheet")
    assert (result.exit_code, "none yet" in result.stderr) == (1, True)


def test_both_documents_are_written_to_a_folder(loaded: Run, tmp_path: Path) -> None:
    """What answers when all of ours is gone is two files and the words on where to host them."""
    said = loaded("twilio", "fallback", "--to", str(tmp_path / "fallback"))
    assert said.exit_code == 0
    assert "WARMLINE_VOICE_FALLBACK_URL" in said.stdout
    calls = (tmp_path / "fallback" / "voice.xml").read_text()
    assert f'callerId="+1{LINE}"' in calls  # the one line's, so that counseling sees no student's
    assert "<Message>" in (tmp_path / "fallback" / "texts.xml").read_text()
    assert (
        loaded("twilio", "fallback", "--to", str(tmp_path / "fallback" / "voice.xml")).exit_code
        == 1
    )

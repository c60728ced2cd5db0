"""The live board: what a coordinator sees while the line is at work."""

import re

from telling.console import Console

from warmline import wording


def test_all_is_well_and_says_so(console: Console) -> None:
    """On a quiet night the board is green, and names who is on call."""
    page = console.enters("Cora").get("/console/now").text
    assert "All is well." in page
    assert "Maya" in page
    assert "Luis" in page


def test_an_end_on_another_day_is_said_with_its_day(console: Console) -> None:
    """A shift of some days has an end; only one as long as the plan is worked out has none yet."""
    phones = console.phones
    phones.shift("Bo", start="2026-11-02T18:00:00", end="2026-11-05T08:00:00")
    phones.shift("Cora", start="2026-11-02T18:00:00", end="2026-11-02T23:00:00")
    phones.ready()
    board = console.enters("Cora").get("/console/now/board").text
    said = dict(re.findall(r'd-block">(\w+).*?((?:until|for more) .*?)</span>', board))
    said = {name: re.sub("<.*?>", "", words) for name, words in said.items()}
    assert said == {
        "Maya": "for more than a day",
        "Luis": "for more than a day",
        "Bo": "until Thu 05 Nov 08:00",
        "Cora": "until 23:00",
    }


def test_a_call_is_a_card(console: Console) -> None:
    """A waiting student is a card with who is asked and how long they have waited; no number."""
    browser = console.enters("Cora")
    student = console.phones.student()
    student.calls()
    console.phones.wait(seconds=5)
    board = browser.get("/console/now/board").text
    assert "Asking Maya" in board
    assert "waited 0:05 of 1:30" in board
    assert student.phone.number[-7:] not in board
    maya = console.people["Maya"]
    maya.presses("1")
    student.talks_to(maya)
    board = browser.get("/console/now/board").text
    assert "With Maya" in board


def test_nobody_on_shift_is_a_trouble(console: Console) -> None:
    """Where nobody is on call the board asks somebody to look."""
    for name in ("Maya", "Luis"):
        console.people[name].texts("OFF")
        console.people[name].is_texted(console.phones.words(wording.off_text))
    board = console.enters("Cora").get("/console/now").text
    assert "Please look." in board
    assert "nobody is on shift now" in board
    assert "has texted OFF" in board


def test_who_would_ring_is_answered_for_any_minute(console: Console) -> None:
    """Any minute has an answer, rung by rung; nonsense is answered with what to write."""
    browser = console.enters("Ada")
    page = browser.get("/console/who?at=2026-12-24T23:30").text
    assert "on shift" in page
    assert "Maya" in page
    assert "Write the time like" in browser.get("/console/who?at=tonight").text
    assert browser.get("/console/who?line=nowhere").status_code == 200

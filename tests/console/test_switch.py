"""The switch at the console: it says what it will do, then does it, and everybody sees it."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from telling.console import Console, posts

from warmline import wording

ADDRESS = "/console/lines/main/switch"


def in_an_hour(console: Console) -> str:
    """A time that a browser sends, on the line's clock."""
    at = console.phones.now() + timedelta(hours=1)
    local = at.astimezone(ZoneInfo("America/Los_Angeles"))
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def is_told(console: Console, mode: str) -> None:
    """Coordinators hear of it by text."""
    cora = console.people["Cora"]
    console.phones.wait(seconds=3)
    end = [it.body for it in cora.phone.texts if mode in it.body]
    assert end
    cora.may_have_been_texted(end[-1])


def test_a_pause_is_shown_before_it_is_done(console: Console) -> None:
    """The page says who would ring now and that nobody would then; nothing has changed yet."""
    browser = console.enters("Cora")
    assert "Pause or surge" in browser.get("/console/now").text
    page = browser.get(ADDRESS, query_string={"mode": "pause", "until": in_an_hour(console)}).text
    assert "Do it" in page
    assert "Maya" in page
    assert "key 0 for counseling" in page
    assert "Paused until" not in browser.get("/console/now").text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    form = {"mode": "pause", "until": in_an_hour(console), "seen": seen.group(1) if seen else "?"}
    assert posts(browser, ADDRESS, form).status_code == 302
    is_told(console, "paused the line")
    board = browser.get("/console/now/board").text
    assert "Paused until" in board
    assert "All is well" not in board
    assert "Paused until" in console.enters("Ada").get("/console/now/board").text
    audit = _audit(console)
    assert ("Cora", "line.pause") in audit


def _audit(console: Console) -> set[tuple[str, str]]:
    now = console.phones.now()
    from_, to = now - timedelta(hours=1), now + timedelta(hours=1)
    found = console.phones.parts.records.plan_history("northfield", from_, to)
    return {(it.actor, it.action) for it in found}


def test_a_surge_names_who_is_added(console: Console) -> None:
    """Who is rung beyond the plan is named before, and shown on the board afterwards."""
    browser = console.enters("Cora")
    form = {"mode": "surge", "until": in_an_hour(console), "seen": ""}
    page = browser.get(ADDRESS, query_string=form).text
    assert re.search(r"Bo\s*<strong>added</strong>", page)
    assert posts(browser, ADDRESS, form).status_code == 302
    is_told(console, "set a surge")
    bo = console.people["Bo"]
    bo.may_have_been_texted(bo.phone.texts[-1].body)
    board = browser.get("/console/now/board").text
    assert "by the surge" in board
    assert "Surge until" in board


def test_what_somebody_else_did_meanwhile_is_not_undone_unseen(console: Console) -> None:
    """A switch that was set after the page was shown refuses the form, and nothing is lost."""
    browser, until = console.enters("Cora"), in_an_hour(console)
    assert posts(browser, ADDRESS, {"mode": "pause", "until": until, "seen": ""}).status_code == 302
    is_told(console, "paused the line")
    answer = posts(browser, ADDRESS, {"mode": "surge", "until": until, "seen": ""})
    assert answer.status_code == 400
    assert "somebody else has switched the line meanwhile" in answer.text.lower()
    assert until in answer.text


def test_a_wrong_time_is_said_beside_the_field(console: Console) -> None:
    """What was typed stays, and the page says what to write."""
    browser = console.enters("Cora")
    answer = browser.get(ADDRESS, query_string={"mode": "pause", "until": "tonight"})
    assert answer.status_code == 400
    assert "Write the time like" in answer.text
    assert 'value="tonight"' in answer.text
    assert "Do it" not in answer.text


def test_the_switch_is_a_coordinators(console: Console) -> None:
    """Others see what it is set to, and neither the way to it nor the page."""
    for name in ("Ada", "Noor", "Enno"):
        browser = console.enters(name)
        assert "Pause or surge" not in browser.get("/console/now").text
        assert browser.get(ADDRESS).status_code == 403
        form = {"mode": "pause", "until": in_an_hour(console), "seen": ""}
        assert posts(browser, ADDRESS, form).status_code == 403


def test_the_board_says_who_has_not_checked_in(console: Console) -> None:
    """In words: who has confirmed, and who has not."""
    board = console.enters("Cora").get("/console/now").text
    assert "not checked in" in board


def test_a_request_for_help_without_an_owner_is_a_trouble(console: Console) -> None:
    """While a mentor's request has nobody who comes, the board is not green."""
    student, maya = console.phones.student(), console.people["Maya"]
    browser = console.enters("Cora")
    student.calls()
    console.people["Maya"].rings()
    maya.presses("1")
    student.talks_to(maya)
    assert "All is well." in browser.get("/console/now/board").text
    maya.asks_for_help("1")
    student.hears(wording.may_somebody_join(take_over=False), meanwhile=wording.mentor_aside())
    board = browser.get("/console/now/board").text
    assert "asked for help, and nobody has come yet" in board
    assert "All is well." not in board

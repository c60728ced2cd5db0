"""A student who wants to be called back is given to somebody, at the console."""

import re

from telling.console import TOKEN, Console

from warmline import wording


def waits(console: Console) -> tuple[str, str]:
    """A student asks to be called back, which is Luis's by turn; returns its page and the board."""
    student, maya = console.phones.student(), console.people["Maya"]
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("2")
    student.hears(wording.callback_promised())
    student.is_idle_within(10)
    offer = console.phones.words(wording.callback_text, recording=False)
    console.people["Luis"].is_texted(offer)
    board = console.enters("Cora").get("/console/now").text
    found = re.search(r'href="(/console/callbacks/\w+)"', board)
    assert found is not None
    return found[1], board


def test_a_callback_is_given_an_owner(console: Console) -> None:
    """Bo is texted, the board says that he has it, the audit who gave it, and CALL works."""
    (page, board), browser = waits(console), console.enters("Cora")
    bo = console.people["Bo"]
    assert "With Luis" in board
    shown = browser.get(page).text
    assert "Luis has it" in shown
    token = TOKEN.search(shown)
    assert token is not None
    form = {"csrf_token": token[1], "mentor": console.phones.id_of(console.people["Cora"])}
    assert "Choose somebody who may be rung." in browser.post(page, data=form).text
    form["mentor"] = console.phones.id_of(bo)
    assert browser.post(page, data=form).status_code == 302
    bo.is_texted(console.phones.words(wording.callback_text, recording=False))
    assert "With Bo" in browser.get("/console/now").text
    entry = console.phones.parts.records.audit_entries()[-1]
    assert (entry.actor, entry.action) == ("Cora", "callback.give")
    assert entry.before == {"owner": console.phones.id_of(console.people["Luis"])}
    assert entry.after == {"owner": form["mentor"]}
    bo.takes_a_callback()
    again = browser.get(page, follow_redirects=True).text
    assert "does not wait any more" in again
    assert browser.get("/console/callbacks/none-such").status_code == 404

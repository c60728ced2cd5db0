"""Contacts at the console: what a coordinator may know, and what two people may do."""

import re

from flask.testing import FlaskClient
from telling.console import TOKEN, Console

from warmline import wording


def a_call(console: Console) -> str:
    """A student calls, Maya answers and calls it hard; returns the name of the contact."""
    phones, maya = console.phones, console.people["Maya"]
    student = phones.student()
    student.calls()
    maya.presses("1")
    student.talks_to(maya)
    student.hangs_up()
    phones.wait(seconds=5)
    maya.texts("7 4>2 HARD")
    phones.wait(seconds=5)
    return phones.contact().id.partition(".")[2]


def sends(browser: FlaskClient, page: str, path: str, form: dict[str, str]) -> str:
    """Fill in a form of a page and follow where it leads."""
    token = TOKEN.search(browser.get(page).text)
    assert token is not None
    answer = browser.post(path, data={"csrf_token": token.group(1), **form}, follow_redirects=True)
    return answer.text


def test_a_contact_is_listed_and_told_ring_by_ring(console: Console) -> None:
    """A coordinator sees when, who was asked, and how it ended; never a number."""
    name = a_call(console)
    browser = console.enters("Cora")
    listed = browser.get("/console/contacts").text
    assert "1 contact, newest first" in listed
    assert f"/console/contacts/{name}" in listed
    page = browser.get(f"/console/contacts/{name}").text
    for words in ("pressed 1", "talked with a mentor", "loneliness", "stress 4 before, 2 after"):
        assert words in page
    assert not re.search(r"\d{7}", re.sub(r"contacts/\w+|value=\"[^\"]+\"", "", page))


def test_contacts_are_found_by_what_is_missing(console: Console) -> None:
    """Missed contacts, missing wrap-ups, open debriefs: each has its list."""
    a_call(console)
    student = console.phones.student()
    student.calls()
    student.hangs_up()
    console.phones.wait(seconds=10)
    browser = console.enters("Cora")

    def found(query: str) -> int:
        shown = re.search(
            r"(\d+) contacts?, newest", browser.get(f"/console/contacts?{query}").text
        )
        return int(shown.group(1)) if shown else 0

    maya = console.phones.id_of(console.people["Maya"])
    counts = {it: found(it) for it in ("", "sort=missed", "sort=hard", "sort=unwrapped")}
    assert counts == {"": 2, "sort=missed": 1, "sort=hard": 1, "sort=unwrapped": 0}
    assert found(f"mentor={maya}&kind=call") == 1  # she rests: Luis was rung for the second
    assert found("from=2030-01-01") == 0
    assert found("from=nonsense&page=-3&kind=x&sort=y") == 2
    assert "Nothing fits." in browser.get("/console/contacts?kind=text").text


def test_a_debrief_is_taken_off_the_list(console: Console) -> None:
    """When a hard contact has been talked over, the coordinator says so; the audit keeps who."""
    name = a_call(console)
    browser = console.enters("Cora")
    maya = console.phones.id_of(console.people["Maya"])
    page = f"/console/contacts/{name}"
    assert "Debrief done" in browser.get(page).text
    assert "The debrief is done." in sends(browser, page, f"{page}/debrief", {"mentor": maya})
    assert "Debrief done" not in browser.get(page).text
    assert console.phones.parts.records.audit_entries()[-1].actor == "Cora"


def test_a_number_is_shown_once_to_who_asked(console: Console) -> None:
    """Two people, one of them by phone; then the number stands on one page, once."""
    name = a_call(console)
    number = next(it for it in console.phones.people if it.phone.kind == "student").phone.number
    browser, page = console.enters("Cora"), f"/console/contacts/{name}"
    numbered = {"reason": "took pills, their number is 4155550199"}
    assert "phone number" in sends(browser, page, f"{page}/reveal", numbered)
    asked = sends(browser, page, f"{page}/reveal", {"reason": "took pills, does not answer"})
    assert "Everybody of another role is being rung" in asked
    request = f"/console/requests/{console.phones.parts.records.open_assents()[0].id}"
    ada = console.people["Ada"]
    ada.rings(within=5)
    ada.answers()
    ada.hears(wording.assent_question("Ears for Peers", "Cora", "coordinator", kind="reveal"))
    ada.phone.press("1")
    console.phones.run()
    assert number not in browser.get(request).text
    assert "Show the number" not in console.enters("Ada").get(request).text
    assert number in sends(browser, request, f"{request}/show", {})
    assert number not in browser.get(request).text
    assert "is not shown again" in browser.get(request).text


def test_a_caller_is_refused_for_a_day(console: Console) -> None:
    """A block of a day needs nobody else, and works on the next call."""
    name = a_call(console)
    student = next(it for it in console.phones.people if it.phone.kind == "student")
    browser, page = console.enters("Cora"), f"/console/contacts/{name}"
    form = {"reason": "shouts at every mentor", "days": "1"}
    assert "blocked for a day" in sends(browser, page, f"{page}/block", form)
    console.phones.wait(seconds=2)
    student.calls(expecting=None)
    student.hears(console.phones.words(wording.blocked))


def test_who_has_no_such_role_sees_no_contact(console: Console) -> None:
    """Mentors and the engineer have no business with others' contacts."""
    name = a_call(console)
    for who in ("Maya", "Enno", "Bo"):
        browser = console.enters(who)
        assert browser.get("/console/contacts").status_code == 403
        assert browser.get(f"/console/contacts/{name}").status_code == 403
    assert console.enters("Noor").get(f"/console/contacts/{name}").status_code == 200
    assert console.enters("Ada").get("/console/contacts/nothing").status_code == 404

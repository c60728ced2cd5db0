"""Getting in and out of the console: proofs, roles, and what nobody may do."""

import pytest
from telling.console import PASSWORD, Console, posts

from webhooks.console.access import EVERYBODY, OWN, SIGNED_IN, STAFF

DOOR = "/console/sign-in"


def test_nobody_sees_a_page_before_signing_in(console: Console) -> None:
    """Whoever is not signed in is led to the door, and back to where they wanted to go."""
    answer = console.browser().get("/console/now")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{DOOR}?next=/console/now?"


def test_a_coordinator_needs_password_and_code(console: Console) -> None:
    """A password alone opens nothing; with the code by text the board is there."""
    browser = console.browser()
    answer = posts(browser, f"{DOOR}/password", {"login": "cora", "password": PASSWORD})
    assert answer.headers["Location"].startswith(f"{DOOR}/code")
    assert browser.get("/console/now").status_code == 302
    wrong = posts(browser, f"{DOOR}/code", {"code": "000000"})
    assert wrong.status_code in {302, 400}
    console.enters("Cora", browser)
    assert "On call now" in browser.get("/console/now").text


@pytest.mark.parametrize(("login", "password"), [("cora", "wrong word"), ("zoe", PASSWORD)])
def test_a_wrong_name_or_password_says_the_same(
    console: Console, login: str, password: str
) -> None:
    """Nobody learns at the door which names there are."""
    form = {"login": login, "password": password}
    answer = posts(console.browser(), f"{DOOR}/password", form)
    assert answer.status_code == 400
    assert "do not belong together" in answer.text


def test_a_mentor_needs_only_their_own_phone(console: Console) -> None:
    """A mentor types their number and the code that is texted to it."""
    browser = console.enters("Maya")
    assert browser.get("/console/now").status_code == 403


def test_a_phone_alone_makes_nobody_a_coordinator(console: Console) -> None:
    """Who is coordinator gets a mentor's pages by phone, and no more."""
    browser = console.browser()
    posts(browser, f"{DOOR}/phone", {"phone": console.people["Cora"].phone.number})
    posts(browser, f"{DOOR}/code", {"code": console.code("Cora")})
    assert browser.get("/console/now").status_code == 403


def test_a_number_that_nobody_has_is_answered_alike(console: Console) -> None:
    """The door does not tell whose numbers we know."""
    known, unknown = console.browser(), console.browser()
    yes = posts(known, f"{DOOR}/phone", {"phone": console.people["Maya"].phone.number})
    no = posts(unknown, f"{DOOR}/phone", {"phone": "+14155559999"})
    assert (yes.status_code, yes.headers["Location"]) == (no.status_code, no.headers["Location"])
    assert posts(unknown, f"{DOOR}/code", {"code": "123456"}).status_code == 400


def test_a_code_opens_once_and_bears_few_tries(console: Console) -> None:
    """A code is used up by use, and after five wrong ones the right one is too late."""
    browser = console.browser()
    posts(browser, f"{DOOR}/phone", {"phone": console.people["Maya"].phone.number})
    right = console.code("Maya")
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert posts(browser, f"{DOOR}/code", {"code": wrong}).status_code == 400
    assert posts(browser, f"{DOOR}/code", {"code": right}).status_code == 400


def test_too_many_tries_are_refused_for_a_while(console: Console) -> None:
    """Passwords cannot be tried out."""
    browser = console.browser()
    form = {"login": "cora", "password": "wrong word"}
    answers = [posts(browser, f"{DOOR}/password", form).status_code for _ in range(10)]
    assert answers[:8] == [400] * 8
    assert answers[-1] == 429


def test_a_form_from_elsewhere_does_nothing(console: Console) -> None:
    """Without the token of our own page no form is taken."""
    browser = console.enters("Cora")
    assert browser.post("/console/sign-out").status_code == 400
    assert browser.get("/console/now").status_code == 200


def test_signing_out_ends_every_session(console: Console) -> None:
    """Whoever signs out on one screen is out on all of them."""
    here, there = console.enters("Cora"), console.enters("Cora")
    posts(here, "/console/sign-out", {})
    for browser in (here, there):
        assert browser.get("/console/now").status_code == 302


def test_a_session_ends(console: Console) -> None:
    """After twelve hours one signs in anew, however busy one was."""
    browser = console.enters("Cora")
    console.phones.wait(seconds=12 * 3600 + 1)
    assert browser.get("/console/now").status_code == 302


def test_who_leaves_is_out_at_once(console: Console) -> None:
    """Somebody who is taken out of the roster sees nothing from then on."""
    browser = console.enters("Cora")
    phones = console.phones
    phones._mentors = [it for it in phones._mentors if it["name"] != "Cora"]
    phones.ready()
    phones.wait(seconds=2)
    assert browser.get("/console/now").status_code == 302


def test_nobody_is_sent_to_another_site(console: Console) -> None:
    """The door leads back to pages of ours alone."""
    browser = console.browser()
    for evil in ("https://evil.example/", "//evil.example/", "/console/\\evil.example"):
        page = browser.get(DOOR, query_string={"next": evil}).text
        assert "evil.example" not in page


def test_every_page_names_its_roles(console: Console) -> None:
    """A page that somebody forgot to give roles is shut; none is forgotten."""
    app = console.phones.console_app
    rules = [it for it in app.url_map.iter_rules() if it.endpoint.startswith("console.")]
    assert len(rules) > 5
    for rule in rules:
        roles = getattr(app.view_functions[rule.endpoint], "roles", frozenset())
        assert roles or rule.endpoint == "console.static", rule.endpoint
        assert roles <= {EVERYBODY, SIGNED_IN, *OWN, *STAFF}


def test_pages_run_no_foreign_script(console: Console) -> None:
    """Nothing but our own files runs, nothing is kept by caches, and nobody frames a page."""
    answer = console.enters("Cora").get("/console/now")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text

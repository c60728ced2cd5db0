"""Applying: a form for everybody, which tells nobody whom we know, and what becomes of it."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from telling.console import TOKEN, Console
from werkzeug.test import TestResponse

from warmline import applications
from warmline.ids import CampusSlug
from warmline.store.records import applications as kept_there

HERE = CampusSlug("northfield")
FORM = f"/console/apply/{HERE}"
GOOD = {"name": "Zoe Park", "phone": "(415) 555-0177", "words": "I listen.", "consent": "y"}


def fills_in(browser: FlaskClient, path: str = FORM, **form: str) -> TestResponse:
    """Fill in a form as somebody does who has opened its page."""
    token = TOKEN.search(browser.get(path).text)
    assert token is not None
    return browser.post(path, data={"csrf_token": token.group(1), **form})


def does(browser: FlaskClient, path: str, deed: str, **form: str) -> str:
    """Press a button of a coordinator's page and follow where it leads."""
    token = TOKEN.search(browser.get(path).text)
    assert token is not None
    data = {"csrf_token": token.group(1), **form}
    return browser.post(f"{path}/{deed}", data=data, follow_redirects=True).text


def newest(console: Console) -> str:
    """Return the address of the page of what nobody has decided, if there is such a thing."""
    found = console.phones.parts.records.applications(HERE)
    return f"/console/applications/{max(found, key=lambda it: it.is_new).id}"


def test_anybody_may_apply(console: Console) -> None:
    """Without an account one finds the form, and reads there what is kept and until when."""
    browser = console.browser()
    assert browser.get("/console/apply").headers["Location"] == FORM
    page = browser.get(FORM).text
    assert "What is kept, and until when" in page
    assert "deleted after 180 days, or 30 days after it is turned down" in page
    answer = fills_in(browser, **GOOD)
    assert answer.headers["Location"] == f"{FORM}/thanks"
    assert "Thank you" in browser.get(f"{FORM}/thanks").text
    assert browser.get("/console/apply/nowhere").status_code == 404


def test_nothing_is_kept_in_plain(console: Console) -> None:
    """What a stranger wrote is sealed at once: no name, number or word stands in the database."""
    fills_in(console.browser(), **GOOD)
    there = (console.phones.settings.home / "warmline.db").read_bytes()
    wal = console.phones.settings.home / "warmline.db-wal"
    there += wal.read_bytes() if wal.exists() else b""
    for words in (b"Zoe Park", b"4155550177", b"I listen."):
        assert words not in there


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Please tell us your name."),
        ({"name": "415 555 0177"}, "looks like a phone number"),
        ({"phone": "12345"}, "does not look like a phone number"),
        ({"phone": "911"}, "does not look like a phone number"),
        ({"phone": "+19005550111"}, "premium-rate"),
        ({"words": "call me at 415 555 0177"}, "please write none here"),
        ({"words": "x" * 1001}, "longer than 1000 characters"),
        ({"consent": ""}, "Without this we may keep nothing"),
    ],
)
def test_a_mistake_is_said_kindly_beside_it(
    console: Console, wrong: dict[str, str], said: str
) -> None:
    """What is wrong is said where it was typed, and nothing that was typed is lost."""
    answer = fills_in(console.browser(), **GOOD | wrong)
    assert answer.status_code == 400
    assert said in answer.text
    for name, value in (GOOD | wrong).items():
        if value and name != "consent":
            assert value in answer.text
    assert console.phones.parts.records.applications(HERE) == ()


def test_whom_we_know_is_not_told(console: Console) -> None:
    """A mentor's own name and number, a stranger's, and a fourth try get the same answer."""
    browser = console.browser()
    maya = {"name": "Maya", "phone": console.people["Maya"].phone.number, "words": ""}
    answers = [fills_in(browser, **GOOD | it) for it in (maya, {}, {}, {}, {})]
    said = {(it.status_code, it.headers["Location"], it.text) for it in answers}
    assert len(said) == 1
    assert len(console.phones.parts.records.applications(HERE)) == 4  # three alike, and Maya's


def test_one_address_cannot_fill_the_list(console: Console) -> None:
    """After forty tries within an hour an address waits, whatever it types."""
    browser = console.browser()
    token = TOKEN.search(browser.get(FORM).text)
    assert token is not None
    form = {"csrf_token": token.group(1), "name": ""}
    codes = [browser.post(FORM, data=form).status_code for _ in range(41)]
    assert codes == [400] * 40 + [429]


def test_many_addresses_cannot_either(console: Console) -> None:
    """For a campus a day's flood ends at 150, so that a list stays one that somebody can read."""
    browser = console.browser()
    token = TOKEN.search(browser.get(f"{FORM}/nominate").text)
    assert token is not None
    form = {"csrf_token": token.group(1), "name": "Zoe", "consent": "y"}
    codes = [
        browser.post(
            f"{FORM}/nominate", data=form, environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"}
        ).status_code
        for number in range(151)
    ]
    assert codes == [302] * 150 + [429]


def test_a_full_list_says_so(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can read more, whoever applies is told to come back, and loses nothing."""
    # How much is too much is lowered here: three hundred requests would take the suite's time.
    monkeypatch.setattr(kept_there, "MOST_WAITING", 1)
    browser = console.browser()
    fills_in(browser, **GOOD)
    answer = fills_in(browser, **GOOD | {"name": "Ben", "phone": "415 555 0178"})
    assert answer.status_code == 400
    assert "Please come back soon." in answer.text
    assert "Ben" in answer.text
    assert len(console.phones.parts.records.applications(HERE)) == 1


def test_a_form_from_elsewhere_is_not_taken(console: Console) -> None:
    """Another site cannot apply in somebody's name."""
    assert console.browser().post(FORM, data=GOOD).status_code == 400
    assert console.phones.parts.records.applications(HERE) == ()


def test_what_is_new_is_shown_to_coordinators(console: Console) -> None:
    """A coordinator sees on the People page who applied; the adviser does not."""
    fills_in(console.browser(), **GOOD)
    cora = console.enters("Cora")
    listed = cora.get("/console/people").text
    assert "1 new" in listed
    assert "Zoe Park" in listed
    page = cora.get(newest(console)).text
    assert "I listen." in page
    assert "ends in 77" in page
    assert "555" not in re.sub(r'(value|href)="[^"]+"', "", page)
    ada = console.enters("Ada")
    assert "Zoe Park" not in ada.get("/console/people").text
    for path in ("/console/applications", newest(console)):
        assert ada.get(path).status_code == 403


def test_an_application_becomes_the_first_steps(console: Console) -> None:
    """Taken up, it is a nomination, a phone and an application, each kept; the person goes on."""
    fills_in(console.browser(), **GOOD)
    cora = console.enters("Cora")
    page = does(cora, newest(console), "take", name="Zoe P.")
    assert "Zoe P. is on the way." in page
    assert "I listen." in page
    assert "They have been interviewed" in page
    actions = [it.action for it in console.phones.parts.records.audit_entries()][-4:]
    assert actions == [
        "mentor.nominated", "mentor.number_given", "mentor.applied", "application.taken",
    ]  # fmt: skip
    assert "was taken already" in does(cora, newest(console), "take", name="Zoe P.")


def test_who_was_nominated_applies(console: Console) -> None:
    """A nomination is taken up; the application of the same name is then that person's."""
    browser, cora = console.browser(), console.enters("Cora")
    form = {"name": "Zoe Park", "words": "Year two; calm.", "by": "Ben", "consent": "y"}
    fills_in(browser, f"{FORM}/nominate", **form)
    taken = does(cora, newest(console), "take", name="Zoe Park")
    assert "They have applied" in taken
    fills_in(browser, **GOOD)
    assert "You may know them already" in cora.get(newest(console)).text
    page = does(cora, newest(console), "take", name="zoe park")
    assert "They have been interviewed" in page
    assert len([it for it in console.phones.parts.records.people(HERE)
                if it.mentor.stage == "applied"]) == 1  # fmt: skip


def test_a_name_or_a_number_that_is_taken_is_said(console: Console) -> None:
    """A coordinator, and only a coordinator, hears that a name or a phone is somebody's."""
    maya = console.people["Maya"].phone.number
    fills_in(console.browser(), **GOOD | {"name": "Maya", "phone": maya})
    cora = console.enters("Cora")
    assert "Maya is known already (certified)" in does(cora, newest(console), "take", name="Maya")
    answer = does(cora, newest(console), "take", name="Maya C.")
    assert "is Maya&#39;s; nobody is rung for two" in answer
    names = {it.mentor.name for it in console.phones.parts.records.people(HERE)}
    assert "Maya C." not in names  # nothing is half done


@pytest.mark.parametrize(("verdict", "said"), [("refused", "refused"), ("withdrawn", "taken back")])
def test_what_was_refused_goes_after_a_month(console: Console, verdict: str, said: str) -> None:
    """A refused or withdrawn application is deleted 30 days later; the audit never had the name."""
    phones, records = console.phones, console.phones.parts.records
    fills_in(console.browser(), **GOOD)
    cora = console.enters("Cora")
    assert said in does(cora, newest(console), "decide", verdict=verdict)
    later = phones.now() + timedelta(days=applications.REFUSED_DAYS)
    for now, found in ((later - timedelta(seconds=1), 0), (later, 1)):
        assert records.too_old(HERE, now)["applications"] == found
    assert records.purge(HERE, actor="clock", now=later, pause=lambda _: None).is_clean
    assert records.applications(HERE) == ()
    assert "Zoe" not in repr(records.audit_entries())


def test_what_nobody_decided_goes_after_half_a_year(console: Console) -> None:
    """What was promised on the form holds also where nobody ever looked."""
    phones, records = console.phones, console.phones.parts.records
    fills_in(console.browser(), **GOOD)
    later = phones.now() + timedelta(days=applications.KEPT_DAYS)
    assert records.purge(HERE, actor="clock", now=later, pause=lambda _: None).is_clean
    assert records.applications(HERE) == ()

"""When desks and counselors are there, at the console: seen before it is saved, and followed."""

import re

import pytest
from flask.testing import FlaskClient
from phones import CAMPUS
from telling.console import TOKEN, Console
from werkzeug.test import TestResponse

from warmline.holidays import write_holiday

SETTINGS = "/console/settings"
MAIN = f"{SETTINGS}/line/main"
HOLIDAY = "2026-11-26 to 2026-11-27"


def sends(browser: FlaskClient, path: str, **form: object) -> TestResponse:
    """Send a form of the settings."""
    token = TOKEN.search(browser.get(SETTINGS).text)
    assert token is not None
    return browser.post(path, data={"csrf_token": token.group(1), **form})


def saves(browser: FlaskClient, path: str, **form: object) -> str:
    """Look at what a form changes, then save it; return what was seen."""
    seen = sends(browser, path, does="look", **form).text
    version = re.search(r'name="version" value="(\d+)"', seen)
    assert version is not None, seen
    answer = sends(browser, path, does="save", sure="1", version=version.group(1), **form)
    assert answer.status_code == 302, answer.text
    return seen


@pytest.fixture
def noor(console: Console) -> str:
    """The address of a counselor's form, on a line whose ladder rings counselors."""
    console.phones.ladder(
        {"name": "on shift", "who": "shift", "ring_seconds": 20},
        {"name": "counselors", "who": "role:counselor", "ring_seconds": 20},
        {"name": "counseling", "who": "desk", "ring_seconds": 30},
    )
    console.phones.ready()
    return f"{MAIN}/counselor/{console.phones.id_of(console.people['Noor'])}"


def test_a_desks_holiday_is_seen_saved_audited_and_followed(console: Console) -> None:
    """Thanksgiving is typed once; the page that says who would ring then knows why not."""
    browser = console.enters("Cora")
    (desk,) = console.phones.parts.records.load_plan(CAMPUS).lines[0].desks
    path = f"{MAIN}/desk/{desk.id}"
    typed = f"{HOLIDAY}\n\n2026-12-24 09:00-12:00\n"
    seen = saves(browser, path, name=desk.name, number="", hours="", holidays=typed)
    entry = console.phones.parts.records.audit_entries()[-1]
    assert (entry.actor, entry.action) == ("Cora", "desk.change")
    assert f"{HOLIDAY} away; 2026-12-24 09:00-12:00" in seen
    page = browser.get(SETTINGS).text
    assert f"On holidays: {HOLIDAY} away" in page
    who = browser.get("/console/who?line=main&at=2026-11-26T20:00").text
    assert f"Not {desk.name}: closed for a holiday, opens Sat 28 Nov 00:00" in who
    plan = "/console/plan?at=2026-11-26"
    why = f": {desk.name} is closed for a holiday"
    assert browser.get(plan).text.count(f"no counseling all day{why}") == 2
    others = console.enters("Maya").get(plan).text  # a counselor's holiday is no mentor's business
    assert (others.count("no counseling all day"), why in others) == (2, False)
    ring = browser.get("/console/who?line=main&at=2026-11-25T20:00").text
    assert f"Not {desk.name}" not in ring
    assert entry.before["desk"][0]["holidays"] == []
    assert [it["first"] for it in entry.after["desk"][0]["holidays"]] == [
        "2026-11-26",
        "2026-12-24",
    ]
    published = console.phones.parts.houses.newest(CAMPUS).lines["main"].desks[0]
    assert list(map(write_holiday, published.holidays)) == [HOLIDAY, "2026-12-24 09:00-12:00"]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Thanksgiving", "write days like"),
        ("2026-11-31", "is not a day of the calendar"),
        (f"{HOLIDAY}\n2026-11-27 09:00-12:00", "are about the same day"),
    ],
)
def test_holidays_that_cannot_be_are_refused_beside_the_field(
    console: Console, noor: str, typed: str, why: str
) -> None:
    """What contradicts itself is not saved, the reason stands there, and nothing typed is lost."""
    browser = console.enters("Cora")
    desk = console.phones.parts.records.load_plan(CAMPUS).lines[0].desks[0].id
    for path in (noor, f"{MAIN}/desk/{desk}"):
        for does in ("look", "save"):
            answer = sends(browser, path, does=does, name="Desk", hours="", holidays=typed)
            assert answer.status_code == 400
            wrong = answer.text.split('id="holidays-wrong">')[1].split("</div>")[0]
            assert why in wrong
            assert typed.splitlines()[0] in answer.text.split('name="holidays"')[1]
    plan = console.phones.parts.records.load_plan(CAMPUS)
    assert not [it for it in (*plan.mentors, *plan.lines[0].desks) if it.holidays]


def test_a_counselors_times_are_typed_beside_the_desks(console: Console, noor: str) -> None:
    """Hours and holidays of a person: who would ring says why they do not, and when they do."""
    browser = console.enters("Cora")
    assert "Noor" in browser.get(SETTINGS).text
    seen = saves(browser, noor, hours="mon-fri 09:00-17:00", holidays=HOLIDAY)
    assert "mon-fri 09:00-17:00" in seen
    evening = browser.get("/console/who?line=main&at=2026-11-03T20:00").text
    assert "Not Noor: is outside their hours, back Wed 04 Nov 09:00" in evening
    holiday = browser.get("/console/who?line=main&at=2026-11-26T10:00").text
    assert "Not Noor: is on holiday, back Mon 30 Nov 09:00" in holiday
    entry = console.phones.parts.records.audit_entries()[-1]
    assert (entry.actor, entry.action) == ("Cora", "counselor.hours")
    again = browser.get(noor).text
    assert HOLIDAY in again
    unchanged = sends(browser, noor, does="look", hours="mon-fri 09:00-17:00", holidays=HOLIDAY)
    assert "Nothing is different yet." in unchanged.text


def test_only_counselors_have_such_a_form(console: Console, noor: str) -> None:
    """A mentor's times are shifts: there is no second place for them."""
    browser = console.enters("Cora")
    maya = console.phones.id_of(console.people["Maya"])
    assert browser.get(f"{MAIN}/counselor/{maya}").status_code == 404
    assert console.enters("Ada").get(noor).status_code == 403

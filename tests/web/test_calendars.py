"""The calendar's route: known to whoever holds its address, and no trouble to anybody's call."""

import dataclasses
import logging
import threading
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from msgspec.structs import replace
from phones import BASE, LINE, SID, TOKEN, fresh_database

from tests.house.watching import ROOT
from warmline import logs
from warmline.bootstrap import Parts
from warmline.campus_file import read_campus
from warmline.ids import CampusSlug, LineSlug
from warmline.scrub import scrub
from warmline.settings import Settings
from warmline.settings.home import free_port
from warmline.store.records.calendar_links import CalendarTarget
from webhooks.app import create_app
from webhooks.calendars import A_MINUTE, AT_ONCE

CAMPUS = CampusSlug("northfield")
DEMO = read_campus((ROOT / "examples" / "northfield.toml").read_text())
START = datetime(2026, 11, 20, 12, 34, 56, tzinfo=UTC)
NOWHERE = b"There is no calendar here.\n"


class Site:
    """A web process whose Redis is away, and a clock that moves when told."""

    def __init__(self, folder, database):
        (folder / "warmline.db").write_bytes(database.read_bytes())
        self.now = START
        self.settings = Settings.read(
            {
                "TWILIO_ACCOUNT_SID": SID,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_API_BASE": "http://127.0.0.1:9",
                "PUBLIC_BASE_URL": BASE,
                "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
                "DATABASE_URL": f"sqlite:///{folder}/warmline.db",
                "WARMLINE_HOME": str(folder),
            }
        )
        self.parts = Parts(self.settings, now=lambda: self.now)
        self.records = self.parts.records
        self.records.save_campus(DEMO, actor="engineer", now=START - timedelta(days=2))
        self.app = create_app(self.parts)
        self.maya = next(
            it.id for it in self.records.load_plan(CAMPUS).mentors if it.name == "Maya"
        )

    def link(self, **target):
        wanted = CalendarTarget(**(target or {"mentor": self.maya}))
        return self.records.give_calendar(CAMPUS, wanted, actor="Cora", now=self.now)

    def get(self, token, method="get", **headers):
        return getattr(self.app.test_client(), method)(f"/calendar/{token}.ics", headers=headers)

    def revoke_all(self):
        for link in self.records.calendar_links(CAMPUS):
            self.records.revoke_calendar(CAMPUS, link.id, actor="Cora", now=self.now)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Give a migrated database to copy."""
    return fresh_database(tmp_path_factory.mktemp("sql") / "warmline.db")


@pytest.fixture
def site(tmp_path, database):
    """Give a web process with the demo campus."""
    site = Site(tmp_path, database)
    yield site
    site.records.close()


def test_a_calendar_program_gets_a_calendar(site):
    """Whoever holds the address reads the mentor's shifts, while Redis is away, unsigned."""
    answer = site.get(site.link())
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"SUMMARY:Ears for Peers: shift\r\n" in answer.data
    assert {"private", "max-age=300"} == set(answer.headers["Cache-Control"].split(", "))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    everybody = site.get(site.link(line=LineSlug("main")))
    assert b"SUMMARY:Luis (shift)\r\n" in everybody.data


def test_there_is_no_number_in_it(site):
    """Neither the mentors' nor the line's nor a desk's number can be read out of a calendar."""
    numbers = {
        LINE,
        *(it.phone.e164 for it in DEMO.mentors),
        *(it.number.e164 for it in DEMO.desks),
    }
    for token in (site.link(), site.link(line=LineSlug("main"))):
        text = site.get(token).get_data(as_text=True)
        assert [it for it in numbers if it in text or it[2:] in text] == []


def test_unknown_and_revoked_addresses_look_alike(site):
    """From outside nobody can tell whether an address was ever somebody's."""
    token = site.link()
    site.revoke_all()
    answers = [site.get(it) for it in (token, "x" * 43, "x", "%00", "a" * 5000, token[:-1])]
    assert {(it.status_code, it.data, it.content_type) for it in answers} == {
        (404, NOWHERE, "text/plain; charset=utf-8")
    }
    assert {it.headers["Cache-Control"] for it in answers} == {"no-store"}


def test_a_link_of_somebody_who_left_leads_nowhere(site):
    """Who has left no longer reads the plan; whoever stays does."""
    token, everybody = site.link(), site.link(line=LineSlug("main"))
    others = tuple(it for it in DEMO.mentors if it.name != "Maya")
    shifts = tuple(
        replace(it, mentors=tuple(m for m in it.mentors if m != "Maya")) for it in DEMO.shifts
    )
    site.records.save_campus(
        replace(DEMO, mentors=others, shifts=shifts), actor="engineer", now=START
    )
    assert (site.get(token).status_code, site.get(token).data) == (404, NOWHERE)
    assert b"Maya" not in site.get(everybody).data


def test_an_unchanged_calendar_is_not_sent_again(site):
    """A program that has the newest is told so, by either of the two ways to ask."""
    token = site.link()
    first = site.get(token)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert parsedate_to_datetime(changed) == START.replace(hour=0, minute=0, second=0)
    for asked in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        again = site.get(token, **asked)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    head = site.get(token, "head")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", etag)


def test_a_changed_plan_is_sent_anew(site):
    """After an edit the old copy is old, however the program asks; so it is on the next day."""
    token = site.link()
    first = site.get(token)
    asked = {
        "If-None-Match": first.headers["ETag"],
        "If-Modified-Since": first.headers["Last-Modified"],
    }
    site.now += timedelta(hours=1)
    site.records.save_campus(replace(DEMO, shifts=DEMO.shifts[:1]), actor="x", now=site.now)
    for name, value in asked.items():
        assert site.get(token, **{name: value}).status_code == 200
    site.now = START + timedelta(days=1)
    assert (
        site.get(token, **{"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 200
    )


def test_without_sql_it_says_when_to_come_again(site):
    """A database that is away is a pause and no empty calendar: a phone keeps what it has."""
    token = site.link()
    site.records.close()
    gone = dataclasses.replace(site.settings, database_url="postgresql://127.0.0.1:9/gone")
    broken = Parts(gone, now=lambda: site.now)
    answer = create_app(broken).test_client().get(f"/calendar/{token}.ics")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert answer.content_type == "text/plain; charset=utf-8"


def test_a_calendar_that_is_asked_for_without_end_is_put_off(site):
    """One program gone wild costs a minute's worth and no more; other calendars are unharmed."""
    token, other = site.link(), site.link()
    answers = [site.get(token) for _ in range(A_MINUTE + 1)]
    assert [it.status_code for it in answers] == [200] * A_MINUTE + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert site.get(other).status_code == 200
    site.now += timedelta(minutes=1)
    assert site.get(token).status_code == 200


def test_calendars_never_take_all_threads(site):
    """While two calendars are being made the next is put off, and calls have the other threads."""
    token = site.link()
    inside, let_go = threading.Semaphore(0), threading.Event()
    real = site.parts.now

    def slowly():
        inside.release()
        let_go.wait(20)
        return real()

    site.parts.now = slowly
    threads = [threading.Thread(target=site.get, args=(token,)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert inside.acquire(timeout=20)
    busy = site.get(token)
    let_go.set()
    for thread in threads:
        thread.join(20)
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    assert site.get(token).status_code == 200


def test_the_address_is_in_no_log(site, caplog):
    """Neither a server's debug line nor a traceback tells an address."""
    token = site.link()
    with caplog.at_level(logging.DEBUG):
        site.get(token)
        site.get("x" * 43)
    assert token not in caplog.text
    line = logs.JsonLines("web")
    for said in (f"GET /calendar/{token}.ics", f"Error handling request /calendar/{token}.ics?a=1"):
        record = logging.makeLogRecord({"name": "gunicorn.error", "msg": "%s", "args": (said,)})
        assert token not in line.format(record)
        assert "/calendar/[hidden].ics" in line.format(record)
    assert scrub(f"%2Fcalendar%2F{token}.ics") == "%2Fcalendar%2F[hidden].ics"
    assert scrub("warmline/calendar/links.py") == "warmline/calendar/links.py"


def test_other_methods_and_paths_are_not_calendars(site):
    """Nothing can be sent to a calendar; and webhooks still answer the carrier in XML."""
    client = site.app.test_client()
    assert client.post(f"/calendar/{site.link()}.ics").status_code == 405
    assert client.get("/calendar/").status_code == 404
    assert client.post("/voice/incoming").content_type.startswith("text/xml")

"""Every role against every page of the console: who is let in, and that nothing else gets through.

A new page needs one line in TABLE; a page that is not there fails the first test.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
import redis
from flask import Flask, url_for
from flask.testing import FlaskClient
from phones import CAMPUS
from telling.console import TOKEN, Console, posts
from werkzeug.test import TestResponse

from warmline.settings import SignOn
from webhooks.console.setup import create_console

# Whom a test's people stand for. A code to a phone alone makes nobody a coordinator.
WHO = {
    "nobody": "",
    "mentor": "Maya",
    "backup": "Bo",
    "coordinator": "Cora",
    "counselor": "Noor",
    "adviser": "Ada",
    "engineer": "Enno",
    "phone code": "Cora",
}
ALL = frozenset(WHO)
SIGNED_IN = ALL - {"nobody"}
OWN = SIGNED_IN - {"phone code"}  # she has no other role
STAFF = frozenset({"coordinator", "counselor", "adviser", "engineer"})
DECIDING = frozenset({"coordinator", "counselor", "adviser"})
LOOKING = frozenset({"coordinator", "adviser"})
COORDINATOR = frozenset({"coordinator"})
SETTINGS = frozenset({"coordinator", "adviser", "engineer"})

# Who may use which page, by its name at the console: written by hand, never read from the code.
TABLE = {
    # getting in and out, and what is open to the public
    "GET static": ALL,
    "GET sign_in": ALL,
    "POST sign_in_phone": ALL,
    "POST sign_in_password": ALL,
    "GET sign_in_code": ALL,
    "POST sign_in_code": ALL,
    "GET sign_in_campus": ALL,
    "GET sign_in_campus_back": ALL,
    "GET apply": ALL,
    "GET apply_here": ALL,
    "POST apply_here": ALL,
    "GET apply_thanks": ALL,
    "GET nominate_here": ALL,
    "POST nominate_here": ALL,
    "GET home": SIGNED_IN,
    "GET nothing": SIGNED_IN,
    "POST sign_out": SIGNED_IN,
    # the board
    "GET now": STAFF,
    "GET now_board": STAFF,
    "GET who": STAFF,
    # contacts
    "GET contacts": COORDINATOR,
    "GET contact": DECIDING,
    "POST contact_block": DECIDING,
    "POST contact_debrief": COORDINATOR,
    "POST contact_reveal": DECIDING,
    "GET request_state": DECIDING,
    "POST request_show": DECIDING,
    "GET escalations": LOOKING,
    # reports
    "GET reports": STAFF,
    "GET reports_chart": STAFF,
    "GET reports_print": STAFF,
    "GET reports_table": STAFF,
    # settings, and the switch on the board
    "GET settings": SETTINGS,
    "GET settings_wording": SETTINGS,
    "GET settings_own_wording": COORDINATOR,
    "POST settings_own_wording": COORDINATOR,
    "GET settings_phrases": SETTINGS,
    "POST settings_try": SETTINGS,
    "GET settings_section": COORDINATOR,
    "POST settings_section": COORDINATOR,
    "POST settings_add": COORDINATOR,
    "POST settings_remove": COORDINATOR,
    "GET settings_desk": COORDINATOR,
    "POST settings_desk": COORDINATOR,
    "POST settings_desks": COORDINATOR,
    "GET settings_counselor": COORDINATOR,
    "POST settings_counselor": COORDINATOR,
    "GET settings_ladder": COORDINATOR,
    "POST settings_ladder": COORDINATOR,
    "GET callback": COORDINATOR,
    "POST callback": COORDINATOR,
    "GET switch": COORDINATOR,
    "POST switch": COORDINATOR,
    # one's own page
    "GET mine": OWN,
    "POST mine_answer": OWN,
    "POST mine_off": OWN,
    "POST mine_offer": OWN,
    "POST mine_on": OWN,
    "GET mine_wrap_ups": OWN,
    "POST mine_wrap_up": OWN,
    "GET mine_care": OWN,
    "POST mine_care_clear": OWN,
    "POST mine_care_today": OWN,
    "GET mine_calendar": OWN,
    "POST mine_calendar_end": OWN,
    "POST mine_calendar_new": OWN,
    # people
    "GET people": LOOKING,
    "GET person": LOOKING,
    "POST nominate": COORDINATOR,
    "POST person_apply": COORDINATOR,
    "POST person_certify": COORDINATOR,
    "POST person_code": COORDINATOR,
    "POST person_code_again": COORDINATOR,
    "GET person_leave": COORDINATOR,
    "POST person_leave": COORDINATOR,
    "POST person_pause": COORDINATOR,
    "POST person_phone": COORDINATOR,
    "POST person_phone_withdraw": COORDINATOR,
    "POST person_roles": COORDINATOR,
    "POST person_step": COORDINATOR,
    "POST person_tick": COORDINATOR,
    "GET care": COORDINATOR,
    "POST care_done": COORDINATOR,
    "GET applications": COORDINATOR,
    "GET application": COORDINATOR,
    "POST application_decide": COORDINATOR,
    "POST application_take": COORDINATOR,
    # the plan
    "GET plan": OWN,
    "GET plan_entries": COORDINATOR,
    "GET plan_periods": COORDINATOR,
    "GET plan_new": COORDINATOR,
    "POST plan_new": COORDINATOR,
    "GET plan_change": COORDINATOR,
    "POST plan_change": COORDINATOR,
    "GET plan_remove": COORDINATOR,
    "GET plan_turn": COORDINATOR,
    "POST plan_turn": COORDINATOR,
    "GET plan_turn_shift": COORDINATOR,
    "POST plan_do": COORDINATOR,
    "POST plan_collect": COORDINATOR,
    "GET plan_drafts": COORDINATOR,
    "POST plan_drafts": COORDINATOR,
    "GET plan_draft": COORDINATOR,
    "GET plan_redo": COORDINATOR,
    "POST plan_publish": COORDINATOR,
    "POST plan_discard": COORDINATOR,
    "POST plan_take_out": COORDINATOR,
    "GET plan_links": COORDINATOR,
    "POST plan_links": COORDINATOR,
    "POST plan_revoke": COORDINATOR,
}

# What is typed where the right person's form would change something at once.
FORMS = {
    "POST nominate": {"name": "Zoe"},
    "POST person_pause": {"until": "", "note": ""},
    "POST person_certify": {"until": "2027-12-01"},
    "POST person_roles": {"roles": "coordinator"},
    "POST person_phone": {"phone": "+14155552671"},
    "POST contact_block": {"reason": "Shouted at three mentors.", "days": "1"},
    "POST contact_reveal": {"reason": "A threat to somebody."},
    "POST plan_drafts": {"name": "Finals"},
}
LAST = "POST sign_out"  # whoever has done that can ask for nothing more


def rows(app: Flask) -> set[str]:
    """Return the rows that an app needs: one for each method of each of the console's pages."""
    return {
        f"{method} {rule.endpoint.removeprefix('console.')}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("console.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


class Asking:
    """Somebody's browser, and the real things that the console's addresses name."""

    def __init__(self, console: Console, who: str) -> None:
        self.phones, self.app = console.phones, console.phones.console_app
        maya, student = console.people["Maya"], self.phones.student()
        student.calls()
        maya.presses("1")
        student.talks_to(maya)
        student.hangs_up()
        self.phones.wait(seconds=20)
        self.values = {
            "name": self.phones.contact().id.partition(".")[2],
            "mentor": str(self.phones.id_of(maya)),
            "campus": str(CAMPUS),
            "kind": "shift",
            "entry": str(self.phones.parts.records.load_plan(CAMPUS).shifts[0].id),
            "draft": self.phones.parts.records.begin_draft(
                CAMPUS, "Spring", actor="test", now=self.phones.now()
            ),
            "filename": "console.css",
        }
        database = self.phones.settings.database_url.removeprefix("sqlite:///")
        self.database = sqlite3.connect(database)
        self.live = redis.Redis.from_url(self.phones.settings.redis_url)
        self.browser = enters(console, who)
        self.token = TOKEN.search(self.browser.get("/console/sign-in").text)

    def asks(self, row: str, *, token: bool = True) -> TestResponse:
        """Ask for a page, or send a form to it."""
        method, _, name = row.partition(" ")
        rule = next(self.app.url_map.iter_rules(f"console.{name}"))
        values = {it: self.values.get(it, "none-such") for it in rule.arguments}
        with self.app.test_request_context():
            path = url_for(rule.endpoint, **values)
        if method == "GET":
            return self.browser.get(path, buffered=True)
        form = dict(FORMS.get(row, {}))
        if token:
            assert self.token is not None
            form["csrf_token"] = self.token.group(1)
        return self.browser.post(path, data=form, buffered=True)

    def kept(self) -> str:
        """Return what stands for all that SQL and Redis hold, but for counts of tries."""
        (written,) = self.database.execute("PRAGMA data_version").fetchone()  # by anybody else
        seen = hashlib.sha256(str(written).encode())
        keys = sorted(it for it in self.live.scan_iter() if b"wl:limits" not in it)
        pipeline = self.live.pipeline()
        for key in keys:
            pipeline.dump(key)
        for key, value in zip(keys, pipeline.execute(), strict=True):
            seen.update(key + (value or b""))
        return seen.hexdigest()

    def close(self) -> None:
        """Let go of SQL and Redis."""
        self.database.close()
        self.live.close()


def enters(console: Console, who: str) -> FlaskClient:
    """Let somebody sign in, each from an address of their own."""
    if who == "nobody":
        return console.browser()
    name = WHO[who]
    if who != "phone code":
        return console.enters(name)
    browser = console.browser()
    posts(browser, "/console/sign-in/phone", {"phone": console.people[name].phone.number})
    answer = posts(browser, "/console/sign-in/code", {"code": console.code(name)})
    assert answer.status_code == 302
    return browser


def is_refused(answer: TestResponse) -> bool:
    """Whether somebody was told that it is not for them, or sent to the door."""
    to_the_door = answer.headers.get("Location", "").startswith("/console/sign-in?next=")
    return answer.status_code == 403 or (answer.status_code == 302 and to_the_door)


@pytest.fixture
def asking(console: Console) -> Iterator[Callable[[str], Asking]]:
    """Let somebody ask."""
    with ExitStack() as stack:
        yield lambda who: stack.enter_context(closing(Asking(console, who)))


def test_every_page_is_in_the_table(console: Console) -> None:
    """Nobody adds a page, or takes one away, without saying who may use it."""
    parts = console.phones.parts
    parts.settings = replace(
        parts.settings, sign_on=SignOn("https://campus.example", "warmline", "secret")
    )
    assert rows(create_console(parts)) == set(TABLE)


@pytest.mark.parametrize("who", WHO)
def test_who_is_let_in(asking: Callable[[str], Asking], who: str) -> None:
    """The named get through; others, and forms of other sites, are refused and change nothing."""
    it = asking(who)
    here = [row for row in TABLE if row in rows(it.app)]
    before = it.kept()
    for row in here:
        if who not in TABLE[row]:
            assert is_refused(it.asks(row)), row
            assert it.kept() == before, row
        if row.startswith("POST"):
            answer = it.asks(row, token=False)
            assert answer.status_code == 400 or is_refused(answer), row
            assert it.kept() == before, row
    for row in sorted((row for row in here if who in TABLE[row]), key=lambda row: row == LAST):
        answer = it.asks(row)
        assert not is_refused(answer), row
        assert answer.status_code in {200, 302, 303, 400, 404, 409}, (row, answer.status_code)


def test_the_comparison_sees_a_change(asking: Callable[[str], Asking]) -> None:
    """The forms above would change something if the right person sent them."""
    it = asking("coordinator")
    for row in FORMS:
        before = it.kept()
        answer = it.asks(row)
        assert it.kept() != before, (row, answer.status_code)

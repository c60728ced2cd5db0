"""The console of a line in tests: browsers, and signing in as a person does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

if TYPE_CHECKING:
    from phones import Person, Phones
    from playwright.sync_api import Page

PASSWORD = "seven quiet ducks at noon"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Console:
    """The console of a line, and everybody who may look at it."""

    phones: Phones
    people: dict[str, Person]

    def browser(self) -> FlaskClient:
        """Give a browser in which nobody is signed in."""
        return self.phones.app.test_client()

    def enters(self, name: str, browser: FlaskClient | None = None) -> FlaskClient:
        """Sign somebody in with password and code; a mentor with a code alone."""
        browser = browser or self.browser()
        person = self.people[name]
        if name in {"Maya", "Luis"}:
            posts(browser, "/console/sign-in/phone", {"phone": person.phone.number})
        else:
            form = {"login": name.lower(), "password": PASSWORD}
            posts(browser, "/console/sign-in/password", form)
        answer = posts(browser, "/console/sign-in/code", {"code": self.code(name)})
        assert answer.status_code == 302, answer.text
        return browser

    def enters_with(self, page: Page, address: str, name: str) -> None:
        """Let somebody be signed in with a real browser, at the address of the whole app."""
        # The test speaks plain HTTP.
        self.phones.console_app.config["SESSION_COOKIE_SECURE"] = False
        cookie = self.enters(name).get_cookie("warmline", path="/console/")
        assert cookie is not None
        url = f"{address}/console/"
        page.context.add_cookies([{"name": "warmline", "value": cookie.value, "url": url}])

    def code(self, name: str) -> str:
        """Read the newest code on somebody's phone."""
        self.phones.run()
        self.phones.wait(seconds=5)
        texts = [it.body for it in self.people[name].phone.texts if "your code is" in it.body]
        found = re.search(r"\d{6}", texts[-1])
        assert found is not None
        return found.group()


def posts(browser: FlaskClient, path: str, form: dict[str, str]) -> TestResponse:
    """Send a form as a browser does that has just seen a page with one."""
    page = browser.get("/console/sign-in" if "sign-in" in path else "/console/now").text
    token = TOKEN.search(page)
    return browser.post(path, data={"csrf_token": token.group(1) if token else "", **form})

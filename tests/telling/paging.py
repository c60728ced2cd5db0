"""Mentors who answer on a page: the links on their phones, and browsers without a script."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from telling.people import Person
from telling.places import BASE, LINE
from telling.texting import FIRST

if TYPE_CHECKING:
    from phones import Phones

LINK = re.compile(re.escape(BASE) + r"(/t/[a-z0-9-]+\.[a-z2-7]{24})$")
HIDDEN = re.compile(r'name="(proof|message|read)" value="([^"]*)"')
ROW = re.compile(r'<li class="(\w+)" .*?<p>(.*?)</p>.*?(?:<span class="fate (\w+)">|</li>)', re.S)
_names = count(1)


def is_linked(mentor: Person, begins: str, *, within: float = 10, on: str = LINE) -> str:
    """A text arrives that begins with this and ends with a link; return the link's path."""

    def arrived() -> list[str]:
        new = [it.text for it in mentor._untold("text")]
        return [it for it in new if it.startswith(begins) and LINK.search(it)]

    mentor.phones.until(lambda: bool(arrived()), within, f"{mentor.name} is linked {begins!r}")
    text = arrived()[0]
    mentor.is_texted(text, on=on)
    found = LINK.search(text)
    assert found is not None
    return found.group(1)


@dataclass
class Browser:
    """A mentor's browser on a bad day: no script, forms alone."""

    phones: Phones
    client: FlaskClient
    at: str = ""
    forms: dict[str, str] = field(default_factory=dict)  # of the last page that had any

    def opens(self, path: str) -> TestResponse:
        """Look at a link and press its button."""
        page = self.client.get(path, base_url=BASE)
        if "proof" not in page.text:
            return page
        form = {"proof": dict(HIDDEN.findall(page.text))["proof"]}
        answer = self.client.post(path, data=form, base_url=BASE)
        if answer.status_code == 303:
            self.at = answer.headers["Location"]
            return self.look()
        return answer

    def look(self) -> TestResponse:
        """Load the page."""
        self.phones.run()
        page = self.client.get(self.at, base_url=BASE)
        self.forms = dict(HIDDEN.findall(page.text)) or self.forms
        return page

    def says(self, words: str, name: str | None = None, **more: str) -> TestResponse:
        """Write to the student."""
        given = {"message": name or f"name-{next(_names):08}", "words": words, **more}
        return self._posts("say", given)

    def presses(self, button: str, name: str | None = None, **more: str) -> TestResponse:
        """Press a button."""
        given = {"message": name or f"name-{next(_names):08}", "button": button, **more}
        return self._posts("press", given)

    def news(self, after: int = 0) -> Any:
        """Ask for what is new, as the script does."""
        return self.client.get(f"{self.at}news?after={after}", base_url=BASE).get_json()

    def said(self) -> list[tuple[str, str, str]]:
        """Return what stands on the page now: who, what, and how far it has come."""
        rows = ROW.findall(self.look().text)
        return [(who, html.unescape(text), fate) for who, text, fate in rows]

    def shows(self, *rows: tuple[str, str]) -> None:
        """These stand on the page now, notes left out."""
        found = [(who, text) for who, text, _ in self.said() if who != "note"]
        assert found == list(rows)

    def notes(self) -> list[str]:
        """Return our own sentences on the page."""
        return [text for who, text, _ in self.said() if who == "note"]

    def _posts(self, what: str, given: dict[str, str]) -> TestResponse:
        form = {**self.forms, **given}
        answer = self.client.post(f"{self.at}{what}", data=form, base_url=BASE)
        self.phones.run()
        if answer.status_code == 303:
            self.look()
        return answer


def browser(phones: Phones) -> Browser:
    """Give somebody a new browser."""
    return Browser(phones, phones.app.test_client())


def is_offered_page(mentor: Person, codename: str, **more: Any) -> str:
    """A mentor is offered a conversation by a link."""
    return is_linked(mentor, f"Ears for Peers: {codename} has texted. PASS hands on.", **more)


def talking_on_page(phones: Phones) -> tuple[Person, Person, Browser, str]:
    """A student, a mentor who has opened and taken their conversation, and its codename."""
    from telling.texting import writes  # noqa: PLC0415 - stories of texts know nothing of pages

    phones.line(text_mode="page")
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    codename = writes(phones, student, FIRST)
    page = browser(phones)
    page.opens(is_offered_page(maya, codename))
    page.presses("TAKE")
    return student, maya, page, codename

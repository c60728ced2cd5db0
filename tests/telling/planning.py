"""The plan at the console, as tests fill its forms in and look at what came of it."""

import re
from html import unescape

from flask.testing import FlaskClient
from phones import CAMPUS
from werkzeug.test import TestResponse

from telling.console import TOKEN, Console
from warmline.explain import explain
from warmline.ids import LineSlug


def sends(browser: FlaskClient, page: str, form: dict[str, object], to: str = "") -> TestResponse:
    """Fill in a form of a page and send it there, or to another address."""
    token = TOKEN.search(browser.get(page).text)
    assert token is not None
    return browser.post(to or page, data={"csrf_token": token.group(1), **form})


def decides(browser: FlaskClient, preview: TestResponse, to: str, **more: str) -> TestResponse:
    """Press a button of a preview."""
    assert preview.status_code == 200, preview.text
    held = {
        name: unescape(re.search(rf'name="{name}" value="([^"]*)"', preview.text)[1])  # type: ignore[index]
        for name in ("csrf_token", "step", "back")
    }
    return browser.post(to, data=held | more, follow_redirects=True)


def on_call(console: Console, local: str) -> list[str]:
    """Who would ring on the first rung at a time of the line's wall clock."""
    plan = console.phones.parts.records.load_plan(CAMPUS)
    rungs = explain(plan, LineSlug("main"), console.phones.at(local))
    return [it.name for it in rungs[0].ready]


def turn_of(console: Console, name: str, local: str) -> str:
    """The address of somebody's turn."""
    start = console.phones.at(local).isoformat().replace("+", "%2B")
    mentor = console.phones.id_of(console.people[name])
    return f"/console/plan/turn?line=main&mentor={mentor}&start={start}"

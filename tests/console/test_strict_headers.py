"""What every answer of both apps tells a browser, and where each app answers."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from phones import BASE, LINE, TOKEN
from telling.console import Console
from twilio.request_validator import RequestValidator
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from webhooks.app import CONSOLE, create_app
from webhooks.doors import HTTPS_ONLY, STRICT

OWN = "https://console.line.test"
TRIES = count()
CALL = {"CallSid": "CA" + "7" * 32, "From": "+14155551234", "To": LINE, "CallStatus": "ringing"}


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Return every route of both apps, with something for each of its blanks."""
    for each in (app, app.extensions[CONSOLE].app):
        for rule in each.url_map.iter_rules():
            blanks = {
                name: next(iter(sorted(getattr(converter, "items", {"1"}))))
                for name, converter in rule._converters.items()
            }
            with each.test_request_context():
                built = rule.build(blanks)
            assert built is not None
            yield rule, built[1]


def is_strict(answer: TestResponse) -> bool:
    """Say whether an answer has all that a browser must be told."""
    policy = answer.headers.get("Content-Security-Policy", "")
    return all(
        [
            all(name in answer.headers for name in {**STRICT, **HTTPS_ONLY}),
            "default-src 'none'" in policy,
            "frame-ancestors 'none'" in policy,
            "unsafe" not in policy,
            answer.headers["X-Content-Type-Options"] == "nosniff",
            answer.headers["Referrer-Policy"] == "no-referrer",
            all(
                "Secure" in it and "HttpOnly" in it and "SameSite=" in it
                for it in answer.headers.getlist("Set-Cookie")
            ),
        ]
    )


def test_every_answer_of_every_route_is_strict(console: Console) -> None:
    """Pages, webhooks' XML, redirects and refusals: none can be framed, sniffed or read by http."""
    app, coordinator, visitor = console.phones.app, console.enters("Cora"), console.browser()
    lax = []
    for rule, path in routes(app):
        for method in ("GET", "POST", "PUT"):
            answer = visitor.open(path, method=method, base_url=BASE)
            lax += [(method, path, answer.status)] if not is_strict(answer) else []
        if "GET" in (rule.methods or ()) and "sign-out" not in path:
            answer = coordinator.get(path)
            lax += [("as Cora", path, answer.status)] if not is_strict(answer) else []
    assert lax == []


def test_what_went_wrong_is_told_strictly_too(console: Console) -> None:
    """No page there, too large a form, a request that breaks: the same headers."""
    visitor = console.browser()

    def breaks() -> None:
        raise RuntimeError

    console.phones.app.view_functions["health.healthz"] = breaks  # type: ignore[assignment]
    expected = {
        404: visitor.get("/nothing"),
        405: visitor.delete("/healthz"),
        413: visitor.post(
            "/voice/incoming", data={"a": "x" * 70_000}, headers={"X-Twilio-Signature": "x"}
        ),
        500: visitor.get("/healthz"),
    }
    assert {status: it.status_code for status, it in expected.items()} == {
        it: it for it in expected
    }
    assert [status for status, it in expected.items() if not is_strict(it)] == []
    assert visitor.get("/console/nothing").status_code in {302, 404}
    assert is_strict(visitor.get("/console/nothing"))


@pytest.fixture
def apart(console: Console) -> FlaskClient:
    """A browser, where the console has a host name of its own."""
    parts = console.phones.parts
    parts.settings = replace(parts.settings, own_console_url=OWN)
    return create_app(parts).test_client()


def test_a_console_with_a_host_of_its_own_is_nowhere_else(apart: FlaskClient) -> None:
    """On the public host there is no console, and on the console's nothing else."""
    for path in ("/console/sign-in", "/console", "/bootstrap/static/css/bootstrap.min.css"):
        assert apart.get(path, base_url=BASE).status_code == 404
        assert apart.get(path, base_url=OWN, buffered=True).status_code in {200, 302, 308}
        assert apart.get(path, base_url=f"{OWN}:443", buffered=True).status_code != 404
    for path in ("/healthz", "/metrics", "/t/1", "/calendar/1.ics", "/voice/incoming"):
        assert apart.get(path, base_url=OWN).status_code == 404
    assert apart.get("/healthz", base_url=BASE).json == {"ok": True}
    assert apart.get("/healthz", base_url="http://10.0.0.7:8000").json == {"ok": True}


def test_webhooks_come_to_the_public_host_alone(apart: FlaskClient) -> None:
    """A signed webhook is answered where the carrier was told, and not on the console's host."""
    signature = RequestValidator(TOKEN).compute_signature(f"{BASE}/voice/incoming", CALL)
    headers = {"X-Twilio-Signature": signature}
    there = apart.post("/voice/incoming", data=CALL, headers=headers, base_url=BASE)
    assert (there.status_code, there.mimetype) == (200, "text/xml")
    here = apart.post("/voice/incoming", data=CALL, headers=headers, base_url=OWN)
    assert here.status_code == 404


def signs_in(browser: FlaskClient, came_by: str) -> int:
    """Ask for a code to some phone, with what proxies say of where it came from."""
    page = browser.get("/console/sign-in").text
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    form = {"csrf_token": token, "phone": f"+1415555{next(TRIES):04}"}
    return browser.post(
        "/console/sign-in/phone", data=form, headers={"X-Forwarded-For": came_by}
    ).status_code


def test_whoever_tries_and_tries_behind_a_proxy_locks_out_only_themself(
    console: Console,
) -> None:
    """With WARMLINE_PROXIES=1 each visitor has limits of their own, whatever address they forge."""
    parts = console.phones.parts
    parts.settings = replace(parts.settings, proxies=1)
    app = create_app(parts)
    guessing = [signs_in(app.test_client(), f"10.9.9.{it}, 203.0.113.7") for it in range(21)]
    assert guessing[-1] == 429
    assert signs_in(app.test_client(), "203.0.113.8") != 429


def test_without_a_proxy_nobody_chooses_their_own_address(console: Console) -> None:
    """Where no proxy is set, what a visitor says of their address counts for nothing."""
    guessing = [signs_in(console.browser(), f"203.0.113.{it}") for it in range(21)]
    assert guessing[-1] == 429


def test_no_webhook_believes_a_proxy(console: Console) -> None:
    """However many proxies there are, a visitor cannot make metrics think they are this machine."""
    parts = console.phones.parts
    parts.settings = replace(parts.settings, proxies=1)
    visitor = create_app(parts).test_client()
    far = {"REMOTE_ADDR": "203.0.113.7"}
    answer = visitor.get(
        "/metrics", headers={"X-Forwarded-For": "127.0.0.1"}, environ_overrides=far
    )
    assert answer.status_code == 403

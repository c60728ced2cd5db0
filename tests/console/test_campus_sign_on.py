"""Signing on through the campus, at a real OpenID Connect provider that the test starts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from phones import CAMPUS
from telling.browsing import served
from telling.console import PASSWORD, Console, posts
from telling.provider import CLIENT, SECRET, Provider

from warmline.settings import SignOn
from warmline.store.records.accounts import Account
from webhooks.app import create_app


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The campus's sign-on."""
    provider = Provider()
    with served(provider.app()) as address:
        provider.address = address
        yield provider


@pytest.fixture
def browser(console: Console, provider: Provider) -> FlaskClient:
    """A browser at a console that knows the campus, where Cora has an account of the campus's."""
    phones = console.phones
    sign_on = SignOn(provider.address, CLIENT, SECRET)
    phones.parts.settings = replace(phones.parts.settings, sign_on=sign_on)
    account = Account(
        login="cora@northfield.example",
        campus=CAMPUS,
        mentor=phones.id_of(console.people["Cora"]),
        password_hash=None,
    )
    phones.parts.records.save_account(account, actor="test", now=phones.now())
    return create_app(phones.parts).test_client()


def signs_on(browser: FlaskClient) -> Any:
    """Go to the campus and come back, as a browser does."""
    there = browser.get("/console/sign-in/campus").headers["Location"]
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return browser.get(f"{parts.path}?{parts.query}", follow_redirects=True)


def test_whom_the_campus_knows_is_in(browser: FlaskClient) -> None:
    """A verified address with an account opens the board, without another password."""
    assert "Sign on through the campus" in browser.get("/console/sign-in").text
    assert "On call now" in signs_on(browser).text
    assert browser.get("/console/now").status_code == 200


def test_an_account_of_the_campus_has_no_password_here(browser: FlaskClient) -> None:
    """Nobody can try a password on somebody whom only the campus lets in."""
    form = {"login": "cora@northfield.example", "password": ""}
    for password in ("None", PASSWORD):
        answer = posts(browser, "/console/sign-in/password", form | {"password": password})
        assert "do not belong together" in answer.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "zoe@northfield.example"}, "no account here yet"),
        ({"verified": False}, "did not say which address"),
        ({"lies": {"aud": "somebody else"}}, "did not let you in"),
        ({"lies": {"nonce": "replayed"}}, "did not let you in"),
        ({"lies": {"exp": 1}}, "did not let you in"),
        ({"signs_with": RSAKey.generate_key(2048, {"kid": "one"})}, "did not let you in"),
    ],
)
def test_whom_it_does_not_know_stays_out(
    browser: FlaskClient, provider: Provider, change: dict[str, Any], words: str
) -> None:
    """No account, no verified address, a token for somebody else, replayed, old or forged: out."""
    for name, value in change.items():
        setattr(provider, name, value)
    assert words in signs_on(browser).text
    assert browser.get("/console/now").status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(browser: FlaskClient) -> None:
    """A link that brings a foreign code opens nothing."""
    answer = browser.get("/console/sign-in/campus/back?code=x&state=y", follow_redirects=True)
    assert "did not let you in" in answer.text


def test_a_campus_that_is_away_is_told(browser: FlaskClient, provider: Provider) -> None:
    """While the campus's sign-on is away the other door still stands open."""
    provider.away = True
    answer = browser.get("/console/sign-in/campus", follow_redirects=True)
    assert answer.status_code == 200
    assert "Text me a code" in answer.text

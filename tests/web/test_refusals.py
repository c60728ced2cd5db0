"""The first webhook that is refused says in the log why, in one sentence with the mend."""

import logging

import pytest
from telling.places import BASE, CARRIER, KEY, SID, TOKEN
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from warmline.bootstrap import Parts
from warmline.settings import Settings
from webhooks.app import create_app
from webhooks.refusals import EVERY_SECONDS, Refusals
from webhooks.signature import SETTINGS_HEADER, SignatureCheck

HEADER = "X-Twilio-Signature"
OURS = "https://line.edu"
PATH = "/voice/incoming"
FORM = {"AccountSid": SID, "From": "+14155551234", "CallSid": "CA" + "7" * 32}


def refused(called, path=PATH, *, base=OURS, form=FORM, headers=None, token="12345"):
    """Return a webhook that the carrier signed for one address and that arrives at another."""
    signature = RequestValidator(token).compute_signature(called, MultiDict(form))
    builder = EnvironBuilder(
        path, base, method="POST", data=form, headers={HEADER: signature, **(headers or {})}
    )
    request = Request(builder.get_environ() | {"RAW_URI": path})
    request.url_rule = request.endpoint = None
    return request


def said(request, caplog):
    """Return the one line that is written."""
    Refusals(SignatureCheck("12345", OURS), SID, lambda: None).note(request)
    [line] = [it.getMessage() for it in caplog.records]
    return line


CAUSES = {
    "http instead of https": (
        refused(f"http://line.edu{PATH}"),
        "the carrier called it by http and PUBLIC_BASE_URL begins with https; give the number's",
    ),
    "another host": (
        refused(f"https://www.line.edu{PATH}", headers={"X-Forwarded-Host": "www.line.edu"}),
        "the carrier called https://www.line.edu, and PUBLIC_BASE_URL is https://line.edu",
    ),
    "a prefix that a proxy takes away and tells of": (
        refused(f"{OURS}/help{PATH}", headers={"X-Forwarded-Prefix": "/help"}),
        "a proxy rewrites the path or query",
    ),
    "a path that a proxy rewrites and keeps": (
        refused(f"{OURS}/line{PATH}?a=1", headers={"X-Original-URI": f"/line{PATH}?a=1"}),
        "let the proxy pass path and query untouched",
    ),
    "a slash that a proxy puts behind": (
        refused(f"{OURS}{PATH}", f"{PATH}/"),
        "a proxy rewrites the path or query",
    ),
    "a prefix that a proxy takes away in silence": (
        refused(f"{OURS}/help{PATH}"),
        f"not signed with TWILIO_AUTH_TOKEN for {OURS}{PATH}, which we believe was called",
    ),
    "a wrong token": (
        refused(f"{OURS}{PATH}", token="another"),
        "the token is not this account's, or a proxy rewrites",
    ),
    "a number of another account": (
        refused(f"{OURS}{PATH}", form=FORM | {"AccountSid": "AC" + "9" * 32}, token="another"),
        "names another account than TWILIO_ACCOUNT_SID; the number belongs to that account",
    ),
    "no signature": (refused(f"{OURS}{PATH}", headers={HEADER: ""}), "carries no signature"),
    "a shared key": (
        refused(f"{OURS}{PATH}", headers={SETTINGS_HEADER: "key=x"}),
        "is signed with a shared key",
    ),
}


@pytest.mark.parametrize(("request_", "words"), CAUSES.values(), ids=CAUSES.keys())
def test_the_cause_of_a_refusal_is_named_with_the_mend(request_, words, caplog):
    """Whoever reads the log after the first call that failed knows what to change."""
    line = said(request_, caplog)
    assert words in line
    assert "1234" not in line.replace("12345", "")
    assert "\n" not in line


def test_whoever_forges_many_fills_no_log(caplog):
    """One line a minute, with how many it stands for; nothing that was sent is in it."""
    now = [100.0]
    refusals = Refusals(SignatureCheck("12345", OURS), SID, lambda: None, lambda: now[0])
    forged = refused("https://x", "/voice/incoming?x=forged%0Aline", token="guessed")
    for _ in range(50):
        refusals.note(forged)
    now[0] += EVERY_SECONDS
    refusals.note(forged)
    assert [it.count for it in caplog.records] == [1, 50]
    assert "forged" not in caplog.text


@pytest.fixture
def app(tmp_path):
    """Give our web, without a Redis: what is refused needs none."""
    environ = {
        "WARMLINE_HOME": str(tmp_path),
        "TWILIO_ACCOUNT_SID": SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE": CARRIER,
        "PUBLIC_BASE_URL": BASE,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "WARMLINE_KEYS": KEY,
        "WARMLINE_COUNSELING_NUMBER": "+14155550150",
    }
    return create_app(Parts(Settings.read(environ)))


def test_a_webhook_for_a_path_that_is_none_of_ours_is_told(app, caplog):
    """A proxy that puts a prefix before every path is named at the first webhook."""
    caplog.set_level(logging.WARNING)
    answer = app.test_client().post(f"/app{PATH}", data=FORM, headers={HEADER: "x"})
    assert answer.status_code == 404
    assert answer.content_type == "text/xml; charset=utf-8"
    assert "a path that is none of ours; a proxy rewrites paths" in caplog.text
    assert app.test_client().get("/favicon.ico").content_type.startswith("text/html")
    assert len(caplog.records) == 1


def test_a_self_test_with_another_token_learns_nothing(app):
    """Only who has the token is told what web believes; others are refused like any forger."""
    headers = {"X-Warmline-Self-Test": f"{'a' * 32}.{'0' * 64}"}
    answer = app.test_client().post("/voice/self-test", headers=headers)
    assert (answer.status_code, answer.text.count("warmline")) == (403, 0)

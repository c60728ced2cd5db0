"""What breaks may be told to Sentry, and no student's number or word goes along."""

from __future__ import annotations

import gzip
import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue

import pytest
import sentry_sdk
from phones import BASE, LINE, TOKEN, Phones

from warmline.errors import SettingsError, UnknownContactError
from warmline.simulator.webhooks import Request, headers_for
from warmline.watch.sentry import report_to

NUMBER = "+14155551234"
DIGITS = "4155551234"
WORDS = "I cannot sleep"
FORMS = (
    NUMBER, "(415) 555-1234", "415.555.1234", "1-415-555-1234", "%2B14155551234", "415 555 1234",
    "tel:+1-415-555-1234", "From=%2B1+415+555+1234", "\\u002b14155551234",
)  # fmt: skip


class Collector:
    """A Sentry on this machine; it keeps what it is sent, byte by byte."""

    def __init__(self) -> None:
        self.sent: Queue[str] = Queue()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                collector.sent.put(f"{self.path} {self.headers} {body.decode()}")
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.dsn = f"http://abcdef@127.0.0.1:{self.server.server_port}/7"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A Sentry that listens; this process forgets it afterwards."""
    with closing(Collector()) as it:
        yield it
        sentry_sdk.get_client().close()
        sentry_sdk.get_global_scope().set_client(None)


def test_a_webhook_that_breaks_tells_no_number(
    phones: Phones, collector: Collector, monkeypatch
) -> None:
    """Not from the form, a header, the error's words, its cause, or what was in the variables."""
    phones.on_call("Maya")
    phones.ready()
    report_to(replace(phones.settings, sentry_dsn=collector.dsn), "web")

    def breaks(*_: object, **__: object) -> None:
        caller = " and ".join(FORMS)
        cause = LookupError(f"no line for {caller}: {WORDS}")
        raise ValueError(f"cannot call {caller}") from cause

    monkeypatch.setattr(phones.parts.houses, "of_number", breaks)  # a mistake that we make one day
    form = (("CallSid", "CA" + "7" * 32), ("From", NUMBER), ("To", LINE), ("Body", WORDS))
    request = Request("POST", f"{BASE}/voice/incoming", form)
    headers = headers_for(TOKEN, request) | {"X-Caller": NUMBER, "Cookie": f"caller={NUMBER}"}
    answer = phones.app.test_client().post(
        "/voice/incoming", data=dict(form), headers=headers, base_url=BASE
    )
    assert answer.status_code == 200
    told = collector.sent.get(timeout=10)
    assert "ValueError" in told
    assert "a request broke" in told
    assert '"lineno"' in told
    for sent in (told, re.sub(r"\D", "", told)):
        assert DIGITS not in sent
        assert DIGITS[3:] not in sent
    assert WORDS not in told
    assert "CA777" not in told


def test_our_own_errors_keep_their_words(phones: Phones, collector: Collector) -> None:
    """They carry ids alone, and are of use; what is logged besides is masked as in the log."""
    report_to(replace(phones.settings, sentry_dsn=collector.dsn), "worker")
    error = UnknownContactError("northfield.0123456789abcdef01234567")
    ours = logging.getLogger("warmline.performer")
    ours.error("it broke", exc_info=error, extra={"who": NUMBER})
    told = collector.sent.get(timeout=10)
    assert "northfield.0123456789abcdef01234567" in told
    assert '"process":"worker"' in told.replace(" ", "")
    assert "[number]" in told
    assert DIGITS not in re.sub(r"\D", "", told)
    logging.getLogger("somebody.else").error("cannot reach %s", NUMBER)
    assert "cannot reach %s" in (told := collector.sent.get(timeout=10))
    assert DIGITS not in told


def test_without_an_address_nothing_is_set_up(phones: Phones) -> None:
    """It is the engineer's choice."""
    assert phones.settings.sentry_dsn is None
    report_to(phones.settings, "web")
    assert not sentry_sdk.get_client().is_active()


def test_an_address_without_the_library_is_told_at_the_start(phones: Phones, monkeypatch) -> None:
    """In one sentence, with what to install."""
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(SettingsError, match=re.escape("-r requirements-sentry.txt")):
        report_to(replace(phones.settings, sentry_dsn="https://a@sentry.example.com/1"), "web")

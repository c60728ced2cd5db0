"""Somebody else's machine hears every minute that all is well, and only when it is."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, Queue
from time import monotonic

import pytest
from phones import CAMPUS, Phones

from warmline import logs
from warmline.chores import Chore, Chores
from warmline.errors import PlanError
from warmline.timer import Backlog
from warmline.watch import heartbeat
from warmline.watch.heartbeat import Heartbeat
from warmline.watch.threads import ClockWatch

PATH = "/ping/4d3c2b1a-secret"


class Monitor:
    """A monitor on this machine: it keeps the paths that were asked, and answers with a status."""

    def __init__(self) -> None:
        self.asked: Queue[str] = Queue()
        self.status = 200
        monitor = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                monitor.asked.put(self.path)
                self.send_response(monitor.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}{PATH}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    """A monitor that listens."""
    with closing(Monitor()) as it:
        yield it


class Clock:
    """The clock's side, on a house whose processes are alive."""

    def __init__(self, phones: Phones, url: str, *chores: Chore) -> None:
        phones.parts.backlog_made = lambda: Backlog(0, timedelta(0), 0, 1)
        phones.on_call("Maya")
        phones.ready()
        for process in ("worker", "clock"):
            phones.parts.live.beat(process, phones.now())
        self.sent = threading.Event()
        self.chores = Chores(chores)
        self.heartbeat = Heartbeat(url, self.sent.set)
        self.watch = ClockWatch(
            phones.parts.lookout, self.heartbeat, [self.chores], phones.parts.ask_database
        )
        self.watch.ask_database()

    def sweeps(self) -> None:
        """A sweep has come to its end, and whether to ping is looked at."""
        self.chores.do_due()
        self.watch.swept()
        self.watch.beat_if_well()

    def keeps_it_in(self) -> None:
        """A sweep has come to its end, and nothing is pinged after it."""
        self.sweeps()
        assert self.heartbeat.is_due


def test_after_a_full_sweep_the_monitor_hears_once_a_minute(
    phones: Phones, monitor: Monitor, monkeypatch
) -> None:
    """However many sweeps there are, there is one ping a minute; before the first sweep none."""
    clock = Clock(phones, monitor.url)
    clock.watch.beat_if_well()
    for _ in range(3):
        clock.sweeps()
        assert clock.sent.wait(5)
    assert monitor.asked.get(timeout=5) == PATH
    later = monotonic() + heartbeat.EVERY_SECONDS
    monkeypatch.setattr(heartbeat, "monotonic", lambda: later)  # a minute is long for a test
    assert monitor.asked.empty()
    clock.sweeps()
    assert monitor.asked.get(timeout=5) == PATH


def test_nothing_is_pinged_while_anything_is_wrong(phones: Phones, monitor: Monitor) -> None:
    """A dead worker, an overdue contact, a failed chore, SQL away: each keeps the heartbeat in."""
    well = True

    def publish() -> None:
        if not well:
            raise PlanError("no")

    clock = Clock(phones, monitor.url, Chore("publish", 0.0, publish))
    live, now = phones.parts.live, phones.now()
    live.beat("worker", now - timedelta(minutes=1))
    clock.keeps_it_in()
    live.beat("worker", now)
    with phones.database_away():
        live.beat("database", now - timedelta(minutes=1))
        clock.watch.ask_database()
        clock.keeps_it_in()
    clock.watch.ask_database()
    well = False
    clock.keeps_it_in()
    well = True
    phones.worker_pauses()
    phones.clock_alive = False
    student = phones.student()
    student.calls()
    student.hangs_up()
    phones.wait(120)
    for process in ("worker", "clock"):
        live.beat(process, phones.now())
    clock.watch.ask_database()
    clock.keeps_it_in()
    phones.clock_alive = True
    phones.worker_resumes()
    phones.wait(10)
    clock.watch.ask_database()
    assert live.due(CAMPUS, phones.now()) == ()
    clock.sweeps()
    assert monitor.asked.get(timeout=5) == PATH


def test_an_address_that_hangs_delays_nothing(phones: Phones, monkeypatch, caplog) -> None:
    """It is given up after a few seconds, on a thread of its own; its address is in no log."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(heartbeat, "ANSWER_SECONDS", 0.3)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        clock = Clock(phones, f"http://127.0.0.1:{silent.getsockname()[1]}{PATH}")
        began = monotonic()
        clock.sweeps()
        assert monotonic() - began < 0.3
        at_work = clock.heartbeat._at_work
        assert at_work is not None
        at_work.join(5)
    assert not clock.sent.is_set()
    assert "the heartbeat did not arrive" in caplog.text
    assert "urllib3" in logs._TALKATIVE  # whose debug lines are never written
    ours = [it.getMessage() + str(it.__dict__) for it in caplog.records if "urllib3" not in it.name]
    assert not any(PATH in it for it in ours)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_a_good_answer_is_a_heartbeat(phones: Phones, monitor: Monitor, status: int) -> None:
    """A redirect is not followed: it was not the engineer who chose where it leads."""
    monitor.status = status
    clock = Clock(phones, monitor.url)
    clock.sweeps()
    at_work = clock.heartbeat._at_work
    assert at_work is not None
    at_work.join(5)
    assert monitor.asked.get(timeout=5) == PATH
    with pytest.raises(Empty):
        monitor.asked.get_nowait()
    assert not clock.sent.is_set()


def test_without_an_address_nothing_is_sent(phones: Phones) -> None:
    """The setting is the engineer's choice."""
    assert phones.settings.heartbeat_url is None
    assert not phones.parts.heartbeat.is_due

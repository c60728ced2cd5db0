"""The story language: people with phones, on a carrier of our own and a clock that stands still.

Everything is real but time and the sockets: requests are signed and checked, TwiML is interpreted,
the official client speaks to the carrier's REST API, the live state is in Redis and the records in
SQL. A ring, a text or a spoken sentence that the story does not mention fails it at the end.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from telling.campus import StoryCampus
from telling.machinery import HandTimer, Looks, WsgiHttpClient
from telling.people import Person
from telling.places import BASE, CAMPUS, CARRIER, KEY, LINE, NOTICED, SID, START, TOKEN

from warmline import wording
from warmline.bootstrap import Parts
from warmline.carrier.twilio import TwilioCarrier
from warmline.contact import Contact
from warmline.contact.moments import Ended
from warmline.conversation.state import Conversation
from warmline.errors import WarmlineError
from warmline.hours import instant_of
from warmline.privacy import Vault
from warmline.settings import Settings
from warmline.simulator.clock import HandClock
from warmline.simulator.exchange import Exchange
from warmline.simulator.fetchers import WsgiFetcher
from warmline.simulator.rest import rest_app
from warmline.simulator.values import Account
from warmline.simulator.webhooks import Request, Response, headers_for
from warmline.store.records import Records
from webhooks.app import CONSOLE, create_app
from webhooks.late import LateApp

__all__ = ["BASE", "CAMPUS", "LINE", "SID", "START", "TOKEN", "Person", "Phones", "fresh_database"]


class Phones(StoryCampus):
    """A campus, its people and their phones."""

    def __init__(self, redis_url: str, folder: Path, database: Path) -> None:
        shutil.copy(database, folder / "warmline.db")
        self.settings = Settings.read(
            {
                "TWILIO_ACCOUNT_SID": SID,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_API_BASE": CARRIER,
                "PUBLIC_BASE_URL": BASE,
                "REDIS_URL": redis_url,
                "DATABASE_URL": f"sqlite:///{folder}/warmline.db",
                "WARMLINE_KEYS": KEY,
                "WARMLINE_COUNSELING_NUMBER": "+14155550159",
                "WARMLINE_HOME": str(folder),
                "WARMLINE_CALLS_PER_SECOND": "100",
            }
        )
        self.clock = HandClock(START)
        self.fetcher = WsgiFetcher({})
        account = Account(SID, TOKEN, calls_per_second=100.0)
        self.exchange = Exchange(self.clock, self.fetcher, account)
        self.exchange.add_number(
            LINE,
            voice_url=f"{BASE}/voice/incoming",
            voice_fallback_url=f"{BASE}/voice/fallback",
            status_callback=f"{BASE}/voice/status",
            sms_url=f"{BASE}/texts/incoming",
        )
        carrier = TwilioCarrier(
            SID, TOKEN, CARRIER, WsgiHttpClient(rest_app(self.exchange), self.clock)
        )
        self.timer = HandTimer(self)
        self.parts = Parts(self.settings, self.now, carrier, self.timer)
        self.app = create_app(self.parts)
        self.fetcher.apps[BASE] = self.app
        self.mentioned: set[int] = set()
        self.clock_alive = True
        self.began = START
        self.swept = START
        self.clock_looks = Looks(self)
        super().__init__()

    def calls_per_second(self, pace: float) -> None:
        """Have the carrier, and us, start so many calls a second; said before the first call."""
        self.parts.settings = replace(self.settings, calls_per_second=pace)
        self.exchange.account = replace(self.exchange.account, calls_per_second=pace)

    # --- the processes ----------------------------------------------------------------------

    def worker_pauses(self) -> None:
        """No job is done from now on; the clock still sweeps, every two seconds."""
        self.timer.alive = False

    def worker_resumes(self) -> None:
        """Jobs are done again, those that have waited first."""
        self.timer.alive = True
        self.run()

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """No connection to SQL can be made meanwhile; what is connected is cut off."""
        url, home = self.parts.records, self.settings.home
        url.close()
        (home / "warmline.db").rename(home / "away.db")
        (home / "warmline.db").mkdir()
        try:
            yield
        finally:
            url.close()
            (home / "warmline.db").rmdir()
            (home / "away.db").rename(home / "warmline.db")

    def web_goes_away(self) -> None:
        """Nobody answers the carrier from now on."""
        del self.fetcher.apps[BASE]

    def web_comes_back(self) -> None:
        """A new web process answers, which knows nothing of what was."""
        self.parts.__dict__.pop("missed")
        self.app = self.fetcher.apps[BASE] = create_app(self.parts)

    def web_fails_once(self, path: str) -> None:
        """The next request to an address that ends in this dies in our web process."""

        def failing(environ: Any, start_response: Any) -> Iterable[bytes]:
            if not environ["PATH_INFO"].endswith(path):
                return self.app(environ, start_response)
            self.fetcher.apps[BASE] = self.app
            start_response("502 Bad Gateway", [("Content-Type", "text/plain")])
            return [b"the proxy found nobody"]

        self.fetcher.apps[BASE] = failing

    # --- time -------------------------------------------------------------------------------

    @property
    def console_app(self) -> Flask:
        """The app of the console, behind the same address."""
        late: LateApp = self.app.extensions[CONSOLE]
        return late.app

    def run(self) -> None:
        """Let everything happen that is due now: webhooks, jobs, the sweep."""
        for _ in range(10_000):
            self.exchange.run_due()
            if not self.timer.run_due() and not self._more_at_the_carrier():
                return
        raise AssertionError("the story never comes to rest")

    def wait(self, seconds: float) -> None:
        """Let time pass; what students hear on hold meanwhile is what waiting sounds like."""
        self._advance(self.now() + timedelta(seconds=seconds), lambda: False)
        for person in self.people:
            for times in range(3):
                person.may_have_heard(wording.reassurance(times))

    def wait_with_chores(self, seconds: float) -> None:
        """Let time pass while the clock also does what it does beside its sweep."""
        end = self.now() + timedelta(seconds=seconds)
        while self.now() < end:
            for chore in self.parts.chores:
                with suppress(WarmlineError):
                    chore.do()
            self.wait(min(5.0, (end - self.now()).total_seconds()))

    def at(self, local: str) -> datetime:
        """The instant of a time on the line's wall clock, as in ``2026-11-06 19:00``."""
        return instant_of(datetime.fromisoformat(local), "America/Los_Angeles")

    def goes_to(self, local: str) -> None:
        """Let time pass until the line's wall clock shows this."""
        self.wait(seconds=(self.at(local) - self.now()).total_seconds())

    def until(self, true: Callable[[], bool], seconds: float, what: str) -> None:
        """Let time pass until something is true, within a bound."""
        self.run()
        self._advance(self.now() + timedelta(seconds=seconds), true)
        assert true(), f"not within {seconds} s: {what}"

    def _advance(self, end: datetime, enough: Callable[[], bool]) -> None:
        self.run()
        self._check_in()
        while not enough():
            moments = [
                self.exchange.next_due(), self.timer.next(), self._next_sweep(), self._next_check()
            ]  # fmt: skip
            moments.append(self.clock_looks.next() if self.clock_alive else None)
            due = min((it for it in moments if it is not None and it <= end), default=None)
            if due is None:
                break
            if due > self.now():
                self.clock.set(due)
            if self.clock_alive and self.now() >= self._next_sweep():
                self.swept = self.now()
                with suppress(WarmlineError):  # as the clock does: it sweeps again
                    self.parts.performer.sweep(self.now())
            self._check_in()
            if self.clock_alive:
                self.clock_looks.look()
            self.run()
        if not enough() and end > self.now():
            self.clock.set(end)
            self.run()

    def _check_in(self) -> None:
        if self.clock_alive:
            with suppress(WarmlineError):
                self.parts.checkins.look()

    def _next_check(self) -> datetime | None:
        with suppress(WarmlineError):
            return self.parts.checkins.next_look() if self.clock_alive else None
        return None

    def _next_sweep(self) -> datetime:
        if not self.clock_alive:
            return datetime.max.replace(tzinfo=UTC)
        try:
            due = self.parts.live.next_due(CAMPUS)
        except WarmlineError:
            due = self.swept
        if due is None:
            return datetime.max.replace(tzinfo=UTC)
        return max(self.swept + timedelta(seconds=2), due)  # a sweep that finds nothing is left out

    def _more_at_the_carrier(self) -> bool:
        due = self.exchange.next_due()
        return due is not None and due <= self.now()

    def carrier_asks_again(self, path: str) -> Response:
        """Have the carrier repeat its last request to an address that ends in this."""
        asked = next(
            it
            for it in reversed(self.exchange.requests)
            if urlsplit(it.url).path.endswith(path) and it.params
        )
        return self.posts(asked.url, asked.params, signed=True)

    def posts(
        self, url: str, params: Iterable[tuple[str, str]], *, signed: bool = False
    ) -> Response:
        """Send a request to an address of ours, with the carrier's signature or a forged one."""
        request = Request("POST", BASE + url.removeprefix(BASE), tuple(params))
        headers = headers_for(TOKEN if signed else "guessed", request)
        return self.fetcher.fetch("POST", request.url, request.params, headers, 15)

    def times_asked(self, path: str) -> int:
        """How often the carrier has asked an address of ours that ends in this."""
        return sum(urlsplit(it.url).path.endswith(path) for it in self.exchange.requests)

    # --- the end ----------------------------------------------------------------------------

    def contact(self) -> Contact:
        """The contact that arrived last."""
        newest = self.parts.live.recent_contacts(CAMPUS, 1)[0]
        found = self.parts.live.load(newest)
        assert found is not None
        return found

    def conversation(self) -> Conversation:
        """The conversation that was opened last."""
        found = map(self.parts.live.load, self.parts.live.recent_contacts(CAMPUS, 50))
        return next(it for it in found if isinstance(it, Conversation))

    def carrier_keeps(self, words: str) -> bool:
        """Whether the carrier still has these words in any text."""
        return any(words in it.body for it in self.exchange.messages.all.values())

    def told_mentor(self, what: str, codename: str, detail: str | None = None) -> str:
        """A sentence to a mentor about a conversation."""
        return wording.text_to_mentor(what, codename, detail)

    def ended(self) -> str:
        """How the last contact ended, once it has and its history is written."""
        self.until(lambda: self.contact().is_settled, 60, "the contact is settled")
        contact = self.contact()
        assert isinstance(contact.state, Ended)
        kept = self.parts.records.contact(contact.id)
        assert kept is not None
        assert kept.end == contact.state.end
        return contact.state.end

    def alerts(self, *codes: int) -> None:
        """The carrier has complained about exactly these kinds of things, and may forget them."""
        assert {it.code for it in self.exchange.debugger} == set(codes)
        self.exchange.debugger.clear()

    def transcript(self) -> str:
        """Everything that people could notice so far, a line each, with the seconds."""
        return "\n".join(
            f"{(it.at - START).total_seconds():8.1f} {it.phone:12} {it.kind:10} {it.text}"
            for it in self.exchange.feed
        )

    def all_is_told(self) -> None:
        """Fail if anything rang, spoke or texted that the story did not mention."""
        untold = [
            f"{it.phone} {it.kind}: {it.text}"
            for it in self.exchange.feed
            if it.kind in NOTICED and it.seq not in self.mentioned
        ]
        assert untold == []
        assert [str(it) for it in self.exchange.debugger] == []

    def close(self) -> None:
        """Let go of connections."""
        self.parts.live.close()
        self.parts.records.close()


def fresh_database(path: Path) -> Path:
    """Make an empty database of this version, to be copied for each story."""
    records = Records.connect(f"sqlite:///{path}", Vault([KEY]))
    records.upgrade()
    records.close()
    return path

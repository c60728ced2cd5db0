"""What stands between the house and its carrier in a story: no sockets, and time that waits."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import requests
from twilio.http import HttpClient
from twilio.http.response import Response as TwilioResponse
from werkzeug.test import Client as WsgiClient

from telling.places import CAMPUS, CARRIER
from warmline.carrier.twilio import ANSWER_SECONDS
from warmline.errors import WarmlineError
from warmline.ids import ContactId
from warmline.incoming import Missed
from warmline.incoming.missed import ON_ITS_WAY
from warmline.simulator.clock import HandClock
from warmline.simulator.faults import NoAnswerError

if TYPE_CHECKING:
    from phones import Phones


class WsgiHttpClient(HttpClient):
    """The official client's way out, into the carrier's application in this process."""

    def __init__(self, app: Any, clock: HandClock) -> None:
        self._client = WsgiClient(app)
        self._clock = clock

    def request(self, method, url, params=None, data=None, headers=None, auth=None, **_):
        """Make one request as ``requests`` would: a list is a repeated parameter, silence costs."""
        path = url.removeprefix(CARRIER)
        try:
            got = self._client.open(
                path,
                method=method,
                query_string=urlencode(params or {}, doseq=True),
                data=urlencode(data, doseq=True) if data else None,
                headers=dict(headers or {}),
                auth=auth,
            )
        except NoAnswerError as exc:
            self._clock.set(self._clock.now() + timedelta(seconds=ANSWER_SECONDS))
            raise requests.ReadTimeout("the carrier does not answer") from exc
        return TwilioResponse(got.status_code, got.get_data(as_text=True), dict(got.headers))


class Looks:
    """How the clock reads the carrier's list; looks that would find nothing new are left out."""

    EVERY = timedelta(seconds=5)

    def __init__(self, phones: Phones) -> None:
        self._phones = phones
        parts = phones.parts
        self._missed = Missed(
            parts.live, parts.houses, parts.sorting, lambda: parts.carrier, phones.now
        )
        self._seen: object = None
        self._next = phones.now()

    def next(self) -> datetime | None:
        """When the clock must look next; None while it has seen all there is, or no line is."""
        seen = not self._phones.is_loaded or self._seen == self._there_is()
        return None if seen else max(self._next, self._phones.now())

    def look(self) -> None:
        """Look, if it is time."""
        now = self._phones.now()
        if now < self._next or self.next() is None:
            return
        self._next = now + self.EVERY
        newest, trouble = self._there_is()
        with suppress(WarmlineError):  # as the clock does: it looks again
            self._missed.look_if_due()
            looks = self._phones.parts.live.looks(CAMPUS)
            if looks.looked is None or looks.sure is None:
                return
            text = self._phones.exchange.messages.all.get(newest)
            until = text.created + ON_ITS_WAY if text else looks.looked
            last = max(it for it in (trouble, looks.trouble, self._missed.trouble) if it)
            if looks.looked >= until and looks.sure >= last:
                self._seen = (newest, trouble)

    def _there_is(self) -> tuple[str, datetime]:
        return next(reversed(self._phones.exchange.messages.all), ""), (
            self._phones.parts.missed.trouble
        )


@dataclass
class HandTimer:
    """Wishes for attention, kept in the order of their time; a dead worker keeps none of them."""

    phones: Phones
    alive: bool = True
    is_ending: bool = False  # the worker has been asked to end in the middle of its job
    wishes: list[tuple[datetime, int, ContactId, int]] = field(default_factory=list)
    made: int = 0
    asked: int = 0  # how often somebody wanted a job at once

    def soon(self, contact: ContactId, step: int) -> None:
        del step  # it only says what the contact was when somebody asked
        self.asked += 1
        self._wish(self.phones.now(), contact, -1)

    def at(self, contact: ContactId, step: int, when: datetime) -> None:
        # As in RQ, a second wish for the same step takes the place of the first.
        self.wishes = [it for it in self.wishes if it[2:] != (contact, step)]
        self._wish(when, contact, step)

    def _wish(self, when: datetime, contact: ContactId, step: int) -> None:
        self.made += 1
        self.wishes.append((when, self.made, contact, step))

    def next(self) -> datetime | None:
        return min(self.wishes)[0] if self.wishes and self.alive else None

    def run_due(self) -> bool:
        due = sorted(it for it in self.wishes if it[0] <= self.phones.now())
        if not due or not self.alive:
            return False
        self.wishes.remove(due[0])
        with suppress(WarmlineError):  # as in a worker: a job that fails is left to the sweep
            self.phones.parts.performer.attend_woken(due[0][2], lambda: self.is_ending)
        return True

"""The story language: people with phones, on a carrier of our own and a clock that stands still.

Everything is real but time and the sockets: requests are signed and checked, TwiML is interpreted,
the official client speaks to the carrier's REST API, the live state is in Redis and the records in
SQL. A ring, a text or a spoken sentence that the story does not mention fails it at the end.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from twilio.http import HttpClient
from twilio.http.response import Response as TwilioResponse
from werkzeug.test import Client as WsgiClient

from warmline import wording
from warmline.bootstrap import Parts
from warmline.campus_file import read_campus
from warmline.carrier.twilio import ANSWER_SECONDS, TwilioCarrier
from warmline.contact import Contact
from warmline.contact.state import Ended
from warmline.conversation.state import Conversation
from warmline.errors import WarmlineError
from warmline.ids import CampusSlug, ContactId
from warmline.phone import PhoneNumber
from warmline.privacy import Vault, hash_number
from warmline.settings import Settings
from warmline.simulator.clock import HandClock
from warmline.simulator.exchange import Exchange
from warmline.simulator.faults import NoAnswerError
from warmline.simulator.fetchers import WsgiFetcher
from warmline.simulator.messages import STOPPED
from warmline.simulator.phones import Phone
from warmline.simulator.rest import rest_app
from warmline.simulator.values import Account, FeedEvent
from warmline.simulator.webhooks import Request, Response, headers_for
from warmline.store.records import Records
from webhooks.app import create_app

BASE = "https://line.test"
CARRIER = "https://carrier.test"
LINE = "+14155550100"
SID = "AC" + "5" * 32
TOKEN = "12345"
START = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)  # Monday evening, 20:00 in Los Angeles
KEY = "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="
CAMPUS = CampusSlug("northfield")
# What a person can fail to expect; everything else in the feed is their own doing.
NOTICED = {"rang", "said", "text"}


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


@dataclass
class HandTimer:
    """Wishes for attention, kept in the order of their time; a dead worker keeps none of them."""

    phones: Phones
    alive: bool = True
    wishes: list[tuple[datetime, int, ContactId, int]] = field(default_factory=list)
    made: int = 0

    def soon(self, contact: ContactId, step: int) -> None:
        del step  # it only says what the contact was when somebody asked
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
            self.phones.parts.performer.attend_woken(due[0][2])
        return True


@dataclass
class Person:
    """Somebody with a phone."""

    phones: Phones
    phone: Phone
    name: str

    # --- what they do -----------------------------------------------------------------------

    def calls(self, *, expecting: str | None = "greeting") -> None:
        """Dial the line, and hear the greeting begin."""
        self.phones.ready()
        self.phone.dial(LINE)
        self.phones.run()
        if expecting == "greeting":
            self.hears(self.phones.greeting())

    def calls_as(self, shown: str) -> None:
        """Dial the line with another number, or none, shown."""
        self.phones.ready()
        self.phone.dial(LINE, shown=shown)
        self.phones.run()

    def presses(self, key: str) -> None:
        """Press a key; a phone that rings is picked up first, and asks its question."""
        if self.phone.status == "ringing":
            self.picks_up()
        self.phone.press(key)
        self.phones.run()
        if key == "1" and self.phone.kind == "mentor":
            self.may_have_heard(wording.joining())

    def picks_up(self) -> None:
        """Answer the phone and hear who it is; pressing no key is a story of its own."""
        self.phone.answer()
        self.phones.run()
        self.may_have_heard(self.phones.whisper())

    def answers(self) -> None:
        """Pick up a phone that asks nothing."""
        self.phone.answer()
        self.phones.run()

    def declines(self) -> None:
        """Refuse the call."""
        self.phone.decline()
        self.phones.run()

    def hangs_up(self) -> None:
        """End the call."""
        self.phone.hang_up()
        self.phones.run()

    def takes_a_callback(self) -> None:
        """Text CALL, pick up the phone that rings for it, and press 1."""
        self.texts("CALL")
        self.is_texted(self.phones.words(wording.callback_ringing_text))
        self.rings()
        self.answers()
        self.hears(self.phones.words(wording.callback_whisper, recording=False))
        self.phone.press("1")
        self.phones.run()
        self.may_have_heard(wording.ringing_student())

    def texts(self, body: str) -> None:
        """Text the line."""
        self.phones.ready()
        self.phone.text(LINE, body)
        self.phones.run()

    def opens_the_menu(self) -> None:
        """Press star once the greeting is over, and hear what one can choose while waiting."""
        self.waits_in_the_conference()
        self.presses("*")
        self.hears(wording.waiting_menu(voicemail=self.phones.has_voicemail))

    def waits_in_the_conference(self) -> None:
        """Hear the greeting out."""
        call = self.phone.call
        assert call is not None
        self.phones.until(lambda: call.participant is not None, 20, f"{self.name} is on hold")
        self.may_have_heard(wording.reassurance(0))

    # --- what they notice -------------------------------------------------------------------

    def rings(self, *, within: float = 0.5) -> None:
        """The phone rings, at once unless said, and shows the line's number and no other."""
        self.phones.until(lambda: self.phone.status == "ringing", within, f"{self.name} is rung")
        event = self._take("rang", None)
        assert event.text == LINE

    def does_not_ring(self) -> None:
        """The phone is silent now."""
        assert self.phone.status != "ringing"

    def hears(self, text: str, *, within: float = 30, meanwhile: str = "One moment.") -> None:
        """The next thing said to this phone, in bounded time, is this, whatever is heard meanwhile.

        "One moment." and what is said to everybody who waits fill gaps, and are never missed.
        """

        def something_said() -> bool:
            waiting = {wording.reassurance(times) for times in range(3)}
            for filler in {wording.one_moment(), meanwhile, *waiting} - {text}:
                self.may_have_heard(filler)
            return bool(self._untold("said"))

        self.phones.until(something_said, within, f"{self.name} hears {text!r}")
        assert self._untold("said")[0].text == text, (text, self._untold("said")[0].text)
        self._take("said", text)

    def hears_a_recording(self) -> None:
        """The next thing this phone hears is a recorded message of ours."""
        self.phones.until(lambda: bool(self._untold("said")), 30, f"{self.name} hears a recording")
        assert self._untold("said")[0].text.startswith(f"♪ {BASE}/voice/recording/")
        self._take("said", None)

    def is_texted(self, text: str, *, within: float = 10) -> None:
        """A text arrives that says this."""
        self.phones.until(lambda: bool(self._untold("text")), within, f"{self.name} gets a text")
        self._take("text", text)

    def talks_to(self, other: Person, *, within: float = 30) -> None:
        """The two hear each other, within the time a greeting or menu may last."""
        mine, theirs = self.phone, other.phone
        self.phones.until(
            lambda: mine.talks_with() == {theirs} and theirs.talks_with() == {mine},
            within,
            f"{self.name} talks to {other.name}",
        )
        for one in (self, other):
            one.may_have_heard(wording.student_on_the_way())
            one.may_have_heard(wording.with_you_soon())
            one.may_have_heard(wording.one_moment())
            one.may_have_heard(wording.reassurance(0))

    def talks_to_nobody(self) -> None:
        """Nobody hears this phone."""
        assert self.phone.talks_with() == frozenset()

    def has_heard(self, text: str) -> None:
        """This was said already, perhaps more than once."""
        assert text in [it.text for it in self._untold("said")]
        self.may_have_heard(text)

    def shown(self) -> set[str]:
        """Every number that this phone has ever shown."""
        feed = self.phones.exchange.feed
        rings = {it.text for it in feed if it.phone_id == self.phone.id and it.kind == "rang"}
        return rings | {it.other for it in self.phone.texts}

    def has_waited_at_most(self, seconds: float) -> None:
        """The student's last call began so long ago at most."""
        call = self.phone.call
        assert call is not None
        assert self.phones.now() - call.created <= timedelta(seconds=seconds)

    def has_rung_without_overlap(self) -> None:
        """However often this phone rang, no second ring was placed before the first was over."""
        calls = [it for it in self.phones.exchange.calls.values() if it.to == self.phone.number]
        calls.sort(key=lambda it: it.created)
        for first, second in pairwise(calls):
            assert first.ended is not None
            assert first.ended <= second.created
        while self._untold("rang"):
            self._take("rang", LINE)

    def has_been_texted_by_the_carrier(self) -> None:
        """The carrier itself has answered a word like STOP."""
        self._take("text", STOPPED)

    def is_idle(self) -> None:
        """The phone is down."""
        assert self.phone.status == "idle", self.phone.status

    def is_idle_within(self, seconds: float) -> None:
        """The phone is down, soon."""
        self.phones.until(lambda: self.phone.status == "idle", seconds, f"{self.name} is idle")

    def _untold(self, kind: str) -> list[FeedEvent]:
        return [
            it
            for it in self.phones.exchange.feed
            if it.phone_id == self.phone.id
            and it.kind == kind
            and it.seq not in self.phones.mentioned
        ]

    def _take(self, kind: str, text: str | None) -> FeedEvent:
        found = [it for it in self._untold(kind) if text is None or it.text == text]
        assert found, (self.name, kind, text, [it.text for it in self._untold(kind)])
        self.phones.mentioned.add(found[0].seq)
        return found[0]

    def may_have_heard(self, text: str) -> None:
        """Mention a sentence wherever it was said to this phone, and its repetition."""
        for it in self._untold("said"):
            if it.text == text:
                self.phones.mentioned.add(it.seq)


class Phones:
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
        self.people: list[Person] = []
        self.mentioned: set[int] = set()
        self.clock_alive = True
        self.began = START
        self.swept = START
        self._line: dict[str, Any] = {"ring_at": "arrival"}
        self._rungs: list[dict[str, Any]] = [
            {"name": "on shift", "who": "shift", "ring": "sequential", "ring_seconds": 20},
            {"name": "backup", "who": "role:backup", "ring": "together", "ring_seconds": 20},
            {"name": "counseling", "who": "desk", "ring_seconds": 30},
        ]
        self._desks: list[dict[str, Any]] = []
        self._mentors: list[dict[str, Any]] = []
        self._on_call: list[str] = []
        self._loaded = ""

    def calls_per_second(self, pace: float) -> None:
        """Have the carrier, and us, start so many calls a second; said before the first call."""
        self.parts.settings = replace(self.settings, calls_per_second=pace)
        self.exchange.account = replace(self.exchange.account, calls_per_second=pace)

    # --- the campus -------------------------------------------------------------------------

    def line(self, **settings: Any) -> None:
        """Change the line's settings, named as in the campus file."""
        self._line.update(settings)

    def ladder(self, *rungs: dict[str, Any]) -> None:
        """Replace the ladder."""
        self._rungs = [{"ring": "sequential", **it} for it in rungs]

    def rung(self, name: str, **settings: Any) -> None:
        """Change one rung's settings."""
        next(it for it in self._rungs if it["name"] == name).update(settings)

    def student(self, name: str = "Student", number: str | None = None) -> Person:
        """Give a student a phone."""
        return self._person(name, "student", number)

    def on_call(self, *names: str) -> tuple[Person, ...]:
        """Put mentors on a shift that covers the story, in this order."""
        self.on_shift(*names)
        return tuple(self.mentor(name, "mentor") for name in names)

    def on_shift(self, *names: str) -> None:
        """Put mentors of the roster on the shift."""
        self._on_call += names

    def backup(self, *names: str) -> tuple[Person, ...]:
        """Give people the backup role."""
        return tuple(self.mentor(name, "backup") for name in names)

    def mentor(self, name: str, *roles: str, **more: Any) -> Person:
        """Enter a mentor in the roster, on no shift."""
        person = self._person(name, "mentor")
        self._mentors.append(
            {
                "name": name,
                "phone": person.phone.number,
                "roles": list(roles),
                "certified_until": "2030-06-30",
                **more,
            }
        )
        return person

    def desk(self, name: str = "After-hours counselor", hours: Sequence[str] = ()) -> Person:
        """Open a counseling desk, always or at these hours."""
        person = self._person(name, "desk")
        self._desks.append({"name": name, "number": person.phone.number, "hours": list(hours)})
        return person

    def blocks(self, student: Person) -> None:
        """Block a student's number, as a coordinator does."""
        self.ready()
        pepper = self.parts.houses.of_campus(CAMPUS).pepper
        number = hash_number(PhoneNumber(student.phone.number), pepper)
        self.parts.records.block(
            CAMPUS, number, reason="test", until=None, actor="Cora", now=self.now()
        )
        self.parts.publisher.publish(CAMPUS)
        self.wait(seconds=1)  # a process looks for a newer roster every second

    def ready(self) -> None:
        """Load the campus and publish it, if it is not as it was."""
        text = self._toml()
        if text == self._loaded:
            return
        self._loaded = text
        self.parts.records.save_campus(read_campus(text), actor="story", now=self.now())
        self.parts.publisher.publish(CAMPUS)

    def _toml(self) -> str:
        parts = [
            _table("[campus]", slug="northfield", name="Northfield School of Medicine",
                   emergency_number="911", crisis_line="988", number_reveal="two_person"),
            _table("[[line]]", slug="main", name="Ears for Peers", number=LINE,
                   timezone="America/Los_Angeles", **self._line),
            *(_table("[[rung]]", line="main", **it) for it in self._rungs),
            *(_table("[[desk]]", line="main", **it) for it in self._desks),
            *(_table("[[mentor]]", **it) for it in self._mentors),
        ]  # fmt: skip
        if self._on_call:
            shift = _table("[[shift]]", line="main", mentors=self._on_call, repeat="FREQ=DAILY",
                           start="2026-11-01T12:00:00", end="2026-11-02T12:00:00")  # fmt: skip
            parts.append(shift)
        return "\n".join(parts)

    def person_at(self, number: str, name: str, kind: str) -> Person:
        """Give somebody the phone behind a certain number."""
        return self._person(name, kind, number)

    def _person(self, name: str, kind: str, number: str | None = None) -> Person:
        shown = number or f"+1415555{1000 + len(self.people):04d}"
        person = Person(self, self.exchange.add_phone(shown, name, kind), name)
        self.people.append(person)
        return person

    @property
    def has_voicemail(self) -> bool:
        """Whether the line takes messages."""
        return bool(self._line.get("voicemail"))

    # --- words ------------------------------------------------------------------------------

    def greeting(self) -> str:
        """The line's greeting."""
        return wording.greeting(*self._house())

    def whisper(self) -> str:
        """What a mentor hears on picking up."""
        return wording.whisper(self._house()[0])

    def card(self, *, desk_open: bool = False) -> str:
        """The safety card as this line speaks it."""
        return self.words(wording.safety_card, voicemail=self.has_voicemail, desk_open=desk_open)

    def words(self, sentence: Callable[..., str], **more: Any) -> str:
        """A sentence of wording.py, filled with this line and campus as it asks for them."""
        line, campus = self._house()
        given = {"line": line, "campus": campus, **more}
        names = sentence.__code__.co_varnames[: sentence.__code__.co_argcount]
        keywords = sentence.__code__.co_varnames[
            sentence.__code__.co_argcount : sentence.__code__.co_argcount
            + sentence.__code__.co_kwonlyargcount
        ]
        return sentence(*(given[it] for it in names), **{it: given[it] for it in keywords})

    def _house(self) -> tuple[Any, Any]:
        self.ready()
        roster = self.parts.houses.of_campus(CAMPUS)
        return roster.lines["main"], roster.campus  # type: ignore[index]

    # --- the processes ----------------------------------------------------------------------

    def worker_pauses(self) -> None:
        """No job is done from now on; the clock still sweeps, every two seconds."""
        self.timer.alive = False

    def worker_resumes(self) -> None:
        """Jobs are done again, those that have waited first."""
        self.timer.alive = True
        self.run()

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

    def now(self) -> datetime:
        """The time that the story has come to."""
        return self.clock.now()

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

    def until(self, true: Callable[[], bool], seconds: float, what: str) -> None:
        """Let time pass until something is true, within a bound."""
        self.run()
        self._advance(self.now() + timedelta(seconds=seconds), true)
        assert true(), f"not within {seconds} s: {what}"

    def _advance(self, end: datetime, enough: Callable[[], bool]) -> None:
        self.run()
        while not enough():
            moments = [self.exchange.next_due(), self.timer.next(), self._next_sweep()]
            due = min((it for it in moments if it is not None and it <= end), default=None)
            if due is None:
                break
            if due > self.now():
                self.clock.set(due)
            if self.clock_alive and self.now() >= self._next_sweep():
                self.swept = self.now()
                with suppress(WarmlineError):  # as the clock does: it sweeps again
                    self.parts.performer.sweep(self.now())
            self.run()
        if not enough() and end > self.now():
            self.clock.set(end)
            self.run()

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
        newest = self.parts.live.recent_contacts(CAMPUS, 1)[0]
        found = self.parts.live.load(newest)
        assert isinstance(found, Conversation)
        return found

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


def _table(head: str, **keys: Any) -> str:
    return "\n".join([head, *(f"{name} = {_value(name, it)}" for name, it in keys.items()), ""])


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        bare = name in {"start", "end", "certified_until"}
        return value if bare else '"' + value + '"'
    if isinstance(value, Iterable):
        return "[" + ", ".join(f'"{it}"' for it in value) + "]"
    return str(value)

"""A carrier on a hand clock, and a customer's web server whose answers each test scripts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Flask, Response, request

from warmline.simulator.clock import HandClock
from warmline.simulator.exchange import Exchange
from warmline.simulator.fetchers import WsgiFetcher
from warmline.simulator.phones import Phone
from warmline.simulator.rest import rest_app
from warmline.simulator.values import Account

LINE = "+14155550100"
APP = "https://line.test"
ACCOUNT = Account("AC" + "0" * 32, "12345", calls_per_second=1.0)
START = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)

Answer = str | Callable[[dict[str, str]], str] | Response


@dataclass
class Customer:
    """A web server: one scripted answer for each path, and everything it was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def on(self, path: str, answer: Answer) -> None:
        """Script the answer of a path; words without a Response element are put into one."""
        self.answers[path] = answer

    def params(self, path: str) -> list[dict[str, str]]:
        """Return what each request to a path said."""
        return [said for asked, said in self.asked if asked == path]

    def paths(self) -> list[str]:
        """Return the paths that were asked, in order."""
        return [path for path, _ in self.asked]

    def wsgi(self) -> Flask:
        """Return the server as an application."""
        app = Flask("customer")

        @app.route("/<path:path>", methods=["GET", "POST"])
        def answer(path: str) -> Response:
            said = request.values.to_dict()
            said["_signature"] = request.headers["X-Twilio-Signature"]
            self.asked.append(("/" + path, said))
            scripted = self.answers.get("/" + path)
            if scripted is None:
                return Response("<Response/>", content_type="text/xml")
            if isinstance(scripted, Response):
                return scripted
            xml = scripted if isinstance(scripted, str) else scripted(said)
            whole = xml if "<Response" in xml else f"<Response>{xml}</Response>"
            return Response(whole, content_type="text/xml")

        return app


@dataclass
class World:
    """The carrier, its customer and a few phones."""

    exchange: Exchange
    customer: Customer
    fetcher: WsgiFetcher
    student: Phone
    maya: Phone
    luis: Phone

    def run(self, seconds: float = 0) -> None:
        """Let seconds pass."""
        self.exchange.advance(seconds)

    def host_carrier(self) -> None:
        """Serve the carrier's own documents at its public address."""
        self.fetcher.apps[self.exchange.public_url] = rest_app(self.exchange)

    def said(self, phone: Phone) -> list[str]:
        """Return what a phone heard."""
        return [heard.text for heard in phone.heard]

    def kinds(self, phone: Phone) -> list[str]:
        """Return the kinds of what happened to a phone."""
        return [event.kind for event in self.exchange.feed if event.phone_id == phone.id]


def new_world() -> World:
    """Return a carrier with one line, whose customer's server is at APP, and three phones."""
    customer = Customer()
    fetcher = WsgiFetcher({APP: customer.wsgi()})
    exchange = Exchange(HandClock(START), fetcher, ACCOUNT)
    exchange.add_number(LINE, voice_url=f"{APP}/voice", status_callback=f"{APP}/status")
    return World(
        exchange,
        customer,
        fetcher,
        exchange.add_phone("+14155550111", "Student"),
        exchange.add_phone("+14155550121", "Maya", "mentor"),
        exchange.add_phone("+14155550122", "Luis", "mentor"),
    )

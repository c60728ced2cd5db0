"""Serves a carrier over HTTP: the REST API, its hosted documents, and the phones' control."""

from collections.abc import Mapping
from typing import Any

from warmline.simulator.clock import RealClock
from warmline.simulator.control import control_blueprint
from warmline.simulator.engine import EngineThread
from warmline.simulator.exchange import Exchange
from warmline.simulator.fetchers import HttpFetcher
from warmline.simulator.rest import rest_app
from warmline.simulator.values import Account
from warmline.simulator.web import WebServer
from warmline.simulator.webhooks import Fetcher

THREADS = 28
_NUMBER_KEYS = frozenset(
    {
        "number", "voice_url", "voice_method", "voice_fallback_url", "voice_fallback_method",
        "status_callback", "status_callback_method", "sms_url", "sms_method",
        "sms_fallback_url", "sms_fallback_method", "friendly_name", "voice", "sms",
        "registration",
        "voice_application_sid", "sms_application_sid", "trunk_sid",
    }
)  # fmt: skip


class ConfigError(Exception):
    """The configuration has a mistake; the message says which."""


def exchange_from(config: Mapping[str, Any], fetcher: Fetcher) -> Exchange:
    """Return a carrier on the real clock with the configuration's numbers, phones, documents."""
    try:
        account = Account(**config["account"])
        exchange = Exchange(RealClock(), fetcher, account)
        for number in config.get("numbers", ()):
            if number.keys() - _NUMBER_KEYS:
                raise ConfigError(f"numbers: unknown key {min(number.keys() - _NUMBER_KEYS)}")
            exchange.add_number(**{k: "" if v is None else v for k, v in number.items()})
        for phone in config.get("phones", ()):
            exchange.add_phone(**phone)
        for name, xml in config.get("documents", {}).items():
            exchange.host_document(name, xml)
    except (KeyError, TypeError, AttributeError) as exc:
        raise ConfigError(f"the carrier's configuration is wrong: {exc}") from exc
    return exchange


class Simulator:
    """A carrier that is being served; ``url`` is where."""

    def __init__(self, exchange: Exchange, host: str, port: int) -> None:
        self.exchange = exchange
        app = rest_app(exchange)
        app.register_blueprint(control_blueprint(exchange))
        self._web = WebServer(app, host, port, THREADS)
        self.url = self._web.url
        exchange.public_url = self.url
        self._engine = EngineThread(exchange)

    def start(self) -> "Simulator":
        """Begin to serve, in threads of this process."""
        self._engine.start()
        self._web.start()
        return self

    def stop(self) -> None:
        """End serving."""
        self.exchange.faults.clear()
        self._engine.stop()
        self._web.stop()


def serve(config: Mapping[str, Any], host: str = "127.0.0.1", port: int = 0) -> Simulator:
    """Serve a carrier and return at once; port 0 takes a free one. Raises ConfigError, OSError."""
    return Simulator(exchange_from(config, HttpFetcher()), host, port).start()

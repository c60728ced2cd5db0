"""The Flask app: routes, the signature check before all of them, XML whatever happens."""

import logging
import os
from threading import Thread
from time import perf_counter

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from warmline import safety
from warmline.bootstrap import Parts, parts_from
from warmline.carrier import twiml
from warmline.carrier.selftest import HEADER
from warmline.errors import LiveStoreUnavailableError
from warmline.metrics import WEBHOOK_SECONDS, WEBHOOKS
from warmline.settings import Settings
from warmline.settings.fronts import place
from warmline.up import counting
from warmline.watch.threads import begin_watch
from webhooks.answers import Rescue, nothing, xml
from webhooks.assent import AssentCalls
from webhooks.calendars import Calendars
from webhooks.doors import doors
from webhooks.drill import DrillCalls
from webhooks.filters import add_filters
from webhooks.health import Health
from webhooks.late import LateApp
from webhooks.pages import MentorPages
from webhooks.params import Params
from webhooks.refusals import Refusals
from webhooks.requests import MAX_BODY, this_request
from webhooks.self_test import SelfTest
from webhooks.signature import SignatureCheck
from webhooks.texts import Texts
from webhooks.voice import Voice
from webhooks.warming import begin_warming

WEBHOOK_PATHS = ("/voice/", "/texts/")
MENTOR_PATHS = (
    "/voice/leg/",
    "/voice/drill/",
    "/voice/assent/",
)  # nobody here is taken to counseling
UNSIGNED_ENDPOINTS = frozenset({"voice.recording"})  # its address holds a token of its own
CONSOLE = "warmline.console"  # among the extensions: the LateApp of the console
log = logging.getLogger(__name__)


def create_app(parts: Parts | None = None) -> Flask:
    """Return the app of one process; without ``parts``, those that the environment describes.

    Raises SettingsError.
    """
    parts = parts or parts_from(os.environ)
    safety.prepare()
    app = Flask("webhooks")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    rescue = Rescue(parts)
    parts.missed.begin()
    check = _signature_check(parts.settings)
    refusals = Refusals(check, parts.settings.account_sid, parts.tallies.refused)
    _guard(app, check, SelfTest(parts, check), refusals)
    _catch(app, rescue, check, refusals)
    app.register_blueprint(Voice(parts, rescue).blueprint())
    app.register_blueprint(Texts(parts, rescue).blueprint())
    app.register_blueprint(DrillCalls(parts).blueprint())
    app.register_blueprint(AssentCalls(parts).blueprint())
    app.register_blueprint(Calendars(parts).blueprint())
    shared = counting.VARIABLE in os.environ
    health = Health(parts, multiprocess_metrics=shared)
    app.register_blueprint(health.blueprint())
    add_filters(app)
    app.register_blueprint(MentorPages(parts).blueprint())
    _phones(app, parts)
    app.extensions[CONSOLE] = console = LateApp(lambda: _console(parts))
    app.extensions["warmline.ready"] = health.is_ready
    app.extensions["warmline.begin"] = lambda: _begin(parts, console)
    settings = parts.settings
    app.wsgi_app = doors(  # type: ignore[assignment,method-assign]
        app.wsgi_app,
        console,
        own_host=place(settings.own_console_url),
        https=settings.public_base_url.startswith("https://"),
    )
    return app


def _console(parts: Parts) -> Flask:
    from webhooks.console.setup import create_console  # noqa: PLC0415 - seldom needed, and large

    return create_console(parts)


def _begin(parts: Parts, console: LateApp) -> None:
    """Begin what a web process does beside its requests, once it is the process that stays."""
    begin_watch(parts.lookout)
    Thread(target=parts.missed.keep_telling, daemon=True, name="missed texts").start()
    console.then = begin_warming


def _signature_check(settings: Settings) -> SignatureCheck:
    return SignatureCheck(
        settings.signing_key, settings.public_base_url, settings.signature_headers
    )


def _guard(app: Flask, check: SignatureCheck, self_test: SelfTest, refusals: Refusals) -> None:
    """Refuse every webhook that is not signed, count it, and time those that are."""

    @app.before_request
    def refuse_unsigned() -> Response | None:
        g.began = perf_counter()
        asked = this_request()
        if HEADER in asked.headers and (answer := self_test.answer(asked)) is not None:
            return answer
        if not asked.path.startswith(WEBHOOK_PATHS) or asked.endpoint in UNSIGNED_ENDPOINTS:
            return None
        if check.is_good(asked):
            return None
        refusals.note(asked)
        return xml(twiml.EMPTY, 403)

    @app.after_request
    def count(response: Response) -> Response:
        asked = this_request()
        if asked.path.startswith(WEBHOOK_PATHS):
            route = asked.endpoint or "none"
            WEBHOOKS.labels(route, response.status_code).inc()
            WEBHOOK_SECONDS.labels(route).observe(perf_counter() - g.began)
        return response


def _catch(app: Flask, rescue: Rescue, check: SignatureCheck, refusals: Refusals) -> None:
    """Answer every webhook with XML, even one that broke: a person still hears a sentence."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        lost = request.endpoint is None and check.carries_signature(request)
        if lost:
            refusals.lost(request)
        if lost or request.path.startswith(WEBHOOK_PATHS):
            return xml(twiml.EMPTY, error.code or 500)
        return error

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        log.error("a request broke", exc_info=error, extra={"route": request.endpoint})
        if not request.path.startswith(WEBHOOK_PATHS):
            return Response("Something broke here; the log says what.\n", 500)
        away = isinstance(error, LiveStoreUnavailableError)
        if request.path.endswith("/status"):
            return nothing() if not away else xml(twiml.EMPTY, 503)
        if request.path.startswith("/texts/"):
            return rescue.texter("error")
        if request.path.startswith(MENTOR_PATHS):
            return xml(twiml.EMPTY)
        return rescue.caller(Params(request).dialled, "error")


def _phones(app: Flask, parts: Parts) -> None:
    """Show the simulated carrier's phones, only where it is the carrier."""
    if parts.settings.simulator_url is None:
        return
    from warmline.board import contacts_now, lines_now  # noqa: PLC0415 - a real line never loads these
    from webhooks.phones import phones_blueprint  # noqa: PLC0415

    app.register_blueprint(
        phones_blueprint(
            parts.settings.simulator_url, lambda: contacts_now(parts), lambda: lines_now(parts)
        )
    )

"""The console is an app of its own beside the webhooks': sessions, forms, limits, its pages.

What it asks at each request, who is signed in and how often they tried, no call has to wait for.
"""

import logging
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from warmline.bootstrap import Parts
from warmline.settings.redis_address import read_redis_address
from webhooks.console.access import guard, load_visitors
from webhooks.console.callbacks import CallbackPages
from webhooks.console.campus import CampusSignOn
from webhooks.console.contacts import ContactPages
from webhooks.console.escalations import EscalationPages
from webhooks.console.menu import menu_of
from webhooks.console.mine import MinePages
from webhooks.console.now import NowPages
from webhooks.console.people_setup import add_people
from webhooks.console.plan import PlanPages
from webhooks.console.reports import ReportPages
from webhooks.console.settings import SettingPages
from webhooks.console.signing_in import SigningIn
from webhooks.console.switch import SwitchPages
from webhooks.filters import add_filters
from webhooks.requests import MAX_BODY, cookie_secret
from webhooks.warming import AHEAD

IDLE = timedelta(minutes=30)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_SAID = {
    400: (
        "That did not work",
        "The page was open for too long, or something is missing. Try again.",
    ),
    403: ("Not for you", "Your role does not include this page."),
    404: ("Nothing here", "There is no such page, or what it showed is gone."),
    429: ("Too many tries", "Please wait a few minutes, then try again."),
}
log = logging.getLogger(__name__)


def create_console(parts: Parts) -> Flask:
    """Return the app that answers everything under ``/console/``."""
    app = Flask("webhooks")
    _configure(app, parts)
    if parts.settings.proxies:
        proxied = ProxyFix(app.wsgi_app, x_for=parts.settings.proxies, x_proto=0)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    Bootstrap5(app)
    csrf = CSRFProtect(app)
    load_visitors(LoginManager(app), parts)
    where, options = counts_of_visits(parts.settings.rq_redis_url)
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=where,
        storage_options=options,
        key_prefix="wl:limits",
        in_memory_fallback_enabled=True,
    )
    console = Blueprint(
        "console",
        __name__,
        url_prefix="/console",
        static_folder="../static/console",
        static_url_path="/static",
    )
    _protect(console, csrf)
    _catch(app)
    _add_pages(console, app, parts, limiter)
    app.register_blueprint(console)
    add_filters(app)
    return app


def _configure(app: Flask, parts: Parts) -> None:
    keys = [cookie_secret(it) for it in parts.settings.keys]
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        SECRET_KEY=keys[0],
        SECRET_KEY_FALLBACKS=keys[1:],
        SESSION_COOKIE_NAME="warmline",
        SESSION_COOKIE_PATH="/console/",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=parts.settings.console_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=IDLE,
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, after who may do what
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        BOOTSTRAP_SERVE_LOCAL=True,
        RATELIMIT_HEADERS_ENABLED=False,
    )


def _protect(console: Blueprint, csrf: CSRFProtect) -> None:
    """Check who asks, and for what is sent that a page of ours sent it; add the headers."""

    @console.before_request
    def check() -> ResponseReturnValue | None:
        refused = guard()
        if refused is None and request.method not in {"GET", "HEAD", "OPTIONS"}:
            csrf.protect()
        return refused

    @console.after_request
    def protect(response: Response) -> Response:
        if not (request.endpoint or "").endswith(".static"):
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    @console.context_processor
    def common() -> dict[str, object]:
        return {"menu": menu_of(current_user), "me": current_user}

    @console.errorhandler(HTTPException)
    def told(error: HTTPException) -> ResponseReturnValue:
        title, words = _SAID.get(error.code or 500, ("That did not work", error.description or ""))
        return render_template("console/error.html", title=title, words=words), error.code or 500


def _catch(app: Flask) -> None:
    """Say that something broke, and where it is told; HTTP's own refusals stay as they are."""

    @app.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        if isinstance(error, HTTPException):
            return error
        log.error("a page broke", exc_info=error, extra={"route": request.endpoint})
        return Response("Something broke here; the log says what.\n", 500, mimetype="text/plain")


def _add_pages(console: Blueprint, app: Flask, parts: Parts, limiter: Limiter) -> None:
    door = SigningIn(parts, limiter)
    if parts.settings.sign_on is not None:
        CampusSignOn(app, parts, parts.settings.sign_on, door.enter).add_to(console)
    reports = ReportPages(parts)
    app.extensions[AHEAD] = reports.ahead
    pages = (
        NowPages(parts),
        PlanPages(parts),
        ContactPages(parts),
        EscalationPages(parts),
        MinePages(parts),
        reports,
        SwitchPages(parts),
        CallbackPages(parts),
        SettingPages(parts),
    )
    for page in (door, *pages):
        page.add_to(console)
    add_people(console, parts, limiter)


def counts_of_visits(url: str) -> tuple[str, dict[str, Any]]:
    """Return an address as the limiter's library spells it, and what it is let in with.

    The queue's Redis and not the live one: what visitors are limited by belongs to no campus.
    """
    address = read_redis_address(url)
    if address.kind != "sentinel":
        return url.replace("unix://", "redis+unix://", 1), {}
    hosts = ",".join(f"{host}:{port}" for host, port in address.hosts)
    tls = {"ssl": True, **address.tls_options} if address.tls else {}
    return f"redis+sentinel://{hosts}/{address.service}", {
        "sentinel_kwargs": {
            "username": address.sentinel_username,
            "password": address.sentinel_password,
            **tls,
        },
        "use_replicas": False,
        "db": address.database,
        "username": address.username,
        "password": address.password,
        **tls,
    }

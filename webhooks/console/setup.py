"""Puts the console's parts into the app: sessions, forms, headers, and its pages."""

import hashlib
import hmac
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException

from warmline.bootstrap import Parts
from webhooks.console.access import guard, load_visitors
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


def register_console(app: Flask, parts: Parts) -> None:
    """Register every page under ``/console/``."""
    keys = [_secret(it) for it in parts.settings.keys]
    secure = parts.settings.public_base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=keys[0],
        SECRET_KEY_FALLBACKS=keys[1:],
        SESSION_COOKIE_NAME="warmline",
        SESSION_COOKIE_PATH="/console/",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=IDLE,
        WTF_CSRF_CHECK_DEFAULT=False,  # webhooks are signed; the console checks for itself
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        BOOTSTRAP_SERVE_LOCAL=True,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    Bootstrap5(app)
    manager, csrf = LoginManager(app), CSRFProtect(app)
    load_visitors(manager, parts)
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=_limits_url(parts.settings.redis_url),
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

    door = SigningIn(parts, limiter)
    if parts.settings.sign_on is not None:
        CampusSignOn(app, parts, parts.settings.sign_on, door.enter).add_to(console)
    pages = (
        NowPages(parts),
        PlanPages(parts),
        ContactPages(parts),
        EscalationPages(parts),
        MinePages(parts),
        ReportPages(parts),
        SwitchPages(parts),
        SettingPages(parts),
    )
    for page in (door, *pages):
        page.add_to(console)
    add_people(console, parts, limiter)
    app.register_blueprint(console)
    app.jinja_env.filters["local"] = lambda at, zone: at.astimezone(ZoneInfo(zone))


def _secret(key: str) -> str:
    """Return a secret for cookies that tells nothing about the key that seals numbers."""
    return hmac.new(key.encode(), b"console sessions", hashlib.sha256).hexdigest()


def _limits_url(redis_url: str) -> str:
    """Return the address as the limiter's library spells it."""
    return redis_url.replace("unix://", "redis+unix://", 1)

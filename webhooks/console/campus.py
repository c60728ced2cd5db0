"""The campus's sign-on (OpenID Connect): the campus says who it is, the roster who may in."""

import logging
from collections.abc import Callable
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError

from warmline.bootstrap import Parts
from warmline.ids import CampusSlug, MentorId
from warmline.settings import SignOn
from webhooks.console.access import EVERYBODY, add_page

log = logging.getLogger(__name__)
SECONDS = 5
# Whatever a provider, its network or its tokens may do to us.
_FAILED = (AuthlibBaseError, JoseError, OSError, ValueError, KeyError, RuntimeError)
Enter = Callable[[CampusSlug, MentorId, str, str], ResponseReturnValue]


class CampusSignOn:
    """Sends people to the campus and takes them in when they come back."""

    def __init__(self, app: Flask, parts: Parts, provider: SignOn, enter: Enter) -> None:
        self._parts = parts
        self._enter = enter
        oauth = OAuth(app)
        self._client: Any = oauth.register(
            "campus",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "timeout": SECONDS,
            },
        )

    def add_to(self, console: Blueprint) -> None:
        """Add the way there and the way back."""
        add_page(console, "/sign-in/campus", self.sign_in_campus, [EVERYBODY])
        add_page(console, "/sign-in/campus/back", self.sign_in_campus_back, [EVERYBODY])

    def sign_in_campus(self) -> ResponseReturnValue:
        """Send somebody to the campus's door."""
        back = f"{self._parts.settings.console_url}{url_for('console.sign_in_campus_back')}"
        try:
            answer: ResponseReturnValue = self._client.authorize_redirect(back)
        except _FAILED as exc:
            return self._refused("The campus's sign-on does not answer now.", exc)
        return answer

    def sign_in_campus_back(self) -> ResponseReturnValue:
        """Take somebody in whom the campus knows, by a verified address that has an account."""
        try:
            token = self._client.authorize_access_token()
        except _FAILED as exc:
            return self._refused("The campus's sign-on did not let you in. Try again.", exc)
        said = token.get("userinfo") or {}
        address = str(said.get("email", "")).strip().casefold()
        if not address or said.get("email_verified") is False:
            return self._refused("The campus did not say which address is yours.", None)
        account = self._parts.records.account(address)
        if account is None:
            return self._refused(
                "You have no account here yet. A coordinator or the engineer makes one.", None
            )
        return self._enter(account.campus, account.mentor, "full", "campus sign-on")

    def _refused(self, words: str, exc: Exception | None) -> ResponseReturnValue:
        log.warning("a campus sign-on failed", extra={"why": type(exc).__name__ if exc else "who"})
        session.clear()
        flash(words)
        return redirect(url_for("console.sign_in"))

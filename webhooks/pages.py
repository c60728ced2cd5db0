"""The page on which a mentor answers a student: opened by a link that works once, by a press.

Opening the link's address only shows a button, so that a phone that looks at links before their
owner does uses none up. What is pressed or written carries a name of its own: sent twice, it is
done once. Everything works by plain forms; a script adds what is new without a reload.
"""

import hashlib
import hmac
import re
import secrets
from typing import get_args

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from warmline import wording
from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError, WarmlineError
from warmline.pages.links import Door, Seat, page_key
from warmline.pages.page import SHOWING, View, view
from warmline.pages.writing import LONGEST, Button, Reply
from webhooks.requests import cookie_secret

LINK_COOKIE, PAGE_COOKIE = "warmline_link", "warmline_page"
OPENING_SECONDS = 600  # for so long the same browser may press again if no answer came
PAGE_COOKIE_SECONDS = 12 * 3600  # what it opens is over an hour after the last look
BUTTONS = frozenset(get_args(Button))
NAME = re.compile(r"[A-Za-z0-9-]{8,64}")
ADDRESS = re.compile(r"[a-z0-9-]{1,60}\.[a-z2-7]{24}")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
FATES = {
    "sending": "Sending",
    "sent": "Sent",
    "delivered": "Delivered",
    "failed": "Not delivered",
    "refused": "Not sent",
    "unsent": "Not sent yet",
}


class MentorPages:
    """The routes under ``/t/``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._secret = cookie_secret(parts.settings.keys[0]).encode()
        self._secure = parts.settings.public_base_url.startswith("https://")

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        routes = Blueprint(
            "page",
            __name__,
            url_prefix="/t",
            static_folder="static/page",
            static_url_path="/static",
        )
        routes.add_url_rule("/<address>", "link", self.link)
        routes.add_url_rule("/<address>", "open", self.open, methods=["POST"])
        routes.add_url_rule("/c/<handle>/", "chat", self.chat)
        routes.add_url_rule("/c/<handle>/news", "news", self.news)
        routes.add_url_rule("/c/<handle>/say", "say", self.say, methods=["POST"])
        routes.add_url_rule("/c/<handle>/press", "press", self.press, methods=["POST"])
        routes.after_request(_guarded)
        routes.register_error_handler(LiveStoreUnavailableError, _away)
        return routes

    # --- the link ---------------------------------------------------------------------------

    def link(self, address: str) -> ResponseReturnValue:
        """Show the button that opens the conversation; nothing is used up by looking."""
        trouble = self._parts.links.look(address) if ADDRESS.fullmatch(address) else "unknown"
        browser = request.cookies.get(LINK_COOKIE, "")
        if trouble is not None and (trouble != "used" or not browser):
            return _gone(trouble)
        browser = browser or secrets.token_hex(16)
        proof = self._proof(address, browser)
        page = make_response(render_template("page/open.html", proof=proof))
        page.set_cookie(
            LINK_COOKIE,
            browser,
            max_age=OPENING_SECONDS,
            path="/t/",
            httponly=True,
            secure=self._secure,
            samesite="Strict",
        )
        return page

    def open(self, address: str) -> ResponseReturnValue:
        """Open the conversation in this browser and use the link up."""
        browser = request.cookies.get(LINK_COOKIE, "")
        proof = request.form.get("proof", "")
        if not ADDRESS.fullmatch(address):
            return _gone("unknown")
        if not browser or not hmac.compare_digest(proof, self._proof(address, browser)):
            return redirect(url_for("page.link", address=address), 303)
        door = self._parts.links.open(address, browser)
        if not isinstance(door, Door):
            return _gone(door)
        answer = redirect(url_for("page.chat", handle=door.handle), 303)
        answer.set_cookie(
            PAGE_COOKIE,
            door.secret,
            max_age=PAGE_COOKIE_SECONDS,
            path=url_for("page.chat", handle=door.handle),
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )
        return answer

    # --- the conversation -------------------------------------------------------------------

    def chat(self, handle: str) -> ResponseReturnValue:
        """Show the conversation."""
        seat = self._seat(handle)
        return _gone("over") if seat is None else self._shown(handle, seat)

    def news(self, handle: str) -> ResponseReturnValue:
        """Return what has come after an entry, and how far each message is."""
        seat = self._seat(handle)
        if seat is None:
            return jsonify(gone=True), 410
        seen = self._look(seat)
        after = request.args.get("after", 0, int)
        new = [it for it in seen.said if it.number > after]
        return jsonify(
            phase=seen.phase,
            html=render_template("page/_said.html", said=new, zone=seat.line.timezone, fates=FATES),
            last=seen.said[-1].number if seen.said else 0,
            fates={it.message: [it.fate, FATES[it.fate]] for it in seen.said if it.fate},
            read=seen.read,
            urgent=seen.urgent,
        )

    def say(self, handle: str) -> ResponseReturnValue:
        """Send words to the student."""
        seat = self._seat(handle)
        given, words = request.form.get("message", ""), request.form.get("words", "")
        if seat is None:
            return (jsonify(gone=True), 410) if _by_script() else _gone("over", kept=words)
        if not self._is_ours() or not NAME.fullmatch(given):
            return _odd()
        self._note_look(seat)
        as_is = request.form.get("as_is") == "1"
        reply = self._parts.writing.say(seat, given, words, as_is=as_is)
        if _by_script():
            return jsonify(result=reply.result, text=reply.text)
        if reply.result == "done":
            return redirect(url_for("page.chat", handle=handle, _anchor="end"), 303)
        fresh = self._seat(handle)
        if fresh is None:
            return _gone("over", kept=words)
        name = given if reply.result == "asks" else ""
        return self._shown(handle, fresh, reply, words, name), 409

    def press(self, handle: str) -> ResponseReturnValue:
        """Do what a button says."""
        seat = self._seat(handle)
        if seat is None:
            return (jsonify(gone=True), 410) if _by_script() else _gone("over")
        given, button = request.form.get("message", ""), request.form.get("button", "")
        if not self._is_ours() or not NAME.fullmatch(given) or button not in BUTTONS:
            return _odd()
        self._note_look(seat)
        read = request.form.get("read", 0, int)
        reply = self._parts.writing.press(seat, given, button, read)  # type: ignore[arg-type]
        if _by_script():
            return jsonify(result=reply.result, text=reply.text)
        return redirect(url_for("page.chat", handle=handle, _anchor="end"), 303)

    def _shown(
        self,
        handle: str,
        seat: Seat,
        reply: Reply | None = None,
        words: str = "",
        name: str = "",
    ) -> str:
        seen = self._look(seat)
        return render_template(
            "page/chat.html" if seen.phase in SHOWING else "page/end.html",
            handle=handle,
            seen=seen,
            line=seat.line,
            zone=seat.line.timezone,
            key=page_key(seat.conv, seat.mentor),
            proof=_chat_proof(request.cookies.get(PAGE_COOKIE, "")),
            new_name=lambda: secrets.token_hex(12),
            name=name,
            reply=reply,
            words=words,
            longest=LONGEST,
            fates=FATES,
        )

    def _look(self, seat: Seat) -> View:
        self._note_look(seat)
        return view(seat, self._parts.live, self._parts.vault, self._parts.now())

    def _note_look(self, seat: Seat) -> None:
        self._parts.live.note_looked(seat.conv.id, seat.mentor, self._parts.now())

    def _seat(self, handle: str) -> Seat | None:
        secret = request.cookies.get(PAGE_COOKIE, "")
        if not secret or not ADDRESS.fullmatch(handle):
            return None
        try:
            return self._parts.links.seat(handle, secret)
        except LiveStoreUnavailableError:
            raise
        except WarmlineError:
            return None

    def _is_ours(self) -> bool:
        """Say whether a form is from a page of ours that this browser has opened."""
        wanted = _chat_proof(request.cookies.get(PAGE_COOKIE, ""))
        return hmac.compare_digest(request.form.get("proof", ""), wanted)

    def _proof(self, address: str, browser: str) -> str:
        return hmac.new(
            self._secret, f"open|{address}|{browser}".encode(), hashlib.sha256
        ).hexdigest()


def _chat_proof(secret: str) -> str:
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def _by_script() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _gone(why: str, kept: str = "") -> ResponseReturnValue:
    """Say kindly that this leads nowhere, and how to get back; what was typed is shown again."""
    page = render_template("page/gone.html", why=why, how=wording.text_page_elsewhere(), kept=kept)
    return page, 410 if why != "unknown" else 404


def _odd() -> ResponseReturnValue:
    if _by_script():
        return jsonify(result="odd"), 400
    return render_template("page/gone.html", why="odd", how="", kept=""), 400


def _away(_error: Exception) -> ResponseReturnValue:
    """Redis is away: nothing was done; a script tries again, a person is asked to."""
    if _by_script():
        return jsonify(result="away"), 503
    kept = request.form.get("words", "")
    return render_template("page/gone.html", why="away", how="", kept=kept), 503


def _guarded(response: Response) -> Response:
    """Nothing of a page is kept, framed, or told to others."""
    if request.endpoint != "page.static":
        response.headers.update(HEADERS)
    return response

"""The phones page: the simulated carrier's phones in a browser, and what is happening beside them.

It exists only where the simulated carrier is the carrier. A browser talks to this app alone; what
it wants of a phone is handed on to the simulator, word for word, and the answer handed back.
"""

import json
import re
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, render_template, request

from warmline.errors import WarmlineError
from webhooks.practice import PracticeRoom

Rows = Callable[[], list[dict[str, Any]]]

# Seconds. The simulator holds a feed request for up to 20; everything else it answers at once.
LONGEST_WAIT = 20.0
ANSWER_WITHIN = 5.0
LARGEST_BODY = 16 * 1024

READABLE = re.compile(r"state|feed|phones/[A-Za-z0-9_-]{1,40}/messages")
ORDERABLE = re.compile(
    r"phones/[A-Za-z0-9_-]{1,40}/(?:dial|answer|decline|hangup|press|behaviour|text)"
)

# Nothing but our own files runs, nothing is sent elsewhere, and no other site may frame the page.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

AWAY = (
    "The simulated carrier does not answer. It may still be starting; "
    "if this stays, start it again with make run."
)


def phones_blueprint(simulator_url: str, contacts: Rows, lines: Rows | None = None) -> Blueprint:
    """Return the pages under ``/phones/``; register it only when there is a simulator.

    ``contacts`` gives the open and lately ended contacts, each with ``id``, ``line``, ``state``
    (waiting, with_mentor, at_desk, safety_card, parted, callback, ended), ``rung`` (counted from
    1) and ``rung_name``, ``ringing`` (a list of ``name`` and ``since``), ``with``, ``since``,
    ``waiting_seconds``, ``bound_seconds`` and ``story`` (a list of ``at`` and ``text``); times are
    ISO 8601. ``lines`` gives what a student may dial, each ``name`` and ``number``; without it they
    type the number.
    """
    blueprint = Blueprint(
        "phones",
        __name__,
        url_prefix="/phones",
        static_folder="static/phones",
        static_url_path="/static",
        template_folder="templates",
    )
    blueprint.add_url_rule("/", "page", lambda: render_template("phones/page.html"))
    blueprint.add_url_rule("/contacts", "contacts", lambda: _rows(contacts))
    blueprint.add_url_rule("/lines", "lines", lambda: _rows(lines or list))
    blueprint.add_url_rule(
        "/api/<path:what>",
        "api",
        lambda what: _hand_on(simulator_url, what),
        methods=["GET", "POST"],
    )
    room = PracticeRoom(
        lambda method, what, body: _asked(simulator_url, method, what, body),
        lines or list,
        _misuse,
    )
    room.add_to(blueprint)
    blueprint.register_error_handler(HTTPException, _away)
    blueprint.register_error_handler(OSError, _away)
    blueprint.after_request(_guarded)
    return blueprint


def _guarded(response: Response) -> Response:
    """Add the headers that keep the page to itself; what is live is never kept by a browser."""
    response.headers.update(HEADERS)
    if response.mimetype == "application/json":
        response.headers["Cache-Control"] = "no-store"
    return response


def _rows(rows: Rows) -> Response:
    """Return what we know as JSON; while our stores are away the phones themselves go on."""
    try:
        return jsonify(rows())
    except WarmlineError:
        return _sentence("What is happening cannot be read just now; the phones still work.", 503)


def _hand_on(simulator_url: str, what: str) -> Response:
    """Ask the simulator and return its answer, or a sentence that says why there is none."""
    if (refusal := _refusal(what)) is not None:
        return refusal
    body = request.get_data() if request.method == "POST" else None
    if query := request.query_string.decode("ascii", "ignore"):
        what = f"{what}?{query}"
    try:
        status, answer = _ask(simulator_url, request.method, what, body)
    except (OSError, HTTPException):
        return _sentence(AWAY, 502)
    return Response(answer, status, content_type="application/json")


def _refusal(what: str) -> Response | None:
    """Return why this request is not handed on, or None.

    A page of another site can send a form to this machine, but neither JSON nor these headers.
    """
    allowed = READABLE if request.method == "GET" else ORDERABLE
    if not allowed.fullmatch(what):
        return _sentence("There is nothing at this address.", 404)
    return _misuse()


def _misuse() -> Response | None:
    """Return why a request is none of the page's own, or None."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return _sentence("Only the phones page itself may use its phones.", 403)
    if request.method == "POST" and not request.is_json:
        return _sentence("Send JSON.", 415)
    if (request.content_length or 0) > LARGEST_BODY:
        return _sentence("That is too long for a phone.", 413)
    return None


def _asked(
    simulator_url: str, method: str, what: str, body: Mapping[str, Any] | None
) -> tuple[int, Any]:
    """Ask the simulator on our own account; return its status and what it answers, read."""
    sent = None if body is None else json.dumps(body).encode()
    status, answer = _ask(simulator_url, method, what, sent)
    return status, json.loads(answer)


def _away(_: Exception) -> Response:
    return _sentence(AWAY, 502)


def _ask(simulator_url: str, method: str, what: str, body: bytes | None) -> tuple[int, bytes]:
    """Return the status and body of the simulator's answer; a feed request may wait for news."""
    base = urlsplit(simulator_url)
    target = f"{base.path.rstrip('/')}/phones/api/{what}"
    connection = HTTPConnection(
        base.hostname or "127.0.0.1", base.port, timeout=ANSWER_WITHIN + _patience(request.args)
    )
    try:
        connection.request(method, target, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _patience(args: Mapping[str, str]) -> float:
    """Return how many seconds the asker is ready to wait for news, within the simulator's limit."""
    try:
        return min(max(float(args.get("wait", "0")), 0.0), LONGEST_WAIT)
    except ValueError:
        return 0.0


def _sentence(text: str, status: int) -> Response:
    response = jsonify(error=text)
    response.status_code = status
    return response

"""What the phones page asks: the state of every phone, the feed, and what a person does to one."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from warmline.simulator.exchange import Exchange
from warmline.simulator.phones import Phone, PhoneError
from warmline.simulator.values import FeedEvent

LONGEST_WAIT = 25.0
LONGEST_LOAN = 3600.0  # seconds for which a behaviour may be lent
MOST_WAITING = 12  # each long poll holds a thread of the server
LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
Act = Callable[[Phone, dict[str, Any]], None]


def control_blueprint(exchange: Exchange) -> Blueprint:
    """Return the routes under /phones/api; served to this machine only."""
    routes = Blueprint("control", __name__, url_prefix="/phones/api")
    waiting = threading.BoundedSemaphore(MOST_WAITING)
    routes.before_request(_only_from_here)
    routes.register_error_handler(PhoneError, _cannot)

    @routes.get("/state")
    def state() -> Response:
        with exchange.lock:
            shown = [show(phone) for phone in exchange.phones.values()]
            seq = exchange.feed[-1].seq if exchange.feed else 0
            return jsonify(now=_iso(exchange.now()), seq=seq, phones=shown)

    @routes.get("/feed")
    def feed() -> Response:
        after = request.args.get("after", 0, type=int)
        events = _wait(exchange, waiting, after)
        return jsonify(seq=events[-1].seq if events else after, events=[_event(e) for e in events])

    @routes.get("/phones/<phone_id>/messages")
    def messages(phone_id: str) -> Response:
        return jsonify(threads=_threads(_phone(exchange, phone_id)))

    @routes.post("/phones/<phone_id>/<act>")
    def do(phone_id: str, act: str) -> Response:
        phone, said = _phone(exchange, phone_id), request.get_json(silent=True) or {}
        if act not in ACTS or not isinstance(said, dict):
            abort(404)
        ACTS[act](phone, said)
        return jsonify(show(phone))

    return routes


def _dial(phone: Phone, said: dict[str, Any]) -> None:
    phone.dial(str(said.get("to", "")), withheld=bool(said.get("withheld")))


def _behave(phone: Phone, said: dict[str, Any]) -> None:
    text, seconds = str(said.get("behaviour", "")), said.get("seconds")
    if isinstance(seconds, int | float) and 0 < seconds <= LONGEST_LOAN:
        phone.behaves_for(text, seconds)
    else:
        phone.behaves(text)


ACTS: dict[str, Act] = {
    "dial": _dial,
    "answer": lambda phone, _: phone.answer(),
    "decline": lambda phone, _: phone.decline(),
    "hangup": lambda phone, _: phone.hang_up(),
    "press": lambda phone, said: phone.press(str(said.get("digits", ""))),
    "behaviour": _behave,
    "text": lambda phone, said: phone.text(str(said.get("to", "")), str(said.get("body", ""))),
}


def _only_from_here() -> None:
    if request.remote_addr not in LOOPBACK:
        abort(403)


def _cannot(error: PhoneError) -> tuple[Response, int]:
    return jsonify(error=str(error)), 409


def _phone(exchange: Exchange, phone_id: str) -> Phone:
    phone = exchange.phones.get(phone_id)
    if phone is None:
        abort(404)
    return phone


def _wait(exchange: Exchange, waiting: threading.Semaphore, after: int) -> list[FeedEvent]:
    """Return what happened since, waiting for it while there is a thread to spare."""
    seconds = min(request.args.get("wait", 0.0, type=float), LONGEST_WAIT)
    if not waiting.acquire(blocking=False):
        return exchange.feed_after(after, 0.5)
    try:
        return exchange.feed_after(after, max(seconds, 0))
    finally:
        waiting.release()


def _iso(instant: datetime) -> str:
    return instant.isoformat()


def _event(event: FeedEvent) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": _iso(event.at),
        "phone": event.phone_id,
        "name": event.phone,
        "kind": event.kind,
        "text": event.text,
    }


def show(phone: Phone) -> dict[str, Any]:
    """Return a phone as the page draws it."""
    with phone.exchange.lock:
        return {
            "id": phone.id,
            "name": phone.name,
            "kind": phone.kind,
            "number": phone.number,
            "status": phone.status,
            "with": sorted(other.name for other in phone.talks_with()),
            "call": _call(phone),
            "behaviour": phone.behaviour.text,
            "own": phone.own.text if phone.own else None,
        }


def _call(phone: Phone) -> dict[str, str] | None:
    call = phone.call
    if call is None:
        return None
    outgoing = call.direction == "inbound"  # the carrier's inbound is the person's outgoing
    return {
        "direction": "outgoing" if outgoing else "incoming",
        "other": call.to if outgoing else call.from_,
        "since": _iso(call.answered or call.started or call.created),
    }


def _threads(phone: Phone) -> list[dict[str, Any]]:
    """Return the phone's texts by the number at the other end, oldest first."""
    threads: dict[str, list[dict[str, Any]]] = {}
    for text in phone.texts:
        shown = {"seq": text.seq, "at": _iso(text.at), "body": text.body, "incoming": text.incoming}
        threads.setdefault(text.other, []).append(shown)
    return [{"other": other, "messages": texts} for other, texts in threads.items()]

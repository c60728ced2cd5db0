"""Calls over REST: start one, look at it, redirect it, take it down."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from warmline.simulator import rest_params as check
from warmline.simulator.calls import DEFAULT_EVENTS, Call, Hooks
from warmline.simulator.documents import DocumentError, read_inline
from warmline.simulator.exchange import Exchange
from warmline.simulator.rest_pages import PAGING, page, times, within
from warmline.simulator.rest_params import ApiError, Params, checked
from warmline.simulator.twiml import Jump, Script
from warmline.simulator.values import API_VERSION, rfc2822

LONGEST_INLINE = 4000
_EVENT = check.words("initiated", "ringing", "answered", "completed", code=21626)
_DOCUMENT: dict[str, check.Check] = {
    "Url": check.url, "Method": check.method, "Twiml": check.anything,
    "FallbackUrl": check.url, "FallbackMethod": check.method,
    "StatusCallback": check.callback, "StatusCallbackMethod": check.method,
    "TimeLimit": check.whole(1, 86400),
}  # fmt: skip
CREATE: dict[str, check.Check] = _DOCUMENT | {
    "To": check.anything, "From": check.anything, "ApplicationSid": check.anything,
    "StatusCallbackEvent": _EVENT, "SendDigits": check.keys,
    "Timeout": check.whole(1, 600), "CallerId": check.anything, "CallReason": check.anything,
    "CallToken": check.anything, "Record": check.not_simulated, "RecordingChannels": check.anything,
    "RecordingStatusCallback": check.callback, "RecordingStatusCallbackMethod": check.method,
    "RecordingStatusCallbackEvent": check.anything, "RecordingTrack": check.anything,
    "Trim": check.words("trim-silence", "do-not-trim"),
    "MachineDetection": check.not_simulated,
    "MachineDetectionTimeout": check.whole(3, 59),
    "MachineDetectionSpeechThreshold": check.whole(1000, 6000),
    "MachineDetectionSpeechEndThreshold": check.whole(500, 5000),
    "MachineDetectionSilenceTimeout": check.whole(2000, 10000),
    "AsyncAmd": check.boolean, "AsyncAmdStatusCallback": check.callback,
    "AsyncAmdStatusCallbackMethod": check.method, "Byoc": check.anything,
}  # fmt: skip
UPDATE: dict[str, check.Check] = _DOCUMENT | {"Status": check.words("canceled", "completed")}
_STATUSES = (
    "queued", "ringing", "in-progress", "canceled", "completed", "failed", "busy", "no-answer",
)  # fmt: skip
FILTERS: dict[str, check.Check] = {
    "To": check.anything, "From": check.anything, "ParentCallSid": check.anything,
    "Status": check.words(*_STATUSES), **times("StartTime"), **times("EndTime"), **PAGING,
}  # fmt: skip


def calls_blueprint(exchange: Exchange) -> Blueprint:
    """Return the routes for calls."""
    routes = Blueprint("calls", __name__)

    @routes.post("/Calls.json")
    def create(account: str) -> tuple[Response, int]:
        del account
        return jsonify(show(exchange, _create(exchange))), 201

    @routes.get("/Calls.json")
    def list_(account: str) -> Response:
        del account
        return jsonify(_list(exchange))

    @routes.get("/Calls/<sid>.json")
    def fetch(account: str, sid: str) -> Response:
        del account
        return jsonify(show(exchange, find(exchange, sid)))

    @routes.post("/Calls/<sid>.json")
    def update(account: str, sid: str) -> Response:
        del account
        return jsonify(show(exchange, _update(exchange, sid)))

    @routes.delete("/Calls/<sid>.json")
    def delete(account: str, sid: str) -> tuple[str, int]:
        del account
        if not find(exchange, sid).is_over():
            raise ApiError(409, 20009, "Cannot delete this resource before it is complete")
        exchange.calls.pop(sid)
        return "", 204

    return routes


def find(exchange: Exchange, sid: str) -> Call:
    """Return a call by its identifier, or refuse with 20404."""
    call = exchange.calls.get(sid)
    if call is None:
        raise check.not_found(f"Calls/{sid}.json")
    return call


def _create(exchange: Exchange) -> Call:
    params = checked(request.form.to_dict(flat=False), CREATE)
    to = check.to_number(params)
    shown = check.shown_number(params, exchange.numbers)
    jump = document(params)
    if jump is None:
        raise ApiError(400, 21205, "Url parameter is required")
    if params.get("ApplicationSid"):
        raise ApiError(400, 20001, "ApplicationSid is not simulated")
    with exchange.lock:
        call = exchange.new_call("outbound-api", to=to, shown=shown)
        place(exchange, call, params)
        call.on_answer = lambda: Script(exchange, call).run_safely(jump)
    return call


def place(exchange: Exchange, call: Call, params: Params) -> None:
    """Give a new call its settings and put it into the queue of calls to be started."""
    call.hooks = hooks(params)
    call.fallback_url = params.get("FallbackUrl")
    call.fallback_method = params.get("FallbackMethod", "POST")
    call.ring_seconds = params.number("Timeout", 60)
    call.time_limit = params.number("TimeLimit", 14400)
    exchange.start_in_turn(call)


def hooks(params: Params) -> Hooks:
    """Return where and of what the call's progress is told."""
    events = frozenset(params.all("StatusCallbackEvent")) or DEFAULT_EVENTS
    method = params.get("StatusCallbackMethod", "POST")
    return Hooks(params.get("StatusCallback"), method, events)


def document(params: Params) -> Jump | None:
    """Return the document that the request names or carries."""
    if params.get("Url"):
        return Jump(params.get("Url"), params.get("Method", "POST"))
    if not params.get("Twiml"):
        return None
    if len(params.get("Twiml")) > LONGEST_INLINE:
        raise ApiError(400, 21205, "Twiml is longer than 4000 characters")
    try:
        return Jump("", inline=read_inline(params.get("Twiml")))
    except DocumentError as error:
        raise ApiError(400, error.code, str(error)) from error


def _update(exchange: Exchange, sid: str) -> Call:
    params = checked(request.form.to_dict(flat=False), UPDATE)
    jump = document(params)
    with exchange.lock:
        call = find(exchange, sid)
        status = params.get("Status")
        if call.is_over() or (jump is not None and call.status != "in-progress"):
            raise ApiError(400, 21220, "Call is not in-progress. Cannot redirect.")
        if "StatusCallback" in params:
            call.hooks = hooks(params)
        if "FallbackUrl" in params:
            call.fallback_url = params.get("FallbackUrl")
        if status == "completed" and call.status == "in-progress":
            exchange.finish(call, "completed")
        elif status and call.status != "in-progress":
            exchange.finish(call, "canceled", 487)
        elif jump is not None:
            exchange.redirect(call, jump)
    return call


def _list(exchange: Exchange) -> dict[str, Any]:
    params = checked(request.args.to_dict(flat=False), FILTERS)
    with exchange.lock:
        found = [call for call in reversed(exchange.calls.values()) if _passes(call, params)]
    path = f"/{API_VERSION}/Accounts/{exchange.account.sid}/Calls.json"
    return page("calls", path, found, params, lambda call: show(exchange, call))


def _passes(call: Call, params: Params) -> bool:
    facts = {
        "To": call.to,
        "From": call.from_,
        "Status": call.status,
        "ParentCallSid": call.parent.sid if call.parent else "",
    }
    if any(params.get(name, fact) != fact for name, fact in facts.items()):
        return False
    if not within(params, "StartTime", call.started or call.created):
        return False
    ends = any(f"EndTime{sign}" in params for sign in ("", "<", ">"))
    return not ends or (call.ended is not None and within(params, "EndTime", call.ended))


def show(exchange: Exchange, call: Call) -> dict[str, Any]:
    """Return a call as the API shows it."""
    account = exchange.account.sid
    uri = f"/{API_VERSION}/Accounts/{account}/Calls/{call.sid}"
    own = exchange.numbers.get(call.to if call.direction == "inbound" else call.from_)
    return {
        "sid": call.sid,
        "date_created": rfc2822(call.created),
        "date_updated": rfc2822(call.ended or call.answered or call.created),
        "parent_call_sid": call.parent.sid if call.parent else None,
        "account_sid": account,
        "to": call.to,
        "to_formatted": call.to,
        "from": call.from_,
        "from_formatted": call.from_,
        "phone_number_sid": own.sid if own else None,
        "status": "queued" if call.status == "initiated" else call.status,
        "start_time": rfc2822(call.answered or call.started),
        "end_time": rfc2822(call.ended),
        "duration": str(call.duration()) if call.is_over() else None,
        "price": None,
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }

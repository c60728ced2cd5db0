"""The carrier's REST API, as the official client library uses it."""

import hmac
from typing import Any

from flask import Flask, Response, abort, jsonify, request

from warmline.simulator.clock import HandClock
from warmline.simulator.exchange import Exchange
from warmline.simulator.faults import FaultGate
from warmline.simulator.rest_account import account_blueprint
from warmline.simulator.rest_calls import calls_blueprint
from warmline.simulator.rest_conferences import conferences_blueprint
from warmline.simulator.rest_messages import messages_blueprint
from warmline.simulator.rest_numbers import numbers_blueprint, show_account
from warmline.simulator.rest_params import ApiError
from warmline.simulator.rest_participants import participants_blueprint
from warmline.simulator.values import API_VERSION

ACCOUNT_API = "/v1"  # at the real carrier a host for each subject; here they share one
MORE_INFO = "https://www.twilio.com/docs/errors"


def rest_app(exchange: Exchange) -> Flask:
    """Return the WSGI application that serves the REST API and the hosted documents."""
    app = Flask("warmline.simulator", static_folder=None)
    base = f"/{API_VERSION}/Accounts/<account>"
    for blueprint in (
        calls_blueprint,
        conferences_blueprint,
        participants_blueprint,
        numbers_blueprint,
        messages_blueprint,
    ):
        app.register_blueprint(blueprint(exchange), url_prefix=base)
    app.register_blueprint(account_blueprint(exchange), url_prefix=ACCOUNT_API)
    app.before_request(lambda: _authenticate(exchange))
    app.register_error_handler(ApiError, _refused)
    app.register_error_handler(404, lambda _: _refused(_missing()))
    app.register_error_handler(405, lambda _: _refused(ApiError(405, 20004, "Method not allowed")))
    app.add_url_rule(f"{base}.json", view_func=lambda account: account and show_account(exchange),
                     endpoint="account")  # fmt: skip
    app.add_url_rule("/bins/<name>", view_func=lambda name: _document(exchange, name),
                     endpoint="bins", methods=["GET", "POST"])  # fmt: skip
    on_socket = not isinstance(exchange.clock, HandClock)
    gate = FaultGate(app.wsgi_app, exchange.faults, on_socket=on_socket)
    app.wsgi_app = gate  # type: ignore[method-assign]  # Flask's own way to wrap an application
    return app


def _authenticate(exchange: Exchange) -> None:
    """Refuse a request to the API without the account's identifier and token."""
    if not request.path.startswith((f"/{API_VERSION}/", f"{ACCOUNT_API}/")):
        return
    account, given = exchange.account, request.authorization
    known = given is not None and given.type == "basic" and given.username == account.sid
    token = (given.password or "") if given is not None else ""
    if not known or not hmac.compare_digest(token.encode(), account.auth_token.encode()):
        raise ApiError(401, 20003, "Authenticate")
    in_path = (request.view_args or {}).get("account", account.sid)
    if in_path.removesuffix(".json") != account.sid:
        raise _missing()


def _missing() -> ApiError:
    return ApiError(404, 20404, f"The requested resource {request.path} was not found")


def _refused(error: ApiError) -> tuple[Response, int]:
    said: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "more_info": f"{MORE_INFO}/{error.code}",
        "status": error.status,
    }
    return jsonify(said), error.status


def _document(exchange: Exchange, name: str) -> Response:
    xml = exchange.documents.get(name)
    if xml is None:
        abort(404)
    return Response(xml, content_type="text/xml; charset=utf-8")

"""What an account may do, over REST: profiles, registration of texts, countries that may be called.

At the real carrier these are three more APIs, each at a host of its own; their paths do not meet.
"""

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request

from warmline.simulator import rest_params as check
from warmline.simulator.exchange import Exchange
from warmline.simulator.rest_params import checked
from warmline.simulator.values import Number

PAGING: dict[str, check.Check] = {
    "PageSize": check.whole(1, 1000),
    "Page": check.anything,
    "PageToken": check.anything,
}
SERVICES = {"approved": "MG" + "1" * 32, "pending": "MG" + "2" * 32}
CAMPAIGNS = {"approved": "VERIFIED", "pending": "IN_PROGRESS"}
TOLL_FREE = {"approved": "TWILIO_APPROVED", "pending": "PENDING_REVIEW"}


def account_blueprint(exchange: Exchange) -> Blueprint:
    """Return the routes for what the account may do."""
    routes = Blueprint("account_api", __name__)
    _profile_routes(routes, exchange)
    _service_routes(routes, exchange)
    return routes


def _profile_routes(routes: Blueprint, exchange: Exchange) -> None:
    @routes.get("/CustomerProfiles")
    def profiles() -> Response:
        checked(request.args.to_dict(flat=False), PAGING)
        state = exchange.account.profile
        return _list("results", [{"sid": "BU" + "1" * 32, "status": state}] if state else [])

    @routes.get("/DialingPermissions/Countries/<country>")
    def permission(country: str) -> Response:
        if re.fullmatch("[A-Z]{2}", country) is None:
            raise check.not_found(f"DialingPermissions/Countries/{country}")
        may = country not in exchange.account.closed_countries
        return jsonify(iso_code=country, low_risk_numbers_enabled=may)

    @routes.get("/Tollfree/Verifications")
    def verifications() -> Response:
        allowed = {**PAGING, "TollfreePhoneNumberSid": check.anything}
        sid = checked(request.args.to_dict(flat=False), allowed).get("TollfreePhoneNumberSid")
        found = [it for it in _registered(exchange) if sid in {"", it.sid}]
        return _list(
            "verifications",
            [
                {"tollfree_phone_number_sid": it.sid, "status": TOLL_FREE[it.registration]}
                for it in found
            ],
        )


def _service_routes(routes: Blueprint, exchange: Exchange) -> None:
    @routes.get("/Services")
    def services() -> Response:
        checked(request.args.to_dict(flat=False), PAGING)
        return _list("services", [{"sid": sid} for sid in SERVICES.values()])

    @routes.get("/Services/<sid>/PhoneNumbers")
    def numbers(sid: str) -> Response:
        checked(request.args.to_dict(flat=False), PAGING)
        state = _state_of(sid)
        found = [it for it in _registered(exchange) if it.registration == state]
        shown = [{"sid": it.sid, "service_sid": sid, "phone_number": it.number} for it in found]
        return _list("phone_numbers", shown)

    @routes.get("/Services/<sid>/Compliance/Usa2p")
    def campaigns(sid: str) -> Response:
        checked(request.args.to_dict(flat=False), PAGING)
        state = CAMPAIGNS[_state_of(sid)]
        return _list("compliance", [{"messaging_service_sid": sid, "campaign_status": state}])


def _state_of(sid: str) -> str:
    for state, service in SERVICES.items():
        if service == sid:
            return state
    raise check.not_found(f"Services/{sid}")


def _registered(exchange: Exchange) -> list[Number]:
    return [it for it in exchange.numbers.values() if it.registration]


def _list(key: str, found: list[dict[str, Any]]) -> Response:
    """Return a list as these APIs write one; ours fits on one page."""
    return jsonify({key: found, "meta": {"key": key, "page": 0, "next_page_url": None}})

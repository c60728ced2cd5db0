"""Conferences over REST; those in them are in rest_participants.py."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from warmline.simulator import rest_params as check
from warmline.simulator.conferences import (
    Conference,
)
from warmline.simulator.exchange import Exchange
from warmline.simulator.rest_pages import PAGING, page, times, within
from warmline.simulator.rest_params import checked
from warmline.simulator.twiml import Jump
from warmline.simulator.values import API_VERSION, rfc2822

ROOM_UPDATE: dict[str, check.Check] = {
    "Status": check.words("completed"),
    "AnnounceUrl": check.url,
    "AnnounceMethod": check.method,
}
ROOM_FILTERS: dict[str, check.Check] = {
    "FriendlyName": check.anything, "Status": check.words("init", "in-progress", "completed"),
    **times("DateCreated"), **times("DateUpdated"), **PAGING,
}  # fmt: skip


def conferences_blueprint(exchange: Exchange) -> Blueprint:
    """Return the routes for conferences."""
    routes = Blueprint("conferences", __name__)

    @routes.get("/Conferences.json")
    def list_(account: str) -> Response:
        del account
        return jsonify(_list(exchange))

    @routes.get("/Conferences/<sid>.json")
    def fetch(account: str, sid: str) -> Response:
        del account
        return jsonify(show(exchange, find_room(exchange, sid)))

    @routes.post("/Conferences/<sid>.json")
    def update(account: str, sid: str) -> Response:
        del account
        params = checked(request.form.to_dict(flat=False), ROOM_UPDATE)
        with exchange.lock:
            room = find_room(exchange, sid)
            if params.get("AnnounceUrl"):
                jump = Jump(params.get("AnnounceUrl"), params.get("AnnounceMethod", "POST"))
                exchange.rooms.announce(room.participants, jump)
            if params.get("Status"):
                exchange.rooms.end(room, "conference-ended-via-api")
            return jsonify(show(exchange, room))

    return routes


def find_room(exchange: Exchange, sid: str) -> Conference:
    """Return a room by its identifier, or refuse with 20404."""
    room = exchange.rooms.all.get(sid)
    if room is None:
        raise check.not_found(f"Conferences/{sid}.json")
    return room


def _list(exchange: Exchange) -> dict[str, Any]:
    params = checked(request.args.to_dict(flat=False), ROOM_FILTERS)
    with exchange.lock:
        found = [
            room
            for room in reversed(exchange.rooms.all.values())
            if params.get("FriendlyName", room.name) == room.name
            and params.get("Status", room.status) == room.status
            and within(params, "DateCreated", room.created)
            and within(params, "DateUpdated", room.updated)
        ]
    path = f"/{API_VERSION}/Accounts/{exchange.account.sid}/Conferences.json"
    return page("conferences", path, found, params, lambda room: show(exchange, room))


def show(exchange: Exchange, room: Conference) -> dict[str, Any]:
    """Return a room as the API shows it."""
    account = exchange.account.sid
    uri = f"/{API_VERSION}/Accounts/{account}/Conferences/{room.sid}"
    return {
        "sid": room.sid,
        "account_sid": account,
        "friendly_name": room.name,
        "status": room.status,
        "date_created": rfc2822(room.created),
        "date_updated": rfc2822(room.updated),
        "api_version": API_VERSION,
        "region": "us1",
        "reason_conference_ended": room.reason or None,
        "call_sid_ending_conference": room.ended_by or None,
        "uri": f"{uri}.json",
        "subresource_uris": {"participants": f"{uri}/Participants.json"},
    }

"""The account, its numbers and its recordings over REST."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from warmline.simulator import rest_params as check
from warmline.simulator.exchange import Exchange
from warmline.simulator.recordings import Recording
from warmline.simulator.rest_pages import PAGING, page
from warmline.simulator.rest_params import checked
from warmline.simulator.values import API_VERSION, Number, rfc2822

_FIELDS = {  # the API's names of what can be set, and ours
    "VoiceUrl": "voice_url", "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url", "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback", "StatusCallbackMethod": "status_callback_method",
    "SmsUrl": "sms_url", "SmsMethod": "sms_method", "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method", "FriendlyName": "friendly_name",
    "VoiceApplicationSid": "voice_application_sid", "SmsApplicationSid": "sms_application_sid",
    "TrunkSid": "trunk_sid",
}  # fmt: skip
UPDATE: dict[str, check.Check] = {
    **dict.fromkeys((name for name in _FIELDS if name.endswith("Url")), check.url),
    **dict.fromkeys((name for name in _FIELDS if name.endswith("Method")), check.method),
    "FriendlyName": check.anything, "StatusCallback": check.callback,
    "VoiceCallerIdLookup": check.boolean, "VoiceApplicationSid": check.sid_or_nothing("AP"),
    "SmsApplicationSid": check.sid_or_nothing("AP"), "TrunkSid": check.sid_or_nothing("TK"),
}  # fmt: skip
FILTERS: dict[str, check.Check] = {
    "PhoneNumber": check.anything,
    "FriendlyName": check.anything,
    **PAGING,
}


def numbers_blueprint(exchange: Exchange) -> Blueprint:
    """Return the routes for the account, numbers and recordings."""
    routes = Blueprint("numbers", __name__)
    _number_routes(routes, exchange)
    _recording_routes(routes, exchange)

    return routes


def _number_routes(routes: Blueprint, exchange: Exchange) -> None:
    @routes.get("/IncomingPhoneNumbers.json")
    def list_(account: str) -> Response:
        params = checked(request.args.to_dict(flat=False), FILTERS)
        wanted, named = params.get("PhoneNumber"), params.get("FriendlyName")
        found = [
            number
            for number in exchange.numbers.values()
            if wanted in number.number and named in {"", number.friendly_name}
        ]
        path = f"/{API_VERSION}/Accounts/{account}/IncomingPhoneNumbers.json"
        shown = page("incoming_phone_numbers", path, found, params, lambda n: _show(exchange, n))
        return jsonify(shown)

    @routes.get("/IncomingPhoneNumbers/<sid>.json")
    def fetch(account: str, sid: str) -> Response:
        del account
        return jsonify(_show(exchange, _find(exchange, sid)))

    @routes.post("/IncomingPhoneNumbers/<sid>.json")
    def update(account: str, sid: str) -> Response:
        del account
        params = checked(request.form.to_dict(flat=False), UPDATE)
        with exchange.lock:
            number = _find(exchange, sid)
            for name in params.given:
                if name in _FIELDS:
                    setattr(number, _FIELDS[name], params.get(name))
            return jsonify(_show(exchange, number))


def _recording_routes(routes: Blueprint, exchange: Exchange) -> None:
    @routes.get("/Recordings/<sid>.json")
    def fetch_recording(account: str, sid: str) -> Response:
        del account
        checked(request.args.to_dict(flat=False), {"IncludeSoftDeleted": check.boolean})
        return jsonify(_show_recording(exchange, _recording(exchange, sid)))

    @routes.delete("/Recordings/<sid>.json")
    def delete_recording(account: str, sid: str) -> tuple[str, int]:
        del account
        exchange.recordings.kept.pop(_recording(exchange, sid).sid)
        return "", 204


def _find(exchange: Exchange, sid: str) -> Number:
    for number in exchange.numbers.values():
        if number.sid == sid:
            return number
    raise check.not_found(f"IncomingPhoneNumbers/{sid}.json")


def _recording(exchange: Exchange, sid: str) -> Recording:
    if sid not in exchange.recordings.kept:
        raise check.not_found(f"Recordings/{sid}.json")
    return exchange.recordings.kept[sid]


def _show(exchange: Exchange, number: Number) -> dict[str, Any]:
    account = exchange.account.sid
    shown: dict[str, Any] = {
        "sid": number.sid,
        "account_sid": account,
        "phone_number": number.number,
        "api_version": API_VERSION,
        "capabilities": {
            "voice": number.voice,
            "sms": number.sms,
            "mms": number.sms,
            "fax": False,
        },
        "date_created": None,
        "date_updated": None,
        "origin": "twilio",
        "status": "in-use",
        "beta": False,
        "voice_caller_id_lookup": False,
        "voice_receive_mode": "voice",
        "address_requirements": "none",
        "emergency_status": "Inactive",
        "uri": f"/{API_VERSION}/Accounts/{account}/IncomingPhoneNumbers/{number.sid}.json",
    }
    nothing = (
        "address_sid", "identity_sid", "bundle_sid", "type",
        "emergency_address_sid", "emergency_address_status",
    )  # fmt: skip
    shown |= dict.fromkeys(nothing)
    kept = {name: getattr(number, name) for name in _FIELDS.values()}
    return shown | {k: None if k.endswith("_sid") and not v else v for k, v in kept.items()}


def _show_recording(exchange: Exchange, recording: Recording) -> dict[str, Any]:
    account = exchange.account.sid
    uri = f"/{API_VERSION}/Accounts/{account}/Recordings/{recording.sid}"
    return {
        "sid": recording.sid,
        "account_sid": account,
        "api_version": API_VERSION,
        "call_sid": recording.call_sid,
        "conference_sid": None,
        "date_created": rfc2822(recording.started),
        "date_updated": rfc2822(recording.started),
        "start_time": rfc2822(recording.started),
        "duration": str(recording.seconds),
        "status": recording.status,
        "channels": 1,
        "source": "RecordVerb",
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "encryption_details": None,
        "media_url": exchange.recordings.url(recording),
        "uri": f"{uri}.json",
        "subresource_uris": {},
    }


def show_account(exchange: Exchange) -> dict[str, Any]:
    """Return the account as the API shows it."""
    sid = exchange.account.sid
    return {
        "sid": sid,
        "owner_account_sid": sid,
        "friendly_name": "Simulated account",
        "auth_token": "",
        "status": exchange.account.status,
        "type": exchange.account.type,
        "date_created": None,
        "date_updated": None,
        "uri": f"/{API_VERSION}/Accounts/{sid}.json",
        "subresource_uris": {},
    }

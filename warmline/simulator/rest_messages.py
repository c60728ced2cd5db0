"""Texts over REST: send one, look at it, redact it, delete it, and the files that came with it."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from warmline.simulator import rest_params as check
from warmline.simulator.exchange import Exchange
from warmline.simulator.messages import FINAL, Media, Message, SendRefused
from warmline.simulator.rest_pages import PAGING, page, times, within
from warmline.simulator.rest_params import ApiError, Params, checked
from warmline.simulator.values import API_VERSION, rfc2822

LONGEST_BODY = 1600
MOST_MEDIA = 10
CREATE: dict[str, check.Check] = {
    "To": check.anything, "From": check.anything, "MessagingServiceSid": check.anything,
    "Body": check.anything, "MediaUrl": check.url, "StatusCallback": check.callback,
    "ValidityPeriod": check.whole(1, 36000), "SmartEncoded": check.boolean,
    "Attempt": check.whole(1, 100), "ProvideFeedback": check.boolean,
    "ForceDelivery": check.boolean, "MaxPrice": check.anything,
    "ContentRetention": check.words("retain"), "AddressRetention": check.words("retain"),
    "ShortenUrls": check.boolean, "SendAsMms": check.boolean, "FallbackFrom": check.anything,
    "RiskCheck": check.words("enable", "disable"), "ApplicationSid": check.anything,
}  # fmt: skip
UPDATE: dict[str, check.Check] = {"Body": check.words(""), "Status": check.words("canceled")}
FILTERS: dict[str, check.Check] = {
    "To": check.anything,
    "From": check.anything,
    **times("DateSent"),
    **PAGING,
}


def messages_blueprint(exchange: Exchange) -> Blueprint:
    """Return the routes for texts and their files."""
    routes = Blueprint("messages", __name__)
    _message_routes(routes, exchange)
    _media_routes(routes, exchange)
    return routes


def _message_routes(routes: Blueprint, exchange: Exchange) -> None:
    @routes.post("/Messages.json")
    def create(account: str) -> tuple[Response, int]:
        del account
        return jsonify(show(exchange, _create(exchange))), 201

    @routes.get("/Messages.json")
    def list_(account: str) -> Response:
        del account
        return jsonify(_list(exchange))

    @routes.get("/Messages/<sid>.json")
    def fetch(account: str, sid: str) -> Response:
        del account
        return jsonify(show(exchange, _find(exchange, sid)))

    @routes.post("/Messages/<sid>.json")
    def update(account: str, sid: str) -> Response:
        del account
        params = checked(request.form.to_dict(flat=False), UPDATE)
        with exchange.lock:
            return jsonify(show(exchange, _update(_find(exchange, sid), params)))

    @routes.delete("/Messages/<sid>.json")
    def delete(account: str, sid: str) -> tuple[str, int]:
        del account
        with exchange.lock:
            _must_be_final(_find(exchange, sid))
            exchange.messages.all.pop(sid)
        return "", 204


def _media_routes(routes: Blueprint, exchange: Exchange) -> None:
    at = "/Messages/<sid>/Media"

    @routes.get(f"{at}.json")
    def list_media(account: str, sid: str) -> Response:
        params = checked(request.args.to_dict(flat=False), {**times("DateCreated"), **PAGING})
        message = _find(exchange, sid)
        path = f"/{API_VERSION}/Accounts/{account}/Messages/{sid}/Media.json"
        files = message.media
        return jsonify(
            page("media_list", path, files, params, lambda one: _media(exchange, message, one))
        )

    @routes.get(f"{at}/<media>.json")
    def fetch_media(account: str, sid: str, media: str) -> Response:
        del account
        message = _find(exchange, sid)
        return jsonify(_media(exchange, message, _file(message, media)))

    @routes.get(f"{at}/<media>")
    def content(account: str, sid: str, media: str) -> Response:
        del account
        one = _file(_find(exchange, sid), media)
        return Response(one.content, content_type=one.kind)

    @routes.delete(f"{at}/<media>.json")
    def delete_media(account: str, sid: str, media: str) -> tuple[str, int]:
        del account
        message = _find(exchange, sid)
        message.media.remove(_file(message, media))
        return "", 204


def _find(exchange: Exchange, sid: str) -> Message:
    if sid not in exchange.messages.all:
        raise check.not_found(f"Messages/{sid}.json")
    return exchange.messages.all[sid]


def _file(message: Message, sid: str) -> Media:
    for one in message.media:
        if one.sid == sid:
            return one
    raise check.not_found(f"Messages/{message.sid}/Media/{sid}.json")


def _create(exchange: Exchange) -> Message:
    params = checked(request.form.to_dict(flat=False), CREATE)
    missing = (21604, "A 'To' phone number is required.")
    to = check.number(params.get("To"), missing=missing, invalid=21211)
    if params.get("MessagingServiceSid"):
        raise ApiError(400, 21701, "The Messaging Service does not exist")
    missing = (21603, "A 'From' phone number is required.")
    from_ = check.number(params.get("From"), missing=missing, invalid=21212)
    body, media = params.get("Body"), tuple(params.all("MediaUrl"))
    if not body and not media:
        raise ApiError(400, 21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise ApiError(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if len(media) > MOST_MEDIA:
        raise ApiError(400, 21623, "Number of media files exceeds allowed limit")
    with exchange.lock:
        try:
            message = exchange.messages.send(to, from_, body, media)
        except SendRefused as refused:
            raise ApiError(400, refused.code, str(refused)) from refused
        message.callback = params.get("StatusCallback")
        message.validity = params.number("ValidityPeriod", 36000)
    return message


def _update(message: Message, params: Params) -> Message:
    if "Body" in params:
        _must_be_final(message)
        message.body = ""
    if "Status" in params:
        raise ApiError(400, 30409, "Only a scheduled message can be canceled")
    return message


def _must_be_final(message: Message) -> None:
    if message.status not in FINAL:
        raise ApiError(409, 20009, "Cannot change this resource before it is complete")


def _list(exchange: Exchange) -> dict[str, Any]:
    params = checked(request.args.to_dict(flat=False), FILTERS)
    with exchange.lock:
        found = [
            message
            for message in reversed(exchange.messages.all.values())
            if params.get("To", message.to) == message.to
            and params.get("From", message.from_) == message.from_
            and within(params, "DateSent", message.sent or message.created)
        ]
    path = f"/{API_VERSION}/Accounts/{exchange.account.sid}/Messages.json"
    return page("messages", path, found, params, lambda message: show(exchange, message))


def show(exchange: Exchange, message: Message) -> dict[str, Any]:
    """Return a text as the API shows it."""
    account = exchange.account.sid
    uri = f"/{API_VERSION}/Accounts/{account}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": account,
        "messaging_service_sid": None,
        "body": message.body,
        "num_segments": str(message.num_segments),
        "num_media": str(len(message.media)),
        "direction": message.direction,
        "from": message.from_,
        "to": message.to,
        "status": message.status,
        "error_code": message.error,
        "error_message": None,
        "date_created": rfc2822(message.created),
        "date_updated": rfc2822(message.sent or message.created),
        "date_sent": rfc2822(message.sent or message.created),
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def _media(exchange: Exchange, message: Message, media: Media) -> dict[str, Any]:
    account = exchange.account.sid
    uri = f"/{API_VERSION}/Accounts/{account}/Messages/{message.sid}/Media/{media.sid}.json"
    return {
        "sid": media.sid,
        "account_sid": account,
        "parent_sid": message.sid,
        "content_type": media.kind,
        "date_created": rfc2822(message.created),
        "date_updated": rfc2822(message.created),
        "uri": uri,
    }

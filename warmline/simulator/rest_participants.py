"""Those who are in a conference over REST: call them in, hold, mute or take them out."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from warmline.simulator import rest_params as check
from warmline.simulator.calls import Call, Hooks
from warmline.simulator.conferences import (
    Conference,
    ConferenceRefused,
    Participant,
    RoomFailed,
    RoomOver,
    Terms,
)
from warmline.simulator.exchange import Exchange
from warmline.simulator.rest_calls import CREATE as CALL_CREATE
from warmline.simulator.rest_calls import find as find_call
from warmline.simulator.rest_calls import place
from warmline.simulator.rest_conferences import find_room
from warmline.simulator.rest_pages import PAGING, page
from warmline.simulator.rest_params import ApiError, Params, checked
from warmline.simulator.tasks import Listen, Program
from warmline.simulator.twiml import Jump
from warmline.simulator.values import API_VERSION, rfc2822

_ROOM_EVENT = check.words(
    "start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement",
    code=21626,
)  # fmt: skip
_FROM_CALLS = (
    "To", "From", "StatusCallback", "StatusCallbackMethod", "StatusCallbackEvent", "TimeLimit",
    "CallerId", "CallReason", "CallToken", "Byoc", "Record", "RecordingChannels",
    "RecordingStatusCallback", "RecordingStatusCallbackMethod", "RecordingStatusCallbackEvent",
    "RecordingTrack", "Trim", "MachineDetection", "MachineDetectionTimeout",
    "MachineDetectionSpeechThreshold", "MachineDetectionSpeechEndThreshold",
    "MachineDetectionSilenceTimeout",
)  # fmt: skip
CREATE: dict[str, check.Check] = {name: CALL_CREATE[name] for name in _FROM_CALLS} | {
    "Label": check.anything, "Timeout": check.whole(5, 600), "Muted": check.boolean,
    "Beep": check.words("true", "false", "onEnter", "onExit"),
    "StartConferenceOnEnter": check.boolean, "EndConferenceOnExit": check.boolean,
    "WaitUrl": check.url, "WaitMethod": check.method, "EarlyMedia": check.boolean,
    "MaxParticipants": check.whole(2, 250), "ConferenceRecord": check.anything,
    "ConferenceTrim": check.anything, "ConferenceStatusCallback": check.callback,
    "ConferenceStatusCallbackMethod": check.method, "ConferenceStatusCallbackEvent": _ROOM_EVENT,
    "ConferenceRecordingStatusCallback": check.callback,
    "ConferenceRecordingStatusCallbackMethod": check.method,
    "ConferenceRecordingStatusCallbackEvent": check.anything, "Region": check.anything,
    "Coaching": check.boolean, "CallSidToCoach": check.anything,
    "JitterBufferSize": check.anything, "AmdStatusCallback": check.callback,
    "AmdStatusCallbackMethod": check.method, "CallerDisplayName": check.anything,
}  # fmt: skip
UPDATE: dict[str, check.Check] = {
    "Muted": check.boolean, "Hold": check.boolean, "HoldUrl": check.url,
    "HoldMethod": check.method, "AnnounceUrl": check.url, "AnnounceMethod": check.method,
    "WaitUrl": check.url, "WaitMethod": check.method, "BeepOnExit": check.boolean,
    "EndConferenceOnExit": check.boolean, "Coaching": check.boolean,
    "CallSidToCoach": check.anything,
}  # fmt: skip
FILTERS: dict[str, check.Check] = {
    "Muted": check.boolean, "Hold": check.boolean, "Coaching": check.boolean, **PAGING,
}  # fmt: skip


def participants_blueprint(exchange: Exchange) -> Blueprint:
    """Return the routes for those in conferences."""
    routes = Blueprint("participants", __name__)
    at = "/Conferences/<sid>/Participants"

    @routes.post(f"{at}.json")
    def create(account: str, sid: str) -> tuple[Response, int]:
        del account
        return jsonify(_create(exchange, sid)), 201

    @routes.get(f"{at}.json")
    def list_participants(account: str, sid: str) -> Response:
        del account
        return jsonify(_list_participants(exchange, sid))

    @routes.get(f"{at}/<who>.json")
    def fetch_participant(account: str, sid: str, who: str) -> Response:
        del account
        return jsonify(show_participant(exchange, _participant(exchange, sid, who)))

    @routes.post(f"{at}/<who>.json")
    def update_participant(account: str, sid: str, who: str) -> Response:
        del account
        params = checked(request.form.to_dict(flat=False), UPDATE)
        with exchange.lock:
            participant = _participant(exchange, sid, who)
            _change(exchange, participant, params)
            return jsonify(show_participant(exchange, participant))

    @routes.delete(f"{at}/<who>.json")
    def kick(account: str, sid: str, who: str) -> tuple[str, int]:
        del account
        with exchange.lock:
            exchange.rooms.kick(_participant(exchange, sid, who))
        return "", 204

    return routes


def _participant(exchange: Exchange, sid: str, who: str) -> Participant:
    """Return a participant of a live room by call or label; a label is looked for first."""
    room = exchange.rooms.all.get(sid) or exchange.rooms.live(sid)
    for participant in room.participants if room else ():
        if who in {participant.label, participant.call.sid} - {""}:
            return participant
    raise check.not_found(f"Conferences/{sid}/Participants/{who}.json")


def _list_participants(exchange: Exchange, sid: str) -> dict[str, Any]:
    params = checked(request.args.to_dict(flat=False), FILTERS)
    with exchange.lock:
        room = find_room(exchange, sid)
        found = [
            one
            for one in room.participants
            if params.yes("Muted", default=one.muted) == one.muted
            and params.yes("Hold", default=one.hold) == one.hold
        ]
    path = f"/{API_VERSION}/Accounts/{exchange.account.sid}/Conferences/{sid}/Participants.json"
    return page("participants", path, found, params, lambda one: show_participant(exchange, one))


def _create(exchange: Exchange, name: str) -> dict[str, Any]:
    """Call somebody into a room, by its identifier or a friendly name."""
    params = checked(request.form.to_dict(flat=False), CREATE)
    to = check.to_number(params)
    shown = check.shown_number(params, exchange.numbers)
    known = exchange.rooms.all.get(name)
    if known is not None and known.status == "completed":
        raise check.not_found(f"Conferences/{name}/Participants.json")
    friendly = known.name if known else name
    terms = _terms(params)
    with exchange.lock:
        call = exchange.new_call("outbound-api", to=to, shown=shown)
        place(exchange, call, params)
        call.on_answer = lambda: _stay(exchange, call, friendly, terms)
        room = exchange.rooms.live(friendly) or exchange.rooms.open(friendly, terms)
    return _shown(exchange, call, room, terms)


def _terms(params: Params) -> Terms:
    wait = params.get("WaitUrl")
    events = frozenset(params.all("ConferenceStatusCallbackEvent")) or frozenset({"start", "end"})
    method = params.get("ConferenceStatusCallbackMethod", "POST")
    return Terms(
        label=params.get("Label"),
        muted=params.yes("Muted", default=False),
        start_on_enter=params.yes("StartConferenceOnEnter", default=True),
        end_on_exit=params.yes("EndConferenceOnExit", default=False),
        wait=Jump(wait, params.get("WaitMethod", "POST")) if wait else None,
        music="WaitUrl" not in params,
        most=params.number("MaxParticipants", 250),
        hooks=Hooks(params.get("ConferenceStatusCallback"), method, events),
    )


def _stay(exchange: Exchange, call: Call, name: str, terms: Terms) -> Program:
    """Be in the room until it is over; then the call ends, for it has no document."""
    try:
        joined = exchange.rooms.join(call, name, terms)
    except ConferenceRefused as refused:
        exchange.alert(refused.code, str(refused))
        return
    while True:
        event = yield Listen()
        if isinstance(event, RoomOver | RoomFailed) and event.participant is joined:
            return


def _change(exchange: Exchange, participant: Participant, params: Params) -> None:
    if "Muted" in params:
        exchange.rooms.mute(participant, muted=params.yes("Muted", default=False))
    if "Hold" in params:
        url = params.get("HoldUrl")
        jump = Jump(url, params.get("HoldMethod", "POST")) if url else None
        exchange.rooms.hold(participant, hold=params.yes("Hold", default=False), document=jump)
    if "EndConferenceOnExit" in params:
        participant.end_on_exit = params.yes("EndConferenceOnExit", default=False)
        exchange.rooms.tell(participant.room, "participant-modify", participant)
    if params.get("AnnounceUrl"):
        jump = Jump(params.get("AnnounceUrl"), params.get("AnnounceMethod", "POST"))
        exchange.rooms.announce([participant], jump)
    if "Coaching" in params or "CallSidToCoach" in params:
        find_call(exchange, params.get("CallSidToCoach"))
        raise ApiError(400, 20001, "Coaching is not simulated")


def show_participant(exchange: Exchange, one: Participant) -> dict[str, Any]:
    """Return a participant as the API shows it."""
    terms = Terms(one.label, one.muted, one.start_on_enter, one.end_on_exit)
    shown = _shown(exchange, one.call, one.room, terms)
    return shown | {"hold": one.hold, "date_updated": rfc2822(one.updated)}


def _shown(exchange: Exchange, call: Call, room: Conference, terms: Terms) -> dict[str, Any]:
    account = exchange.account.sid
    connecting = {"queued": "queued", "ringing": "ringing", "initiated": "connecting"}
    at = f"/{API_VERSION}/Accounts/{account}/Conferences/{room.sid}/Participants"
    return {
        "account_sid": account,
        "call_sid": call.sid,
        "label": terms.label or None,
        "call_sid_to_coach": None,
        "coaching": False,
        "conference_sid": room.sid,
        "date_created": rfc2822(call.created),
        "date_updated": rfc2822(call.created),
        "end_conference_on_exit": terms.end_on_exit,
        "muted": terms.muted,
        "hold": False,
        "start_conference_on_enter": terms.start_on_enter,
        "status": connecting.get(call.status, "connected"),
        "queue_time": "0",
        "uri": f"{at}/{call.sid}.json",
    }

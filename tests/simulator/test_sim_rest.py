"""The REST API does what the official client asks, and refuses what the real carrier refuses."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sim_world import ACCOUNT, APP, LINE, World

from warmline.simulator.rest import rest_app

BASE = f"/2010-04-01/Accounts/{ACCOUNT.sid}"
MAYA = "+14155550121"
CALL = {"To": MAYA, "From": LINE, "Url": f"{APP}/screen"}


@pytest.fixture
def api(world: World) -> FlaskClient:
    return rest_app(world.exchange).test_client()


def post(api: FlaskClient, path: str, **form: Any) -> Any:
    auth = (ACCOUNT.sid, ACCOUNT.auth_token)
    return api.post(f"{BASE}{path}", data=form, auth=auth)


def get(api: FlaskClient, path: str, **query: Any) -> Any:
    auth = (ACCOUNT.sid, ACCOUNT.auth_token)
    return api.get(f"{BASE}{path}", query_string=query, auth=auth)


def test_a_call_is_started_rings_and_tells_its_progress(world: World, api: FlaskClient) -> None:
    """A created call is queued, rings, and tells each event that was asked for, numbered."""
    world.customer.on("/screen", "<Say>Hello.</Say>")
    events = ["initiated", "ringing", "answered", "completed"]
    callback = {"StatusCallback": f"{APP}/progress", "StatusCallbackEvent": events}
    created = post(api, "/Calls.json", **CALL, **callback)
    assert (created.status_code, created.json["status"]) == (201, "queued")
    world.run(3)
    world.maya.answer()
    world.run(2)
    told = world.customer.params("/progress")
    assert [said["CallStatus"] for said in told] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert [said["SequenceNumber"] for said in told] == ["0", "1", "2", "3"]
    assert {said["CallbackSource"] for said in told} == {"call-progress-events"}
    assert get(api, f"/Calls/{created.json['sid']}.json").json["status"] == "completed"


def test_a_ring_ends_exactly_when_its_timeout_is_over(world: World, api: FlaskClient) -> None:
    """The carrier itself ends the ring, as no-answer, after the seconds it was given."""
    sid = post(api, "/Calls.json", **CALL, Timeout="20", StatusCallback=f"{APP}/p").json["sid"]
    world.run(19.9)
    assert world.exchange.calls[sid].status == "ringing"
    world.run(0.1)
    assert world.exchange.calls[sid].status == "no-answer"
    assert world.customer.params("/p")[0]["SipResponseCode"] == "487"


def test_excess_calls_are_started_at_the_accounts_pace(world: World, api: FlaskClient) -> None:
    """Three calls asked for at once begin a second apart; none is refused."""
    for number in (MAYA, "+14155550122", "+14155550111"):
        assert post(api, "/Calls.json", **(CALL | {"To": number})).status_code == 201
    world.run()
    assert [p.status for p in (world.maya, world.luis, world.student)] == [
        "ringing",
        "idle",
        "idle",
    ]
    world.run(1)
    assert world.luis.status == "ringing"
    world.run(1)
    assert world.student.status == "ringing"


def test_a_call_made_from_inside_a_webhook_begins_after_it(world: World, api: FlaskClient) -> None:
    """A web server may use the REST API while the carrier waits for its answer."""

    def voice(said: dict[str, str]) -> str:
        post(api, "/Calls.json", **CALL)
        return f"<Say>{said['CallStatus']}</Say>"

    world.customer.on("/voice", voice)
    world.student.dial(LINE)
    world.run()
    assert world.said(world.student) == ["ringing"]
    assert world.maya.status == "ringing"


def test_a_call_in_progress_follows_another_document(world: World, api: FlaskClient) -> None:
    """A redirected call leaves what it was doing; one that has ended cannot be redirected."""
    world.customer.on("/screen", "<Say>One.</Say><Pause length='60'/><Say>Never.</Say>")
    world.customer.on("/other", "<Say>Two.</Say>")
    sid = post(api, "/Calls.json", **CALL).json["sid"]
    early = post(api, f"/Calls/{sid}.json", Url=f"{APP}/other")
    assert (early.status_code, early.json["code"]) == (400, 21220)
    world.run()
    world.maya.answer()
    world.run(5)
    assert post(api, f"/Calls/{sid}.json", Url=f"{APP}/other").status_code == 200
    world.run(5)
    assert world.said(world.maya) == ["One.", "Two."]
    assert post(api, f"/Calls/{sid}.json", Status="completed").json["code"] == 21220


def test_a_ringing_call_can_be_cancelled(world: World, api: FlaskClient) -> None:
    """A cancelled ring stops at once."""
    sid = post(api, "/Calls.json", **CALL).json["sid"]
    world.run(2)
    assert post(api, f"/Calls/{sid}.json", Status="canceled").json["status"] == "canceled"
    assert world.maya.status == "idle"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"To": ""}, 21201),
        ({"To": "555"}, 21211),
        ({"To": "+1415"}, 21211),
        ({"From": ""}, 21213),
        ({"From": "x"}, 21212),
        ({"From": MAYA}, 21210),
        ({"Url": ""}, 21205),
        ({"Url": "/screen"}, 21205),
        ({"Url": "https://under_score.test/x"}, 21205),
        ({"Method": "PUT"}, 21206),
        ({"StatusCallback": "nowhere"}, 21609),
        ({"StatusCallbackEvent": "['initiated', 'answered']"}, 21626),
        ({"Timeout": "0"}, 20001),
        ({"Timeout": "601"}, 20001),
        ({"Volume": "loud"}, 20001),
        ({"Url": "", "Twiml": "<Response><Redirect>/x</Redirect></Response>"}, 15004),
        ({"Url": "", "Twiml": "<Response><Shout/></Response>"}, 12200),
    ],
)
def test_a_wrong_call_request_is_refused_with_the_carriers_code(
    api: FlaskClient, form: dict[str, str], code: int
) -> None:
    """Each mistake in a request to call is refused with the error code that the carrier has."""
    refused = post(api, "/Calls.json", **(CALL | form))
    assert (refused.status_code, refused.json["code"]) == (400, code)


def test_a_wrong_token_is_refused(api: FlaskClient) -> None:
    """Nobody uses the account without its token."""
    refused = api.get(f"{BASE}/Calls.json", auth=(ACCOUNT.sid, "wrong"))
    assert (refused.status_code, refused.json["code"]) == (401, 20003)
    assert api.get(f"{BASE}/Calls.json").status_code == 401


def test_somebody_is_called_into_a_conference(world: World, api: FlaskClient) -> None:
    """A participant created over REST is in the room once they answer, and can be kicked out."""
    world.customer.on("/voice", "<Dial><Conference>room</Conference></Dial><Say>Alone.</Say>")
    world.student.dial(LINE)
    world.run()
    form = {"To": MAYA, "From": LINE, "Label": "helper", "EndConferenceOnExit": "true"}
    created = post(api, "/Conferences/room/Participants.json", **form)
    assert (created.status_code, created.json["status"]) == (201, "queued")
    world.run(1)
    world.maya.answer()
    world.run(1)
    assert world.maya.talks_with() == {world.student}
    rooms = get(api, "/Conferences.json", FriendlyName="room", Status="in-progress").json
    sid = rooms["conferences"][0]["sid"]
    assert len(get(api, f"/Conferences/{sid}/Participants.json").json["participants"]) == 2
    path = f"{BASE}/Conferences/{sid}/Participants/helper.json"
    assert api.delete(path, auth=(ACCOUNT.sid, ACCOUNT.auth_token)).status_code == 204
    world.run(1)
    assert world.maya.status == "idle"
    assert world.said(world.student)[-1] == "Alone."


def test_an_application_goes_before_a_numbers_addresses(world: World, api: FlaskClient) -> None:
    """With an application set, as with a trunk, the carrier asks none of the number's addresses."""
    world.customer.on("/voice", "<Say>Hello.</Say>")
    sid = world.exchange.numbers[LINE].sid
    path = f"/IncomingPhoneNumbers/{sid}.json"
    assert post(api, path, VoiceApplicationSid="nonsense").status_code == 400
    shown = post(api, path, VoiceApplicationSid="AP" + "a" * 32, SmsApplicationSid="AP" + "b" * 32)
    assert shown.json["voice_application_sid"] == "AP" + "a" * 32
    number = world.exchange.numbers[LINE]
    assert (number.asks_for_calls, number.asks_for_texts) == (False, False)
    world.student.dial(LINE)
    world.run(1)
    assert world.customer.params("/voice") == []
    unset = post(api, path, VoiceApplicationSid="", SmsApplicationSid="", TrunkSid="")
    assert (unset.json["voice_application_sid"], unset.json["trunk_sid"]) == (None, None)
    assert number.asks_for_calls

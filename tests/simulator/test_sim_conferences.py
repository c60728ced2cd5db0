"""Conferences open, close, hold, mute and tell of it as the real carrier's do."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sim_world import ACCOUNT, APP, LINE, World

from warmline.simulator.conferences import HOLD_MUSIC
from warmline.simulator.rest import rest_app

BASE = f"/2010-04-01/Accounts/{ACCOUNT.sid}"
ROOM = (
    '<Dial action="/after"><Conference startConferenceOnEnter="{start}" statusCallback="/room" '
    'statusCallbackEvent="start end join leave mute hold modify announcement" {more}>r'
    "</Conference></Dial>"
)


@pytest.fixture
def api(world: World) -> FlaskClient:
    return rest_app(world.exchange).test_client()


def post(api: FlaskClient, path: str, **form: Any) -> Any:
    return api.post(f"{BASE}{path}", data=form, auth=(ACCOUNT.sid, ACCOUNT.auth_token))


def together(world: World, api: FlaskClient, more: str = "") -> str:
    """Bring the student and Maya into one room; return the room's identifier."""
    world.customer.on("/voice", ROOM.format(start="false", more=""))
    world.customer.on("/join", ROOM.format(start="true", more=more))
    world.student.dial(LINE)
    post(api, "/Calls.json", To=world.maya.number, From=LINE, Url=f"{APP}/join")
    world.run(1)
    world.maya.answer()
    world.run(1)
    assert world.student.talks_with() == {world.maya}
    return next(iter(world.exchange.rooms.all))


def events(world: World) -> list[str]:
    return [said["StatusCallbackEvent"] for said in world.customer.params("/room")]


def test_two_who_only_wait_do_not_talk(world: World) -> None:
    """A room in which nobody opens it stays closed."""
    world.customer.on("/voice", ROOM.format(start="false", more=""))
    world.student.dial(LINE)
    other = world.exchange.add_phone("+14155550112", "Other")
    other.dial(LINE)
    world.run(5)
    assert world.student.talks_with() == frozenset()
    assert world.said(other) == [HOLD_MUSIC]


def test_everybody_goes_on_when_a_room_is_closed_over_rest(world: World, api: FlaskClient) -> None:
    """A completed conference sends each participant to their Dial's action."""
    sid = together(world, api)
    assert post(api, f"/Conferences/{sid}.json", Status="completed").json["status"] == "completed"
    world.run()
    assert len(world.customer.params("/after")) == 2
    end = world.customer.params("/room")[-1]
    assert end["ReasonConferenceEnded"] == "conference-ended-via-api"
    numbers = [int(said["SequenceNumber"]) for said in world.customer.params("/room")]
    assert numbers == list(range(len(numbers)))


def test_a_name_is_used_again_after_its_room_is_over(world: World, api: FlaskClient) -> None:
    """The next call into a closed room's name opens a new room."""
    sid = together(world, api)
    post(api, f"/Conferences/{sid}.json", Status="completed")
    world.run(3)
    world.student.dial(LINE)
    world.run()
    assert len(world.exchange.rooms.all) == 2
    assert post(api, f"/Conferences/{sid}/Participants.json", To=LINE, From=LINE).status_code == 404


def test_holding_and_muting_part_people_and_bring_them_back(world: World, api: FlaskClient) -> None:
    """Who is on hold hears the hold document; who is muted talks with nobody."""
    sid = together(world, api)
    student = world.student.call
    assert student is not None
    world.customer.on("/hold", "<Say>One moment.</Say>")
    at = f"/Conferences/{sid}/Participants/{student.sid}.json"
    assert post(api, at, Hold="true", HoldUrl=f"{APP}/hold").json["hold"] is True
    world.run(1)
    assert world.said(world.student)[-1] == "One moment."
    assert world.student.talks_with() == frozenset()
    post(api, at, Hold="false")
    assert world.student.talks_with() == {world.maya}
    assert post(api, at, Muted="true").json["muted"] is True
    assert world.maya.talks_with() == frozenset()
    world.run()
    assert events(world)[-3:] == ["participant-hold", "participant-unhold", "participant-mute"]


def test_an_announcement_is_heard_in_the_room(world: World, api: FlaskClient) -> None:
    """An announcement reaches everybody, and its end is told."""
    sid = together(world, api)
    world.customer.on("/news", "<Say>Two minutes left.</Say>")
    post(api, f"/Conferences/{sid}.json", AnnounceUrl=f"{APP}/news")
    world.run(2)
    assert world.said(world.student)[-1] == "Two minutes left."
    assert world.said(world.maya)[-1] == "Two minutes left."
    assert events(world)[-2:] == ["announcement-end", "announcement-end"]


def test_a_label_is_unique_in_its_room(world: World) -> None:
    """A second call with the same label is refused with 16025 and goes on to the next verb."""
    labelled = ROOM.format(start="true", more='participantLabel="student"')
    world.customer.on("/voice", f"{labelled}<Say>Next verb.</Say>")
    world.student.dial(LINE)
    other = world.exchange.add_phone("+14155550112", "Other")
    other.dial(LINE)
    world.run()
    assert world.said(other) == ["Next verb."]
    assert [alert.code for alert in world.exchange.debugger] == [16025]


def test_a_wait_document_that_gathers_is_refused_and_the_dial_fails(world: World) -> None:
    """A wait document with a Gather means no conference for this call, but its Dial's action."""
    world.customer.on("/voice", ROOM.format(start="false", more='waitUrl="/wait"'))
    world.customer.on("/wait", "<Gather><Say>Press 1.</Say></Gather>")
    world.student.dial(LINE)
    world.run()
    assert world.customer.params("/after")[0]["DialCallStatus"] == "failed"
    assert [alert.code for alert in world.exchange.debugger] == [13238]


def test_a_wait_document_that_ends_leaves_silence(world: World) -> None:
    """Without a redirection at its end a wait document is heard once."""
    world.customer.on("/voice", ROOM.format(start="false", more='waitUrl="/wait"'))
    world.customer.on("/wait", "<Say>Hold on.</Say>")
    world.student.dial(LINE)
    world.run(60)
    assert world.said(world.student) == ["Hold on."]
    assert world.student.status == "in_call"


def test_the_wait_document_stops_when_the_conversation_begins(
    world: World, api: FlaskClient
) -> None:
    """Nobody who talks hears the wait document over it."""
    world.customer.on("/wait", "<Say>Hold on.</Say><Pause length='2'/><Redirect>/wait</Redirect>")
    together(world, api)
    asked = len(world.customer.params("/wait"))
    world.run(30)
    assert len(world.customer.params("/wait")) == asked


def test_one_who_ends_the_room_by_leaving_ends_it_for_all(world: World, api: FlaskClient) -> None:
    """With endConferenceOnExit the others go on with their action when this one leaves."""
    together(world, api, more='endConferenceOnExit="true"')
    world.maya.hang_up()
    world.run()
    assert [said["CallStatus"] for said in world.customer.params("/after")] == [
        "in-progress",
        "completed",
    ]
    assert events(world)[-1] == "conference-end"


def test_a_late_farewell_of_one_room_does_not_end_the_next(world: World, api: FlaskClient) -> None:
    """Pressing star in the instant a room closes leads back in, not straight out again."""
    world.customer.on("/voice", '<Dial hangupOnStar="true" action="/voice"><Conference>r'
                      "</Conference></Dial>")  # fmt: skip
    world.student.dial(LINE)
    world.run(1)
    sid = next(iter(world.exchange.rooms.all))
    world.student.press("*")
    post(api, f"/Conferences/{sid}.json", Status="completed")
    world.run(5)
    assert len(world.customer.params("/voice")) == 2
    assert world.student.status == "in_call"

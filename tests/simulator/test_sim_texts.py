"""Texts arrive, fail, are silenced by stop words, and can be redacted."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Response
from flask.testing import FlaskClient
from sim_world import ACCOUNT, APP, LINE, World

from warmline.simulator.messages import STOP
from warmline.simulator.phones import Texting
from warmline.simulator.rest import rest_app
from warmline.simulator.segments import segments

BASE = f"/2010-04-01/Accounts/{ACCOUNT.sid}"
AUTH = (ACCOUNT.sid, ACCOUNT.auth_token)
TEXT = {"To": "+14155550121", "From": LINE, "Body": "Hello", "StatusCallback": f"{APP}/told"}


@pytest.fixture
def api(world: World) -> FlaskClient:
    world.exchange.numbers[LINE].sms_url = f"{APP}/texts"
    return rest_app(world.exchange).test_client()


def post(api: FlaskClient, path: str, **form: Any) -> Any:
    return api.post(f"{BASE}{path}", data=form, auth=AUTH)


def bodies(world: World) -> list[str]:
    return [text.body for text in world.maya.texts if text.incoming]


def test_a_text_is_sent_and_delivered(world: World, api: FlaskClient) -> None:
    """Each step is told in order, and none for the first."""
    sent = post(api, "/Messages.json", **TEXT)
    assert (sent.status_code, sent.json["status"]) == (201, "queued")
    world.run(5)
    assert bodies(world) == ["Hello"]
    told = [said["MessageStatus"] for said in world.customer.params("/told")]
    assert told == ["sent", "delivered"]


def test_a_text_that_cannot_be_delivered_says_why(world: World, api: FlaskClient) -> None:
    """An unreachable handset is told with its code."""
    world.maya.texting = Texting(after=2, error=30003)
    post(api, "/Messages.json", **TEXT)
    world.run(5)
    last = world.customer.params("/told")[-1]
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30003")
    assert bodies(world) == []


def test_texts_leave_at_the_senders_pace(world: World, api: FlaskClient) -> None:
    """A number sends one segment a second; a long text takes longer."""
    for body in ("One", "x" * 400, "Three"):
        post(api, "/Messages.json", **(TEXT | {"Body": body}))
    world.run(2.5)
    assert [len(body) for body in bodies(world)] == [3, 400]
    world.run(3)
    assert len(bodies(world)) == 3


def test_an_incoming_text_is_passed_on_and_answered(world: World, api: FlaskClient) -> None:
    """A webhook's Message elements are sent back to whoever wrote."""
    world.customer.on("/texts", "<Message>One</Message><Message><Body>Two</Body></Message>")
    world.maya.text(LINE, "Hi", (("image/png", b"png"),))
    world.run(5)
    said = world.customer.params("/texts")[0]
    assert (said["Body"], said["NumMedia"], said["MediaContentType0"]) == ("Hi", "1", "image/png")
    assert said["MessageSid"] == said["SmsSid"] == said["SmsMessageSid"]
    assert bodies(world) == ["One", "Two"]
    path = said["MediaUrl0"].removeprefix(world.exchange.public_url)
    assert api.get(path).status_code == 401
    assert api.get(path, auth=AUTH).data == b"png"
    assert api.delete(f"{path}.json", auth=AUTH).status_code == 204
    assert api.get(path, auth=AUTH).status_code == 404


def test_a_plain_answer_is_sent_as_a_text(world: World, api: FlaskClient) -> None:
    """An error page in plain text reaches the student's phone, as it would in life."""
    world.customer.on("/texts", Response("Oops", content_type="text/plain"))
    world.maya.text(LINE, "Hi")
    world.run(5)
    assert bodies(world) == ["Oops"]


def test_a_failing_text_webhook_goes_to_its_fallback(world: World, api: FlaskClient) -> None:
    """The fallback hears which error it was."""
    world.exchange.numbers[LINE].sms_fallback_url = f"{APP}/fallback"
    world.customer.on("/texts", Response("<Response><Say/></Response>", content_type="text/xml"))
    world.customer.on("/fallback", "<Message>Sorry.</Message>")
    world.maya.text(LINE, "Hi")
    world.run(5)
    assert world.customer.params("/fallback")[0]["ErrorCode"] == "12200"
    assert bodies(world) == ["Sorry."]


@pytest.mark.parametrize("word", sorted(STOP))
def test_a_stop_word_silences_the_number(world: World, api: FlaskClient, word: str) -> None:
    """The carrier answers by itself, still passes the word on, and refuses the next text."""
    world.maya.text(LINE, f" {word.lower()} ")
    world.run(2)
    assert len(world.customer.params("/texts")) == 1
    assert "unsubscribed" in bodies(world)[0]
    refused = post(api, "/Messages.json", **TEXT)
    assert (refused.status_code, refused.json["code"]) == (400, 21610)
    world.maya.text(LINE, "Start")
    assert post(api, "/Messages.json", **TEXT).status_code == 201


def test_a_text_is_redacted_and_deleted_once_it_is_final(world: World, api: FlaskClient) -> None:
    """A body can be emptied after delivery, not before, and then the text can go."""
    sid = post(api, "/Messages.json", **TEXT).json["sid"]
    assert post(api, f"/Messages/{sid}.json", Body="").status_code == 409
    world.run(5)
    assert post(api, f"/Messages/{sid}.json", Body="").json["body"] == ""
    assert post(api, f"/Messages/{sid}.json", Body="New").status_code == 400
    assert api.delete(f"{BASE}/Messages/{sid}.json", auth=AUTH).status_code == 204
    assert api.get(f"{BASE}/Messages/{sid}.json", auth=AUTH).status_code == 404


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["late", "again", "early"]),
        ({"DateSent>": "{day}"}, ["late", "again", "early"]),
        ({"DateSent<": "{day}"}, ["late", "again", "early"]),
        ({"DateSent": "{day}"}, ["late", "again", "early"]),
        ({"DateSent": "2020-01-01"}, []),
        ({"DateSent>": "{second}"}, ["late"]),
        ({"DateSent<": "{second}"}, ["again", "early"]),
        ({"From": "+14155550999"}, []),
        ({"To": "+14155550999"}, []),
        ({"PageSize": "2"}, ["late", "again"]),
    ],
)
def test_received_texts_are_listed(
    world: World, api: FlaskClient, filters: dict[str, str], found: list[str]
) -> None:
    """By number and by when they came, in days or in seconds, newest first."""
    for body in ("early", "again", "late"):
        world.student.text(LINE, body)
        world.run(10)
    second = world.exchange.now() - timedelta(seconds=15)
    asked = {
        name: it.format(day=f"{second:%Y-%m-%d}", second=f"{second:%Y-%m-%dT%H:%M:%SZ}")
        for name, it in filters.items()
    }
    query = {"To": LINE, **asked}
    listed = api.get(f"{BASE}/Messages.json", query_string=query, auth=AUTH).json["messages"]
    assert [it["body"] for it in listed] == found
    assert {(it["direction"], it["status"]) for it in listed} <= {("inbound", "received")}


def test_a_text_that_was_emptied_is_listed_without_words(world: World, api: FlaskClient) -> None:
    """And one that was deleted is not listed at all."""
    for body in ("emptied", "deleted"):
        world.student.text(LINE, body)
    emptied, deleted = list(world.exchange.messages.all)
    post(api, f"/Messages/{emptied}.json", Body="")
    api.delete(f"{BASE}/Messages/{deleted}.json", auth=AUTH)
    query = {"To": LINE}
    listed = api.get(f"{BASE}/Messages.json", query_string=query, auth=AUTH).json["messages"]
    assert [(it["sid"], it["body"]) for it in listed] == [(emptied, "")]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "12"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "+14155550121"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"MediaUrl": ["https://a.test/p"] * 11}, 21623),
        ({"StatusCallback": "x"}, 21609),
        ({"ValidityPeriod": "36001"}, 20001),
        ({"ContentRetention": "discard"}, 20001),
        ({"Loud": "yes"}, 20001),
    ],
)
def test_a_wrong_text_is_refused(api: FlaskClient, form: dict[str, Any], code: int) -> None:
    """Each mistake in a request to send has the carrier's code."""
    refused = post(api, "/Messages.json", **(TEXT | form))
    assert (refused.status_code, refused.json["code"]) == (400, code)


@pytest.mark.parametrize(
    ("body", "count"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("€" * 81, 2), ("ж" * 70, 1), ("ж" * 71, 2),
     ("🙂" * 35, 1), ("🙂" * 36, 2)],
)  # fmt: skip
def test_segments_are_counted_as_networks_count_them(body: str, count: int) -> None:
    """Plain letters are 160 to a segment, any other letter makes it 70."""
    assert segments(body) == count

"""Documents that the real carrier refuses are refused, each with the carrier's error code."""

import pytest
from flask import Response
from sim_world import APP, LINE, World

from warmline.simulator.documents import DocumentError, parse, read_document, read_inline
from warmline.simulator.grammar import CALL_VERBS, WAIT_VERBS, WHISPER_VERBS
from warmline.simulator.twiml import APOLOGY

REFUSED = [
    ("", 12100),
    ("\n<?xml version='1.0'?><Response/>", 12100),
    ("<Response><Say>Open</Response>", 12100),
    ("<response/>", 12200),
    ("<Response>Words</Response>", 12200),
    ("<Response><say>Small letters</say></Response>", 12200),
    ("<Response><Shout>Loud</Shout></Response>", 12200),
    ("<Response><Number>+14155550121</Number></Response>", 12200),
    ("<Response><Say Voice='alice'>Case</Say></Response>", 12200),
    ("<Response><Say volume='11'>Unknown</Say></Response>", 12200),
    ("<Response><Say><Play>x</Play></Say></Response>", 12200),
    ("<Response><Pause length='-1'/></Response>", 12200),
    ("<Response><Pause>Words</Pause></Response>", 12200),
    ("<Response><Hangup reason='tired'/></Response>", 12200),
    ("<Response><Gather input='telepathy'/></Response>", 12200),
    ("<Response><Gather numDigits='0'/></Response>", 12200),
    ("<Response><Gather finishOnKey='##'/></Response>", 12200),
    ("<Response><Gather method='PUT'/></Response>", 12200),
    ("<Response><Gather actionOnEmptyResult='yes'/></Response>", 12200),
    ("<Response><Gather><Redirect>/x</Redirect></Gather></Response>", 12200),
    ("<Response><Dial/></Response>", 12200),
    ("<Response><Dial timeout='4'><Number>+14155550121</Number></Dial></Response>", 12200),
    ("<Response><Dial><Number>+1</Number><Conference>r</Conference></Dial></Response>", 12200),
    (
        "<Response><Dial><Conference>a</Conference><Conference>b</Conference></Dial></Response>",
        12200,
    ),
    ("<Response><Dial>" + "<Number>+14155550121</Number>" * 11 + "</Dial></Response>", 13223),
    ("<Response><Dial><Conference/></Dial></Response>", 12200),
    ("<Response><Dial><Conference beep='loud'>r</Conference></Dial></Response>", 12200),
    (
        "<Response><Dial><Conference statusCallbackEvent=\"['start', 'end']\">r</Conference></Dial>"
        "</Response>",
        12200,
    ),
    ("<Response><Dial><Number statusCallbackEvent='start'>+1</Number></Dial></Response>", 12200),
    ("<Response><Redirect/></Response>", 12200),
]


@pytest.mark.parametrize(("xml", "code"), REFUSED)
def test_a_wrong_document_is_refused(xml: str, code: int) -> None:
    """Each mistake in a call document has the carrier's own code."""
    with pytest.raises(DocumentError) as caught:
        read_document(xml.encode(), "text/xml", APP)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", "image/png"])
def test_a_wrong_content_type_is_refused(kind: str) -> None:
    """A call document is XML and says so."""
    with pytest.raises(DocumentError) as caught:
        read_document(b"<Response/>", kind, APP)
    assert caught.value.code == 12300


@pytest.mark.parametrize("verb", sorted(CALL_VERBS))
def test_a_wait_document_may_only_say_play_pause_and_redirect(verb: str) -> None:
    """Whatever else stands in a conference's wait document is refused with 13238."""
    words = "/x" if verb in {"Play", "Redirect", "Enqueue"} else ""
    words = "<Number>+14155550121</Number>" if verb == "Dial" else words
    xml = f"<Response><{verb}>{words}</{verb}></Response>".encode()
    if verb in WAIT_VERBS:
        assert parse(xml, APP, WAIT_VERBS).verbs[0].name == verb
        return
    with pytest.raises(DocumentError) as caught:
        parse(xml, APP, WAIT_VERBS)
    assert caught.value.code == 13238


def test_a_whisper_may_only_say_play_gather_and_hang_up() -> None:
    """A dialled number's own document may not pause, redirect or dial."""
    for verb in ("<Pause/>", "<Redirect>/x</Redirect>", "<Dial>+14155550121</Dial>", "<Record/>"):
        with pytest.raises(DocumentError) as caught:
            parse(f"<Response>{verb}</Response>".encode(), APP, WHISPER_VERBS)
        assert caught.value.code == 12200


def test_an_inline_document_needs_absolute_addresses() -> None:
    """A document that came from no address has nothing that relative ones could hang on."""
    with pytest.raises(DocumentError) as caught:
        read_inline("<Response><Gather action='/keys'/></Response>")
    assert caught.value.code == 15004
    assert read_inline("<Response><Gather action='https://a.test/keys'/></Response>").verbs


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("broken", status=500), "11217"),
        (Response("gone", status=404), "11217"),
        (Response("slow down", status=429), "11217"),
        (Response("Hello", content_type="text/plain"), "12300"),
        (Response("<Response>", content_type="text/xml"), "12100"),
        (Response("<Response><Shout/></Response>", content_type="text/xml"), "12200"),
    ],
)
def test_what_fails_goes_to_the_fallback_at_once(world: World, answer: Response, code: str) -> None:
    """The fallback address hears which error it was and where, and the call goes on with it."""
    world.exchange.numbers[LINE].voice_fallback_url = f"{APP}/fallback"
    world.customer.on("/voice", answer)
    world.customer.on("/fallback", "<Say>Still here.</Say>")
    world.student.dial(LINE)
    world.run()
    said = world.customer.params("/fallback")[0]
    assert (said["ErrorCode"], said["ErrorUrl"]) == (code, f"{APP}/voice")
    assert world.said(world.student) == ["Still here."]
    assert world.customer.paths().count("/voice") == 1


def test_without_a_fallback_the_carrier_apologises_and_hangs_up(world: World) -> None:
    """A caller whose document cannot be had hears so, and the call ends."""
    world.customer.on("/voice", Response("broken", status=500))
    world.student.dial(LINE)
    world.run(5)
    assert world.said(world.student) == [APOLOGY]
    assert world.student.status == "idle"


def test_a_server_that_is_down_is_asked_twice_and_then_the_carriers_own_document(
    world: World,
) -> None:
    """Only a failed connection is tried again, once; a document at the carrier needs no server."""
    path = world.exchange.host_document("f", "<Response><Say>Call this number.</Say></Response>")
    world.host_carrier()
    world.exchange.numbers[LINE].voice_fallback_url = world.exchange.public_url + path
    world.fetcher.apps.pop(APP)
    world.student.dial(LINE)
    world.run()
    assert world.said(world.student) == ["Call this number."]
    assert [alert.code for alert in world.exchange.debugger] == [11205, 11205]


def test_an_address_may_ask_for_more_retries(world: World) -> None:
    """A fragment in the address changes what is tried again, and is itself never sent."""
    number = world.exchange.numbers[LINE]
    number.voice_url = f"{APP}/voice#rc=3&rp=5xx"
    world.customer.on("/voice", Response("broken", status=503))
    world.student.dial(LINE)
    world.run()
    assert world.customer.paths() == ["/voice"] * 4


def test_documents_that_go_round_in_a_circle_are_stopped(world: World) -> None:
    """A redirection to itself, with no time in between, does not go on for ever."""
    world.customer.on("/voice", "<Redirect>/voice</Redirect>")
    world.student.dial(LINE)
    world.run(5)
    assert world.said(world.student) == [APOLOGY]

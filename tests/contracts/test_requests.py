"""What we ask of the carrier, and what we make of its answers, by its published description."""

import json
import socket
import threading
import traceback
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import api_facts
import pytest
from twilio.http import HttpClient
from twilio.http.response import Response

from warmline.carrier.account import CarrierAccount
from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Ringing
from warmline.carrier.twilio import TwilioCarrier, http_client
from warmline.errors import CarrierError
from warmline.ids import CallSid, ContactId, LegId
from warmline.phone import PhoneNumber
from warmline.provisioning import own_addresses
from warmline.settings import TWILIO
from warmline.settings.home import free_port

SID = "AC" + "0" * 32
CALL = CallSid("CA" + "1" * 32)
RECORDING = "RE" + "2" * 32
STUDENT, LINE = PhoneNumber("+14155551234"), PhoneNumber("+14155550100")
TO = Addresses("https://line.example.edu/help")
CONTACT = ContactId("northfield." + "a" * 24)
TEXT = "SM" + "b" * 32
NUMBER = "PN" + "3" * 32
CHANGES = own_addresses(SimpleNamespace(api_base=TWILIO, public_base_url="https://line.edu")) | {
    **dict.fromkeys(
        (f"{it}_method" for it in ("voice", "voice_fallback", "status_callback", "sms")), "POST"
    ),
    "sms_fallback_method": "GET",
    "voice_application_sid": "",
    "sms_application_sid": "",
    "trunk_sid": "",
}
SINCE = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)


class Recorder(HttpClient):
    """Writes down each request, and answers it as told."""

    def __init__(self, status, body):
        self.status, self.body = status, body
        self.seen = []

    def request(self, method, url, params=None, data=None, auth=None, **_more):
        address = urlsplit(url)
        given = {**dict(parse_qsl(address.query)), **(params or {}), **(data or {})}
        self.seen.append((method, address.path, {k: v for k, v in given.items() if v is not None}))
        self.auth, self.host = auth, f"{address.scheme}://{address.netloc}"
        return Response(self.status, self.body)


def ringing():
    """Return a ring of a mentor's phone."""
    return Ringing(
        to=STUDENT,
        caller_id=LINE,
        answer_url=TO.leg(CONTACT, LegId(1), "screen"),
        status_url=TO.leg(CONTACT, LegId(1), "status"),
        seconds=20,
    )


def _page(name):
    return json.dumps({name: [], "page": 0, "page_size": 20, "next_page_uri": None})


REQUESTS = {
    "ring": (lambda it: it.ring(ringing()), 201, json.dumps({"sid": CALL, "status": "queued"})),
    "find_ring": (lambda it: it.find_ring(STUDENT, LINE), 200, _page("calls")),
    "end": (lambda it: it.end(CALL), 200, json.dumps({"sid": CALL})),
    "move": (lambda it: it.move(CALL, TO.student(CONTACT, "next?from=moved")), 200, "{}"),
    "is_up": (lambda it: it.is_up(CALL), 200, json.dumps({"sid": CALL, "status": "in-progress"})),
    "caller_of": (
        lambda it: it.caller_of(CALL),
        200,
        json.dumps({"sid": CALL, "from": "anonymous"}),
    ),
    "text": (lambda it: it.text(STUDENT, LINE, "Thank you."), 201, json.dumps({"sid": "SM1"})),
    "redact": (lambda it: it.redact(TEXT), 200, json.dumps({"sid": TEXT})),
    "delete_text": (lambda it: it.delete_text(TEXT), 204, ""),
    "find_text": (lambda it: it.find_text(STUDENT, LINE, "x", SINCE), 200, _page("messages")),
    "received": (lambda it: it.received(SINCE, to=LINE, sender=STUDENT), 200, _page("messages")),
    "delete_recording": (lambda it: it.delete_recording(RECORDING), 204, ""),
    "number_webhooks": (
        lambda it: it.number_webhooks(LINE),
        200,
        _page("incoming_phone_numbers"),
    ),
    "set_number": (lambda it: it.set_number(NUMBER, CHANGES), 200, json.dumps({"sid": NUMBER})),
}


def carrier(http, base="https://api.example.com"):
    """Return the carrier port on an HTTP client."""
    return TwilioCarrier(SID, "token", base, http)


@pytest.mark.parametrize("name", REQUESTS)
def test_each_request_is_one_that_the_carrier_describes(name):
    """Path, method, parameters and values are those of the published description."""
    ask, status, body = REQUESTS[name]
    http = Recorder(status, body)
    ask(carrier(http))
    assert len(http.seen) == 1
    assert api_facts.mistakes(*http.seen[0]) == []


def test_every_method_of_the_port_is_held_to_the_description():
    """A request that is added to the carrier is added here; fetching a sound is no API request."""
    methods = {name for name in vars(TwilioCarrier) if not name.startswith("_")}
    assert methods - {"fetch_recording"} == set(REQUESTS)


ACCOUNT = json.dumps({"sid": SID, "status": "active", "type": "Full"})
OF_ACCOUNT = {
    "account": (lambda it: it.account(), ACCOUNT),
    "number": (lambda it: it.number(LINE), _page("incoming_phone_numbers")),
}


@pytest.mark.parametrize("name", OF_ACCOUNT)
def test_what_the_doctor_asks_is_described_too(name):
    """What is asked of every carrier is in the published description; more is asked of no other."""
    ask, body = OF_ACCOUNT[name]
    http = Recorder(200, body)
    base = "https://carrier.example.com"
    account = CarrierAccount(SID, "token", base, sub_apis=False, http=http)
    ask(account)
    assert [api_facts.mistakes(*it) for it in http.seen] == [[]]
    answers = [account.profile(), account.may_call("US"), account.campaign_states()]
    assert [*answers, account.toll_free_state("PN1")] == [None] * 4
    assert len(http.seen) == 1


@pytest.mark.parametrize(
    ("ask", "called"),
    [
        (lambda it: it.profile(), "https://trusthub.twilio.com/v1/CustomerProfiles"),
        (
            lambda it: it.may_call("US"),
            "https://voice.twilio.com/v1/DialingPermissions/Countries/US",
        ),
        (lambda it: it.campaign_states(), "https://messaging.twilio.com/v1/Services"),
        (
            lambda it: it.toll_free_state("PN1"),
            "https://messaging.twilio.com/v1/Tollfree/Verifications",
        ),
    ],
)
def test_twilios_other_apis_are_asked_at_their_own_hosts(ask, called):
    """Profiles, registration and permissions stand beside the API, each at a host of Twilio's."""
    empty = {name: [] for name in ("results", "services", "verifications")}
    body = json.dumps({**empty, "meta": {"key": "results", "next_page_url": None}})
    http = Recorder(200, body)
    ask(CarrierAccount(SID, "token", "https://api.twilio.com", sub_apis=True, http=http))
    [(method, path, _)] = http.seen
    assert (method, http.host + path) == ("GET", called)


def test_a_ring_says_all_that_the_carrier_must_know():
    """A ring shows the line's number, ends by itself, and reports each step of its progress."""
    http = Recorder(201, json.dumps({"sid": CALL}))
    assert carrier(http).ring(ringing()) == CALL
    _, _, given = http.seen[0]
    assert given == {
        "To": STUDENT.e164,
        "From": LINE.e164,
        "Url": f"https://line.example.edu/help/voice/leg/{CONTACT}/1/screen",
        "Method": "POST",
        "StatusCallback": f"https://line.example.edu/help/voice/leg/{CONTACT}/1/status",
        "StatusCallbackMethod": "POST",
        "StatusCallbackEvent": ["ringing", "answered", "completed"],
        "Timeout": 20,
    }


@pytest.mark.parametrize("base", ["http://127.0.0.1:4010", "https://carrier.example.com/laml"])
def test_another_address_is_asked_instead_of_twilios(base, monkeypatch):
    """TWILIO_API_BASE is what is called, whatever edge or region the machine has set."""
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    http = Recorder(200, _page("calls"))
    carrier(http, base).find_ring(STUDENT, LINE)
    assert base.startswith(http.host)
    assert http.auth == (SID, "token")


@pytest.mark.parametrize(
    ("status", "up"),
    [
        ("queued", True),
        ("initiated", True),
        ("ringing", True),
        ("in-progress", True),
        ("completed", False),
        ("busy", False),
        ("failed", False),
        ("no-answer", False),
        ("canceled", False),
    ],
)
def test_each_status_of_a_call_is_up_or_down(status, up):
    """A leg is looked for by its status, and every status has a meaning."""
    fetched = Recorder(200, json.dumps({"sid": CALL, "status": status}))
    assert carrier(fetched).is_up(CALL) is up
    listed = Recorder(200, json.dumps({"calls": [{"sid": CALL, "status": status}]}))
    assert carrier(listed).find_ring(STUDENT, LINE) == (CALL if up else None)


def test_a_text_is_recognised_by_its_words_and_its_time():
    """A text that was sent before, or says something else, is not the one that was lost."""
    sent = [
        {"sid": "SM1", "body": "other", "date_created": "Tue, 03 Nov 2026 04:00:05 +0000"},
        {"sid": "SM2", "body": "same", "date_created": "Tue, 03 Nov 2026 03:00:00 +0000"},
        {"sid": "SM3", "body": "same", "date_created": "Tue, 03 Nov 2026 04:00:05 +0000"},
    ]
    http = Recorder(200, json.dumps({"messages": sent}))
    assert carrier(http).find_text(STUDENT, LINE, "same", SINCE) == "SM3"
    assert carrier(http).find_text(STUDENT, LINE, "never", SINCE) is None


def test_a_number_is_set_up_by_everything_that_we_compare():
    """What is to be unset goes out empty, and how to connect stays behind its address."""
    http = Recorder(200, json.dumps({"sid": NUMBER}))
    carrier(http).set_number(NUMBER, CHANGES)
    given = http.seen[0][2]
    assert len(given) == len(CHANGES)
    assert (given["TrunkSid"], given["VoiceApplicationSid"]) == ("", "")
    assert given["VoiceUrl"].startswith("https://line.edu/voice/incoming#ct=")


def test_a_number_that_only_begins_alike_is_not_ours():
    """The carrier's filter finds more than was asked for."""
    numbers = [
        {"phone_number": LINE.e164 + "1", "sid": "PN1"},
        {"phone_number": LINE.e164, "sid": "PN2"},
    ]
    http = Recorder(200, json.dumps({"incoming_phone_numbers": numbers}))
    assert carrier(http).number_webhooks(LINE)["sid"] == "PN2"
    http = Recorder(200, json.dumps({"incoming_phone_numbers": numbers[:1]}))
    assert carrier(http).number_webhooks(LINE) is None


@pytest.mark.parametrize(
    ("status", "code", "permanent"),
    [(401, 20003, True), (404, 20404, True), (429, 20429, False), (503, None, False)],
)
def test_a_list_that_is_refused_says_why(status, code, permanent):
    """A refused list is told like any other refusal: the library itself keeps it to itself."""
    with pytest.raises(CarrierError) as caught:
        carrier(Recorder(*refusal(status, code))).number_webhooks(LINE)
    assert (caught.value.code, caught.value.permanent) == (code, permanent)
    assert_hides_the_number(caught.value)


def listed(sid, **more):
    """Return a text as the carrier's list shows it."""
    text = {
        "sid": sid,
        "from": STUDENT.e164,
        "to": LINE.e164,
        "body": "hello",
        "num_media": "0",
        "direction": "inbound",
        "date_created": "Tue, 03 Nov 2026 04:00:05 +0000",
        "date_sent": "Tue, 03 Nov 2026 04:00:05 +0000",
    }
    return {**text, **more}


def received(*texts):
    """Return what we make of a list of texts, newest first as the carrier gives it."""
    http = Recorder(200, json.dumps({"messages": list(texts)}))
    return carrier(http).received(SINCE, to=LINE)


def test_texts_are_asked_for_in_large_pages_since_a_second():
    """A night's texts to one number are one request, however many numbers the account has."""
    http = Recorder(200, _page("messages"))
    carrier(http).received(SINCE.replace(microsecond=900_000), to=LINE)
    assert http.seen[0][2] == {
        "To": LINE.e164,
        "DateSent>": "2026-11-03T04:00:00Z",
        "PageSize": 1000,
    }


def test_received_texts_are_given_oldest_first():
    """Within one second, which is all that the carrier tells, its own order decides."""
    found = received(
        listed("SM4", date_sent="Tue, 03 Nov 2026 04:00:09 +0000"),
        listed("SM3"),
        listed("SM2"),
        listed("SM1", date_sent="Tue, 03 Nov 2026 04:00:01 +0000"),
    )
    assert [it.sid for it in found] == ["SM1", "SM2", "SM3", "SM4"]
    assert found[0].at == datetime(2026, 11, 3, 4, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "more",
    [
        {"direction": "outbound-api"},
        {"body": ""},
        {"body": None},
        {"from": "72345"},
        {"from": None},
        {"date_sent": "Tue, 03 Nov 2026 03:59:59 +0000"},
        {"date_sent": None, "date_created": "Mon, 02 Nov 2026 23:00:00 +0000"},
    ],
)
def test_what_is_not_for_us_is_left_out(more):
    """Our own texts, emptied ones, short codes, and what is older where a filter means days."""
    assert received(listed("SM1", **more)) == ()


def test_a_picture_without_words_is_received():
    """It is to be declined and deleted, late as at once."""
    (found,) = received(listed("MM1", body="", num_media="2"))
    assert found.pictures


def test_a_received_text_shows_nothing_of_itself():
    """What is printed of it by accident is its name at the carrier."""
    (found,) = received(listed("SM1"))
    assert repr(found) == "Received(SM1)"


# --- errors ---------------------------------------------------------------------------------------


def refusal(status, code):
    """Return an answer that refuses, in the carrier's form; its words name the number."""
    words = f"The number {STUDENT.e164} is the trouble"
    return status, json.dumps({"code": code, "message": words, "more_info": "", "status": status})


ANSWERS = {
    # answer: (status, body), then what becomes of it: permanent, happened, code
    "too many": (*refusal(429, 20429), False, False, 20429),
    "our own fault": (*refusal(400, 21211), True, False, 21211),
    "opted out": (*refusal(400, 21610), True, False, 21610),
    "not in progress": (*refusal(400, 21220), True, False, 21220),
    "not there": (*refusal(404, 20404), True, False, 20404),
    "not us": (*refusal(401, 20003), True, False, 20003),
    "broken": (*refusal(500, 20500), False, None, 20500),
    "away": (503, "<html>busy</html>", False, None, None),
    "a page": (200, "<html>hello</html>", False, None, None),
    "nothing": (200, "", False, None, None),
    "half": (201, '{"sid": "CA', False, None, None),
    "a list": (201, "[]", False, None, None),
    "another thing": (201, '{"hello": "world"}', False, None, None),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_each_answer_that_is_no_call_is_an_error_that_says_what_to_do(answer):
    """Asking again helps or not, and it happened, did not, or may have: that is what we keep."""
    status, body, permanent, happened, code = answer
    with pytest.raises(CarrierError) as caught:
        carrier(Recorder(status, body)).ring(ringing())
    error = caught.value
    assert (error.permanent, error.happened) == (permanent, happened)
    assert code in {None, error.code}
    assert_hides_the_number(error)


def test_a_recording_that_is_gone_is_deleted():
    """Deleting twice is no error: what counts is that it is not there."""
    carrier(Recorder(*refusal(404, 20404))).delete_recording(RECORDING)


def test_a_recording_that_cannot_be_deleted_is_an_error():
    """A message is deleted for sure, or it is tried again."""
    with pytest.raises(CarrierError):
        carrier(Recorder(*refusal(500, 20500))).delete_recording(RECORDING)


def quick():
    """Return our own HTTP client, with less patience."""
    client = http_client()
    client.timeout = (0.5, 0.3)
    return client


@contextmanager
def behaving(behave):
    """Serve one connection after another with a function of its socket; give the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def serve():
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    behave(connection, stop)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            with socket.create_connection(server.getsockname()[:2]):
                pass
            thread.join(5)


def _says_nothing(connection, stop):
    stop.wait(2)


def _hangs_up(connection, stop):
    connection.recv(100)


def _half(connection, stop):
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{")


@pytest.mark.parametrize("behave", [_says_nothing, _hangs_up, _half])
@pytest.mark.parametrize("name", ["ring", "find_ring", "text"])
def test_a_carrier_that_does_not_answer_may_have_acted(behave, name):
    """Silence after the request was sent leaves it open whether it happened."""
    with behaving(behave) as base, pytest.raises(CarrierError) as caught:
        REQUESTS[name][0](carrier(quick(), base))
    assert (caught.value.permanent, caught.value.happened) == (False, None)
    assert_hides_the_number(caught.value)


@pytest.mark.parametrize("name", ["ring", "find_ring", "text"])
def test_a_carrier_that_is_not_there_has_not_acted(name):
    """A refused connection is certain: nothing happened, and asking again may help."""
    with pytest.raises(CarrierError) as caught:
        REQUESTS[name][0](carrier(quick(), f"http://127.0.0.1:{free_port()}"))
    assert (caught.value.permanent, caught.value.happened) == (False, False)
    assert_hides_the_number(caught.value)


def test_a_carrier_that_cannot_be_reached_has_not_acted():
    """A connection that is never accepted is given up, and nothing happened."""
    with full_server() as base, pytest.raises(CarrierError) as caught:
        REQUESTS["find_ring"][0](carrier(quick(), base))
    assert (caught.value.permanent, caught.value.happened) == (False, False)
    assert_hides_the_number(caught.value)


@contextmanager
def full_server():
    """Give the address of a server whose queue of connections is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        address = server.getsockname()[:2]
        held = [socket.socket() for _ in range(4)]
        for it in held:
            it.setblocking(False)
            it.connect_ex(address)
        try:
            yield f"http://127.0.0.1:{address[1]}"
        finally:
            for it in held:
                it.close()


def test_no_request_is_made_twice_behind_our_back():
    """A lost answer is our decision to take: the client never repeats a ring by itself."""
    asked = []

    class Counting(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            self.close_connection = True
            self.connection.close()

        def log_message(self, *args):
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        server.handle_error = lambda *_: None
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        with pytest.raises(CarrierError):
            carrier(quick(), f"http://127.0.0.1:{server.server_port}").ring(ringing())
        server.shutdown()
        thread.join(5)
    assert len(asked) == 1


def assert_hides_the_number(error):
    """Check that neither the error nor a traceback of it shows a phone number."""
    shown = [str(error), repr(error), repr(error.args), *traceback.format_exception(error)]
    for number in (STUDENT, LINE):
        assert not any(number.e164.lstrip("+") in it for it in shown), shown


@pytest.mark.parametrize("body", ["", "{}", "[]", "<html>hello</html>", '{"status": null}'])
def test_an_answer_that_says_nothing_of_a_call_does_not_end_it(body):
    """A page of a proxy's is not news that a student has hung up."""
    with pytest.raises(CarrierError) as caught:
        carrier(Recorder(200, body)).is_up(CALL)
    assert caught.value.permanent is False

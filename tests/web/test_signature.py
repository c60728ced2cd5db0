"""Nobody but the carrier moves a call; and the carrier is always answered in its own language."""

import logging
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import pytest
import redis
from phones import BASE, LINE, TOKEN, Phones, fresh_database
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from warmline.bootstrap import Parts
from warmline.metrics import REFUSED
from warmline.phone import PhoneNumber
from warmline.settings import TWILIO_SIGNATURE as HEADER
from warmline.settings import Settings
from warmline.settings.home import free_port
from webhooks.app import create_app
from webhooks.signature import SETTINGS_HEADER, SignatureCheck

CALL = {"CallSid": "CA" + "7" * 32, "From": "+14155551234", "To": LINE, "CallStatus": "ringing"}
VECTOR = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory):
    """Give a migrated database to copy."""
    return fresh_database(tmp_path_factory.mktemp("sql") / "warmline.db")


@pytest.fixture
def phones(redis_url, tmp_path, empty_database):
    """Give a line with one mentor on call, published."""
    phones = Phones(redis_url, tmp_path, empty_database)
    phones.on_call("Maya")
    phones.ready()
    yield phones
    phones.close()


def signed(address, form, token=TOKEN):
    """Return the signature of a request as the carrier makes it."""
    return RequestValidator(token).compute_signature(address, MultiDict(form))


def post(app, path, form, *, signature=None, headers=None, **more):
    """Send a signed webhook; the carrier calls the public address, the server sees its own."""
    good = signed(f"{BASE}{path}", form) if signature is None else signature
    given = {HEADER: good, **(headers or {})}
    return app.test_client().post(
        path, data=urlencode(form), headers={k: v for k, v in given.items() if v is not False},
        content_type="application/x-www-form-urlencoded", **more,
    )  # fmt: skip


def a_request(path, form=None, *, signature="", environ=None):
    """Return a request as a server behind a proxy sees it."""
    builder = EnvironBuilder(path, "http://127.0.0.1:8000", method="POST", data=form)
    made = builder.get_environ() | {"HTTP_X_TWILIO_SIGNATURE": signature} | (environ or {})
    return Request(made)


def checked(address, form, *, base, path, environ=None):
    """Say whether a request signed for a public address is good where it arrives."""
    signature = signed(address, form, "12345")
    request = a_request(path, MultiDict(form), signature=signature, environ=environ)
    return SignatureCheck("12345", base).is_good(request)


OTHERS = ("X-SignalWire-Signature", "X-Twilio-Signature")


@pytest.mark.parametrize(
    ("sent", "good"),
    [
        ({"X-SignalWire-Signature": "key"}, True),
        ({"X-Twilio-Signature": "key"}, True),
        ({"X-SignalWire-Signature": "token", "X-Twilio-Signature": "key"}, True),
        ({"X-SignalWire-Signature": "token"}, False),
        ({"X-Other-Signature": "key"}, False),
        ({}, False),
    ],
)
def test_another_carrier_has_its_own_header_and_key(sent, good):
    """Headers and key are settings: what is signed with anything else is refused."""
    environ = {
        f"HTTP_{name.upper().replace('-', '_')}": signed("https://line.edu/voice/status", CALL, key)
        for name, key in sent.items()
    }
    request = a_request("/voice/status", MultiDict(CALL), environ=environ)
    assert SignatureCheck("key", "https://line.edu", OTHERS).is_good(request) is good


def test_the_app_checks_by_the_settings(phones):
    """A signing key that is set takes the place of the auth token, for webhooks alone."""
    environ = {
        "WARMLINE_HOME": str(phones.settings.home),
        "REDIS_URL": phones.settings.redis_url,
        "DATABASE_URL": phones.settings.database_url,
        "WARMLINE_KEYS": ",".join(phones.settings.keys),
        "TWILIO_ACCOUNT_SID": "0f0f0f0f-1111-4222-8333-444455556666",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE": "https://space.carrier.example/api/laml",
        "PUBLIC_BASE_URL": BASE,
        "WARMLINE_COUNSELING_NUMBER": "+14155550150",
        "WARMLINE_SIGNING_KEY": "PSK_abc",
        "WARMLINE_SIGNATURE_HEADERS": "X-SignalWire-Signature, X-Twilio-Signature",
    }
    app = create_app(Parts(Settings.read(environ)))
    answers = {
        key: app.test_client()
        .post(
            "/voice/status",
            data=CALL,
            headers={"X-SignalWire-Signature": signed(f"{BASE}/voice/status", CALL, key)},
        )
        .status_code
        for key in ("PSK_abc", TOKEN)
    }
    assert answers["PSK_abc"] != 403
    assert answers[TOKEN] == 403


# --- the signature itself -------------------------------------------------------------------------


def test_the_published_example_is_good():
    """The example that the carrier publishes is accepted; with one letter changed it is not."""
    check = SignatureCheck("12345", "https://mycompany.com")
    for first, good in (("0", True), ("1", False)):
        signature = f"{first}/KCTR6DLpKmkAf8muzZqo1nDgQ="
        request = a_request("/myapp.php?foo=1&bar=2", VECTOR, signature=signature)
        assert check.is_good(request) is good


GOOD = {
    "behind a proxy that ends TLS": ("https://line.edu/voice/status", "/voice/status", {}),
    "with the default port": ("https://line.edu:443/voice/status", "/voice/status", {}),
    "with a query": ("https://line.edu/voice/x?from=holding&n=3", "/voice/x?from=holding&n=3", {}),
    "with an encoded query": ("https://line.edu/voice/x?at=a%20b%2Fc", "/voice/x?at=a%20b%2Fc", {}),
    "with a plus in the query": ("https://line.edu/voice/x?at=a+b", "/voice/x?at=a+b", {}),
    "with a blank in the query": ("https://line.edu/voice/x?a=&b=", "/voice/x?a=&b=", {}),
    "with an encoded path": ("https://line.edu/voice/a%20b", "/voice/a%20b", {}),
    "with a path in another case": ("https://line.edu/voice/a%2eb", "/voice/a%2eb", {}),
}


@pytest.mark.parametrize(("address", "path", "environ"), GOOD.values(), ids=GOOD.keys())
def test_the_address_is_the_public_one_and_not_the_one_that_the_server_sees(address, path, environ):
    """TLS ends at the proxy: what was signed is the address that the carrier called."""
    assert checked(address, CALL, base="https://line.edu", path=path, environ={"RAW_URI": path})


@pytest.mark.parametrize("port", [":8443", ""])
def test_a_port_may_be_signed_or_left_out(port):
    """Calls are signed without the port, events with it: both are the carrier's."""
    address = f"https://line.edu{port}/voice/status"
    assert checked(address, CALL, base="https://line.edu:8443", path="/voice/status")


def test_a_fragment_that_comes_along_is_no_part_of_what_is_signed():
    """How the carrier is to connect stands behind the address, and is not signed."""
    environ = {"RAW_URI": "/voice/status#ct=2000&rc=1"}
    assert checked("https://line.edu/voice/status", CALL, base="https://line.edu",
                   path="/voice/status", environ=environ)  # fmt: skip


PREFIXES = {
    "taken away by the proxy": ("/voice/status", {}),
    "kept by the server as its own": (
        "/voice/status",
        {"SCRIPT_NAME": "/help", "RAW_URI": "/help/voice/status"},
    ),
    "with a whole address in the request line": (
        "/voice/status",
        {"RAW_URI": "http://10.0.0.7/voice/status"},
    ),
}


@pytest.mark.parametrize(("path", "environ"), PREFIXES.values(), ids=PREFIXES.keys())
def test_a_path_prefix_is_part_of_the_address(path, environ):
    """A line under a path of the school's own server is signed with that path."""
    address = "https://school.edu/help/voice/status"
    assert checked(address, CALL, base="https://school.edu/help/", path=path, environ=environ)


FORMS = {
    "nothing": [],
    "blanks": [("CallSid", "CA1"), ("FromCity", ""), ("SpeechResult", " ")],
    "duplicates": [("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "a")],
    "other alphabets": [("FromCity", "Zürich"), ("Body", "愛 & = + %"), ("CallerName", "🦆")],
    "line ends": [("Body", "one\r\ntwo"), ("Other", "a\nb")],
    "unknown": [("SomethingNew", "1"), ("sOmEcAsE", "x"), ("SomeCase", "y")],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_parameter_is_part_of_what_was_signed(form):
    """Blank, doubled and unknown parameters count; one more or less is another request."""
    address, where = "https://line.edu/texts/status", {"base": "https://line.edu"}
    assert checked(address, MultiDict(form), path="/texts/status", **where)
    more = MultiDict([*form, ("Added", "x")])
    request = a_request("/texts/status", more, signature=signed(address, form, "12345"))
    assert not SignatureCheck("12345", where["base"]).is_good(request)


@pytest.mark.parametrize(
    "wrong",
    ["", " ", "x", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "é", "a" * 5000, "=" * 28],
)
def test_a_strange_signature_is_wrong_and_nothing_more(wrong):
    """Whatever stands in the header, the answer is no; it never raises."""
    request = a_request("/voice/status", CALL, signature=wrong)
    assert SignatureCheck("12345", "https://line.edu").is_good(request) is False


def test_a_signature_of_another_kind_is_not_taken_for_ours():
    """A request that says it is signed with a shared key is not checked as if it were not."""
    good = signed("https://line.edu/voice/status", CALL, "12345")
    name = "HTTP_" + SETTINGS_HEADER.upper().replace("-", "_")
    request = a_request("/voice/status", CALL, signature=good, environ={name: "key=x"})
    assert SignatureCheck("12345", "https://line.edu").is_good(request) is False


# --- the routes -----------------------------------------------------------------------------------


def routes(app):
    """Return each webhook route with an address that fits it."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/voice/", "/texts/")) and "POST" in rule.methods:
            path = rule.rule
            for name, value in (("<contact>", "northfield.x"), ("<int:leg>", "1"), ("<desk>", "d")):
                path = path.replace(name, value)
            found.append(path)
    return sorted(found)


def redis_dump(phones):
    """Return everything in Redis as bytes."""
    with redis.Redis.from_url(phones.settings.redis_url) as raw:
        return {key: raw.dump(key) for key in raw.scan_iter()}


UNSIGNED = {
    "no signature": False,
    "an empty one": "",
    "a wrong one": "0/KCTR6DLpKmkAf8muzZqo1nDgQ=",
    "one of another account": signed(f"{BASE}/voice/incoming", CALL, "another token"),
}


@pytest.mark.parametrize("signature", UNSIGNED.values(), ids=UNSIGNED.keys())
def test_an_unsigned_webhook_changes_nothing_and_is_counted(phones, signature):
    """Who cannot sign gets an empty document, 403, on every route; nothing is rung or written."""
    before = redis_dump(phones)
    for path in routes(phones.app):
        refused = REFUSED._value.get()
        answer = post(phones.app, path, CALL, signature=signature)
        assert answer.status_code == 403, path
        is_xml(answer)
        assert REFUSED._value.get() == refused + 1
    assert redis_dump(phones) == before
    assert phones.timer.wishes == []


def is_xml(answer):
    """Check that an answer is a document of the carrier's language, whatever its status."""
    assert answer.content_type == "text/xml; charset=utf-8"
    assert ElementTree.fromstring(answer.text).tag == "Response"


def test_a_signed_webhook_opens_the_call(phones):
    """The same request with its signature rings a mentor."""
    answer = post(phones.app, "/voice/incoming", CALL)
    assert answer.status_code == 200
    is_xml(answer)
    assert len(phones.parts.live.open_contacts("northfield")) == 1


def test_every_route_is_checked(phones):
    """No webhook route can be added that forgets the signature; only a recording has a token."""
    webhooks = [
        it for it in phones.app.url_map.iter_rules() if it.rule.startswith(("/voice/", "/texts/"))
    ]
    assert [it.rule for it in webhooks if "GET" in it.methods] == [
        "/voice/recording/<contact>/<token>"
    ]


def test_a_recording_needs_its_own_token(phones):
    """Without the token in its address a message cannot be heard, whoever asks."""
    student = phones.student()
    student.calls()
    contact = phones.contact().id
    for path in (f"/voice/recording/{contact}/guess", "/voice/recording/northfield.x/y"):
        answer = phones.app.test_client().get(path)
        assert answer.status_code == 404
        is_xml(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/voice/student/northfield.none/next",
        "/voice/student/nowhere.none/key?at=menu",
        "/voice/student/%00/hold?n=x",
        "/voice/student/northfield.none/desk/none/ended",
        "/voice/leg/northfield.none/9/screen",
        "/voice/leg/northfield.none/99999999999999999999/key",
        "/voice/leg/northfield.none/1/status",
        "/voice/fallback?ErrorCode=11200",
        "/voice/status",
        "/texts/incoming",
        "/texts/status",
        "/texts/fallback",
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        {},
        {"CallSid": "", "From": "", "To": "", "Digits": "", "CallStatus": ""},
        {"CallSid": "x" * 3000, "From": "anonymous", "To": "garbage", "Digits": "abc*"},
        {"CallSid": "CA1", "From": "+266696687", "To": LINE, "CallStatus": "sideways"},
        {"RecordingDuration": "-1", "RecordingSid": "../..", "n": "²", "Direction": "outbound-api"},
        {"Body": "\x00\ud7ff", "MessageSid": "", "To": LINE, "From": "+14155551234"},
    ],
    ids=["nothing", "blanks", "garbage", "withheld", "strange", "control"],
)
def test_strange_parameters_never_break_a_webhook(phones, path, form):
    """Whatever a signed request leaves out or invents, the answer is a document."""
    answer = post(phones.app, path, form)
    assert answer.status_code in {200, 403, 404}, answer.text
    assert answer.status_code != 403 or "%00" in path
    is_xml(answer)


def test_a_call_to_a_number_that_nobody_published_still_gets_help(phones):
    """A caller whom we know nothing of hears the card and is put through to counseling."""
    answer = post(phones.app, "/voice/incoming", {**CALL, "To": "+14155559999"})
    assert answer.status_code == 200
    assert f"<Number>{phones.settings.counseling_number.e164}</Number>" in answer.text
    assert CALL["From"] not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/voice/nowhere", 404),
        ("GET", "/voice/incoming", 405),
        ("PUT", "/texts/incoming", 405),
        ("POST", "/voice/leg/northfield.x/notanumber/screen", 404),
    ],
)
def test_an_error_on_a_webhook_route_is_xml(phones, method, path, status):
    """Anything but XML would be read out as an error, or sent to a student as a text."""
    form = CALL if method == "POST" else {}
    good = signed(f"{BASE}{path}", form)
    answer = phones.app.test_client().open(path, method=method, data=form, headers={HEADER: good})
    assert answer.status_code == status
    is_xml(answer)


def test_a_body_that_is_too_large_is_refused_in_xml(phones):
    """A megabyte is no webhook."""
    form = {"Body": "x" * 1_000_000}
    answer = post(phones.app, "/texts/incoming", form)
    assert answer.status_code == 413
    is_xml(answer)


def test_a_broken_webhook_still_speaks(phones, caplog):
    """If our own code breaks, the caller hears the card; the log has no number in it."""

    def broken():
        raise RuntimeError(f"a mistake with {CALL['From']}")

    phones.app.add_url_rule("/voice/broken", "broken", broken, methods=["POST"])
    with caplog.at_level(logging.CRITICAL):
        answer = post(phones.app, "/voice/broken", CALL)
    assert answer.status_code == 200
    is_xml(answer)
    assert f"<Number>{phones.settings.counseling_number.e164}</Number>" in answer.text


# --- for machines ---------------------------------------------------------------------------------


def test_healthz_answers_whatever_is_away(phones):
    """A process that answers is alive, even without Redis."""
    answer = lonely(phones).test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ok": True})


def lonely(phones, **settings):
    """Return the app of a process whose Redis is away."""
    away = {"redis_url": f"redis://127.0.0.1:{free_port()}/0", **settings}
    return create_app(other(phones, **away))


def other(phones, **settings):
    """Return the parts of a process with other settings."""
    made = {name: getattr(phones.settings, name) for name in phones.settings.__dataclass_fields__}
    return Parts(type(phones.settings)(**{**made, **settings}), phones.now)


def test_readyz_says_that_all_is_there(phones):
    """A process whose Redis and SQL answer takes calls."""
    answer = phones.app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert (answer.json["ready"], answer.json["redis"], answer.json["sql"]) == (True, "ok", "ok")
    assert (answer.json["version"], answer.json["schema"].isdigit()) == ("0.1.0", True)


def test_readyz_says_which_part_is_away(phones, tmp_path):
    """503, and which: without Redis, without SQL, and with a database that is behind."""
    answer = lonely(phones).test_client().get("/readyz")
    assert (answer.status_code, answer.json["sql"]) == (503, "ok")
    assert answer.json["redis"] != "ok"
    for path in (tmp_path / "nowhere" / "x.db", tmp_path / "empty.db"):
        app = create_app(other(phones, database_url=f"sqlite:///{path}"))
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json["redis"]) == (503, "ok")
        assert answer.json["sql"] != "ok"


def test_metrics_are_for_this_machine_or_for_the_token(phones):
    """Who is neither on this machine nor has the token learns nothing."""
    app = create_app(other(phones, metrics_token="a metrics token"))

    def ask(address, **headers):
        environ = {"REMOTE_ADDR": address}
        return app.test_client().get("/metrics", environ_base=environ, headers=headers)

    assert ask("127.0.0.1").status_code == 200
    assert ask("::1").status_code == 200
    assert ask("203.0.113.9").status_code == 403
    assert ask("203.0.113.9", Authorization="Bearer a metrics token").status_code == 200
    assert ask("203.0.113.9", Authorization="Bearer another").status_code == 403
    assert ask("203.0.113.9", Authorization="Bearer é").status_code == 403
    assert ask("127.0.0.1", **{"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_metrics_count_calls_and_name_nobody(phones):
    """What is counted holds no phone number and no contact's name."""
    post(phones.app, "/voice/incoming", CALL)
    shown = phones.app.test_client().get("/metrics").text
    assert 'warmline_webhooks_total{route="voice.incoming",status="200"}' in shown
    assert 'warmline_open_contacts{campus="northfield"} 1.0' in shown
    assert CALL["From"].lstrip("+") not in shown
    assert LINE.lstrip("+") not in shown
    assert phones.contact().id not in shown


def test_metrics_say_so_when_redis_is_away(phones):
    """Metrics answer without Redis, and say that it is away."""
    assert "warmline_redis_up 0.0" in lonely(phones).test_client().get("/metrics").text


@pytest.mark.parametrize("path", ["/voice/incoming", "/voice/student/northfield.x/next"])
def test_without_redis_a_caller_gets_the_card_and_counseling(phones, path):
    """When nothing is known, the card is spoken and counseling is rung, not shown the student."""
    answer = post(lonely(phones), path, {**CALL, "Direction": "inbound"})
    assert answer.status_code == 200
    is_xml(answer)
    assert f"<Number>{phones.settings.counseling_number.e164}</Number>" in answer.text
    assert f'callerId="{LINE}"' in answer.text


def test_without_redis_a_text_gets_the_card(phones):
    """A text that cannot be read is answered with where help is."""
    answer = post(lonely(phones), "/texts/incoming", {"From": "+14155551234", "To": LINE})
    is_xml(answer)
    assert "988" in answer.text


def test_a_callbacks_leg_in_trouble_never_shows_the_students_number(phones):
    """On a call of ours the student is the one who was called: their number is passed to nobody."""
    outgoing = {**CALL, "From": LINE, "To": "+14155551234", "Direction": "outbound-api"}
    answer = post(phones.app, "/voice/student/northfield.none/next", outgoing)
    assert "+14155551234" not in answer.text
    assert urlsplit(BASE).hostname not in answer.text
    assert str(PhoneNumber("+14155551234")) == "PhoneNumber(***)"

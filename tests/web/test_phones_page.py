"""The phones page as an address: what it serves, what it hands on, and what it refuses."""

import json
import re
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from telling.browsing import Serve

from warmline.errors import LiveStoreUnavailableError
from webhooks.phones import phones_blueprint

CLOSED = "http://127.0.0.1:9"  # nobody listens on the discard port
JSON = "application/json"


def desk(simulator_url: str, **rows: Any) -> FlaskClient:
    """Return a client of an app that has the phones page and nothing else."""
    app = Flask("desk")
    rows.setdefault("contacts", list)
    app.register_blueprint(phones_blueprint(simulator_url, **rows))
    return app.test_client()


@pytest.fixture
def echo(serve: Serve) -> str:
    """Give the address of a server that answers with what it was asked."""
    app = Flask("echo")

    @app.route("/phones/api/<path:what>", methods=["GET", "POST"])
    def say(what: str) -> tuple[dict[str, object], int]:
        asked = {"method": request.method, "path": what, "query": request.args.to_dict()}
        body = request.get_data(as_text=True)
        return asked | {"body": body}, 409 if "decline" in what else 200

    return serve(app)


def test_the_page_runs_nothing_but_its_own_files() -> None:
    """No script or style stands in the page itself or comes from elsewhere."""
    answer = desk(CLOSED).get("/phones/")
    policy = answer.headers["Content-Security-Policy"]
    addresses = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert {a for a in addresses if not a.startswith("/phones/static/")} == {"/phones/practice"}
    assert re.findall(r"<style|style=|<script>|\son\w+=", answer.text) == []


def test_every_file_that_the_page_names_is_served() -> None:
    """A newcomer's browser finds each script, style and picture, and scripts stay small."""
    client = desk(CLOSED)
    names = set(re.findall(r'/phones/static/([\w.]+)"', client.get("/phones/").text))
    names |= {"api.js", "words.js", "guide.js", "happening.js", "texts.js", "phone.js", "keys.js"}
    files = {name: client.get(f"/phones/static/{name}") for name in names}
    assert {name for name, file in files.items() if file.status_code != 200} == set()
    assert sum(len(file.data) for name, file in files.items() if name.endswith(".js")) < 25 * 1024
    for file in files.values():
        file.close()


def test_contacts_and_lines_are_what_the_house_says() -> None:
    """The page shows the house's own account of each contact."""
    contact = {"id": "k1", "state": "waiting", "waiting_seconds": 4}
    line = {"name": "Ears for Peers", "number": "+14155550100"}
    client = desk(CLOSED, contacts=lambda: [contact], lines=lambda: [line])
    assert client.get("/phones/contacts").json == [contact]
    assert client.get("/phones/lines").json == [line]
    assert client.get("/phones/contacts").headers["Cache-Control"] == "no-store"


def test_contacts_that_cannot_be_read_are_said_in_a_sentence() -> None:
    """With Redis away the page says so, and its phones go on."""

    def away() -> list[dict[str, Any]]:
        raise LiveStoreUnavailableError("redis")

    answer = desk(CLOSED, contacts=away).get("/phones/contacts")
    assert answer.status_code == 503
    assert answer.json == {
        "error": "What is happening cannot be read just now; the phones still work."
    }


def test_questions_are_handed_on_word_for_word(echo: str) -> None:
    """What the page asks is what the carrier is asked."""
    answer = desk(echo).get("/phones/api/feed?after=7&wait=0")
    asked = {"method": "GET", "path": "feed", "query": {"after": "7", "wait": "0"}, "body": ""}
    assert answer.json == asked


def test_orders_are_handed_on_with_their_body(echo: str) -> None:
    """A key that is pressed on the page is pressed on the phone."""
    answer = desk(echo).post("/phones/api/phones/p2/press", json={"digits": "1"})
    assert answer.json is not None
    assert (answer.json["method"], answer.json["path"]) == ("POST", "phones/p2/press")
    assert json.loads(answer.json["body"]) == {"digits": "1"}


def test_a_refusal_of_the_carrier_comes_back_as_it_is(echo: str) -> None:
    """The page can show why a phone cannot do what was asked."""
    assert desk(echo).post("/phones/api/phones/p2/decline", json={}).status_code == 409


def test_a_carrier_that_is_away_is_said_in_a_sentence() -> None:
    """Nobody is shown a stack trace when the simulator has stopped."""
    answer = desk(CLOSED).get("/phones/api/state")
    assert answer.status_code == 502
    assert answer.json is not None
    assert answer.json["error"].startswith("The simulated carrier does not answer.")


@pytest.mark.parametrize(
    "path",
    [
        "phones/p1/faults",
        "phones/p1/dial/more",
        "phones/../state",
        "phones/%2B14155550111/dial",
        "2010-04-01/Accounts",
        "",
    ],
)
def test_only_the_phones_can_be_reached_through_the_page(echo: str, path: str) -> None:
    """The carrier's own addresses stay out of reach."""
    client = desk(echo)
    assert client.post(f"/phones/api/{path}", json={}).status_code in {404, 405}
    assert client.get(f"/phones/api/{path}x").status_code in {404, 405}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": "{}", "content_type": "text/plain"}, 415),
        ({"data": {"to": "+14155550100"}}, 415),
        ({"json": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"json": {"body": "x" * 20_000}}, 413),
    ],
)
def test_other_sites_cannot_use_the_phones(echo: str, sent: dict[str, Any], status: int) -> None:
    """A page of another site that a browser happens to show cannot place a call here."""
    answer = desk(echo).post("/phones/api/phones/p1/dial", **sent)
    assert answer.status_code == status
    assert answer.mimetype == JSON


def test_a_practice_is_asked_for_by_its_own_page_alone() -> None:
    """Another site begins none, an unknown scenario is none, and a torn request does nothing."""
    client = desk(CLOSED, lines=lambda: [{"name": "Ears for Peers", "number": "+14155550100"}])
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert (
        client.post("/phones/practice/quiet/begin", json={}, headers=elsewhere).status_code == 403
    )
    assert client.post("/phones/practice/quiet/go", data="{}").status_code == 415
    assert client.post("/phones/practice/quiet/go", json={"run": {"seq": "x"}}).status_code == 400
    assert client.post("/phones/practice/loud/begin", json={}).status_code == 404
    assert client.get("/phones/practice/loud").status_code == 404


def test_a_practice_without_its_carrier_says_so() -> None:
    """Nobody is left before a Start that does nothing."""
    client = desk(CLOSED, lines=lambda: [{"name": "Ears for Peers", "number": "+14155550100"}])
    answer = client.post("/phones/practice/quiet/begin", json={})
    assert (answer.status_code, answer.json["error"][:21]) == (502, "The simulated carrier")
    answer = desk(CLOSED).post("/phones/practice/quiet/begin", json={})
    assert (answer.status_code, answer.json["error"][:16]) == (409, "There is no line")

"""The carrier over real sockets: the official client, a customer's server, and the phones page."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sim_world import ACCOUNT, LINE, Customer
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from warmline.simulator.server import ConfigError, Simulator, serve
from warmline.simulator.web import WebServer

MAYA = "+14155550121"


class AtSimulator(TwilioHttpClient):
    """The official HTTP client, sent to another address."""

    def __init__(self, url: str) -> None:
        super().__init__(pool_connections=False)
        self._url = url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(
            method, url.replace("https://api.twilio.com", self._url), *args, **kwargs
        )


class Server:
    """A customer's server on a real socket."""

    def __init__(self) -> None:
        self.customer = Customer()
        self._web = WebServer(self.customer.wsgi(), "127.0.0.1", 0, 4)
        self.url = self._web.url
        self._web.start()

    def close(self) -> None:
        self._web.stop()


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server()
    yield served
    served.close()


def config(url: str) -> dict[str, Any]:
    return {
        "account": {"sid": ACCOUNT.sid, "auth_token": ACCOUNT.auth_token, "calls_per_second": 50},
        "numbers": [{"number": LINE, "voice_url": f"{url}/voice", "sms_url": f"{url}/texts"}],
        "phones": [
            {"number": "+14155550111", "name": "Student", "kind": "student", "behaviour": "rings"},
            {"number": MAYA, "name": "Maya", "kind": "mentor", "behaviour": "answers after 0"},
        ],
        "documents": {"fallback": "<Response><Say>Call 988.</Say></Response>"},
    }


@pytest.fixture
def simulator(server: Server) -> Iterator[Simulator]:
    running = serve(config(server.url))
    yield running
    running.stop()


@pytest.fixture
def client(simulator: Simulator) -> Client:
    return Client(ACCOUNT.sid, ACCOUNT.auth_token, http_client=AtSimulator(simulator.url))


def follow(simulator: Simulator, kind: str) -> dict[str, Any]:
    """Wait on the feed, as the page does, until something of a kind has happened."""
    seq, until = 0, datetime.now(UTC) + timedelta(seconds=10)
    while datetime.now(UTC) < until:
        query = {"after": seq, "wait": 5}
        told = requests.get(f"{simulator.url}/phones/api/feed", query, timeout=10).json()
        seq = told["seq"]
        for event in told["events"]:
            if event["kind"] == kind:
                return event
    raise AssertionError(f"nothing of kind {kind} happened")


def test_the_official_client_calls_and_the_called_hear_the_document(
    server: Server, simulator: Simulator, client: Client
) -> None:
    """The official library starts a call over a socket, and its webhook comes back over one."""
    server.customer.on("/screen", "<Say>Hello Maya.</Say><Pause length='60'/>")
    call = client.calls.create(to=MAYA, from_=LINE, url=f"{server.url}/screen", timeout=20)
    assert follow(simulator, "said")["text"] == "Hello Maya."
    fetched = client.calls(call.sid).fetch()
    assert (fetched.status, fetched.to) == ("in-progress", MAYA)
    listed = client.calls.list(to=MAYA, start_time_after=datetime.now(UTC) - timedelta(minutes=1))
    assert [one.sid for one in listed] == [call.sid]
    assert client.calls(call.sid).update(status="completed").status == "completed"


def test_the_official_client_walks_every_page(server: Server, client: Client) -> None:
    """A list that is longer than a page is read to its end."""
    for _ in range(5):
        client.calls.create(to="+14155550111", from_=LINE, url=f"{server.url}/screen")
    assert len(client.calls.list(page_size=2)) == 5


def test_the_official_client_reads_numbers_the_account_and_errors(
    server: Server, client: Client
) -> None:
    """Numbers can be looked up and pointed elsewhere; refusals arrive as the library's errors."""
    number = client.incoming_phone_numbers.list(phone_number=LINE)[0]
    assert number.voice_url == f"{server.url}/voice"
    changed = client.incoming_phone_numbers(number.sid).update(voice_url="https://new.test/v")
    assert changed.voice_url == "https://new.test/v"
    assert client.api.accounts(ACCOUNT.sid).fetch().status == "active"
    with pytest.raises(TwilioRestException) as caught:
        client.calls("CA" + "0" * 32).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)


def test_the_page_dials_and_sees_who_talks(server: Server, simulator: Simulator) -> None:
    """A dialled number answers with the customer's document, and the state shows the call."""
    server.customer.on("/voice", "<Say>Welcome.</Say><Pause length='60'/>")
    api = f"{simulator.url}/phones/api"
    dialled = requests.post(f"{api}/phones/p1/dial", json={"to": LINE}, timeout=5)
    assert dialled.json()["call"]["other"] == LINE
    assert follow(simulator, "said")["text"] == "Welcome."
    state = requests.get(f"{api}/state", timeout=5).json()
    assert [phone["status"] for phone in state["phones"]] == ["in_call", "idle"]
    pressed = requests.post(f"{api}/phones/p1/press", json={"digits": "1"}, timeout=5)
    assert pressed.status_code == 200
    assert requests.post(f"{api}/phones/p1/hangup", timeout=5).json()["status"] == "idle"


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("phones/p1/answer", {}, 409, "does not ring"),
        ("phones/p1/hangup", {}, 409, "not in a call"),
        ("phones/p1/press", {"digits": "x"}, 409, "keys are"),
        ("phones/p1/dial", {"to": "+14155559999"}, 409, "not in service"),
        ("phones/p1/behaviour", {"behaviour": "sings"}, 409, "a phone rings"),
        ("phones/p9/answer", {}, 404, ""),
        ("phones/p1/explode", {}, 404, ""),
    ],
)
def test_what_a_phone_cannot_do_is_said_in_a_sentence(
    simulator: Simulator, path: str, body: dict[str, str], status: int, words: str
) -> None:
    """A person who asks a phone for the impossible reads why."""
    refused = requests.post(f"{simulator.url}/phones/api/{path}", json=body, timeout=5)
    assert refused.status_code == status
    assert words in refused.text


def test_texts_go_both_ways_on_the_page(server: Server, simulator: Simulator) -> None:
    """A phone's texts are shown by the number at the other end."""
    server.customer.on("/texts", "<Message>Thank you.</Message>")
    api = f"{simulator.url}/phones/api/phones/p1"
    requests.post(f"{api}/text", json={"to": LINE, "body": "Hello"}, timeout=5)
    assert follow(simulator, "text")["text"] == "Thank you."
    threads = requests.get(f"{api}/messages", timeout=5).json()["threads"]
    assert [text["body"] for text in threads[0]["messages"]] == ["Hello", "Thank you."]


def test_hosted_documents_are_served(simulator: Simulator) -> None:
    """A document kept at the carrier is there when the customer's server is not."""
    answer = requests.get(f"{simulator.url}/bins/fallback", timeout=5)
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert "988" in answer.text


def test_a_wrong_configuration_is_refused() -> None:
    """A configuration with a mistake starts nothing."""
    with pytest.raises(ConfigError):
        serve({"account": {"sid": "AC1"}})


def test_the_command_prints_its_address_and_ends_when_told(tmp_path: Path) -> None:
    """Run by itself the carrier says where it is, and stops on a signal."""
    path = tmp_path / "carrier.json"
    path.write_text(json.dumps(config("http://127.0.0.1:9")))
    command = [sys.executable, "-m", "warmline.simulator", "--config", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert requests.get(f"{url}/phones/api/state", timeout=5).status_code == 200
        process.terminate()
        assert process.wait(timeout=10) == 0


def test_a_slow_server_holds_up_nobody_else(server: Server, simulator: Simulator) -> None:
    """While one caller's document is awaited, the carrier goes on with everything else."""
    let_go = threading.Event()

    def slowly(said: dict[str, str]) -> str:
        if said["From"].endswith("0111"):
            let_go.wait(10)
        return "<Say>Here you are.</Say><Pause length='60'/>"

    server.customer.on("/voice", slowly)
    other = simulator.exchange.add_phone("+14155550112", "Other")
    simulator.exchange.phones["p1"].dial(LINE)
    other.dial(LINE)
    assert follow(simulator, "said")["name"] == "Other"
    let_go.set()


def test_a_hanging_carrier_lets_go_when_it_is_mended(simulator: Simulator, client: Client) -> None:
    """A request that gets no answer ends with the caller's own time-out; then all is well."""
    simulator.exchange.faults.rest("hang", times=1)
    url = f"{simulator.url}/2010-04-01/Accounts/{ACCOUNT.sid}.json"
    with pytest.raises(requests.ReadTimeout):
        requests.get(url, auth=(ACCOUNT.sid, ACCOUNT.auth_token), timeout=0.2)
    simulator.exchange.faults.clear()
    assert client.api.accounts(ACCOUNT.sid).fetch().sid == ACCOUNT.sid

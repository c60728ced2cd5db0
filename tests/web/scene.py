"""A small line of the test's own on the simulated carrier, with the phones page in front of it.

The line rings one mentor, who presses 1 to take the call. It is not Warmline: these tests are about
the page, and the page must show whatever a line does.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from flask import Flask, Response, request, url_for

from tests.telling.browsing import served
from webhooks.phones import phones_blueprint

CARRIER = [sys.executable, "-m", "warmline.simulator"]
SID, TOKEN = "AC" + "5" * 32, "a token of the test's own"
LINE, STUDENT, MAYA, LUIS = "+14155550100", "+14155550123", "+14155550111", "+14155550112"
SAM, DESK = "+14155550113", "+14155550151"
GREETING = "You have reached the practice line. Somebody is being called for you."
REPLY = "Somebody will write to you soon."
WHISPER = "The practice line. A student is waiting. Press 1 to talk, 2 to pass."
PHONES = [
    {"number": STUDENT, "name": "Ada", "kind": "student", "behaviour": "rings"},
    {"number": MAYA, "name": "Maya", "kind": "mentor", "behaviour": "rings"},
    {"number": LUIS, "name": "Luis", "kind": "mentor", "behaviour": "rings"},
    {"number": SAM, "name": "Sam", "kind": "backup", "behaviour": "rings"},
    {"number": DESK, "name": "After-hours desk", "kind": "desk", "behaviour": "rings"},
]


class Scene:
    """The test's line: what it answers, and what it tells the page about its one contact."""

    def __init__(self) -> None:
        self.carrier = ""  # its address, once it runs
        self.contacts: list[dict[str, Any]] = []
        self.callers: list[str] = []  # what the line was shown of those who called

    def app(self) -> Flask:
        """Return the app that the carrier asks and the browser reads."""
        app = Flask("scene")
        lines = [{"name": "Practice line", "number": LINE}]
        app.add_url_rule("/voice", view_func=self.voice, methods=["POST"])
        app.add_url_rule("/hold", view_func=self.hold, methods=["POST"])
        app.add_url_rule("/whisper", view_func=self.whisper, methods=["POST"])
        app.add_url_rule("/pressed", view_func=self.pressed, methods=["POST"])
        app.add_url_rule("/text", view_func=self.text, methods=["POST"])
        app.add_url_rule("/ended", view_func=self.ended, methods=["POST"])
        app.register_blueprint(phones_blueprint(self.carrier, lambda: self.contacts, lambda: lines))
        return app

    def voice(self) -> Response:
        """Ring Maya, greet the student, let them wait."""
        self.callers.append(request.form["From"])
        self.tell("waiting", ringing=[{"name": "Maya", "since": _now()}])
        whisper = url_for("whisper", _external=True)
        answer = requests.post(
            f"{self.carrier}/2010-04-01/Accounts/{SID}/Calls.json",
            data={"To": MAYA, "From": LINE, "Url": whisper, "Timeout": "30"},
            auth=(SID, TOKEN),
            timeout=5,
        )
        answer.raise_for_status()
        return _twiml(
            f"<Say>{GREETING}</Say><Dial action='/ended'><Conference waitUrl='/hold' beep='false' "
            "startConferenceOnEnter='false' endConferenceOnExit='true'>room</Conference></Dial>"
        )

    def hold(self) -> Response:
        """Say that somebody is coming."""
        return _twiml("<Say>Thank you for waiting.</Say><Pause length='20'/>")

    def whisper(self) -> Response:
        """Ask the one who picked up."""
        return _twiml(
            "<Gather input='dtmf' numDigits='1' timeout='15' action='/pressed'>"
            f"<Say>{WHISPER}</Say></Gather>"
        )

    def pressed(self) -> Response:
        """Bring the mentor to the student on 1, else let them go."""
        if request.form.get("Digits") != "1":
            return _twiml("<Say>Thank you. Goodbye.</Say><Hangup/>")
        self.tell("with_mentor", **{"with": "Maya"})
        return _twiml(
            "<Dial><Conference beep='false' endConferenceOnExit='true'>room</Conference></Dial>"
        )

    def ended(self) -> Response:
        """End the student's call after the conversation."""
        self.tell("ended")
        return _twiml("<Say>Take care.</Say><Hangup/>")

    def text(self) -> Response:
        """Answer every text with the same one."""
        return _twiml(f"<Message>{REPLY}</Message>")

    def tell(self, state: str, **more: Any) -> None:
        """Say what has become of the contact."""
        story = self.contacts[0]["story"] if self.contacts else []
        contact = {"id": "k1", "line": "Practice line", "state": state, "since": _now()}
        contact |= {"rung": 1, "rung_name": "On call tonight", "ringing": [], "with": None}
        contact |= {"waiting_seconds": 12, "bound_seconds": 90}
        contact["story"] = [*story, {"at": _now(), "text": state.replace("_", " ")}]
        self.contacts = [contact | more]


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _twiml(inside: str) -> Response:
    return Response(f"<Response>{inside}</Response>", content_type="text/xml")


@contextmanager
def carrier(line_url: str, port: int = 0) -> Iterator[str]:
    """Run the simulated carrier as its own process; give its address."""
    config = {
        "account": {"sid": SID, "auth_token": TOKEN, "calls_per_second": 20},
        "numbers": [
            {"number": LINE, "voice_url": f"{line_url}/voice", "sms_url": f"{line_url}/text"}
        ],
        "phones": PHONES,
    }
    with TemporaryDirectory() as folder:
        file = Path(folder, "carrier.json")
        file.write_text(json.dumps(config))
        command = [*CARRIER, "--port", str(port), "--config", str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                yield process.stdout.readline().split()[-1].rstrip("/")
            finally:
                process.kill()


@contextmanager
def staged() -> Iterator[tuple[Scene, str]]:
    """Put carrier, line and page up; give the line and the page's address."""
    scene = Scene()
    with ExitStack() as stack:
        late = _Late()
        address = stack.enter_context(served(late))
        scene.carrier = stack.enter_context(carrier(address))
        late.app = scene.app()
        yield scene, f"{address}/phones/"


class _Late:
    """Carrier and line must know each other's address: the line is served before it is made."""

    app: Flask

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)

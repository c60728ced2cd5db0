"""Web listens on a socket that somebody else holds, so that nobody is refused while it starts."""

import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from warmline.settings import Settings
from warmline.up import listening

# What systemd does for a service with a socket unit: descriptor 3, and for whom it is.
AS_SYSTEMD = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = str(os.getpid());"
    "os.environ['LISTEN_FDS'] = '1';"
    "os.execv(sys.executable, [sys.executable, '-m', 'warmline.cli', 'web'])"
)


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, None),
        ({"WARMLINE_WEB_FD": "7"}, 7),
        ({"LISTEN_PID": "12", "LISTEN_FDS": "1"}, 3),
        ({"LISTEN_PID": "13", "LISTEN_FDS": "1"}, None),  # it is for our parent
        ({"LISTEN_PID": "12", "LISTEN_FDS": "0"}, None),
        ({"LISTEN_PID": "12"}, None),
    ],
)
def test_a_socket_is_taken_from_whoever_starts_web(
    environ: dict[str, str], found: int | None
) -> None:
    """`warmline up` and systemd each say which descriptor it is."""
    assert listening.handed(environ, pid=12) == found


def test_a_caller_who_comes_before_web_is_answered(redis_url: str, tmp_path: Path) -> None:
    """The queue of the socket keeps a caller until web is there."""
    carrier = {"TWILIO_ACCOUNT_SID": "AC" + "5" * 32, "TWILIO_AUTH_TOKEN": "12345"}
    env = carrier | {
        "TWILIO_API_BASE": "http://127.0.0.1:9",
        "REDIS_URL": redis_url,
        "WARMLINE_HOME": str(tmp_path),
        "WARMLINE_HOST": "127.0.0.1",
        "WARMLINE_WEB_WORKERS": "1",
        "PORT": "18080",  # nobody listens there: the held socket has a port of its own
    }
    settings = Settings.read(env)
    with listening.hold(settings, port=0) as held:
        caller = HTTPConnection(*held.getsockname(), timeout=60)
        caller.request("GET", "/healthz")
        web = subprocess.Popen(
            [sys.executable, "-c", AS_SYSTEMD, str(held.fileno())],
            env=env | {"PATH": os.environ["PATH"]},
            pass_fds=[held.fileno()],
            stderr=subprocess.DEVNULL,
        )
        try:
            assert caller.getresponse().status == 200
        finally:
            web.terminate()
            assert web.wait(20) == 0
            caller.close()

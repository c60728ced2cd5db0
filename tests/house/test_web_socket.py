"""Nobody is refused while web comes or goes: by whose socket it listens on, and what it says."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
import requests

from tests.house.watching import free_port, wait_until
from warmline.privacy import Vault
from warmline.settings import Settings
from warmline.store.records import Records
from warmline.up import listening
from warmline.up.readiness import VARIABLE, Ear, loading_seconds

LEAVING_SECONDS = "WARMLINE_WEB_LEAVING_SECONDS"

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


@pytest.fixture
def environ(redis_url: str, tmp_path: Path) -> dict[str, str]:
    """Return the settings of a web process."""
    return {
        "TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
        "TWILIO_AUTH_TOKEN": "12345",
        "TWILIO_API_BASE": "http://127.0.0.1:9",
        "REDIS_URL": redis_url,
        "WARMLINE_HOME": str(tmp_path),
        "WARMLINE_HOST": "127.0.0.1",
        "WARMLINE_KEYS": "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE=",
        "WARMLINE_WEB_WORKERS": "1",
        "PORT": free_port(),
        "PATH": os.environ["PATH"],
    }


@contextmanager
def running(
    *words: str, env: Mapping[str, str], hands: Sequence[int] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process, and end it however the test ends."""
    command = [sys.executable, *words]
    with subprocess.Popen(command, env=env, pass_fds=hands, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


@pytest.mark.parametrize(
    ("beside", "loaded", "expected"),
    [(True, False, None), (False, False, 5.0), (True, True, 0.0), (False, True, 0.0)],
)
def test_a_web_that_is_not_ready_takes_no_call_from_one_that_is(
    beside: bool, loaded: bool, expected: float | None
) -> None:
    """It waits for ever while another answers, seconds while perhaps none does, and only once."""
    assert loading_seconds(beside=beside, loaded=loaded) == expected


def test_a_caller_who_comes_before_web_is_answered(environ: dict[str, str]) -> None:
    """The queue of the socket keeps a caller until web is there, which tells systemd that it is."""
    settings, ear = Settings.read(environ), Ear()
    records = Records.connect(settings.database_url, Vault(settings.keys))
    records.upgrade()
    records.close()
    with listening.hold(settings, port=0) as held:
        caller = HTTPConnection(*held.getsockname(), timeout=60)
        caller.request("GET", "/healthz")
        env = environ | {VARIABLE: ear.address}
        with running("-c", AS_SYSTEMD, str(held.fileno()), env=env, hands=[held.fileno()]) as web:
            assert caller.getresponse().status == 200
            wait_until(ear.heard, seconds=60)
            web.terminate()
            assert web.wait(20) == 0
        caller.close()
    ear.close()


def test_web_that_was_asked_to_end_says_so_and_still_listens(environ: dict[str, str]) -> None:
    """A balancer that looks at /readyz sends callers elsewhere before anybody is refused."""
    address = f"http://127.0.0.1:{environ['PORT']}"

    def status(path: str, *, of: str = "status_code") -> object:
        with suppress(requests.ConnectionError):  # it starts
            answer = requests.get(address + path, timeout=10)
            return answer.status_code if of == "status_code" else answer.json()[of]
        return None

    with running("-m", "warmline.cli", "web", env=environ | {LEAVING_SECONDS: "15"}) as web:
        wait_until(lambda: status("/healthz") == 200, seconds=60)
        assert status("/readyz", of="web") == "ok"
        web.terminate()
        wait_until(lambda: status("/readyz", of="web") == "asked to end", seconds=20)
        assert (status("/readyz"), status("/healthz")) == (503, 200)
        web.send_signal(signal.SIGINT)  # whoever cannot wait
        assert web.wait(20) == 0

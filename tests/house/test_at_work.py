"""A worker and the clock say that they are back when they can work, and end when asked to."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.watching import Watched, wait_until
from warmline.up.readiness import VARIABLE, Ear

Watch = Callable[..., Watched]
NOBODY = "redis://127.0.0.1:9/0"


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Return who waits to hear that a process is back."""
    it = Ear()
    yield it
    it.close()


@pytest.fixture
def environ(redis_url: str, tmp_path: Path, ear: Ear) -> dict[str, str]:
    """Return the settings of a worker or clock whose Redis answers."""
    return {
        "TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
        "TWILIO_AUTH_TOKEN": "12345",
        "TWILIO_API_BASE": "http://127.0.0.1:9",
        "REDIS_URL": redis_url,
        "WARMLINE_HOME": str(tmp_path),
        "WARMLINE_KEYS": "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE=",
        VARIABLE: ear.address,
        "PATH": os.environ["PATH"],
    }


@pytest.mark.parametrize("name", ["worker", "clock"])
def test_a_process_that_can_work_says_so(
    watch: Watch, environ: dict[str, str], ear: Ear, name: str
) -> None:
    """`warmline up` goes on to the next one as soon as this one is at its work."""
    process = watch("-m", "warmline.cli", name, env=environ).process
    wait_until(ear.heard, seconds=60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


@pytest.mark.parametrize(
    ("name", "away", "said"),
    [
        ("worker", "RQ_REDIS_URL", "no job can be taken yet"),
        ("clock", "REDIS_URL", "the sweep failed"),
    ],
)
def test_a_process_that_waits_for_its_redis_is_not_back(
    watch: Watch, environ: dict[str, str], ear: Ear, name: str, away: str, said: str
) -> None:
    """It never takes a working one's place, and still ends in order when it is asked to."""
    it = watch("-m", "warmline.cli", name, env=environ | {away: NOBODY})
    it.line(said, seconds=60)
    it.process.send_signal(signal.SIGTERM)
    assert it.process.wait(20) == 0
    assert not ear.heard()

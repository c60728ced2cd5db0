"""Everything on one machine: started, used, disturbed, ended, and started again."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.house.watching import Watched, family, free_port, is_alive, megabytes, wait_until

Watch = Callable[..., Watched]
LINE = "+14155550100"
MOST_MEGABYTES = 400


class Running:
    """A house that is up."""

    def __init__(self, watch: Watch) -> None:
        self._port = free_port()
        began = time.monotonic()
        self.up = watch("-m", "warmline.cli", "up", "--demo", "--port", self._port)
        self.address = self.up.line("/phones/").split()[-1].removesuffix("/phones/")
        self.seconds = time.monotonic() - began

    def get(self, path: str) -> bytes:
        """Return what a page holds."""
        with urllib.request.urlopen(self.address + path, timeout=5) as answer:
            content: bytes = answer.read()
            return content

    def press(self, phone: str, what: str, **body: str) -> None:
        """Do something with a phone, as its page does."""
        request = urllib.request.Request(
            f"{self.address}/phones/api/phones/{phone}/{what}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5).close()

    def phone(self, name: str) -> Any:
        """Return the state of somebody's phone."""
        phones = json.loads(self.get("/phones/api/state"))["phones"]
        return next(phone for phone in phones if phone["name"] == name)

    def pids(self) -> list[int]:
        """Return every process of the house."""
        return family(self.up.process.pid)

    def pid_of(self, words: str) -> int | None:
        """Return the process whose command ends so, if it runs now."""
        wanted = words.replace(" ", "\0").encode() + b"\0"
        for pid in self.pids():
            with suppress(OSError):  # it may have ended since it was listed
                if Path(f"/proc/{pid}/cmdline").read_bytes().endswith(wanted):
                    return pid
        return None

    def answers(self) -> bool:
        """Say whether web answers."""
        with suppress(OSError):
            return self.get("/healthz") != b""
        return False


@pytest.fixture
def house(watch: Watch) -> Running:
    """Return a house that is up, with the demo campus, in a new home."""
    return Running(watch)


def test_a_newcomer_sees_a_phone_ring(house: Running) -> None:
    """One command and one call, and a mentor's phone rings; all of it in little memory."""
    assert b"<html" in house.get("/phones/").lower()
    assert sum(megabytes(pid) for pid in house.pids()) <= MOST_MEGABYTES
    house.press(house.phone("Student")["id"], "dial", to=LINE)
    wait_until(lambda: "ringing" in {house.phone(name)["status"] for name in ("Maya", "Luis")})


def test_ctrl_c_ends_all_and_a_second_start_keeps_what_was(house: Running, watch: Watch) -> None:
    """Nothing runs on after Ctrl-C, and what was there is there again within seconds."""
    environ = Path(f"/proc/{house.up.process.pid}/environ").read_bytes().decode().split("\0")
    home = Path(next(v for v in environ if v.startswith("WARMLINE_HOME=")).partition("=")[2])
    address = (home / "redis.url").read_text().strip()
    with redis.Redis.from_url(address) as client:
        client.set("mark", "kept")
    pids = house.pids()
    house.up.process.send_signal(signal.SIGINT)
    assert house.up.process.wait(timeout=20) == 0
    assert [pid for pid in pids if is_alive(pid)] == []
    second = Running(watch)
    with redis.Redis.from_url(address) as client:
        assert client.get("mark") == b"kept"
    assert second.seconds < 15  # five on a quiet machine; docs/performance.md has the number


@pytest.mark.parametrize("words", ["warmline.cli web", "warmline.cli worker", "warmline.cli clock"])
def test_a_killed_process_is_back(house: Running, words: str) -> None:
    """Killing any process costs seconds, not the night."""
    killed = house.pid_of(words)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    house.up.line("started again")
    wait_until(lambda: house.answers() and house.pid_of(words) not in {None, killed}, seconds=20)


def test_kill_9_of_all_leaves_no_process(house: Running) -> None:
    """Even when `warmline up` itself is killed, nothing keeps the port or the database."""
    pids = house.pids()
    house.up.process.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in pids), seconds=20)

"""A house to measure: real Redis, real web server, real workers, each a process of its own."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import redis

from warmline.bootstrap import Parts
from warmline.ids import CampusSlug, DeskId, LineSlug, MentorId
from warmline.line import Campus, Desk, Line, Rung
from warmline.phone import PhoneNumber
from warmline.privacy import Vault, hash_number
from warmline.roster import CompiledRoster, Member, Mentor, PoolSpan
from warmline.settings import Settings
from warmline.settings.home import free_port
from warmline.up.embedded_redis import binary

SID, TOKEN = "AC" + "5" * 32, "12345"
LINE = "+14155550100"
KEY = "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="
CAMPUS = CampusSlug("bench")
ROOT = Path(__file__).parents[1]


@dataclass
class House:
    """Addresses and processes of one measured house."""

    folder: Path
    redis_url: str
    environ: dict[str, str]
    web_port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    redis_command: tuple[str, ...] = ()
    redis: subprocess.Popen[bytes] = field(init=False)

    def parts(self) -> Parts:
        """Return the parts of this house for use in this process."""
        return Parts(Settings.read(self.environ))

    def start(self, *command: str, hands: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        """Start one process of the house; its log goes to a file."""
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            command, env=self.environ, stdout=log, stderr=log, cwd=ROOT, pass_fds=hands
        )
        self.processes.append(process)
        return process

    def warmline(self, command: str, *hands: int) -> subprocess.Popen[bytes]:
        """Start ``warmline <command>``, which inherits these descriptors."""
        return self.start(sys.executable, "-m", "warmline.cli", command, hands=hands)

    def restart_redis(self) -> None:
        """End Redis and start it again with what it held."""
        self.redis.terminate()
        self.redis.wait(15)
        self.redis = self.start(*self.redis_command)
        _redis_answers(self.redis_url)

    def web(self) -> None:
        """Start the web server and wait until it answers."""
        self.warmline("web")
        answers(self.web_port, "/healthz")

    def fresh(self) -> None:
        """Empty Redis."""
        with redis.Redis.from_url(self.redis_url) as connection:
            connection.flushall()


@contextmanager
def house(carrier_port: int | None = None, **environ: str) -> Iterator[House]:
    """Give a house with its Redis up; every process is ended at the end."""
    with tempfile.TemporaryDirectory(prefix="warmline-bench-") as name:
        folder, port, web_port = Path(name), free_port(), free_port()
        url = f"redis://127.0.0.1:{port}/0"
        base = f"http://127.0.0.1:{web_port}"
        built = House(
            folder,
            url,
            dict(os.environ)
            | {
                "TWILIO_ACCOUNT_SID": SID,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_API_BASE": f"http://127.0.0.1:{carrier_port or 9}",
                "PUBLIC_BASE_URL": base,
                "REDIS_URL": url,
                "DATABASE_URL": f"sqlite:///{folder}/warmline.db",
                "WARMLINE_KEYS": KEY,
                "WARMLINE_COUNSELING_NUMBER": "+14155550159",
                "WARMLINE_HOME": name,
                "WARMLINE_CALLS_PER_SECOND": "1000",
                "WARMLINE_HOST": "127.0.0.1",
                "WARMLINE_LOG_LEVEL": "warning",
                "PORT": str(web_port),
            }
            | environ,
            web_port,
        )
        try:
            options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", name]
            durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
            built.redis_command = (binary(), *options, *durable)
            built.redis = built.start(*built.redis_command)
            _redis_answers(url)
            yield built
        finally:
            for process in reversed(built.processes):
                process.terminate()
            for process in built.processes:
                process.wait(15)


def roster(
    vault: Vault, mentors: int, *, ladder: Sequence[Rung] = (), desk: str | None = None
) -> CompiledRoster:
    """Return a roster in which that many mentors are on call for a day, and perhaps a desk."""
    now = datetime.now(UTC)
    people = tuple(
        Mentor(
            id=MentorId(f"m-{i:06d}"),
            name=f"Mentor {i}",
            phone=vault.seal_number(mentor_phone(i)) if i < 2000 else _FAR,
            phone_hash=hash_number(mentor_phone(i), "pepper"),
            roles=frozenset({"mentor"}),
            certified_until=(now + timedelta(days=365)).date(),
            order=i,
        )
        for i in range(mentors)
    )
    members = tuple(Member(it.id, "main:tonight", it.order) for it in people)
    rungs = tuple(ladder) or (Rung(name="on shift", who="shift"),)
    line = Line(
        slug=LineSlug("main"),
        name="Ears for Peers",
        number=vault.seal_number(PhoneNumber(LINE)),
        number_hash=hash_number(PhoneNumber(LINE), "pepper"),
        timezone="America/Los_Angeles",
        contacts_per_shift=1_000_000,
        cool_down_minutes=0,
        ladder=rungs,
        desks=(Desk(DeskId("desk"), "Counseling", vault.seal_number(PhoneNumber(desk))),)
        if desk
        else (),
    )
    span = PoolSpan(now - timedelta(hours=1), now + timedelta(days=1), members)
    return CompiledRoster(
        campus=Campus(CAMPUS, "Bench", "911", "988", "two_person"),
        version=f"{mentors}.{now.timestamp()}",
        compiled_at=now,
        valid_until=now + timedelta(days=1),
        pepper=vault.seal("pepper"),
        lines=(line,),
        mentors=people,
        pools={line.slug: tuple((span,) if it.who == "shift" else () for it in rungs)},
    )


def mentor_phone(i: int) -> PhoneNumber:
    """Return the number of a mentor of `roster`."""
    return PhoneNumber(f"+1415{2000000 + i}")


_FAR = Vault([KEY]).seal_number(PhoneNumber("+14159999999"))


def answers(port: int, path: str, seconds: float = 20) -> None:
    """Wait until a server answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", path)
            if connection.getresponse().status < 500:
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _redis_answers(url: str) -> None:
    with redis.Redis.from_url(url) as connection:
        until = time.monotonic() + 10
        while True:
            try:
                connection.ping()
            except redis.ConnectionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)
            else:
                return


def memory_of(pid: int) -> int:
    """Return the resident memory of a process, in bytes."""
    fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")

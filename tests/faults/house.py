"""The whole house in real processes on real sockets and real time; any of them may be killed.

The carrier runs in the test's own process, so that a test can hold people's phones in its hands.
"""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import redis

from tests.faults.lines import LinePlan, OpenLine, campus_table, line_tables
from tests.faults.processes import REDIS_AWAY, Keeper, Process, redis_server, warmline
from warmline.bootstrap import Parts
from warmline.campus_file import read_campus
from warmline.carrier.fallback import voice_document
from warmline.ids import CampusSlug
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.settings import Settings
from warmline.settings.home import free_port
from warmline.simulator.calls import Call
from warmline.simulator.phones import Phone
from warmline.simulator.server import Simulator, serve
from warmline.store.live.clients import client_of
from warmline.store.live.keys import Keys
from warmline.store.records import Records
from warmline.up.house import is_healthy

SID = "AC" + "5" * 32
TOKEN = "12345"
KEY = "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="
COUNSELING = "+14155559999"
STARTING = 30.0
FREED = 60.0  # a phone whose end we never heard of keeps its mentor 25 s; more where all is slow
LOOK = 0.05  # seconds between two looks at what no event tells of


class House:
    """Redis, web, workers and clock as processes; the carrier and its phones in our hands."""

    def __init__(self, folder: Path, database: Path) -> None:
        shutil.copy(database, folder / "warmline.db")
        self.folder = folder
        self._numbers = count(14155551000)
        self.campuses: list[CampusSlug] = []
        self.carrier: Simulator = serve(
            {"account": {"sid": SID, "auth_token": TOKEN, "calls_per_second": 1000}}
        )
        self.exchange = self.carrier.exchange
        self.exchange.add_phone(COUNSELING, "Counseling", "desk", "answers after 0")
        self._env = self._environment()
        self.settings = Settings.read(self._env)
        self.parts = Parts(self.settings)
        self.processes = {it.name: it for it in self._processes()}
        for process in self.processes.values():
            process.start()
        self._keeper = Keeper(list(self.processes.values()))

    def _environment(self) -> dict[str, str]:
        redis_port, port = free_port(), free_port()
        return {
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE": self.carrier.url,
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
            "WARMLINE_HOST": "127.0.0.1",
            "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
            "DATABASE_URL": f"sqlite:///{self.folder}/warmline.db",
            "WARMLINE_KEYS": KEY,
            "WARMLINE_COUNSELING_NUMBER": COUNSELING,
            "WARMLINE_HOME": str(self.folder),
            "WARMLINE_CALLS_PER_SECOND": "1000",
        }

    def _processes(self) -> list[Process]:
        port = int(self._env["REDIS_URL"].rpartition(":")[2].partition("/")[0])
        kept = self.folder / "redis"
        kept.mkdir()

        def ours(name: str) -> Process:
            words = warmline(name.partition(" ")[0])
            return Process(name, words, self._env, self.log(name))

        return [
            Process("redis", redis_server(port, kept), {}, self.log("redis"), away=REDIS_AWAY),
            *(ours(name) for name in ("web", "worker 1", "worker 2", "clock")),
        ]

    # --- its processes ----------------------------------------------------------------------

    def log(self, name: str) -> Path:
        """Return where a process's words are kept."""
        return self.folder / f"{name.replace(' ', '-')}.log"

    def called(self, who: str) -> list[Process]:
        """Return the processes of a name: ``worker`` is both of them."""
        return [it for name, it in self.processes.items() if name.startswith(who)]

    def kill(self, *who: str, for_good: bool = False) -> None:
        """Kill processes in the middle of whatever they do, all in one instant."""
        found = [it for name in who for it in self.called(name)]
        for process in found:
            process.kept = process.kept and not for_good
        for process in found:
            process.signal(signal.SIGKILL)

    def ask_to_end(self, *who: str) -> None:
        """Ask processes to end in their own time; they are started again afterwards."""
        for process in (it for name in who for it in self.called(name)):
            process.signal(signal.SIGTERM)

    def ready(self) -> None:
        """Wait until every process is up and at work; those that were ended for good come back."""
        for process in self.processes.values():
            if not process.kept:
                process.start()
                process.kept = True
        self.until(self._redis_answers, STARTING, "Redis answers")
        self.until(lambda: is_healthy(self.settings), STARTING, "web answers")
        self.until(self._beat_since_their_start, STARTING, "worker and clock are alive")

    def _redis_answers(self) -> bool:
        try:
            with client_of(self.settings.redis_url, timeout=2) as connection:
                return bool(connection.ping())
        except redis.RedisError:
            return False

    def redis_has_written(self) -> None:
        """Wait until Redis has given to the system what it was told, so that it survives a kill.

        It waits with that while the disk is busy, for two seconds at most: what a Redis forgets
        that is killed just then, nobody can know.
        """

        def written() -> bool:
            with client_of(self.settings.redis_url, timeout=2) as connection:
                found = connection.info("persistence")
            return found["aof_buffer_length"] == found["aof_pending_bio_fsync"] == 0

        self.until(written, STARTING, "Redis has written")

    def _beat_since_their_start(self) -> bool:
        beats = self.parts.live.beats()
        newest = {
            name: max(it.started_at for it in self.called(name)) for name in ("worker", "clock")
        }
        return all(name in beats and beats[name] >= at for name, at in newest.items())

    def close(self) -> None:
        """End everything."""
        self._keeper.close()
        self.carrier.stop()
        self.parts.live.close()
        self.parts.records.close()

    # --- its lines --------------------------------------------------------------------------

    def opens(self, plans: Sequence[LinePlan]) -> dict[str, OpenLine]:
        """Open a campus of its own with these lines; each has its own people and phones."""
        campus = CampusSlug(f"campus-{len(self.campuses) + 1}")
        self.campuses.append(campus)
        lines = {it.slug: self._line(campus, it) for it in plans}
        text = "\n".join([campus_table(campus), *(line_tables(s, it) for s, it in lines.items())])
        self.parts.records.save_campus(read_campus(text), actor="test", now=self.parts.now())
        self.parts.publisher.publish(campus)
        return lines

    def _line(self, campus: CampusSlug, plan: LinePlan) -> OpenLine:
        number, base = self._number(), self.settings.public_base_url
        document = voice_document(
            counseling=PhoneNumber(COUNSELING),
            caller_id=PhoneNumber(number),
            emergency="911",
            crisis="988",
        )
        self.exchange.add_number(
            number,
            voice_url=f"{base}/voice/incoming",
            voice_fallback_url=self.carrier.url + self.exchange.host_document(number[1:], document),
            status_callback=f"{base}/voice/status",
            sms_url=f"{base}/texts/incoming",
        )
        who = f"{campus} {plan.slug}"
        return OpenLine(
            campus=campus,
            number=number,
            student=self._phone(f"{who} student", "student"),
            mentors=[self._phone(f"{who} {n}", "mentor") for n in range(plan.mentors)],
            desk=self._phone(f"{who} desk", "desk", "answers after 1") if plan.desk else None,
            counselors=[
                self._phone(f"{who} counselor {n}", "mentor") for n in range(plan.counselors)
            ],
            ring_seconds=plan.ring_seconds,
            max_wait_seconds=plan.max_wait_seconds,
        )

    def another_student(self, line: OpenLine, n: int) -> OpenLine:
        """Return the same line as one more student's."""
        return replace(line, student=self._phone(f"student {n} of {line.number[-4:]}", "student"))

    def _phone(self, name: str, kind: str, behaviour: str = "rings") -> Phone:
        return self.exchange.add_phone(self._number(), name, kind, behaviour)

    def _number(self) -> str:
        return f"+{next(self._numbers)}"

    # --- what is seen -----------------------------------------------------------------------

    def until(
        self, true: Callable[[], bool], seconds: float, what: str, so_far: object = None
    ) -> None:
        """Wait until something is true, looking again at each happening at the carrier."""
        limit = time.monotonic() + seconds
        with self.exchange.moved:
            while not true():
                assert time.monotonic() < limit, f"not within {seconds} s: {what}; {so_far or ''}"
                self.exchange.moved.wait(LOOK)

    def calls_to(self, phone: Phone) -> list[Call]:
        """Return every call that was ever begun to a phone, in order."""
        with self.exchange.lock:
            return [it for it in self.exchange.calls.values() if it.to == phone.number]

    def calls_from(self, phone: Phone) -> list[Call]:
        """Return every call that a phone has ever begun, in order."""
        with self.exchange.lock:
            return [it for it in self.exchange.calls.values() if it.from_ == phone.number]

    def doubled(self, line: OpenLine) -> list[str]:
        """Return who was rung while another call to the same phone was still up: nobody ever is."""
        return [phone.name for phone in line.mentors if _overlap(self.calls_to(phone))]

    def is_free(self, campus: CampusSlug) -> None:
        """Wait until no mentor of a campus is held by a contact any more."""
        self.until(lambda: not self.held(campus), FREED, f"the mentors of {campus} are free again")

    def all_is_well(self) -> None:
        """Check what no test waits for: everybody is free in the end, no log holds a number."""
        self.everybody_hangs_up()
        self.ready()
        for campus in self.campuses:
            self.is_free(campus)
        logged = {it.name for it in self.folder.glob("*.log") if "4155555" in it.read_text()}
        assert logged == set()

    def held(self, campus: CampusSlug) -> Mapping[str, str]:
        """Return which mentors are held by which contact, as Redis has it."""
        with client_of(self.settings.redis_url, timeout=2) as connection:
            found: Mapping[bytes, bytes] = connection.hgetall(Keys(campus).busy)  # type: ignore[assignment]
        return {who.decode(): contact.decode() for who, contact in found.items()}

    def everybody_hangs_up(self) -> None:
        """Let every phone in the world be put down."""
        with self.exchange.lock:
            for phone in self.exchange.phones.values():
                if phone.call is not None:
                    self.exchange.hung_up(phone.call)


def _overlap(calls: Sequence[Call]) -> bool:
    return any(
        earlier.ended is None or later.created < earlier.ended
        for i, earlier in enumerate(calls)
        for later in calls[i + 1 :]
    )


def fresh_database(path: Path) -> Path:
    """Make an empty database of this version, to be copied for each house."""
    records = Records.connect(f"sqlite:///{path}", Vault([KEY]))
    records.upgrade()
    records.close()
    return path

"""A line on a real Redis, as several processes see it at once: what the races are run on."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import redis

from warmline.bootstrap import Parts
from warmline.campus_file import read_campus
from warmline.contact import Contact
from warmline.contact import events as ev
from warmline.contact.phones import Leg
from warmline.ids import CallSid, CampusSlug, ContactId, LegId
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.settings import Settings
from warmline.store.live.keys import Keys
from warmline.store.records import Records

LINE = "+14155550100"
BASE = "http://127.0.0.1:9"  # nobody listens there: what the carrier tells us is lost
SID = "AC" + "5" * 32
TOKEN = "12345"
KEY = "Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="
CAMPUS = CampusSlug("northfield")
STUDENT = PhoneNumber("+14155550171")
NAMES = ("Maya", "Luis", "Ana", "Ben", "Kim")
T = TypeVar("T")

_CAMPUS = """
[campus]
slug = "northfield"
name = "Northfield School of Medicine"
emergency_number = "911"
crisis_line = "988"
number_reveal = "two_person"

[[line]]
slug = "main"
name = "Ears for Peers"
number = "+14155550100"
timezone = "America/Los_Angeles"
text_mode = "{text_mode}"
cool_down_minutes = 0
contacts_per_shift = 100

[[rung]]
line = "main"
name = "on shift"
who = "shift"
ring = "{ring}"
ring_seconds = 20

[[rung]]
line = "main"
name = "backup"
who = "role:backup"
ring = "together"
ring_seconds = 20

[[rung]]
line = "main"
name = "counseling"
who = "desk"
ring_seconds = 30

[[desk]]
line = "main"
name = "Counseling Center"
number = "+14155550150"

[[shift]]
line = "main"
mentors = [{names}]
start = 2026-01-01T12:00:00
end = 2026-01-02T12:00:00
repeat = "FREQ=DAILY"
"""
_MENTOR = """
[[mentor]]
name = "{name}"
phone = "+141555511{n:02d}"
roles = ["{role}"]
certified_until = 2035-06-30
"""


class Silence:
    """A timer whose every wish is lost: nothing happens in a race but what the race does."""

    def soon(self, contact: ContactId, step: int) -> None:
        del contact, step

    def at(self, contact: ContactId, step: int, when: datetime) -> None:
        del contact, step, when


def settings(redis_url: str, folder: Path) -> Settings:
    """Return the settings of every process in the race."""
    return Settings.read(
        {
            "TWILIO_ACCOUNT_SID": SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE": BASE,
            "PUBLIC_BASE_URL": BASE,
            "REDIS_URL": redis_url,
            "DATABASE_URL": f"sqlite:///{folder}/warmline.db",
            "WARMLINE_KEYS": KEY,
            "WARMLINE_COUNSELING_NUMBER": "+14155550159",
            "WARMLINE_HOME": str(folder),
            "WARMLINE_CALLS_PER_SECOND": "1000",
        }
    )


def another(redis_url: str, folder: Path, **made: Any) -> Parts:
    """Return the parts of one more process, with connections of its own."""
    return Parts(settings(redis_url, folder), timer_made=Silence(), **made)


class Room:
    """The campus, one process's parts of it, and what the carrier would tell us."""

    def __init__(self, redis_url: str, folder: Path, database: Path) -> None:
        shutil.copy(database, folder / "warmline.db")
        self.url, self.folder = redis_url, folder
        self.parts = self.another()
        self.calls = 0
        self._others: list[Parts] = [self.parts]

    def another(self, **made: Any) -> Parts:
        """Return the parts of one more process."""
        parts = another(self.url, self.folder, **made)
        if hasattr(self, "_others"):
            self._others.append(parts)
        return parts

    def opens(self, ring: str, mentors: int, backups: int = 0, *, text_mode: str = "relay") -> None:
        """Publish the campus with so many mentors on shift, and backups behind them."""
        names, behind = NAMES[:mentors], NAMES[mentors : mentors + backups]
        everybody = [(it, "mentor") for it in names] + [(it, "backup") for it in behind]
        people = [
            _MENTOR.format(name=name, n=n, role=role) for n, (name, role) in enumerate(everybody)
        ]
        listed = ", ".join(f'"{it}"' for it in names)
        text = _CAMPUS.format(ring=ring, names=listed, text_mode=text_mode) + "".join(people)
        records = self.parts.records
        records.save_campus(read_campus(text), actor="race", now=self.parts.now())
        self.parts.publisher.publish(CAMPUS)

    def call_name(self) -> CallSid:
        """Return a name for one more leg at the carrier."""
        self.calls += 1
        return CallSid(f"CA{self.calls:032x}")

    def arrives(self) -> Contact:
        """Let a student call."""
        contact, _ = self.parts.switchboard.arrive(self.call_name(), LINE, STUDENT)
        return contact

    def all_pick_up(self, contact: Contact) -> Contact:
        """Let every phone that is asked ring and be picked up."""
        for leg in contact.legs:
            call = self.call_name()
            for event in (ev.RingPlaced(leg.id, call), ev.LegAnswered(leg.id, call)):
                contact = self.parts.switchboard.handle(contact.id, event)
        return contact

    def all_hang_up(self, contact_id: ContactId) -> Contact:
        """Let the carrier say that every phone of a contact is down, the student's first."""
        board = self.parts.switchboard
        contact = board.contact(contact_id)
        if contact.student.call is not None:
            contact = board.handle(contact_id, ev.StudentLeft(contact.student.call))
        for leg in contact.legs:
            contact = board.handle(contact_id, ended(leg))
        return contact

    def busy(self) -> dict[str, str]:
        """Return who is held by which contact, as Redis has it."""
        with redis.Redis.from_url(self.url, decode_responses=True) as connection:
            found: dict[str, str] = connection.hgetall(Keys(CAMPUS).busy)  # type: ignore[assignment]
        return found

    def next_shift(self) -> None:
        """Forget how many contacts each mentor has taken: two hundred are more than a shift's."""
        with redis.Redis.from_url(self.url) as connection:
            connection.delete(Keys(CAMPUS).taken)

    def close(self) -> None:
        """Let go of every connection."""
        for parts in self._others:
            parts.live.close()
        self.parts.records.close()


def ended(leg: Leg) -> ev.LegEnded:
    """Return the carrier's word that a mentor's phone is down."""
    return ev.LegEnded(LegId(leg.id), "completed", leg.call or CallSid("none"))


def at_once(acts: Sequence[Callable[[], T]], pool: ThreadPoolExecutor) -> list[T]:
    """Do several things in the same instant, each in a thread of its own; return what each gave."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        start.wait(10)
        return act()

    return [it.result(30) for it in [pool.submit(run, act) for act in acts]]


def fresh_database(path: Path) -> Path:
    """Make an empty database of this version, to be copied for each race."""
    records = Records.connect(f"sqlite:///{path}", Vault([KEY]))
    records.upgrade()
    records.close()
    return path

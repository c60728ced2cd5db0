"""The campus of a story: its line, ladder, desks and people, written as a campus file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from telling.people import Person
from telling.places import BASE, CAMPUS, LINE
from warmline import wording
from warmline.bootstrap import Parts
from warmline.campus_file import read_campus
from warmline.ids import MentorId
from warmline.phone import PhoneNumber
from warmline.privacy import hash_number
from warmline.simulator.clock import HandClock
from warmline.simulator.exchange import Exchange

if TYPE_CHECKING:
    from phones import Phones


class StoryCampus:
    """Who is there, and the words of their line; loaded and published when it is first needed."""

    parts: Parts
    exchange: Exchange
    clock: HandClock

    def __init__(self) -> None:
        self.people: list[Person] = []
        self._campus: dict[str, Any] = {"number_reveal": "two_person"}
        self._line: dict[str, Any] = {"ring_at": "arrival"}
        self._rungs: list[dict[str, Any]] = [
            {"name": "on shift", "who": "shift", "ring": "sequential", "ring_seconds": 20},
            {"name": "backup", "who": "role:backup", "ring": "together", "ring_seconds": 20},
            {"name": "counseling", "who": "desk", "ring_seconds": 30},
        ]
        self._desks: list[dict[str, Any]] = []
        self._mentors: list[dict[str, Any]] = []
        self._phrases: list[dict[str, Any]] = []
        self._periods: list[dict[str, Any]] = []
        self._on_call: list[str] = []
        self._stages: dict[str, tuple[str, bool]] = {}
        self._shifts: list[dict[str, Any]] = []
        self._loaded = ""

    @property
    def is_loaded(self) -> bool:
        """Say whether anybody could call: before, nothing happens."""
        return bool(self._loaded)

    def now(self) -> datetime:
        """The time that the story has come to."""
        return self.clock.now()

    def campus(self, **settings: Any) -> None:
        """Change the campus's settings, named as in the campus file."""
        self._campus.update(settings)

    def line(self, **settings: Any) -> None:
        """Change the line's settings, named as in the campus file."""
        self._line.update(settings)

    def relay_numbers(self, *numbers: str) -> None:
        """Give the line more numbers, on which mentors see further conversations."""
        for number in numbers:
            self.exchange.add_number(
                number,
                voice_url=f"{BASE}/voice/incoming",
                sms_url=f"{BASE}/texts/incoming",
            )
        self.line(relay_numbers=numbers)

    def ladder(self, *rungs: dict[str, Any]) -> None:
        """Replace the ladder."""
        self._rungs = [{"ring": "sequential", **it} for it in rungs]

    def phrase(self, text: str, category: str) -> None:
        """Have the campus add a safety phrase of its own."""
        self._phrases.append({"text": text, "category": category})

    def rung(self, name: str, **settings: Any) -> None:
        """Change one rung's settings."""
        next(it for it in self._rungs if it["name"] == name).update(settings)

    def student(self, name: str = "Student", number: str | None = None) -> Person:
        """Give a student a phone."""
        return self._person(name, "student", number)

    def on_call(self, *names: str) -> tuple[Person, ...]:
        """Put mentors on a shift that covers the story, in this order."""
        self.on_shift(*names)
        return tuple(self.mentor(name, "mentor") for name in names)

    def on_shift(self, *names: str) -> None:
        """Put mentors of the roster on the shift."""
        self._on_call += names

    def shift(self, *names: str, start: str, end: str, repeat: str | None = None) -> None:
        """Give mentors of the roster one more shift, by the line's wall clock."""
        once = {"mentors": list(names), "start": start, "end": end}
        self._shifts.append(once | ({"repeat": repeat} if repeat else {}))

    def moves_shift(self, start: str) -> None:
        """Have the last shift begin at another time."""
        self._shifts[-1]["start"] = start
        self.ready()

    def drops_shift(self, number: int) -> None:
        """Take one of the shifts out of the plan."""
        del self._shifts[number]
        self.ready()

    def off_shift(self, *names: str) -> None:
        """Take mentors off the shift."""
        self._on_call = [it for it in self._on_call if it not in names]

    def backup(self, *names: str) -> tuple[Person, ...]:
        """Give people the backup role."""
        return tuple(self.mentor(name, "backup") for name in names)

    def mentor(self, name: str, *roles: str, **more: Any) -> Person:
        """Enter a mentor in the roster, on no shift."""
        person = self._person(name, "mentor")
        self._mentors.append(
            {
                "name": name,
                "phone": person.phone.number,
                "roles": list(roles),
                "certified_until": "2030-06-30",
                **more,
            }
        )
        return person

    def in_training(self, name: str, *roles: str, stage: str = "training", listens: bool) -> Person:
        """Enter somebody who is not certified yet, and who may listen in to calls."""
        person = self.mentor(name, "mentor", *roles)
        self._stages[name] = (stage, listens)
        return person

    def desk(
        self,
        name: str = "After-hours counselor",
        hours: Sequence[str] = (),
        holidays: Sequence[str] = (),
    ) -> Person:
        """Open a counseling desk, always or at these hours, but for holidays."""
        person = self._person(name, "desk")
        times = {"hours": list(hours), "holidays": list(holidays)}
        self._desks.append({"name": name, "number": person.phone.number, **times})
        return person

    def period(self, name: str, first: str, last: str, **settings: Any) -> None:
        """Name some days, on which the line is perhaps closed."""
        self._periods.append(
            {"name": name, "kind": "holiday", "first": first, "last": last, **settings}
        )

    def blocks(self, student: Person) -> None:
        """Block a student's number, as a coordinator does."""
        self.ready()
        pepper = self.parts.houses.of_campus(CAMPUS).pepper
        number = hash_number(PhoneNumber(student.phone.number), pepper)
        self.parts.records.block(
            CAMPUS, number, reason="test", until=None, actor="Cora", now=self.now()
        )
        self.parts.publisher.publish(CAMPUS)
        self.clock.set(
            self.now() + timedelta(seconds=1)
        )  # a process looks for a newer roster every second

    def ready(self) -> None:
        """Load the campus and publish it, if it is not as it was."""
        text = self._toml()
        if text == self._loaded:
            return
        self._loaded = text
        self.parts.records.save_campus(read_campus(text), actor="story", now=self.now())
        self._set_stages()
        self.parts.publisher.publish(CAMPUS)

    def _set_stages(self) -> None:
        """Write how far people in training are; the campus file says nothing of it."""
        database = self.parts.settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(database)) as connection, connection:
            for name, (stage, listens) in self._stages.items():
                connection.execute(
                    "UPDATE mentor SET stage = ?, listens = ? WHERE name = ?",
                    (stage, listens, name),
                )

    def _toml(self) -> str:
        parts = [
            _table("[campus]", slug="northfield", name="Northfield School of Medicine",
                   emergency_number="911", crisis_line="988", **self._campus),
            _table("[[line]]", slug="main", name="Ears for Peers", number=LINE,
                   **{"timezone": "America/Los_Angeles", **self._line}),
            *(_table("[[rung]]", line="main", **it) for it in self._rungs),
            *(_table("[[desk]]", line="main", **it) for it in self._desks),
            *(_table("[[mentor]]", **it) for it in self._mentors),
            *(_table("[[phrase]]", **it) for it in self._phrases),
            *(_table("[[period]]", **it) for it in self._periods),
        ]  # fmt: skip
        if self._on_call:
            shift = _table("[[shift]]", line="main", mentors=self._on_call, repeat="FREQ=DAILY",
                           start="2026-11-01T12:00:00", end="2026-11-02T12:00:00")  # fmt: skip
            parts.append(shift)
        parts += [_table("[[shift]]", line="main", **it) for it in self._shifts]
        return "\n".join(parts)

    def person_at(self, number: str, name: str, kind: str) -> Person:
        """Give somebody the phone behind a certain number."""
        return self._person(name, kind, number)

    def _person(self, name: str, kind: str, number: str | None = None) -> Person:
        shown = number or f"+1415555{1000 + len(self.people):04d}"
        person = Person(cast("Phones", self), self.exchange.add_phone(shown, name, kind), name)
        self.people.append(person)
        return person

    @property
    def has_voicemail(self) -> bool:
        """Whether the line takes messages."""
        return bool(self._line.get("voicemail"))

    # --- words ------------------------------------------------------------------------------

    def greeting(self) -> str:
        """The line's greeting."""
        return wording.greeting(*self._house())

    def whisper(self) -> str:
        """What a mentor hears on picking up."""
        return wording.whisper(self._house()[0])

    def card(self, *, desk_open: bool = False) -> str:
        """The safety card as this line speaks it."""
        return self.words(wording.safety_card, voicemail=self.has_voicemail, desk_open=desk_open)

    def words(self, sentence: Callable[..., str], **more: Any) -> str:
        """A sentence of the wording, filled with this line and campus as it asks for them."""
        line, campus = self._house()
        given = {"line": line, "campus": campus, "now": self.now(), **more}
        names = sentence.__code__.co_varnames[: sentence.__code__.co_argcount]
        keywords = sentence.__code__.co_varnames[
            sentence.__code__.co_argcount : sentence.__code__.co_argcount
            + sentence.__code__.co_kwonlyargcount
        ]
        return sentence(*(given[it] for it in names), **{it: given[it] for it in keywords})

    def id_of(self, person: Person) -> MentorId:
        """How a mentor is named in the records."""
        mentors = self.parts.houses.of_campus(CAMPUS).compiled.mentors
        return next(it.id for it in mentors if it.name == person.name)

    def closed_text(self) -> str:
        """What a text at closed hours is answered with now."""
        line, campus = self._house()
        opens = line.open_hours.next_opening(self.now())
        return wording.text_line_closed(line, campus, opens, self.now())

    def _house(self) -> tuple[Any, Any]:
        self.ready()
        roster = self.parts.houses.of_campus(CAMPUS)
        return roster.lines["main"], roster.campus  # type: ignore[index]


def _table(head: str, **keys: Any) -> str:
    return "\n".join([head, *(f"{name} = {_value(name, it)}" for name, it in keys.items()), ""])


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        bare = name in {"start", "end", "certified_until", "first", "last"}
        return value if bare else '"' + value + '"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(key, it)}" for key, it in value.items()) + " }"
    if isinstance(value, Iterable):
        return "[" + ", ".join(f'"{it}"' for it in value) + "]"
    return str(value)

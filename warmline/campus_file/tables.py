"""Every table of a campus file and every key it may have."""

from collections.abc import Mapping
from typing import Any, get_args

from msgspec import Struct, field

from warmline.campus_file import fields as f
from warmline.campus_file.fields import REQUIRED, Field
from warmline.care import BY_URGENCY, read_language, read_phrase
from warmline.errors import PhoneNumberError, PlanError
from warmline.line import OwnWording
from warmline.own_wording import read_wording
from warmline.retention import CALLER_DAYS, DETAIL_DAYS, HISTORY_DAYS
from warmline.roster import NEVER, Role, Stage
from warmline.schedule import read_every

_HOURS = Field(f.listed(f.window), ())
_HOLIDAYS = Field(f.holidays, ())
_LINE = Field(f.text)
_MENTORS = Field(f.listed(f.text, least=1))


def _phrase(value: Any) -> str:
    """Read a safety phrase that the campus adds."""
    return read_phrase(value, read_language("en"))


def _every(value: Any) -> str:
    """Read how often a duty passes on."""
    found = f.text(value)
    read_every(found)
    return found


TABLES: Mapping[str, Mapping[str, Field]] = {
    "campus": {
        "slug": Field(f.slug),
        "name": Field(f.name),
        "emergency_number": Field(f.spoken_number),
        "crisis_line": Field(f.spoken_number),
        "number_reveal": Field(
            f.choice("two_person", "never"),
            hint='the campus must choose "two_person" or "never"',
        ),
        "training": Field(f.listed(f.name, least=1), ()),
    },
    "line": {
        "slug": Field(f.slug),
        "name": Field(f.name),
        "number": Field(f.own_number),
        "relay_numbers": Field(f.listed(f.own_number), ()),
        "timezone": Field(f.zone),
        "hours": _HOURS,
        "ring_at": Field(f.choice("arrival", "greeting"), "arrival"),
        "max_wait_seconds": Field(f.whole(20, 600), 90),
        "voicemail": Field(f.flag, default=False),
        "text_mode": Field(f.choice("relay", "page"), "relay"),
        "text_claim_seconds": Field(f.whole(30, 3600), 120),
        "text_reply_seconds": Field(f.whole(30, 3600), 300),
        "text_idle_minutes": Field(f.whole(5, 1440), 45),
        "cool_down_minutes": Field(f.whole(0, 240), 5),
        "contacts_per_shift": Field(f.whole(1, 100), 4),
        "hours_awake": Field(f.whole(1, 48), 6),
        "caller_days": Field(f.whole(1, 365), CALLER_DAYS),
        "detail_days": Field(f.whole(28, 1100), DETAIL_DAYS),
        "history_days": Field(f.whole(28, 3660), HISTORY_DAYS),
        "wording": Field(read_wording, OwnWording()),
    },
    "rung": {
        "line": _LINE,
        "name": Field(f.name),
        "who": Field(f.who),
        "ring": Field(f.choice("sequential", "staggered", "together"), None),
        "ring_seconds": Field(f.whole(5, 60)),
        "rounds": Field(f.whole(1, 5), 1),
        "stagger_seconds": Field(f.whole(2, 60), 8),
    },
    "desk": {
        "line": _LINE,
        "name": Field(f.name),
        "number": Field(f.callable_number),
        "hours": _HOURS,
        "holidays": _HOLIDAYS,
    },
    "mentor": {
        "name": Field(f.name),
        "phone": Field(f.callable_number, None),  # may be absent before an application
        "roles": Field(f.listed(f.choice(*get_args(Role)), least=1)),
        "certified_until": Field(f.day, NEVER),  # may be absent before a certificate
        "languages": Field(f.listed(f.language, least=1), ("en",)),
        "max_texts": Field(f.whole(1, 10), 1),
        "stage": Field(f.choice(*get_args(Stage)), "certified"),
        "paused": Field(f.flag, default=False),
        "paused_until": Field(f.day, None),
        "listens": Field(f.flag, default=False),
        "new_phone": Field(f.callable_number, None),
        "hours": _HOURS,
        "holidays": _HOLIDAYS,
    },
    "shift": {
        "line": _LINE,
        "mentors": _MENTORS,
        "start": Field(f.moment),
        "end": Field(f.moment),
        "repeat": Field(f.text, None),
    },
    "duty": {
        "line": _LINE,
        "name": Field(f.name),
        "mentors": Field(f.listed(f.text, least=1, once=False)),
        "start": Field(f.moment),
        "every": Field(_every),
        "hours": _HOURS,
    },
    "override": {
        "line": _LINE,
        "kind": Field(f.choice("cover", "add", "remove")),
        "mentor": Field(f.text),
        "covers": Field(f.text, None),
        "start": Field(f.moment),
        "end": Field(f.moment),
    },
    "period": {
        "line": Field(f.text, None),
        "name": Field(f.name),
        "kind": Field(f.word),
        "first": Field(f.day),
        "last": Field(f.day),
        "closed": Field(f.flag, default=False),
        "hours": Field(f.listed(f.window, least=1), ()),
    },
    "phrase": {
        "text": Field(_phrase),
        "category": Field(f.choice(*BY_URGENCY)),
    },
}
# What a person would call an entry, where it has such a thing.
_TITLES = {
    "line": "slug",
    "rung": "name",
    "desk": "name",
    "mentor": "name",
    "duty": "name",
    "period": "name",
}


class Entry(Struct):
    """One table of the file as far as it could be read, and everything wrong with it.

    ``values`` has only the keys that could be read (or their defaults); ``given`` is what was
    written, by which an entry with one mistake is still known to the others.
    """

    place: str
    given: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)

    def wrong(self, key: str, why: str) -> None:
        """Note a mistake at one key."""
        self.mistakes.append(f"{self.place}, {key}: {why}")

    def has(self, *keys: str) -> bool:
        """Say whether all of these keys could be read and hold something."""
        return all(self.values.get(key) is not None for key in keys)


def read_entry(table: str, number: int | None, given: dict[str, Any]) -> Entry:
    """Return one table read by its fields, unknown keys and missing ones noted."""
    entry = Entry(_place(table, number, given), given)
    known = TABLES[table]
    for key in given:
        if key not in known:
            close = f.meant(key, list(known))
            entry.wrong(f.shown(key), f"is not a key of [{table}]{close}")
    for key, field_ in known.items():
        _read_key(entry, key, field_)
    return entry


def _read_key(entry: Entry, key: str, field_: Field) -> None:
    """Read one key into the entry, or note what is wrong."""
    if key not in entry.given:
        if field_.default is REQUIRED:
            entry.wrong(key, f"is missing; {field_.hint}" if field_.hint else "is missing")
        else:
            entry.values[key] = field_.default
        return
    try:
        entry.values[key] = field_.parse(entry.given[key])
    except (PlanError, PhoneNumberError) as exc:
        entry.wrong(key, str(exc))


def _place(table: str, number: int | None, given: dict[str, Any]) -> str:
    """Return how a message names an entry: ``mentor 2 "Luis"``."""
    if number is None:
        return table
    title = given.get(_TITLES.get(table, ""))
    words = f" {f.shown(title)}" if isinstance(title, str) and title else ""
    return f"{table} {number}{words}"

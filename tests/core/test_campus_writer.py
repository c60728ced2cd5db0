"""A campus file that is written is read as the same campus, whatever is in it."""

from datetime import date, timedelta

import pytest
from campus_making import BASE, campuses, phone
from hypothesis import given, settings

from warmline.campus_file import (
    CampusFile,
    DeskEntry,
    DutyEntry,
    LineEntry,
    MentorEntry,
    OverrideEntry,
    PeriodEntry,
    ShiftEntry,
    read_campus,
    write_campus,
)
from warmline.campus_file.tables import TABLES
from warmline.care.category import Added
from warmline.line import Campus, Rung


@settings(max_examples=60)
@given(campuses())
def test_what_is_written_is_read_as_the_same(campus):
    """No name, no hours and no setting is lost or changed on the way through a file."""
    assert read_campus(write_campus(campus)) == campus


# Something other than the default, for every key of every table; a new key is to be added here.
UNUSUAL = {
    "campus": {"training": ["Listen", "Refer"]},
    "line": {
        "relay_numbers": ["+14155550101"], "hours": ["mon 10:00-11:00"], "ring_at": "greeting",
        "max_wait_seconds": 91, "voicemail": True, "text_mode": "page", "text_claim_seconds": 121,
        "text_reply_seconds": 301, "text_idle_minutes": 46, "cool_down_minutes": 6,
        "contacts_per_shift": 5, "hours_awake": 7, "caller_days": 31, "detail_days": 181,
        "history_days": 771, "wording": {"greeting": "We are glad you called."},
    },
    "rung": {"ring": "together", "rounds": 2, "stagger_seconds": 9},
    "desk": {"hours": ["mon 10:00-11:00"], "holidays": ["2026-11-26"]},
    "mentor": {
        "languages": ["es"], "max_texts": 2, "stage": "training", "paused": True,
        "paused_until": date(2030, 1, 1), "listens": True, "new_phone": "+14155550119",
        "hours": ["mon 10:00-11:00"], "holidays": ["2026-11-26 to 2026-11-27 09:00-12:00"],
    },
    "shift": {"repeat": "FREQ=DAILY"},
    "duty": {"hours": ["mon 10:00-11:00"]},
    "override": {"covers": "Luis"},
    "period": {"line": "main", "closed": True, "hours": ["mon 10:00-11:00"]},
    "phrase": {"text": "the old quarry", "category": "plan"},
}  # fmt: skip
PLAIN = {
    "line": "main", "slug": "main", "name": "Maya", "number": "+14155550100", "kind": "cover",
    "phone": "+14155550111", "roles": ["mentor"], "certified_until": date(2030, 1, 1),
    "timezone": "UTC", "who": "shift", "ring_seconds": 20, "mentors": ["Maya"], "mentor": "Maya",
    "start": BASE, "end": BASE + timedelta(hours=1), "every": "1 week", "first": date(2026, 1, 1),
    "last": date(2026, 1, 2), "emergency_number": "911", "crisis_line": "988",
    "number_reveal": "never",
}  # fmt: skip
ENTRIES = {
    "line": (LineEntry, "lines"), "desk": (DeskEntry, "desks"), "mentor": (MentorEntry, "mentors"),
    "shift": (ShiftEntry, "shifts"), "duty": (DutyEntry, "duties"),
    "override": (OverrideEntry, "overrides"), "period": (PeriodEntry, "periods"),
    "phrase": (Added, "phrases"),
}  # fmt: skip


def written(table):
    """Return the text of a campus whose one entry of a table has every key."""
    given = {key: UNUSUAL[table].get(key, PLAIN.get(key)) for key in TABLES[table]}
    values = {key: TABLES[table][key].parse(value) for key, value in given.items()}
    school = Campus("northfield", "Northfield", "911", "988", "never")
    if table == "campus":
        return write_campus(CampusFile(campus=Campus(**values), lines=(), rungs={}))
    line = LineEntry(slug="main", name="Main", number=phone(100), timezone="UTC")
    if table == "rung":
        del values["line"]
        return write_campus(
            CampusFile(campus=school, lines=(line,), rungs={"main": (Rung(**values),)})
        )
    entry, field = ENTRIES[table]
    if "roles" in values:
        values["roles"] = frozenset(values["roles"])
    held = {"lines": (line,), field: (entry(**values),)}
    return write_campus(CampusFile(campus=school, rungs={}, **held))


@pytest.mark.parametrize("table", TABLES)
def test_every_key_that_can_be_read_is_written(table):
    """A setting that was added to the campus file is not forgotten when it is dumped."""
    head = "[campus]" if table == "campus" else f"[[{table}]]"
    block = written(table).split(head)[1].split("\n[")[0]
    keys = {line.partition(" = ")[0].partition(".")[0] for line in block.strip().splitlines()}
    assert keys == set(TABLES[table])
    missing = {
        key for key, field in TABLES[table].items()
        if key not in PLAIN and key not in UNUSUAL[table]
    }  # fmt: skip
    assert missing == set(), "say here what an unusual value of it is"


def test_what_has_its_default_is_left_out():
    """A dump reads like a file that a person wrote."""
    line = LineEntry(slug="main", name="Main", number=phone(100), timezone="UTC")
    school = Campus("northfield", "Northfield", "911", "988", "never")
    text = write_campus(CampusFile(campus=school, lines=(line,), rungs={}))
    assert "max_wait_seconds" not in text
    assert "hours" not in text

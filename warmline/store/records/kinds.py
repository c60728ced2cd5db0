"""What a campus file says, as rows to compare with those in the database.

A row holds the columns of its table. Where a table points at mentors by id, the row has their
names, as the file does. Each phone number stands twice: as itself, to be sealed if it must be
written, and as its hash, by which a changed number is noticed without opening a single seal.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Table

from warmline.campus_file import CampusFile
from warmline.holidays import Holiday
from warmline.hours import Window
from warmline.line import OwnWording
from warmline.phone import PhoneNumber
from warmline.privacy import hash_number
from warmline.store.records import plan_tables as tables
from warmline.store.records.schema import Row

SEALED = frozenset(
    {"number", "phone", "new_phone", "relay_numbers"}
)  # columns; each has a "…_hash" beside it
NO_NUMBER = ""
MENTOR_NAMES = ("mentor", "covers")  # columns that hold a mentor's id, and in rows a name


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of entry: where it is kept, and what tells one entry from another."""

    name: str
    table: Table
    key: tuple[str, ...]
    id_prefix: str | None = None  # None: its key is its primary key
    members: Table | None = None  # who serves, in order: the row's "mentors"

    @property
    def kept(self) -> bool:
        """Say whether one that is gone from the file is made inactive, because history names it."""
        return "active" in self.table.c

    def new_id(self) -> Row:
        """Return what a new entry needs beside its own columns."""
        return {"id": f"{self.id_prefix}-{secrets.token_hex(5)}"} if self.id_prefix else {}


_TURN = ("line", "mentors", "start", "end", "repeat")
_DAYS = ("line", "name", "first")
_CHANGE = ("line", "kind", "mentor", "covers", "start", "end")

CAMPUS = Kind("campus", tables.campus, ("slug",))
LINE = Kind("line", tables.line, ("slug",))
MENTOR = Kind("mentor", tables.mentor, ("name",), "m")
RUNG = Kind("rung", tables.rung, ("line", "position"))
DESK = Kind("desk", tables.desk, ("line", "name"), "d")
SHIFT = Kind("shift", tables.shift, _TURN, "s", tables.shift_mentor)
DUTY = Kind("duty", tables.duty, ("line", "name"), "r", tables.duty_mentor)
OVERRIDE = Kind("override", tables.override, _CHANGE, "o")
PHRASE = Kind("phrase", tables.phrase, ("text",), "x")
PERIOD = Kind("period", tables.period, _DAYS, "p")


def rows_of(file: CampusFile, pepper: str) -> dict[Kind, list[Row]]:
    """Return all entries of the file in an order in which they can be written."""
    return {
        LINE: _rows(file.lines, pepper, active=True),
        MENTOR: [
            row | {"active": row["stage"] != "alumni"}
            for row in _rows(file.mentors, pepper, origin="file")
        ],
        RUNG: [
            {"line": slug, "position": position, **row_of(rung, pepper)}
            for slug, ladder in file.rungs.items()
            for position, rung in enumerate(ladder)
        ],
        DESK: _rows(file.desks, pepper, active=True),
        SHIFT: _rows(file.shifts, pepper, origin="file"),
        DUTY: _rows(file.duties, pepper, origin="file"),
        OVERRIDE: _rows(file.overrides, pepper, origin="file"),
        PERIOD: _rows(file.periods, pepper, origin="file"),
        PHRASE: _rows(file.phrases, pepper, origin="file"),
    }


def _rows(entries: Iterable[msgspec.Struct], pepper: str, **more: Any) -> list[Row]:
    return [
        {**row_of(entry, pepper), **more, "position": position}
        for position, entry in enumerate(entries)
    ]


def row_of(entry: msgspec.Struct, pepper: str) -> Row:
    """Return one entry as a row to compare or write, without its origin and position."""
    row: Row = {}
    for name, value in msgspec.structs.asdict(entry).items():
        if name not in SEALED:
            row[name] = stored(value)
            continue
        row[name] = NO_NUMBER if value is None and name == "phone" else value  # never NULL there
        row[f"{name}_hash"] = each_number(row[name], lambda one: hash_number(one, pepper))
    return row


def stored(value: Any) -> Any:
    """Return a value in the form in which a column gives it back."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [stored(item) for item in value]
    if isinstance(value, Window):
        return {"days": sorted(value.days), "start": value.start, "end": value.end}
    if isinstance(value, Holiday):
        first, last = value.first.isoformat(), value.last.isoformat()
        return {"first": first, "last": last, "hours": stored(value.hours)}
    if isinstance(value, OwnWording):
        return {key: words for key, words in msgspec.structs.asdict(value).items() if words}
    return value


def each_number(value: Any, change: Callable[[PhoneNumber], str]) -> Any:
    """Return the number changed, or each of several; what is no number stays as it is."""
    if isinstance(value, tuple):
        return [change(one) for one in value]
    return change(value) if isinstance(value, PhoneNumber) else value

"""A campus as its file would say it today: whoever brought an entry, by file, command or text."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from warmline.campus_file import (
    CampusFile,
    DeskEntry,
    DutyEntry,
    LineEntry,
    MentorEntry,
    OverrideEntry,
    PeriodEntry,
    ShiftEntry,
)
from warmline.care import Added
from warmline.ids import CampusSlug, LineSlug, Sealed
from warmline.line import Campus, Rung
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.store.records import kinds, plans
from warmline.store.records.entries import Entries
from warmline.store.records.kinds import SEALED, Kind
from warmline.store.records.schema import Row


class Dump(Struct, frozen=True):
    """A campus file with all that is in the plan, and in words what could not be said in it."""

    file: CampusFile
    left_out: tuple[str, ...] = ()


def campus_file(connection: Connection, vault: Vault, slug: CampusSlug) -> Dump:
    """Return a campus file that loads to what there is. It holds numbers in plain.

    People and lines that are no longer there are not in it, nor what names them; alumni are, as
    such. Safety phrases are not: the database does not have them.
    """
    campus = msgspec.convert(plans.campus_row(connection, slug), Campus)
    reading = _Reading(connection, vault, slug)
    lines = reading.all(kinds.LINE, LineEntry)
    mentors = _as_a_file_may(reading.all(kinds.MENTOR, MentorEntry))
    reading.lines = {line.slug for line in lines}
    reading.people = {mentor.name for mentor in mentors}
    file = CampusFile(
        campus=campus,
        lines=tuple(lines),
        rungs=reading.ladders([line.slug for line in lines]),
        desks=tuple(reading.all(kinds.DESK, DeskEntry)),
        mentors=tuple(mentors),
        shifts=tuple(reading.all(kinds.SHIFT, ShiftEntry)),
        duties=tuple(reading.all(kinds.DUTY, DutyEntry)),
        overrides=tuple(reading.all(kinds.OVERRIDE, OverrideEntry)),
        periods=tuple(reading.all(kinds.PERIOD, PeriodEntry)),
        phrases=tuple(reading.all(kinds.PHRASE, Added)),
    )
    return Dump(file, tuple(reading.left_out))


class _Reading:
    """Rows turned back into what a file said, and notes of what a file could not say."""

    def __init__(self, connection: Connection, vault: Vault, slug: CampusSlug) -> None:
        self._connection = connection
        self._vault = vault
        self._slug = slug
        self.lines: set[LineSlug] | None = None  # None: not known yet
        self.people: set[str] | None = None
        self.left_out: list[str] = []

    def all(self, kind: Kind, entry: type[Any]) -> list[Any]:
        """Return every entry of a kind that serves, in its order."""
        return [self._entry(row, entry) for row in self._rows(kind)]

    def ladders(self, slugs: list[LineSlug]) -> dict[LineSlug, tuple[Rung, ...]]:
        """Return the rungs of each line, in its order."""
        rows = self._rows(kinds.RUNG)
        return {
            slug: tuple(self._entry(row, Rung) for row in rows if row["line"] == slug)
            for slug in slugs
        }

    def _rows(self, kind: Kind) -> list[Row]:
        rows = Entries(self._connection, self._slug, kind, self._vault).all()
        return [row for row in rows if _serves(row) and self._can_be_said(kind, row)]

    def _can_be_said(self, kind: Kind, row: Row) -> bool:
        """Take those who have left out of an entry; say if something of it is left."""
        line = row.get("line")
        if self.lines is not None and line is not None and line not in self.lines:
            self.left_out.append(f"{_article(kind)} of {line}, which is no longer a line")
            return False
        gone = [] if self.people is None else sorted(set(self._named(row)) - self.people)
        if gone:
            who = ", ".join(gone)
            self.left_out.append(f"{who}, who left, in {_article(kind)} of {line}")
        if "mentors" in row:
            row["mentors"] = [name for name in row["mentors"] if name not in gone]
            return bool(row["mentors"])
        return not gone

    def _named(self, row: Row) -> Iterator[str]:
        yield from row.get("mentors", ())
        yield from (row[key] for key in kinds.MENTOR_NAMES if row.get(key) is not None)

    def _entry(self, row: Row, entry: type[Any]) -> Any:
        return entry(
            **{
                field.name: self._value(row[field.name], field)
                for field in msgspec.structs.fields(entry)
            }
        )

    def _value(self, stored: Any, field: msgspec.structs.FieldInfo) -> Any:
        if field.name not in SEALED:
            return msgspec.convert(stored, field.type)
        if isinstance(stored, list):
            return tuple(self._open(one) for one in stored)
        return self._open(stored)

    def _open(self, sealed: str | None) -> PhoneNumber | None:
        return self._vault.open_number(Sealed(sealed)) if sealed else None


def _serves(row: Row) -> bool:
    """Say whether an entry belongs in a file; somebody who left by a step of their own does."""
    return bool(row.get("active", True)) or row.get("stage") == "alumni"


def _as_a_file_may(mentors: Sequence[MentorEntry]) -> list[MentorEntry]:
    """Return people without what a file is refused for and what says nothing of them any more.

    A number that alumni had may be somebody else's by now.
    """
    numbers = {it.phone for it in mentors if it.stage != "alumni"}
    return [
        replace(
            it,
            phone=None if it.stage == "alumni" and it.phone in numbers else it.phone,
            paused_until=it.paused_until if it.paused else None,
            listens=it.listens and it.stage == "training",
            hours=it.hours if "counselor" in it.roles else (),
            holidays=it.holidays if "counselor" in it.roles else (),
        )
        for it in mentors
    ]


def _article(kind: Kind) -> str:
    return f"an {kind.name}" if kind.name[0] in "aeiou" else f"a {kind.name}"

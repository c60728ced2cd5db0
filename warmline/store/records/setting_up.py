"""Changing a line itself within an edit: how it behaves, its ladder, desks, counselors, phrases.

Numbers that nobody typed anew stay sealed as they are: nothing here opens one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from warmline.campus_file import DeskEntry, read_keys, retention_mistakes
from warmline.care import Added
from warmline.errors import PlanError
from warmline.ids import DeskId, LineSlug, MentorId
from warmline.line import Campus, OwnWording, Rung
from warmline.own_wording import mistakes
from warmline.store.records import kinds, plans
from warmline.store.records.differences import Change, Difference, compare
from warmline.store.records.kinds import Kind
from warmline.store.records.schema import Row

if TYPE_CHECKING:
    from warmline.store.records.editing import Edit

_RETAINED = ("caller_days", "detail_days", "history_days")


class SettingUp:
    """The part of an edit that sets lines up. Every method raises PlanError, naming the key."""

    def __init__(self, edit: Edit) -> None:
        self._edit = edit

    def set_line(self, slug: LineSlug, given: Mapping[str, Any]) -> None:
        """Change some settings of a line, written as in a campus file; numbers cannot be."""
        if {"slug", "number", "relay_numbers", "timezone"} & given.keys():
            raise PlanError("a line's numbers and zone are changed by loading a campus file")
        old = self._line(slug)
        values, wrong = read_keys("line", given)
        _refuse("line", wrong)
        _refuse("line", retention_mistakes({key: old[key] for key in _RETAINED} | values))
        if {"name", "wording"} & values.keys():
            _refuse("line", self._wording_mistakes(old, values))
        new = old | {key: kinds.stored(value) for key, value in values.items()}
        change = Change(old, new)
        if change.fields:
            self._edit.apply(kinds.LINE, Difference(changed=(change,)))

    def set_ladder(self, slug: LineSlug, ladder: Sequence[Rung]) -> None:
        """Put a ladder in the place of a line's."""
        self._line(slug)
        _check_ladder(ladder)
        there = [row for row in self._rows(kinds.RUNG) if row["line"] == slug]
        wanted = [
            {"line": slug, "position": place, **kinds.row_of(rung, self._edit.pepper)}
            for place, rung in enumerate(ladder)
        ]
        difference = compare(kinds.RUNG, there, wanted)
        if not difference.empty:
            self._edit.apply(kinds.RUNG, difference)

    def add_desk(self, desk: DeskEntry) -> None:
        """Add a desk behind the others; one of that name that was taken out is put back."""
        self._line(desk.line)
        row = kinds.row_of(desk, self._edit.pepper)
        self._check_desk(row, None)
        rows = self._rows(kinds.DESK)
        place = {"active": True, "position": 1 + max((it["position"] for it in rows), default=-1)}
        was = next((it for it in rows if _same_desk(it, row) and not it["active"]), None)
        if was is None:
            self._edit.apply(kinds.DESK, Difference(added=(Change(None, row | place),)))
        else:
            self._edit.apply(kinds.DESK, Difference(changed=(Change(was, was | row | place),)))

    def change_desk(self, desk: DeskId, given: Mapping[str, Any]) -> None:
        """Change some keys of a desk, written as in a campus file; its number only if given."""
        old = self._desk(desk)
        values, wrong = read_keys("desk", given)
        _refuse("desk", wrong)
        new = old | {key: kinds.stored(value) for key, value in values.items() if key != "number"}
        if "number" in values:
            entry = DeskEntry(line=old["line"], name=new["name"], number=values["number"])
            row = kinds.row_of(entry, self._edit.pepper)
            new |= {key: row[key] for key in ("number", "number_hash")}
        self._check_desk(new, desk)
        change = Change(old, new)
        if change.fields:
            self._edit.apply(kinds.DESK, Difference(changed=(change,)))

    def remove_desk(self, desk: DeskId) -> None:
        """Take a desk out; history may go on naming it."""
        self._edit.apply(kinds.DESK, Difference(removed=(Change(self._desk(desk), None),)))

    def order_desks(self, desks: Sequence[DeskId]) -> None:
        """Have the desks of a line rung in this order."""
        rows = [self._desk(it) for it in desks]
        places = sorted(row["position"] for row in rows)
        moved = tuple(
            Change(row, row | {"position": place})
            for row, place in zip(rows, places, strict=True)
            if row["position"] != place
        )
        if moved:
            self._edit.apply(kinds.DESK, Difference(moved=moved))

    def set_counselor(self, mentor: MentorId, given: Mapping[str, Any]) -> None:
        """Change a counselor's hours or holidays, written as in a campus file."""
        old = self._edit.entries(kinds.MENTOR).one(mentor)
        if old is None or not old["active"] or "counselor" not in old["roles"]:
            raise PlanError("that counselor is not there any more")
        if not {"hours", "holidays"} >= given.keys():
            raise PlanError("of a counselor, hours and holidays are set; the rest by their steps")
        values, wrong = read_keys("mentor", given)
        _refuse("mentor", wrong)
        change = Change(old, old | {key: kinds.stored(value) for key, value in values.items()})
        if change.fields:
            self._edit.apply(kinds.MENTOR, Difference(changed=(change,)))

    def add_phrase(self, phrase: Added) -> None:
        """Have the campus's texts looked through for one more phrase."""
        values, wrong = read_keys("phrase", msgspec.structs.asdict(phrase))
        _refuse("phrase", wrong)
        rows = self._rows(kinds.PHRASE)
        if any(it["text"].casefold() == values["text"].casefold() for it in rows):
            raise PlanError("phrase, text: is among the phrases already")
        last = max((it["position"] for it in rows), default=-1)
        row = values | {"origin": self._edit.origin, "position": last + 1}
        self._edit.apply(kinds.PHRASE, Difference(added=(Change(None, row),)))

    def remove_phrase(self, text: str) -> None:
        """Look for a phrase no longer."""
        found = next((it for it in self._rows(kinds.PHRASE) if it["text"] == text), None)
        if found is None:
            raise PlanError("that phrase is not there any more")
        self._edit.apply(kinds.PHRASE, Difference(removed=(Change(found, None),)))

    # --- how --------------------------------------------------------------------------------

    def _rows(self, kind: Kind) -> list[Row]:
        return self._edit.entries(kind).all()

    def _line(self, slug: LineSlug) -> Row:
        for row in self._rows(kinds.LINE):
            if row["slug"] == slug and row["active"]:
                return row
        raise PlanError("there is no such line any more")

    def _wording_mistakes(self, old: Row, values: Mapping[str, Any]) -> dict[str, str]:
        """Return what a line of that name cannot say of what is its own to word."""
        own = values.get("wording", msgspec.convert(old["wording"], OwnWording))
        row = plans.campus_row(self._edit.connection, self._edit.campus)
        found = mistakes(own, values.get("name", old["name"]), msgspec.convert(row, Campus))
        return {f"wording.{key}": why for key, why in found.items()}

    def _desk(self, desk: DeskId) -> Row:
        found = self._edit.entries(kinds.DESK).one(desk)
        if found is None or not found["active"]:
            raise PlanError("that desk is not there any more")
        return found

    def _check_desk(self, row: Row, own: DeskId | None) -> None:
        """Refuse a name that another desk of the line has, and a number that would ring itself."""
        others = [it for it in self._rows(kinds.DESK) if it["active"] and it["id"] != own]
        if any(
            it["line"] == row["line"] and it["name"].casefold() == row["name"].casefold()
            for it in others
        ) or (
            own and any(_same_desk(it, row) and it["id"] != own for it in self._rows(kinds.DESK))
        ):
            raise PlanError("desk, name: is already that of another desk, or was")
        ours = {
            number
            for it in self._rows(kinds.LINE)
            if it["active"]
            for number in (it["number_hash"], *it["relay_numbers_hash"])
        }
        if row["number_hash"] in ours:
            raise PlanError("desk, number: is the number of a line, which would ring itself")


def _check_ladder(ladder: Sequence[Rung]) -> None:
    if not ladder:
        raise PlanError("a line needs a ladder: keep at least one rung")
    names = [it.name.casefold() for it in ladder]
    if len(set(names)) < len(names):
        raise PlanError("two rungs have the same name; give each its own")
    for rung in ladder:
        _, wrong = read_keys("rung", msgspec.structs.asdict(rung))
        _refuse("rung", wrong)


def _same_desk(one: Row, other: Row) -> bool:
    return bool(one["line"] == other["line"] and one["name"] == other["name"])


def _refuse(table: str, wrong: Mapping[str, str]) -> None:
    if wrong:
        raise PlanError("\n".join(f"{table}, {key}: {why}" for key, why in wrong.items()))

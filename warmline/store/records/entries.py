"""The entries of one kind that one campus has: reading them as rows, and writing what changed."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from warmline.ids import CampusSlug
from warmline.privacy import Vault
from warmline.store.records import care_notes
from warmline.store.records.differences import Difference
from warmline.store.records.kinds import MENTOR_NAMES, SEALED, Kind, each_number
from warmline.store.records.plan_tables import mentor
from warmline.store.records.schema import Row, rows


class Entries:
    """One campus's lines, or its mentors, or its shifts, … within a transaction."""

    def __init__(
        self, connection: Connection, campus: CampusSlug, kind: Kind, vault: Vault
    ) -> None:
        self._connection = connection
        self._campus = campus
        self._kind = kind
        self._vault = vault
        ours = select(mentor.c.name, mentor.c.id).where(mentor.c.campus == campus)
        self._ids: dict[str, str] = {row.name: row.id for row in connection.execute(ours)}
        self._names = {id_: name for name, id_ in self._ids.items()}

    def all(self) -> list[Row]:
        """Return every entry in file order, inactive ones too, with mentors by name."""
        return self._chosen()

    def one(self, entry_id: str) -> Row | None:
        """Return the entry that has this id, or None."""
        return next(iter(self._chosen(entry_id)), None)

    def _chosen(self, entry_id: str | None = None) -> list[Row]:
        table = self._kind.table
        chosen = select(table).where(table.c.campus == self._campus).order_by(table.c.position)
        if entry_id is not None:
            chosen = chosen.where(table.c.id == entry_id)
        found = rows(self._connection, chosen)
        members = self._members(entry_id)
        for row in found:
            del row["campus"]
            for column in set(MENTOR_NAMES) & row.keys():
                row[column] = self._names.get(row[column])
            if self._kind.members is not None:
                row["mentors"] = members[row["id"]]
        return found

    def _members(self, entry_id: str | None) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        if self._kind.members is None:
            return found
        members, parent = self._kind.members, self._kind.table
        chosen = (
            select(members.c.parent, members.c.mentor)
            .join(parent, parent.c.id == members.c.parent)
            .where(parent.c.campus == self._campus)
            .order_by(members.c.parent, members.c.position)
        )
        if entry_id is not None:
            chosen = chosen.where(members.c.parent == entry_id)
        for parent_id, mentor_id in self._connection.execute(chosen):
            found[parent_id].append(self._names[mentor_id])
        return found

    def apply(self, difference: Difference) -> list[str]:
        """Write what differs; those that are gone first, so that they are in nobody's way.

        Returns the ids of what was added or changed, where the kind has ids.
        """
        for change in difference.removed:
            self._remove(change.before or {})
        for change in difference.changed:
            self._change(change.before or {}, change.after or {})
        for change in difference.moved:
            place = {"position": (change.after or {})["position"]}
            self._update(change.before or {}, place)
        changed = [(change.before or {}).get("id") for change in difference.changed]
        added = self._add([change.after or {} for change in difference.added])
        return [str(it) for it in (*added, *changed) if it is not None]

    def _add(self, wanted: list[Row]) -> list[Any]:
        new = [(self._kind.new_id() | {"campus": self._campus}, row) for row in wanted]
        stored = [own | self._stored(row) for own, row in new]
        if stored:
            self._connection.execute(insert(self._kind.table), stored)
        for own, row in new:
            self._write_members(own.get("id"), row)
        return [own.get("id") for own, _ in new]

    def _change(self, before: Row, after: Row) -> None:
        self._update(before, self._stored(after))
        if self._kind.members is not None:
            parent = self._kind.members.c.parent
            self._connection.execute(delete(self._kind.members).where(parent == before["id"]))
            self._write_members(before["id"], after)

    def _remove(self, row: Row) -> None:
        if self._kind.kept:
            self._update(row, {"active": False})
            if self._kind.table is mentor:
                care_notes.clear(self._connection, row["id"])
        else:
            self._connection.execute(delete(self._kind.table).where(self._this(row)))

    def _update(self, row: Row, values: Row) -> None:
        self._connection.execute(update(self._kind.table).where(self._this(row)).values(values))

    def _this(self, row: Row) -> ColumnElement[bool]:
        known = row | {"campus": self._campus}
        return and_(*(column == known[column.name] for column in self._kind.table.primary_key))

    def _write_members(self, parent: Any, row: Row) -> None:
        listed = [
            {"parent": parent, "position": position, "mentor": self._ids[name]}
            for position, name in enumerate(row.get("mentors", ()))
        ]
        if self._kind.members is not None and listed:
            self._connection.execute(insert(self._kind.members), listed)

    def _stored(self, row: Row) -> Row:
        """Return the row as its table holds it: numbers sealed, mentors by id."""
        stored = {name: value for name, value in row.items() if name != "mentors"}
        for column in SEALED & stored.keys():
            stored[column] = each_number(stored[column], self._vault.seal_number)
        for column in set(MENTOR_NAMES) & stored.keys():
            name = stored[column]
            stored[column] = None if name is None else self._ids[name]
        return stored

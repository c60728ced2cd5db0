"""Changing single entries of a plan: a shift, a cover, a person; all or nothing, and audited."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from warmline.campus_file import DutyEntry, MentorEntry, OverrideEntry, ShiftEntry
from warmline.errors import PlanError
from warmline.ids import CampusSlug
from warmline.privacy import Vault
from warmline.schedule import Plan
from warmline.store.records import auditing, kinds, plans, versions
from warmline.store.records.differences import Change, Difference, for_audit
from warmline.store.records.entries import Entries
from warmline.store.records.kinds import Kind
from warmline.store.records.saving import pepper_of
from warmline.store.records.schema import Row

Entry = MentorEntry | ShiftEntry | DutyEntry | OverrideEntry
_KINDS: dict[type[Any], Kind] = {
    MentorEntry: kinds.MENTOR,
    ShiftEntry: kinds.SHIFT,
    DutyEntry: kinds.DUTY,
    OverrideEntry: kinds.OVERRIDE,
}


class Edit:
    """Some changes of one campus's plan within a transaction that queues behind all others.

    Entries name people as a campus file does. ``origin`` is who brings them ("command", "text",
    "calendar"): a campus file that is loaded later leaves them alone.
    """

    def __init__(
        self, connection: Connection, vault: Vault, campus: CampusSlug, origin: str
    ) -> None:
        auditing.lock(connection)  # no two plans change at once
        plans.campus_row(connection, campus)
        self.connection = connection
        self.vault = vault
        self.campus = campus
        self.origin = origin
        self._pepper = vault.open(pepper_of(connection, campus))
        self._before: dict[str, list[Row]] = {}
        self._after: dict[str, list[Row]] = {}

    @property
    def plan(self) -> Plan:
        """The plan as it stands now, with what has been changed so far."""
        return plans.load_plan(self.connection, self.campus)

    def add(self, entry: Entry) -> str:
        """Add an entry behind the others of its kind; returns its id."""
        kind = _KINDS[type(entry)]
        known = {row["id"] for row in self._entries(kind).all()}
        self._apply(kind, Difference(added=(Change(None, self._row(kind, entry)),)))
        (added,) = {row["id"] for row in self._entries(kind).all()} - known
        return str(added)

    def add_all(self, entries: Iterable[Entry]) -> None:
        """Add many entries, in order, without reading all that is there anew for each."""
        by_kind: dict[Kind, list[Entry]] = {}
        for entry in entries:
            by_kind.setdefault(_KINDS[type(entry)], []).append(entry)
        for kind, some in by_kind.items():
            first = self._row(kind, some[0])["position"]
            rows = [
                self._row(kind, entry) | {"position": first + number}
                for number, entry in enumerate(some)
            ]
            self._apply(kind, Difference(added=tuple(Change(None, row) for row in rows)))

    def change(self, entry_id: str, entry: Entry) -> None:
        """Put an entry in the place of another of its kind. Raises PlanError if that is gone."""
        kind = _KINDS[type(entry)]
        old = self._found(kind, entry_id)
        new = self._row(kind, entry) | {"position": old["position"]}
        self._apply(kind, Difference(changed=(Change(old, new),)))

    def remove(self, kind: type[Entry], entry_id: str) -> None:
        """Take an entry out; a person is made inactive. Raises PlanError if it is not there."""
        table = _KINDS[kind]
        self._apply(table, Difference(removed=(Change(self._found(table, entry_id), None),)))

    def close(self, actor: str, action: str, subject: str, now: datetime) -> bool:
        """Note what was changed: for history, for the audit, and for whoever publishes.

        Returns False, and notes nothing, when nothing was.
        """
        if not self._before and not self._after:
            return False
        versions.plan_changed(self.connection, self.campus, now)
        change = (self._before, self._after)
        auditing.append(self.connection, actor, action, subject, change, now)
        return True

    def _entries(self, kind: Kind) -> Entries:
        return Entries(self.connection, self.campus, kind, self.vault)

    def _row(self, kind: Kind, entry: msgspec.Struct) -> Row:
        highest = select(func.max(kind.table.c.position)).where(kind.table.c.campus == self.campus)
        last = self.connection.execute(highest).scalar_one()
        row = kinds.row_of(entry, self._pepper)
        place = {"position": 0 if last is None else last + 1, "origin": self.origin}
        return row | place | ({"active": True} if kind.kept else {})

    def _found(self, kind: Kind, entry_id: str) -> Row:
        found = [row for row in self._entries(kind).all() if row["id"] == entry_id]
        if not found:
            raise PlanError(f"there is no {kind.name} {entry_id}; it may have been removed")
        return found[0]

    def _apply(self, kind: Kind, difference: Difference) -> None:
        self._entries(kind).apply(difference)
        before, after = for_audit(kind, difference)
        self._before.setdefault(kind.name, []).extend(before)
        self._after.setdefault(kind.name, []).extend(after)

"""Changing single entries of a plan: a shift, a cover, a person; all or nothing, and audited."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from warmline.campus_file import (
    DutyEntry,
    MentorEntry,
    OverrideEntry,
    PeriodEntry,
    ShiftEntry,
    entry_mistakes,
    given_of,
)
from warmline.errors import PlanError
from warmline.ids import CampusSlug
from warmline.privacy import Vault
from warmline.schedule import Plan, check_covers, check_overrides, check_periods
from warmline.store.records import auditing, kinds, plans, versions
from warmline.store.records.differences import Change, Difference, for_audit
from warmline.store.records.entries import Entries
from warmline.store.records.kinds import Kind
from warmline.store.records.plan_tables import line as line_table
from warmline.store.records.plan_tables import mentor as mentor_table
from warmline.store.records.saving import pepper_of
from warmline.store.records.schema import Row
from warmline.store.records.setting_up import SettingUp

Entry = MentorEntry | ShiftEntry | DutyEntry | OverrideEntry | PeriodEntry
_KINDS: dict[type[Any], Kind] = {
    MentorEntry: kinds.MENTOR,
    ShiftEntry: kinds.SHIFT,
    DutyEntry: kinds.DUTY,
    OverrideEntry: kinds.OVERRIDE,
    PeriodEntry: kinds.PERIOD,
}


class Edit:
    """Some changes of one campus's plan within a transaction that queues behind all others.

    Entries name people as a campus file does. ``origin`` is who brings them ("command", "text",
    "calendar", "console"): a campus file that is loaded later leaves them alone.
    """

    def __init__(
        self,
        connection: Connection,
        vault: Vault,
        campus: CampusSlug,
        *,
        origin: str,
        now: datetime,
    ) -> None:
        auditing.lock(connection)  # no two plans change at once
        plans.campus_row(connection, campus)
        self.connection = connection
        self.vault = vault
        self.campus = campus
        self.origin = origin
        self.now = now
        self.pepper = vault.open(pepper_of(connection, campus))
        self._before: dict[str, list[Row]] = {}
        self._after: dict[str, list[Row]] = {}
        self._touched: dict[Kind, list[str]] = {}

    @property
    def plan(self) -> Plan:
        """The plan from now on, with what has been changed so far; what is over is not in it."""
        return plans.load_plan(self.connection, self.campus, self.now)

    @property
    def version(self) -> int:
        """Which plan this edit found: whoever saw another one should look again."""
        return int(plans.campus_row(self.connection, self.campus)["plan_version"])

    @property
    def settings(self) -> SettingUp:
        """What changes the lines themselves: how they behave, their ladders, desks, phrases."""
        return SettingUp(self)

    def add(self, entry: Entry) -> str:
        """Add an entry behind the others of its kind; returns its id.

        Raises PlanError with all that a campus file would be refused for.
        """
        kind = _KINDS[type(entry)]
        self._check(kind, entry)
        (added,) = self.apply(kind, Difference(added=(Change(None, self._row(kind, entry)),)))
        return added

    def add_all(self, entries: Iterable[Entry]) -> None:
        """Add many entries, in order, and note them as one change; refuses what ``add`` refuses."""
        by_kind: dict[Kind, list[Entry]] = {}
        for entry in entries:
            self._check(_KINDS[type(entry)], entry)
            by_kind.setdefault(_KINDS[type(entry)], []).append(entry)
        for kind, some in by_kind.items():
            first = self._row(kind, some[0])["position"]
            rows = [
                self._row(kind, entry) | {"position": first + number}
                for number, entry in enumerate(some)
            ]
            self.apply(kind, Difference(added=tuple(Change(None, row) for row in rows)))

    def change(self, entry_id: str, entry: Entry) -> None:
        """Put an entry in the place of another of its kind.

        Raises PlanError if that is gone, and for all that a campus file would be refused for.
        """
        kind = _KINDS[type(entry)]
        old = self._found(kind, entry_id)
        self._check(kind, entry)
        new = self._row(kind, entry) | {"position": old["position"]}
        self.apply(kind, Difference(changed=(Change(old, new),)))

    def remove(self, kind: type[Entry], entry_id: str) -> None:
        """Take an entry out; a person is made inactive. Raises PlanError if it is not there."""
        table = _KINDS[kind]
        self.apply(table, Difference(removed=(Change(self._found(table, entry_id), None),)))

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Keep what the block changes; if it raises PlanError or contradicts the plan, none of it.

        What was changed before the block is kept in either case; the PlanError goes on.
        """
        held = deepcopy((self._before, self._after))
        touched = {kind: list(ids) for kind, ids in self._touched.items()}
        try:
            with self.connection.begin_nested():
                yield
                self.check_agreement()
        except PlanError:
            self._before, self._after = held
            self._touched = touched
            raise

    def close(self, actor: str, action: str, subject: str) -> bool:
        """Note what was changed: for history, for the audit, and for whoever publishes.

        Returns False, and notes nothing, when nothing was. Raises PlanError where the plan would
        contradict itself.
        """
        if not self._before and not self._after:
            return False
        self.check_agreement()
        versions.plan_changed(self.connection, self.campus, self.now)
        change = (self._before, self._after)
        auditing.append(self.connection, actor, action, subject, change, self.now)
        return True

    def _check(self, kind: Kind, entry: msgspec.Struct) -> None:
        lines = select(line_table.c.slug, line_table.c.timezone).where(
            line_table.c.campus == self.campus, line_table.c.active
        )
        people = select(mentor_table.c.name).where(
            mentor_table.c.campus == self.campus, mentor_table.c.active
        )
        zones = {row.slug: row.timezone for row in self.connection.execute(lines)}
        names = list(self.connection.execute(people).scalars())
        mistakes = entry_mistakes(kind.name, given_of(kind.name, entry), zones, names)
        if mistakes:
            raise PlanError("\n".join(mistakes))

    def check_agreement(self) -> None:
        """Raise PlanError where what was changed contradicts the plan, or covers nobody's time."""
        overrides = self._touched.get(kinds.OVERRIDE, [])
        periods = self._touched.get(kinds.PERIOD, [])
        duties = self._touched.get(kinds.DUTY, [])
        if not (overrides or periods or duties):
            return
        plan = self.plan
        _check_names(plan, duties)
        check_overrides(plan, overrides)
        check_periods(plan, periods)
        there = {it.id for it in plan.overrides}
        if not there.issuperset(self._lasting(overrides)):
            raise PlanError("the override is over already, and the past stays as it was")
        check_covers(plan, overrides, self.now)

    def _lasting(self, ids: list[str]) -> list[str]:
        """Return those that were not removed again."""
        return [it for it in ids if self.entries(kinds.OVERRIDE).one(it) is not None]

    def entries(self, kind: Kind) -> Entries:
        """Return the campus's entries of a kind, within this edit."""
        return Entries(self.connection, self.campus, kind, self.vault)

    def _row(self, kind: Kind, entry: msgspec.Struct) -> Row:
        highest = select(func.max(kind.table.c.position)).where(kind.table.c.campus == self.campus)
        last = self.connection.execute(highest).scalar_one()
        row = kinds.row_of(entry, self.pepper)
        place = {"position": 0 if last is None else last + 1, "origin": self.origin}
        return row | place | ({"active": True} if kind.kept else {})

    def _found(self, kind: Kind, entry_id: str) -> Row:
        found = self.entries(kind).one(entry_id)
        if found is None:
            raise PlanError(f"there is no {kind.name} {entry_id}; it may have been removed")
        return found

    def apply(self, kind: Kind, difference: Difference) -> list[str]:
        """Write what differs and note it for the audit; returns the ids of what has ids."""
        touched = self.entries(kind).apply(difference)
        self._touched.setdefault(kind, []).extend(touched)
        before, after = for_audit(kind, difference)
        self._before.setdefault(kind.name, []).extend(before)
        self._after.setdefault(kind.name, []).extend(after)
        return touched


def _check_names(plan: Plan, new: list[str]) -> None:
    """Raise PlanError if a duty has the name of another of its line."""
    names: dict[tuple[str, str], str] = {}
    for duty in plan.duties:
        first = names.setdefault((duty.line, duty.name.casefold()), duty.id)
        if first != duty.id and {first, duty.id} & set(new):
            raise PlanError(f'there is a duty "{duty.name}" on {duty.line} already')

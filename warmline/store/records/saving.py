"""Loading a campus file: what is new is added, what differs is changed, what is gone is retired.

Loading the same file again changes nothing. Everything happens in one transaction, with one audit
entry that says what was and what is now.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from warmline.campus_file import CampusFile
from warmline.ids import CampusSlug, Sealed
from warmline.line import Campus
from warmline.privacy import Vault
from warmline.schedule import check_overrides, check_periods
from warmline.store.records import auditing, plans, versions
from warmline.store.records.differences import Change, Difference, compare, for_audit
from warmline.store.records.entries import Entries
from warmline.store.records.kinds import CAMPUS, OVERRIDE, PERIOD, Kind, rows_of
from warmline.store.records.plan_tables import campus as campus_table
from warmline.store.records.schema import Row, rows


class LoadReport(Struct, frozen=True, kw_only=True):
    """How many entries of each kind a load touched, e.g. ``added == {"mentor": 3}``."""

    added: dict[str, int] = {}
    changed: dict[str, int] = {}
    removed: dict[str, int] = {}
    reordered: bool = False  # entries stand in another order: mentors take turns in another order

    @property
    def empty(self) -> bool:
        """Say whether everything was as the file has it."""
        return not (self.added or self.changed or self.removed or self.reordered)


def save_campus(
    connection: Connection, vault: Vault, file: CampusFile, actor: str, now: datetime
) -> LoadReport:
    """Make the plan what the file says. Raises PlanError if what others changed contradicts it."""
    auditing.lock(connection)  # loads queue here, so that none compares with what another changes
    differences = {CAMPUS: _save_school(connection, vault, file.campus)}
    slug = file.campus.slug
    pepper = vault.open(pepper_of(connection, slug))
    touched: dict[Kind, list[str]] = {}
    for kind, wanted in rows_of(file, pepper).items():
        entries = Entries(connection, slug, kind, vault)
        differences[kind] = compare(kind, entries.all(), wanted)
        touched[kind] = entries.apply(differences[kind])
    _check(connection, slug, touched, now)
    if any(not difference.empty for difference in differences.values()):
        versions.plan_changed(connection, slug, now)
        _audit(connection, slug, differences, actor, now)
    return _report(differences)


def _check(
    connection: Connection, slug: CampusSlug, touched: dict[Kind, list[str]], now: datetime
) -> None:
    """Raise PlanError where the file disagrees with what was changed by command or by text."""
    if touched[OVERRIDE] or touched[PERIOD]:
        plan = plans.load_plan(connection, slug, now)
        check_overrides(plan, touched[OVERRIDE])
        check_periods(plan, touched[PERIOD])


def pepper_of(connection: Connection, slug: CampusSlug) -> Sealed:
    """Return the sealed key of the campus's number hashes."""
    return Sealed(
        connection.execute(
            select(campus_table.c.pepper).where(campus_table.c.slug == slug)
        ).scalar_one()
    )


def _save_school(connection: Connection, vault: Vault, school: Campus) -> Difference:
    """Write the campus's own row; a new one gets a pepper of its own."""
    wanted = msgspec.structs.asdict(school)
    names = [campus_table.c[name] for name in wanted]
    mine = campus_table.c.slug == school.slug
    there = rows(connection, select(*names).where(mine))
    difference = compare(CAMPUS, there, [wanted])
    if difference.added:
        fresh = {"pepper": vault.seal(secrets.token_hex(32)), "plan_version": 0}
        connection.execute(insert(campus_table).values(wanted | fresh))
    if difference.changed:
        connection.execute(update(campus_table).where(mine).values(wanted))
    return difference


def _audit(
    connection: Connection,
    slug: CampusSlug,
    differences: dict[Kind, Difference],
    actor: str,
    now: datetime,
) -> None:
    before: dict[str, list[Row]] = {}
    after: dict[str, list[Row]] = {}
    for kind, difference in differences.items():
        if not difference.empty:
            before[kind.name], after[kind.name] = for_audit(kind, difference)
    auditing.append(connection, actor, "campus.load", f"campus/{slug}", (before, after), now)


def _report(differences: dict[Kind, Difference]) -> LoadReport:
    return LoadReport(
        added=_counts((kind, difference.added) for kind, difference in differences.items()),
        changed=_counts((kind, difference.changed) for kind, difference in differences.items()),
        removed=_counts((kind, difference.removed) for kind, difference in differences.items()),
        reordered=any(difference.moved for difference in differences.values()),
    )


def _counts(changes: Iterable[tuple[Kind, tuple[Change, ...]]]) -> dict[str, int]:
    return {kind.name: len(some) for kind, some in changes if some}

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
from warmline.store.records import auditing, people, phones, plans, versions
from warmline.store.records.arriving import Arrangement, arranged
from warmline.store.records.differences import Change, Difference, compare, for_audit
from warmline.store.records.entries import Entries
from warmline.store.records.kinds import CAMPUS, MENTOR, OVERRIDE, PERIOD, Kind, rows_of
from warmline.store.records.plan_tables import campus as campus_table
from warmline.store.records.schema import Row, rows


class LoadReport(Struct, frozen=True, kw_only=True):
    """How many entries of each kind a load touched, e.g. ``added == {"mentor": 3}``."""

    added: dict[str, int] = {}
    changed: dict[str, int] = {}
    removed: dict[str, int] = {}
    reordered: bool = False  # entries stand in another order: mentors take turns in another order
    kept: tuple[str, ...] = ()  # sentences: what the file says of people and cannot bring about

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
    kept: list[str] = []
    touched: dict[Kind, list[str]] = {}
    for kind, wanted in rows_of(file, pepper).items():
        entries = Entries(connection, slug, kind, vault)
        there = entries.all()
        if kind is MENTOR:
            arrangement = _arranged(connection, slug, there, wanted)
            wanted, kept = arrangement.wanted, arrangement.kept  # noqa: PLW2901 - what of it may be
        differences[kind] = compare(kind, there, wanted)
        touched[kind] = entries.apply(differences[kind])
        if kind is MENTOR:
            _follow_numbers(connection, entries, arrangement, pepper, (actor, now))
    _check(connection, slug, touched, now)
    if any(not difference.empty for difference in differences.values()):
        versions.plan_changed(connection, slug, now)
        _audit(connection, slug, differences, actor, now)
    return _report(differences, kept)


def _arranged(
    connection: Connection, slug: CampusSlug, there: list[Row], wanted: list[Row]
) -> Arrangement:
    """Return what of a file's people may be written."""
    certificates = people.last_notes(connection, slug, "certified")
    given = people.last_notes(connection, slug, phones.GIVEN)
    by_file = {who for who, step in given.items() if step.note == phones.BY_FILE}
    return arranged(there, wanted, certified=certificates, given_by_file=by_file)


def _follow_numbers(
    connection: Connection,
    entries: Entries,
    arrangement: Arrangement,
    pepper: str,
    said: tuple[str, datetime],
) -> None:
    """Make a code for each number that is to be confirmed; forget those of numbers given up."""
    actor, now = said
    known = {row["name"]: row for row in entries.all()}
    for name in arrangement.asked:
        row = known[name]
        phones.ask(connection, pepper, row["id"], row["new_phone_hash"], now)
        people.note(connection, row["id"], (phones.GIVEN, actor, phones.BY_FILE), now)
    for name in arrangement.left:
        people.forget_number(connection, known[name]["id"])
        people.note(connection, known[name]["id"], ("left", actor, phones.BY_FILE), now)
    for name in arrangement.withdrawn:
        people.forget_number(connection, known[name]["id"])
        word = (phones.WITHDRAWN, actor, phones.BY_FILE)
        people.note(connection, known[name]["id"], word, now)


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
    wanted = msgspec.structs.asdict(school) | {"training": list(school.training)}
    names = [campus_table.c[name] for name in wanted]
    mine = campus_table.c.slug == school.slug
    found = rows(connection, select(*names).where(mine))
    there = [row | {"training": row["training"] or []} for row in found]
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


def _report(differences: dict[Kind, Difference], kept: list[str]) -> LoadReport:
    return LoadReport(
        kept=tuple(kept),
        added=_counts((kind, difference.added) for kind, difference in differences.items()),
        changed=_counts((kind, difference.changed) for kind, difference in differences.items()),
        removed=_counts((kind, difference.removed) for kind, difference in differences.items()),
        reordered=any(difference.moved for difference in differences.values()),
    )


def _counts(changes: Iterable[tuple[Kind, tuple[Change, ...]]]) -> dict[str, int]:
    return {kind.name: len(some) for kind, some in changes if some}

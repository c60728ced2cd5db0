"""Reading a campus's plan back: lines, their ladders and desks, mentors, and who serves when."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar, get_args

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, or_, select

from warmline.care import Added
from warmline.errors import StoreError
from warmline.hours import Period
from warmline.ids import CampusSlug, NumberHash
from warmline.line import Campus, Desk, Line, Rung
from warmline.roster import Mentor, Role, Stage
from warmline.schedule import Duty, Override, Plan, Shift
from warmline.store.records import plan_tables as tables
from warmline.store.records.schema import Row, rows

Turn = TypeVar("Turn", Shift, Duty)
_ANY_ZONE = timedelta(days=2)  # wall clocks are compared with UTC: no zone is further off


def slugs(connection: Connection) -> tuple[CampusSlug, ...]:
    """Return every campus that has been loaded, by name of its slug."""
    found = connection.execute(select(tables.campus.c.slug).order_by(tables.campus.c.slug))
    return tuple(CampusSlug(slug) for slug in found.scalars())


def campus_row(connection: Connection, slug: CampusSlug) -> Row:
    """Return the campus's own row; raises StoreError if no such campus has been loaded."""
    chosen = select(tables.campus).where(tables.campus.c.slug == slug)
    found = rows(connection, chosen)
    if not found:
        raise StoreError(f"no campus {slug!r} is known; load its campus file first")
    return found[0] | {"training": found[0]["training"] or []}


def blocked(connection: Connection, slug: CampusSlug, now: datetime) -> frozenset[NumberHash]:
    """Return the hashes of the numbers that are blocked at ``now``."""
    until = tables.blocked.c.until
    found = connection.execute(
        select(tables.blocked.c.number_hash)
        .where(tables.blocked.c.campus == slug)
        .where(or_(until.is_(None), until > now))
    )
    return frozenset(NumberHash(one) for one in found.scalars())


def load_plan(connection: Connection, slug: CampusSlug, since: datetime | None = None) -> Plan:
    """Return the plan with numbers still sealed; retired lines, desks and turns are not in it.

    Mentors who have left are, as inactive: an open contact may still name one of them. With
    ``since`` (UTC), dated entries that ended before are left out, so that what a plan costs does
    not grow with its age.
    """
    return Plan(
        campus=msgspec.convert(campus_row(connection, slug), Campus),
        lines=_lines(connection, slug),
        mentors=mentors(connection, slug),
        shifts=tuple(_turns(connection, slug, tables.shift, tables.shift_mentor, Shift, since)),
        duties=tuple(_turns(connection, slug, tables.duty, tables.duty_mentor, Duty)),
        overrides=tuple(
            msgspec.convert(row, Override)
            for row in _rows(connection, slug, tables.override, since)
        ),
        phrases=tuple(
            msgspec.convert(row, Added) for row in _rows(connection, slug, tables.phrase)
        ),
    )


def _rows(
    connection: Connection, slug: CampusSlug, table: Table, since: datetime | None = None
) -> list[Row]:
    """Return a campus's rows in file order, without the retired ones and those that are over."""
    chosen = select(table).where(table.c.campus == slug, *_lasting(table, since))
    if "active" in table.c and table is not tables.mentor:
        chosen = chosen.where(table.c.active)
    return rows(connection, chosen.order_by(table.c.position))


def _lasting(table: Table, since: datetime | None) -> list[ColumnElement[bool]]:
    """Return the condition that a dated entry is not over; one that repeats never is."""
    if since is None:
        return []
    end = table.c.end > since.replace(tzinfo=None) - _ANY_ZONE
    return [or_(end, table.c.repeat.is_not(None)) if "repeat" in table.c else end]


def _lines(connection: Connection, slug: CampusSlug) -> tuple[Line, ...]:
    ladders: dict[str, list[Rung]] = defaultdict(list)
    for row in _rows(connection, slug, tables.rung):
        ladders[row["line"]].append(msgspec.convert(row, Rung))
    desks: dict[str, list[Desk]] = defaultdict(list)
    for row in _rows(connection, slug, tables.desk):
        desks[row["line"]].append(msgspec.convert(row, Desk))
    periods = [msgspec.convert(row, Period) for row in _rows(connection, slug, tables.period)]
    return tuple(
        msgspec.structs.replace(
            msgspec.convert(row, Line),
            ladder=tuple(ladders[row["slug"]]),
            desks=tuple(desks[row["slug"]]),
            periods=tuple(it for it in periods if it.line in {None, row["slug"]}),
        )
        for row in _rows(connection, slug, tables.line)
    )


def mentors(connection: Connection, slug: CampusSlug) -> tuple[Mentor, ...]:
    """Return everyone in roster order; those who have left come after all who serve."""
    everyone = _rows(connection, slug, tables.mentor)
    everyone.sort(key=lambda row: (not row["active"], row["position"], row["name"]))
    return tuple(
        msgspec.convert(_sound(row) | {"order": order}, Mentor)
        for order, row in enumerate(everyone)
    )


def _sound(row: Row) -> Row:
    """Return a person's row without what no version of ours writes.

    A stage or a role that nobody knows, put there by hand, makes nobody a mentor, and must not
    keep the whole campus from being published either.
    """
    stage = row["stage"] if row["stage"] in get_args(Stage) else "nominated"
    roles = [it for it in row["roles"] if it in get_args(Role)]
    return row | {"stage": stage, "roles": roles}


def _turns(
    connection: Connection,
    slug: CampusSlug,
    table: Table,
    members: Table,
    kind: type[Turn],
    since: datetime | None = None,
) -> Iterable[Turn]:
    chosen = (
        select(members.c.parent, members.c.mentor)
        .join(table, table.c.id == members.c.parent)
        .where(table.c.campus == slug, *_lasting(table, since))
        .order_by(members.c.parent, members.c.position)
    )
    serving: dict[str, list[str]] = defaultdict(list)
    for parent, mentor in connection.execute(chosen):
        serving[parent].append(mentor)
    for row in _rows(connection, slug, table, since):
        yield msgspec.convert(row | {"mentors": serving[row["id"]]}, kind)

"""Every plan that ever routed, kept as it was: editing the plan never rewrites history.

A snapshot holds no phone number, neither sealed nor hashed: who was on call can be told without.
"""

import zlib
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, func, insert, select, update

from warmline.ids import CampusSlug, NumberHash, Sealed
from warmline.line import Desk, Line
from warmline.roster import Mentor
from warmline.schedule import Plan
from warmline.store.records import plans
from warmline.store.records.plan_tables import campus as campus_table
from warmline.store.records.plan_tables import plan_snapshot

_NO_NUMBER, _NO_HASH = Sealed(""), NumberHash("")


class Era(Struct, frozen=True):
    """A plan and the instant (UTC) from which it routed, until that of the next."""

    start: datetime
    plan: Plan


def grow_version(connection: Connection, slug: CampusSlug) -> None:
    """Let every process notice, once this transaction is kept, that something is another."""
    connection.execute(
        update(campus_table)
        .where(campus_table.c.slug == slug)
        .values(plan_version=campus_table.c.plan_version + 1)
    )


def plan_changed(connection: Connection, slug: CampusSlug, now: datetime) -> None:
    """Note that the plan is another from ``now`` (UTC) on, and keep what it says."""
    grow_version(connection, slug)
    version = plans.campus_row(connection, slug)["plan_version"]
    said = msgspec.json.encode(_without_numbers(plans.load_plan(connection, slug)))
    connection.execute(
        insert(plan_snapshot).values(campus=slug, version=version, at=now, plan=zlib.compress(said))
    )


def eras(
    connection: Connection, slug: CampusSlug, start: datetime, end: datetime
) -> tuple[Era, ...]:
    """Return the plans that routed between two instants, oldest first; the first covers ``start``.

    What was before the first plan that we know is told by that plan; there is always one.
    """
    mine = plan_snapshot.c.campus == slug
    began = select(func.max(plan_snapshot.c.version)).where(mine, plan_snapshot.c.at <= start)
    first = connection.execute(began).scalar_one()
    chosen = select(plan_snapshot.c.at, plan_snapshot.c.plan).where(mine)
    if first is not None:
        chosen = chosen.where(plan_snapshot.c.version >= first)
    found = connection.execute(chosen.order_by(plan_snapshot.c.version)).all()
    within = [row for number, row in enumerate(found) if number == 0 or row.at < end]
    if not within:  # a database of before there were snapshots
        return (Era(start, plans.load_plan(connection, slug)),)
    return tuple(
        Era(row.at, msgspec.json.decode(zlib.decompress(row.plan), type=Plan)) for row in within
    )


def _without_numbers(plan: Plan) -> Plan:
    return replace(
        plan,
        lines=tuple(_line(it) for it in plan.lines),
        mentors=tuple(_mentor(it) for it in plan.mentors),
    )


def _line(line: Line) -> Line:
    return replace(
        line,
        number=_NO_NUMBER,
        number_hash=_NO_HASH,
        relay_numbers=(),
        desks=tuple(_desk(it) for it in line.desks),
    )


def _desk(desk: Desk) -> Desk:
    return replace(desk, number=_NO_NUMBER)


def _mentor(mentor: Mentor) -> Mentor:
    bare = replace(mentor, phone=_NO_NUMBER, phone_hash=_NO_HASH)
    return replace(bare, new_phone=None, new_phone_hash=None)

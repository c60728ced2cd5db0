"""Every plan that ever routed, kept as it was: editing the plan never rewrites history.

A snapshot holds no phone number, neither sealed nor hashed: who was on call can be told without.
"""

import zlib
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, and_, func, insert, or_, select, update

from warmline.ids import CampusSlug, NumberHash, Sealed
from warmline.line import Desk, Line
from warmline.roster import Mentor
from warmline.schedule import Era, Plan
from warmline.store.records import plans
from warmline.store.records.history_tables import audit
from warmline.store.records.plan_tables import campus as campus_table
from warmline.store.records.plan_tables import plan_snapshot
from warmline.store.records.schema import rows

_PLANS = msgspec.json.Decoder(Plan)
_NO_NUMBER, _NO_HASH = Sealed(""), NumberHash("")


def grow_version(connection: Connection, slug: CampusSlug) -> None:
    """Let every process notice, once this transaction is kept, that something is another."""
    connection.execute(
        update(campus_table)
        .where(campus_table.c.slug == slug)
        .values(plan_version=campus_table.c.plan_version + 1)
    )


def plan_changed(connection: Connection, slug: CampusSlug, now: datetime) -> None:
    """Note that the plan is another from ``now`` (UTC) on, and keep what it says.

    What was over by then is not kept again: the plans of before tell it. The first one tells all.
    """
    mine = select(plan_snapshot.c.version).where(plan_snapshot.c.campus == slug).limit(1)
    since = None if connection.execute(mine).first() is None else now
    grow_version(connection, slug)
    version = plans.campus_row(connection, slug)["plan_version"]
    plan = plans.load_plan(connection, slug, since)
    said = msgspec.json.encode(_without_numbers(plan))
    connection.execute(
        insert(plan_snapshot).values(campus=slug, version=version, at=now, plan=zlib.compress(said))
    )


class PlanChange(Struct, frozen=True, kw_only=True):
    """One change of a plan: from when it routed, who made it, and what was and is, number-free."""

    version: int
    at: datetime
    actor: str | None = None  # None: from before, or the audit does not say
    action: str | None = None
    before: Any = None
    after: Any = None


def history(
    connection: Connection, slug: CampusSlug, start: datetime, end: datetime
) -> tuple[PlanChange, ...]:
    """Return every change of a plan from ``start`` to before ``end``, with what the audit says."""
    said = and_(audit.c.subject == f"campus/{slug}", audit.c.at == plan_snapshot.c.at)
    told = (audit.c.actor, audit.c.action, audit.c.before, audit.c.after)
    chosen = (
        select(plan_snapshot.c.version, plan_snapshot.c.at, *told)
        .select_from(plan_snapshot.outerjoin(audit, said))
        .where(plan_snapshot.c.campus == slug)
        .where(plan_snapshot.c.at >= start, plan_snapshot.c.at < end)
        .order_by(plan_snapshot.c.version)
    )
    return tuple(PlanChange(**row) for row in rows(connection, chosen))


def eras(
    connection: Connection, slug: CampusSlug, start: datetime, end: datetime
) -> tuple[Era, ...]:
    """Return the plans that routed between two instants, oldest first; the first covers ``start``.

    What was before the first plan that we know is told by that plan; there is always one.
    """
    mine = plan_snapshot.c.campus == slug
    began = select(func.max(plan_snapshot.c.version)).where(mine, plan_snapshot.c.at <= start)
    oldest = select(func.min(plan_snapshot.c.version)).where(mine)
    first = func.coalesce(began.scalar_subquery(), oldest.scalar_subquery())
    version = plan_snapshot.c.version
    found = connection.execute(
        select(plan_snapshot.c.at, plan_snapshot.c.plan)
        .where(mine, version >= first, or_(version == first, plan_snapshot.c.at < end))
        .order_by(version)
    ).all()
    if not found:  # a database of before there were snapshots
        return (Era(start, plans.load_plan(connection, slug)),)
    return tuple(Era(row.at, _PLANS.decode(zlib.decompress(row.plan))) for row in found)


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

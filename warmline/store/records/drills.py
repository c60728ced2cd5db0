"""Drills: which phones are rung, and what came of each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from warmline.drill import Heard, Ringee, Tested
from warmline.ids import CampusSlug, MentorId
from warmline.store.records import auditing, plans
from warmline.store.records.people_tables import drill, drill_ring
from warmline.store.records.plan_tables import mentor
from warmline.store.records.schema import rows


def begin(
    connection: Connection,
    campus: CampusSlug,
    name: str,
    ringees: Sequence[Ringee],
    actor: str,
    now: datetime,
) -> bool:
    """Write a drill down; False, and nothing is written, while another is under way."""
    auditing.lock(connection)
    plans.campus_row(connection, campus)
    if under_way(connection, campus) is not None:
        return False
    connection.execute(insert(drill).values(id=name, campus=campus, begun_at=now, actor=actor))
    listed = [
        {"drill": name, "mentor": it.mentor, "line": it.line, "rings_at": it.rings_at}
        for it in ringees
    ]
    connection.execute(insert(drill_ring), listed)
    change = (None, {"phones": len(listed)})
    auditing.append(connection, actor, "drill.begin", f"drill/{name}", change, now)
    return True


def under_way(connection: Connection, campus: CampusSlug) -> str | None:
    """Return the drill that has not been reported yet, or None."""
    chosen = select(drill.c.id).where(drill.c.campus == campus, drill.c.told_at.is_(None))
    return connection.execute(chosen).scalars().first()


def last(connection: Connection, campus: CampusSlug) -> str | None:
    """Return the campus's newest drill, or None."""
    chosen = select(drill.c.id).where(drill.c.campus == campus)
    return connection.execute(chosen.order_by(drill.c.begun_at.desc()).limit(1)).scalar()


def tested(connection: Connection, name: str) -> tuple[Tested, ...]:
    """Return every phone of a drill in the order of ringing."""
    chosen = (
        select(
            drill_ring.c.mentor,
            mentor.c.name,
            drill_ring.c.line,
            drill_ring.c.rings_at,
            drill_ring.c.outcome,
            drill_ring.c.ended_at,
        )
        .join(mentor, mentor.c.id == drill_ring.c.mentor)
        .where(drill_ring.c.drill == name)
        .order_by(drill_ring.c.rings_at, mentor.c.position)
    )
    return tuple(Tested(**row) for row in rows(connection, chosen))


def end_ring(
    connection: Connection, name: str, whose: MentorId, outcome: Heard, now: datetime
) -> None:
    """Write down what came of one phone."""
    this = (drill_ring.c.drill == name) & (drill_ring.c.mentor == whose)
    connection.execute(update(drill_ring).where(this).values(outcome=outcome, ended_at=now))


def end(connection: Connection, name: str, now: datetime) -> None:
    """Note that the coordinators have been told."""
    connection.execute(update(drill).where(drill.c.id == name).values(told_at=now))

"""Refusing a caller, by the hash of their number, with a reason and an end."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from warmline.ids import CampusSlug, NumberHash
from warmline.store.records import auditing
from warmline.store.records.plan_tables import blocked
from warmline.store.records.plans import campus_row
from warmline.store.records.versions import grow_version


class Block(Struct, frozen=True):
    """Why, and until when (None: until somebody lifts it)."""

    reason: str
    until: datetime | None


def block(
    connection: Connection,
    campus: CampusSlug,
    number: NumberHash,
    wanted: Block,
    actor: str,
    now: datetime,
) -> None:
    """Block the number; the audit says that and why, but not whom: it is kept for longer."""
    auditing.lock(connection)
    campus_row(connection, campus)
    this = (blocked.c.campus == campus) & (blocked.c.number_hash == number)
    old = connection.execute(select(blocked.c.reason, blocked.c.until).where(this)).one_or_none()
    before = None if old is None else Block(*old)
    connection.execute(delete(blocked).where(this))
    connection.execute(
        insert(blocked).values(
            campus=campus,
            number_hash=number,
            reason=wanted.reason,
            until=wanted.until,
            actor=actor,
            at=now,
        )
    )
    grow_version(connection, campus)
    auditing.append(connection, actor, "caller.block", f"campus/{campus}", (before, wanted), now)

"""Refusing a caller, by the hash of their number, with a reason and an end."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, func, insert, or_, select

from warmline.errors import PlanError
from warmline.ids import CampusSlug, NumberHash
from warmline.store.records import auditing
from warmline.store.records.plan_tables import blocked
from warmline.store.records.plans import campus_row
from warmline.store.records.schema import rows
from warmline.store.records.versions import grow_version

SHOWN = 12  # of a hash: enough to tell callers apart


class Blocked(Struct, frozen=True, kw_only=True):
    """One caller who is refused, by the beginning of their number's hash; times are UTC."""

    caller: str
    reason: str
    until: datetime | None
    actor: str
    at: datetime


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


def blocks(connection: Connection, campus: CampusSlug, now: datetime) -> tuple[Blocked, ...]:
    """Return every block that holds now, newest first."""
    chosen = (
        select(
            func.substr(blocked.c.number_hash, 1, SHOWN).label("caller"),
            blocked.c.reason,
            blocked.c.until,
            blocked.c.actor,
            blocked.c.at,
        )
        .where(blocked.c.campus == campus)
        .where(or_(blocked.c.until.is_(None), blocked.c.until > now))
        .order_by(blocked.c.at.desc())
    )
    return tuple(Blocked(**row) for row in rows(connection, chosen))


def lift(
    connection: Connection, campus: CampusSlug, caller: str, actor: str, now: datetime
) -> None:
    """End a block, by what ``blocks`` calls the caller. Raises PlanError if there is none."""
    auditing.lock(connection)
    named = func.substr(blocked.c.number_hash, 1, SHOWN) == caller
    ended = connection.execute(delete(blocked).where(blocked.c.campus == campus, named))
    if len(caller) != SHOWN or ended.rowcount == 0:
        raise PlanError(f"no caller {caller} is blocked; see: warmline block list")
    grow_version(connection, campus)
    auditing.append(connection, actor, "caller.lift", f"campus/{campus}", (None, None), now)

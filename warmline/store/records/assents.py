"""Requests that needed a second person, for good: who asked, why, who agreed, and when it was used.

Each step is audited. A reason never holds a number; the subject is a contact's id or a hash.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, insert, select, update

from warmline.assent import Assent
from warmline.errors import PlanError
from warmline.store.records import auditing
from warmline.store.records.people_tables import assent as table
from warmline.store.records.schema import rows


def ask(connection: Connection, assent: Assent, actor: str) -> None:
    """Write a request down."""
    auditing.lock(connection)
    connection.execute(insert(table).values(msgspec.structs.asdict(assent)))
    said = {"reason": assent.reason, "subject": assent.subject if _named(assent) else "a caller"}
    _audit(connection, assent, actor, "ask", said, assent.asked_at)


def undecided(connection: Connection) -> tuple[Assent, ...]:
    """Return every request that nobody has decided and that has not lapsed, oldest first."""
    chosen = select(table).where(table.c.verdict.is_(None)).order_by(table.c.asked_at)
    return _read(connection, chosen)


def one(connection: Connection, assent_id: str) -> Assent:
    """Return a request. Raises PlanError if there is none."""
    found = _read(connection, select(table).where(table.c.id == assent_id))
    if not found:
        raise PlanError(f"there is no request {assent_id}")
    return found[0]


def decide(connection: Connection, assent: Assent, now: datetime) -> bool:
    """Write a verdict down, once; False if there is one already."""
    auditing.lock(connection)
    mine = (table.c.id == assent.id) & table.c.verdict.is_(None)
    words = {"verdict": assent.verdict, "second": assent.second, "decided_at": now}
    if connection.execute(update(table).where(mine).values(words)).rowcount != 1:
        return False
    said = {"verdict": assent.verdict}
    _audit(connection, assent, assent.second or "nobody", "decide", said, now)
    return True


def show(connection: Connection, assent_id: str, now: datetime) -> bool:
    """Note that what was agreed to is shown now; False if it was before."""
    auditing.lock(connection)
    mine = (table.c.id == assent_id) & table.c.shown_at.is_(None) & (table.c.verdict == "agreed")
    if connection.execute(update(table).where(mine).values(shown_at=now)).rowcount != 1:
        return False
    assent = one(connection, assent_id)
    _audit(connection, assent, assent.asker, "show", {"second": assent.second}, now)
    return True


def _named(assent: Assent) -> bool:
    """Say whether the audit may name the subject: it is kept for longer than a caller's hash."""
    return assent.kind == "reveal"


def _audit(
    connection: Connection, assent: Assent, actor: str, step: str, said: Any, now: datetime
) -> None:
    action = f"{assent.kind}.{step}"
    auditing.append(connection, actor, action, f"assent/{assent.id}", (None, said), now)


def _read(connection: Connection, chosen: Select[Any]) -> tuple[Assent, ...]:
    return tuple(msgspec.convert(row, Assent) for row in rows(connection, chosen))

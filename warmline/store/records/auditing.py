"""Who changed what, and when: a chain that only grows, and in which any tampering shows.

Each entry holds a hash over itself and the entry before. Whoever alters or drops an entry breaks
the chain there; whoever drops the newest ones is betrayed by the separate row that knows the end.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select, update

from warmline.errors import StoreError
from warmline.store.records.history_tables import audit, audit_head
from warmline.store.records.schema import rows

_CHUNK = 500


class AuditEntry(Struct, frozen=True, kw_only=True):
    """One change; ``before`` and ``after`` are plain data without any phone number."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: Any
    after: Any
    previous_hash: str
    hash: str = ""


def lock(connection: Connection) -> tuple[int, str]:
    """Wait until no other transaction writes to the chain; return the id and hash at its end."""
    end = connection.execute(
        select(audit_head.c.last_id, audit_head.c.last_hash).with_for_update()
    ).one_or_none()
    if end is None:
        raise StoreError("the row that knows the audit's end is gone; restore it from a backup")
    return end.last_id, end.last_hash


def append(
    connection: Connection,
    actor: str,
    action: str,
    subject: str,
    change: tuple[Any, Any],
    now: datetime,
) -> AuditEntry:
    """Add one entry within the caller's transaction; ``change`` is what was, and what is now."""
    last_id, last_hash = lock(connection)
    before, after = (msgspec.to_builtins(side, str_keys=True) for side in change)
    entry = AuditEntry(
        id=last_id + 1,
        at=now,
        actor=actor,
        action=action,
        subject=subject,
        before=before,
        after=after,
        previous_hash=last_hash,
    )
    entry = msgspec.structs.replace(entry, hash=hash_of(entry))
    connection.execute(audit.insert().values(msgspec.structs.asdict(entry)))
    connection.execute(update(audit_head).values(last_id=entry.id, last_hash=entry.hash))
    return entry


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256 of all that the entry says but its own hash."""
    said = (
        entry.id,
        round(entry.at.timestamp() * 1_000_000),
        entry.actor,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.previous_hash,
    )
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def entries(connection: Connection) -> Iterator[AuditEntry]:
    """Yield every entry, oldest first, a few hundred at a time."""
    last = -1
    while chunk := _after(connection, last):
        yield from chunk
        last = chunk[-1].id


def first_broken(connection: Connection) -> int | None:
    """Return the id of the first entry that is altered or missing, or None if the chain holds."""
    expected, previous = 1, ""
    for entry in entries(connection):
        if entry.id != expected:
            return expected
        if entry.previous_hash != previous or entry.hash != hash_of(entry):
            return entry.id
        expected, previous = entry.id + 1, entry.hash
    end = connection.execute(select(audit_head.c.last_id, audit_head.c.last_hash)).one_or_none()
    if end is None or end.last_id >= expected:
        return expected
    return None if (end.last_id, end.last_hash) == (expected - 1, previous) else expected - 1


def _after(connection: Connection, last: int) -> list[AuditEntry]:
    chosen = select(audit).where(audit.c.id > last).order_by(audit.c.id).limit(_CHUNK)
    return [AuditEntry(**row) for row in rows(connection, chosen)]

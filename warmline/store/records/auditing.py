"""Who changed what, and when: a chain that only grows, and in which any tampering shows.

Each entry holds a hash over itself and the entry before. Whoever alters or drops an entry breaks
the chain there; whoever drops the newest ones is betrayed by the separate row that knows the end.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Select, select, update

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


class Break(Struct, frozen=True):
    """Where the chain is broken first.

    ``missing``: there ought to be an entry of this id. ``altered``: the entry is not as it was
    written. ``other end``: the row that knows the end names another one than this last entry.
    ``no end``: that row is gone; the id is that of the entry that would come next.
    """

    id: int
    why: Literal["missing", "altered", "other end", "no end"]


def lock(connection: Connection) -> tuple[int, str]:
    """Wait until no other transaction writes to the chain; return the id and hash at its end."""
    end = connection.execute(
        select(audit_head.c.last_id, audit_head.c.last_hash).with_for_update()
    ).one_or_none()
    if end is None:
        raise StoreError("the row that knows the audit's end is gone; restore it from a backup")
    return end.last_id, end.last_hash


def end(connection: Connection) -> tuple[int, str]:
    """Return the id and hash at the chain's end; nothing, where the row that knows it is gone."""
    found = connection.execute(select(audit_head.c.last_id, audit_head.c.last_hash)).one_or_none()
    return (found.last_id, found.last_hash) if found else (0, "")


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


def last_entries(connection: Connection, count: int) -> tuple[AuditEntry, ...]:
    """Return the newest entries, newest first."""
    chosen = select(audit).order_by(audit.c.id.desc()).limit(count)
    return tuple(AuditEntry(**row) for row in rows(connection, chosen))


def one(connection: Connection, entry_id: int) -> AuditEntry | None:
    """Return an entry, or None; raises ValueError where tampering made it unreadable."""
    found = rows(connection, _only(entry_id))
    return AuditEntry(**found[0]) if found else None


def first_break(connection: Connection) -> Break | None:
    """Return where the chain is broken first, or None if all of it holds."""
    expected, previous = 1, ""
    try:
        for entry in entries(connection):
            if entry.id != expected:
                return Break(expected, "missing")
            if entry.previous_hash != previous or entry.hash != hash_of(entry):
                return Break(entry.id, "altered")
            expected, previous = entry.id + 1, entry.hash
    except (ValueError, TypeError, OverflowError):  # what was put there is no time, or no JSON
        return Break(_unreadable(connection, expected), "altered")
    return _break_at_the_end(connection, expected, previous)


def _break_at_the_end(connection: Connection, following: int, last_hash: str) -> Break | None:
    """Compare the entries' end with the row that knows it."""
    ends = connection.execute(select(audit_head.c.last_id, audit_head.c.last_hash)).all()
    if len(ends) != 1:
        return Break(following, "no end")
    (end,) = ends
    if (end.last_id, end.last_hash) == (following - 1, last_hash):
        return None
    if end.last_id >= following:
        return Break(following, "missing")
    return Break(following - 1, "other end")


def _unreadable(connection: Connection, first: int) -> int:
    """Return the first entry from there on that cannot be read, or that should not be there."""
    ids = select(audit.c.id).where(audit.c.id >= first).order_by(audit.c.id)
    there: list[int] = list(connection.execute(ids).scalars())
    for expected, found in enumerate(there, start=first):
        if found != expected:
            return expected
        try:
            entry = one(connection, found)
            if entry is None or entry.hash != hash_of(entry):
                return found
        except (ValueError, TypeError, OverflowError):
            return found
    return first


def _only(entry_id: int) -> Select[Any]:
    return select(audit).where(audit.c.id == entry_id)


def _after(connection: Connection, last: int) -> list[AuditEntry]:
    chosen = select(audit).where(audit.c.id > last).order_by(audit.c.id).limit(_CHUNK)
    return [AuditEntry(**row) for row in rows(connection, chosen)]

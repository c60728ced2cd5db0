"""Writing a contact down exactly once, and reading it back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, Table, delete, select

from warmline.ids import CampusSlug, ContactId, LineSlug
from warmline.store.records import wrap_ups
from warmline.store.records.history import Attempt, ContactHistory, Happening
from warmline.store.records.history_tables import attempt, contact, contact_event
from warmline.store.records.schema import Row, rows, write_newer

_PARTS = {attempt: "attempts", contact_event: "happenings"}


def record(connection: Connection, history: ContactHistory) -> bool:
    """Write the contact unless this revision, or a fuller one, is there already; say if written."""
    row = {column.name: getattr(history, column.name) for column in contact.c}
    if not write_newer(connection, contact, row, by="revision"):
        return False
    for table, part in _PARTS.items():
        connection.execute(delete(table).where(table.c.contact == history.id))
        numbered = _numbered(history.id, getattr(history, part))
        if numbered:
            connection.execute(table.insert(), numbered)
    for one_of_them in history.wrap_ups:
        wrap_ups.keep(connection, history.id, one_of_them)
    return True


def _numbered(contact_id: ContactId, parts: Sequence[Attempt | Happening]) -> list[Row]:
    return [
        {"contact": contact_id, "seq": seq, **msgspec.structs.asdict(part)}
        for seq, part in enumerate(parts)
    ]


def one(connection: Connection, contact_id: ContactId) -> ContactHistory | None:
    """Return a contact's history, or None if none was written."""
    found = _histories(connection, select(contact).where(contact.c.id == contact_id))
    return found[0] if found else None


def between(
    connection: Connection, campus: CampusSlug, since: datetime, until: datetime, limit: int
) -> tuple[ContactHistory, ...]:
    """Return the contacts that arrived from ``since`` to before ``until``, newest first."""
    chosen = (
        select(contact)
        .where(contact.c.campus == campus)
        .where(contact.c.arrived_at >= since, contact.c.arrived_at < until)
        .order_by(contact.c.arrived_at.desc(), contact.c.id.desc())
        .limit(limit)
    )
    return _histories(connection, chosen)


def of_line(
    connection: Connection, line: tuple[CampusSlug, LineSlug], since: datetime, until: datetime
) -> tuple[ContactHistory, ...]:
    """Return all contacts of a line of a campus that arrived in that time, oldest first."""
    chosen = (
        select(contact)
        .where(contact.c.campus == line[0], contact.c.line == line[1])
        .where(contact.c.arrived_at >= since, contact.c.arrived_at < until)
        .order_by(contact.c.arrived_at, contact.c.id)
    )
    return _histories(connection, chosen)


def _histories(connection: Connection, chosen: Select[Any]) -> tuple[ContactHistory, ...]:
    found = rows(connection, chosen)
    ids = chosen.with_only_columns(contact.c.id).subquery()
    rings = _parts(connection, attempt, ids)
    events = _parts(connection, contact_event, ids)
    wrapped = wrap_ups.of(connection, ids)
    return tuple(
        ContactHistory(
            **row,
            attempts=tuple(Attempt(**ring) for ring in rings[row["id"]]),
            happenings=tuple(Happening(**event) for event in events[row["id"]]),
            wrap_ups=tuple(wrapped[row["id"]]),
        )
        for row in found
    )


def _parts(connection: Connection, table: Table, ids: Any) -> dict[str, list[Row]]:
    """Return the rows that belong to each of these contacts, in order."""
    parts = defaultdict(list)
    chosen = select(table).where(table.c.contact.in_(select(ids.c.id)))
    for row in rows(connection, chosen.order_by(table.c.contact, table.c.seq)):
        parts[row["contact"]].append({k: v for k, v in row.items() if k not in {"contact", "seq"}})
    return parts

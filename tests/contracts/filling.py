"""A row for every table of a database, of whatever schema: what a version's life would have left.

Tables and columns are read from the database, so that a new one needs nothing here as long as any
value of its type will do; where only some will, they stand in ``SAID``.
"""

import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Table,
    select,
)

from warmline.privacy import Vault
from warmline.store.records import copying

NOW = datetime(2026, 11, 2, 3, 4, 5, 678901, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
WALL = datetime(2026, 11, 2, 19)  # noqa: DTZ001 - wall clock
CAMPUS, LINE, MENTOR, CONTACT = "northfield", "main", "m-1", "northfield.c1"
PHONE = "+14155550111"
CHAINED = {"audit", "audit_head"}

SAID: dict[str, dict[str, Any]] = {
    "campus": {"slug": CAMPUS, "name": "Northfield", "emergency_number": "911",
               "crisis_line": "988", "number_reveal": "two_person", "training": ["Listening"],
               "pepper": "sealed:pepper", "plan_version": 1},
    "line": {"slug": LINE, "number": "sealed:+14155550100",
             "relay_numbers": ["sealed:+14155550101"],
             "relay_numbers_hash": ["h-101"], "timezone": "America/Los_Angeles",
             "ring_at": "arrival", "text_mode": "relay", "hours_awake": 6, "caller_days": 30,
             "detail_days": 180, "history_days": 770, "max_wait_seconds": 90},
    "rung": {"who": "shift", "ring": "sequential"},
    "desk": {"number": "sealed:+14155550150"},
    "mentor": {"id": MENTOR, "name": "Maya", "phone": f"sealed:{PHONE}", "roles": ["mentor"],
               "languages": ["en"], "stage": "certified", "new_phone": None, "paused": False,
               "new_phone_hash": None, "paused_until": None, "certified_until": date(2027, 6, 30)},
    "shift": {"start": WALL, "end": WALL + timedelta(hours=4), "repeat": "FREQ=DAILY"},
    "duty": {"every": "1 week"},
    "override": {"kind": "add", "covers": None, "end": WALL + timedelta(hours=4)},
    "period": {"kind": "holiday", "closed": True, "hours": []},
    "phrase": {"category": "self_harm"},
    "contact": {"id": CONTACT, "campus": CAMPUS, "line": LINE, "kind": "call", "end": "talked",
                "answered_by": MENTOR, "callback_owner": None, "waited_seconds": 9},
    "attempt": {"mentor": MENTOR, "desk": None, "outcome": "accepted"},
    "contact_event": {"kind": "call_arrived", "detail": {}},
    "wrap_up": {"mentor": MENTOR, "topics": ["loneliness"], "before": 4, "after": 2},
    "debrief": {"mentor": MENTOR, "closed_at": None},
    "person_step": {"step": "certified"},
    "application": {"kind": "application", "written": "sealed:written", "verdict": None,
                    "mentor": None},
    "exchange": {"kind": "cover", "taken_by": None, "asked": [MENTOR], "closed_at": None,
                 "outcome": None},
    "drill": {"told_at": None},
    "drill_ring": {"outcome": "confirmed", "line": LINE},
    "assent": {"kind": "reveal", "subject": CONTACT, "asker": MENTOR, "asker_role": "coordinator",
               "verdict": None, "second": None},
    "care_note": {"how": "sealed:3"},
    "caller_plan": {"hours": []},
    "calendar_feed": {"line": None, "revoked_at": None},
    "plan_draft": {"steps": [], "closed_at": None, "outcome": None},
    "errand": {"outcome": {"notes": [{"words": "sealed:yes"}]}},
}  # fmt: skip


def fill(connection: Connection, vault: Vault) -> dict[str, int]:
    """Write a row into every table; returns how many each has now. The audit is left alone."""
    for table in copying.tables(connection):
        if table.name in CHAINED:
            continue
        row = {str(it.name): _value(connection, table, it) for it in table.columns}
        connection.execute(table.insert(), {k: _sealed(v, vault) for k, v in row.items()})
    return {str(it.name): len(contents(connection, it)) for it in copying.tables(connection)}


def contents(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    """Return every row of a table."""
    chosen = select(table).order_by(*table.primary_key.columns)
    return [tuple(row) for row in connection.execute(chosen)]


def _sealed(value: Any, vault: Vault) -> Any:
    def change(text: str) -> str:
        return vault.seal(text.removeprefix("sealed:")) if text.startswith("sealed:") else text

    return copying.within(value, change)


def _value(connection: Connection, table: Table, column: Column[Any]) -> Any:
    said = SAID.get(str(table.name), {})
    if column.name in said:
        return said[str(column.name)]
    for key in column.foreign_keys:
        return connection.execute(select(key.column)).scalar_one()
    match column.type:
        case DateTime():
            return _moment(connection, column)
        case Date():
            return date(2026, 11, 26)
        case Boolean():
            return True
        case Integer():
            return 1
        case LargeBinary():
            return zlib.compress(msgspec.json.encode({}))
    if type(column.type).__name__ == "JSON":
        return []
    return f"{table.name}-{column.name}"


def _moment(connection: Connection, column: Column[Any]) -> datetime:
    """A time as the database keeps it; SQLite knows no zones."""
    if column.name in {"start", "end"}:
        return WALL
    at = LATER if column.name in {"until", "closes_at"} else NOW
    return at.replace(tzinfo=None) if connection.dialect.name == "sqlite" else at

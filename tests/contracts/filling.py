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
from warmline.store.records import Records, copying

NOW = datetime(2026, 11, 2, 3, 4, 5, 678901, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
WALL = datetime(2026, 11, 2, 19)  # noqa: DTZ001 - wall clock
CAMPUS, LINE, MENTOR, CONTACT = "northfield", "main", "m-1", "northfield.c1"
PHONE = "+14155550111"
CHAINED = {"audit", "audit_head"}
MARK = "~"  # stands in what is said for the generation: rows of one refer to each other alone

SAID: dict[str, dict[str, Any]] = {
    "campus": {"slug": CAMPUS + MARK, "name": "Northfield", "emergency_number": "911",
               "crisis_line": "988", "number_reveal": "two_person", "training": ["Listening"],
               "pepper": "sealed:pepper", "plan_version": 1},
    "line": {"slug": LINE, "number": "sealed:+14155550100",
             "relay_numbers": ["sealed:+14155550101"],
             "relay_numbers_hash": ["h-101"], "timezone": "America/Los_Angeles",
             "ring_at": "arrival", "text_mode": "relay", "hours_awake": 6, "caller_days": 30,
             "detail_days": 180, "history_days": 770, "max_wait_seconds": 90,
             "wording": {"hold": "Still here."}},
    "rung": {"who": "shift", "ring": "sequential"},
    "desk": {"number": "sealed:+14155550150"},
    "mentor": {"id": MENTOR + MARK, "name": "Maya", "phone": f"sealed:{PHONE}", "roles": ["mentor"],
               "languages": ["en"], "stage": "certified", "new_phone": None, "paused": False,
               "new_phone_hash": None, "paused_until": None, "certified_until": date(2027, 6, 30)},
    "shift": {"start": WALL, "end": WALL + timedelta(hours=4), "repeat": "FREQ=DAILY"},
    "duty": {"every": "1 week"},
    "override": {"kind": "add", "covers": None, "end": WALL + timedelta(hours=4)},
    "period": {"kind": "holiday", "closed": True, "hours": []},
    "phrase": {"category": "self_harm"},
    "contact": {"id": CONTACT + MARK, "campus": CAMPUS + MARK, "line": LINE, "kind": "call",
                "end": "talked",
                "answered_by": MENTOR + MARK, "callback_owner": None, "waited_seconds": 9},
    "attempt": {"mentor": MENTOR + MARK, "desk": None, "outcome": "accepted"},
    "contact_event": {"kind": "call_arrived", "detail": {}},
    "wrap_up": {"mentor": MENTOR + MARK, "topics": ["loneliness"], "before": 4, "after": 2},
    "debrief": {"mentor": MENTOR + MARK, "closed_at": None},
    "person_step": {"step": "certified"},
    "application": {"kind": "application", "written": 'sealed:{"name":"Ines"}', "verdict": None,
                    "mentor": None},
    "exchange": {"kind": "cover", "taken_by": None, "asked": [MENTOR + MARK], "closed_at": None,
                 "outcome": None},
    "drill": {"told_at": None},
    "drill_ring": {"outcome": "confirmed", "line": LINE},
    "assent": {"kind": "reveal", "subject": CONTACT + MARK, "asker": MENTOR + MARK,
               "asker_role": "coordinator",
               "verdict": None, "second": None},
    "care_note": {"how": "sealed:3"},
    "caller_plan": {"hours": []},
    "calendar_feed": {"line": None, "revoked_at": None},
    "plan_draft": {"steps": [], "closed_at": None, "outcome": None},
    "errand": {"outcome": {"notes": [{"words": "sealed:yes"}]}},
}  # fmt: skip


def fill(connection: Connection, vault: Vault, generation: str = "") -> None:
    """Write a row into every table, all of a campus of its own; the audit is left alone."""
    made: dict[str, dict[str, Any]] = {}
    for table in copying.tables(connection):
        if table.name not in CHAINED:
            row = {str(it.name): _value(table, it, made) for it in table.columns}
            made[str(table.name)] = row
            connection.execute(table.insert(), _finished(row, vault, generation))


def everything(records: Records, vault: Vault) -> dict[str, list[Any]]:
    """All rows by table, opened where they are sealed, times without a zone in UTC."""

    def plain(value: Any) -> Any:
        if hasattr(value, "utcoffset") and value.utcoffset() is not None:
            value = value.replace(tzinfo=None) - value.utcoffset()
        return copying.within(value, lambda it: vault.open(it) if vault.seals_in(it) else it)

    with records._database.reading() as connection:
        return {
            str(table.name): [[plain(it) for it in row] for row in contents(connection, table)]
            for table in copying.tables(connection)
        }


def contents(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    """Return every row of a table."""
    chosen = select(table).order_by(*table.primary_key.columns)
    return [tuple(row) for row in connection.execute(chosen)]


def _finished(row: dict[str, Any], vault: Vault, generation: str) -> dict[str, Any]:
    def change(text: str) -> str:
        said = text.replace(MARK, generation)
        return vault.seal(said.removeprefix("sealed:")) if said.startswith("sealed:") else said

    return {name: copying.within(value, change) for name, value in row.items()}


def _value(table: Table, column: Column[Any], made: dict[str, dict[str, Any]]) -> Any:
    said = SAID.get(str(table.name), {})
    if column.name in said:
        return said[str(column.name)]
    for key in column.foreign_keys:
        return made[str(key.column.table.name)][str(key.column.name)]
    match column.type:
        case DateTime():
            return _moment(column)
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
    return f"{table.name}-{column.name}{MARK}"


def _moment(column: Column[Any]) -> datetime:
    """A time as the database keeps it; SQLite knows no zones."""
    if column.name in {"start", "end"}:
        return WALL
    at = LATER if column.name in {"until", "closes_at"} else NOW
    return at if getattr(column.type, "timezone", False) else at.replace(tzinfo=None)

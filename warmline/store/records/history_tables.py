"""Tables for what happened: contacts, rings, wrap-ups, debriefs, and the audit trail.

Contacts name campus, line and mentors without foreign keys: a contact must be written down whatever
has become of the plan since, and a plan restored from an older backup must not lock history out.
"""

from sqlalchemy import Boolean, Column, ColumnElement, ForeignKey, Index, Integer, Table, Text, text

from warmline.ids import CampusSlug
from warmline.store.records.schema import Utc, json_column_type, metadata

contact = Table(
    "contact",
    metadata,
    Column("id", Text, primary_key=True),
    Column("campus", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("arrived_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("end", Text),
    Column("caller_hash", Text),
    Column("waited_seconds", Integer),
    Column("answered_by", Text),
    Column("callback_owner", Text),
    Column("texts_from_student", Integer),
    Column("texts_from_mentor", Integer),
    Column("claimed_seconds", Integer),
    Index(None, "campus", "arrived_at"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("contact", Text, ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("mentor", Text),
    Column("desk", Text),
    Column("rung", Text, nullable=False),
    Column("rang_at", Utc, nullable=False),
    Column("answered_at", Utc),
    Column("ended_at", Utc),
    Column("outcome", Text),
)

UNANSWERED = text("kind = 'help_unanswered'")
contact_event = Table(
    "contact_event",
    metadata,
    Column("contact", Text, ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("kind", Text, nullable=False),
    Column("detail", json_column_type(), nullable=False),
    # The few of all these that are asked for by time: help that reached nobody.
    Index(None, "at", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
)


def is_of(campus: CampusSlug) -> ColumnElement[bool]:
    """Ask whether a contact is a campus's, where few are asked for by the time of something else.

    SQLite without statistics would begin with the index of contacts by campus, and read all of
    them; it cannot use that for anything but the bare column.
    """
    return contact.c.campus.concat("") == campus


wrap_up = Table(
    "wrap_up",
    metadata,
    Column("contact", Text, ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True),
    Column("mentor", Text, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("topics", json_column_type(), nullable=False),
    Column("before", Integer),
    Column("after", Integer),
    Column("hard", Boolean, nullable=False),
    Index(None, "at"),
)

debrief = Table(
    "debrief",
    metadata,
    Column("contact", Text, ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True),
    Column("mentor", Text, primary_key=True),
    Column("opened_at", Utc, nullable=False),
    Column("closed_at", Utc),
)

audit = Table(  # append-only: triggers made by the migration refuse every change
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, … without a gap
    Column("at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", json_column_type()),
    Column("after", json_column_type()),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

audit_head = Table(  # one row: where the chain ends, and the lock that writers of it queue at
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last_id", Integer, nullable=False),
    Column("last_hash", Text, nullable=False),
)

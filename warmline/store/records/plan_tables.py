"""Tables for people and plans: campus, lines, ladder, desks, mentors, shifts, overrides, periods.

A phone number is two columns: the number sealed, and a keyed hash by which it is recognised. The
emergency number and the crisis line are plain because they are public. Mentors, lines and desks are
never deleted, only made inactive: history speaks of them. ``origin`` says where an entry came from:
"file", "command", "text", "calendar" or "console"; a campus file takes away what a file brought.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from warmline.store.records.schema import JsonList, JsonTable, Utc, json_column_type, metadata


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _origin() -> Column[str]:
    return Column("origin", Text, nullable=False, server_default="file")


def _listed(name: str) -> Column[list[Any]]:
    return Column(name, JsonList)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _campus(*, primary_key: bool = False) -> Column[str]:
    owner = ForeignKey("campus.slug")
    return Column("campus", Text, owner, primary_key=primary_key, nullable=False)


def _of_line() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["campus", "line"], ["line.campus", "line.slug"])


def _members(name: str, parent: str) -> Table:
    """Return the table that lists a shift's or duty's mentors in order."""
    return Table(
        name,
        metadata,
        Column("parent", Text, ForeignKey(f"{parent}.id", ondelete="CASCADE"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("mentor", Text, ForeignKey("mentor.id"), nullable=False),
    )


campus = Table(
    "campus",
    metadata,
    Column("slug", Text, primary_key=True),
    _text("name"),
    _text("emergency_number"),
    _text("crisis_line"),
    _text("number_reveal"),
    Column("training", json_column_type()),  # NULL and empty: the usual checklist
    _text("pepper"),  # sealed: the key of this campus's number hashes
    _number("plan_version"),  # grows with every change, in the same transaction
)

line = Table(
    "line",
    metadata,
    _campus(primary_key=True),
    Column("slug", Text, primary_key=True),
    _text("name"),
    _text("number"),  # sealed
    _text("number_hash"),
    Column("relay_numbers", json_column_type(), nullable=False),  # sealed, each
    Column("relay_numbers_hash", json_column_type(), nullable=False),
    _text("timezone"),
    Column("hours", json_column_type(), nullable=False),
    _text("ring_at"),
    _number("max_wait_seconds"),
    _flag("voicemail"),
    _text("text_mode"),
    _number("text_claim_seconds"),
    _number("text_reply_seconds"),
    _number("text_idle_minutes"),
    _number("cool_down_minutes"),
    _number("contacts_per_shift"),
    Column("hours_awake", Integer, nullable=False, server_default="6"),
    Column("caller_days", Integer, nullable=False, server_default="30"),
    Column("detail_days", Integer, nullable=False, server_default="180"),
    Column("history_days", Integer, nullable=False, server_default="770"),
    Column("wording", JsonTable),  # its own sentences, by key; without one, the usual
    _flag("active"),
    _number("position"),
)

rung = Table(
    "rung",
    metadata,
    Column("campus", Text, primary_key=True),
    Column("line", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _text("who"),
    _text("ring"),
    _number("ring_seconds"),
    _number("rounds"),
    _number("stagger_seconds"),
    _of_line(),
)

desk = Table(
    "desk",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    _text("line"),
    _text("name"),
    _text("number"),  # sealed
    _text("number_hash"),
    Column("hours", json_column_type(), nullable=False),
    _listed("holidays"),
    _flag("active"),
    _number("position"),
    _of_line(),
    UniqueConstraint("campus", "line", "name"),
)

mentor = Table(
    "mentor",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    _text("name"),
    _text("phone"),  # sealed; "" for somebody nominated, whose phone nobody has asked for yet
    _text("phone_hash"),
    Column("roles", json_column_type(), nullable=False),
    Column("certified_until", Date, nullable=False),
    Column("languages", json_column_type(), nullable=False),
    _number("max_texts"),
    _flag("active"),
    _flag("paused"),
    Column("paused_until", Date),  # its last day; NULL: until somebody ends it
    Column("stage", Text, nullable=False, server_default="certified"),
    Column("listens", Boolean, nullable=False, server_default=false()),
    Column("new_phone", Text),  # sealed; rung from the day on which its owner has sent the code
    Column("new_phone_hash", Text),
    _listed("hours"),  # as a counselor
    _listed("holidays"),
    _origin(),
    _number("position"),
    UniqueConstraint("campus", "name"),
)

shift = Table(
    "shift",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    _text("line"),
    Column("start", DateTime, nullable=False),  # wall clock in the line's zone, on purpose naive
    Column("end", DateTime, nullable=False),
    Column("repeat", Text),
    _origin(),
    _number("position"),
    _of_line(),
)
shift_mentor = _members("shift_mentor", "shift")

duty = Table(
    "duty",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    _text("line"),
    _text("name"),
    Column("start", DateTime, nullable=False),
    _text("every"),
    Column("hours", json_column_type(), nullable=False),
    _origin(),
    _number("position"),
    _of_line(),
)
duty_mentor = _members("duty_mentor", "duty")

override = Table(
    "override",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    _text("line"),
    _text("kind"),
    Column("mentor", Text, ForeignKey("mentor.id"), nullable=False),
    Column("covers", Text, ForeignKey("mentor.id")),
    Column("start", DateTime, nullable=False),
    Column("end", DateTime, nullable=False),
    _origin(),
    _number("position"),
    _of_line(),
)

period = Table(
    "period",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    Column("line", Text),  # NULL: every line of the campus
    _text("name"),
    _text("kind"),
    Column("first", Date, nullable=False),  # local days, both included
    Column("last", Date, nullable=False),
    _flag("closed"),
    Column("hours", json_column_type(), nullable=False),  # empty: the line's own
    _origin(),
    _number("position"),
    _of_line(),
)

phrase = Table(  # a campus's own safety phrases
    "phrase",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    _text("text"),
    _text("category"),
    _origin(),
    _number("position"),
)

plan_snapshot = Table(  # each plan that ever routed, from ``at`` on; without any phone number
    "plan_snapshot",
    metadata,
    _campus(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("plan", LargeBinary, nullable=False),
    Index(None, "campus", "at"),
)

plan_draft = Table(  # changes of a plan that are collected until somebody publishes them
    "plan_draft",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    _text("name"),
    Column("steps", json_column_type(), nullable=False),
    _number("version"),
    _text("actor"),
    Column("made_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("outcome", Text),  # "published" or "discarded"
    Index(None, "campus", "closed_at"),
)

blocked = Table(
    "blocked",
    metadata,
    _campus(primary_key=True),
    Column("number_hash", Text, primary_key=True),
    _text("reason"),
    Column("until", Utc),  # NULL: until someone lifts it
    _text("actor"),
    Column("at", Utc, nullable=False),
)

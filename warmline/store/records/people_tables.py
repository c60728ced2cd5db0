"""Tables for people's own affairs: their way to a certificate, codes, swaps, feeds, drills."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
)

from warmline.store.records.schema import Utc, json_column_type, metadata


def _campus() -> Column[str]:
    return Column("campus", Text, ForeignKey("campus.slug"), nullable=False)


def _mentor(*, primary_key: bool = False) -> Column[str]:
    return Column("mentor", Text, ForeignKey("mentor.id"), primary_key=primary_key, nullable=False)


person_step = Table(  # append-only: what became of a person, and who decided it
    "person_step",
    metadata,
    _mentor(primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("step", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("note", Text, nullable=False),
)

training_item = Table(
    "training_item",
    metadata,
    _mentor(primary_key=True),
    Column("item", Text, primary_key=True),
    Column("done_at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
)

phone_check = Table(  # the code that was texted to a mentor's new phone
    "phone_check",
    metadata,
    _mentor(primary_key=True),
    Column("code_hash", Text, nullable=False),
    Column("sent_at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("tries", Integer, nullable=False),
)

application = Table(  # what a stranger wrote; of no person until a coordinator takes it up
    "application",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    Column("kind", Text, nullable=False),
    Column("written", Text, nullable=False),  # sealed: names, words and a number
    Column("phone_hash", Text),
    Column("came_at", Utc, nullable=False),
    Column("until", Utc, nullable=False),  # when the purge takes it away
    Column("verdict", Text),
    Column("mentor", Text, ForeignKey("mentor.id")),
    Column("told_at", Utc),  # when coordinators were texted that it waits
    Index(None, "campus", "verdict"),
)

calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("token_hash", Text, primary_key=True),
    _campus(),
    Column("line", Text),  # NULL: every line
    Column("mentor", Text, ForeignKey("mentor.id")),  # NULL: everybody
    Column("made_at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("revoked_at", Utc),
)

errand = Table(  # what came of a mentor's command, so that a second try of it changes nothing
    "errand",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("outcome", json_column_type(), nullable=False),
)

exchange = Table(  # a shift that is offered to others, until somebody has it
    "exchange",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    Column("line", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    _mentor(),
    Column("start", DateTime, nullable=False),  # wall clock in the line's zone
    Column("end", DateTime, nullable=False),
    Column("asked", json_column_type(), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("closes_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("outcome", Text),
    Column("taken_by", Text, ForeignKey("mentor.id")),
    ForeignKeyConstraint(["campus", "line"], ["line.campus", "line.slug"]),
    Index(None, "campus", "closed_at"),
)

exchange_bid = Table(  # a shift that somebody would give in return, waiting for the other's word
    "exchange_bid",
    metadata,
    Column("exchange", Text, ForeignKey("exchange.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _mentor(),
    Column("start", DateTime, nullable=False),
    Column("end", DateTime, nullable=False),
    Column("at", Utc, nullable=False),
)

drill = Table(
    "drill",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    Column("begun_at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("told_at", Utc),
)

drill_ring = Table(
    "drill_ring",
    metadata,
    Column("drill", Text, ForeignKey("drill.id", ondelete="CASCADE"), primary_key=True),
    _mentor(primary_key=True),
    Column("line", Text, nullable=False),
    Column("rings_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("outcome", Text),
)

assent = Table(
    "assent",
    metadata,
    Column("id", Text, primary_key=True),
    _campus(),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),  # a contact's id, or the hash of a number
    Column("reason", Text, nullable=False),
    Column("asker", Text, ForeignKey("mentor.id"), nullable=False),
    Column("asker_role", Text, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("wanted_until", Utc),
    Column("verdict", Text),
    Column("second", Text, ForeignKey("mentor.id")),
    Column("decided_at", Utc),
    Column("shown_at", Utc),
)

care_flag = Table(  # a week with two hard contacts, of which the coordinator was told
    "care_flag",
    metadata,
    _mentor(primary_key=True),
    Column("at", Utc, primary_key=True),
)

care_note = Table(  # how a mentor said they were, on a day of the line's zone; theirs alone, sealed
    "care_note",
    metadata,
    _mentor(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("how", Text, nullable=False),
)

caller_plan = Table(  # for somebody who calls often: a person and times instead of a block
    "caller_plan",
    metadata,
    Column("campus", Text, ForeignKey("campus.slug"), primary_key=True),
    Column("line", Text, primary_key=True),
    Column("number_hash", Text, primary_key=True),
    Column("mentor", Text, ForeignKey("mentor.id")),
    Column("hours", json_column_type(), nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Utc, nullable=False),
    ForeignKeyConstraint(["campus", "line"], ["line.campus", "line.slug"]),
)

account = Table(
    "account",
    metadata,
    Column("login", Text, primary_key=True),
    _campus(),
    _mentor(),
    Column("password_hash", Text),  # Argon2id; NULL: only through the campus
    Column("made_at", Utc, nullable=False),
)

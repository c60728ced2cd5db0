"""The first shape of the records: people, plans, history, and an audit that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQLITE_APPEND_ONLY = """
CREATE TRIGGER audit_refuses_{verb} BEFORE {verb} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END
"""

_POSTGRESQL_APPEND_ONLY = """
CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the audit only grows'; END $$;
CREATE TRIGGER audit_refuses_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()
"""


def upgrade() -> None:
    _people()
    _plans()
    _history()
    _audit()
    _let_the_audit_only_grow()


def _people() -> None:
    op.create_table(
        "campus",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("emergency_number", sa.Text(), nullable=False),
        sa.Column("crisis_line", sa.Text(), nullable=False),
        sa.Column("number_reveal", sa.Text(), nullable=False),
        sa.Column("pepper", sa.Text(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_campus"),
    )
    op.create_table(
        "line",
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.Text(), nullable=False),
        sa.Column("relay_numbers", sa.JSON(), nullable=False),
        sa.Column("relay_numbers_hash", sa.JSON(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("ring_at", sa.Text(), nullable=False),
        sa.Column("max_wait_seconds", sa.Integer(), nullable=False),
        sa.Column("voicemail", sa.Boolean(), nullable=False),
        sa.Column("text_mode", sa.Text(), nullable=False),
        sa.Column("text_claim_seconds", sa.Integer(), nullable=False),
        sa.Column("text_reply_seconds", sa.Integer(), nullable=False),
        sa.Column("text_idle_minutes", sa.Integer(), nullable=False),
        sa.Column("cool_down_minutes", sa.Integer(), nullable=False),
        sa.Column("contacts_per_shift", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_line_campus"),
        sa.PrimaryKeyConstraint("campus", "slug", name="pk_line"),
    )
    op.create_table(
        "rung",
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("ring", sa.Text(), nullable=False),
        sa.Column("ring_seconds", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("stagger_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campus", "line"], ["line.campus", "line.slug"], name="fk_rung_campus_line"
        ),
        sa.PrimaryKeyConstraint("campus", "line", "position", name="pk_rung"),
    )
    op.create_table(
        "desk",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.Text(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campus", "line"], ["line.campus", "line.slug"], name="fk_desk_campus_line"
        ),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_desk_campus"),
        sa.PrimaryKeyConstraint("id", name="pk_desk"),
        sa.UniqueConstraint("campus", "line", "name", name="uq_desk_campus_line_name"),
    )
    op.create_table(
        "mentor",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("phone_hash", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("certified_until", sa.Date(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("max_texts", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_mentor_campus"),
        sa.PrimaryKeyConstraint("id", name="pk_mentor"),
        sa.UniqueConstraint("campus", "name", name="uq_mentor_campus_name"),
    )
    op.create_table(
        "blocked",
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_blocked_campus"),
        sa.PrimaryKeyConstraint("campus", "number_hash", name="pk_blocked"),
    )


def _plans() -> None:
    op.create_table(
        "shift",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("end", sa.DateTime(), nullable=False),
        sa.Column("repeat", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campus", "line"], ["line.campus", "line.slug"], name="fk_shift_campus_line"
        ),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_shift_campus"),
        sa.PrimaryKeyConstraint("id", name="pk_shift"),
    )
    op.create_table(
        "shift_mentor",
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_shift_mentor_mentor"),
        sa.ForeignKeyConstraint(
            ["parent"], ["shift.id"], name="fk_shift_mentor_parent", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("parent", "position", name="pk_shift_mentor"),
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campus", "line"], ["line.campus", "line.slug"], name="fk_duty_campus_line"
        ),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_duty_campus"),
        sa.PrimaryKeyConstraint("id", name="pk_duty"),
    )
    op.create_table(
        "duty_mentor",
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_duty_mentor_mentor"),
        sa.ForeignKeyConstraint(
            ["parent"], ["duty.id"], name="fk_duty_mentor_parent", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("parent", "position", name="pk_duty_mentor"),
    )
    op.create_table(
        "override",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=True),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("end", sa.DateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campus", "line"], ["line.campus", "line.slug"], name="fk_override_campus_line"
        ),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_override_campus"),
        sa.ForeignKeyConstraint(["covers"], ["mentor.id"], name="fk_override_covers"),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_override_mentor"),
        sa.PrimaryKeyConstraint("id", name="pk_override"),
    )


def _history() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("caller_hash", sa.Text(), nullable=True),
        sa.Column("waited_seconds", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("callback_owner", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_index("ix_contact_campus_arrived_at", "contact", ["campus", "arrived_at"])
    op.create_table(
        "attempt",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mentor", sa.Text(), nullable=True),
        sa.Column("desk", sa.Text(), nullable=True),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_attempt_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact", "seq", name="pk_attempt"),
    )
    op.create_table(
        "contact_event",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_contact_event_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact", "seq", name="pk_contact_event"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.execute("INSERT INTO audit_head (id, last_id, last_hash) VALUES (1, 0, '')")


def _let_the_audit_only_grow() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL_APPEND_ONLY)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(_SQLITE_APPEND_ONLY.format(verb=verb))

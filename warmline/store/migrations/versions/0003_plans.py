"""Plans that keep their past, people on their way to a certificate, swaps, feeds and drills."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _origins()
    _people()
    _calendar()
    _exchanges()
    _drills()


def _origins() -> None:
    for table in ("mentor", "shift", "duty", "override"):
        op.add_column(table, sa.Column("origin", sa.Text(), nullable=False, server_default="file"))
    op.create_table(
        "plan_snapshot",
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_plan_snapshot_campus"),
        sa.PrimaryKeyConstraint("campus", "version", name="pk_plan_snapshot"),
    )
    op.create_index("ix_plan_snapshot_campus_at", "plan_snapshot", ["campus", "at"])


def _people() -> None:
    for column in (
        sa.Column("stage", sa.Text(), nullable=False, server_default="certified"),
        sa.Column("listens", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("new_phone", sa.Text(), nullable=True),
        sa.Column("new_phone_hash", sa.Text(), nullable=True),
    ):
        op.add_column("mentor", column)
    op.create_table(
        "person_step",
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_person_step_mentor"),
        sa.PrimaryKeyConstraint("mentor", "seq", name="pk_person_step"),
    )
    op.create_table(
        "training_item",
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_training_item_mentor"),
        sa.PrimaryKeyConstraint("mentor", "item", name="pk_training_item"),
    )
    op.create_table(
        "phone_check",
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_phone_check_mentor"),
        sa.PrimaryKeyConstraint("mentor", name="pk_phone_check"),
    )


def _calendar() -> None:
    op.add_column(
        "line", sa.Column("hours_awake", sa.Integer(), nullable=False, server_default="6")
    )
    op.create_table(
        "period",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False, server_default="file"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_period_campus"),
        sa.ForeignKeyConstraint(
            ["campus", "line"], ["line.campus", "line.slug"], name="fk_period_campus_line"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_period"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("mentor", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_calendar_feed_campus"),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_calendar_feed_mentor"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_calendar_feed"),
    )


def _exchanges() -> None:
    op.create_table(
        "errand",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_errand"),
    )
    op.create_table(
        "exchange",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("end", sa.DateTime(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("taken_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_exchange_campus"),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_exchange_mentor"),
        sa.ForeignKeyConstraint(["taken_by"], ["mentor.id"], name="fk_exchange_taken_by"),
        sa.ForeignKeyConstraint(
            ["campus", "line"], ["line.campus", "line.slug"], name="fk_exchange_campus_line"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exchange"),
    )
    op.create_index("ix_exchange_campus_closed_at", "exchange", ["campus", "closed_at"])
    op.create_table(
        "exchange_bid",
        sa.Column("exchange", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("end", sa.DateTime(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchange.id"], name="fk_exchange_bid_exchange", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_exchange_bid_mentor"),
        sa.PrimaryKeyConstraint("exchange", "number", name="pk_exchange_bid"),
    )


def _drills() -> None:
    op.create_table(
        "drill",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_drill_campus"),
        sa.PrimaryKeyConstraint("id", name="pk_drill"),
    )
    op.create_table(
        "drill_ring",
        sa.Column("drill", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("rings_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["drill"], ["drill.id"], name="fk_drill_ring_drill", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_drill_ring_mentor"),
        sa.PrimaryKeyConstraint("drill", "mentor", name="pk_drill_ring"),
    )

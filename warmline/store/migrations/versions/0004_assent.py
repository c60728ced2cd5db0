"""Requests that need a second person, hard weeks that were flagged, plans for repeat callers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assent",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("asker_role", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("second", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_assent_campus"),
        sa.ForeignKeyConstraint(["asker"], ["mentor.id"], name="fk_assent_asker"),
        sa.ForeignKeyConstraint(["second"], ["mentor.id"], name="fk_assent_second"),
        sa.PrimaryKeyConstraint("id", name="pk_assent"),
    )
    op.create_table(
        "care_flag",
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_care_flag_mentor"),
        sa.PrimaryKeyConstraint("mentor", "at", name="pk_care_flag"),
    )
    op.create_table(
        "caller_plan",
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=True),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_caller_plan_campus"),
        sa.ForeignKeyConstraint(
            ["campus", "line"], ["line.campus", "line.slug"], name="fk_caller_plan_campus_line"
        ),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_caller_plan_mentor"),
        sa.PrimaryKeyConstraint("campus", "line", "number_hash", name="pk_caller_plan"),
    )

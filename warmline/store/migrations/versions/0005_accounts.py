"""Accounts of those who sign in at the console with a password or through the campus."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_account_campus"),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_account_mentor"),
        sa.PrimaryKeyConstraint("login", name="pk_account"),
    )

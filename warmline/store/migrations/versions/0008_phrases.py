"""A campus's own safety phrases."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phrase",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campus", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False, server_default="file"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campus"], ["campus.slug"], name="fk_phrase_campus"),
        sa.PrimaryKeyConstraint("id", name="pk_phrase"),
    )

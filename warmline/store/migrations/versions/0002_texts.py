"""What is kept of a conversation by text, of wrap-ups, and of hard contacts; counts, no words."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("texts_from_student", "texts_from_mentor", "claimed_seconds"):
        op.add_column("contact", sa.Column(name, sa.Integer(), nullable=True))
    op.create_table(
        "wrap_up",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_wrap_up_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact", "mentor", name="pk_wrap_up"),
    )
    op.create_table(
        "debrief",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact"], ["contact.id"], name="fk_debrief_contact", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact", "mentor", name="pk_debrief"),
    )

"""How mentors said they were: for their own eyes, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "care_note",
        sa.Column("mentor", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mentor"], ["mentor.id"], name="fk_care_note_mentor"),
        sa.PrimaryKeyConstraint("mentor", "day", name="pk_care_note"),
    )

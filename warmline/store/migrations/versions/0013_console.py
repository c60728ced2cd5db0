"""When coordinators were told of applications, and two indexes for what the console looks up."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_UNANSWERED = sa.text("kind = 'help_unanswered'")


def upgrade() -> None:
    op.add_column("application", sa.Column("told_at", sa.DateTime(timezone=True)))
    op.create_index("ix_wrap_up_at", "wrap_up", ["at"])
    op.create_index(
        "ix_contact_event_at",
        "contact_event",
        ["at"],
        sqlite_where=_UNANSWERED,
        postgresql_where=_UNANSWERED,
    )

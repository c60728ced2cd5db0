"""When coordinators were told of what came by the public form."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application", sa.Column("told_at", sa.DateTime(timezone=True)))

"""A pause that ends by itself, and the campus's own training checklist."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mentor", sa.Column("paused_until", sa.Date(), nullable=True))
    op.add_column("campus", sa.Column("training", sa.JSON(), nullable=True))

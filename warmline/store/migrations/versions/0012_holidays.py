"""Holidays of counseling desks; hours and holidays of counselors."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name in (("desk", "holidays"), ("mentor", "hours"), ("mentor", "holidays")):
        op.add_column(table, sa.Column(name, sa.JSON()))

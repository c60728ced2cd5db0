"""For how many days a line keeps callers' hashes, the details of contacts, and contacts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# As warmline/retention.py had them when this was written.
_DAYS = {"caller_days": "30", "detail_days": "180", "history_days": "770"}


def upgrade() -> None:
    for name, days in _DAYS.items():
        op.add_column("line", sa.Column(name, sa.Integer(), nullable=False, server_default=days))

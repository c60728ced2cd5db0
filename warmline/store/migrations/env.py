"""How a migration runs: on the connection, and in the transaction, that upgrading.py opened."""

from alembic import context

from warmline.store.records import history_tables, people_tables, plan_tables
from warmline.store.records.schema import metadata

_KNOWN = (history_tables, people_tables, plan_tables)  # importing them is what fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()

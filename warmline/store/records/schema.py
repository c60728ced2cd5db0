"""The shape of the records: what all tables share."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Connection, DateTime, Dialect, MetaData, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    # Constraints have names, so that a later migration can find them on either database.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """An instant: aware and UTC in Python; SQLite, which knows no zones, keeps it as UTC text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could say later which zone it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be recorded")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class JsonList(TypeDecorator[list[Any]]):
    """A list that came after its table: NULL, in rows of before, reads as an empty one."""

    impl = JSON
    cache_ok = True

    def process_result_value(
        self,
        value: list[Any] | None,
        dialect: Dialect,  # noqa: ARG002 - as SQLAlchemy calls it
    ) -> list[Any]:
        """Return the list."""
        return value or []


class JsonTable(TypeDecorator[dict[str, Any]]):
    """Keys and values that came after their table: NULL, in rows of before, reads as none."""

    impl = JSON
    cache_ok = True

    def process_result_value(
        self,
        value: dict[str, Any] | None,
        dialect: Dialect,  # noqa: ARG002 - as SQLAlchemy calls it
    ) -> dict[str, Any]:
        """Return the keys and values."""
        return value or {}


def json_column_type() -> JSON:
    """Return JSON whose ``None`` is SQL's NULL, not the text "null"."""
    return JSON(none_as_null=True)


Row = dict[str, Any]


def rows(connection: Connection, chosen: Select[Any]) -> list[Row]:
    """Return what was chosen as plain dictionaries; SQLAlchemy's own keys are not plain text."""
    found = connection.execute(chosen).mappings()
    return [{str(name): value for name, value in row.items()} for row in found]


def write_newer(connection: Connection, table: Table, row: Row, by: str) -> bool:
    """Write a row unless one of its key is there whose ``by`` is as high; say if it was written.

    One statement, so that of many who race one wins.
    """
    insert = _insert(connection, table, row)
    key = [column.name for column in table.primary_key]
    upsert = insert.on_conflict_do_update(
        index_elements=key,
        set_={name: insert.excluded[name] for name in row if name not in key},
        where=table.c[by] < insert.excluded[by],
    )
    return _wrote(connection, upsert)


def write_once(connection: Connection, table: Table, row: Row) -> bool:
    """Write a row unless one of its key is there; say if it was written."""
    return _wrote(connection, _insert(connection, table, row).on_conflict_do_nothing())


def _insert(connection: Connection, table: Table, row: Row) -> Any:
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).values(row)


def _wrote(connection: Connection, insert: Any) -> bool:
    # SQLAlchemy throws an insert's count away unless told to keep it.
    done = connection.execute(insert, execution_options={"preserve_rowcount": True})
    return bool(done.rowcount == 1)

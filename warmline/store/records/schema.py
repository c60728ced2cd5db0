"""The shape of the records: what all tables share."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Connection, DateTime, Dialect, MetaData, Select
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


def json_column_type() -> JSON:
    """Return JSON whose ``None`` is SQL's NULL, not the text "null"."""
    return JSON(none_as_null=True)


Row = dict[str, Any]


def rows(connection: Connection, chosen: Select[Any]) -> list[Row]:
    """Return what was chosen as plain dictionaries; SQLAlchemy's own keys are not plain text."""
    found = connection.execute(chosen).mappings()
    return [{str(name): value for name, value in row.items()} for row in found]

"""What templates of both apps may write: a time as the clock on a line's wall shows it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask


def add_filters(app: Flask) -> None:
    """Let templates say ``{{ at | local(zone) }}``."""
    app.jinja_env.filters["local"] = _local


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))

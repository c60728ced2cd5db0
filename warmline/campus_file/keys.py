"""Reading some keys of a campus file's table, without the rest of it: what is typed at a page."""

from collections.abc import Mapping
from typing import Any

from warmline.campus_file.tables import TABLES
from warmline.errors import PhoneNumberError, PlanError


def read_keys(table: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what could be read, and for each key that could not be, why a file is refused for it.

    ``given`` are values as TOML would give them. A reason never repeats a phone number.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for key, value in given.items():
        try:
            values[key] = TABLES[table][key].parse(value)
        except (PlanError, PhoneNumberError) as exc:
            wrong[key] = str(exc)
    return values, wrong


def retention_mistakes(values: Mapping[str, int]) -> dict[str, str]:
    """Return which part of a contact would be kept for longer than what it is a part of."""
    pairs = (("caller_days", "detail_days"), ("detail_days", "history_days"))
    return {
        part: f"is more than {whole} ({values[whole]})"
        for part, whole in pairs
        if part in values and whole in values and values[part] > values[whole]
    }

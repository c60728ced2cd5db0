"""Writes a campus file: what ``read_campus`` reads as the same campus.

Every key of every table is written out of ``TABLES``, so that a key that is added there is written
here. The text holds phone numbers in plain, as any campus file does.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from warmline.campus_file.tables import TABLES
from warmline.campus_file.values import CampusFile
from warmline.holidays import Holiday, write_holiday
from warmline.hours import Window, write_window
from warmline.line import OwnWording
from warmline.phone import PhoneNumber

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_campus(file: CampusFile) -> str:
    """Return a campus file's text; what has its default is left out."""
    return "\n".join(_table(table, given) for table, given in _tables(file))


def given_of(table: str, entry: Struct, **more: Any) -> dict[str, Any]:
    """Return an entry as TOML would give it, key by key; what has its default is left out."""
    held = msgspec.structs.asdict(entry) | more
    return {
        key: _plain(held[key])
        for key, field in TABLES[table].items()
        if held[key] is not None and held[key] != field.default
    }


def _tables(file: CampusFile) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every entry in an order in which a person would read them."""
    yield "campus", given_of("campus", file.campus)
    for line in file.lines:
        yield "line", given_of("line", line)
        for rung in file.rungs.get(line.slug, ()):
            yield "rung", given_of("rung", rung, line=line.slug)
    entries: Mapping[str, tuple[Struct, ...]] = {
        "desk": file.desks,
        "mentor": file.mentors,
        "shift": file.shifts,
        "duty": file.duties,
        "override": file.overrides,
        "period": file.periods,
        "phrase": file.phrases,
    }
    for table, listed in entries.items():
        for entry in listed:
            yield table, given_of(table, entry)


def _table(table: str, given: Mapping[str, Any]) -> str:
    head = "[campus]" if table == "campus" else f"[[{table}]]"
    return "\n".join([head, *(f"{key} = {_toml(value)}" for key, value in _flat(given)), ""])


def _flat(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield keys and values; a table within is written by dotted keys (TOML 1.0, "Keys")."""
    for key, value in given.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{within}", held) for within, held in value.items())
        else:
            yield key, value


def _plain(value: Any) -> Any:
    """Return a value in TOML's own types."""
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Window):
        return write_window(value)
    if isinstance(value, Holiday):
        return write_holiday(value)
    if isinstance(value, OwnWording):
        return {key: words for key, words in msgspec.structs.asdict(value).items() if words}
    if isinstance(value, PhoneNumber):
        return value.e164
    return value


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return '"' + "".join(_character(one) for one in value) + '"'


def _character(one: str) -> str:
    """Return a character as a basic string may hold it (TOML 1.0, "String")."""
    if one in _SHORT:
        return _SHORT[one]
    return one if one >= " " and one != "\x7f" else f"\\u{ord(one):04x}"

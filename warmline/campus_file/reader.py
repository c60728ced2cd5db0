"""Reads a campus file whole: either everything in it is right, or every mistake is listed."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from warmline.campus_file import values as v
from warmline.campus_file.agreement import check_agreement
from warmline.campus_file.fields import meant, shown
from warmline.campus_file.tables import TABLES, Entry, read_entry
from warmline.care import Added
from warmline.errors import CampusFileError
from warmline.ids import LineSlug
from warmline.line import Campus, Rung


def read_campus(text: str | bytes) -> v.CampusFile:
    """Return what a campus file says. Raises CampusFileError with all of its mistakes.

    A message names the table, the entry and the field, and never repeats a phone number.
    """
    document = _parse(text)
    mistakes = [_unknown(name) for name in document if name not in TABLES]
    entries = {name: _entries(name, document, mistakes) for name in TABLES}
    check_agreement(entries)
    mistakes += [m for table in entries.values() for entry in table for m in entry.mistakes]
    if mistakes:
        raise CampusFileError(mistakes)
    return _built(entries)


def _parse(text: str | bytes) -> dict[str, Any]:
    """Return the file as TOML reads it."""
    try:
        decoded = text.decode() if isinstance(text, bytes) else text
        return tomllib.loads(decoded.removeprefix("\ufeff"))  # Windows editors put that there
    except UnicodeDecodeError as exc:
        raise CampusFileError([f"is not UTF-8 text, from byte {exc.start} on"]) from None
    except tomllib.TOMLDecodeError as exc:
        raise CampusFileError([_syntax(str(exc), decoded)]) from None
    except RecursionError:
        raise CampusFileError(["is nested too deeply to be a campus file"]) from None


def _syntax(message: str, text: str) -> str:
    """Return a TOML error with its place first, in our style."""
    what, _, place = message.removesuffix(")").rpartition(" (at ")
    if not place.startswith("line"):
        place = f"line {text.count(chr(10)) + 1}, the last"
    return f"{place}: is not TOML: {what[:1].lower()}{what[1:]}"


def _unknown(name: str) -> str:
    """Return the mistake of a table or key that we do not know."""
    return f"{shown(name)} is not a table of a campus file{meant(name, list(TABLES))}"


def _entries(name: str, document: Mapping[str, Any], mistakes: list[str]) -> Sequence[Entry]:
    """Return every entry of one table."""
    given = document.get(name)
    if name == "campus":
        if isinstance(given, dict):
            return [read_entry(name, None, given)]
        mistakes.append("campus: is missing; write one [campus]" if given is None else _SINGLE)
        return []
    if given is None:
        if name == "line":
            mistakes.append("line: is missing; write at least one [[line]]")
        return []
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        mistakes.append(f"{name}: write [[{name}]], in double brackets, once for each")
        return []
    return [read_entry(name, number, item) for number, item in enumerate(given, start=1)]


_SINGLE = "campus: write [campus], in single brackets, once"


def _built(entries: Mapping[str, Sequence[Entry]]) -> v.CampusFile:
    """Return the file's values, once nothing is wrong with any."""
    read = {name: [entry.values for entry in table] for name, table in entries.items()}
    return v.CampusFile(
        campus=Campus(**read["campus"][0]),
        lines=tuple(v.LineEntry(**values) for values in read["line"]),
        rungs=_ladders(read["line"], read["rung"]),
        desks=tuple(v.DeskEntry(**values) for values in read["desk"]),
        mentors=tuple(
            v.MentorEntry(**{**values, "roles": frozenset(values["roles"])})
            for values in read["mentor"]
        ),
        shifts=tuple(v.ShiftEntry(**values) for values in read["shift"]),
        duties=tuple(v.DutyEntry(**values) for values in read["duty"]),
        overrides=tuple(v.OverrideEntry(**values) for values in read["override"]),
        periods=tuple(v.PeriodEntry(**values) for values in read["period"]),
        phrases=tuple(Added(**values) for values in read["phrase"]),
    )


def _ladders(
    lines: Sequence[Mapping[str, Any]], rungs: Sequence[Mapping[str, Any]]
) -> dict[LineSlug, tuple[Rung, ...]]:
    """Return each line's rungs in file order."""
    return {
        LineSlug(line["slug"]): tuple(
            Rung(**{key: value for key, value in rung.items() if key != "line" and value})
            for rung in rungs
            if rung["line"] == line["slug"]
        )
        for line in lines
    }

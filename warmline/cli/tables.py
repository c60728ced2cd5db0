"""Answers that a person reads as a table and a program as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

as_json_option = click.option("--json", "as_json", is_flag=True, help="For programs.")
campus_option = click.option("--campus", metavar="SLUG", help="Which campus, if there are several.")


def show_json(value: Any) -> None:
    """Print one JSON document on one line."""
    click.echo(json.dumps(value, ensure_ascii=False))


def show_table(rows: Sequence[Mapping[str, Any]], *, empty: str) -> None:
    """Print rows under their keys, aligned; a list is joined by commas, None is blank."""
    if not rows:
        click.echo(empty)
        return
    names = list(rows[0])
    cells = [names, *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    for row in cells:
        line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(str(it) for it in value)
    return str(value)

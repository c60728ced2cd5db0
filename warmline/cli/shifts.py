"""`warmline shift`: turns of duty, once or repeating, one at a time instead of a whole file."""

from typing import Any

import click
from msgspec.structs import replace

from warmline.campus_file import ShiftEntry
from warmline.cli import live
from warmline.cli.edits import campus_having, campus_with, editing, minute, namer, report, wall_time
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option, show_json, show_table
from warmline.ids import LineSlug
from warmline.schedule import Plan, Shift


@click.group()
def shift() -> None:
    """List, add, change and remove shifts."""


@shift.command("list")
@click.option("--line", metavar="SLUG", help="Only this line's.")
@campus_option
@as_json_option
def list_(line: str | None, campus: str | None, as_json: bool) -> None:
    """List every shift with its id; times are the line's wall clock."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        plan = parts.records.load_plan(slug)
        rows = [_row(plan, it) for it in plan.shifts if line in {None, it.line}]
        if as_json:
            show_json({"campus": slug, "shifts": rows})
            return
        show_table(rows, empty="There is no shift.")


@shift.command()
@click.option("--line", required=True, metavar="SLUG", help="Which line.")
@click.option("--mentor", "mentors", multiple=True, required=True, metavar="NAME",
              help="Who serves; once for each, in order.")  # fmt: skip
@click.option("--start", required=True, metavar="TIME", help="Wall clock: 2026-11-02T19:00.")
@click.option("--end", required=True, metavar="TIME", help="Wall clock; past midnight: next date.")
@click.option("--repeat", metavar="RRULE", help='RFC 5545: "FREQ=WEEKLY;BYDAY=MO,WE".')
@campus_option
@as_json_option
def add(  # noqa: PLR0913 - one parameter for each option
    *,
    line: str,
    mentors: tuple[str, ...],
    start: str,
    end: str,
    repeat: str | None,
    campus: str | None,
    as_json: bool,
) -> None:
    """Add a shift."""
    with told(), live.open_parts() as parts:
        slug, plan = campus_with(parts, campus, line)
        entry = ShiftEntry(
            line=LineSlug(line),
            mentors=mentors,
            start=wall_time(start, "--start", plan, line),
            end=wall_time(end, "--end", plan, line),
            repeat=repeat,
        )
        with editing(parts, slug, "shift.add") as edit:
            added = edit.add(entry)
        report(parts, slug, added, "added", as_json=as_json)


@shift.command()
@click.argument("shift_id", metavar="ID")
@click.option("--mentor", "mentors", multiple=True, metavar="NAME",
              help="Who serves from now on, instead of those before; once for each.")  # fmt: skip
@click.option("--start", metavar="TIME", help="Wall clock.")
@click.option("--end", metavar="TIME", help="Wall clock.")
@click.option("--repeat", metavar="RRULE", help='RFC 5545; "" for once.')
@campus_option
@as_json_option
def change(  # noqa: PLR0913 - one parameter for each option
    *,
    shift_id: str,
    mentors: tuple[str, ...],
    start: str | None,
    end: str | None,
    repeat: str | None,
    campus: str | None,
    as_json: bool,
) -> None:
    """Change the shift that has this ID; what is not given stays as it is."""
    with told(), live.open_parts() as parts:
        slug, plan = campus_having(parts, campus, shift_id, _ids)
        old = _entry(plan, shift_id)
        new = replace(
            old,
            mentors=mentors or old.mentors,
            start=wall_time(start, "--start", plan, old.line) if start else old.start,
            end=wall_time(end, "--end", plan, old.line) if end else old.end,
            repeat=old.repeat if repeat is None else repeat or None,
        )
        with editing(parts, slug, "shift.change") as edit:
            edit.change(shift_id, new)
        report(parts, slug, shift_id, "changed", as_json=as_json)


@shift.command()
@click.argument("shift_id", metavar="ID")
@campus_option
@as_json_option
def remove(shift_id: str, campus: str | None, as_json: bool) -> None:
    """Remove the shift that has this ID; who served on it in the past stays on record."""
    with told(), live.open_parts() as parts:
        slug, _ = campus_having(parts, campus, shift_id, _ids)
        with editing(parts, slug, "shift.remove") as edit:
            edit.remove(ShiftEntry, shift_id)
        report(parts, slug, shift_id, "removed", as_json=as_json)


def _ids(plan: Plan) -> list[str]:
    return [it.id for it in plan.shifts]


def _entry(plan: Plan, shift_id: str) -> ShiftEntry:
    """Return a shift as a campus file has it."""
    (found,) = (it for it in plan.shifts if it.id == shift_id)
    return ShiftEntry(
        line=found.line,
        mentors=tuple(map(namer(plan), found.mentors)),
        start=found.start,
        end=found.end,
        repeat=found.repeat,
    )


def _row(plan: Plan, it: Shift) -> dict[str, Any]:
    return {
        "id": it.id,
        "line": it.line,
        "mentors": list(map(namer(plan), it.mentors)),
        "start": minute(it.start),
        "end": minute(it.end),
        "repeat": it.repeat,
    }

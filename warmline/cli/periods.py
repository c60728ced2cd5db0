"""`warmline period`: terms, finals and holidays: closed, or open at other hours."""

from typing import Any

import click

from warmline.campus_file import PeriodEntry
from warmline.cli import live
from warmline.cli.edits import campus_having, editing, local_day, report
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option, show_json, show_table
from warmline.hours import Period, read_hours, write_window
from warmline.ids import LineSlug
from warmline.schedule import Plan, periods_of


@click.group()
def period() -> None:
    """List, add and remove terms and holidays."""


@period.command("list")
@click.option("--line", metavar="SLUG", help="Only what concerns this line.")
@campus_option
@as_json_option
def list_(line: str | None, campus: str | None, as_json: bool) -> None:
    """List every period with its id; both days are included."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        found = periods_of(parts.records.load_plan(slug))
        rows = [_row(it) for it in found if line is None or it.line in {None, line}]
        if as_json:
            show_json({"campus": slug, "periods": rows})
            return
        show_table(rows, empty="There is no period.")


@period.command()
@click.option("--name", required=True, metavar="TEXT", help='Like "Thanksgiving".')
@click.option("--kind", required=True, metavar="WORD", help="term, finals, boards, holiday, ...")
@click.option("--first", required=True, metavar="DATE", help="The first day.")
@click.option("--last", metavar="DATE", help="The last day, included; without it, the first.")
@click.option("--line", metavar="SLUG", help="Only this line; without it, every line.")
@click.option("--closed", is_flag=True, help="The line is closed on these days.")
@click.option("--hours", multiple=True, metavar="HOURS",
              help='Other hours on these days: "mon-sun 17:00-09:00"; once for each.')  # fmt: skip
@campus_option
@as_json_option
def add(  # noqa: PLR0913 - one parameter for each option
    *,
    name: str,
    kind: str,
    first: str,
    last: str | None,
    line: str | None,
    closed: bool,
    hours: tuple[str, ...],
    campus: str | None,
    as_json: bool,
) -> None:
    """Name some days; with --closed or --hours the line keeps other hours on them."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        entry = PeriodEntry(
            name=name,
            kind=kind,
            first=local_day(first, "--first"),
            last=local_day(last or first, "--last"),
            line=None if line is None else LineSlug(line),
            closed=closed,
            hours=read_hours(hours),
        )
        with editing(parts, slug, "period.add") as edit:
            added = edit.add(entry)
        report(parts, slug, added, "added", as_json=as_json)


@period.command()
@click.argument("period_id", metavar="ID")
@campus_option
@as_json_option
def remove(period_id: str, campus: str | None, as_json: bool) -> None:
    """Remove the period that has this ID: its days are like any other."""
    with told(), live.open_parts() as parts:
        slug, _ = campus_having(parts, campus, period_id, _ids)
        with editing(parts, slug, "period.remove") as edit:
            edit.remove(PeriodEntry, period_id)
        report(parts, slug, period_id, "removed", as_json=as_json)


def _ids(plan: Plan) -> list[str]:
    return [it.id for it in periods_of(plan)]


def _row(it: Period) -> dict[str, Any]:
    return {
        "id": it.id,
        "line": it.line,
        "name": it.name,
        "kind": it.kind,
        "first": it.first.isoformat(),
        "last": it.last.isoformat(),
        "closed": it.closed,
        "hours": [write_window(window) for window in it.hours],
    }

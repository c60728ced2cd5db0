"""`warmline override`: dated changes of the plan: a cover, somebody added, somebody taken off."""

from datetime import UTC, datetime
from typing import Any, Literal, cast

import click

from warmline.bootstrap import Parts
from warmline.campus_file import OverrideEntry
from warmline.cli import live
from warmline.cli.edits import campus_having, campus_with, editing, minute, namer, report, wall_time
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option, show_json, show_table
from warmline.ids import LineSlug
from warmline.schedule import Override, Plan

_line = click.option("--line", required=True, metavar="SLUG", help="Which line.")
_mentor = click.option("--mentor", required=True, metavar="NAME", help="Who.")
_start = click.option("--start", required=True, metavar="TIME", help="Wall clock of the line.")
_end = click.option("--end", required=True, metavar="TIME", help="Wall clock, not included.")


@click.group()
def override() -> None:
    """List, add and remove covers and other dated changes."""


@override.command("list")
@click.option("--line", metavar="SLUG", help="Only this line's.")
@click.option("--all", "everything", is_flag=True, help="Also what is over.")
@campus_option
@as_json_option
def list_(line: str | None, everything: bool, campus: str | None, as_json: bool) -> None:
    """List every dated change with its id, earliest first; times are the line's wall clock."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        plan = parts.records.load_plan(slug, None if everything else datetime.now(UTC))
        found = sorted(plan.overrides, key=lambda it: (it.start, it.id))
        rows = [_row(plan, it) for it in found if line in {None, it.line}]
        if as_json:
            show_json({"campus": slug, "overrides": rows})
            return
        show_table(rows, empty="There is no override to come.")


@override.command()
@_line
@_mentor
@click.option("--kind", type=click.Choice(["add", "remove"]), default="add", show_default=True,
              help="Put on call, or take off.")  # fmt: skip
@_start
@_end
@campus_option
@as_json_option
def add(  # noqa: PLR0913 - one parameter for each option
    *, line: str, mentor: str, kind: str, start: str, end: str, campus: str | None, as_json: bool
) -> None:
    """Put somebody on call, or with --kind remove take them off, for some hours."""
    made = cast("Literal['add', 'remove']", kind)
    with told(), live.open_parts() as parts:
        slug, plan = campus_with(parts, campus, line)
        entry = OverrideEntry(
            line=LineSlug(line),
            kind=made,
            mentor=mentor,
            start=wall_time(start, "--start", plan, line),
            end=wall_time(end, "--end", plan, line),
        )
        _keep(parts, slug, "override.add", entry, as_json=as_json)


@override.command()
@_line
@click.option("--mentor", required=True, metavar="NAME", help="Who covers.")
@click.option("--for", "covers", required=True, metavar="NAME", help="Whose time it is.")
@_start
@_end
@campus_option
@as_json_option
def cover(  # noqa: PLR0913 - one parameter for each option
    *, line: str, mentor: str, covers: str, start: str, end: str, campus: str | None, as_json: bool
) -> None:
    """Let one person take over what another has between two times."""
    with told(), live.open_parts() as parts:
        slug, plan = campus_with(parts, campus, line)
        entry = OverrideEntry(
            line=LineSlug(line),
            kind="cover",
            mentor=mentor,
            covers=covers,
            start=wall_time(start, "--start", plan, line),
            end=wall_time(end, "--end", plan, line),
        )
        _keep(parts, slug, "override.cover", entry, as_json=as_json)


@override.command()
@click.argument("override_id", metavar="ID")
@campus_option
@as_json_option
def remove(override_id: str, campus: str | None, as_json: bool) -> None:
    """Remove the dated change that has this ID: the plan is as it was without it."""
    with told(), live.open_parts() as parts:
        slug, _ = campus_having(parts, campus, override_id, _ids)
        with editing(parts, slug, "override.remove") as edit:
            edit.remove(OverrideEntry, override_id)
        report(parts, slug, override_id, "removed", as_json=as_json)


def _keep(parts: Parts, slug: Any, action: str, entry: OverrideEntry, *, as_json: bool) -> None:
    with editing(parts, slug, action) as edit:
        added = edit.add(entry)
    report(parts, slug, added, "added", as_json=as_json)


def _ids(plan: Plan) -> list[str]:
    return [it.id for it in plan.overrides]


def _row(plan: Plan, it: Override) -> dict[str, Any]:
    name = namer(plan)
    return {
        "id": it.id,
        "line": it.line,
        "kind": it.kind,
        "mentor": name(it.mentor),
        "covers": None if it.covers is None else name(it.covers),
        "start": minute(it.start),
        "end": minute(it.end),
    }

"""`warmline drill`: ring every phone on the coming week's plan, and say who was not reached."""

import getpass
import json
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import click

from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option
from warmline.drill import WHY, Tested, missed, phones_of
from warmline.errors import PlanError
from warmline.ids import LineSlug
from warmline.schedule import Plan


@click.group(invoke_without_command=True)
@campus_option
@click.option("--dry-run", is_flag=True, help="Only say whose phones would ring, and when.")
@click.pass_context
def drill(context: click.Context, campus: str | None, dry_run: bool) -> None:
    """Ring every phone on the coming week's plan once, at a decent hour, and ask for a key."""
    if context.invoked_subcommand is not None:
        context.obj = campus
        return
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        plan = parts.records.load_plan(slug)
        if not dry_run:
            parts.drills.begin(slug, getpass.getuser())
        _show_plan(plan, parts, dry_run=dry_run)


@drill.command()
@campus_option
@as_json_option
@click.pass_context
def report(context: click.Context, campus: str | None, as_json: bool) -> None:
    """Show who could not be reached in the last drill, and why; exit 1 if anybody was not."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus or context.obj)
        name = parts.records.last_drill(slug)
        if name is None:
            raise PlanError("there has been no drill yet; begin one with: warmline drill")
        tested = parts.records.tested(name)
        zones = {it.slug: it.timezone for it in parts.records.load_plan(slug).lines}
        if as_json:
            rows = [_row(it, zones.get(it.line, "UTC")) for it in tested]
            click.echo(json.dumps({"drill": name, "phones": rows}, ensure_ascii=False))
        else:
            _show(tested, zones)
    if any(it.outcome not in {"reached", None} for it in tested):
        context.exit(1)


def _show_plan(plan: Plan, parts: Parts, *, dry_run: bool) -> None:
    names = {it.id: it.name for it in plan.mentors}
    zones = {it.slug: it.timezone for it in plan.lines}
    ringees = phones_of(plan, parts.now())
    for it in ringees:
        at = it.rings_at.astimezone(ZoneInfo(zones[it.line]))
        click.echo(f"  {at:%a %d %b %H:%M}  {names[it.mentor]}")
    click.echo(f"{len(ringees)} phone{'' if len(ringees) == 1 else 's'}, each asked for a key.")
    if not dry_run:
        click.echo("The coordinators are texted when it is over. See: warmline drill report")


def _show(tested: tuple[Tested, ...], zones: Mapping[LineSlug, str]) -> None:
    width = max((len(it.name) for it in tested), default=0)
    for it in tested:
        at = it.rings_at.astimezone(ZoneInfo(zones.get(it.line, "UTC")))
        what = WHY[it.outcome] if it.outcome else "is still to be rung"
        click.echo(f"  {it.name:{width}}  {at:%a %d %b %H:%M}  {what}")
    waiting = sum(it.outcome is None for it in tested)
    reached = len(tested) - len(missed(tested))
    rest = f", {waiting} still to come" if waiting else ""
    click.echo(f"{reached} of {len(tested)} reached{rest}.")


def _row(it: Tested, timezone: str) -> dict[str, str | None]:
    return {
        "mentor": it.name,
        "rings_at": it.rings_at.astimezone(ZoneInfo(timezone)).isoformat(),
        "outcome": it.outcome,
        "why": WHY[it.outcome] if it.outcome else None,
    }

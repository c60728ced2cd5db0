"""`warmline escalations`: help that was asked for and reached nobody."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option


@click.command()
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True, help="Since.")
@campus_option
@as_json_option
def escalations(days: int, campus: str | None, as_json: bool) -> None:
    """List what mentors asked for and nobody came to, the newest first; names no student."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        zones = {it.slug: it.timezone for it in parts.records.load_plan(slug).lines}
        found = [
            {
                "contact": it.contact.partition(".")[2],
                "line": it.line,
                "kind": it.kind,
                "at": it.at.astimezone(ZoneInfo(zones.get(it.line, "UTC"))).isoformat(),
                "somebody_came_later": it.came,
                "mentor_says": it.outcome,
            }
            for it in parts.records.unmet_help(slug, parts.now() - timedelta(days=days))
        ]
        if as_json:
            click.echo(json.dumps(found, ensure_ascii=False))
            return
        for row in found:
            came = "somebody came later" if row["somebody_came_later"] else "nobody came"
            says = row["mentor_says"] or "not answered yet"
            click.echo(f"  {row['at']}  {row['contact']}  {row['line']}  {row['kind']}: {came}")
            click.echo(f"    the mentor says: {says}")
        if not found:
            click.echo(f"  Whoever was asked for in the last {days} days came.")

"""`warmline ring`: who would ring, rung by rung, and the reason for each person left out."""

import json
from datetime import UTC, datetime

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.plans import choose
from warmline.ring_preview import Preview, preview


@click.command()
@click.option("--line", required=True, metavar="SLUG", help="Which line.")
@click.option("--campus", metavar="SLUG", help="Which campus, if several have such a line.")
@click.option("--at", metavar="TIME", help="ISO 8601; without it, now, with who is busy now.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def ring(line: str, campus: str | None, at: str | None, as_json: bool) -> None:
    """Show who would ring, in order, rung by rung, with the reason for each person left out."""
    with told():
        chosen = choose(line, campus)
        instant = chosen.instant(at, "--at") if at is not None else datetime.now(UTC)
        unavailable, order = {}, [m.id for m in chosen.plan.mentors]
        if at is None:
            unavailable = live.standing(chosen.settings, chosen.campus)
            order = list(live.in_turn(chosen.settings, chosen.campus, order))
        rungs = preview(chosen.plan, chosen.line, instant, unavailable=unavailable, order=order)
        if as_json:
            rows = [_row(rung) for rung in rungs]
            value = {"line": chosen.line.slug, "at": chosen.local(instant), "rungs": rows}
            click.echo(json.dumps(value, ensure_ascii=False))
            return
        click.echo(f"{chosen.line.name}, {chosen.clock(instant)} ({chosen.line.timezone})")
        for rung in rungs:
            _show(rung)


def _row(rung: Preview) -> dict[str, object]:
    return {
        "rung": rung.rung.name,
        "who": rung.rung.who,
        "ring": rung.rung.ring,
        "would_ring": [{p.kind: p.name, "reason": p.reason} for p in rung.would_ring],
        "left_out": [{p.kind: p.name, "reason": p.reason} for p in rung.left_out],
    }


def _show(rung: Preview) -> None:
    how = f"{rung.rung.ring}, {rung.rung.ring_seconds} s each"
    click.echo(f"\n{rung.rung.name} ({how})")
    for place, person in enumerate(rung.would_ring, start=1):
        click.echo(f"  {place}. {person.name}  ({person.reason})")
    if not rung.would_ring:
        click.echo("  nobody: this rung is skipped at once")
    for person in rung.left_out:
        click.echo(f"  not {person.name}: {person.reason}")

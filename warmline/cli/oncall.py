"""`warmline oncall`: who is on call at an instant, or from one to another."""

import json
from datetime import datetime, timedelta
from typing import Any

import click

from warmline.cli.failures import told
from warmline.cli.plans import Chosen, choose
from warmline.cli.tables import as_json_option
from warmline.schedule import OnCall, spans_over


@click.command()
@click.option("--line", required=True, metavar="SLUG", help="Which line.")
@click.option("--campus", metavar="SLUG", help="Which campus, if several have such a line.")
@click.option("--at", metavar="TIME", help="ISO 8601; without an offset, the line's own time.")
@click.option("--from", "from_", metavar="TIME", help="With --to: every span between the two.")
@click.option("--to", metavar="TIME", help="The end of --from, not included.")
@as_json_option
def oncall(
    line: str,
    campus: str | None,
    at: str | None,
    from_: str | None,
    to: str | None,
    as_json: bool,
) -> None:
    """Show who is on call; for the past, by the plan that routed then."""
    if (from_ is None) != (to is None) or (from_ is not None and at is not None):
        raise click.UsageError("Give --at, or --from together with --to.")
    with told():
        chosen = choose(line, campus)
        if from_ is None:
            _show_instant(chosen, chosen.instant(at, "--at"), as_json=as_json)
            return
        start, end = chosen.instant(from_, "--from"), chosen.instant(to, "--to")
        if end <= start:
            raise click.BadParameter("must be after --from", param_hint="--to")
        _show_spans(chosen, start, end, as_json=as_json)


def _show_instant(chosen: Chosen, at: datetime, *, as_json: bool) -> None:
    moment = at + timedelta(microseconds=1)
    (span,) = spans_over(chosen.eras(at, moment), chosen.line.slug, at, moment)
    people = span.on_call
    if as_json:
        _print(
            {"line": chosen.line.slug, "at": chosen.local(at), "on_call": _people(chosen, people)}
        )
        return
    click.echo(f"{chosen.line.name}, {chosen.clock(at)} ({chosen.line.timezone})")
    for entry in people:
        until = chosen.clock(entry.until)
        click.echo(f"  {chosen.name(entry.mentor)}  ({entry.source}, until {until})")
    if not people:
        click.echo("  nobody: calls go up the ladder at once")


def _show_spans(chosen: Chosen, start: datetime, end: datetime, *, as_json: bool) -> None:
    found = spans_over(chosen.eras(start, end), chosen.line.slug, start, end)
    if as_json:
        rows = [
            {
                "start": chosen.local(span.start),
                "end": chosen.local(span.end),
                "on_call": _people(chosen, span.on_call),
            }
            for span in found
        ]
        _print({"line": chosen.line.slug, "spans": rows})
        return
    click.echo(f"{chosen.line.name} ({chosen.line.timezone})")
    for span in found:
        names = ", ".join(f"{chosen.name(p.mentor)} ({p.source})" for p in span.on_call)
        click.echo(f"  {chosen.clock(span.start)} - {chosen.clock(span.end)}  {names or 'nobody'}")


def _people(chosen: Chosen, people: tuple[OnCall, ...]) -> list[dict[str, str]]:
    return [
        {
            "mentor": chosen.name(entry.mentor),
            "source": entry.source,
            "until": chosen.local(entry.until),
        }
        for entry in people
    ]


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))

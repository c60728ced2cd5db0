"""`warmline fairness`: offers, answers, passes and misses of each mentor in some time."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.plans import Chosen, choose
from warmline.cli.tables import as_json_option
from warmline.reports import Tally, tallies

PERIOD = timedelta(weeks=4)
_COLUMNS = ("offers", "answers", "passes", "misses", "other")


@click.command()
@click.option("--line", required=True, metavar="SLUG", help="Which line.")
@click.option("--campus", metavar="SLUG", help="Which campus, if several have such a line.")
@click.option("--from", "from_", metavar="TIME", help="With --to; without both, four weeks.")
@click.option("--to", metavar="TIME", help="The end of --from, not included.")
@as_json_option
def fairness(
    line: str, campus: str | None, from_: str | None, to: str | None, as_json: bool
) -> None:
    """Show how many contacts each mentor was offered, and what became of the offers."""
    if (from_ is None) != (to is None):
        raise click.UsageError("Give --from together with --to, or neither.")
    with told():
        chosen = choose(line, campus)
        now = datetime.now(UTC)
        start = chosen.instant(from_, "--from") if from_ else now - PERIOD
        end = chosen.instant(to, "--to") if to else now
        if end <= start:
            raise click.BadParameter("must be after --from", param_hint="--to")
        found = _tallies(chosen, start, end)
        if as_json:
            _print(chosen, start, end, found)
        else:
            _show(chosen, start, end, found)
            if start < chosen.line.retention.cutoffs(now).details:
                days = chosen.line.detail_days
                click.echo(f"Offers of contacts older than {days} days are no longer kept.")


def _tallies(chosen: Chosen, start: datetime, end: datetime) -> tuple[Tally, ...]:
    """Return everybody who serves, and whoever was offered anything, most offers first."""
    serving = [it.id for it in chosen.plan.mentors if it.active]
    with live.open_records(chosen.settings) as records:
        histories = records.line_contacts(chosen.campus, chosen.line.slug, start, end)
    found = tallies(histories, serving)
    return tuple(sorted(found, key=lambda it: (-it.offers, chosen.name(it.mentor))))


def _print(chosen: Chosen, start: datetime, end: datetime, found: Sequence[Tally]) -> None:
    rows = [
        {"mentor": chosen.name(it.mentor)} | {name: getattr(it, name) for name in _COLUMNS}
        for it in found
    ]
    said = {"line": chosen.line.slug, "from": chosen.local(start), "to": chosen.local(end)}
    click.echo(json.dumps(said | {"mentors": rows}, ensure_ascii=False))


def _show(chosen: Chosen, start: datetime, end: datetime, found: Sequence[Tally]) -> None:
    period = f"{chosen.clock(start)} - {chosen.clock(end)}"
    click.echo(f"{chosen.line.name}, {period} ({chosen.line.timezone})")
    width = max((len(chosen.name(it.mentor)) for it in found), default=0)
    click.echo(f"  {'':{width}}  {''.join(f'{name:>9}' for name in _COLUMNS)}")
    for it in found:
        counts = "".join(f"{getattr(it, name):>9}" for name in _COLUMNS)
        click.echo(f"  {chosen.name(it.mentor):{width}}  {counts}")
    click.echo("other: somebody else was quicker, the student left, the phone was out of reach")

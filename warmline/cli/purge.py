"""`warmline purge`: takes away what is kept for too long, and proves that it is gone."""

import getpass
import json
from collections.abc import Mapping, Sequence

import click

from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.failures import told
from warmline.ids import CampusSlug
from warmline.nightly import Purged

_WORDS: Mapping[str, str] = {
    "contacts": "contacts, whole",
    "details": "rings and happenings",
    "callers": "callers' keyed hashes",
    "blocks": "blocks that have ended",
    "caller_plans": "plans for callers, ended",
    "requests": "requests to a second person",
    "drills": "drills",
    "exchanges": "offered shifts",
    "errands": "commands already done",
    "codes": "codes for new phones",
    "care_flags": "hard weeks told of",
    "live": "leftovers in Redis",
}
Row = tuple[str, int, int | None, int | None]  # what, found, removed, left


@click.command()
@click.option("--dry-run", is_flag=True, help="Only count what is too old; take nothing away.")
@click.option("--campus", metavar="SLUG", help="One campus; without it, every one.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def purge(context: click.Context, dry_run: bool, campus: str | None, as_json: bool) -> None:
    """Take away what is kept for too long; exit 1 if a scan afterwards still finds any of it.

    The clock does the same once a day. The audit is never purged; it holds no number.
    """
    with told(), live.open_parts() as parts:
        chosen = parts.records.campuses() if campus is None else [live.campus_of(parts, campus)]
        found = {
            slug: _counted(parts, slug) if dry_run else _purged(parts, slug) for slug in chosen
        }
        if as_json:
            click.echo(json.dumps({slug: _json(rows) for slug, rows in found.items()}))
        else:
            for slug, rows in found.items():
                _show(slug, rows, dry_run=dry_run)
    if any(left for rows in found.values() for _, _, _, left in rows):
        context.exit(1)


def _counted(parts: Parts, campus: CampusSlug) -> list[Row]:
    """Return what is too old now."""
    now = parts.now()
    too_old: dict[str, int] = parts.records.too_old(campus, now)
    live_found = len(parts.live.leftovers(campus, now))
    return [(what, count, None, None) for what, count in [*too_old.items(), ("live", live_found)]]


def _purged(parts: Parts, campus: CampusSlug) -> list[Row]:
    """Purge, and return what was done and what is left."""
    done: Purged = parts.nightly.purge(campus, getpass.getuser())
    records = done.records
    rows: list[Row] = [
        (what, found, records.removed[what], records.left[what])
        for what, found in records.found.items()
    ]
    live_row = ("live", done.live_found, done.live_found - done.live_left, done.live_left)
    return [*rows, live_row]


def _json(rows: Sequence[Row]) -> dict[str, dict[str, int | None]]:
    return {
        what: {"found": found, "removed": removed, "left": left}
        for what, found, removed, left in rows
    }


def _show(campus: CampusSlug, rows: Sequence[Row], *, dry_run: bool) -> None:
    click.echo(campus)
    columns = "too old" if dry_run else "too old  removed     left"
    click.echo(f"  {'':28} {columns}")
    for what, *counts in rows:
        shown = "  ".join(f"{count:7}" for count in counts if count is not None)
        click.echo(f"  {_WORDS[what]:28} {shown}")
    left = sum(left or 0 for _, _, _, left in rows)
    if dry_run:
        click.echo("  Nothing was taken away.")
    elif left:
        click.echo(f"  A scan after it still found {left} that are too old; run it again.")
    else:
        click.echo("  A scan after it found nothing that is too old.")

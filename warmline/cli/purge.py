"""`warmline purge`: takes away what is kept for too long, and proves that it is gone."""

import getpass
import json
from collections.abc import Iterator, Mapping, Sequence

import click

from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option
from warmline.errors import LiveStoreUnavailableError
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
    "care_flags": "hard weeks told of",
    "care_notes": "how mentors said they were",
    "applications": "applications, decided or old",
    "refused_numbers": "numbers of who left untrained",
    "live": "leftovers in Redis",
}
Row = tuple[str, int | None, int | None, int | None]  # what, found, removed, left


@click.command()
@click.option("--dry-run", is_flag=True, help="Only count what is too old; take nothing away.")
@click.option("--campus", metavar="SLUG", help="One campus; without it, every one.")
@as_json_option
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
    if not dry_run and not all(_is_clean(rows) for rows in found.values()):
        context.exit(1)


def _counted(parts: Parts, campus: CampusSlug) -> list[Row]:
    """Return what is too old now."""
    now = parts.now()
    too_old: dict[str, int] = parts.records.too_old(campus, now)
    try:
        live_found: int | None = len(parts.live.leftovers(campus, now))
    except LiveStoreUnavailableError:
        live_found = None
    return [(what, count, None, None) for what, count in [*too_old.items(), ("live", live_found)]]


def _purged(parts: Parts, campus: CampusSlug) -> list[Row]:
    """Purge, and return what was done and what is left."""
    done: Purged = parts.nightly.purge(campus, getpass.getuser())
    records = done.records
    rows: list[Row] = [
        (what, found, records.removed[what], records.left[what])
        for what, found in records.found.items()
    ]
    let_go = None
    if done.live_found is not None and done.live_left is not None:
        let_go = done.live_found - done.live_left
    return [*rows, ("live", done.live_found, let_go, done.live_left)]


def _is_clean(rows: Sequence[Row]) -> bool:
    """Say whether scans afterwards were made everywhere, and found nothing."""
    return all(left == 0 for _, _, _, left in rows)


def _json(rows: Sequence[Row]) -> dict[str, dict[str, int | None]]:
    return {
        what: {"found": found, "removed": removed, "left": left}
        for what, found, removed, left in rows
    }


def _show(campus: CampusSlug, rows: Sequence[Row], *, dry_run: bool) -> None:
    click.echo(campus)
    columns = "too old" if dry_run else "too old  removed     left"
    click.echo(f"  {'':28} {columns}")
    for what, found, removed, left in rows:
        counts = (found,) if dry_run else (found, removed, left)
        shown = "  ".join(f"{'?' if count is None else count:>7}" for count in counts)
        click.echo(f"  {_WORDS[what]:28} {shown}")
    for sentence in _verdict(rows, dry_run=dry_run):
        click.echo(f"  {sentence}")


def _verdict(rows: Sequence[Row], *, dry_run: bool) -> Iterator[str]:
    if any(found is None for _, found, _, _ in rows):
        yield "Redis does not answer: what is left over there is not known; check REDIS_URL."
    if dry_run:
        yield "Nothing was taken away."
        return
    left = sum(left or 0 for _, _, _, left in rows)
    if left:
        yield f"A scan after it still found {left} that are too old; run it again."
    elif _is_clean(rows):
        yield "A scan after it found nothing that is too old."

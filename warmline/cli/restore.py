"""`warmline restore`: a backup put back, checked to its end before anything is touched."""

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from warmline.backup import Manifest, check, parts
from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.backup import described, say
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, show_json
from warmline.errors import BackupError
from warmline.ids import CampusSlug
from warmline.settings import Settings
from warmline.store.records import Records
from warmline.store.records.restoring import NOT_EMPTY, Restored


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only read FILE to its end.")
@click.option(
    "--replace", is_flag=True, help="Keep what is there aside, and put FILE in its place."
)
@as_json_option
def restore(file: Path, only_check: bool, replace: bool, as_json: bool) -> None:
    """Put the backup in FILE into the database, which is empty; all of it, or nothing.

    FILE is read to its end first. Afterwards what is older than it may be is purged, and the plans
    are published.
    """
    with told(), _opened(file) as reading:
        house = Parts(Settings.read(os.environ))
        manifest, summary = check(reading, house.vault)
        if only_check:
            say(file, (manifest, summary), "is whole", as_json=as_json)
            return
        with live.open_records(house.settings) as records:
            _refuse(manifest, records, replace=replace)
            done = records.restore(
                parts(reading, house.vault),
                replace=replace,
                actor=getpass.getuser(),
                now=house.now(),
            )
        purged, published = _afterwards(house)
        if as_json:
            more = {"aside": done.aside, "purged": purged, "published": published}
            broken = done.audit_break.id if done.audit_break else None
            show_json(described(manifest, summary) | more | {"audit_break": broken})
            return
        click.echo(
            f"{sum(summary.counts.values())} rows are back, as of "
            f"{manifest.made_at:%Y-%m-%d %H:%M} UTC."
        )
        for sentence in _sentences(done, purged, published=published):
            click.echo(sentence)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """Give a file to read. Raises BackupError if that cannot be."""
    try:
        reading = file.open("rb")
    except OSError as exc:
        raise BackupError(f"{file} cannot be read ({exc.strerror})") from exc
    with reading:
        yield reading


def _refuse(manifest: Manifest, records: Records, *, replace: bool) -> None:
    """Raise BackupError if the archive must not be put here."""
    if not records.knows_revision(manifest.revision):
        raise BackupError(
            f"the archive is of version {manifest.version}, whose schema {manifest.revision} is "
            "newer than this program's; install that version first"
        )
    if not replace and not records.is_empty():
        raise BackupError(NOT_EMPTY)


def _afterwards(house: Parts) -> tuple[int, bool]:
    """Purge and publish every campus; return how much was too old, and if Redis answered."""
    campuses: Sequence[CampusSlug] = house.records.campuses()
    try:
        done = [house.nightly.purge(slug, "warmline restore").records for slug in campuses]
    finally:
        house.records.close()
        house.live.close()
    purged = sum(sum(it.removed.values()) for it in done)
    published = [live.publish(house.settings, slug) for slug in campuses]
    return purged, all(published)


def _sentences(done: Restored, purged: int, *, published: bool) -> list[str]:
    said = [f"{purged} of them were older than they may be and are gone again."] if purged else []
    if done.audit_break is None:
        said.append("The audit holds; that this was restored is its newest entry.")
    else:
        said.append(
            f"The audit was broken at entry {done.audit_break.id} ({done.audit_break.why}) when "
            "the backup was made, and still is: see docs/keeping.md."
        )
    if done.aside:
        said.append(f"What was there is kept in {done.aside}; remove it when it is not needed.")
    if not published:
        said.append("Redis does not answer; calls follow the plans once the clock publishes them.")
    return said

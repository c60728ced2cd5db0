"""`warmline backup`: everything in SQL as one sealed file, made while the line runs."""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from warmline.backup import Manifest, Summary, Writer
from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.private_file import private_file
from warmline.cli.tables import as_json_option, show_json
from warmline.errors import BackupError
from warmline.settings import Settings

STDOUT = Path("-")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@as_json_option
def backup(file: Path, force: bool, as_json: bool) -> None:
    """Write people, plans, settings, history and audit to FILE, sealed; - is standard output.

    Everything is as of one moment; calls go on meanwhile. What is happening now (Redis) is not in
    it. Only its owner may read FILE (mode 0600), and only with a key of WARMLINE_KEYS.
    """
    if file == STDOUT and as_json:
        raise click.UsageError("--json tells about a file; it cannot be used with -.")
    with told():
        parts = Parts(Settings.read(os.environ))
        with _written(file, replace=force) as out, live.open_records(parts.settings) as records:
            now = datetime.now(UTC)
            found = records.copy_to(Writer(out, parts.vault).put, actor=getpass.getuser(), now=now)
        if file != STDOUT:
            say(file, found, "is written; only you may read it (0600)", as_json=as_json)


@contextmanager
def _written(file: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """Give what to write to: a private file, or standard output."""
    if file == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with private_file(file, replace=replace, error=BackupError) as out:
        yield out


def described(manifest: Manifest, summary: Summary) -> dict[str, Any]:
    """Return what an archive says of itself, for programs."""
    return {
        "version": manifest.version,
        "schema": manifest.revision,
        "made_at": manifest.made_at.isoformat(),
        "audit": {"id": manifest.audit_id, "hash": manifest.audit_hash},
        "rows": summary.counts,
        "digest": summary.digest,
        "unopened": summary.unopened,
    }


def say(file: Path, found: tuple[Manifest, Summary], what: str, *, as_json: bool) -> None:
    """Tell what is in an archive."""
    manifest, summary = found
    if as_json:
        show_json({"file": str(file)} | described(manifest, summary))
        return
    counts = summary.counts
    click.echo(
        f"{file} {what}: {counts.get('campus', 0)} campus, {counts.get('mentor', 0)} people, "
        f"{counts.get('contact', 0)} contacts, {counts.get('audit', 0)} audit entries, as of "
        f"{manifest.made_at:%Y-%m-%d %H:%M} UTC; schema {manifest.revision}, "
        f"version {manifest.version}."
    )
    click.echo(f"Digest {summary.digest}; the audit ends with {manifest.audit_hash or 'nothing'}.")
    if summary.unopened:
        click.echo(
            f"{summary.unopened} sealed values in it fit no key of WARMLINE_KEYS; "
            "find the key they were sealed with: warmline keys status"
        )

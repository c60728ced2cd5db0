"""`warmline load`: a campus file into the database, all of it or nothing."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from warmline.campus_file import CampusFile, read_campus
from warmline.cli import live
from warmline.cli.failures import told
from warmline.errors import CampusFileError
from warmline.settings import Settings
from warmline.store.records.saving import LoadReport


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only say what is wrong; load nothing.")
def load(file: Path, check: bool) -> None:
    """Load people and plans from FILE; safe to run again."""
    with told():
        campus = read(file)
        if check:
            click.echo(f"{file}: no mistakes.")
            return
        settings = Settings.read(os.environ)
        with live.open_records(settings) as records:
            records.check_schema()
            report = records.save_campus(campus, actor="warmline load", now=datetime.now(UTC))
        click.echo(f"{campus.campus.slug}: {summary(report)}")
        for sentence in report.kept:
            click.echo(f"  {sentence}.")
        if not live.publish(settings, campus.campus.slug):
            click.echo("Redis does not answer; calls follow this plan once the clock reaches it.")


def read(file: Path) -> CampusFile:
    """Return what a campus file holds. Raises CampusFileError; each mistake names the file."""
    try:
        return read_campus(file.read_text(encoding="utf-8-sig"))
    except OSError as exc:
        raise CampusFileError([f"{file}: cannot be read ({exc.strerror})"]) from exc
    except UnicodeDecodeError as exc:
        mistake = f"{file}: is not UTF-8 text (byte {exc.start}); save it as UTF-8"
        raise CampusFileError([mistake]) from exc
    except CampusFileError as exc:
        raise CampusFileError([f"{file}: {mistake}" for mistake in exc.mistakes]) from exc


def summary(report: LoadReport) -> str:
    """Return what a load did, in a sentence."""
    parts = [
        f"{count} {kind.replace('_', ' ')}{'' if count == 1 else 's'} {done}"
        for done, counts in (
            ("added", report.added),
            ("changed", report.changed),
            ("removed", report.removed),
        )
        for kind, count in counts.items()
    ]
    if not parts and report.reordered:
        return "put in another order."
    return f"{', '.join(parts)}." if parts else "nothing to change."

"""The commands that look after a line: db, version."""

import os

import click

from warmline import __version__
from warmline.cli import live
from warmline.cli.failures import told
from warmline.settings import Settings
from warmline.store.records import Records


@click.command()
def version() -> None:
    """Print the version, and the database schema that it works with."""
    click.echo(f"{__version__} (schema {Records.schema()})")


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to this version's schema; safe to run again, and by several at once."""
    with told(), live.open_records(Settings.read(os.environ)) as records:
        records.upgrade()
        click.echo("The database is up to date.")

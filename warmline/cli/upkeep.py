"""The commands that look after a line: db, twilio, version."""

import os

import click

from warmline import __version__
from warmline.carrier.fallback import text_document, voice_document
from warmline.cli import live
from warmline.cli.failures import told
from warmline.phone import read
from warmline.settings import Settings


@click.command()
def version() -> None:
    """Print the version."""
    click.echo(__version__)


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to this version's schema; safe to run again, and by several at once."""
    with told(), live.open_records(Settings.read(os.environ)) as records:
        records.upgrade()
        click.echo("The database is up to date.")


@click.group()
def twilio() -> None:
    """Look after the numbers at the carrier."""


@twilio.command()
@click.option("--number", metavar="E164", help="The line's number, shown to counseling.")
@click.option("--texts", is_flag=True, help="The document for texts instead.")
def fallback(number: str | None, texts: bool) -> None:
    """Print the static document that the carrier answers with when all of ours is gone.

    Host it at the carrier and name it as the number's fallback address. With --number counseling
    sees the line's number; without it, the caller's own.
    """
    with told():
        settings = Settings.read(os.environ)
        emergency, crisis = settings.emergency_number, settings.crisis_line
        if texts:
            click.echo(text_document(emergency=emergency, crisis=crisis), nl=False)
            return
        document = voice_document(
            counseling=settings.counseling_number,
            caller_id=read(number) if number else None,
            emergency=emergency,
            crisis=crisis,
        )
        click.echo(document, nl=False)

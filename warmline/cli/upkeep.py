"""The commands that look after a line: doctor, db, twilio, version."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from warmline import __version__
from warmline.bootstrap import Parts
from warmline.carrier.fallback import text_document, voice_document
from warmline.cli import live
from warmline.cli.failures import told
from warmline.doctor import (
    Finding,
    check_heartbeats,
    check_numbers,
    check_pages,
    check_redis,
    check_retention,
    check_sql,
    safely,
)
from warmline.errors import SettingsError
from warmline.phone import read
from warmline.scrub import scrub
from warmline.settings import Settings
from warmline.store.records import Records
from warmline.up.embedded_redis import can_listen
from warmline.up.house import is_healthy


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


@click.command()
def doctor() -> None:
    """Check settings, Redis, SQL, migrations, keys and numbers; a line each."""
    failed = False
    for finding in _findings():
        click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.check}: {scrub(finding.words)}")
        failed = failed or not finding.ok
    sys.exit(1 if failed else 0)


def _findings() -> Iterator[Finding]:
    try:
        settings = Settings.read(os.environ)
    except SettingsError as exc:
        yield from (Finding("settings", False, line) for line in str(exc).split("\n"))
        return
    yield Finding("settings", True, "are complete")
    redis = list(check_redis(settings))
    yield from redis
    parts = Parts(settings)
    with live.open_records(settings) as records:
        sql = list(check_sql(settings, records))
        yield from sql
        if all(finding.ok for finding in sql):
            yield from safely("pages", check_pages(settings, records))
            yield from safely("retention", check_retention(records, datetime.now(UTC)))
            yield from safely(
                "carrier", check_numbers(settings, records, lambda: parts.carrier.number_webhooks)
            )
    if redis[0].ok:
        yield from safely("heartbeats", check_heartbeats(parts.live.beats(), datetime.now(UTC)))
        parts.live.close()
    yield _web(settings)


def _web(settings: Settings) -> Finding:
    if is_healthy(settings):
        return Finding("web", True, f"answers on port {settings.port}")
    if can_listen(settings.host, settings.port):
        return Finding("web", True, f"does not run here; port {settings.port} is free for it")
    return Finding("web", False, f"port {settings.port} is taken by another program; set PORT")

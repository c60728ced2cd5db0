"""`warmline twilio`: where the carrier sends what comes for our numbers, and what it does alone."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from warmline import provisioning
from warmline.bootstrap import Parts
from warmline.carrier.fallback import text_document, voice_document
from warmline.cli import live
from warmline.cli.failures import told
from warmline.errors import CarrierError, PlanError, StoreError
from warmline.phone import PhoneNumber, read
from warmline.provisioning import Looked
from warmline.settings import Settings

_HOW_TO_HOST = """Host both away from this machine, best at the carrier (Twilio: a TwiML Bin each,
which keeps callers' numbers out of other hosts' logs). Then set their addresses and run
`warmline twilio provision`:

  WARMLINE_VOICE_FALLBACK_URL=https://…
  WARMLINE_TEXT_FALLBACK_URL=https://…"""
_UNMASKED = "Without --number counseling sees the caller's own number; give it the line's."
_UNANSWERED = (
    "Note: nothing answers a call when this line is gone. Host the documents of `warmline twilio "
    "fallback` elsewhere and set WARMLINE_VOICE_FALLBACK_URL."
)


@click.group()
def twilio() -> None:
    """Look after the numbers at the carrier."""


@twilio.command()
@click.option("--number", metavar="E164", help="The line's number, shown to counseling.")
@click.option("--texts", is_flag=True, help="The document for texts instead.")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Write both into a folder.")
def fallback(number: str | None, texts: bool, folder: Path | None) -> None:
    """Print the static document that the carrier answers with when all of ours is gone.

    Host it at the carrier and name it as the number's fallback address. Counseling sees the number
    of --number, else the line's own where the database has one line; else the caller's.
    """
    with told():
        settings = Settings.read(os.environ)
        emergency, crisis = settings.emergency_number, settings.crisis_line
        for_texts = text_document(emergency=emergency, crisis=crisis)
        if texts and folder is None:
            click.echo(for_texts, nl=False)
            return
        caller_id = read(number) if number else _only_number(settings)
        document = voice_document(
            counseling=settings.counseling_number,
            caller_id=caller_id,
            emergency=emergency,
            crisis=crisis,
        )
        if caller_id is None:
            click.echo(_UNMASKED, err=True)
        if folder is None:
            click.echo(document, nl=False)
            return
        for name, content in (("voice.xml", document), ("texts.xml", for_texts)):
            click.echo(f"Written: {_write(folder, name, content)}")
        click.echo(_HOW_TO_HOST)


def _only_number(settings: Settings) -> PhoneNumber | None:
    """Return the line's number if there is just one line and the database can say so."""
    try:
        with live.open_records(settings) as records:
            records.check_schema()
            lines = [line for slug in records.campuses() for line in records.load_plan(slug).lines]
        return Parts(settings).vault.open_number(lines[0].number) if len(lines) == 1 else None
    except StoreError:
        return None


def _write(folder: Path, name: str, content: str) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    except OSError as exc:
        raise PlanError(f"{folder / name} cannot be written ({exc.strerror})") from exc
    return folder / name


@twilio.command()
@click.option("--check", is_flag=True, help="Only compare; ends with 1 on a difference.")
@click.option("--yes", is_flag=True, help="Change without asking.")
@click.option("--campus", metavar="SLUG", help="The numbers of one campus alone.")
def provision(check: bool, yes: bool, campus: str | None) -> None:
    """Let the carrier send calls and texts of every line's numbers here; safe to run again.

    Sets the addresses for calls, texts, ends of calls and failures, and takes away what would go
    before them. Shows what it will change, and asks.
    """
    with told(), live.open_parts() as parts:
        settings = parts.settings
        chosen = [live.campus_of(parts, campus)] if campus else parts.records.campuses()
        plans = [parts.records.load_plan(slug) for slug in chosen]
        numbers = provisioning.our_numbers(plans, parts.vault)
        if not numbers:
            raise PlanError("There is no line yet; load a campus file with `warmline load`.")
        looked = provisioning.look(settings, numbers, parts.carrier.number_webhooks)
        _show(looked)
        wrong = [it for it in looked if it.differences]
        if not wrong:
            return
        if check:
            sys.exit(1)
        if not yes and not click.confirm(f"Change {_numbers(wrong)} at the carrier?"):
            click.echo("Nothing was changed.")
            sys.exit(1)
        _change(parts, wrong)


def _show(looked: Sequence[Looked]) -> None:
    for it in looked:
        if not it.differences:
            click.echo(f"{it.ours}: as it should be")
            continue
        click.echo(f"{it.ours}:")
        for difference in it.differences:
            click.echo(f"  {difference}")
    if any(it.unanswered for it in looked):
        click.echo(_UNANSWERED)


def _change(parts: Parts, wrong: Sequence[Looked]) -> None:
    """Change the numbers, and look again: what the carrier did not keep is told."""
    for it in wrong:
        try:
            parts.carrier.set_number(it.sid, {d.field: d.wanted for d in it.differences})
        except CarrierError as exc:
            raise PlanError(
                f"The {it.ours} was not changed. {provisioning.refusal(parts.settings, exc)}"
            ) from exc
        click.echo(f"{it.ours}: changed")
    again = provisioning.look(
        parts.settings, [it.ours for it in wrong], parts.carrier.number_webhooks
    )
    left = [f"{it.ours}: {d}" for it in again for d in it.differences]
    if left:
        raise PlanError(
            "\n".join(["The carrier took the change and kept something else; look there:", *left])
        )
    click.echo("Call the number, then run `warmline doctor`.")


def _numbers(looked: Sequence[Looked]) -> str:
    return f"{len(looked)} number{'' if len(looked) == 1 else 's'}"

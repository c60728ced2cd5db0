"""`warmline block`: refuse a caller, by the contact they made, with a reason and an end."""

import getpass
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option


@click.group()
def block() -> None:
    """Refuse a caller for a while; they still hear the crisis numbers."""


@block.command()
@click.argument("contact")
@click.option("--as", "asker", required=True, metavar="NAME", help="Who blocks.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence.")
@click.option(
    "--days", type=click.IntRange(1, 365), default=1, show_default=True, help="For how long."
)
@campus_option
def add(contact: str, asker: str, reason: str, days: int, campus: str | None) -> None:
    """Block whoever made CONTACT: for a day at once, for longer when a second person agrees."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        until = parts.now() + timedelta(days=days)
        assent = parts.assents.ask_block(
            live.contact_of(parts, slug, contact), asker, reason, until
        )
        live.publish(parts.settings, slug)
        click.echo("Blocked for a day.")
        if assent is not None:
            click.echo(f"{assent.id}: for {days} days if a second person agrees by phone.")


@block.command("list")
@campus_option
@as_json_option
def list_blocks(campus: str | None, as_json: bool) -> None:
    """Show who is blocked, by a name that is no number."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        found = parts.records.blocks(slug, parts.now())
        if as_json:
            rows = [
                {"caller": it.caller, "reason": it.reason, "by": it.actor,
                 "until": it.until.isoformat() if it.until else None}
                for it in found
            ]  # fmt: skip
            click.echo(json.dumps(rows, ensure_ascii=False))
            return
        zone = ZoneInfo(parts.records.load_plan(slug).lines[0].timezone)
        for it in found:
            until = f"{it.until.astimezone(zone):%a %d %b %H:%M}" if it.until else "lifted"
            click.echo(f"  {it.caller}  until {until}  by {it.actor}: {it.reason}")
        if not found:
            click.echo("  nobody is blocked")


@block.command()
@click.argument("caller")
@campus_option
def lift(caller: str, campus: str | None) -> None:
    """End the block of CALLER, as `warmline block list` names them."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        parts.records.lift_block(slug, caller, actor=getpass.getuser(), now=parts.now())
        live.publish(parts.settings, slug)
        click.echo("Lifted.")

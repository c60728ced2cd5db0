"""`warmline reveal`: a student's number, in danger of life, when two people of two roles agree."""

from time import monotonic, sleep
from zoneinfo import ZoneInfo

import click

from warmline.board import is_notice
from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import campus_option
from warmline.contact import Contact
from warmline.conversation.state import Conversation
from warmline.ids import CampusSlug

LOOK_SECONDS = 2.0


@click.group()
def reveal() -> None:
    """Have a student's number shown, once, when a second person agrees by their own phone."""


@reveal.command()
@campus_option
def contacts(campus: str | None) -> None:
    """List the latest contacts by name, without any number."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        for contact_id in parts.live.recent_contacts(slug, live.LOOKED_AT):
            found = parts.live.load(contact_id)
            if found is not None and not is_notice(found):
                click.echo(f"  {_shown(parts, slug, found)}")


@reveal.command()
@click.argument("contact")
@click.option("--as", "asker", required=True, metavar="NAME", help="Who asks.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence.")
@campus_option
@click.option("--wait/--no-wait", default=True, help="Wait for the second person, then show.")
def ask(contact: str, asker: str, reason: str, campus: str | None, wait: bool) -> None:
    """Ask for the number of CONTACT's student; a second person's phone rings at once."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        assent = parts.assents.ask_reveal(live.contact_of(parts, slug, contact), asker, reason)
        click.echo(f"{assent.id}: asked. Everybody of another role is rung, for 15 minutes.")
        if wait and _decided(parts, assent.id):
            _show(parts, assent.id)
        elif wait:
            click.echo("It was not agreed to: nothing is shown.")
        else:
            click.echo(f"When it is agreed to: warmline reveal show {assent.id}")


@reveal.command()
@click.argument("request")
def show(request: str) -> None:
    """Show what was agreed to under REQUEST: once, and the adviser is told."""
    with told(), live.open_parts() as parts:
        _show(parts, request)


def _decided(parts: Parts, assent_id: str) -> bool:
    """Wait until somebody has decided, or its time is over; say whether it was agreed to."""
    ends = monotonic() + 16 * 60
    while monotonic() < ends:
        parts.assents.tick()
        verdict = parts.records.assent(assent_id).verdict
        if verdict is not None:
            return verdict == "agreed"
        sleep(LOOK_SECONDS)
    return False


def _show(parts: Parts, assent_id: str) -> None:
    number = parts.assents.show(assent_id, parts.carrier, parts.vault)
    click.echo(f"The student's number, shown this once: {number.e164}")


def _shown(parts: Parts, campus: CampusSlug, contact: Contact | Conversation) -> str:
    roster = parts.houses.of_campus(campus)
    line = roster.lines.get(contact.line)
    zone = ZoneInfo(line.timezone if line else "UTC")
    what = contact.codename if isinstance(contact, Conversation) else "a call"
    name = contact.id.removeprefix(f"{campus}.")[:12]
    at = contact.arrived_at.astimezone(zone)
    return f"{name}  {at:%a %d %b %H:%M}  {line.name if line else contact.line}: {what}"

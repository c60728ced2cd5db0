"""`warmline caller`: a plan for somebody who calls often, instead of a block."""

import getpass
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from warmline.callers import CallerPlan, Wish
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option
from warmline.hours import read_hours, write_window
from warmline.ids import LineSlug, MentorId


@click.group()
def caller() -> None:
    """Give somebody who calls often a named mentor, set times and words of their own."""


@caller.command()
@click.argument("contact")
@click.option("--as", "asker", required=True, metavar="NAME", help="Who decides it.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence.")
@click.option("--mentor", metavar="NAME", help="Who is rung first at the set times.")
@click.option("--hours", multiple=True, metavar='"tue 19:00-20:00"', help="The set times.")
@click.option("--words", default="", metavar="TEXT", help="What the caller hears, or reads.")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True)
@campus_option
def plan(  # noqa: PLR0913 - one parameter for each option
    *,
    contact: str,
    asker: str,
    reason: str,
    mentor: str | None,
    hours: tuple[str, ...],
    words: str,
    days: int,
    campus: str | None,
) -> None:
    """Make a plan for whoever made CONTACT; a second one replaces the first."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        until = parts.now() + timedelta(days=days)
        wish = Wish(mentor=mentor, hours=read_hours(hours), words=words, until=until)
        whose = live.contact_of(parts, slug, contact)
        kept = parts.assents.plan_for_caller(whose, asker, reason, wish)
        live.publish(parts.settings, slug)
        click.echo(f"{kept.name}: planned for {days} days.")


@caller.command("list")
@campus_option
@as_json_option
def list_plans(campus: str | None, as_json: bool) -> None:
    """Show the plans that hold, by a name that is no number."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        people = parts.records.load_plan(slug)
        names = {it.id: it.name for it in people.mentors}
        zones = {it.slug: it.timezone for it in people.lines}
        found = parts.records.caller_plans(slug, parts.now())
        if as_json:
            rows = [_row(it, names, zones) for it in found]
            click.echo(json.dumps(rows, ensure_ascii=False))
            return
        for it in found:
            hours = ", ".join(map(write_window, it.hours)) or "at any time"
            first = names.get(it.mentor, "nobody") if it.mentor else "nobody"
            click.echo(f"  {it.name}  {it.line}  first {first}, {hours}")
            click.echo(f"    until {_until(it, zones):%Y-%m-%d}  by {it.actor}: {it.reason}")
        if not found:
            click.echo("  nobody has a plan")


def _row(it: CallerPlan, names: dict[MentorId, str], zones: dict[LineSlug, str]) -> object:
    return {
        "caller": it.name,
        "line": it.line,
        "mentor": names.get(it.mentor) if it.mentor else None,
        "hours": [write_window(one) for one in it.hours],
        "words": it.words,
        "reason": it.reason,
        "until": _until(it, zones).isoformat(),
        "by": it.actor,
    }


def _until(it: CallerPlan, zones: dict[LineSlug, str]) -> datetime:
    return it.until.astimezone(ZoneInfo(zones.get(it.line, "UTC")))


@caller.command()
@click.argument("name", metavar="CALLER")
@campus_option
def end(name: str, campus: str | None) -> None:
    """End the plan of CALLER, as `warmline caller list` names them."""
    with told(), live.open_parts() as parts:
        slug = live.campus_of(parts, campus)
        parts.records.end_caller_plan(slug, name, actor=getpass.getuser(), now=parts.now())
        live.publish(parts.settings, slug)
        click.echo("Ended.")

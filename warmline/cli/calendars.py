"""`warmline calendar`: links by which phones show the plan, and other systems' files as shifts."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click

from warmline.calendars import titles
from warmline.calendars.turns import Turn, line_in, mentor_turns, serves
from warmline.cli.calendar_import import import_
from warmline.cli.failures import told
from warmline.cli.live import open_records
from warmline.cli.plans import choose
from warmline.cli.tables import campus_option
from warmline.errors import PlanError
from warmline.ids import CampusSlug, LineSlug
from warmline.roster import Mentor
from warmline.schedule import Era, Plan
from warmline.settings import Settings
from warmline.store.records import Records
from warmline.store.records.calendar_links import CalendarLink, CalendarTarget

_ACTOR = "warmline calendar"


@click.group()
def calendar() -> None:
    """Show the plan on phones, and take shifts from other systems' calendars."""


calendar.add_command(import_)


@calendar.command()
@click.option("--mentor", metavar="NAME", help="This mentor's shifts, on every line.")
@click.option("--line", metavar="SLUG", help="This line's shifts, everybody's.")
@campus_option
@click.option("--replace", is_flag=True, help="Revoke the earlier links to the same.")
def link(mentor: str | None, line: str | None, campus: str | None, replace: bool) -> None:
    """Print a secret address that a calendar program can subscribe to. It is shown this once."""
    if (mentor is None) == (line is None):
        raise click.UsageError("Give either --mentor or --line.")
    with told(), _records() as (settings, records):
        slug, target = _target(records, mentor, line, campus)
        token = records.give_calendar(
            slug, target, actor=_ACTOR, now=datetime.now(UTC), replace=replace
        )
    click.echo(f"{settings.public_base_url.rstrip('/')}/calendar/{token}.ics")
    click.echo("Whoever has this address can read the calendar. It is not shown again.", err=True)


@calendar.command()
@campus_option
def links(campus: str | None) -> None:
    """List who was given a calendar link, and which were revoked; never the addresses."""
    with told(), _records() as (_, records):
        for slug in _campuses(records, campus):
            plan = records.load_plan(slug)
            for it in records.calendar_links(slug):
                click.echo(_row(it, plan))


@calendar.command()
@click.argument("link_id", metavar="ID")
@campus_option
def revoke(link_id: str, campus: str | None) -> None:
    """Let the link ID, as `warmline calendar links` names it, lead nowhere from now on."""
    with told(), _records() as (_, records):
        for slug in _campuses(records, campus):
            if link_id in {it.id for it in records.calendar_links(slug)}:
                ended = records.revoke_calendar(slug, link_id, actor=_ACTOR, now=datetime.now(UTC))
                click.echo(f"{link_id} {'leads nowhere now' if ended else 'was revoked before'}.")
                return
        raise PlanError(f"there is no calendar link {link_id}; see: warmline calendar links")


@calendar.command()
@click.option("--mentor", required=True, metavar="NAME", help="Whose calendar.")
@campus_option
@click.option("--weeks", type=click.IntRange(1, 26), default=4, show_default=True)
def show(mentor: str, campus: str | None, weeks: int) -> None:
    """Show a mentor's coming shifts as their calendar does."""
    with told(), _records() as (_, records):
        person = _person(records, mentor, campus)
        now = datetime.now(UTC)
        eras = records.eras(person.campus, now - timedelta(days=3), now + timedelta(days=1))
        end = now + timedelta(weeks=weeks)
        turns = mentor_turns(eras, person.mentor.id, now, end, told_since=end)
    click.echo(titles.of_calendar(person.plan.campus.name, person.mentor.name))
    for turn in turns:
        click.echo(_shown(turn, eras))
    if not turns:
        click.echo(f"  nothing in the next {weeks} weeks")


def _shown(turn: Turn, eras: Sequence[Era]) -> str:
    line = line_in(eras, turn.line)
    start, end = (at.astimezone(ZoneInfo(line.timezone)) for at in (turn.start, turn.end))
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%a %H:%M}"
    when = f"{start:%a %d %b %Y %H:%M} - {until:9}"
    return f"  {when}  {titles.on_line(line.name, turn.source)} ({line.timezone})"


@contextmanager
def _records() -> Iterator[tuple[Settings, Records]]:
    settings = Settings.read(os.environ)
    with open_records(settings) as records:
        records.check_schema()
        yield settings, records


@dataclass(frozen=True)
class Person:
    """A mentor, and the campus they are of."""

    campus: CampusSlug
    plan: Plan
    mentor: Mentor


def _campuses(records: Records, campus: str | None) -> list[CampusSlug]:
    return [slug for slug in records.campuses() if campus in {None, slug}]


def _person(records: Records, name: str, campus: str | None) -> Person:
    """Return the one mentor of a name. Raises PlanError for none, or several."""
    plans = {slug: records.load_plan(slug) for slug in _campuses(records, campus)}
    found = [
        Person(slug, plan, it)
        for slug, plan in plans.items()
        for it in plan.mentors
        if serves(it) and it.name.casefold() == name.strip().casefold()
    ]
    if not found:
        raise PlanError(f'there is no mentor "{name}" on the roster')
    if len(found) > 1:
        raise PlanError(f'there is a mentor "{name}" in {", ".join(plans)}; choose with --campus')
    return found[0]


def _target(
    records: Records, mentor: str | None, line: str | None, campus: str | None
) -> tuple[CampusSlug, CalendarTarget]:
    if mentor is not None:
        person = _person(records, mentor, campus)
        return person.campus, CalendarTarget(mentor=person.mentor.id)
    chosen = choose(line or "", campus)
    return chosen.campus, CalendarTarget(line=LineSlug(chosen.line.slug))


def _row(it: CalendarLink, plan: Plan) -> str:
    names = {person.id: person.name for person in plan.mentors}
    lines = {line.slug: line.name for line in plan.lines}
    target = it.target
    whose = (
        names.get(target.mentor, "someone who has left")
        if target.mentor is not None
        else f"line {lines.get(target.line or LineSlug(''), target.line)}"
    )
    state = f"revoked {it.revoked_at:%d %b %Y}" if it.revoked_at else "in use"
    return f"{it.id}  {it.campus}  {whose:24}  made {it.made_at:%d %b %Y}  {state}"

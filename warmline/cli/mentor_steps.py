"""The steps of `warmline mentor`: each is checked, dated, kept, and followed by the next call."""

from datetime import date, datetime

import click
from msgspec.structs import replace

from warmline import people
from warmline.campus_file import MentorEntry
from warmline.campus_file.fields import name as read_name
from warmline.cli.failures import told
from warmline.cli.people import common, number_from, office
from warmline.errors import PlanError
from warmline.people import note_of
from warmline.roster import Role

ROLES = ("mentor", "backup", "coordinator", "counselor", "adviser", "engineer")
DAY = click.DateTime(formats=["%Y-%m-%d"])
_NOTE = click.option("--note", default="", metavar="TEXT", help="What is to be remembered of it.")


@click.command()
@click.argument("name")
@click.option("--by", metavar="WHO", help="Who nominated them; without it, they did themself.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Default: mentor.")
@common
def nominate(
    name: str, by: str | None, roles: tuple[Role, ...], campus: str | None, as_json: bool
) -> None:
    """Write NAME down, whom somebody, or they themself, would like to see as a mentor."""
    with told(), office(campus) as at:
        whole = read_name(name)
        known = [it for it in at.people() if it.mentor.name.casefold() == whole.casefold()]
        if known:
            state = people.where(known[0], at.checklist(), at.today)
            raise PlanError(f"{known[0].mentor.name} is known already: {state}")
        entry = MentorEntry(
            name=whole, phone=None, roles=frozenset(roles or ("mentor",)), stage="nominated"
        )
        said_by = f"by {note_of(by)}" if by else "by themself"
        at.parts.records.nominate(at.campus, entry, said_by, **at.said)
        at.tell(whole, as_json=as_json)


@click.command("apply")
@click.argument("name")
@click.option("--number", metavar="E164", help="Their phone; without it, asked for unseen.")
@_NOTE
@common
def apply_(name: str, number: str | None, note: str, campus: str | None, as_json: bool) -> None:
    """Take NAME's application: from here on there is a phone."""
    with told(), office(campus) as at:
        it = at.find(name)
        reached = replace(it.person, has_phone=True)  # whether they may apply, before any question
        people.follow(reached, people.Applied(), (), at.today)
        if not it.mentor.phone_hash:
            phone = number_from(number, f"{it.mentor.name}'s phone")
            at.parts.records.give_number(at.campus, it.mentor.id, phone, **at.said)
        _take(name, people.Applied(), campus, note=note, as_json=as_json)


@click.command()
@click.argument("name")
@_NOTE
@common
def interview(name: str, note: str, campus: str | None, as_json: bool) -> None:
    """Note that NAME has been interviewed and is to be trained."""
    _take(name, people.Interviewed(), campus, note=note, as_json=as_json)


@click.command()
@click.argument("name")
@_NOTE
@common
def train(name: str, note: str, campus: str | None, as_json: bool) -> None:
    """Begin NAME's training: the checklist is theirs to be ticked."""
    _take(name, people.TrainingBegun(), campus, note=note, as_json=as_json)


@click.command()
@click.argument("name")
@click.argument("item")
@_NOTE
@common
def tick(name: str, item: str, note: str, campus: str | None, as_json: bool) -> None:
    """Tick an ITEM of the checklist for NAME, by its beginning."""
    _take(name, people.Ticked(item), campus, note=note, as_json=as_json)


@click.command()
@click.argument("name")
@click.option("--until", required=True, type=DAY, help="The last day on which they are rung.")
@click.option("--reason", default="", metavar="TEXT", help="Why, with the checklist incomplete.")
@common
def certify(name: str, until: datetime, reason: str, campus: str | None, as_json: bool) -> None:
    """Certify NAME: from now until that day their phone may ring."""
    with told():
        step = people.Certified(until.date(), note_of(reason))
        _take(name, step, campus, as_json=as_json)


@click.command()
@click.argument("name")
@click.option("--until", type=DAY, help="The last day of the pause; without it, until resumed.")
@_NOTE
@common
def pause(name: str, until: datetime | None, note: str, campus: str | None, as_json: bool) -> None:
    """Let NAME pause: nobody rings them, from the next ring on."""
    last: date | None = until.date() if until else None
    _take(name, people.Paused(last), campus, note=note, as_json=as_json)


@click.command()
@click.argument("name")
@_NOTE
@common
def resume(name: str, note: str, campus: str | None, as_json: bool) -> None:
    """End NAME's pause."""
    _take(name, people.Resumed(), campus, note=note, as_json=as_json)


@click.command()
@click.argument("name")
@_NOTE
@common
def leave(name: str, note: str, campus: str | None, as_json: bool) -> None:
    """Let NAME go: a phone that rings for a student stops, and none rings again."""
    _take(name, people.Left(), campus, note=note, as_json=as_json)


@click.command("return")
@click.argument("name")
@_NOTE
@common
def return_(name: str, note: str, campus: str | None, as_json: bool) -> None:
    """Take NAME back, who had left: into training, to be certified anew."""
    _take(name, people.Returned(), campus, note=note, as_json=as_json)


@click.command()
@click.argument("name")
@click.argument("switch", type=click.Choice(["on", "off"]), metavar="on|off")
@common
def listen(name: str, switch: str, campus: str | None, as_json: bool) -> None:
    """Say whether NAME, in training, may listen in to calls."""
    _take(name, people.Listening(on=switch == "on"), campus, as_json=as_json)


@click.command()
@click.argument("name")
@click.argument("roles", nargs=-1, required=True, type=click.Choice(ROLES), metavar="ROLE...")
@common
def roles(name: str, roles: tuple[str, ...], campus: str | None, as_json: bool) -> None:
    """Give NAME these roles, and no others."""
    with told(), office(campus) as at:
        it = at.find(name)
        at.parts.records.set_roles(at.campus, it.mentor.id, roles, **at.said)
        at.tell(name, as_json=as_json)
        if it.origin == "file":
            hint = "The campus file lists them too: change it there, or a load undoes this."
            click.echo(hint, err=as_json)


def _take(
    name: str, step: people.Step, campus: str | None, *, as_json: bool, note: str = ""
) -> None:
    """Take one step for somebody and say where they stand now."""
    with told(), office(campus) as at:
        it = at.find(name)
        kept = note_of(note)
        at.parts.records.take_step(at.campus, it.mentor.id, step, note=kept, **at.said)
        at.tell(it.mentor.name, as_json=as_json)


COMMANDS = (
    nominate,
    apply_,
    interview,
    train,
    tick,
    certify,
    pause,
    resume,
    leave,
    return_,
    listen,
    roles,
)

"""`warmline mentor`: people, from their nomination to the day they leave."""

import json
from zoneinfo import ZoneInfo

import click

from warmline.cli import mentor_phone, mentor_steps
from warmline.cli.failures import told
from warmline.cli.people import Office, common, office, row_of, stamp
from warmline.people import Profile, missing, where


@click.group()
def mentor() -> None:
    """Look after mentors: who they are, how far they have come, on which phone they are rung.

    NAME may be cut short as long as it means one person.
    """


@mentor.command("list")
@click.option("--all", "everybody", is_flag=True, help="Those who have left as well.")
@common
def list_(everybody: bool, campus: str | None, as_json: bool) -> None:
    """Show everybody and where they stand."""
    with told(), office(campus) as at:
        checklist, today = at.checklist(), at.today
        people = [it for it in at.people() if everybody or it.mentor.active]
        if as_json:
            rows = [row_of(it, checklist, today) for it in people]
            click.echo(json.dumps({"mentors": rows}, ensure_ascii=False))
            return
        width = max((len(it.mentor.name) for it in people), default=0)
        roles = {it.mentor.id: ", ".join(sorted(it.mentor.roles)) for it in people}
        widest = max((len(it) for it in roles.values()), default=0)
        for it in people:
            who = f"{it.mentor.name:{width}}  {roles[it.mentor.id]:{widest}}"
            click.echo(f"  {who}  {where(it, checklist, today)}{_phone(it)}")
        click.echo(f"{len(people)} {'person' if len(people) == 1 else 'people'}.")


@mentor.command()
@click.argument("name")
@common
def show(name: str, campus: str | None, as_json: bool) -> None:
    """Show how somebody has come where they are: every step, dated."""
    with told(), office(campus) as at:
        it, checklist = at.find(name), at.checklist()
        if as_json:
            steps = [
                {"at": stamp(step.at), "step": step.step, "by": step.actor, "note": step.note}
                for step in it.steps
            ]
            row = row_of(it, checklist, at.today) | {"steps": steps}
            click.echo(json.dumps(row, ensure_ascii=False))
            return
        _show(at, it, checklist)


def _show(at: Office, it: Profile, checklist: tuple[str, ...]) -> None:
    zone = ZoneInfo(at.plan.lines[0].timezone if at.plan.lines else "UTC")
    click.echo(f"{it.mentor.name}: {where(it, checklist, at.today)}{_phone(it)}")
    click.echo(f"  roles: {', '.join(sorted(it.mentor.roles))}")
    if it.mentor.stage == "training":
        for item in checklist:
            done = it.ticked.get(item)
            when = f"{done.astimezone(zone):%d %b %Y}" if done else "still to do"
            click.echo(f"  {'x' if done else ' '} {item}: {when}")
    elif left := missing(it.person, checklist) if it.mentor.stage == "certified" else ():
        click.echo(f"  never ticked: {', '.join(left)}")
    for step in it.steps:
        note = f" ({step.note})" if step.note else ""
        click.echo(f"  {step.at.astimezone(zone):%d %b %Y %H:%M}  {step.step}{note}, {step.actor}")


def _phone(it: Profile) -> str:
    """Say what is known of somebody's phone; never the number."""
    if not it.mentor.phone_hash:
        return "; no phone yet"
    return "; a new number waits for its code" if it.mentor.new_phone_hash else ""


for command in (*mentor_steps.COMMANDS, *mentor_phone.COMMANDS):
    mentor.add_command(command)

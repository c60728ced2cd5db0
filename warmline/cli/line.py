"""`warmline line`: pause a line until a time, have more phones ring until one, or put it back."""

from datetime import UTC, datetime
from typing import Any, Literal

import click

from warmline import wording
from warmline.cli import live
from warmline.cli.edits import LATER, campus_with, login_name
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option, show_json
from warmline.errors import PlanError
from warmline.ids import LineSlug
from warmline.schedule import Plan, line_of
from warmline.switch import read_until

_line = click.option("--line", required=True, metavar="SLUG", help="Which line.")
_until = click.option("--until", required=True, metavar="TIME",
                      help="23:30, or ISO 8601; at most 12 hours away.")  # fmt: skip
_as = click.option("--as", "name", required=True, metavar="NAME",
                   help="Who says so; it is told to coordinators and kept.")  # fmt: skip


@click.group()
def line() -> None:
    """Pause a line until a time, have more phones ring until one, or put it back."""


@line.command()
@_line
@_until
@_as
@campus_option
@as_json_option
def pause(*, line: str, until: str, name: str, campus: str | None, as_json: bool) -> None:
    """Answer calls and texts as at closed hours until a time; what is open goes on."""
    _switch("pause", line, until, name, campus, as_json=as_json)


@line.command()
@_line
@_until
@_as
@campus_option
@as_json_option
def surge(*, line: str, until: str, name: str, campus: str | None, as_json: bool) -> None:
    """Ring every mentor and backup who may be rung, behind whoever is on shift, until a time."""
    _switch("surge", line, until, name, campus, as_json=as_json)


@line.command()
@_line
@_as
@campus_option
@as_json_option
def normal(*, line: str, name: str, campus: str | None, as_json: bool) -> None:
    """End a pause or a surge now: calls go by the plan."""
    with told(), live.open_parts() as parts:
        slug, plan = campus_with(parts, campus, line)
        kept = parts.switching.set(
            slug, LineSlug(line), "normal", None, actor=_actor(plan, name), origin="command"
        )
        _report(f"{line}: by the plan.", {"line": line, "mode": "normal", "until": None}, kept,
                as_json=as_json)  # fmt: skip


def _switch(
    mode: Literal["pause", "surge"],
    slug: str,
    until: str,
    name: str,
    campus: str | None,
    *,
    as_json: bool,
) -> None:
    with told(), live.open_parts() as parts:
        where, plan = campus_with(parts, campus, slug)
        chosen = line_of(plan, LineSlug(slug))
        at = read_until(until, chosen, datetime.now(UTC))
        kept = parts.switching.set(
            where, chosen.slug, mode, at, actor=_actor(plan, name), origin="command"
        )
        _report(
            f"{slug}: {mode} until {wording.text_time(at, chosen.timezone)}.",
            {"line": slug, "mode": mode, "until": at.isoformat()},
            kept,
            as_json=as_json,
        )


def _actor(plan: Plan, name: str) -> str:
    """Return who is noted and told: somebody on the roster, and the login that typed it."""
    known = [it.name for it in plan.mentors if it.active]
    if name not in known:
        raise PlanError(f'there is nobody called "{name}" on the roster; see: warmline mentor list')
    return f"{name} ({login_name()})"


def _report(words: str, found: dict[str, Any], published: bool, *, as_json: bool) -> None:
    if as_json:
        show_json(found | {"published": published})
        return
    click.echo(words)
    if not published:
        click.echo(LATER)

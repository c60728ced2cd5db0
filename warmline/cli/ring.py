"""`warmline ring`: who would ring, rung by rung, and the reason for each person left out."""

import json
from datetime import UTC, datetime

import click

from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.plans import Chosen, choose
from warmline.cli.tables import as_json_option
from warmline.explain import ExplainedRung, LeftOut, Ready, would_ring
from warmline.rotation import Standing, behind, in_turn, left_out


@click.command()
@click.option("--line", required=True, metavar="SLUG", help="Which line.")
@click.option("--campus", metavar="SLUG", help="Which campus, if several have such a line.")
@click.option("--at", metavar="TIME", help="ISO 8601; without it, now, with who is busy now.")
@as_json_option
def ring(line: str, campus: str | None, at: str | None, as_json: bool) -> None:
    """Show who would ring, in order, rung by rung, with the reason for each person left out."""
    with told():
        chosen = choose(line, campus)
        instant = chosen.instant(at, "--at") if at is not None else datetime.now(UTC)
        chosen = chosen.as_of(instant) if at is not None else chosen
        rungs = tuple(
            _for_everyone(chosen, it) for it in would_ring(chosen.plan, chosen.line.slug, instant)
        )
        if at is None:
            rungs = _with_live_state(chosen, rungs, instant)
        if as_json:
            value = {"line": chosen.line.slug, "at": chosen.local(instant)}
            rows = [_row(rung) for rung in rungs]
            click.echo(json.dumps(value | {"rungs": rows}, ensure_ascii=False))
            return
        click.echo(f"{chosen.line.name}, {chosen.clock(instant)} ({chosen.line.timezone})")
        for rung in rungs:
            _show(rung)


def _for_everyone(chosen: Chosen, it: ExplainedRung) -> ExplainedRung:
    """Return a rung with a reason for everybody else on the roster as well."""
    if it.rung.who == "desk":
        return it
    role = it.rung.who.removeprefix("role:")
    reason = "is not on call at this time" if role == "shift" else f"does not have the role {role}"
    named = {person.name for person in it.ready} | {left.name for left in it.left_out}
    others = [m.name for m in chosen.plan.mentors if m.active and m.name not in named]
    left = [LeftOut(name, reason) for name in others]
    return ExplainedRung(it.rung, it.ready, (*it.left_out, *left))


def _with_live_state(
    chosen: Chosen, rungs: tuple[ExplainedRung, ...], now: datetime
) -> tuple[ExplainedRung, ...]:
    """Return the rungs in the order of fairness, without those who are busy or rest just now."""
    standings = live.standings(chosen.settings, chosen.campus, chosen.line.slug, now)
    if len(standings) != len(rungs):
        return rungs  # Redis is away, or holds the ladder of before the last load
    return tuple(_live(chosen, it, who, now) for it, who in zip(rungs, standings, strict=True))


def _live(
    chosen: Chosen, it: ExplainedRung, standings: tuple[Standing, ...], now: datetime
) -> ExplainedRung:
    ready, line = {person.name: person for person in it.ready}, chosen.line
    turn = [(chosen.name(one.mentor), one) for one in in_turn(standings)]
    reasons = {
        name: left_out(one, cap=line.contacts_per_shift, hours_awake=line.hours_awake, now=now)
        for name, one in turn
        if name in ready
    }
    last = {name: why for name, one in turn if (why := behind(one)) is not None}
    order = [*reasons, *(name for name in ready if name not in reasons)]
    busy = [LeftOut(name, why) for name, why in reasons.items() if why]
    rings = tuple(_said(ready[name], last.get(name)) for name in order if not reasons.get(name))
    return ExplainedRung(it.rung, rings, (*busy, *it.left_out))


def _said(person: Ready, why: str | None) -> Ready:
    return Ready(person.name, f"{person.source}; {why}") if why else person


def _row(it: ExplainedRung) -> dict[str, object]:
    kind = "desk" if it.rung.who == "desk" else "mentor"
    return {
        "rung": it.rung.name,
        "who": it.rung.who,
        "ring": it.rung.ring,
        "would_ring": [{kind: person.name, "reason": person.source} for person in it.ready],
        "left_out": [{kind: person.name, "reason": person.reason} for person in it.left_out],
    }


def _show(it: ExplainedRung) -> None:
    click.echo(f"\n{it.rung.name} ({it.rung.ring}, {it.rung.ring_seconds} s each)")
    for place, person in enumerate(it.ready, start=1):
        click.echo(f"  {place}. {person.name}  ({person.source})")
    if not it.ready:
        click.echo("  nobody: this rung is skipped at once")
    for left in it.left_out:
        click.echo(f"  not {left.name}: {left.reason}")

"""`warmline plan`: what a coordinator should look at in the plan, and who changed what in it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import as_json_option, campus_option, show_json, show_table
from warmline.hours import instant_of
from warmline.ids import LineSlug
from warmline.plan_check import Finding, check_plan
from warmline.schedule import Plan, line_of
from warmline.store.records.versions import PlanChange

CHECKED = timedelta(weeks=8)
TOLD = timedelta(weeks=4)
_KINDS = {
    "gap": "nobody",
    "no_counseling": "no counseling",
    "not_rung": "not rung",
    "alone": "alone at night",
    "awake": "too long",
    "two_lines": "two lines",
    "nights": "many nights",
    "idle_cover": "idle cover",
}
_from = click.option("--from", "from_", metavar="TIME", help="ISO 8601, or the line's own time.")
_to = click.option("--to", metavar="TIME", help="The end, not included.")


@click.group()
def plan() -> None:
    """Check the plan, and see what was changed in it."""


@plan.command()
@click.option("--line", metavar="SLUG", help="Only this line.")
@_from
@_to
@campus_option
@as_json_option
def check(
    line: str | None, from_: str | None, to: str | None, campus: str | None, as_json: bool
) -> None:
    """List gaps, lonely nights, people over their caps, and people who would not be rung.

    Looks at the next eight weeks unless told otherwise, and at open hours alone.
    """
    with told(), live.open_parts() as parts:
        slug, start, end, made = _asked(parts, campus, from_, to, CHECKED)
        only = None if line is None else line_of(made, LineSlug(line)).slug
        found = check_plan(made, start, end, only)
        zone = _zone(made, line)
        if as_json:
            head = {"campus": slug, "from": _iso(start, zone), "to": _iso(end, zone)}
            show_json(head | {"findings": [_finding(it, made) for it in found]})
            return
        click.echo(f"{slug}, {_day(start, zone)} to {_day(end, zone)} ({zone.key})")
        show_table([_row(it, made) for it in found], empty="Nothing to look at.")


@plan.command()
@_from
@_to
@campus_option
@as_json_option
def history(from_: str | None, to: str | None, campus: str | None, as_json: bool) -> None:
    """List who changed what in the plan, oldest first; the last four weeks unless told otherwise.

    Each is in the audit as well. Who was on call by each of these plans: warmline oncall --at.
    """
    with told(), live.open_parts() as parts:
        slug, start, end, made = _asked(parts, campus, from_, to, -TOLD)
        zone = _zone(made, None)
        found = parts.records.plan_history(slug, start, end)
        if as_json:
            show_json({"campus": slug, "changes": [_change(it, zone) for it in found]})
            return
        rows = [_change_row(it, zone) for it in found]
        show_table(rows, empty="Nothing was changed in this time.")


def _asked(
    parts: Parts, campus: str | None, from_: str | None, to: str | None, length: timedelta
) -> tuple[Any, datetime, datetime, Plan]:
    """Return the campus, the time that is asked about (UTC), and the plan of today."""
    slug = live.campus_of(parts, campus)
    made, now = parts.records.load_plan(slug), datetime.now(UTC)
    start = _instant(from_, "--from", made) if from_ else min(now, now + length)
    end = _instant(to, "--to", made) if to else max(now, start + length)
    if end <= start:
        raise click.BadParameter("must be after --from", param_hint="--to")
    return slug, start, end, made


def _instant(text: str, option: str, made: Plan) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as exc:
        example = "must be a time like 2026-11-22T19:30 or 2026-11-22"
        raise click.BadParameter(example, param_hint=option) from exc
    return at.astimezone(UTC) if at.tzinfo else instant_of(at, made.lines[0].timezone)


def _zone(made: Plan, line: str | None) -> ZoneInfo:
    slugs = {it.slug: it.timezone for it in made.lines}
    return ZoneInfo(slugs[LineSlug(line)] if line else made.lines[0].timezone)


def _iso(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat()


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %Y %H:%M}"


def _finding(it: Finding, made: Plan) -> dict[str, Any]:
    zone = _zone(made, it.line)
    return {
        "kind": it.kind,
        "line": it.line,
        "mentor": it.mentor,
        "words": it.words,
        "times": [{"start": _iso(t.start, zone), "end": _iso(t.end, zone)} for t in it.times],
    }


def _row(it: Finding, made: Plan) -> dict[str, Any]:
    zone, first = _zone(made, it.line), it.times[0]
    more = len(it.times) - 1
    return {
        "what": _KINDS[it.kind],
        "line": it.line,
        "who": it.mentor,
        "first": f"{_day(first.start, zone)} - {_day(first.end, zone)}",
        "times": f"{more + 1}, last {_day(it.times[-1].start, zone)}" if more else "1",
        "why": it.words,
    }


def _change(it: PlanChange, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "version": it.version,
        "at": _iso(it.at, zone),
        "actor": it.actor,
        "action": it.action,
        "before": it.before,
        "after": it.after,
    }


def _change_row(it: PlanChange, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "version": it.version,
        "at": _day(it.at, zone),
        "who": it.actor,
        "did": it.action,
        "was": _counts(it.before),
        "is": _counts(it.after),
    }


def _counts(said: Any) -> str:
    """Return how many entries of each kind a side of a change names."""
    kinds = said if isinstance(said, dict) else {}
    return ", ".join(f"{len(rows)} {kind}" for kind, rows in kinds.items() if rows)

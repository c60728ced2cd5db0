"""`warmline report`: the adviser's month, as a page and for programs; small counts are hidden."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import click
import msgspec

from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.failures import told
from warmline.cli.tables import campus_option
from warmline.errors import PlanError
from warmline.hours import wall_clock_of
from warmline.ids import CampusSlug
from warmline.line import Line
from warmline.reports import HAND_OVERS, HELP_OUTCOMES, LEAST, Summary, count, read_month, summarize

HIDDEN = "-"
_NOTE = (
    "- stands for fewer than five, perhaps none; or for a count that would tell what such a one is."
)
_OUTCOMES = {"mentor": "by a mentor", "counseling": "by counseling", "missed": "missed"}
_CHANGES = {"eased": "less after", "same": "the same", "harder": "more after"}


@click.command()
@click.option("--month", metavar="YYYY-MM", help="Without it, the last whole month.")
@click.option("--line", metavar="SLUG", help="One line; without it, every line of the campus.")
@campus_option
@click.option("--json", "as_json", is_flag=True, help="For programs; null is a hidden count.")
def report(month: str | None, line: str | None, campus: str | None, as_json: bool) -> None:
    """Show a month of each line in counts: no content, no names, no numbers, none below five."""
    with told(), live.open_parts() as parts:
        slug, lines = _lines(parts, line, campus)
        pages = [_page(parts, slug, it, month) for it in lines]
        if as_json:
            said = {"campus": slug, "hidden_below": LEAST, "lines": pages}
            click.echo(json.dumps(msgspec.to_builtins(said), ensure_ascii=False))
            return
        for page in pages:
            _show(page)
        click.echo(_NOTE)


def _lines(parts: Parts, line: str | None, campus: str | None) -> tuple[CampusSlug, list[Line]]:
    """Return the lines that are meant. Raises PlanError when that is not clear."""
    if line is None or campus is not None:
        slugs = [live.campus_of(parts, campus)]
    else:
        slugs = list(parts.records.campuses())
    found = {
        slug: [it for it in parts.records.load_plan(slug).lines if line in {None, it.slug}]
        for slug in slugs
    }
    having = [slug for slug, lines in found.items() if lines]
    if len(having) > 1:
        raise PlanError(f'there is a line "{line}" in {", ".join(having)}; choose with --campus')
    if not having:
        raise PlanError(f'there is no line "{line}"')
    return having[0], found[having[0]]


def _page(parts: Parts, campus: CampusSlug, line: Line, wanted: str | None) -> dict[str, Any]:
    """Return one line's month as plain data."""
    now = parts.now()
    here = wall_clock_of(now, line.timezone)
    last = (here.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    month = read_month(wanted or last, line.timezone)
    if month.start > now:
        raise PlanError(f"{month.name} has not begun yet on line {line.slug}")
    histories = parts.records.line_contacts(campus, line.slug, month.start, month.end)
    summary = summarize(count(histories, line.timezone))
    return {
        "line": line.slug,
        "name": line.name,
        "month": month.name,
        "timezone": line.timezone,
        "is_over": month.is_over(now),
        "is_kept": month.start >= line.retention.cutoffs(now).contacts,
        **_counts(summary),
    }


def _counts(summary: Summary) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(summary)
    return {"contacts": said.pop("contacts"), "answered": summary.answered, **said}


def _show(page: Mapping[str, Any]) -> None:
    click.echo(f"{page['name']} ({page['line']}), {page['month']}, {page['timezone']}")
    if not page["is_over"]:
        click.echo("  This month is not over: hand it on when it is.")
    if not page["is_kept"]:
        click.echo("  Part of this month is so long ago that it is no longer kept.")
    _row("contacts", page["contacts"])
    _row("answered", page["answered"])
    _table("Contacts", page["kinds"])
    _table("Answered", {_OUTCOMES[it]: n for it, n in page["outcomes"].items()})
    _waits(page["waits"])
    _row("turned away: closed, blocked", page["turned_away"])
    _table("Help and hand-overs", {HAND_OVERS[it].words: n for it, n in page["hand_overs"].items()})
    _table(
        "What became of that help, as mentors say",
        {HELP_OUTCOMES[it]: n for it, n in page["help_outcomes"].items()},
    )
    _table(f"Topics of {_shown(page['wrapped_up'])} wrapped up", page["topics"])
    stress = page["stress"]
    _table(f"Stress in {_shown(stress['pairs'])} wrap-ups", _stress(stress))
    _table("By weekday", page["weekdays"])
    _table("By hour", page["hours"])
    click.echo()


def _stress(stress: Mapping[str, Any]) -> dict[str, Any]:
    changes = {_CHANGES[it]: n for it, n in stress["changes"].items()}
    medians = {"median before": stress["median_before"], "median after": stress["median_after"]}
    return changes | medians


def _waits(waits: Mapping[str, Mapping[str, int]]) -> None:
    shown = {
        f"{said}, {words}": waits[said][name] if said in waits else None
        for said in ("calls", "texts")
        for words, name in (("median", "median_seconds"), ("9 of 10 within", "p90_seconds"))
    }
    _table("Waits of those answered, in seconds", shown)


def _table(title: str, rows: Mapping[str, float | None]) -> None:
    click.echo(f"\n  {title}")
    for words, value in rows.items():
        _row(f"  {words}", value)


def _row(words: str, value: float | None) -> None:
    click.echo(f"  {words:40} {_shown(value):>7}")


def _shown(value: float | None) -> str:
    return HIDDEN if value is None else f"{value:g}" if isinstance(value, float) else str(value)

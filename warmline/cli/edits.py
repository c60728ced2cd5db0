"""What commands that change a plan have in common: who did it, and that calls follow at once."""

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import click

from warmline.bootstrap import Parts
from warmline.cli import live
from warmline.cli.tables import show_json
from warmline.errors import PlanError
from warmline.hours import wall_clock_of
from warmline.ids import CampusSlug, LineSlug, MentorId
from warmline.schedule import Plan, line_of
from warmline.store.records.editing import Edit

LATER = "Redis does not answer; calls follow this plan once the clock reaches it."


def login_name() -> str:
    """Return who runs this command, for the audit."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user need not have a name
        return f"uid {os.getuid()}"


@contextmanager
def editing(parts: Parts, campus: CampusSlug, action: str) -> Iterator[Edit]:
    """Give an edit of a plan, made by whoever runs this command; kept whole or not at all."""
    now = datetime.now(UTC)
    with parts.records.editing(
        campus, actor=login_name(), action=action, origin="command", now=now
    ) as edit:
        yield edit


def report(parts: Parts, campus: CampusSlug, entry_id: str, done: str, *, as_json: bool) -> None:
    """Publish the plan and say what was done to an entry; calls follow it from now on."""
    published = live.publish(parts.settings, campus)
    if as_json:
        show_json({"campus": campus, "id": entry_id, "done": done, "published": published})
        return
    click.echo(f"{entry_id}: {done}.")
    if not published:
        click.echo(LATER)


def campus_having(
    parts: Parts, wanted: str | None, entry_id: str, ids: Callable[[Plan], list[str]]
) -> tuple[CampusSlug, Plan]:
    """Return the campus whose plan has an entry. Raises PlanError if there is no such entry."""
    for slug in parts.records.campuses():
        if wanted in {None, slug}:
            plan = parts.records.load_plan(slug)
            if entry_id in ids(plan):
                return slug, plan
    raise PlanError(f"there is no {entry_id}; list what there is to see its id")


def campus_with(parts: Parts, wanted: str | None, line: str) -> tuple[CampusSlug, Plan]:
    """Return the campus that has a line. Raises PlanError when it is none, or one of several."""
    plans = {
        slug: parts.records.load_plan(slug)
        for slug in parts.records.campuses()
        if wanted in {None, slug}
    }
    found = [slug for slug, plan in plans.items() if line in {it.slug for it in plan.lines}]
    if len(found) > 1:
        raise PlanError(f'there is a line "{line}" in {", ".join(found)}; choose with --campus')
    if not found:
        known = ", ".join(it.slug for plan in plans.values() for it in plan.lines)
        raise PlanError(f'there is no line "{line}"; there is {known or "none at all"}')
    return found[0], plans[found[0]]


def wall_time(text: str, option: str, plan: Plan, line: str) -> datetime:
    """Return a time on the wall clock of a line (naive); one with an offset is brought there."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as exc:
        example = "must be a time like 2026-11-26T19:00, on the line's own wall clock"
        raise click.BadParameter(example, param_hint=option) from exc
    if at.tzinfo is None:
        return at
    return wall_clock_of(at.astimezone(UTC), line_of(plan, LineSlug(line)).timezone)


def local_day(text: str, option: str) -> date:
    """Return a date."""
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise click.BadParameter("must be a date like 2026-11-26", param_hint=option) from exc


def namer(plan: Plan) -> Callable[[Any], str]:
    """Return what names a mentor by id."""
    names: dict[MentorId, str] = {mentor.id: mentor.name for mentor in plan.mentors}
    return lambda mentor: names.get(mentor, "someone who has left")


def minute(at: datetime) -> str:
    """Return a wall-clock time as ISO 8601, without seconds where there are none."""
    return at.isoformat(timespec="seconds" if at.second else "minutes")

"""What the commands that read a plan have in common: which line, and at which instant."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

import click

from warmline.cli.live import open_records
from warmline.errors import PlanError
from warmline.hours import instant_of
from warmline.ids import CampusSlug, LineSlug, MentorId
from warmline.line import Line
from warmline.schedule import Era, Plan, line_of
from warmline.settings import Settings


@dataclass(frozen=True)
class Chosen:
    """One line of one campus, and the plan that it is part of."""

    settings: Settings
    campus: CampusSlug
    plan: Plan
    line: Line

    def instant(self, text: str | None, option: str) -> datetime:
        """Return the instant (UTC) that an option names; without an offset, the line's own time."""
        if text is None:
            return datetime.now(UTC)
        try:
            at = datetime.fromisoformat(text)
        except ValueError as exc:
            raise click.BadParameter(
                "must be a time like 2026-11-22T19:30 or 2026-11-22T19:30:00-08:00",
                param_hint=option,
            ) from exc
        return at.astimezone(UTC) if at.tzinfo else instant_of(at, self.line.timezone)

    def eras(self, start: datetime, end: datetime) -> tuple[Era, ...]:
        """Return the plans that count between two instants (UTC): what was, and from now on ours.

        For what is past that is the plan that routed then, whatever was edited since.
        """
        now = datetime.now(UTC)
        if start >= now:
            return (Era(start, self.plan),)
        with open_records(self.settings) as records:
            past = records.eras(self.campus, start, min(end, now))
        return (*past, Era(now, self.plan)) if end > now else past

    def as_of(self, at: datetime) -> Self:
        """Return the same line by the plan that counts at an instant (UTC).

        Raises PlanError if the line was not there yet.
        """
        plan = self.eras(at, at + timedelta(microseconds=1))[0].plan
        return replace(self, plan=plan, line=line_of(plan, self.line.slug))

    def local(self, at: datetime) -> str:
        """Return an instant as ISO 8601 with the offset of the line's zone."""
        return at.astimezone(ZoneInfo(self.line.timezone)).isoformat()

    def clock(self, at: datetime) -> str:
        """Return an instant as people read it."""
        return at.astimezone(ZoneInfo(self.line.timezone)).strftime("%a %d %b %Y %H:%M")

    def name(self, mentor: MentorId) -> str:
        """Return a mentor's name."""
        return next((m.name for m in self.plan.mentors if m.id == mentor), "someone who has left")


def choose(line: str, campus: str | None) -> Chosen:
    """Return the line that was asked for. Raises PlanError when it is none, or one of several."""
    settings = Settings.read(os.environ)
    with open_records(settings) as records:
        records.check_schema()
        slugs = [slug for slug in records.campuses() if campus in {None, slug}]
        plans = {slug: records.load_plan(slug) for slug in slugs}
    found = [
        Chosen(settings, slug, plan, entry)
        for slug, plan in plans.items()
        for entry in plan.lines
        if entry.slug == LineSlug(line)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise PlanError(f'there is a line "{line}" in {", ".join(slugs)}; choose with --campus')
    known = ", ".join(entry.slug for plan in plans.values() for entry in plan.lines)
    raise PlanError(f'there is no line "{line}"; there is {known or "none at all"}')

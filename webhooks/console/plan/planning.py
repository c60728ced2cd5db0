"""What the plan's pages share: the plan as it is or as a draft would make it, and previews."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from warmline.bootstrap import Parts
from warmline.drafts import (
    Differing,
    Draft,
    Opened,
    Step,
    Trial,
    differing,
    findings_differing,
    hours_differing,
    words_of,
)
from warmline.errors import LiveStoreUnavailableError, PlanError
from warmline.hours import wall_clock_of
from warmline.plan_check import Finding
from warmline.schedule import Era, Plan
from webhooks.console.access import visitor
from webhooks.console.plan.forms import sentence

AHEAD = timedelta(weeks=8)
MOST = 150  # rows of a preview
LATER = "Redis does not answer; calls follow this plan once the clock reaches it."


class Changes(Struct, frozen=True, kw_only=True):
    """What steps would change, as a preview shows it."""

    people: tuple[Differing, ...]
    more: int  # that are not shown
    hours: tuple[Opened, ...]
    worse: tuple[Finding, ...]
    better: tuple[Finding, ...]
    names: dict[Any, str]
    zones: dict[Any, str]
    lines: dict[Any, str]


class Planning:
    """Tries, previews and takes steps for whoever looks."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    @property
    def actor(self) -> str:
        """Who does it, for the audit."""
        return visitor().person.name

    def draft(self) -> Draft | None:
        """Return the draft that the address names, if it is open."""
        wanted = request.values.get("draft", "")
        if not wanted:
            return None
        try:
            return self.parts.records.draft(visitor().campus, wanted)
        except PlanError as exc:
            flash(sentence(str(exc)))
            return None

    def plan(self, draft: Draft | None) -> Plan:
        """Return the plan from now on, with what a draft would change in it."""
        if draft is None:
            return self.parts.records.load_plan(visitor().campus, self.parts.now())
        return self.trial(draft.before(self.replaced())).after

    @staticmethod
    def replaced() -> str:
        """Return which step of the draft is being made anew, or nothing."""
        return request.values.get("replaces", "")

    def trial(self, steps: Sequence[Step]) -> Trial:
        """Return what steps would make of the plan."""
        return self.parts.records.try_steps(visitor().campus, steps, self.parts.now())

    def eras(self, plan: Plan, start: datetime, end: datetime) -> tuple[Era, ...]:
        """Return the plans that count in a time: the past as it was, from now on this one."""
        now = self.parts.now()
        if start >= now:
            return (Era(start, plan),)
        past = self.parts.records.eras(visitor().campus, start, min(end, now))
        return (*past, Era(now, plan))

    def today(self, plan: Plan) -> date:
        """Return the date at the first line."""
        return wall_clock_of(self.parts.now(), plan.lines[0].timezone).date()

    def changes(self, before: Plan, after: Plan) -> Changes:
        """Return what is another by one plan than by the other in the coming weeks."""
        start = self.parts.now()
        span = (start, start + AHEAD)
        people = differing(before, after, *span)
        worse, better = findings_differing(before, after, *span)
        return Changes(
            people=people[:MOST],
            more=max(0, len(people) - MOST),
            hours=hours_differing(before, after, *span)[:MOST],
            worse=worse,
            better=better,
            names={it.id: it.name for it in after.mentors},
            zones={it.slug: it.timezone for it in after.lines},
            lines={it.slug: it.name for it in after.lines},
        )

    def reasons(self, step: Step, draft: Draft | None) -> list[str]:
        """Return why a step cannot be taken, behind those of a draft; empty when it can."""
        trial = self.trial(self._with(draft, step))
        return [it.reason for it in trial.refused if it.step == step.id]

    def preview(
        self, step: Step, draft: Draft | None, back: str, wrong: Sequence[str] = ()
    ) -> ResponseReturnValue:
        """Show what a step would change, with the ways to do it now or to put it in a draft."""
        held = draft.steps if draft else ()
        trial = self.trial(self._with(draft, step))
        before = self.trial(held).after if held else trial.before
        refused = [*wrong, *(it.reason for it in trial.refused if it.step == step.id)]
        lines = {it.slug: it.name for it in trial.before.lines}
        again = [
            (name, value)
            for name, values in request.form.lists()
            for value in values
            if name not in {"csrf_token", "again"}
        ]
        page = render_template(
            "console/plan/preview.html",
            said=[words_of(it, lines) for it in step.proposals],
            changes=self.changes(before, trial.after),
            refused=[sentence(it) for it in refused],
            step=msgspec.json.encode(step).decode(),
            draft=draft,
            replaces=self.replaced() if draft else "",
            drafts=self.parts.records.drafts(visitor().campus),
            back=back,
            again=again,
        )
        return page, 409 if refused else 200

    def _with(self, draft: Draft | None, step: Step) -> tuple[Step, ...]:
        return draft.with_instead(self.replaced(), step) if draft else (step,)

    def publish(self, done: str) -> None:
        """Have calls follow the plan at once, and say so."""
        try:
            self.parts.publisher.publish(visitor().campus)
        except LiveStoreUnavailableError:
            flash(f"{done} {LATER}")
        else:
            flash(f"{done} Calls follow it now.")

    def to_plan(self, back: str) -> ResponseReturnValue:
        """Lead back to the plan as it was looked at."""
        ours = back.startswith("/console/plan") and "\\" not in back
        return redirect(back if ours else url_for("console.plan"))


def action_of(step: Step) -> str:
    """Return how the audit names a step."""
    if len(step.proposals) != 1:
        return "plan.change"
    it = step.proposals[0]
    if it.kind == "override" and it.id is None and it.entry and it.entry.get("kind") == "cover":
        return "override.cover"
    does = "add" if it.id is None else "remove" if it.entry is None else "change"
    return f"{it.kind}.{does}"


def read_step(text: str) -> Step:
    """Return a step that a page of ours held. Raises PlanError for anything else."""
    try:
        return msgspec.json.decode(text, type=Step)
    except msgspec.DecodeError as exc:
        raise PlanError("what was to be done cannot be read; begin again from the plan") from exc

"""Doing one change now, or collecting several in a draft that is published all at once."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from warmline.drafts import Draft, OfTurn, Step, redone, words_of
from warmline.errors import PlanError
from webhooks.console.access import add_page, visitor
from webhooks.console.plan.forms import sentence
from webhooks.console.plan.planning import Planning, action_of, read_step
from webhooks.console.plan.turn_forms import turn_address

_ROLES = ("coordinator",)


class DraftForm(FlaskForm):  # type: ignore[misc]
    """How a draft is called."""

    name = StringField("Name of the draft", [DataRequired(), Length(max=80)])


class DraftPages:
    """Drafts, and what takes a previewed step."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self._records = planning.parts.records

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        post = ["POST"]
        add_page(console, "/plan/do", self.plan_do, _ROLES, methods=post)
        add_page(console, "/plan/collect", self.plan_collect, _ROLES, methods=post)
        add_page(console, "/plan/drafts", self.plan_drafts, _ROLES, methods=["GET", "POST"])
        path = "/plan/drafts/<draft>"
        add_page(console, path, self.plan_draft, _ROLES)
        add_page(console, f"{path}/steps/<step>", self.plan_redo, _ROLES)
        add_page(console, f"{path}/publish", self.plan_publish, _ROLES, methods=post)
        add_page(console, f"{path}/discard", self.plan_discard, _ROLES, methods=post)
        add_page(console, f"{path}/take-out", self.plan_take_out, _ROLES, methods=post)

    def plan_do(self) -> ResponseReturnValue:
        """Take a step that was previewed, at once; if the plan refuses it by now, say why."""
        back = request.form.get("back", "")
        try:
            step = read_step(request.form.get("step", ""))
        except PlanError as exc:
            return self._gone(exc, back)
        now, campus = self._planning.parts.now(), visitor().campus
        try:
            self._records.take_steps(
                campus, [step], action_of(step), actor=self._planning.actor, now=now
            )
        except PlanError as exc:
            return self._planning.preview(step, None, back, [str(exc)])
        self._planning.publish("It is done.")
        return self._planning.to_plan(back)

    def plan_collect(self) -> ResponseReturnValue:
        """Put a step that was previewed into a draft, a new one if it is to be."""
        now, campus, actor = self._planning.parts.now(), visitor().campus, self._planning.actor
        try:
            step = read_step(request.form.get("step", ""))
            chosen = request.form.get("draft", "")
            if not chosen:
                name = request.form.get("name", "").strip()[:80] or f"Draft of {now:%d %b}"
                chosen = self._records.begin_draft(campus, name, actor=actor, now=now)
            replaced = self._planning.replaced()
            if replaced:
                self._records.replace_in_draft(campus, chosen, replaced, step, actor=actor, now=now)
            else:
                self._records.add_to_draft(campus, chosen, [step], actor=actor, now=now)
        except PlanError as exc:
            return self._gone(exc, request.form.get("back", ""))
        flash("It is in the draft. Nobody is rung by it before it is published.")
        return redirect(url_for("console.plan_draft", draft=chosen))

    def plan_drafts(self) -> ResponseReturnValue:
        """List the open drafts, and begin one."""
        form, campus = DraftForm(), visitor().campus
        if form.validate_on_submit():
            made = self._records.begin_draft(
                campus,
                form.name.data.strip(),
                actor=self._planning.actor,
                now=self._planning.parts.now(),
            )
            return redirect(url_for("console.plan_draft", draft=made))
        page = render_template(
            "console/plan/drafts.html",
            form=form,
            drafts=self._records.drafts(campus),
            zone=visitor().roster.compiled.lines[0].timezone,
        )
        return page, 400 if form.is_submitted() else 200

    def plan_draft(self, draft: str) -> ResponseReturnValue:
        """Show what is in a draft, and what the plan would be with it."""
        try:
            held = self._records.draft(visitor().campus, draft)
        except PlanError as exc:
            flash(sentence(str(exc)))
            return redirect(url_for("console.plan_drafts"))
        return self._shown(held, ())

    def plan_redo(self, draft: str, step: str) -> ResponseReturnValue:
        """Lead to the form in which a step of a draft is made anew, filled in as it is."""
        try:
            held = self._records.draft(visitor().campus, draft)
            found = next((it for it in held.steps if it.id == step), None)
            again = redone(found) if found else None
        except PlanError as exc:
            return self._gone(exc, "")
        here = url_for("console.plan_draft", draft=draft)
        if again is None:
            return redirect(here)
        same: dict[str, Any] = {"draft": draft, "replaces": step, "back": here}
        if isinstance(again, OfTurn):
            return redirect(turn_address(self._planning.plan(None), again, same))
        if again.id is None:
            return redirect(url_for("console.plan_new", kind=again.kind, **same))
        return redirect(url_for("console.plan_change", kind=again.kind, entry=again.id, **same))

    def plan_publish(self, draft: str) -> ResponseReturnValue:
        """Make all of a draft the plan, or nothing of it."""
        campus, now = visitor().campus, self._planning.parts.now()
        version = request.form.get("version", "")
        seen = int(version) if version.isascii() and version.isdigit() else 0
        try:
            done = self._records.publish_draft(
                campus, draft, seen, actor=self._planning.actor, now=now
            )
        except PlanError as exc:
            try:
                return self._shown(self._records.draft(campus, draft), str(exc).splitlines()), 409
            except PlanError:
                return self._gone(exc, "")
        self._planning.publish(f"{done.name} is published.")
        return redirect(url_for("console.plan"))

    def plan_discard(self, draft: str) -> ResponseReturnValue:
        """Throw a draft away; the plan stays as it is."""
        try:
            self._records.discard_draft(
                visitor().campus,
                draft,
                actor=self._planning.actor,
                now=self._planning.parts.now(),
            )
        except PlanError as exc:
            return self._gone(exc, "")
        flash("The draft is discarded. The plan is as it was.")
        return redirect(url_for("console.plan_drafts"))

    def plan_take_out(self, draft: str) -> ResponseReturnValue:
        """Take one step out of a draft."""
        try:
            out = self._records.take_from_draft(
                visitor().campus,
                draft,
                request.form.get("step", ""),
                actor=self._planning.actor,
                now=self._planning.parts.now(),
            )
        except PlanError as exc:
            return self._gone(exc, "")
        flash("It is taken out." if out else "It was taken out before.")
        return redirect(url_for("console.plan_draft", draft=draft))

    # --- how --------------------------------------------------------------------------------

    def _shown(self, held: Draft, wrong: tuple[str, ...] | list[str]) -> str:
        trial = self._planning.trial(held.steps)
        lines = {it.slug: it.name for it in trial.before.lines}
        reasons = {it.step: [sentence(line) for line in it.reason.splitlines()]
                   for it in trial.refused}  # fmt: skip
        return render_template(
            "console/plan/draft.html",
            it=held,
            steps=[(step.id, [words_of(one, lines) for one in step.proposals],
                    reasons.get(step.id, []), _may_redo(step)) for step in held.steps],
            ready=trial.ready and bool(held.steps),
            disagreement=sentence(trial.disagreement) if trial.disagreement else "",
            wrong=[sentence(it) for it in wrong],
            changes=self._planning.changes(trial.before, trial.after),
            zone=trial.before.lines[0].timezone,
        )  # fmt: skip

    def _gone(self, exc: PlanError, back: str) -> ResponseReturnValue:
        flash(sentence(str(exc)))
        return self._planning.to_plan(back)


def _may_redo(step: Step) -> bool:
    try:
        return redone(step) is not None
    except PlanError:
        return False

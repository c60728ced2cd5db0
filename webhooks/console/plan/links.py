"""Calendar links: secret addresses by which phones show the plan; shown once, revoked at once."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField

from warmline.calendars.turns import serves
from warmline.errors import PlanError
from warmline.ids import LineSlug, MentorId
from warmline.store.records.calendar_links import CalendarTarget
from webhooks.console.access import add_page, visitor
from webhooks.console.plan.forms import offered
from webhooks.console.plan.planning import Planning

_ROLES = ("coordinator",)


class LinkForm(FlaskForm):  # type: ignore[misc]
    """Whose calendar."""

    target = SelectField("Whose calendar")
    replace = BooleanField("Revoke the earlier links to the same")


class LinkPages:
    """The links that are in use, and the making of one."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self._records = planning.parts.records

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_page(console, "/plan/links", self.plan_links, _ROLES, methods=["GET", "POST"])
        add_page(console, "/plan/links/<link>/revoke", self.plan_revoke, _ROLES, methods=["POST"])

    def plan_links(self) -> ResponseReturnValue:
        """List links, and make one: its address is on this page once, and nowhere after."""
        form, campus = LinkForm(), visitor().campus
        plan = self._records.load_plan(campus, self._planning.parts.now())
        people = [it for it in plan.mentors if serves(it)]
        whose = {f"line:{it.slug}": f"{it.name}, everybody" for it in plan.lines}
        whose |= {f"mentor:{it.id}": it.name for it in people}
        form.target.choices = offered(whose)
        address = None
        if form.validate_on_submit():
            token = self._records.give_calendar(
                campus,
                _target(form.target.data),
                actor=self._planning.actor,
                now=self._planning.parts.now(),
                replace=form.replace.data,
            )
            base = self._planning.parts.settings.public_base_url.rstrip("/")
            address = f"{base}/calendar/{token}.ics"
        found = self._records.calendar_links(campus)
        page = render_template(
            "console/plan/links.html",
            form=form,
            address=address,
            whose=whose.get(form.target.data, ""),
            links=[it for it in reversed(found) if it.revoked_at is None],
            revoked=sum(it.revoked_at is not None for it in found),
            names={it.id: it.name for it in plan.mentors},
            lines={it.slug: it.name for it in plan.lines},
            zone=plan.lines[0].timezone,
        )
        return page, 400 if form.errors else 200

    def plan_revoke(self, link: str) -> ResponseReturnValue:
        """Let a link lead nowhere from now on."""
        try:
            ended = self._records.revoke_calendar(
                visitor().campus,
                link,
                actor=self._planning.actor,
                now=self._planning.parts.now(),
            )
        except PlanError:
            abort(404)
        flash("The link leads nowhere now." if ended else "The link was revoked before.")
        return redirect(url_for("console.plan_links"))


def _target(text: str) -> CalendarTarget:
    kind, _, name = text.partition(":")
    if kind == "line":
        return CalendarTarget(line=LineSlug(name))
    return CalendarTarget(mentor=MentorId(name))

"""The plan by week and by month, by line and by person; everybody of the roster may look."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from warmline.roster import Role
from warmline.timetable import month_of, timetable, week_of
from webhooks.console.access import OWN, STAFF, add_page, visitor
from webhooks.console.plan.drafts import DraftPages
from webhooks.console.plan.entries import EntryPages
from webhooks.console.plan.links import LinkPages
from webhooks.console.plan.planning import Planning
from webhooks.console.plan.turns import TurnPages

PLANS: tuple[Role, ...] = ("coordinator",)


class PlanPages:
    """The views, and with them every page on which the plan is changed."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._planning = Planning(parts)

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_page(console, "/plan", self.plan, OWN)
        for pages in (EntryPages, TurnPages, DraftPages, LinkPages):
            pages(self._planning).add_to(console)

    def plan(self) -> ResponseReturnValue:
        """Show a week or a month."""
        who = visitor()
        may_plan = "coordinator" in who.roles
        draft = self._planning.draft() if may_plan else None
        plan = self._planning.plan(draft)
        today = self._planning.today(plan)
        month = request.args.get("view") == "month"
        by = "person" if request.args.get("by") == "person" else "line"
        range_ = (month_of if month else week_of)(_day(request.args.get("at", ""), today))
        start, end = range_.instants(plan.lines[0].timezone)
        shown = timetable(
            self._planning.eras(plan, start, end),
            range_,
            self._parts.now(),
            private=not who.roles.isdisjoint(STAFF),
        )
        look: dict[str, Any] = {"view": "month" if month else "week", "by": by}
        if draft:
            look["draft"] = draft.id
        return render_template(
            "console/plan/plan.html",
            table=shown,
            look=look,
            at=range_.first,
            today=today,
            draft=draft,
            drafts=self._parts.records.drafts(who.campus) if may_plan else (),
            may_plan=may_plan,
            now=self._parts.now(),
            weeks=_weeks,
            names={it.id: it.name for it in plan.mentors},
            zones={it.slug: it.timezone for it in plan.lines},
            here=url_for("console.plan", at=range_.first, **look),
        )


def _day(text: str, default: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return default
    return found if 2000 <= found.year <= 2100 else default


def _weeks(days: tuple[date, ...]) -> list[list[date | None]]:
    """Return days as rows of a month's table, with empty places before the first and at the end."""
    places: list[date | None] = [None] * days[0].weekday() + [*days]
    places += [None] * (-len(places) % 7)
    return [places[n : n + 7] for n in range(0, len(places), 7)]

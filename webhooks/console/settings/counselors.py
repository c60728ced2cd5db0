"""When a counselor is there: their own hours and holidays, by which a rung rings them."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from warmline.campus_file import read_keys
from warmline.line_settings import (
    Differs,
    away_in_words,
    days_listed,
    hours_in_words,
    listed,
    typed_days,
    typed_hours,
)
from warmline.roster import Mentor
from warmline.schedule import Plan
from webhooks.console.access import add_page
from webhooks.console.settings.saving import CHANGES, Saving, line_of_page, said, settings_of


def counselors(plan: Plan) -> list[Mentor]:
    """Return everyone whom a rung of counselors may name, in roster order."""
    return [it for it in plan.mentors if it.active and "counselor" in it.roles]


class CounselorPages:
    """A form for one counselor."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    def add_to(self, console: Blueprint) -> None:
        """Add the page."""
        path, both = "/settings/line/<line>/counselor/<mentor>", ["GET", "POST"]
        add_page(console, path, self.settings_counselor, CHANGES, methods=both)

    def settings_counselor(self, line: str, mentor: str) -> ResponseReturnValue:
        """Show when a counselor is there; preview and save what is typed."""
        plan = self._saving.plan()
        held = line_of_page(plan, line)
        it = next((one for one in counselors(plan) if one.id == mentor), None) or abort(404)
        typed = {"hours": typed_hours(it.hours), "holidays": typed_days(it.holidays)}
        wrong: dict[str, str] = {}
        notes: list[str] = []
        if request.method == "POST":
            typed = {key: request.form.get(key, "") for key in typed}
            given = {"hours": listed(typed["hours"]), "holidays": days_listed(typed["holidays"])}
            values, wrong = read_keys("mentor", given)
            differs = _differences(it, values)
            if not wrong and not differs:
                notes = ["Nothing is different yet."]
            elif not wrong and request.form.get("does") in {"look", "save"}:
                return self._saving.once_seen(
                    it.name,
                    differs,
                    settings_of(held, "counselors"),
                    ("counselor.hours", lambda edit: edit.settings.set_counselor(it.id, given)),
                )
        page = render_template(
            "console/settings/counselor.html",
            line=held,
            counselor=it,
            typed=typed,
            wrong=said(wrong),
            notes=notes,
        )
        return page, 400 if wrong or notes else 200


def _differences(it: Mentor, values: dict[str, Any]) -> tuple[Differs, ...]:
    """Return what is another, in words."""
    hours, holidays = values.get("hours", it.hours), values.get("holidays", it.holidays)
    rows = (
        Differs("Hours", hours_in_words(it.hours), hours_in_words(hours)),
        Differs("Holidays", away_in_words(it.holidays), away_in_words(holidays)),
    )
    return tuple(row for row in rows if row.before != row.after)

"""Settings of a line, all on one page to look at, and a form for each part of them."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from warmline.ladder_typing import rung_in_words
from warmline.line import Line
from warmline.line_settings import (
    SECTIONS,
    away_in_words,
    differences,
    hours_in_words,
    in_words,
    read_typed,
    typed_of,
    with_settings,
)
from warmline.schedule import Plan
from warmline.wording_preview import name_mistake, spoken, texted
from webhooks.console.access import add_page, visitor
from webhooks.console.settings.counselors import CounselorPages, counselors
from webhooks.console.settings.desks import DeskPages
from webhooks.console.settings.ladder import LadderPages
from webhooks.console.settings.phrases import PhrasePages
from webhooks.console.settings.saving import (
    CHANGES,
    LOOKS,
    Saving,
    line_of_page,
    said,
    settings_of,
    with_line,
)
from webhooks.console.settings.wording import WordingPages

_SECTIONS = {it.slug: it for it in SECTIONS}


class SettingPages:
    """The overview, the forms of a line, and how it speaks."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._saving = Saving(parts)

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_page(console, "/settings", self.settings, LOOKS)
        add_page(console, "/settings/wording", self.settings_wording, LOOKS)
        path, both = "/settings/line/<line>/<section>", ["GET", "POST"]
        add_page(console, path, self.settings_section, CHANGES, methods=both)
        for pages in (LadderPages, DeskPages, CounselorPages, PhrasePages, WordingPages):
            pages(self._saving).add_to(console)

    def settings(self) -> ResponseReturnValue:
        """Show everything that a line is set to."""
        plan = self._saving.plan()
        return render_template(
            "console/settings/settings.html",
            plan=plan,
            line=_chosen(plan),
            sections=SECTIONS,
            in_words=in_words,
            hours=hours_in_words,
            away=away_in_words,
            counselors=counselors(plan),
            rung_in_words=rung_in_words,
            may_change="coordinator" in visitor().roles,
        )

    def settings_wording(self) -> ResponseReturnValue:
        """Show the line's sentences, as spoken and as texted."""
        plan = self._saving.plan()
        line, now = _chosen(plan), self._parts.now()
        return render_template(
            "console/settings/wording.html",
            plan=plan,
            line=line,
            spoken=spoken(line, plan.campus, now),
            texted=texted(line, plan.campus, now),
            may_change="coordinator" in visitor().roles,
        )

    def settings_section(self, line: str, section: str) -> ResponseReturnValue:
        """Show one part of a line's settings, preview what was typed, and save it."""
        part = _SECTIONS.get(section) or abort(404)
        plan = self._saving.plan()
        held = line_of_page(plan, line)
        typed, notes = typed_of(part, held), list[str]()
        wrong: dict[str, str] = {}
        does = request.form.get("does", "")
        if request.method == "POST":
            typed = {it.key: request.form.get(it.key, "") for it in part.settings}
            given, wrong = read_typed(part, typed, held)
            if not wrong and "name" in given:
                mistake = name_mistake(with_settings(held, given), plan.campus)
                wrong = {"name": mistake} if mistake else {}
            if not wrong and does in {"look", "save"}:
                after = with_settings(held, given)
                differs = differences(part, held, after)
                if not differs:
                    notes = ["Nothing is different yet."]
                else:
                    return self._taken(plan, held, after, given, part)
        page = render_template(
            "console/settings/section.html",
            line=held,
            section=part,
            typed=typed,
            wrong=said(wrong),
            notes=notes,
        )
        return page, 400 if wrong or notes else 200

    def _taken(
        self, plan: Plan, held: Line, after: Line, given: dict[str, Any], part: Any
    ) -> ResponseReturnValue:
        """Save what was seen, or show what it would change."""
        return self._saving.once_seen(
            part.title,
            differences(part, held, after),
            settings_of(held, part.slug),
            (f"line.{part.slug}", lambda edit: edit.settings.set_line(held.slug, given)),
            after=(plan, with_line(plan, after)),
        )


def _chosen(plan: Plan) -> Line:
    """Return the line that the address names, or the first."""
    wanted = request.args.get("line")
    return next((it for it in plan.lines if it.slug == wanted), plan.lines[0])

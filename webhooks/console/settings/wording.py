"""A line's own sentences: typed, weighed with all that is said around them, and saved once seen."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import asdict, replace

from warmline.line import OwnWording
from warmline.line_settings import Differs
from warmline.own_wording import RULES, changed, mistakes, tidied, weighed
from webhooks.console.access import add_page
from webhooks.console.settings.saving import CHANGES, Saving, line_of_page, said, with_line


class WordingPages:
    """One form; without a script its first button says what a script says while one types."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    def add_to(self, console: Blueprint) -> None:
        """Add the page."""
        path, both = "/settings/line/<line>/wording", ["GET", "POST"]
        add_page(console, path, self.settings_own_wording, CHANGES, methods=both)

    def settings_own_wording(self, line: str) -> ResponseReturnValue:
        """Show the sentences as typed so far, each whole, and how long that is."""
        plan = self._saving.plan()
        held = line_of_page(plan, line)
        back = url_for("console.settings_wording", line=held.slug)
        typed, notes = asdict(held.wording), list[str]()
        if request.method == "POST":
            typed = {it.key: request.form.get(it.key, "") for it in RULES}
        own = OwnWording(**{key: tidied(words) for key, words in typed.items()})
        wrong = mistakes(own, held.name, plan.campus)
        after = replace(held, wording=own)
        final = request.form.get("does") in {"look", "save"}
        if final and not wrong:
            differs = [Differs(*it) for it in changed(held.wording, own)]
            if differs:
                given = {"wording": asdict(own)}
                return self._saving.once_seen(
                    "Wording",
                    differs,
                    back,
                    ("line.wording", lambda edit: edit.settings.set_line(held.slug, given)),
                    after=(plan, with_line(plan, after)),
                )
            notes.append("Nothing is different yet.")
        page = render_template(
            "console/settings/own_wording.html",
            line=held,
            typed=typed,
            wrong=said(wrong),
            notes=notes,
            said=weighed(after, plan.campus, self._saving.parts.now()),
            back=back,
        )
        return page, 400 if final else 200

"""Escalations: help that was asked for and reached nobody, for coordinators and adviser."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from warmline.store.records.unmet import SHOWN
from webhooks.console.access import add_page, visitor


class EscalationPages:
    """The list that somebody works through on the next working day."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the page."""
        add_page(console, "/escalations", self.escalations, ["coordinator", "adviser"])

    def escalations(self) -> ResponseReturnValue:
        """Show what nobody came to, the newest first."""
        who = visitor()
        lines = who.roster.compiled.lines
        return render_template(
            "console/escalations.html",
            found=self._parts.records.unmet_help(who.campus, self._parts.now() - SHOWN),
            days=SHOWN.days,
            zones={it.slug: it.timezone for it in lines},
            names={it.slug: it.name for it in lines},
        )

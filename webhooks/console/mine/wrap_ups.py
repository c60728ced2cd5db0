"""My wrap-ups that are still missing: given here, they are the same as by text."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from warmline.errors import UnknownContactError
from warmline.ids import ContactId
from warmline.store.records.history import KeptWrapUp
from webhooks.console.access import visitor
from webhooks.console.mine.forms import WrapUpForm
from webhooks.console.mine.shifts import missing_of
from webhooks.console.mine.waiting import add_own_page

SHOWN = 12


class WrapUpPages:
    """The list, and giving one."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_own_page(console, "/mine/wrap-ups", self.mine_wrap_ups)
        add_own_page(console, "/mine/wrap-ups/<name>", self.mine_wrap_up, ["POST"])

    def mine_wrap_ups(self) -> ResponseReturnValue:
        """Show every contact of two weeks that lacks its wrap-up, newest first."""
        return self._page({})

    def mine_wrap_up(self, name: str) -> ResponseReturnValue:
        """Take the wrap-up of one contact of theirs."""
        contact = ContactId(f"{visitor().campus}.{name}")
        if contact not in {it.id for it in missing_of(self._parts)}:
            abort(404)
        form = WrapUpForm(prefix=f"{name}-")
        if not form.validate():
            return self._page({name: form}), 400
        self._give(contact, form)
        flash(
            "Noted. You rest for half an hour; somebody will ask how you are."
            if form.hard.data
            else "Noted. Thank you for being there."
        )
        return redirect(url_for("console.mine_wrap_ups"))

    def _give(self, contact: ContactId, form: WrapUpForm) -> None:
        """Give it to the contact; one that Redis has forgotten is in the records alone."""
        who, given, now = visitor(), form.given(), self._parts.now()
        try:
            self._parts.wrap_ups.give(who.roster, contact, who.person.id, given)
        except UnknownContactError:
            kept = KeptWrapUp(
                mentor=who.person.id,
                at=now,
                topics=given.topics,
                before=given.before,
                after=given.after,
                hard=given.hard,
            )
            self._parts.records.keep_wrap_up(contact, kept)

    def _page(self, forms: dict[str, WrapUpForm]) -> str:
        missing = missing_of(self._parts)
        lines = visitor().roster.lines
        shown: list[tuple[str, Any, str, WrapUpForm]] = []
        for it in missing[:SHOWN]:
            name = it.id.partition(".")[2]
            zone = lines[it.line].timezone if it.line in lines else "UTC"
            form = forms.get(name) or WrapUpForm(formdata=None, prefix=f"{name}-")
            shown.append((name, it, zone, form))
        now: datetime = self._parts.now()
        return render_template(
            "console/mine/wrap_ups.html",
            shown=shown,
            more=len(missing) - len(shown),
            lines=lines,
            now=now,
            wrong=set(forms),
            missing=len(missing),
        )

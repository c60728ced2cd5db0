"""My calendar link: made here, shown once, and ended here."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from warmline.errors import PlanError, SealError
from warmline.ids import Sealed
from warmline.store.records.calendar_links import CalendarLink, CalendarTarget
from webhooks.console.access import visitor
from webhooks.console.mine.shifts import missing_of
from webhooks.console.mine.waiting import add_own_page

FRESH = "calendar"  # session: a token that has not been shown yet, sealed


class CalendarPages:
    """Links to one's own calendar; those of others are nobody's business here."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_own_page(console, "/mine/calendar", self.mine_calendar)
        add_own_page(console, "/mine/calendar/new", self.mine_calendar_new, ["POST"])
        add_own_page(console, "/mine/calendar/end", self.mine_calendar_end, ["POST"])

    def mine_calendar(self) -> ResponseReturnValue:
        """Show which links there are; a new one's address, this once."""
        roster = visitor().roster
        return render_template(
            "console/mine/calendar.html",
            links=self._links(),
            address=self._fresh(),
            zone=roster.compiled.lines[0].timezone,
            me_id=visitor().person.id,
            missing=len(missing_of(self._parts)),
        )

    def mine_calendar_new(self) -> ResponseReturnValue:
        """Make a link in the place of any earlier one."""
        who = visitor()
        token = self._parts.records.give_calendar(
            who.campus,
            CalendarTarget(mentor=who.person.id),
            actor=who.person.id,
            now=self._parts.now(),
            replace=True,
        )
        session[FRESH] = self._parts.vault.seal(token)
        return redirect(url_for("console.mine_calendar"))

    def mine_calendar_end(self) -> ResponseReturnValue:
        """Let one of one's own links lead nowhere from now on."""
        who, link = visitor(), request.form.get("link", "")
        if link not in {it.id for it in self._links()}:
            abort(404)
        try:
            self._parts.records.revoke_calendar(
                who.campus, link, actor=who.person.id, now=self._parts.now()
            )
        except PlanError:
            abort(404)
        flash("That address leads nowhere now.")
        return redirect(url_for("console.mine_calendar"))

    def _links(self) -> list[CalendarLink]:
        who = visitor()
        target = CalendarTarget(mentor=who.person.id)
        found = self._parts.records.calendar_links(who.campus)
        return [it for it in found if it.target == target and it.revoked_at is None]

    def _fresh(self) -> str | None:
        sealed = session.pop(FRESH, None)
        if not isinstance(sealed, str):
            return None
        try:
            token = self._parts.vault.open(Sealed(sealed))
        except SealError:
            return None
        return f"{self._parts.settings.public_base_url.rstrip('/')}/calendar/{token}.ics"

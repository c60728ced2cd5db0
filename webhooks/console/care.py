"""The care list: whom a coordinator should ask how they are. Nobody else ever sees it."""

from collections import defaultdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from warmline.ids import ContactId, MentorId
from warmline.store.records.caring import HARD, WEEK
from warmline.store.records.history import Debrief
from webhooks.console.access import add_page, visitor
from webhooks.console.people import zone_of

ROWS = 120  # on the page in all: a list that nobody has worked through still opens at once


class CarePages:
    """Open debriefs by mentor, and who has had a hard week."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the pages, for coordinators alone."""
        add_page(console, "/care", self.care, ["coordinator"])
        add_page(console, "/care/done", self.care_done, ["coordinator"], methods=["POST"])

    def care(self) -> ResponseReturnValue:
        """Show the list, those with a hard week first."""
        who = visitor()
        waiting: dict[MentorId, list[Debrief]] = defaultdict(list)
        for it in self._parts.records.debriefs(who.campus):
            waiting[it.mentor].append(it)
        counts = self._parts.records.hard_counts(who.campus, self._parts.now() - WEEK)
        weeks = {mentor: count for mentor, count in counts.items() if count >= HARD}
        names = {it.mentor.id: it.mentor.name for it in self._parts.records.people(who.campus)}
        order = sorted({*waiting, *weeks}, key=lambda it: (-weeks.get(it, 0), names.get(it, "")))
        return render_template(
            "console/care.html",
            order=order,
            waiting=waiting,
            each=max(1, ROWS // max(1, len(order))),
            weeks=weeks,
            names=names,
            zone=zone_of(who.roster),
        )

    def care_done(self) -> ResponseReturnValue:
        """Take a debrief off the list: it has been talked over."""
        who = visitor()
        contact = ContactId(f"{who.campus}.{request.form.get('contact', '')}")
        mentor = MentorId(request.form.get("mentor", ""))
        done = self._parts.records.close_debrief(
            contact, mentor, actor=who.person.name, now=self._parts.now()
        )
        flash("The debrief is done." if done else "That debrief was done already.")
        return redirect(url_for("console.care"))

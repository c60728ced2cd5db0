"""A student who wants to be called back, and whose it is to call: a coordinator gives it to one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from warmline.contact import Contact
from warmline.contact.callback import OWNED
from warmline.contact.moments import CallbackWanted
from warmline.errors import UnknownContactError
from warmline.ids import ContactId, MentorId
from webhooks.console.access import add_page, visitor

_ROLES = ("coordinator",)
_SERVE = {"mentor", "backup"}


class CallbackPages:
    """One page: who has a callback, and a choice of who should."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the page."""
        add_page(console, "/callbacks/<name>", self.callback, _ROLES, methods=["GET", "POST"])

    def callback(self, name: str) -> ResponseReturnValue:
        """Show a callback that waits; give it to whoever was chosen."""
        contact, roster = self._contact(name), visitor().roster
        want = contact.state
        if not isinstance(want, CallbackWanted):
            flash("That callback does not wait any more: it is being tried, or it is settled.")
            return redirect(url_for("console.now"))
        choices = self._choices(contact)
        wrong, chosen = "", request.form.get("mentor", "")
        if request.method == "POST":
            if chosen not in choices:
                wrong = "Choose somebody who may be rung."
            elif self._given(contact, MentorId(chosen)):
                flash(f"The callback is {choices[chosen]}'s. They have been texted.")
                return redirect(url_for("console.now"))
            else:
                wrong = "That did not work: look at who has it now, and try again."
        names = {it.id: it.name for it in roster.compiled.mentors}
        line = roster.lines.get(contact.line)
        page = render_template(
            "console/callback.html",
            want=want,
            line=line,
            zone=line.timezone if line else "UTC",
            owner=names.get(want.owner, "somebody who has left") if want.owner else None,
            asked=[names.get(it, "somebody who has left") for it in dict.fromkeys(want.asked)],
            choices=choices,
            chosen=chosen,
            wrong=wrong,
            minutes=int(OWNED.total_seconds() // 60),
        )
        return page, 400 if wrong else 200

    # --- how --------------------------------------------------------------------------------

    def _contact(self, name: str) -> Contact:
        try:
            return self._parts.switchboard.contact(ContactId(f"{visitor().campus}.{name}"))
        except UnknownContactError:
            abort(404)

    def _choices(self, contact: Contact) -> dict[str, str]:
        """Return who could have it: those on call first, in roster order."""
        roster, now = visitor().roster, self._parts.now()
        here = roster.on_shift(contact.line, now) if contact.line in roster.lines else frozenset()
        could = [
            it
            for it in roster.compiled.mentors
            if it.roles & _SERVE and not roster.why_not(it.id, contact.line, now)
        ]
        could.sort(key=lambda it: (it.id not in here, it.order))
        return {str(it.id): it.name + (", on call now" if it.id in here else "") for it in could}

    def _given(self, contact: Contact, mentor: MentorId) -> bool:
        before = contact.state.owner if isinstance(contact.state, CallbackWanted) else None
        if not self._parts.switchboard.give_callback(contact.id, mentor):
            return False
        self._parts.records.audit(
            visitor().person.name,
            "callback.give",
            f"contact/{contact.id}",
            {"owner": before},
            {"owner": mentor},
            self._parts.now(),
        )
        return True

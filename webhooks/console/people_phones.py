"""Somebody's phone: changed by a code that comes back from the new one; shown by two digits."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from warmline.bootstrap import Parts
from warmline.errors import PlanError
from warmline.phone import read_typed
from webhooks.console.access import add_page, visitor
from webhooks.console.people import PeoplePages
from webhooks.console.people_forms import CodeForm, PhoneForm, refused, said

_WHY = {
    "wrong": "that is not the code; {left} tries are left",
    "used_up": "five tries are used up; send another code",
    "expired": "the code has expired; send another",
    "nothing": "no new number waits for a code",
    "taken": "the new number is somebody else's by now; give another",
}


class PhonePages:
    """A number that is given, its code, another code, and giving it up."""

    def __init__(self, parts: Parts, pages: PeoplePages) -> None:
        self._parts = parts
        self._pages = pages

    def add_to(self, console: Blueprint) -> None:
        """Add them; each is a coordinator's."""
        for path, view in (
            ("phone", self.person_phone),
            ("phone/code", self.person_code),
            ("phone/again", self.person_code_again),
            ("phone/withdraw", self.person_phone_withdraw),
        ):
            add_page(console, f"/people/<mentor>/{path}", view, ["coordinator"], methods=["POST"])

    def person_phone(self, mentor: str) -> ResponseReturnValue:
        """Give somebody a phone; a changed one is texted a code."""
        form, it = PhoneForm(), self._pages.found(mentor)
        if not form.validate():
            return self._pages.shown(mentor, phone=form), 400
        try:
            waits = self._parts.records.give_number(
                visitor().campus, it.mentor.id, read_typed(form.phone.data), **self._said
            )
        except PlanError as exc:
            refused(form.phone, exc)
            return self._pages.shown(mentor, phone=form), 400
        code = "The new phone is texted a code. Until it comes back, the old one is rung."
        self._pages.follow(code if waits else f"{it.mentor.name} has a phone now.")
        return self._back(mentor)

    def person_code(self, mentor: str) -> ResponseReturnValue:
        """Take the code that somebody has read out: the new number is rung from now on."""
        form, it = CodeForm(), self._pages.found(mentor)
        if not form.validate():
            return self._pages.shown(mentor, code=form), 400
        answer = self._parts.records.answer_code(
            visitor().campus, it.mentor.id, form.code.data.strip(), **self._said
        )
        if answer.verdict != "confirmed":
            refused(form.code, PlanError(_WHY[answer.verdict].format(left=answer.left)))
            return self._pages.shown(mentor, code=form), 400
        self._pages.follow("The new phone is the one that is rung from now on.")
        return self._back(mentor)

    def person_code_again(self, mentor: str) -> ResponseReturnValue:
        """Send the new phone another code."""
        return self._ask(mentor, self._parts.records.ask_again, "Another code is on its way.")

    def person_phone_withdraw(self, mentor: str) -> ResponseReturnValue:
        """Give up the number that waits."""
        words = "The new number is given up; the old one is rung as before."
        return self._ask(mentor, self._parts.records.withdraw_number, words)

    # --- how --------------------------------------------------------------------------------

    @property
    def _said(self) -> dict[str, Any]:
        """Who asks, and when."""
        return {"actor": visitor().person.name, "now": self._parts.now()}

    def _ask(self, mentor: str, ask: Callable[..., None], words: str) -> ResponseReturnValue:
        it = self._pages.found(mentor)
        try:
            ask(visitor().campus, it.mentor.id, **self._said)
        except PlanError as exc:
            self._pages.follow(said(exc))
        else:
            self._pages.follow(words)
        return self._back(mentor)

    def _back(self, mentor: str) -> ResponseReturnValue:
        return redirect(url_for("console.person", mentor=mentor))

"""The campus's own safety phrases: added, taken out, and tried on words that are kept nowhere."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from warmline.campus_file import read_keys
from warmline.care import BY_URGENCY, Added
from warmline.errors import PlanError
from warmline.line_settings import Differs
from warmline.safety import matcher
from warmline.store.records.editing import Edit
from webhooks.console.access import add_page, visitor
from webhooks.console.settings.saving import CHANGES, LOOKS, Saving, said

MEANS = {
    "medical_emergency": "it has happened and needs an ambulance",
    "plan": "a time, a place, a way, a goodbye",
    "means": "what could be used is within reach",
    "intent": "the wish to be dead, said or hidden",
    "harm_by_others": "violence, threats, stalking, control",
    "self_harm": "hurting oneself without the wish to die",
}
LONGEST = 1000  # letters of what is tried


class PhrasePages:
    """The phrases of a campus, and a place to try a text."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        post = ["POST"]
        add_page(console, "/settings/phrases", self.settings_phrases, LOOKS)
        add_page(console, "/settings/phrases/try", self.settings_try, LOOKS, methods=post)
        add_page(console, "/settings/phrases/add", self.settings_add, CHANGES, methods=post)
        add_page(console, "/settings/phrases/remove", self.settings_remove, CHANGES, methods=post)

    def settings_phrases(self) -> ResponseReturnValue:
        """Show the phrases."""
        return self._shown()

    def settings_try(self) -> ResponseReturnValue:
        """Say what a text would be taken for; it is kept nowhere and not in the address."""
        text = request.form.get("tried", "")[:LONGEST]
        try:
            found = matcher(self._saving.plan().phrases).category(text)
        except PlanError as exc:
            return self._shown(tried=text, verdict=str(exc)), 400
        verdict = (
            f"Marked as urgent: {found.replace('_', ' ')} ({MEANS[found]})."
            if found
            else "Not marked. A mentor reads it all the same."
        )
        return self._shown(tried=text, verdict=verdict)

    def settings_add(self) -> ResponseReturnValue:
        """Add a phrase, once it was seen what that does."""
        typed = {key: request.form.get(key, "").strip() for key in ("text", "category")}
        values, wrong = read_keys("phrase", typed)
        if not wrong and any(
            it.text.casefold() == values["text"].casefold() for it in self._saving.plan().phrases
        ):
            wrong["text"] = "is among the phrases already"
        if wrong:
            return self._shown(typed=typed, wrong=said(wrong)), 400
        phrase = Added(**values)
        does = f"marks a text as urgent: {phrase.category.replace('_', ' ')}"
        return self._once_seen(
            Differs(f"“{phrase.text}”", "is not looked for", does),
            "phrase.add",
            lambda edit: edit.settings.add_phrase(phrase),
        )

    def settings_remove(self) -> ResponseReturnValue:
        """Take a phrase out, once it was seen what that does."""
        text = request.form.get("text", "")
        return self._once_seen(
            Differs(f"“{text}”", "is looked for", "is not looked for"),
            "phrase.remove",
            lambda edit: edit.settings.remove_phrase(text),
        )

    def _once_seen(
        self, differs: Differs, action: str, change: Callable[[Edit], None]
    ) -> ResponseReturnValue:
        back = url_for("console.settings_phrases")
        return self._saving.once_seen("Safety phrases", (differs,), back, (action, change))

    def _shown(
        self,
        *,
        typed: dict[str, str] | None = None,
        wrong: dict[str, str] | None = None,
        tried: str = "",
        verdict: str = "",
    ) -> str:
        return render_template(
            "console/settings/phrases.html",
            phrases=self._saving.plan().phrases,
            categories=BY_URGENCY,
            means=MEANS,
            typed=typed or {},
            wrong=wrong or {},
            tried=tried,
            verdict=verdict,
            longest=LONGEST,
            may_change="coordinator" in visitor().roles,
        )

"""What the pages of Settings share: seeing what changes, and saving it once it was seen."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from warmline.bootstrap import Parts
from warmline.errors import PlanError, SealError
from warmline.ids import Sealed
from warmline.line import Line
from warmline.line_settings import Differs
from warmline.roster import Role
from warmline.schedule import Plan
from warmline.store.records.editing import Edit
from warmline.wording_preview import Reworded, reworded
from webhooks.console.access import visitor
from webhooks.console.plan.forms import sentence
from webhooks.console.plan.planning import Planning

CHANGES: tuple[Role, ...] = ("coordinator",)
LOOKS: tuple[Role, ...] = ("coordinator", "engineer", "adviser")
_SEALED = "sealed:"
STALE = "Somebody changed the plan since you looked. This is what your change does now."


class Saving:
    """Previews and saves changes of whoever looks."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.planning = Planning(parts)

    def plan(self) -> Plan:
        """Return the plan from now on."""
        return self.parts.records.load_plan(visitor().campus, self.parts.now())

    def preview(
        self,
        title: str,
        differs: Sequence[Differs],
        back: str,
        after: tuple[Plan, Plan] | None = None,
        notes: Sequence[str] = (),
        does: str = "save",
    ) -> ResponseReturnValue:
        """Show before and after; ``after`` are two plans whose coming weeks are compared."""
        typed = [
            (name, self.kept(value) if name == "number" and value.strip() else value)
            for name, values in request.form.lists()
            for value in values
            if name not in {"csrf_token", "does", "version", "sure"}
        ]
        page = render_template(
            "console/settings/preview.html",
            title=title,
            differs=differs,
            typed=typed,
            back=back,
            notes=notes,
            does=does,
            sentences=self._reworded(*after) if after else (),
            version=self.parts.records.plan_version(visitor().campus),
            changes=self.planning.changes(*after) if after else None,
        )
        return page, 409 if notes else 200

    def _reworded(self, before: Plan, after: Plan) -> list[Reworded]:
        """Return which sentences a line says otherwise then."""
        now, will = self.parts.now(), {it.slug: it for it in after.lines}
        lines = (it for it in before.lines if it.slug in will)
        return [one for it in lines for one in reworded(it, will[it.slug], after.campus, now)]

    def kept(self, number: str) -> str:
        """Return a number that was typed as it stands in a preview: sealed."""
        if number.startswith(_SEALED):
            return number
        return _SEALED + self.parts.vault.seal(number)

    def typed_again(self, number: str) -> str:
        """Return a number as it was typed, from a form or from its preview."""
        if not number.startswith(_SEALED):
            return number
        try:
            return self.parts.vault.open(Sealed(number.removeprefix(_SEALED)))
        except SealError:
            return ""

    def once_seen(
        self,
        title: str,
        differs: Sequence[Differs],
        back: str,
        made: tuple[str, Callable[[Edit], None]],
        *,
        after: tuple[Plan, Plan] | None = None,
        move: str = "",
    ) -> ResponseReturnValue:
        """Make a change that was seen and lead back; show what is not seen yet, or cannot be made.

        ``made`` is the change and its name in the audit; ``move`` the button that asked for one
        whose preview says by itself that it was seen.
        """
        seen = request.form.get("sure") if move else request.form.get("does") == "save"
        why = self.save(*made) if seen else ""
        if seen and not why:
            return redirect(back)
        notes = [why] if why else ()
        return self.preview(title, differs, back, after, notes, does=move or "save")

    def save(self, action: str, change: Callable[[Edit], None]) -> str:
        """Make a change, all or nothing, and have calls follow it; return why not, or nothing.

        Only if the plan is the one that the preview was of.
        """
        who, campus, now = visitor(), visitor().campus, self.parts.now()
        try:
            with self.parts.records.editing(
                campus, actor=who.person.name, action=action, origin="console", now=now
            ) as edit:
                if str(edit.version) != request.form.get("version", ""):
                    return STALE
                change(edit)
        except PlanError as exc:
            return " ".join(sentence(it.partition(": ")[2] or it) for it in str(exc).splitlines())
        self.planning.publish("It is saved.")
        return ""


def line_of_page(plan: Plan, slug: str) -> Line:
    """Return the line that an address names, or end as a page that is not there."""
    return next((it for it in plan.lines if it.slug == slug), None) or abort(404)


def with_line(plan: Plan, line: Line) -> Plan:
    """Return a plan with a line in the place of the one of its slug."""
    lines = tuple(line if it.slug == line.slug else it for it in plan.lines)
    return replace(plan, lines=lines)


def settings_of(line: Line, section: str) -> str:
    """Return the address of a line's settings."""
    return url_for("console.settings", line=line.slug, _anchor=section)


def to_settings(line: Line, section: str) -> ResponseReturnValue:
    """Lead back to the settings of a line."""
    return redirect(settings_of(line, section))


def said(wrong: dict[str, Any]) -> dict[str, str]:
    """Return reasons as sentences."""
    return {key: sentence(str(why)) for key, why in wrong.items()}


def told(message: str) -> None:
    """Say something on the next page."""
    flash(message)

"""The plan as it is written: shifts, duties, dated changes, periods; made, changed, removed."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from warmline.campus_file import ShiftEntry
from warmline.drafts import (
    Draft,
    Entry,
    EntryKind,
    OfEntry,
    Step,
    find_entry,
    new_step,
    parted,
    redone,
    to_add,
    to_change,
    to_remove,
)
from warmline.drafts.wording import entry_in_words
from warmline.errors import PlanError
from warmline.hours import wall_clock_of
from warmline.schedule import Plan, line_of, periods_of, repeat_in_words
from webhooks.console.access import add_page
from webhooks.console.plan.forms import FORMS, EntryForm, ShiftForm, day_and_time, moment, names_of
from webhooks.console.plan.planning import Planning

_ROLES = ("coordinator",)
_KINDS = "<any(shift,duty,period,override):kind>"
_TITLES = {
    "shift": "Shift",
    "duty": "Duty that passes on",
    "period": "Days with a name",
    "override": "Somebody more",
}


class EntryPages:
    """The list of what is written, and a form for each kind of it."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        both = ["GET", "POST"]
        add_page(console, "/plan/entries", self.plan_entries, _ROLES)
        add_page(console, "/plan/calendar", self.plan_periods, _ROLES)
        add_page(console, f"/plan/{_KINDS}/new", self.plan_new, _ROLES, methods=both)
        add_page(console, f"/plan/{_KINDS}/<entry>", self.plan_change, _ROLES, methods=both)
        add_page(console, f"/plan/{_KINDS}/<entry>/remove", self.plan_remove, _ROLES)

    def plan_entries(self) -> ResponseReturnValue:
        """List shifts, duties and dated changes."""
        draft = self._planning.draft()
        plan = self._planning.plan(draft)
        return render_template(
            "console/plan/entries.html",
            plan=plan,
            draft=draft,
            overrides=sorted(plan.overrides, key=lambda it: (it.start, it.id)),
            lines={it.slug: it.name for it in plan.lines},
            names={it.id: it.name for it in plan.mentors},
            in_words=repeat_in_words,
        )

    def plan_periods(self) -> ResponseReturnValue:
        """Show the term calendar: terms, finals, boards, holidays."""
        draft = self._planning.draft()
        plan = self._planning.plan(draft)
        today = self._planning.today(plan)
        return render_template(
            "console/plan/periods.html",
            draft=draft,
            periods=[it for it in periods_of(plan) if it.last >= today],
            over=[it for it in periods_of(plan) if it.last < today],
            lines={it.slug: it.name for it in plan.lines},
            today=today,
        )

    def plan_new(self, kind: EntryKind) -> ResponseReturnValue:
        """Make something new."""
        draft = self._planning.draft()
        plan = self._planning.plan(draft)
        data = self._typed(kind, None, draft) or self._proposed(kind, plan)
        form = self._form(kind, plan, data)
        if not _is_sent():
            return self._shown(kind, form, plan, ())
        return self._propose(kind, form, plan, None)

    def plan_change(self, kind: EntryKind, entry: str) -> ResponseReturnValue:
        """Change something that is there; for everything, from now on."""
        if kind == "override":
            abort(404)  # a dated change is taken back and made anew
        plan = self._planning.plan(None)
        held = find_entry(plan, kind, entry)
        if held is None:
            abort(404)
        data = self._typed(kind, entry, self._planning.draft())
        form = self._form(kind, plan, data or self._moved(kind, held), held)
        if not _is_sent():
            return self._shown(kind, form, plan, (), entry)
        return self._propose(kind, form, plan, entry)

    def plan_remove(self, kind: EntryKind, entry: str) -> ResponseReturnValue:
        """Show what it would mean to take something out; nothing is done yet."""
        held = find_entry(self._planning.plan(None), kind, entry)
        if held is None:
            abort(404)
        step = new_step(to_remove(entry, held))
        return self._planning.preview(step, self._planning.draft(), self._back(kind))

    # --- how --------------------------------------------------------------------------------

    def _form(
        self, kind: EntryKind, plan: Plan, data: dict[str, Any], held: Any = None
    ) -> EntryForm:
        form: EntryForm = FORMS[kind](data=data)
        if isinstance(form, ShiftForm) and held is not None:
            form.kept = held.repeat if data["repeats"] == "kept" else None
            form.serving = held.mentors
        form.fill(plan)
        return form

    def _propose(
        self, kind: EntryKind, form: EntryForm, plan: Plan, entry: str | None
    ) -> ResponseReturnValue:
        if not form.validate():
            return self._shown(kind, form, plan, (), entry), 400
        draft = self._planning.draft()
        try:
            new = form.entry()
        except PlanError as exc:
            return self._shown(kind, form, plan, form.refuse([str(exc)]), entry), 400
        held = find_entry(plan, kind, entry) if entry else None
        if entry is not None and held == new:
            return self._shown(kind, form, plan, ["Nothing is different yet."], entry), 400
        try:
            step = self._step(form, plan, (entry, held), new)
        except PlanError as exc:
            return self._shown(kind, form, plan, form.refuse([str(exc)]), entry), 400
        reasons = self._planning.reasons(step, draft)
        if reasons:
            return self._shown(kind, form, plan, form.refuse(reasons), entry), 400
        return self._planning.preview(step, draft, self._back(kind))

    def _step(
        self, form: EntryForm, plan: Plan, there: tuple[str | None, Entry | None], new: Entry
    ) -> Step:
        """Return the step: the entry comes, changes, or is another from a chosen day on."""
        entry_id, held = there
        if entry_id is None or held is None:
            return new_step(to_add(new))
        if not (isinstance(form, ShiftForm) and isinstance(held, ShiftEntry) and form.begins.data):
            return new_step(to_change(entry_id, held, new))
        assert isinstance(new, ShiftEntry)  # noqa: S101 - it is what the form of shifts makes
        if form.begins.data < self._planning.today(plan):
            raise PlanError("shift, begins: this day is over, and the past stays as it was")
        earlier, later = parted(held, new, form.begins.data, line_of(plan, held.line).timezone)
        if earlier is None:
            return new_step(to_change(entry_id, held, later))
        return new_step(to_change(entry_id, held, earlier), to_add(later))

    def _typed(
        self, kind: EntryKind, entry_id: str | None, draft: Draft | None
    ) -> dict[str, Any] | None:
        """Return what was typed into the step of the draft that is made anew."""
        steps = draft.steps if draft else ()
        found = next((it for it in steps if it.id == self._planning.replaced()), None)
        try:
            it = redone(found) if found else None
        except PlanError:
            return None
        if not isinstance(it, OfEntry) or (it.kind, it.id) != (kind, entry_id):
            return None
        data: dict[str, Any] = FORMS[kind].data_of(it.entry)
        return data | {"begins": it.begins}

    @staticmethod
    def _moved(kind: EntryKind, held: Entry) -> dict[str, Any]:
        """Return an entry for its form, a shift as it would be on the day where it was put."""
        data: dict[str, Any] = FORMS[kind].data_of(held)
        came, to = (_date(request.args.get(it, "")) for it in ("from", "to"))
        if kind != "shift" or came is None or to is None or came == to:
            return data
        if data["repeats"] == "once":
            return data | {
                "day": to,
                "last_day": data["last_day"] and data["last_day"] + (to - came),
            }
        days = {str(to.weekday()) if it == str(came.weekday()) else it for it in data["days"]}
        return data | {"days": sorted(days), "begins": min(came, to)}

    def _shown(
        self,
        kind: EntryKind,
        form: EntryForm,
        plan: Plan,
        wrong: Any,
        entry: str | None = None,
    ) -> str:
        held = find_entry(plan, kind, entry) if entry else None
        return render_template(
            f"console/plan/{kind}.html",
            form=form,
            title=_TITLES[kind],
            entry=entry,
            said=entry_in_words(held, {it.slug: it.name for it in plan.lines}) if held else "",
            kept_words=repeat_in_words(form.kept, held.start)
            if isinstance(form, ShiftForm) and form.kept and isinstance(held, ShiftEntry)
            else "",
            wrong=wrong,
            parts=isinstance(held, ShiftEntry) and held.repeat is not None,
            people=[it.value for it in names_of(plan)],
            zones={it.slug: it.timezone for it in plan.lines},
            draft=self._planning.draft() if request.values.get("draft") else None,
            replaces=self._planning.replaced(),
            back=self._back(kind),
        )

    def _back(self, kind: EntryKind) -> str:
        """Return where somebody came from, or the list that has this kind."""
        came = request.values.get("back", "")
        if came.startswith("/console/plan"):
            return came
        page = "console.plan_periods" if kind == "period" else "console.plan_entries"
        draft = request.values.get("draft")
        return url_for(page, draft=draft) if draft else url_for(page)

    def _proposed(self, kind: EntryKind, plan: Plan) -> dict[str, Any]:
        """Return what a new entry is likely to be: what was clicked on, or the coming evening."""
        line = request.args.get("line") or plan.lines[0].slug
        now = wall_clock_of(self._planning.parts.now(), plan.lines[0].timezone)
        evening = now.replace(hour=19, minute=0, second=0, microsecond=0)
        start = moment(request.args.get("start", "")) or evening
        end = moment(request.args.get("end", "")) or start + timedelta(hours=12)
        if kind == "shift":
            day, starts = day_and_time(start)
            last, ends = day_and_time(end)
            far = end > start + timedelta(days=1)
            return {"line": line, "day": day, "starts": starts, "ends": ends, "repeats": "once",
                    "last_day": last if far else None, "every": 1,
                    "mentors": request.args.getlist("mentor")}  # fmt: skip
        if kind == "override":
            return {"line": line, "start": start, "end": end, "mentor": request.args.get("mentor")}
        if kind == "duty":
            return {"line": line, "start": evening, "every": "1 week"}
        return {"first": start.date(), "last": start.date(), "keeps": "own"}


def _date(text: str) -> date | None:
    at = moment(text)
    return at.date() if at else None


def _is_sent() -> bool:
    """Say whether the form was filled in and sent, and is not only shown again."""
    return request.method == "POST" and not request.form.get("again")

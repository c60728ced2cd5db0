"""One turn of duty: somebody covers it, swaps it, or is taken off; for this once."""

from collections.abc import Container, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from warmline.calendars.turns import line_turns
from warmline.campus_file import OverrideEntry
from warmline.drafts import Proposal, entry_of, new_step, to_add, to_remove
from warmline.errors import PlanError
from warmline.hours import instant_of, wall_clock_of
from warmline.ids import LineSlug, MentorId
from warmline.moves import move
from warmline.roster import Mentor, may_be_rung
from warmline.schedule import Era, Override, Plan, Shift, has_turn, line_of
from warmline.turns import HandOver, Turn, given_for, hand_over, turns_of
from webhooks.console.access import add_page
from webhooks.console.plan.forms import offered, sentence
from webhooks.console.plan.planning import Planning
from webhooks.console.plan.turn_forms import FORMS, filled_in, turn_key

_NEAR = timedelta(days=14)
_MOST = 150


class TurnPages:
    """What can become of a turn, as it is in the plan or in a draft."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning

    def add_to(self, console: Blueprint) -> None:
        """Add the page."""
        add_page(console, "/plan/turn", self.plan_turn, ["coordinator"], methods=["GET", "POST"])
        add_page(console, "/plan/turn/shift", self.plan_turn_shift, ["coordinator"])

    def plan_turn_shift(self) -> ResponseReturnValue:
        """Lead to the shift that a turn is one of, filled in as on the day where it was put."""
        plan = self._planning.plan(None)
        turn = self._turn(plan)
        zone = line_of(plan, turn.line).timezone
        mine = _shifts(plan, turn)
        found = next((it for it in mine if has_turn(it, zone, turn.start, turn.end)), None)
        if found is None:
            flash("This turn comes from no shift. Choose what is to become of it for this once.")
            asked: dict[str, Any] = request.args.to_dict()
            return redirect(url_for("console.plan_turn", **asked))
        put: dict[str, Any] = {it: request.args.get(it) for it in ("from", "to", "draft", "back")}
        return redirect(url_for("console.plan_change", kind="shift", entry=found.id, **put))

    def plan_turn(self) -> ResponseReturnValue:
        """Show a turn and take what is to become of it."""
        draft = self._planning.draft()
        plan = self._planning.plan(draft)
        turn = self._turn(plan)
        zone = line_of(plan, turn.line).timezone
        times = {
            "start": wall_clock_of(turn.start, zone),
            "end": wall_clock_of(turn.end, zone),
        }
        does = request.form.get("does", "")
        put = filled_in(turn, times)
        forms = self._forms(plan, turn, does, times, put)
        form = forms.get(does)
        wrong: list[str] = []
        if form is not None and not request.form.get("again") and form.validate():
            try:
                step = new_step(*self._proposals(plan, turn, does, form))
                wrong = self._planning.reasons(step, draft)
                if not wrong:
                    return self._planning.preview(step, draft, self._back(times["start"]))
            except PlanError as exc:
                wrong = [str(exc)]
        page = render_template(
            "console/plan/turn.html",
            turn=turn,
            zone=zone,
            line=line_of(plan, turn.line),
            name=_name(plan, turn.mentor),
            **forms,
            put=put.get("does", ""),
            given=[(it.id, _told(plan, it)) for it in given_for(plan, turn)],
            shifts=_shifts(plan, turn),
            wrong=[sentence(it) for text in wrong for it in text.splitlines()],
            over=turn.end <= self._planning.parts.now(),
            draft=draft,
            replaces=self._planning.replaced(),
            back=self._back(times["start"]),
        )
        return page, 400 if request.method == "POST" and not request.form.get("again") else 200

    # --- how --------------------------------------------------------------------------------

    def _forms(
        self, plan: Plan, turn: Turn, does: str, times: dict[str, Any], put: dict[str, Any]
    ) -> dict[str, Any]:
        """Return a form for each thing that can become of a turn; one of them as it was sent."""
        filled = {put["does"]: put} if put else {}
        forms: dict[str, Any] = {
            name: of(None if does != name else request.form, data=times | filled.get(name, {}))
            for name, of in FORMS.items()
        }
        around = self._around(plan, turn)
        people = self._people(plan, turn, around)
        same = {turn.mentor: f"{_name(plan, turn.mentor)}, as now"}
        forms["cover"].mentor.choices = offered(people)
        forms["move"].mentor.choices = offered(same | people)
        forms["swap"].turn.choices = offered(self._others(plan, turn, around))
        return forms

    def _turn(self, plan: Plan) -> Turn:
        """Return the turn that the address names, as the plan has it now."""
        line, mentor = request.args.get("line", ""), request.args.get("mentor", "")
        if line not in {it.slug for it in plan.lines}:
            abort(404)
        try:
            start = datetime.fromisoformat(request.args.get("start", "")).astimezone(UTC)
        except ValueError:
            abort(404)
        instant = timedelta(microseconds=1)
        found = turns_of(plan, MentorId(mentor), start, start + instant, LineSlug(line))
        if not found:
            abort(404)
        return found[-1]

    def _around(self, plan: Plan, turn: Turn) -> tuple[Turn, ...]:
        """Return everybody else's turns on all lines, some weeks around this one."""
        era = Era(turn.start - _NEAR, plan)
        return tuple(
            Turn(it.line, it.mentor, it.start, it.end)
            for line in plan.lines
            for it in line_turns((era,), line.slug, turn.start - _NEAR, turn.end + _NEAR)
            if it.mentor != turn.mentor
        )

    def _people(self, plan: Plan, turn: Turn, around: Sequence[Turn]) -> dict[str, str]:
        """Return who could cover, the free ones first, the others with what is in their way."""
        busy = {it.mentor for it in around if it.overlaps(turn)}
        could = [
            (_reason(plan, it, turn, busy), it)
            for it in plan.mentors
            if it.id != turn.mentor and it.active and it.roles & {"mentor", "backup"}
        ]
        could.sort(key=lambda row: (row[0] is not None, row[1].order))
        return {it.id: f"{it.name} ({reason})" if reason else it.name for reason, it in could}

    def _others(self, plan: Plan, turn: Turn, around: Sequence[Turn]) -> dict[str, str]:
        """Return the turns that this one could be swapped for, the nearest in time."""
        now = self._planning.parts.now()
        free = [it for it in around if it.start >= now and not it.overlaps(turn)]
        free.sort(key=lambda it: (abs(it.start - turn.start), it.mentor))
        return {_key(it): _turn_words(plan, it) for it in sorted(free[:_MOST], key=_by_start)}

    def _proposals(self, plan: Plan, turn: Turn, does: str, form: Any) -> list[Proposal]:
        zone = line_of(plan, turn.line).timezone
        if does == "swap":
            other = _read(plan, form.turn.data)
            return [
                *self._handed(plan, turn, other.mentor),
                *self._handed(plan, other, turn.mentor),
            ]
        start, end = form.start.data, form.end.data
        if end <= start:
            raise PlanError("the end must be after the start")
        if does == "move":
            return self._made(plan, move(plan, turn, MentorId(form.mentor.data), start, end))
        part = replace(turn, start=instant_of(start, zone), end=instant_of(end, zone))
        if part.start < turn.start or part.end > turn.end:
            raise PlanError("those times are not all within this turn")
        if does == "cover":
            return self._handed(plan, part, MentorId(form.mentor.data))
        entry = OverrideEntry(
            line=turn.line, kind="remove", mentor=_name(plan, turn.mentor), start=start, end=end
        )
        return [to_add(entry)]

    def _handed(self, plan: Plan, turn: Turn, to: MentorId) -> list[Proposal]:
        return self._made(plan, hand_over(plan, turn, to))

    def _made(self, plan: Plan, change: HandOver) -> list[Proposal]:
        """Return dated changes as proposals. Raises PlanError if a draft itself made the turn."""
        kept = {it.id for it in self._planning.plan(None).overrides}
        if any(it.id not in kept for it in change.removed):
            raise PlanError(
                "this turn comes from a change in this draft: take that out, then make it anew"
            )
        return [
            *(to_remove(it.id, entry_of(plan, it)) for it in change.removed),
            *(to_add(entry_of(plan, it)) for it in change.added),
        ]

    def _back(self, start: datetime) -> str:
        came = request.values.get("back", "")
        if came.startswith("/console/plan"):
            return came
        return url_for("console.plan", at=start.date(), draft=request.values.get("draft") or None)


def _shifts(plan: Plan, turn: Turn) -> list[Shift]:
    return [it for it in plan.shifts if it.line == turn.line and turn.mentor in it.mentors]


def _told(plan: Plan, it: Override) -> str:
    name = _name(plan, it.mentor)
    return f"{name} covers for {_name(plan, it.covers)}" if it.covers else f"{name} is added"


def _reason(plan: Plan, mentor: Mentor, turn: Turn, busy: Container[MentorId]) -> str | None:
    """Return what is in somebody's way to take a turn, or None; the plan may still say so."""
    zone = line_of(plan, turn.line).timezone
    for at in (turn.start, turn.end - timedelta(seconds=1)):
        reason = may_be_rung(mentor, wall_clock_of(at, zone).date())
        if reason is not None:
            return reason
    return "is on call then already" if mentor.id in busy else None


def _name(plan: Plan, mentor: MentorId | None) -> str:
    return next((it.name for it in plan.mentors if it.id == mentor), "somebody who has left")


def _key(turn: Turn) -> str:
    return turn_key(turn.line, turn.mentor, turn.start)


def _by_start(turn: Turn) -> tuple[datetime, str]:
    return turn.start, turn.mentor


def _read(plan: Plan, key: str) -> Turn:
    line, mentor, start = key.split("|")
    at = datetime.fromisoformat(start)
    found = turns_of(plan, MentorId(mentor), at, at + timedelta(microseconds=1), LineSlug(line))
    if not found or found[-1].start != at:
        raise PlanError("that turn is not in the plan any more; choose another")
    return found[-1]


def _turn_words(plan: Plan, it: Turn) -> str:
    line = line_of(plan, it.line)
    start, end = (wall_clock_of(at, line.timezone) for at in (it.start, it.end))
    return f"{_name(plan, it.mentor)}, {start:%a %d %b %H:%M}\u2013{end:%H:%M}, {line.name}"

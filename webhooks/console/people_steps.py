"""The steps that a coordinator takes for somebody: checked, dated and kept as the commands' are."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from warmline import people
from warmline.bootstrap import Parts
from warmline.errors import PlanError
from warmline.ids import MentorId
from warmline.people import Profile, note_of
from warmline.phone import read_typed
from webhooks.console.access import add_page, visitor
from webhooks.console.people import PeoplePages, zone_of
from webhooks.console.people_forms import (
    GIVEN_HERE,
    ApplyForm,
    CertifyForm,
    PauseForm,
    RolesForm,
    StepForm,
    TickForm,
    refused,
)

# Steps that need nothing but a note, by the word that the page sends.
_PLAIN: dict[str, tuple[Callable[[], people.Step], str]] = {
    "interviewed": (people.Interviewed, "{} has been interviewed."),
    "training": (people.TrainingBegun, "{} is in training."),
    "resumed": (people.Resumed, "{} is back: the next call may ring."),
    "returned": (people.Returned, "{} is back, and is certified anew before a phone rings."),
    "listens": (lambda: people.Listening(on=True), "{} may listen in to calls."),
    "no-listening": (lambda: people.Listening(on=False), "{} listens in no more."),
}


class StepPages:
    """One address for each kind of step."""

    def __init__(self, parts: Parts, pages: PeoplePages) -> None:
        self._parts = parts
        self._pages = pages

    def add_to(self, console: Blueprint) -> None:
        """Add them; each is a coordinator's."""
        for path, view in (
            ("step", self.person_step),
            ("apply", self.person_apply),
            ("tick", self.person_tick),
            ("certify", self.person_certify),
            ("pause", self.person_pause),
            ("roles", self.person_roles),
        ):
            add_page(console, f"/people/<mentor>/{path}", view, ["coordinator"], methods=["POST"])
        add_page(
            console,
            "/people/<mentor>/leave",
            self.person_leave,
            ["coordinator"],
            methods=["GET", "POST"],
        )

    def person_step(self, mentor: str) -> ResponseReturnValue:
        """Take a step that needs nothing but a note."""
        form, word = StepForm(), request.form.get("step", "")
        if word not in _PLAIN:
            abort(400)
        if not form.validate():
            return self._pages.shown(mentor, step=form), 400
        make, words = _PLAIN[word]
        return self._take(mentor, make(), words, form.note, note=form.note.data)

    def person_apply(self, mentor: str) -> ResponseReturnValue:
        """Take somebody's application: from here on there is a phone."""
        form, it = ApplyForm(), self._pages.found(mentor)
        if it.mentor.phone_hash:
            del form.phone
        if not form.validate():
            return self._pages.shown(mentor, apply=form), 400
        field = form.note
        try:
            people.follow(_reached(it), people.Applied(), (), self._pages.today)
            if form.phone is not None:
                field = form.phone
                number = read_typed(form.phone.data)
                self._parts.records.give_number(
                    visitor().campus, it.mentor.id, number, **self._said
                )
        except PlanError as exc:
            refused(field, exc)
            return self._pages.shown(mentor, apply=form), 400
        words = "{} has applied."
        return self._take(mentor, people.Applied(), words, form.note, note=form.note.data)

    def person_tick(self, mentor: str) -> ResponseReturnValue:
        """Tick what has been done of the checklist."""
        form, it = TickForm(), self._pages.found(mentor)
        try:
            if not form.item.data:
                raise PlanError("choose what has been done")  # noqa: TRY301
            for item in form.item.data:
                self._parts.records.take_step(
                    visitor().campus, it.mentor.id, people.Ticked(item), **self._said
                )
        except PlanError as exc:
            refused(form.item, exc)
            return self._pages.shown(mentor, tick=form), 400
        self._pages.follow(f"Ticked for {it.mentor.name}: {', '.join(form.item.data)}.")
        return self._back(mentor)

    def person_certify(self, mentor: str) -> ResponseReturnValue:
        """Certify somebody until a day, or renew it."""
        form, it = CertifyForm(), self._pages.found(mentor)
        if not form.validate():
            return self._pages.shown(mentor, certify=form), 400
        reason = note_of(form.reason.data or "")
        checklist = self._parts.records.checklist(visitor().campus)
        undone = people.missing(it.person, checklist) if it.mentor.stage == "training" else ()
        if undone and not reason:
            why = PlanError("say why, with items still to do; it is kept")
            refused(form.reason, why)
            return self._pages.shown(mentor, certify=form), 400
        words = f"{{}} is certified until {form.until.data:%d %B %Y}: their phone may ring."
        return self._take(
            mentor, people.Certified(form.until.data, reason), words, form.until, certify=form
        )

    def person_pause(self, mentor: str) -> ResponseReturnValue:
        """Let somebody pause, from the ring that rings now."""
        form = PauseForm()
        if not form.validate():
            return self._pages.shown(mentor, pause=form), 400
        step = people.Paused(form.until.data)
        words = "{} is paused: nobody rings them from now on."
        return self._take(mentor, step, words, form.until, note=form.note.data, pause=form)

    def person_roles(self, mentor: str) -> ResponseReturnValue:
        """Give somebody these roles; those that only the engineer gives stay as they are."""
        form, it, who = RolesForm(), self._pages.found(mentor), visitor()
        kept = it.mentor.roles - set(GIVEN_HERE)
        new = tuple(sorted({*(form.roles.data or ()), *kept}))
        try:
            if not form.validate() or not new:
                raise PlanError("choose one role at least")  # noqa: TRY301
            if it.mentor.id == who.person.id and "coordinator" not in new:
                raise PlanError("nobody takes this role from themself; ask another coordinator")  # noqa: TRY301
            self._parts.records.set_roles(who.campus, it.mentor.id, new, **self._said)
        except PlanError as exc:
            refused(form.roles, exc)
            return self._pages.shown(mentor, roles=form), 400
        undone = " The campus file lists them too: change it there, or a load undoes this."
        hint = undone if it.origin == "file" else ""
        self._pages.follow(f"{it.mentor.name} is {', '.join(new)} from the next call on.{hint}")
        return self._back(mentor)

    def person_leave(self, mentor: str) -> ResponseReturnValue:
        """Say what letting somebody go will do; then do it."""
        form, it, who = StepForm(), self._pages.found(mentor), visitor()
        mine = it.mentor.id == who.person.id
        if request.method == "POST" and not mine and form.validate():
            try:
                self._parts.records.take_step(
                    who.campus,
                    it.mentor.id,
                    people.Left(),
                    note=note_of(form.note.data or ""),
                    **self._said,
                )
            except PlanError as exc:
                refused(form.note, exc)
            else:
                self._pages.follow(f"{it.mentor.name} has left. No phone of theirs rings any more.")
                return self._back(mentor)
        page = render_template(
            "console/leave.html",
            it=it,
            mine=mine,
            gone=it.mentor.stage == "alumni",
            form=form,
            zone=zone_of(who.roster),
            **self._before_leaving(it.mentor.id),
        )
        return page, 400 if request.method == "POST" else 200

    # --- how --------------------------------------------------------------------------------

    @property
    def _said(self) -> dict[str, Any]:
        """Who asks, and when: what every step is kept with."""
        return {"actor": visitor().person.name, "now": self._parts.now()}

    def _take(
        self,
        mentor: str,
        step: people.Step,
        words: str,
        field: Any,
        *,
        note: str | None = "",
        **forms: Any,
    ) -> ResponseReturnValue:
        it = self._pages.found(mentor)
        try:
            self._parts.records.take_step(
                visitor().campus, it.mentor.id, step, note=note_of(note or ""), **self._said
            )
        except PlanError as exc:
            refused(field, exc)
            return self._pages.shown(mentor, **(forms or {"step": _with(field)})), 400
        self._pages.follow(words.format(it.mentor.name))
        return self._back(mentor)

    def _before_leaving(self, mentor: MentorId) -> dict[str, Any]:
        """Return what somebody is in now, and which shifts they would leave empty."""
        roster, now = visitor().roster, self._parts.now()
        calls, texting = self._parts.live.involved(roster.campus.slug)
        return {
            "in_call": any(who == mentor for _, who in calls),
            "texting": mentor in texting,
            "turns": roster.shifts_within(mentor, now, roster.compiled.valid_until),
            "lines": {slug: line.name for slug, line in roster.lines.items()},
        }

    def _back(self, mentor: str) -> ResponseReturnValue:
        return redirect(url_for("console.person", mentor=mentor))


def _reached(it: Profile) -> people.Person:
    """Return where somebody would stand with a phone: whether they may apply is asked first."""
    return replace(it.person, has_phone=True)


def _with(field: Any) -> StepForm:
    """Return the form of a plain step with what a field was refused for."""
    form = StepForm()
    form.note.errors = list(field.errors)
    return form

"""People: who is where on the path, one person's page, and how the load is shared."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from warmline.applications import Application, alike
from warmline.bootstrap import Parts
from warmline.campus_file import MentorEntry
from warmline.errors import PlanError
from warmline.following import LATER, followed
from warmline.hours import wall_clock_of
from warmline.houses import Roster
from warmline.people import Profile, days_left, may_follow, missing, note_of, where
from warmline.roster import NEVER, pauses
from webhooks.console.access import add_page, visitor
from webhooks.console.people_forms import GIVEN_HERE, CertifyForm, NominateForm, blank, refused

LATELY = timedelta(weeks=4)
LOOKING = ("coordinator", "adviser")
_WAY = ("nominated", "applied", "interviewed", "training")


class PeoplePages:
    """The board by stage, and everything about one person."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_page(console, "/people", self.people, LOOKING)
        add_page(console, "/people/nominate", self.nominate, ["coordinator"], methods=["POST"])
        add_page(console, "/people/<mentor>", self.person, LOOKING)

    def people(self) -> ResponseReturnValue:
        """Show everybody by stage; to a coordinator also what is new, and the load."""
        return self._listed(NominateForm(formdata=None))

    def nominate(self) -> ResponseReturnValue:
        """Write somebody down whom somebody would like to see as a mentor."""
        form, who = NominateForm(), visitor()
        if not form.validate():
            return self._listed(form), 400
        known = [
            it
            for it in self._parts.records.people(who.campus)
            if it.mentor.name.casefold() == form.name.data.casefold()
        ]
        entry = MentorEntry(
            name=form.name.data, phone=None, roles=frozenset({"mentor"}), stage="nominated"
        )
        named = note_of(form.by.data or "")
        by = f"by {named}" if named else "by themself"
        try:
            if known:
                raise PlanError(f"{known[0].mentor.name} is known already")  # noqa: TRY301
            added = self._parts.records.nominate(
                who.campus, entry, by, actor=who.person.name, now=self._parts.now()
            )
        except PlanError as exc:
            refused(form.name, exc)
            return self._listed(form), 400
        self.follow(f"{entry.name} is nominated.")
        return redirect(url_for("console.person", mentor=added))

    def person(self, mentor: str) -> ResponseReturnValue:
        """Show one person."""
        return self.shown(mentor)

    # --- what the steps' pages share --------------------------------------------------------

    @property
    def today(self) -> date:
        """The date on the campus's clock."""
        return wall_clock_of(self._parts.now(), zone_of(visitor().roster)).date()

    def found(self, mentor: str) -> Profile:
        """Return whom an address means; 404 if there is nobody."""
        everybody = self._parts.records.people(visitor().campus)
        it = next((it for it in everybody if it.mentor.id == mentor), None)
        if it is None:
            abort(404)
        return it

    def follow(self, words: str) -> None:
        """Have calls follow what was changed, and say that it was."""
        flash(words)
        if not followed(self._parts, visitor().campus):
            flash(LATER)

    def shown(self, mentor: str, **forms: Any) -> str:
        """Return one person's page, with forms as they were sent where they were refused."""
        it, who = self.found(mentor), visitor()
        checklist, today = self._parts.records.checklist(who.campus), self.today
        decides = "coordinator" in who.roles
        forms = blank(**forms)
        forms.setdefault("certify", CertifyForm.proposed(today, it.mentor.certified_until))
        chosen = forms["roles"].roles.data or ()
        return render_template(
            "console/person.html",
            it=it,
            checklist=checklist,
            undone=missing(it.person, checklist),
            state=where(it, checklist, today),
            left=days_left(it.mentor, today),
            paused=it.mentor.paused and pauses(it.mentor.paused_until, today),
            may=may_follow(it.person, checklist, today) if decides else frozenset(),
            way=_way(it),
            zone=zone_of(who.roster),
            decides=decides,
            never=NEVER,
            today=today,
            given_here=GIVEN_HERE,
            chosen=chosen if forms["roles"].is_submitted() and chosen else it.mentor.roles,
            covers=_covers(who.roster, it),
            lines=who.roster.compiled.lines,
            **(self._for_coordinators(it) if decides else {}),
            **{f"{name}_form": form for name, form in forms.items()},
        )

    # --- how --------------------------------------------------------------------------------

    def _for_coordinators(self, it: Profile) -> dict[str, Any]:
        campus, now = visitor().campus, self._parts.now()
        records, vault = self._parts.records, self._parts.vault
        mentor = it.mentor
        wrote = [a for a in records.applications(campus) if a.mentor == mentor.id]
        return {
            "ending": vault.open_number(mentor.phone).ending if mentor.phone else "",
            "new_ending": vault.open_number(mentor.new_phone).ending if mentor.new_phone else "",
            "tally": records.tallies(campus, now - LATELY).get(mentor.id),
            "hard": records.hard_counts(campus, now - LATELY).get(mentor.id, 0),
            "wrote": wrote,
            "now": now,
        }

    def _listed(self, form: NominateForm) -> str:
        who, records = visitor(), self._parts.records
        everybody, today = records.people(who.campus), self.today
        checklist = records.checklist(who.campus)
        sought = " ".join(request.args.get("q", "").split())
        found = [it for it in everybody if sought.casefold() in it.mentor.name.casefold()]
        decides = "coordinator" in who.roles
        here = [it for it in found if it.mentor.active and it.mentor.stage != "alumni"]
        certified = [it for it in here if it.mentor.stage == "certified"]
        return render_template(
            "console/people.html",
            sought=sought,
            anybody=bool(everybody),
            way=[(stage, [it for it in here if it.mentor.stage == stage]) for stage in _WAY],
            certified=sorted(
                certified, key=lambda it: (it.mentor.certified_until, it.mentor.order)
            ),
            gone=[it for it in found if it not in here],
            where={it.mentor.id: where(it, checklist, today) for it in found},
            left={it.mentor.id: days_left(it.mentor, today) for it in found},
            undone={it.mentor.id: len(missing(it.person, checklist)) for it in here},
            checklist=checklist,
            zone=zone_of(who.roster),
            today=today,
            decides=decides,
            nominate_form=form,
            **(self._load(certified) if decides else {}),
        )

    def _load(self, certified: list[Profile]) -> dict[str, Any]:
        campus, now, records = visitor().campus, self._parts.now(), self._parts.records
        tallies = records.tallies(campus, now - LATELY)
        kept = records.applications(campus)
        return {
            "tallies": tallies,
            "most": max((tallies[i].offers for it in certified if (i := it.mentor.id) in tallies),
                        default=0),
            "hard": records.hard_counts(campus, now - LATELY),
            "new": [it for it in kept if it.is_new],
            "twice": {it.id for it in kept if alike(it, kept)},
            "debriefs": len(records.debriefs(campus)),
        }  # fmt: skip


def zone_of(roster: Roster) -> str:
    """Return the campus's clock, which is that of its first line."""
    return roster.compiled.lines[0].timezone


def by_newest(kept: tuple[Application, ...]) -> list[Application]:
    """Return applications with the newest first."""
    return sorted(kept, key=lambda it: it.came_at, reverse=True)


def _way(it: Profile) -> list[tuple[str, Any]]:
    """Return the stages of the path with the day on which each was last reached, if it was."""
    words = {
        "nominated": "nominated",
        "applied": "applied",
        "interviewed": "interviewed",
        "training begun": "training",
        "certified": "certified",
        "left": "alumni",
    }
    reached = {words[step.step]: step.at for step in it.steps if step.step in words}
    stages = [*_WAY, "certified"] + (["alumni"] if it.mentor.stage == "alumni" else [])
    return [(stage, reached.get(stage)) for stage in stages]


def _covers(roster: Roster, it: Profile) -> list[tuple[str, str]]:
    """Return for every line by which rungs it may ring somebody, by their roles and the plan."""
    found = []
    for line in roster.compiled.lines:
        rungs = [
            rung.name for rung in line.ladder if rung.who.removeprefix("role:") in it.mentor.roles
        ]
        pools = roster.compiled.pools.get(line.slug, ())
        shifts = [
            rung.name
            for rung, pool in zip(line.ladder, pools, strict=False)
            if rung.who == "shift"
            and any(member.mentor == it.mentor.id for span in pool for member in span.members)
        ]
        found.append((line.name, ", ".join(dict.fromkeys([*shifts, *rungs]))))
    return found

"""Contacts: what happened, ring by ring; no content and no number of a student, anywhere."""

from datetime import datetime, timedelta
from typing import Any, get_args

import msgspec
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from warmline.assent import Assent
from warmline.board import words_of
from warmline.bootstrap import Parts
from warmline.errors import PlanError, UnknownContactError
from warmline.hours import instant_of
from warmline.houses import Roster
from warmline.ids import ContactId, LineSlug, MentorId
from warmline.store.records.history import ContactHistory
from warmline.store.records.searching import Sort, Sought
from webhooks.console.access import add_page, visitor

DECIDING = ("coordinator", "adviser", "counselor")
DAY = timedelta(days=1)


class RevealForm(FlaskForm):  # type: ignore[misc]
    """Why a number must be shown."""

    reason = TextAreaField("Why", [DataRequired(), Length(min=15, max=300)])


class BlockForm(FlaskForm):  # type: ignore[misc]
    """Why a caller is refused, and for how long."""

    reason = TextAreaField("Why", [DataRequired(), Length(min=15, max=300)])
    days = IntegerField("For how many days", [NumberRange(min=1, max=365)], default=1)


class ContactPages:
    """The list, one contact, and what two people may decide about it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_page(console, "/contacts", self.contacts, ["coordinator"])
        add_page(console, "/contacts/<name>", self.contact, DECIDING)
        add_page(
            console,
            "/contacts/<name>/debrief",
            self.contact_debrief,
            ["coordinator"],
            methods=["POST"],
        )
        add_page(
            console, "/contacts/<name>/reveal", self.contact_reveal, DECIDING, methods=["POST"]
        )
        add_page(console, "/contacts/<name>/block", self.contact_block, DECIDING, methods=["POST"])
        add_page(console, "/requests/<assent>", self.request_state, DECIDING)
        add_page(console, "/requests/<assent>/show", self.request_show, DECIDING, methods=["POST"])

    def contacts(self) -> ResponseReturnValue:
        """List what happened, newest first."""
        who = visitor()
        sought = self._sought(who.roster)
        page = self._parts.records.search_contacts(who.campus, sought, _whole("page", 1))
        return render_template(
            "console/contacts.html",
            page=page,
            args={k: v for k, v in request.args.items() if k != "page" and v},
            lines=who.roster.compiled.lines,
            zones={it.slug: it.timezone for it in who.roster.compiled.lines},
            names=_names(who.roster),
            mentors=[it for it in who.roster.compiled.mentors if it.active],
        )

    def contact(self, name: str) -> ResponseReturnValue:
        """Show one contact, ring by ring."""
        return self._shown(name, RevealForm(formdata=None), BlockForm(formdata=None))

    def contact_debrief(self, name: str) -> ResponseReturnValue:
        """Take a debrief off the list: it has been talked over."""
        who, mentor = visitor(), MentorId(request.form.get("mentor", ""))
        done = self._parts.records.close_debrief(
            self._id(name), mentor, actor=who.person.name, now=self._parts.now()
        )
        flash("The debrief is done." if done else "That debrief was done already.")
        return redirect(url_for("console.contact", name=name))

    def contact_reveal(self, name: str) -> ResponseReturnValue:
        """Ask that the number be shown; a second person's phone rings."""
        form = RevealForm()
        if not form.validate():
            return self._shown(name, form, BlockForm(formdata=None)), 400
        try:
            assent = self._parts.assents.ask_reveal(
                self._id(name), visitor().person.name, form.reason.data
            )
        except (PlanError, UnknownContactError) as exc:
            form.reason.errors = [*form.reason.errors, f"{str(exc)[:1].upper()}{str(exc)[1:]}."]
            return self._shown(name, form, BlockForm(formdata=None)), 400
        return redirect(url_for("console.request_state", assent=assent.id))

    def contact_block(self, name: str) -> ResponseReturnValue:
        """Refuse the caller: for a day at once, for longer when a second person agrees."""
        form, now = BlockForm(), self._parts.now()
        if not form.validate():
            return self._shown(name, RevealForm(formdata=None), form), 400
        try:
            assent = self._parts.assents.ask_block(
                self._id(name), visitor().person.name, form.reason.data, now + form.days.data * DAY
            )
        except (PlanError, UnknownContactError) as exc:
            form.reason.errors = [*form.reason.errors, f"{str(exc)[:1].upper()}{str(exc)[1:]}."]
            return self._shown(name, RevealForm(formdata=None), form), 400
        self._parts.publisher.publish(visitor().campus)
        if assent is not None:
            return redirect(url_for("console.request_state", assent=assent.id))
        flash("The caller is blocked for a day.")
        return redirect(url_for("console.contact", name=name))

    def request_state(self, assent: str) -> ResponseReturnValue:
        """Show how far a request for two has come."""
        self._parts.assents.tick()
        found = self._asked(assent)
        return render_template(
            "console/request.html",
            it=found,
            names=_names(visitor().roster),
            mine=found.asker == visitor().person.id,
            number=None,
            zone=visitor().roster.compiled.lines[0].timezone,
        )

    def request_show(self, assent: str) -> ResponseReturnValue:
        """Show the number, this once, to the one who asked."""
        found = self._asked(assent)
        if found.asker != visitor().person.id:
            abort(403)
        try:
            number = self._parts.assents.show(assent, self._parts.carrier, self._parts.vault)
        except PlanError as exc:
            flash(f"{str(exc)[:1].upper()}{str(exc)[1:]}.")
            return redirect(url_for("console.request_state", assent=assent))
        return render_template(
            "console/request.html",
            it=self._parts.records.assent(assent),
            names=_names(visitor().roster),
            mine=True,
            number=number.e164,
            zone=visitor().roster.compiled.lines[0].timezone,
        )

    # --- how --------------------------------------------------------------------------------

    def _asked(self, assent: str) -> Assent:
        """Return a request of this campus; 404 if there is none."""
        try:
            found = self._parts.records.assent(assent)
        except PlanError:
            abort(404)
        if found.campus != visitor().campus:
            abort(404)
        return found

    def _id(self, name: str) -> ContactId:
        return ContactId(f"{visitor().campus}.{name}")

    def _shown(self, name: str, reveal: RevealForm, block: BlockForm) -> str:
        contact_id, roster = self._id(name), visitor().roster
        history = self._parts.records.contact(contact_id)
        if history is None:
            abort(404)
        line = roster.lines.get(history.line)
        hard = {
            it.mentor
            for it in self._parts.records.debriefs(visitor().campus)
            if it.contact == contact_id
        }
        return render_template(
            "console/contact.html",
            it=history,
            name=name,
            line=line,
            zone=line.timezone if line else "UTC",
            story=_story(history, roster),
            names=_names(roster),
            desks={it.id: it.name for that in roster.lines.values() for it in that.desks},
            hard=hard,
            reveal=reveal,
            block=block,
            may_reveal=roster.campus.number_reveal == "two_person",
        )

    def _sought(self, roster: Roster) -> Sought:
        """Return what the address asks for; what makes no sense is left open."""
        zone = roster.compiled.lines[0].timezone
        sort = request.args.get("sort", "")
        kind = request.args.get("kind", "")
        return Sought(
            since=_day(request.args.get("from", ""), zone),
            until=_day(request.args.get("to", ""), zone, after=DAY),
            line=LineSlug(request.args["line"]) if request.args.get("line") else None,
            kind=kind if kind in {"call", "callback", "text"} else None,  # type: ignore[arg-type]
            end=request.args.get("end") or None,
            mentor=MentorId(request.args["mentor"]) if request.args.get("mentor") else None,
            sort=msgspec.convert(sort, Sort) if sort in get_args(Sort) else None,
        )


def _day(text: str, zone: str, after: timedelta = timedelta(0)) -> datetime | None:
    try:
        return instant_of(datetime.fromisoformat(text).replace(tzinfo=None) + after, zone)
    except ValueError:
        return None


def _whole(name: str, default: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def _names(roster: Roster) -> dict[MentorId, str]:
    return {it.id: it.name for it in roster.compiled.mentors}


def _story(history: ContactHistory, roster: Roster) -> list[tuple[datetime, str]]:
    return [
        (it.at, words_of(it.kind, roster, _text(it.detail, "mentor"), _text(it.detail, "desk"),
                         _text(it.detail, "detail")))
        for it in history.happenings
    ]  # fmt: skip


def _text(detail: Any, name: str) -> str | None:
    value = detail.get(name)
    return value if isinstance(value, str) else None

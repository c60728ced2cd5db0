"""Applying: the form that anybody may fill in, and what a coordinator makes of what came."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from warmline.applications import (
    KEPT_DAYS,
    LONGEST_WORDS,
    REFUSED_DAYS,
    Kind,
    Verdict,
    Written,
    words_of,
)
from warmline.bootstrap import Parts
from warmline.errors import PlanError
from warmline.following import LATER, followed
from warmline.ids import CampusSlug
from warmline.phone import read_typed
from webhooks.console.access import EVERYBODY, add_page, visitor
from webhooks.console.people import by_newest, zone_of
from webhooks.console.people_forms import TakeForm, is_name, is_note, is_phone, refused, said

log = logging.getLogger(__name__)


def _are_words(_: FlaskForm, field: Field) -> None:
    try:
        field.data = words_of(field.data or "")
    except PlanError as exc:
        raise ValidationError(said(exc)) from exc


class ApplicationForm(FlaskForm):  # type: ignore[misc]
    """Somebody who would like to be a mentor."""

    name = StringField("Your name", [DataRequired("Please tell us your name."), is_name])
    phone = StringField(
        "Your phone", [DataRequired("We need a phone to reach you."), Length(max=40), is_phone]
    )
    words = TextAreaField("Why would you like to be there for others? (optional)", [_are_words])
    consent = BooleanField(
        "Please keep this for the time that is said here.",
        [DataRequired("Without this we may keep nothing, and cannot answer.")],
    )


class NominationForm(FlaskForm):  # type: ignore[misc]
    """Somebody of whom another thinks that they should be one."""

    name = StringField("Their name", [DataRequired("Please tell us their name."), is_name])
    words = TextAreaField(
        "Who are they, so that we find the right person, and why them? (optional)", [_are_words]
    )
    by = StringField("Your own name (optional)", [Length(max=80), is_note])
    consent = BooleanField(
        "They may know that somebody nominated them.",
        [DataRequired("We tell whom we ask that they were nominated.")],
    )


class Applying:
    """The public's two forms, and a coordinator's list of what came."""

    def __init__(self, parts: Parts, limiter: Limiter) -> None:
        self._parts = parts
        # By address, so that one machine cannot fill the list; and for each campus, so that many
        # cannot. A whole class may sit behind one address: a fair must not be refused.
        by_address = limiter.limit("40 per hour", methods=["POST"])
        of_campus = limiter.limit(
            "150 per day",
            key_func=lambda: f"apply|{(request.view_args or {}).get('campus', '')}",
            methods=["POST"],
            deduct_when=lambda answer: answer.status_code == 302,
        )
        self._limited = lambda page: of_campus(by_address(page))

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        add_page(console, "/apply", self.apply, [EVERYBODY])
        for path, view in (
            ("", self.apply_here),
            ("/nominate", self.nominate_here),
        ):
            add_page(
                console,
                f"/apply/<campus>{path}",
                view,
                [EVERYBODY],
                methods=["GET", "POST"],
                around=self._limited,
            )
        add_page(console, "/apply/<campus>/thanks", self.apply_thanks, [EVERYBODY])
        add_page(console, "/applications", self.applications, ["coordinator"])
        add_page(console, "/applications/<which>", self.application, ["coordinator"])
        for path, deed in (("take", self.application_take), ("decide", self.application_decide)):
            add_page(
                console, f"/applications/<which>/{path}", deed, ["coordinator"], methods=["POST"]
            )

    # --- for anybody ------------------------------------------------------------------------

    def apply(self) -> ResponseReturnValue:
        """Lead to the one campus, or let somebody choose among several."""
        names = self._parts.records.campus_names()
        if len(names) == 1:
            return redirect(url_for("console.apply_here", campus=next(iter(names))))
        return render_template("console/apply_where.html", names=names)

    def apply_here(self, campus: str) -> ResponseReturnValue:
        """Take an application; says the same whether or not somebody is known."""
        form = ApplicationForm()
        if not form.validate_on_submit():
            return self._form(campus, "application", form)
        written = Written(
            name=form.name.data, words=form.words.data, phone=read_typed(form.phone.data).e164
        )
        return self._kept(campus, "application", written, form)

    def nominate_here(self, campus: str) -> ResponseReturnValue:
        """Take a nomination; it has no phone: nobody gives away another's."""
        form = NominationForm()
        if not form.validate_on_submit():
            return self._form(campus, "nomination", form)
        written = Written(
            name=form.name.data, words=form.words.data, by=" ".join((form.by.data or "").split())
        )
        return self._kept(campus, "nomination", written, form)

    def apply_thanks(self, campus: str) -> ResponseReturnValue:
        """Say what comes next."""
        return render_template(
            "console/applied.html", campus=campus, name=self._campus(campus), days=KEPT_DAYS
        )

    # --- for coordinators -------------------------------------------------------------------

    def applications(self) -> ResponseReturnValue:
        """List all that is kept, new ones first."""
        kept = self._parts.records.applications(visitor().campus)
        return render_template(
            "console/applications.html",
            new=by_newest(tuple(it for it in kept if it.is_new)),
            decided=by_newest(tuple(it for it in kept if not it.is_new)),
            zone=zone_of(visitor().roster),
            campus=visitor().campus,
        )

    def application(self, which: str) -> ResponseReturnValue:
        """Show one."""
        return self._shown(which, TakeForm(formdata=None))

    def application_take(self, which: str) -> ResponseReturnValue:
        """Make it the first steps of a person."""
        form, who = TakeForm(), visitor()
        if not form.validate():
            return self._shown(which, form), 400
        try:
            person = self._parts.records.take_up_application(
                who.campus, which, form.name.data, actor=who.person.name, now=self._parts.now()
            )
        except PlanError as exc:
            refused(form.name, exc)
            return self._shown(which, form), 400
        flash(f"{form.name.data} is on the way.")
        if not followed(self._parts, who.campus):
            flash(LATER)
        return redirect(url_for("console.person", mentor=person))

    def application_decide(self, which: str) -> ResponseReturnValue:
        """Refuse it, or note that it was taken back."""
        verdict: Verdict = "withdrawn" if request.form.get("verdict") == "withdrawn" else "refused"
        try:
            self._parts.records.decide_application(
                visitor().campus,
                which,
                verdict,
                actor=visitor().person.name,
                now=self._parts.now(),
            )
        except PlanError as exc:
            flash(said(exc))
        else:
            flash(f"It is {verdict}, and is deleted in {REFUSED_DAYS} days at the latest.")
        return redirect(url_for("console.applications"))

    # --- how --------------------------------------------------------------------------------

    def _campus(self, slug: str) -> str:
        """Return what a campus is called; 404 if there is none."""
        name = self._parts.records.campus_names().get(CampusSlug(slug))
        if name is None:
            abort(404)
        return name

    def _form(self, campus: str, kind: Kind, form: FlaskForm) -> ResponseReturnValue:
        page = render_template(
            "console/apply.html",
            form=form,
            kind=kind,
            campus=campus,
            name=self._campus(campus),
            kept=KEPT_DAYS,
            refused=REFUSED_DAYS,
            longest=LONGEST_WORDS,
        )
        return page, 400 if form.is_submitted() else 200

    def _kept(
        self, campus: str, kind: Kind, written: Written, form: FlaskForm
    ) -> ResponseReturnValue:
        self._campus(campus)
        room = self._parts.records.put_application(
            CampusSlug(campus), kind, written, now=self._parts.now()
        )
        if not room:
            log.warning("the list of applications is full", extra={"campus": campus})
            form.form_errors.append("There are too many to read just now. Please come back soon.")
            return self._form(campus, kind, form)
        return redirect(url_for("console.apply_thanks", campus=campus))

    def _shown(self, which: str, form: TakeForm) -> str:
        who = visitor()
        kept = self._parts.records.applications(who.campus)
        it = next((it for it in kept if it.id == which), None)
        if it is None:
            abort(404)
        form.name.data = form.name.data or it.written.name
        same = [
            a for a in kept if a.id != it.id and it.phone_hash and a.phone_hash == it.phone_hash
        ]
        known = [
            p.mentor
            for p in self._parts.records.people(who.campus)
            if p.mentor.name.casefold() == it.written.name.casefold()
            or (it.phone_hash and it.phone_hash in {p.mentor.phone_hash, p.mentor.new_phone_hash})
        ]
        return render_template(
            "console/application.html",
            it=it,
            form=form,
            ending=it.written.phone[-2:],
            same=same,
            known=known,
            zone=zone_of(who.roster),
        )

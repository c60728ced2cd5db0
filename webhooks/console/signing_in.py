"""Getting in: a password and a code by text, a code to one's own phone, or the campus's sign-on."""

import logging
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, SubmitField
from wtforms.validators import DataRequired, Length, Regexp

from warmline import wording
from warmline.bootstrap import Parts
from warmline.errors import LiveStoreUnavailableError, PhoneNumberError, WarmlineError
from warmline.houses import Roster
from warmline.ids import CampusSlug, MentorId
from warmline.passwords import CODE_DIGITS, hash_code, is_password, new_code
from warmline.phone import read
from warmline.privacy import hash_number
from warmline.roster import Mentor
from webhooks.console.access import EVERYBODY, SIGNED_IN, Level, add_page, admit, visitor
from webhooks.console.menu import first_page

log = logging.getLogger(__name__)
ASKED = "asked"  # session: whom a code was texted to, and which proof they gave before it


class PhoneForm(FlaskForm):  # type: ignore[misc]
    """A mentor's own number."""

    phone = StringField("Your phone number", [DataRequired(), Length(max=30)])
    submit = SubmitField("Text me a code")


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A name and a password."""

    login = StringField("Name", [DataRequired(), Length(max=120)])
    password = PasswordField("Password", [DataRequired(), Length(max=200)])
    submit = SubmitField("Go on")


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The code that was texted."""

    code = StringField(
        "Code", [DataRequired(), Regexp(rf"^\s*\d{{{CODE_DIGITS}}}\s*$", message="Six digits.")]
    )
    submit = SubmitField("Sign in")


class SigningIn:
    """The door, and the way out."""

    def __init__(self, parts: Parts, limiter: Limiter) -> None:
        self._parts = parts
        # By address, and for codes and passwords by whom it is about: many tries at one person
        # from many places are as bad as many from one.
        by_address = limiter.limit("20 per 10 minutes", methods=["POST"])
        by_person = limiter.limit("8 per 15 minutes", key_func=self._whom, methods=["POST"])
        self._limited = lambda page: by_person(by_address(page))

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        for path, view, methods in (
            ("/sign-in", self.sign_in, ["GET"]),
            ("/sign-in/phone", self.sign_in_phone, ["POST"]),
            ("/sign-in/password", self.sign_in_password, ["POST"]),
            ("/sign-in/code", self.sign_in_code, ["GET", "POST"]),
        ):
            add_page(console, path, view, [EVERYBODY], methods=methods, around=self._limited)
        add_page(console, "/", self.home, [SIGNED_IN])
        add_page(console, "/sign-out", self.sign_out, [SIGNED_IN], methods=["POST"])
        add_page(console, "/nothing", self.nothing, [SIGNED_IN])

    def home(self) -> ResponseReturnValue:
        """Lead to the first page that somebody may see."""
        return redirect(first_page(visitor()))

    def nothing(self) -> ResponseReturnValue:
        """Say that there is no page for somebody's roles, or for how they signed in."""
        words = "Your roles have no page. Ask a coordinator to look at them in the roster."
        if visitor().level == "phone":
            words = (
                "A code to a phone opens a mentor's pages alone. "
                "Sign out, then sign in with your name and password."
            )
        return render_template("console/error.html", title="Nothing here for you yet", words=words)

    def sign_in(self) -> ResponseReturnValue:
        """Show the ways in."""
        return self._door(PhoneForm(), PasswordForm())

    def sign_in_phone(self) -> ResponseReturnValue:
        """Text a code to a mentor's own phone; says the same whether anybody has that number."""
        form = PhoneForm()
        if not form.validate():
            return self._door(form, PasswordForm()), 400
        found = self._by_phone(form.phone.data)
        if found is not None:
            self._text_code(*found, "phone")
        else:
            session[ASKED] = ["", "", "phone"]
        return redirect(url_for("console.sign_in_code", next=_next()))

    def sign_in_password(self) -> ResponseReturnValue:
        """Check a password; a code by text is still needed."""
        form = PasswordForm()
        account = None
        if form.validate():
            account = self._parts.records.account(form.login.data.strip().casefold())
        known = account.password_hash if account else None
        if not is_password(known, form.password.data or "") or account is None:
            flash("That name and password do not belong together.")
            return self._door(PhoneForm(formdata=None), form), 400
        roster = self._parts.houses.of_campus(account.campus)
        person = roster.mentors.get(account.mentor)
        if person is None or not person.active:
            flash("That account has nobody in the roster any more.")
            return self._door(PhoneForm(formdata=None), form), 400
        self._text_code(roster, person, "full")
        return redirect(url_for("console.sign_in_code", next=_next()))

    def sign_in_code(self) -> ResponseReturnValue:
        """Take the code that was texted."""
        asked = session.get(ASKED)
        if not isinstance(asked, list) or len(asked) != len(("campus", "mentor", "level")):
            return redirect(url_for("console.sign_in"))
        form = CodeForm()
        if form.validate_on_submit() and self._is_code(asked[0], asked[1], form.code.data.strip()):
            proof = "password and code" if asked[2] == "full" else "code"
            return self.enter(CampusSlug(asked[0]), MentorId(asked[1]), asked[2], proof)
        if form.is_submitted() and not form.errors:
            flash("That is not the code, or it is too old. Ask for a new one.")
        page = render_template("console/code.html", form=form, next=_next())
        return page, 400 if form.is_submitted() else 200

    def sign_out(self) -> ResponseReturnValue:
        """End this session, and with it any other of the same person."""
        who = visitor()
        self._parts.live.end_sessions(who.campus, who.person.id)
        logout_user()
        session.clear()
        flash("You are signed out, here and everywhere else.")
        return redirect(url_for("console.sign_in"))

    # --- how --------------------------------------------------------------------------------

    def _door(self, phone: PhoneForm, password: PasswordForm) -> str:
        return render_template(
            "console/sign_in.html",
            phone=phone,
            password=password,
            next=_next(),
            campus=self._parts.settings.sign_on is not None,
        )

    def _by_phone(self, typed: str) -> tuple[Roster, Mentor] | None:
        """Return whose phone it is; the number is hashed, and kept nowhere."""
        try:
            number = read(typed if typed.strip().startswith("+") else f"+1{typed}")
        except PhoneNumberError:
            return None
        for campus in self._parts.live.campuses():
            roster = self._parts.houses.of_campus(campus)
            person = roster.by_phone.get(hash_number(number, roster.pepper))
            if person is not None:
                return roster, person
        return None

    def _text_code(self, roster: Roster, person: Mentor, level: Level) -> None:
        code, campus = new_code(), roster.campus.slug
        hashed = hash_code(code, pepper=roster.pepper)
        self._parts.live.put_code(campus, person.id, hashed)
        line = roster.compiled.lines[0]
        words = self._parts.vault.seal(wording.code_text(line, code))
        self._parts.switchboard.text_code(roster, line, person, words)
        session.clear()
        session[ASKED] = [campus, person.id, level]

    def _is_code(self, campus: str, mentor: str, code: str) -> bool:
        if not campus:  # nobody has that number: nothing was texted
            return False
        slug = CampusSlug(campus)
        pepper = self._parts.houses.of_campus(slug).pepper
        return self._parts.live.take_code(slug, MentorId(mentor), hash_code(code, pepper=pepper))

    def enter(
        self, campus: CampusSlug, mentor: MentorId, level: str, proof: str
    ) -> ResponseReturnValue:
        """Begin a session for somebody who has proved who they are."""
        target = _next()
        session.clear()
        who = admit(self._parts, campus, mentor, level, self._parts.now())
        if who is None:
            flash("That account has nobody in the roster any more.")
            return redirect(url_for("console.sign_in"))
        session.permanent = True
        login_user(who)
        self._note(who.campus, mentor, proof)
        return redirect(target or first_page(who))

    def _note(self, campus: CampusSlug, mentor: MentorId, proof: str) -> None:
        """Keep in the audit who signed in with what; a database that is away stops nobody."""
        try:
            self._parts.records.audit(
                mentor,
                "console.sign_in",
                f"campus/{campus}",
                None,
                {"with": proof},
                self._parts.now(),
            )
        except WarmlineError as exc:
            log.warning("a sign-in was not audited", extra={"why": str(exc)})

    def _whom(self) -> str:
        """Return whom a try is about, as something that tells nobody who that is."""
        if request.endpoint == "console.sign_in_code":
            return "code|" + "|".join(map(str, session.get(ASKED, [])))
        about = request.form.get("phone") or request.form.get("login") or ""
        try:
            campus = self._parts.live.campuses()[0]
            pepper = self._parts.houses.of_campus(campus).pepper
        except (IndexError, LiveStoreUnavailableError, WarmlineError):
            pepper = "none"
        return f"{request.endpoint}|{hash_code(about.strip().casefold(), pepper=pepper)[:24]}"


def _next() -> str:
    """Return where somebody wanted to go, if that is a page of ours."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = not parts.scheme and not parts.netloc and wanted.startswith("/console/")
    return wanted if ours and "\\" not in wanted else ""

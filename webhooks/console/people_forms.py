"""The forms about people, and how a refusal is said beside what was typed."""

import re
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional, Regexp

from warmline.campus_file.fields import name as read_name
from warmline.errors import PhoneNumberError, PlanError
from warmline.passwords import CODE_DIGITS
from warmline.people import LONGEST_NOTE, note_of
from warmline.phone import read_typed

GIVEN_HERE = ("mentor", "backup", "coordinator", "counselor")  # others: by the engineer's command
YEAR = timedelta(days=365)
_HINT = re.compile(r"(;|\.) (first|see|for a new one|for a new code): warmline.*$")


def said(exc: Exception) -> str:
    """Return a refusal as a sentence; what to type at a command line is left out."""
    words = _HINT.sub("", str(exc))
    return f"{words[:1].upper()}{words[1:]}."


def refused(field: Field, exc: Exception) -> None:
    """Put a refusal beside a field."""
    field.errors = [*field.errors, said(exc)]


def is_note(_: FlaskForm, field: Field) -> None:
    """Refuse a note that cannot be kept."""
    try:
        note_of(field.data or "")
    except PlanError as exc:
        raise ValidationError(said(exc)) from exc


def is_name(_: FlaskForm, field: Field) -> None:
    """Refuse what is no name."""
    try:
        field.data = " ".join(read_name(field.data or "").split())
    except PlanError as exc:
        raise ValidationError(f"This {exc}.") from exc


def is_phone(_: FlaskForm, field: Field) -> None:
    """Refuse what cannot be called."""
    try:
        read_typed(field.data or "")
    except PhoneNumberError as exc:
        raise ValidationError(f"This {exc}.") from exc


def _note(label: str = "A note (optional, kept for good)") -> StringField:
    return StringField(label, [Length(max=LONGEST_NOTE), is_note])


class NominateForm(FlaskForm):  # type: ignore[misc]
    """Somebody whom somebody would like to see as a mentor."""

    name = StringField("Their name", [DataRequired("A name is needed."), is_name])
    by = StringField("Nominated by (empty: themself)", [Length(max=80), is_note])


class StepForm(FlaskForm):  # type: ignore[misc]
    """A step that needs no more than a note."""

    note = _note()


class ApplyForm(FlaskForm):  # type: ignore[misc]
    """An application, with a phone from here on."""

    phone = StringField("Their phone", [DataRequired("A phone is needed from here on."), is_phone])
    note = _note()


class TickForm(FlaskForm):  # type: ignore[misc]
    """What has been done of the checklist."""

    item = SelectMultipleField("Done", choices=[], validate_choice=False)


class CertifyForm(FlaskForm):  # type: ignore[misc]
    """Until when somebody may be rung."""

    until = DateField("Until, that day included", [DataRequired("Choose a day.")])
    reason = StringField("Why, with items still to do", [Length(max=LONGEST_NOTE), is_note])

    @classmethod
    def proposed(cls, today: date, was: date) -> "CertifyForm":
        """Return a form that proposes a year from now, or from the end of a certificate."""
        return cls(formdata=None, data={"until": max(today, was) + YEAR})


class PauseForm(FlaskForm):  # type: ignore[misc]
    """Until when nobody rings somebody."""

    until = DateField("Last day (empty: until you end it)", [Optional()])
    note = _note()


class RolesForm(FlaskForm):  # type: ignore[misc]
    """What somebody does."""

    roles = SelectMultipleField("Roles", choices=list(GIVEN_HERE))


class PhoneForm(FlaskForm):  # type: ignore[misc]
    """Another phone."""

    phone = StringField("New number", [DataRequired("A number is needed."), is_phone])


class CodeForm(FlaskForm):  # type: ignore[misc]
    """The code that came to the new phone."""

    code = StringField(
        "The code that was texted to it",
        [
            DataRequired("Six digits."),
            Regexp(rf"^\s*\d{{{CODE_DIGITS}}}\s*$", message="Six digits."),
        ],
    )


class TakeForm(FlaskForm):  # type: ignore[misc]
    """Under which name an application is taken up."""

    name = StringField(
        "Name in the roster (it is spoken and shown)", [DataRequired("A name is needed."), is_name]
    )


def blank(**forms: Any) -> dict[str, Any]:
    """Return every form of a person's page: those given as they were sent, the others empty."""
    empty = {
        "step": StepForm,
        "apply": ApplyForm,
        "tick": TickForm,
        "pause": PauseForm,
        "roles": RolesForm,
        "phone": PhoneForm,
        "code": CodeForm,
    }
    return {name: kind(formdata=None) for name, kind in empty.items()} | forms

"""The forms of my page."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from warmline.wrap_up import Topic, WrapUp

HOW = {1: "worn out", 2: "tired", 3: "so-so", 4: "all right", 5: "fine"}
_STRESS = [SelectChoice("", "not said"), *(SelectChoice(str(it), str(it)) for it in range(1, 6))]
# How long, in the words of the text that says the same; "" is until they are on again.
_LONG = [
    SelectChoice("", "until I say that I am on again"),
    SelectChoice("2h", "for 2 hours"),
    SelectChoice("4h", "for 4 hours"),
    SelectChoice("tonight", "tonight, until 7:00"),
    SelectChoice("until", "until the time below"),
]


class OffForm(FlaskForm):  # type: ignore[misc]
    """For how long somebody is off duty."""

    length = SelectField("How long", choices=_LONG, default="")
    until = StringField("Until", [Length(max=30)])


class WrapUpForm(FlaskForm):  # type: ignore[misc]
    """What a wrap-up by text says in digits."""

    topics = SelectMultipleField(
        "What it was about",
        choices=[SelectChoice(it.value, it.value) for it in Topic],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    before = SelectField("Stress before", choices=_STRESS, default="")
    after = SelectField("Stress after", choices=_STRESS, default="")
    hard = BooleanField("It was hard for me")

    def validate_after(self, field: Any) -> None:
        """Refuse one of the two, and a form that says nothing."""
        if bool(self.before.data) != bool(field.data):
            raise ValidationError("Give both, before and after, or neither.")
        if not (self.topics.data or field.data or self.hard.data):
            raise ValidationError(
                "Choose a topic, the stress before and after, or that it was hard."
            )

    def given(self) -> WrapUp:
        """Return what was given."""
        return WrapUp(
            topics=frozenset(map(Topic, self.topics.data)),
            before=int(self.before.data) if self.before.data else None,
            after=int(self.after.data) if self.after.data else None,
            hard=bool(self.hard.data),
        )


class CareForm(FlaskForm):  # type: ignore[misc]
    """How somebody is today."""

    how = RadioField(
        "How are you today?",
        [DataRequired("Choose one of the five.")],
        choices=[SelectChoice(str(number), f"{number} {word}") for number, word in HOW.items()],
    )


class ClearForm(FlaskForm):  # type: ignore[misc]
    """Whether all is to be forgotten."""

    sure = BooleanField(
        "Yes, forget everything that I noted",
        [DataRequired("Tick this first: it cannot come back.")],
    )

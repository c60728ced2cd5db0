"""The forms in which a plan is changed; what they hold becomes an entry as a campus file has it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from warmline.campus_file import DutyEntry, OverrideEntry, PeriodEntry, ShiftEntry
from warmline.drafts import EntryKind
from warmline.errors import PlanError
from warmline.hours import read_hours, write_window
from warmline.ids import LineSlug
from warmline.schedule import DAY_NAMES, Plan, Weekly, read_every, read_weekly, write_weekly

_DAY = timedelta(days=1)
_FAULT = re.compile(r"\w+(?: \S.*?)?, (?P<key>\w+): (?P<why>.*)", re.DOTALL)
EVERY_LINE = "every line"  # never a slug: those have no spaces


class Refusable(FlaskForm):  # type: ignore[misc]
    """A form that knows under which of its fields a refusal belongs."""

    fields_of: ClassVar[dict[str, str]] = {}

    def refuse(self, reasons: Iterable[str]) -> list[str]:
        """Put each reason beside its field; return those that belong to none."""
        left = []
        for reason in (line for text in reasons for line in text.splitlines()):
            fault = _FAULT.fullmatch(reason)
            name = self.fields_of.get(fault["key"], fault["key"]) if fault else ""
            if fault and name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, sentence(fault["why"])]
            else:
                left.append(sentence(reason))
        return left


class ShiftForm(Refusable):
    """A turn of duty: who, when, and how it repeats."""

    fields_of: ClassVar[dict[str, str]] = {"start": "day", "end": "ends", "repeat": "repeats"}
    line = SelectField("Line")
    mentors = SelectMultipleField("Who serves", [DataRequired("Choose at least one person.")])
    day = DateField("First day", [InputRequired()])
    starts = TimeField("From", [InputRequired()])
    ends = TimeField("To", [InputRequired()])
    last_day = DateField("Ends on", [Optional()])
    repeats = RadioField("How often", default="once")
    days = SelectMultipleField(
        "On", choices=[SelectChoice(str(n), name) for n, name in enumerate(DAY_NAMES)]
    )
    every = IntegerField("Every how many weeks", [Optional(), NumberRange(1, 52)], default=1)
    until = DateField("Until, included", [Optional()])
    begins = DateField("The change counts from", [Optional()])
    serving: Sequence[str] = ()  # who is on it already, whatever their roles
    kept: str | None = None  # a rule that this form cannot say, left as it is

    def fill(self, plan: Plan) -> None:
        """Offer lines, and those who can serve; who serves already is offered, too."""
        self.line.choices = lines_of(plan)
        self.mentors.choices = names_of(plan, also=self.serving)
        words = {"once": "Once", "weekly": "On days of the week"}
        self.repeats.choices = offered(words | ({"kept": "As it is"} if self.kept else {}))

    def entry(self) -> ShiftEntry:
        """Return the shift; an end at or before the start is on the next day."""
        start = datetime.combine(self.day.data, self.starts.data)
        end = datetime.combine(self.last_day.data or self.day.data, self.ends.data)
        if self.last_day.data is None and end <= start:
            end += _DAY
        return ShiftEntry(
            line=LineSlug(self.line.data),
            mentors=tuple(self.mentors.data),
            start=start,
            end=end,
            repeat=self._repeat(),
        )

    def _repeat(self) -> str | None:
        if self.repeats.data == "kept":
            return self.kept
        if self.repeats.data != "weekly":
            return None
        days = frozenset(int(it) for it in self.days.data or ())
        if not days:
            raise PlanError("shift, days: choose at least one day")
        return write_weekly(Weekly(days, self.every.data or 1, self.until.data))

    @staticmethod
    def data_of(it: ShiftEntry) -> dict[str, Any]:
        """Return a shift as the form's fields hold it."""
        weekly = read_weekly(it.repeat, it.start) if it.repeat else None
        near = it.end <= it.start + _DAY
        return {
            "line": it.line,
            "mentors": list(it.mentors),
            "day": it.start.date(),
            "starts": it.start.time(),
            "ends": it.end.time(),
            "last_day": None if near else it.end.date(),
            "repeats": "weekly" if weekly else "kept" if it.repeat else "once",
            "days": [str(day) for day in sorted(weekly.days)] if weekly else [],
            "every": weekly.every if weekly else 1,
            "until": weekly.until if weekly else None,
        }


class DutyForm(Refusable):
    """A duty that passes from one to the next."""

    line = SelectField("Line")
    name = StringField("Name", [DataRequired(), Length(max=80)])
    mentors = TextAreaField("Who, in order", [DataRequired(), Length(max=2000)])
    start = DateTimeLocalField("First turn begins", [InputRequired()])
    every = StringField("Passes on every", [DataRequired()], default="1 week")
    hours = TextAreaField("Only at these hours", [Optional(), Length(max=500)])

    def fill(self, plan: Plan) -> None:
        """Offer lines."""
        self.line.choices = lines_of(plan)

    def entry(self) -> DutyEntry:
        """Return the duty."""
        every = " ".join(self.every.data.split()).lower()
        _in_field("every", lambda: read_every(every))
        return DutyEntry(
            line=LineSlug(self.line.data),
            name=self.name.data.strip(),
            mentors=tuple(_lines(self.mentors.data)),
            start=self.start.data,
            every=every,
            hours=_in_field("hours", lambda: read_hours(_lines(self.hours.data))),
        )

    @staticmethod
    def data_of(it: DutyEntry) -> dict[str, Any]:
        """Return a duty as the form's fields hold it."""
        return {
            "line": it.line,
            "name": it.name,
            "mentors": "\n".join(it.mentors),
            "start": it.start,
            "every": it.every,
            "hours": "\n".join(map(write_window, it.hours)),
        }


class PeriodForm(Refusable):
    """Days with a name: a term, finals, a holiday."""

    name = StringField("Name", [DataRequired(), Length(max=80)])
    kind = StringField("What it is", [DataRequired(), Length(max=40)])
    line = SelectField("Line")
    first = DateField("First day", [InputRequired()])
    last = DateField("Last day, included", [InputRequired()])
    keeps = RadioField(
        "Hours on these days",
        choices=[
            SelectChoice("own", "As ever: the days are only named"),
            SelectChoice("closed", "Closed"),
            SelectChoice("hours", "Other hours"),
        ],
        default="own",
    )  # fmt: skip
    hours = TextAreaField("Other hours", [Optional(), Length(max=500)])

    def fill(self, plan: Plan) -> None:
        """Offer lines, and all of them."""
        self.line.choices = [SelectChoice(EVERY_LINE, "Every line"), *lines_of(plan)]

    def entry(self) -> PeriodEntry:
        """Return the period."""
        hours = _lines(self.hours.data) if self.keeps.data == "hours" else []
        if self.keeps.data == "hours" and not hours:
            raise PlanError('period, hours: write hours like "mon-fri 19:00-07:00"')
        return PeriodEntry(
            name=self.name.data.strip(),
            kind=self.kind.data.strip(),
            first=self.first.data,
            last=self.last.data,
            line=None if self.line.data == EVERY_LINE else LineSlug(self.line.data),
            closed=self.keeps.data == "closed",
            hours=_in_field("hours", lambda: read_hours(hours)),
        )

    @staticmethod
    def data_of(it: PeriodEntry) -> dict[str, Any]:
        """Return a period as the form's fields hold it."""
        return {
            "name": it.name,
            "kind": it.kind,
            "line": it.line or EVERY_LINE,
            "first": it.first,
            "last": it.last,
            "keeps": "closed" if it.closed else "hours" if it.hours else "own",
            "hours": "\n".join(map(write_window, it.hours)),
        }


class AddForm(Refusable):
    """Somebody who is put on call for some hours, beside whom the plan says."""

    line = SelectField("Line")
    mentor = SelectField("Who")
    start = DateTimeLocalField("From", [InputRequired()])
    end = DateTimeLocalField("To", [InputRequired()])

    def fill(self, plan: Plan) -> None:
        """Offer lines and people."""
        self.line.choices = lines_of(plan)
        self.mentor.choices = names_of(plan)

    def entry(self) -> OverrideEntry:
        """Return the addition."""
        return OverrideEntry(
            line=LineSlug(self.line.data),
            kind="add",
            mentor=self.mentor.data,
            start=self.start.data,
            end=self.end.data,
        )

    @staticmethod
    def data_of(it: OverrideEntry) -> dict[str, Any]:
        """Return an addition as the form's fields hold it."""
        return {"line": it.line, "mentor": it.mentor, "start": it.start, "end": it.end}


# What an entry is read from. Each offers the plan's lines and people (``fill``) and returns what
# was typed (``entry``), which raises PlanError, naming a key, if it cannot be an entry.
EntryForm = ShiftForm | DutyForm | PeriodForm | AddForm
FORMS: dict[EntryKind, type[Any]] = {
    "shift": ShiftForm,
    "duty": DutyForm,
    "period": PeriodForm,
    "override": AddForm,
}


def offered(choices: Mapping[str, str]) -> list[SelectChoice]:
    """Return what can be chosen: each value with its words."""
    return [SelectChoice(value, words) for value, words in choices.items()]


def lines_of(plan: Plan) -> list[SelectChoice]:
    """Return the lines to choose from."""
    return offered({it.slug: it.name for it in plan.lines})


def names_of(plan: Plan, also: Sequence[str] = ()) -> list[SelectChoice]:
    """Return who can be put on call, in roster order; who could not be rung is marked so."""
    roles = {"mentor", "backup"}
    return [
        SelectChoice(it.name, it.name if it.stage == "certified" else f"{it.name} (not certified)")
        for it in plan.mentors
        if it.active and ((it.roles & roles and it.stage != "alumni") or it.name in also)
    ]


def sentence(text: str) -> str:
    """Return a reason as a sentence."""
    whole = text.strip()
    return f"{whole[:1].upper()}{whole[1:]}" + ("" if whole.endswith((".", "?")) else ".")


def moment(text: str) -> datetime | None:
    """Return a wall-clock time of an address, or None."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def day_and_time(at: datetime | None) -> tuple[date | None, time | None]:
    """Return the two parts of a time that may be missing."""
    return (at.date(), at.time()) if at else (None, None)


def _lines(text: str | None) -> list[str]:
    return [it.strip() for it in (text or "").splitlines() if it.strip()]


def _in_field(key: str, read: Any) -> Any:
    """Return what is read; a PlanError names the field that it is about."""
    try:
        return read()
    except PlanError as exc:
        raise PlanError(f"entry, {key}: {exc}") from exc

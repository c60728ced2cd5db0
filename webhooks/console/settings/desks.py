"""Counseling desks: name, hours, holidays, and a number that is sealed and never shown again."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from warmline.campus_file import DeskEntry, read_keys
from warmline.errors import PhoneNumberError
from warmline.ids import DeskId
from warmline.line import Desk, Line
from warmline.line_settings import (
    Differs,
    away_in_words,
    days_listed,
    hours_in_words,
    listed,
    typed_days,
    typed_hours,
)
from warmline.phone import read_typed
from warmline.store.records.editing import Edit
from webhooks.console.access import add_page
from webhooks.console.settings.saving import (
    CHANGES,
    Saving,
    line_of_page,
    said,
    settings_of,
    to_settings,
    told,
)

_KEPT = "as it is, sealed"


class DeskPages:
    """A form for one desk, and buttons for order and for taking one out."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving

    def add_to(self, console: Blueprint) -> None:
        """Add the pages."""
        path, both = "/settings/line/<line>/desk", ["GET", "POST"]
        add_page(console, f"{path}/<desk>", self.settings_desk, CHANGES, methods=both)
        add_page(console, f"{path}s", self.settings_desks, CHANGES, methods=["POST"])

    def settings_desk(self, line: str, desk: str) -> ResponseReturnValue:
        """Show a desk, or an empty form for a new one; preview and save what is typed."""
        plan = self._saving.plan()
        held = line_of_page(plan, line)
        it = next((one for one in held.desks if one.id == desk), None)
        if it is None and desk != "new":
            abort(404)
        typed = {
            "name": it.name if it else "",
            "number": "",
            "hours": typed_hours(it.hours) if it else "",
            "holidays": typed_days(it.holidays) if it else "",
        }
        wrong: dict[str, str] = {}
        notes: list[str] = []
        if request.method == "POST":
            typed = {key: request.form.get(key, "") for key in typed}
            typed["number"] = self._saving.typed_again(typed["number"])
            given = {
                "name": typed["name"],
                "hours": listed(typed["hours"]),
                "holidays": days_listed(typed["holidays"]),
            }
            if typed["number"].strip() or it is None:
                given["number"] = _number(typed["number"])
            values, wrong = read_keys("desk", given)
            differs = _differences(it, values)
            if not wrong and not differs:
                notes = ["Nothing is different yet."]
            elif not wrong and request.form.get("does") in {"look", "save"}:
                return self._taken(held, it, given, differs)
        page = render_template(
            "console/settings/desk.html",
            line=held,
            desk=it,
            typed=typed,
            wrong=said(wrong),
            notes=notes,
        )
        return page, 400 if wrong or notes else 200

    def _taken(
        self, line: Line, desk: Desk | None, given: dict[str, Any], differs: tuple[Differs, ...]
    ) -> ResponseReturnValue:
        def change(edit: Edit) -> None:
            if desk is None:
                values, _ = read_keys("desk", given)
                edit.settings.add_desk(DeskEntry(line=line.slug, **values))
            else:
                edit.settings.change_desk(desk.id, given)

        title = f"Desk {desk.name}" if desk else "New desk"
        made = ("desk.change" if desk else "desk.add", change)
        return self._saving.once_seen(title, differs, settings_of(line, "desks"), made)

    def settings_desks(self, line: str) -> ResponseReturnValue:
        """Move a desk up or down, or take one out; the button says which, and a preview follows."""
        held = line_of_page(self._saving.plan(), line)
        does = request.form.get("does", "")
        verb, _, desk = does.partition(" ")
        ids = [it.id for it in held.desks]
        if desk not in ids or verb not in {"up", "down", "remove"}:
            told("That desk is not there any more.")
            return to_settings(held, "desks")
        if verb == "remove":
            gone = next(it.name for it in held.desks if it.id == desk)
            title, action = "Take out a desk", "desk.remove"
            differs: tuple[Differs, ...] = (Differs(gone, "is rung in its hours", "is not rung"),)
        else:
            ids = _moved(ids, DeskId(desk), -1 if verb == "up" else 1)
            title, action = "The order of desks", "desk.order"
            differs = _order(held, ids)
        if not differs:
            return to_settings(held, "desks")

        def change(edit: Edit) -> None:
            if verb == "remove":
                edit.settings.remove_desk(DeskId(desk))
            else:
                edit.settings.order_desks(ids)

        back = settings_of(held, "desks")
        return self._saving.once_seen(title, differs, back, (action, change), move=does)


def _moved(ids: list[DeskId], desk: DeskId, by: int) -> list[DeskId]:
    """Return the order after a desk moves by a place; at an end it stays."""
    place = ids.index(desk)
    to = min(max(place + by, 0), len(ids) - 1)
    order = [it for it in ids if it != desk]
    order.insert(to, desk)
    return order


def _order(line: Line, ids: list[DeskId]) -> tuple[Differs, ...]:
    """Return, place by place, which desk is rung there, where that changes."""
    names = {it.id: it.name for it in line.desks}
    pairs = zip(line.desks, ids, strict=True)
    return tuple(
        Differs(f"Place {place}", was.name, names[will])
        for place, (was, will) in enumerate(pairs, 1)
        if was.id != will
    )


def _number(text: str) -> str:
    """Return a number as a campus file has it, however it was typed; what is none, as it is."""
    try:
        return read_typed(text).e164
    except PhoneNumberError:
        return text.strip()


def _differences(desk: Desk | None, values: dict[str, Any]) -> tuple[Differs, ...]:
    """Return what is another; a number is never said."""
    rows = []
    if "name" in values:
        rows.append(Differs("Name", desk.name if desk else "none", values["name"]))
    if "hours" in values:
        was = hours_in_words(desk.hours) if desk else "none"
        rows.append(Differs("Hours", was, hours_in_words(values["hours"])))
    if "holidays" in values:
        was = away_in_words(desk.holidays) if desk else "none"
        rows.append(Differs("Holidays", was, away_in_words(values["holidays"])))
    if "number" in values:
        rows.append(
            Differs(
                "Number",
                _KEPT if desk else "none",
                f"a new one, ending {values['number'].e164[-2:]}",
            )
        )
    return tuple(it for it in rows if it.before != it.after)

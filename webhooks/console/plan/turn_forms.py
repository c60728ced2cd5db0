"""The forms of one turn of duty, and how an address fills them in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, SelectField
from wtforms.validators import InputRequired

from warmline.drafts import OfTurn
from warmline.hours import instant_of
from warmline.schedule import Plan, line_of
from warmline.turns import Turn
from webhooks.console.plan.forms import moment


class CoverForm(FlaskForm):  # type: ignore[misc]
    """Who takes a turn, or a part of it."""

    mentor = SelectField("Who covers")
    start = DateTimeLocalField("From", [InputRequired()])
    end = DateTimeLocalField("To", [InputRequired()])


class OffForm(FlaskForm):  # type: ignore[misc]
    """From when to when somebody is taken off."""

    start = DateTimeLocalField("From", [InputRequired()], id="off-start")
    end = DateTimeLocalField("To", [InputRequired()], id="off-end")


class MoveForm(FlaskForm):  # type: ignore[misc]
    """When a turn is served instead, and by whom."""

    mentor = SelectField("Who serves then", id="move-mentor")
    start = DateTimeLocalField("From", [InputRequired()], id="move-start")
    end = DateTimeLocalField("To", [InputRequired()], id="move-end")


class SwapForm(FlaskForm):  # type: ignore[misc]
    """Which turn is taken in return."""

    turn = SelectField("For which turn")


FORMS: dict[str, type[FlaskForm]] = {
    "cover": CoverForm,
    "off": OffForm,
    "move": MoveForm,
    "swap": SwapForm,
}


def turn_address(plan: Plan, it: OfTurn, same: Mapping[str, Any]) -> str:
    """Return the address of a turn's forms, filled in with what was typed there before."""
    ids = {one.name: one.id for one in plan.mentors}
    zone = line_of(plan, it.line).timezone
    if it.in_return:
        other = instant_of(it.in_return.at, line_of(plan, it.in_return.line).timezone)
        same = {**same, "turn": turn_key(it.in_return.line, ids.get(it.in_return.whose, ""), other)}
    return url_for(
        "console.plan_turn",
        line=it.line,
        mentor=ids.get(it.whose, ""),
        start=instant_of(it.at, zone).isoformat(),
        does=it.does,
        begin=f"{it.start:%Y-%m-%dT%H:%M}",
        end=f"{it.end:%Y-%m-%dT%H:%M}",
        to=ids.get(it.to or ""),
        **same,
    )


def turn_key(line: str, mentor: str, start: datetime) -> str:
    """Return what the choices of a swap know a turn by."""
    return f"{line}|{mentor}|{start.isoformat()}"


def filled_in(turn: Turn, times: Mapping[str, datetime]) -> dict[str, Any]:
    """Return what the address fills in: whom a turn was given, and on which day or at what time."""
    said, to = request.args, request.args.get("to") or turn.mentor
    if said.get("does") == "swap":
        return {"does": "swap", "turn": said.get("turn", "")}
    begin, end = moment(said.get("begin", "")), moment(said.get("end", ""))
    came, day = moment(said.get("from", "")), moment(said.get("day", ""))
    if came and day:
        begin, end = (it + (day - came) for it in (times["start"], times["end"]))
    if begin is None or end is None or (begin, end) == (times["start"], times["end"]):
        return {"does": "cover", "mentor": to} if to != turn.mentor else {}
    does = said.get("does", "move")
    return {"does": does, "mentor": to, "start": begin, "end": end}

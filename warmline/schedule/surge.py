"""A surge: for some hours everybody who may be rung is on call, behind whoever the plan names."""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from warmline.hours import SURGE, wall_clock_of
from warmline.line import Line
from warmline.roster import may_be_rung
from warmline.schedule.pieces import Piece
from warmline.schedule.plan import Plan

SOURCE = "surge"
ROLES = frozenset({"mentor", "backup"})  # who is asked to take what the plan's people cannot


def surge_pieces(plan: Plan, line: Line, start: datetime, end: datetime) -> Iterator[Piece]:
    """Yield a piece for each person a surge adds, wherever it touches [start, end).

    It ranks behind shifts and duties: whoever is on shift keeps their turn, and its cap.
    """
    for period in line.periods:
        if period.kind != SURGE or not period.is_switch:
            continue
        begins, ends = period.lasts(line.timezone)
        if max(begins, start) >= min(ends, end):
            continue
        today = wall_clock_of(begins, line.timezone).date()
        for it in plan.mentors:
            if it.phone_hash and it.roles & ROLES and may_be_rung(it, today) is None:
                yield Piece(it.id, begins, ends, SOURCE, 3, begins)


def without_surges(plan: Plan) -> Plan:
    """Return a plan as if no surge had ever been set: what people's own turns are told by."""
    return replace(
        plan,
        lines=tuple(
            replace(
                line,
                periods=tuple(it for it in line.periods if it.kind != SURGE or not it.is_switch),
            )
            if any(it.kind == SURGE for it in line.periods)
            else line
            for line in plan.lines
        ),
    )

"""A line's switch: paused until a time, in a surge until a time, or as the plan says.

A pause and a surge are periods of the plan that last for some hours of one day. So whatever asks
the plan, and every process that holds the published roster, knows of them; and they end by
themselves, whichever processes are alive then.
"""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict, replace

from warmline.campus_file import PeriodEntry
from warmline.errors import PlanError
from warmline.hours import PAUSE, SURGE, Period, Window, instant_of, wall_clock_of
from warmline.ids import LineSlug
from warmline.line import Line
from warmline.schedule import Plan

Mode = Literal["pause", "surge", "normal"]
LONGEST = timedelta(hours=12)  # what should last longer is a period of the plan
NAMES = {PAUSE: "paused by the switch", SURGE: "surge by the switch"}
_MINUTES = 24 * 60


class Switched(Struct, frozen=True):
    """A line that is paused or in a surge: since when and until when, UTC."""

    id: str
    mode: Literal["pause", "surge"]
    since: datetime
    until: datetime


def switches(line: Line) -> tuple[Switched, ...]:
    """Return every pause and surge of a line, past ones too, by their start."""
    found = (
        Switched(it.id, "pause" if it.kind == PAUSE else "surge", *it.lasts(line.timezone))
        for it in line.periods
        if it.is_switch
    )
    return tuple(sorted(found, key=lambda it: it.since))


def switched(line: Line, now: datetime) -> Switched | None:
    """Return the pause or surge that a line is in, or None."""
    return next((it for it in switches(line) if it.since <= now < it.until), None)


def read_until(text: str, line: Line, now: datetime) -> datetime:
    """Return when a switch is to end, UTC: ``23:30`` is the next such time on the line's clock.

    Raises PlanError where it is no time, is over, is too far away, or comes twice that night.
    """
    local = wall_clock_of(now, line.timezone)
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}", text.strip()):
            hour, minute = (int(it) for it in text.strip().split(":"))
            wanted = datetime.combine(local.date(), time(hour, minute))
            wanted += timedelta(days=1) if wanted <= local else timedelta(0)
        else:
            wanted = datetime.fromisoformat(text.strip())
    except ValueError as exc:
        raise PlanError("write the time like 23:30 or 2026-11-27T02:00") from exc
    if wanted.tzinfo is not None:
        wanted = wall_clock_of(wanted.astimezone(UTC), line.timezone)
    wanted = wanted.replace(second=0, microsecond=0)
    until = instant_of(wanted, line.timezone)
    if until <= now:
        raise PlanError("choose a time that is still to come")
    if until - now > LONGEST:
        hours = int(LONGEST.total_seconds() // 3600)
        raise PlanError(f"choose a time within {hours} hours; for longer, change the plan")
    if wall_clock_of(until, line.timezone) != wanted:
        raise PlanError("the clocks skip this time that night; choose one before or after")
    return until


def entry_of(
    line: Line, mode: Literal["pause", "surge"], until: datetime, now: datetime
) -> PeriodEntry:
    """Return the period that switches a line from this minute until then (UTC)."""
    begins, ends = (wall_clock_of(it, line.timezone) for it in (now, until))
    start, end = (it.hour * 60 + it.minute for it in (begins, ends))
    window = Window(frozenset({begins.weekday()}), start, end or _MINUTES)
    kind = PAUSE if mode == "pause" else SURGE
    day = begins.date()
    return PeriodEntry(
        name=NAMES[kind], kind=kind, first=day, last=day, line=line.slug, hours=(window,)
    )


def tried(plan: Plan, slug: LineSlug, mode: Mode, until: datetime | None, now: datetime) -> Plan:
    """Return the plan as it would be with a line's switch set so; nothing is changed."""
    return replace(
        plan,
        lines=tuple(
            _tried(line, mode, until, now) if line.slug == slug else line for line in plan.lines
        ),
    )


def _tried(line: Line, mode: Mode, until: datetime | None, now: datetime) -> Line:
    going = {it.id for it in switches(line) if it.until > now}
    periods = [it for it in line.periods if it.id not in going]
    if mode != "normal" and until is not None:
        periods.append(Period(id="tried", **asdict(entry_of(line, mode, until, now))))
    return replace(line, periods=tuple(periods))

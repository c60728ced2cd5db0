"""Whether a changed plan agrees with itself; what does not is told as a coordinator says it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec.structs import replace

from warmline.errors import PlanError
from warmline.hours import Period, instant_of
from warmline.ids import MentorId
from warmline.schedule.contradictions import contradictory_overrides, contradictory_periods
from warmline.schedule.plan import Override, Plan
from warmline.schedule.spans import line_of, spans


def check_overrides(plan: Plan, new: Collection[str]) -> None:
    """Raise PlanError, naming both, if an override of these ids contradicts another of the plan."""
    names = _names(plan)
    for found in contradictory_overrides(plan.overrides):
        pair = [plan.overrides[found.first], plan.overrides[found.second]]
        if any(it.id in new for it in pair):
            whom = names.get(found.person, found.person)
            pair.sort(key=lambda it: it.id in new)  # what is there already comes first
            one, other = (told(it, names) for it in pair)
            raise PlanError(f"two things about {whom} at the same time: {one}; and {other}")


def check_covers(plan: Plan, new: Collection[str], now: datetime) -> None:
    """Raise PlanError if an override of these ids is over already, or covers nobody's time."""
    names = _names(plan)
    without = replace(plan, overrides=())
    for override in plan.overrides:
        if override.id not in new:
            continue
        zone = line_of(plan, override.line).timezone
        start, end = instant_of(override.start, zone), instant_of(override.end, zone)
        if end <= now:
            raise PlanError(
                f"{told(override, names)}: is over already, and the past stays as it was"
            )
        if start >= end:
            raise PlanError(f"{told(override, names)}: is a time that the clocks skip")
        if override.kind == "cover" and not is_on_call(without, override, start, end):
            whom = names.get(override.covers or override.mentor, "somebody")
            raise PlanError(
                f"{told(override, names)}: {whom} has no shift or duty on {override.line} in that"
                " time, so there is nothing to cover"
            )


def is_on_call(plan: Plan, override: Override, start: datetime, end: datetime) -> bool:
    """Say whether whoever an override covers is on call at all between two instants (UTC)."""
    return any(
        entry.mentor == override.covers
        for span in spans(plan, override.line, start, end)
        for entry in span.on_call
    )


def check_periods(plan: Plan, new: Collection[str]) -> None:
    """Raise PlanError, naming both, if a period of these ids disagrees with another of the plan."""
    periods = periods_of(plan)
    for places in contradictory_periods(periods):
        pair = [periods[place] for place in places]
        if any(it.id in new for it in pair):
            pair.sort(key=lambda it: it.id in new)
            one, other = (_named(it) for it in pair)
            raise PlanError(f"two things about the hours of the same days: {one}; and {other}")


def periods_of(plan: Plan) -> list[Period]:
    """Return every period of a plan once, by its days."""
    found = {period.id: period for line in plan.lines for period in line.periods}
    return sorted(found.values(), key=lambda it: (it.first, it.last, it.name))


def told(override: Override, names: Mapping[MentorId, str]) -> str:
    """Return an override in words: who does what on which line, and when."""
    who = names.get(override.mentor, "somebody who has left")
    match override.kind:
        case "cover":
            whom = names.get(override.covers or override.mentor, "somebody who has left")
            what = f"{who} covers for {whom}"
        case "add":
            what = f"{who} is added"
        case "remove":
            what = f"{who} is taken off"
    same_day = override.start.date() == override.end.date()
    end = f"{override.end:%H:%M}" if same_day else f"{override.end:%a %d %b %Y %H:%M}"
    return f"{what} on {override.line}, {override.start:%a %d %b %Y %H:%M} to {end} ({override.id})"


def _named(period: Period) -> str:
    days = f"{period.first:%a %d %b %Y} to {period.last:%a %d %b %Y}"
    return f"{period.name}, {days}, on {period.line or 'every line'} ({period.id})"


def _names(plan: Plan) -> dict[MentorId, str]:
    return {mentor.id: mentor.name for mentor in plan.mentors}

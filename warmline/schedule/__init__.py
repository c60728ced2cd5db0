"""Who is on call at an instant, and from when to when: shifts, duties and overrides, worked out."""

from warmline.schedule.agreement import (
    check_covers,
    check_overrides,
    check_periods,
    is_on_call,
    periods_of,
    told,
)
from warmline.schedule.contradictions import (
    Contradiction,
    contradictory_overrides,
    contradictory_periods,
)
from warmline.schedule.eras import Era, plan_at, plans_over, spans_over
from warmline.schedule.pieces import has_turn, read_every
from warmline.schedule.plan import Duty, Override, Plan, Shift
from warmline.schedule.repeat import check_repeat
from warmline.schedule.rules import Fault, override_faults, period_faults, shift_faults
from warmline.schedule.spans import OnCall, Span, line_of, on_call, spans
from warmline.schedule.surge import without_surges
from warmline.schedule.weekly import (
    DAY_NAMES,
    Weekly,
    listed,
    read_weekly,
    repeat_in_words,
    write_weekly,
)

__all__ = [
    "DAY_NAMES",
    "Contradiction",
    "Duty",
    "Era",
    "Fault",
    "OnCall",
    "Override",
    "Plan",
    "Shift",
    "Span",
    "Weekly",
    "check_covers",
    "check_overrides",
    "check_periods",
    "check_repeat",
    "contradictory_overrides",
    "contradictory_periods",
    "has_turn",
    "is_on_call",
    "line_of",
    "listed",
    "on_call",
    "override_faults",
    "period_faults",
    "periods_of",
    "plan_at",
    "plans_over",
    "read_every",
    "read_weekly",
    "repeat_in_words",
    "shift_faults",
    "spans",
    "spans_over",
    "told",
    "without_surges",
    "write_weekly",
]

"""Who is on call at an instant, and from when to when: shifts, duties and overrides, worked out."""

from warmline.schedule.contradictions import (
    Contradiction,
    contradictory_overrides,
    contradictory_periods,
)
from warmline.schedule.eras import Era, plan_at, spans_over
from warmline.schedule.pieces import read_every
from warmline.schedule.plan import Duty, Override, Plan, Shift
from warmline.schedule.repeat import check_repeat
from warmline.schedule.rules import Fault, override_faults, period_faults, shift_faults
from warmline.schedule.spans import OnCall, Span, line_of, on_call, spans

__all__ = [
    "Contradiction",
    "Duty",
    "Era",
    "Fault",
    "OnCall",
    "Override",
    "Plan",
    "Shift",
    "Span",
    "check_repeat",
    "contradictory_overrides",
    "contradictory_periods",
    "line_of",
    "on_call",
    "override_faults",
    "period_faults",
    "plan_at",
    "read_every",
    "shift_faults",
    "spans",
    "spans_over",
]

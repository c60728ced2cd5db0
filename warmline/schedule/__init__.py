"""Who is on call at an instant, and from when to when: shifts, duties and overrides, worked out."""

from warmline.schedule.eras import Era, plan_at, spans_over
from warmline.schedule.pieces import read_every
from warmline.schedule.plan import Duty, Override, Plan, Shift
from warmline.schedule.repeat import check_repeat
from warmline.schedule.spans import OnCall, Span, line_of, on_call, spans

__all__ = [
    "Duty",
    "Era",
    "OnCall",
    "Override",
    "Plan",
    "Shift",
    "Span",
    "check_repeat",
    "line_of",
    "on_call",
    "plan_at",
    "read_every",
    "spans",
    "spans_over",
]

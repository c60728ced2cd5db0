"""Who is on call at an instant, and from when to when: shifts, duties and overrides, worked out."""

from warmline.schedule.plan import Duty, Override, Plan, Shift

__all__ = ["Duty", "Override", "Plan", "Shift"]

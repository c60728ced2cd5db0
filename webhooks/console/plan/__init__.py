"""The plan at the console: seen by week and month, and changed at once or in drafts."""

from webhooks.console.plan.pages import PlanPages

__all__ = ["PlanPages"]

"""What a coordinator should look at in a plan: gaps, lonely nights, and people who do too much."""

from warmline.plan_check.check import check_plan
from warmline.plan_check.findings import NIGHTS_A_WEEK, Finding, FindingKind
from warmline.plan_check.stretches import (
    Stretch,
    joined,
    meetings,
    open_times,
    waking_time,
    without,
)

__all__ = [
    "NIGHTS_A_WEEK",
    "Finding",
    "FindingKind",
    "Stretch",
    "check_plan",
    "joined",
    "meetings",
    "open_times",
    "waking_time",
    "without",
]

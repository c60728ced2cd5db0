"""From records to numbers: what the adviser reads each month, and who was offered how much.

Pure: records in, counts out. A name, a number or a hash of one never comes out; what the adviser
reads has no small cell in it (``hiding.py`` says what that means).
"""

from warmline.reports.counts import Counts, Waits, count
from warmline.reports.fairness import Tally, tallies
from warmline.reports.hand_overs import HAND_OVERS
from warmline.reports.hiding import LEAST
from warmline.reports.months import Month, read_month
from warmline.reports.summary import Summary, summarize

__all__ = [
    "HAND_OVERS",
    "LEAST",
    "Counts",
    "Month",
    "Summary",
    "Tally",
    "Waits",
    "count",
    "read_month",
    "summarize",
    "tallies",
]

"""From records to numbers: what the adviser reads each month, and who was offered how much.

Pure: records in, counts out. A name, a number or a hash of one never comes out; what the adviser
reads has no small cell in it (``hiding.py`` says what that means).
"""

from warmline.reports.counts import Counts, Waits, count
from warmline.reports.fairness import Offers, Tally, tallied, tallies
from warmline.reports.hand_overs import COUNTED, HAND_OVERS, HELP_OUTCOMES
from warmline.reports.hiding import LEAST
from warmline.reports.months import Month, read_month
from warmline.reports.summary import Summary, summarize, tell_all

__all__ = [
    "COUNTED",
    "HAND_OVERS",
    "HELP_OUTCOMES",
    "LEAST",
    "Counts",
    "Month",
    "Offers",
    "Summary",
    "Tally",
    "Waits",
    "count",
    "read_month",
    "summarize",
    "tallied",
    "tallies",
    "tell_all",
]

"""A mentor's own care ledger: how much they carried lately, and how they said they were.

It is for their eyes alone: no other person, page, report, list or dump reads it, and nothing ever
follows from it.
"""

from warmline.care_ledger.load import (
    HARD_WEIGHT,
    Carried,
    Felt,
    Load,
    Tally,
    load_of,
)
from warmline.care_ledger.requests import AskClear, Clear, Keep, Show, read_care

__all__ = [
    "HARD_WEIGHT",
    "AskClear",
    "Carried",
    "Clear",
    "Felt",
    "Keep",
    "Load",
    "Show",
    "Tally",
    "load_of",
    "read_care",
]

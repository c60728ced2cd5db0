"""Drafts: changes of a plan that are collected, looked at, and made all at once or not at all."""

from warmline.drafts.comparison import (
    Differing,
    Opened,
    differing,
    findings_differing,
    hours_differing,
)
from warmline.drafts.entries import entry_of, find_entry
from warmline.drafts.parting import parted, parts_on
from warmline.drafts.redoing import InReturn, OfEntry, OfTurn, redone
from warmline.drafts.values import (
    KINDS,
    Draft,
    Entry,
    EntryKind,
    Proposal,
    Refused,
    Step,
    Trial,
    new_step,
    to_add,
    to_change,
    to_remove,
)
from warmline.drafts.wording import words_of

__all__ = [
    "KINDS",
    "Differing",
    "Draft",
    "Entry",
    "EntryKind",
    "InReturn",
    "OfEntry",
    "OfTurn",
    "Opened",
    "Proposal",
    "Refused",
    "Step",
    "Trial",
    "differing",
    "entry_of",
    "find_entry",
    "findings_differing",
    "hours_differing",
    "new_step",
    "parted",
    "parts_on",
    "redone",
    "to_add",
    "to_change",
    "to_remove",
    "words_of",
]

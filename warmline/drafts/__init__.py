"""Drafts: changes of a plan that are collected, looked at, and made all at once or not at all."""

from warmline.drafts.comparison import (
    Differing,
    Opened,
    differing,
    findings_differing,
    hours_differing,
)
from warmline.drafts.entries import entry_of, find_entry
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
    "to_add",
    "to_change",
    "to_remove",
    "words_of",
]

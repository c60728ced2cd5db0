"""The campus file: everything a coordinator plans, in one text file that can be checked."""

from warmline.campus_file.agreement import entry_mistakes
from warmline.campus_file.keys import read_keys, retention_mistakes
from warmline.campus_file.reader import read_campus
from warmline.campus_file.values import (
    CampusFile,
    DeskEntry,
    DutyEntry,
    LineEntry,
    MentorEntry,
    OverrideEntry,
    PeriodEntry,
    ShiftEntry,
)
from warmline.campus_file.writer import given_of, write_campus

__all__ = [
    "CampusFile",
    "DeskEntry",
    "DutyEntry",
    "LineEntry",
    "MentorEntry",
    "OverrideEntry",
    "PeriodEntry",
    "ShiftEntry",
    "entry_mistakes",
    "given_of",
    "read_campus",
    "read_keys",
    "retention_mistakes",
    "write_campus",
]

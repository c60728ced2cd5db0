"""The campus file: everything a coordinator plans, in one text file that can be checked."""

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

__all__ = [
    "CampusFile",
    "DeskEntry",
    "DutyEntry",
    "LineEntry",
    "MentorEntry",
    "OverrideEntry",
    "PeriodEntry",
    "ShiftEntry",
    "read_campus",
]

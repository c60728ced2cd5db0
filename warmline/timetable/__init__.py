"""The plan as a page shows it: days, who is on call on each, and what is to be looked at there."""

from warmline.timetable.days import Range, label_of, local_days, month_of, shown_on, week_of
from warmline.timetable.table import Note, Shown, Timetable, timetable

__all__ = [
    "Note",
    "Range",
    "Shown",
    "Timetable",
    "label_of",
    "local_days",
    "month_of",
    "shown_on",
    "timetable",
    "week_of",
]

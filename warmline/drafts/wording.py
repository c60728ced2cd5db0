"""Proposals and entries in words, as a coordinator would say them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from warmline.campus_file import DutyEntry, OverrideEntry, PeriodEntry, ShiftEntry
from warmline.drafts.values import Entry, Proposal
from warmline.hours import write_window
from warmline.schedule import listed, repeat_in_words

Lines = Mapping[Any, str]  # names of lines by their slugs


def words_of(it: Proposal, lines: Lines) -> str:
    """Return what a proposal does. Raises PlanError if it cannot be read."""
    before, after = it.before, it.after
    match before, after:
        case None, None:
            return "Nothing."
        case None, _:
            return f"New: {entry_in_words(after, lines)}."
        case _, None:
            return f"Goes: {entry_in_words(before, lines)}."
    return f"{entry_in_words(before, lines)}, becomes: {entry_in_words(after, lines)}."


def entry_in_words(it: Entry | None, lines: Lines) -> str:
    """Return an entry in words: what it is, who, when."""
    match it:
        case ShiftEntry():
            repeat = f", {repeat_in_words(it.repeat, it.start)}" if it.repeat else ""
            when = between(it.start, it.end)
            return f"shift of {listed(it.mentors)} on {_line(it.line, lines)}, {when}{repeat}"
        case DutyEntry():
            hours = f", {', '.join(map(write_window, it.hours))}" if it.hours else ""
            return (
                f"duty {it.name} on {_line(it.line, lines)}, {listed(it.mentors)} in turn, "
                f"every {it.every} from {_moment(it.start)}{hours}"
            )
        case OverrideEntry():
            what = {
                "cover": f"{it.mentor} covers for {it.covers}",
                "add": f"{it.mentor} is added",
                "remove": f"{it.mentor} is taken off",
            }[it.kind]
            return f"{what} on {_line(it.line, lines)}, {between(it.start, it.end)}"
        case PeriodEntry():
            where = "every line" if it.line is None else _line(it.line, lines)
            hours = "closed" if it.closed else ", ".join(map(write_window, it.hours))
            return (
                f"{it.kind} {it.name} on {where}, {_days(it.first, it.last)}"
                f"{', ' + hours if hours else ''}"
            )
    return "nothing"


def between(start: datetime, end: datetime) -> str:
    """Return two wall-clock times; the second without its day where that is the same."""
    same = start.date() == end.date()
    return f"{_moment(start)} to {end:%H:%M}" if same else f"{_moment(start)} to {_moment(end)}"


def _moment(at: datetime) -> str:
    return f"{at:%a %d %b %Y %H:%M}"


def _days(first: date, last: date) -> str:
    one = f"{first:%a %d %b %Y}"
    return one if first == last else f"{one} to {last:%a %d %b %Y}"


def _line(slug: str, lines: Lines) -> str:
    return lines.get(slug, slug)

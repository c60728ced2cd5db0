"""An .ics file taken apart, line by line, in bounded time whatever somebody put into it.

Only what a shift needs is looked at. Zone definitions and alarms of the file are stepped over: a
rule in one of them could keep a whole evening busy.
"""

import re
from collections.abc import Iterator
from typing import Any

from icalendar.parser import Contentline
from msgspec import Struct

from warmline.calendars.found import MOST_EVENTS
from warmline.errors import PlanError

_LONGEST = 20_000  # characters of one line, folds undone
_DEEPEST = 4  # VCALENDAR, VEVENT, VALARM, and one for whoever invents more
_OF_EVENT = frozenset(
    {"UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID",
     "SUMMARY", "ATTENDEE", "STATUS"}
)  # fmt: skip
_OF_ZONE = frozenset({"TZID", "X-LIC-LOCATION"})
_NAME = re.compile(r"[A-Za-z0-9-]+")


class Property(Struct, frozen=True):
    """One content line: ``value`` is raw, ``parameters`` are by upper-case name."""

    line: int
    value: str
    parameters: dict[str, str]


class Component:
    """A VEVENT or VTIMEZONE: the properties of it that matter, by name, as often as they stand."""

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.properties: dict[str, list[Property]] = {}

    def all(self, name: str) -> list[Property]:
        """Return every property of a name."""
        return self.properties.get(name, [])

    def one(self, name: str) -> Property | None:
        """Return the property of a name, or None. Raises PlanError if it is there twice."""
        some = self.all(name)
        if len(some) > 1:
            raise PlanError(f"has {name} twice (line {some[1].line})")
        return some[0] if some else None


def components(text: str) -> Iterator[Component]:
    """Yield the events and zones of a file as they end.

    Raises PlanError, with the line's number, for a file that is not iCalendar, is cut off, nests
    too deeply, or holds too much.
    """
    open_: list[Component] = []
    events = calendars = 0
    for number, line in _unfolded(text):
        name = _name(line, number)
        if name == "BEGIN":
            open_.append(Component(_value(line), number))
            _check_nesting(open_)
            calendars += len(open_) == 1
            events += open_[-1].name == "VEVENT"
            if events > MOST_EVENTS:
                raise PlanError(f"line {number}: has more than {MOST_EVENTS} events")
        elif name == "END":
            if not open_ or open_[-1].name != _value(line):
                raise PlanError(f"line {number}: ends what was not begun")
            yield open_.pop()
        elif not open_:
            raise PlanError(f"line {number}: is not iCalendar, which begins with BEGIN:VCALENDAR")
        elif name in _wanted(open_):
            _keep(open_[-1], name, line, number)
    if open_:
        raise PlanError(f"line {open_[-1].line}: {open_[-1].name} has no end; the file is cut off")
    if not calendars:
        raise PlanError("line 1: is not iCalendar, which begins with BEGIN:VCALENDAR")


def _check_nesting(open_: list[Component]) -> None:
    number = open_[-1].line
    if len(open_) > _DEEPEST:
        raise PlanError(f"line {number}: is nested too deeply to be a calendar")
    if (len(open_) == 1) != (open_[-1].name == "VCALENDAR"):
        raise PlanError(f"line {number}: is not iCalendar, which begins with BEGIN:VCALENDAR")


def _wanted(open_: list[Component]) -> frozenset[str]:
    """Return the properties that matter where we are; none of an alarm within an event."""
    kinds = {"VEVENT": _OF_EVENT, "VTIMEZONE": _OF_ZONE}
    return kinds.get(open_[-1].name, frozenset()) if len(open_) == 2 else frozenset()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield each content line whole, with the number of the line on which it begins."""
    held: list[str] = []
    began = length = 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if line[:1] in {" ", "\t"} and held:
            held.append(line[1:])
            length += len(line)
        elif line.strip():
            if held:
                yield began, "".join(held)
            held, began, length = [line], number, len(line)
        if length > _LONGEST:
            raise PlanError(f"line {began}: is longer than {_LONGEST} characters")
    if held:
        yield began, "".join(held)


def _name(line: str, number: int) -> str:
    match = _NAME.match(line)
    if match is None or line[match.end() : match.end() + 1] not in {":", ";"}:
        raise PlanError(f"line {number}: is not iCalendar; a line is a name, a colon and a value")
    return match[0].upper()


def _value(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _keep(component: Component, name: str, line: str, number: int) -> None:
    try:
        _, given, value = Contentline(line).raw_parts()
    except ValueError:  # its message repeats the line, which may hold anything
        raise PlanError(f"line {number}: {name} cannot be read") from None
    parameters = {str(key).upper(): _text(it) for key, it in given.items()}
    component.properties.setdefault(name, []).append(Property(number, value, parameters))


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

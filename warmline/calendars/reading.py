"""An .ics file of any other system, read into entries that a plan may be able to hold."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from icalendar import vDatetime, vDuration
from icalendar.parser.property import unescape_backslash
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from warmline.calendars.found import MOST_MISTAKES, Found, Moment, Reading
from warmline.calendars.lines import Component, Property, components
from warmline.campus_file.fields import shown
from warmline.errors import PlanError

_MOST_EXCEPTIONS = 400  # of one event
_NOT_PEOPLE = {"ROOM", "RESOURCE"}
_KNOWN = {"VCALENDAR", "VTIMEZONE", "VEVENT", "VALARM", "STANDARD", "DAYLIGHT"}


def read_calendar(text: str) -> Reading:
    """Return the events of an iCalendar file (RFC 5545), and everything that is wrong with it.

    Never raises: a file that cannot be read at all is a reading with one mistake.
    """
    try:
        parts = list(components(text))
    except PlanError as exc:
        return Reading(mistakes=(str(exc),))
    zones = Zones(part for part in parts if part.name == "VTIMEZONE")
    found: list[Found] = []
    mistakes: list[str] = []
    for part in parts:
        if part.name == "VEVENT" and len(mistakes) < MOST_MISTAKES:
            try:
                found.append(_event(part, zones))
            except PlanError as exc:
                title = _title(part)
                where = f"line {part.line}" + (f", {shown(title)}" if title else "")
                mistakes.append(f"{where}: {exc}")
    others = [part for part in parts if part.name not in _KNOWN]
    notes = tuple(f"line {part.line}: {shown(part.name)} is not an event" for part in others)
    return Reading(tuple(found), notes[:MOST_MISTAKES], tuple(mistakes))


class Zones:
    """What the zone names of one file mean. Outlook's own names and long-winded ones are known."""

    def __init__(self, described: Iterable[Component]) -> None:
        self._places: dict[str, str] = {}
        for zone in described:
            names, places = zone.all("TZID"), zone.all("X-LIC-LOCATION")
            if names and places:
                self._places[names[0].value] = places[0].value

    def named(self, name: str) -> str:
        """Return the IANA zone. Raises PlanError for a zone that only its file describes."""
        words = name.split("/")
        tails = ("/".join(words[first:]) for first in range(len(words)))
        for candidate in (*tails, WINDOWS_TO_OLSON.get(name, ""), self._places.get(name, "")):
            if candidate in _iana():
                return candidate
        raise PlanError(
            f"is in the time zone {shown(name)}, which nobody else knows;"
            " save it in a zone like America/Los_Angeles, or in UTC"
        )


@lru_cache(maxsize=1)
def _iana() -> frozenset[str]:
    return frozenset(available_timezones())


def _event(part: Component, zones: Zones) -> Found:
    """Return an event. Raises PlanError with what is wrong."""
    start = part.one("DTSTART")
    if start is None:
        raise PlanError("has no DTSTART")
    if part.all("EXRULE"):
        raise PlanError("has an EXRULE, which is no longer allowed; leave single days out instead")
    end, lasts = part.one("DTEND"), part.one("DURATION")
    repeat, instead_of = part.one("RRULE"), part.one("RECURRENCE-ID")
    if instead_of is not None and "RANGE" in instead_of.parameters:
        raise PlanError(
            "changes all later times of a series at once; make that a series of its own"
        )
    begins = _moment(start, start.value, zones)
    if (end is None) == (lasts is None):
        raise PlanError("must have either DTEND or DURATION")
    return Found(
        place=f"line {part.line}",
        title=_title(part),
        start=begins,
        end=_moment(end, end.value, zones) if end is not None else None,
        lasts=_duration(lasts) if lasts is not None else None,
        people=tuple(_people(part.all("ATTENDEE"))),
        uid=_value(part, "UID"),
        repeat=repeat.value if repeat is not None else None,
        instead_of=_moment(instead_of, instead_of.value, zones) if instead_of else None,
        left_out=_moments(part.all("EXDATE"), zones),
        besides=_moments(part.all("RDATE"), zones),
        cancelled=_value(part, "STATUS").upper() == "CANCELLED",
    )


def _value(part: Component, name: str) -> str:
    some = part.all(name)
    return some[0].value.strip() if some else ""


def _title(part: Component) -> str:
    title = unescape_backslash(_value(part, "SUMMARY"))
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())[:200]


def _moments(some: list[Property], zones: Zones) -> tuple[Moment, ...]:
    """Return every moment of properties that list some."""
    found = [(it, value) for it in some for value in it.value.split(",")]
    if len(found) > _MOST_EXCEPTIONS:
        raise PlanError(f"has more than {_MOST_EXCEPTIONS} exceptions")
    return tuple(_moment(it, value, zones) for it, value in found)


def _moment(given: Property, value: str, zones: Zones) -> Moment:
    """Return a date and time. Raises PlanError for a day without one."""
    where = f"(line {given.line})"
    kind = given.parameters.get("VALUE", "").upper()
    if kind == "PERIOD" or "/" in value:
        raise PlanError(f"has a time with an end of its own {where}; make it an event")
    if kind == "DATE" or re.fullmatch(r"\d{8}", value.strip()):
        raise PlanError(f"is all day {where}; a shift needs a start and an end in hours")
    try:
        read: datetime = vDatetime.from_ical(value.strip())
    except ValueError:
        raise PlanError(f"has a time that cannot be read {where}") from None
    if not 2000 <= read.year <= 2100:
        raise PlanError(f"is not in the years 2000 to 2100 {where}")
    if read.tzinfo is not None:
        return Moment(read.replace(tzinfo=None), "UTC")
    zone = given.parameters.get("TZID")
    return Moment(read, zones.named(zone) if zone else None)


def _duration(given: Property) -> timedelta:
    try:
        read: timedelta = vDuration.from_ical(given.value.strip())
    except (ValueError, OverflowError):
        raise PlanError(f"has a DURATION that cannot be read (line {given.line})") from None
    return read


def _people(attendees: list[Property]) -> Iterable[str]:
    """Yield the names of the people who are to come; not rooms, and not who has declined."""
    for attendee in attendees:
        given = attendee.parameters
        declined = given.get("PARTSTAT", "").upper() == "DECLINED"
        if "CN" in given and not declined and given.get("CUTYPE", "").upper() not in _NOT_PEOPLE:
            yield " ".join(given["CN"].split())

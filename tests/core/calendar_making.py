"""Short ways to make calendars in tests, and to read them with what did not write them."""

from datetime import UTC, timedelta

from dateutil import tz
from ical.calendar_stream import IcsCalendarStream
from plan_making import MAIN, MENTORS, utc

from warmline.calendars.writing import Edition, line_feed, mentor_feed
from warmline.ids import MentorId
from warmline.schedule import Era

NAMES = {mentor.id: mentor.name for mentor in MENTORS}


def eras(*pairs):
    """Return eras from (instant, plan), instants as text."""
    return tuple(Era(utc(at), plan) for at, plan in pairs)


def feed_of(mentor, its, now, version=1):
    """Return a mentor's calendar as text, or None."""
    made = mentor_feed(its, MentorId(mentor), Edition(version, its[-1].start), now)
    return None if made is None else made.body.decode()


def feed_of_line(its, now, version=1, line=MAIN):
    """Return a line's calendar as text."""
    return line_feed(its, line, Edition(version, its[-1].start), now).body.decode()


def read(text):
    """Return the events of a calendar as another library reads them."""
    return IcsCalendarStream.calendar_from_ics(text).events


def at(value):
    """Return what a library read as an instant."""
    assert value.tzinfo is not None
    return value.astimezone(UTC)


def seen(text):
    """Return {summary: [(start, end)]} of the events that take place, instants, in order."""
    found = {}
    for event in sorted(read(text), key=lambda it: at(it.dtstart)):
        if event.status != "CANCELLED":
            found.setdefault(event.summary, []).append((at(event.dtstart), at(event.dtend)))
    return found


def unfolded(text):
    """Return the content lines of a calendar, taken apart by hand."""
    return text.replace("\r\n ", "").split("\r\n")


def by_hand(text):
    """Return every event as {property with parameters: value}, read by nothing but splitting."""
    events = []
    for line in unfolded(text):
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line and not line.startswith(("END:", "BEGIN:")):
            name, _, value = line.partition(":")
            events[-1][name] = value
    return events


def zone_in(text):
    """Return the zone that a calendar describes, as its description alone has it."""
    # dateutil's reader, written for RFC 2445, knows no X- properties; others step over them.
    lines = "\n".join(it for it in unfolded(text) if not it.startswith("X-"))
    block = lines[lines.index("BEGIN:VTIMEZONE") : lines.rindex("END:VTIMEZONE")]
    return tz.tzical(_File(block + "END:VTIMEZONE\n")).get()


class _File:
    def __init__(self, text):
        self._text = text
        self.name = "calendar"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def read(self):
        return self._text

    def close(self):
        return None


def hours(start, count):
    """Yield instants an hour apart."""
    for number in range(count):
        yield start + timedelta(hours=number)

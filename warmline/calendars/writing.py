"""Turns as an iCalendar (RFC 5545) that Google, Apple and Outlook read alike.

Every occurrence is an event of its own, without RRULE: docs/decisions/0013 says why. An event holds
the line's name, a person's name and why they are on call, and nothing else: no number, no student.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration
from msgspec import Struct

from warmline.calendars import titles
from warmline.calendars.turns import (
    Turn,
    has_line,
    line_in,
    line_turns,
    mentor_turns,
    serves,
)
from warmline.calendars.zones import zone_component
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.schedule import Era

BACK = timedelta(days=30)
AHEAD = timedelta(days=180)
TOLD = timedelta(days=14)  # how long a turn that was taken away is still sent, as cancelled
_ASK_AGAIN = timedelta(hours=1)
_PRODUCT = "-//Warmline//Peer support line//EN"


class Feed(Struct, frozen=True):
    """A calendar to send, and when it was last another (UTC, whole seconds)."""

    body: bytes
    changed: datetime


class Edition(Struct, frozen=True):
    """Which plan a calendar tells of: its version, which only grows, and since when it routes."""

    version: int
    since: datetime


def mentor_feed(
    eras: Sequence[Era], mentor: MentorId, edition: Edition, now: datetime
) -> Feed | None:
    """Return a mentor's own calendar, all lines in it; None if they have left or never were.

    It reaches from 30 days back to 180 ahead, by whole days (UTC): within a day the same plan
    gives the same bytes.
    """
    person = next((it for it in eras[-1].plan.mentors if it.id == mentor), None)
    if person is None or not serves(person):
        return None
    today = _midnight(now)
    turns = mentor_turns(eras, mentor, today - BACK, today + AHEAD, today - TOLD)
    lines = {turn.line: line_in(eras, turn.line) for turn in turns}
    made = _calendar(titles.of_calendar(eras[-1].plan.campus.name, person.name), edition)
    for turn in turns:
        summary = titles.on_line(lines[turn.line].name, turn.source)
        made.add_component(_event(turn, summary, lines[turn.line], edition, eras))
    return _feed(made, turns, lines.values(), edition, today)


def line_feed(eras: Sequence[Era], slug: LineSlug, edition: Edition, now: datetime) -> Feed | None:
    """Return a line's calendar, everybody in it by name; None if there is no such line now."""
    plan = eras[-1].plan
    if not has_line(plan, slug):
        return None
    line, today = line_in(eras, slug), _midnight(now)
    turns = line_turns(eras, slug, today - BACK, today + AHEAD)
    names = {it.id: it.name for it in plan.mentors}
    made = _calendar(titles.of_calendar(plan.campus.name, line.name), edition)
    for turn in turns:
        summary = titles.of_person(names[turn.mentor], turn.source)
        event = _event(turn, summary, line, edition, eras)
        event.add("transp", "TRANSPARENT")  # somebody else's shift keeps no reader busy
        made.add_component(event)
    return _feed(made, turns, [line], edition, today)


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _calendar(title: str, edition: Edition) -> Calendar:
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", title)  # RFC 7986; the X- properties say the same to programs before it
    made.add("x-wr-calname", title)
    made.add("last-modified", edition.since)
    again = vDuration(_ASK_AGAIN)
    made.add("refresh-interval", again, parameters={"value": "DURATION"})
    made.add("x-published-ttl", vDuration(_ASK_AGAIN))
    return made


def _event(turn: Turn, summary: str, line: Line, edition: Edition, eras: Sequence[Era]) -> Event:
    event = Event()
    event.add("uid", _uid(turn, eras))
    event.add("dtstamp", edition.since)
    event.add("last-modified", edition.since)
    event.add("sequence", edition.version)
    event.add("dtstart", _local(turn.start, line.timezone))
    event.add("dtend", _local(turn.end, line.timezone))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if turn.cancelled else "CONFIRMED")
    return event


def _uid(turn: Turn, eras: Sequence[Era]) -> str:
    """Return a name that stays whatever is edited around the turn, and tells nothing."""
    campus = eras[-1].plan.campus.slug
    said = f"{campus}|{turn.line}|{turn.mentor}|{turn.start:%Y%m%dT%H%M%SZ}"
    return f"{hashlib.sha256(said.encode()).hexdigest()[:32]}@{campus}.warmline"


def _local(at: datetime, timezone: str) -> datetime:
    """Return an instant in the line's zone; in UTC where the zone's clock would be ambiguous.

    RFC 5545 has no way to say "the second 01:30": a wall-clock time is always the first.
    """
    local = at.astimezone(ZoneInfo(timezone))
    return at.astimezone(UTC) if local.fold else local


def _feed(
    made: Calendar, turns: Sequence[Turn], lines: Iterable[Line], edition: Edition, today: datetime
) -> Feed:
    first = min([today - BACK, *(turn.start for turn in turns)])
    last = max([today + AHEAD, *(turn.end for turn in turns)])
    for timezone in sorted({line.timezone for line in lines}):
        # Before the events that use it: some programs read from top to bottom.
        made.subcomponents.insert(0, zone_component(timezone, first, last))
    # A day later other days are in it, whatever the plan.
    return Feed(made.to_ical(), max(edition.since.replace(microsecond=0), today))

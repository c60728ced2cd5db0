"""Times as people say and write them, and lists that fit into a text."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from warmline.segments import segments

LIST_SEGMENTS = 2  # of a text that is a list; every other text is one


def text_time(at: datetime, zone: str) -> str:
    """Return a UTC moment as every answer says it back: weekday, date, time and zone."""
    return f"{_day(at, zone)}, {_clock(at, zone)} {text_zone(at, zone)}"


def text_span(start: datetime, end: datetime, zone: str) -> str:
    """Return a turn with its zone; an end that is more than a night away has its day."""
    far = end - start > timedelta(hours=20)
    until = f"{_day(end, zone)}, {_clock(end, zone)}" if far else _clock(end, zone)
    return f"{_day(start, zone)}, {_clock(start, zone)}-{until} {text_zone(start, zone)}"


def text_row(start: datetime, end: datetime, zone: str) -> str:
    """Return a turn as short as it can be said: ``Fri 11/27 7pm-7am``."""
    first, last = (it.astimezone(ZoneInfo(zone)) for it in (start, end))
    far = f"{last:%a} " if end - start > timedelta(hours=20) else ""
    begins = f"{first:%a} {first.month}/{first.day} {_short(first)}"
    return f"{begins}-{far}{_short(last)}"


def text_zone(at: datetime, zone: str) -> str:
    """Return what people call the zone then; where they have no letters for it, its offset."""
    name = f"{at.astimezone(ZoneInfo(zone)):%Z}"
    return name if name.isalpha() else f"UTC{name}"


def _day(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a %b} {local.day}"


def _clock(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'AM' if local.hour < 12 else 'PM'}"


def _short(local: datetime) -> str:
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def _fitting(head: str, rows: list[str], tail: str = "", *, numbered: bool = True) -> str:
    """Return a list between head and tail; its last rows are left out if they do not fit."""
    shown = [f"{number} {it}" if numbered else it for number, it in enumerate(rows, 1)]
    while True:
        text = "\n".join([head, *shown, *([tail] if tail else [])])
        if segments(text).count <= LIST_SEGMENTS or not shown:
            return text
        shown.pop()


def _named(line_name: str, own: str, mark: str = ".") -> str:
    """Return a campus's own sentence, with the line's name before it if it does not say that."""
    said = re.search(rf"(?<!\w){re.escape(line_name)}(?!\w)", own, re.IGNORECASE)
    return own if said else f"{line_name}{mark} {own}"


def spoken_time(at: datetime, zone: str, now: datetime) -> str:
    """Return a UTC moment as a person says it, in the line's zone: ``Monday at 7 PM``.

    From the seventh day on "Monday" would be taken for the coming one: then the date is said.
    """
    local = at.astimezone(ZoneInfo(zone))
    days = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
    day = f"{local:%A}" if days < 7 else f"{local:%A}, {local:%B} {local.day},"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    half = "AM" if local.hour < 12 else "PM"
    return f"{day} at {hour}{minutes} {half}"

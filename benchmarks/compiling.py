"""A year of a large campus compiled and published: 1,000 mentors on 50 lines."""

import time
from datetime import UTC, date, datetime, timedelta

import msgspec

from benchmarks.house import house
from benchmarks.table import Row, show
from warmline.bootstrap import Parts
from warmline.compile import compile_roster
from warmline.hours import Period, read_hours
from warmline.ids import CampusSlug, LineSlug, MentorId, NumberHash, Sealed
from warmline.line import Campus, Line, Rung
from warmline.roster import Mentor
from warmline.schedule import Duty, Override, Plan, Shift

MENTORS, LINES, DAYS, ROUNDS = 1000, 50, 365, 3
BEGIN = datetime(2026, 1, 5)  # noqa: DTZ001 - wall clock; a Monday
DAYS_OF_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ZONES = ("America/Los_Angeles", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")


def measure() -> list[Row]:
    """Return one row: ours beside encoding the same roster."""
    plan, now = large_plan(), datetime(2026, 2, 1, tzinfo=UTC)
    with house() as built:
        parts = built.parts()
        compiling, publishing, encoding, size = (
            min(it) for it in zip(*(_round(parts, plan, now) for _ in range(ROUNDS)), strict=True)
        )
        parts.live.close()
    what = f"a year of {MENTORS:,} mentors on {LINES} lines, compiled and published"
    ours = f"{compiling:.2f} + {publishing:.2f} s"
    yardstick = f"{encoding:.2f} s (encoding it with msgspec)"
    return [(what, ours, yardstick, f"{size / 2**20:.1f} MB; no goal")]


def _round(parts: Parts, plan: Plan, now: datetime) -> tuple[float, float, float, float]:
    """Return the seconds to compile, to publish and to encode, and the size in bytes."""
    began = time.perf_counter()
    roster = compile_roster(plan, now=now, version="bench", pepper=Sealed("pepper"), days=DAYS)
    compiled = time.perf_counter()
    parts.live.publish(roster)
    published = time.perf_counter()
    size = len(msgspec.msgpack.encode(roster))
    encoded = time.perf_counter()
    return compiled - began, published - compiled, encoded - published, size


def large_plan() -> Plan:
    """Return a plan in which every line has evenings, nights, a duty, covers and holidays."""
    numbers = range(LINES)
    return Plan(
        campus=Campus(CampusSlug("bench"), "Bench", "911", "988", "never"),
        lines=tuple(_line(number) for number in numbers),
        mentors=tuple(_mentor(number) for number in range(MENTORS)),
        shifts=tuple(shift for number in numbers for shift in _shifts(number)),
        duties=tuple(_duty(number) for number in numbers),
        overrides=tuple(_cover(number, week) for number in numbers for week in range(52)),
    )


def _line(number: int) -> Line:
    day = date(2026, 11, 26)
    holiday = Period(id="p", name="Holiday", kind="holiday", first=day, last=day, closed=True)
    return Line(
        slug=LineSlug(f"line-{number}"),
        name=f"Line {number}",
        number=Sealed("sealed"),
        number_hash=NumberHash(f"hash-{number}"),
        timezone=ZONES[number % len(ZONES)],
        hours=read_hours(["mon-sun 19:00-07:00"]),
        periods=(holiday,),
        ladder=(Rung("on shift", "shift"), Rung("backup", "role:backup"), Rung("desk", "desk")),
    )


def _mentor(number: int) -> Mentor:
    return Mentor(
        id=MentorId(f"m-{number:06}"),
        name=f"Mentor {number}",
        phone=Sealed("sealed"),
        phone_hash=NumberHash(f"hash-{number}"),
        roles=frozenset({"mentor"} if number % 50 else {"mentor", "backup"}),
        certified_until=date(2026, 3, 1) + timedelta(days=number % 700),
        order=number,
    )


def _of(line: int, *places: int) -> tuple[MentorId, ...]:
    """Return some of the twenty mentors of a line."""
    return tuple(MentorId(f"m-{line * 20 + place % 20:06}") for place in places)


def _shifts(line: int) -> tuple[Shift, ...]:
    """Return an evening and a night for each day of the week, two mentors on each."""
    return tuple(
        Shift(
            id=f"s-{line}-{day}-{hour}",
            line=LineSlug(f"line-{line}"),
            mentors=_of(line, 2 * day + (hour == 23), 2 * day + 7 + (hour == 23)),
            start=BEGIN + timedelta(days=day, hours=hour),
            end=BEGIN + timedelta(days=day, hours=hour + length),
            repeat=f"FREQ=WEEKLY;BYDAY={name}",
        )
        for day, name in enumerate(DAYS_OF_WEEK)
        for hour, length in ((19, 4), (23, 8))
    )


def _duty(line: int) -> Duty:
    return Duty(
        id=f"r-{line}",
        line=LineSlug(f"line-{line}"),
        name="overnight",
        mentors=_of(line, *range(20)),
        start=BEGIN,
        every="1 week",
        hours=read_hours(["mon-sun 23:00-07:00"]),
    )


def _cover(line: int, week: int) -> Override:
    """Return a cover of Monday's first mentor in one week."""
    start = BEGIN + timedelta(weeks=week, hours=19)
    mentor, covers = _of(line, 19, 0)
    return Override(
        id=f"o-{line}-{week}",
        line=LineSlug(f"line-{line}"),
        kind="cover",
        mentor=mentor,
        covers=covers,
        start=start,
        end=start + timedelta(hours=4),
    )


if __name__ == "__main__":
    show(measure())

"""A week or a month of a plan: turns by day, notes in their places, and which periods a day is in.

What is on call comes from the spans that route, what is past from the plan that routed then.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct

from warmline.calendars.turns import Turn, line_turns
from warmline.hours import Period
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.plan_check import Finding, check_plan
from warmline.roster import Mentor
from warmline.schedule import Era, Plan, periods_of
from warmline.timetable.days import Range, label_of, local_days, shown_on

_LABELS = {
    "gap": "nobody",
    "no_counseling": "no counseling",
    "not_rung": "would not be rung",
    "alone": "alone at night",
    "awake": "too long",
    "two_lines": "two lines at once",
    "nights": "too many nights",
    "idle_cover": "covers nobody",
}
# What concerns a person's standing or load is for those who plan, and for nobody else's eyes.
_ABOUT_LINES = {"gap", "no_counseling", "alone"}
_BY_THE_HOUR = {"gap", "no_counseling"}
_OF_THE_PAST = {"gap"}


class Note(Struct, frozen=True):
    """Something to look at, on its day: in short, and in words."""

    kind: str
    label: str
    words: str
    start: datetime  # UTC
    end: datetime


class Shown(Struct, frozen=True):
    """Turns that are the same hours of one line, on a day; ``hours`` says when."""

    line: LineSlug
    hours: str
    turns: tuple[Turn, ...]


class Timetable(Struct, frozen=True, kw_only=True):
    """All that a page shows of some days. Days are those of each line's own wall clock."""

    range: Range
    lines: tuple[Line, ...]
    people: tuple[Mentor, ...]  # who serves in these days, and who could
    by_line: dict[tuple[LineSlug, date], tuple[Shown, ...]]
    by_person: dict[tuple[MentorId, date], tuple[Shown, ...]]
    line_notes: dict[tuple[LineSlug, date], tuple[Note, ...]]
    person_notes: dict[tuple[str, date], tuple[Note, ...]]  # by name
    periods: dict[date, tuple[Period, ...]]
    closed: frozenset[tuple[LineSlug, date]]  # not an hour open

    @property
    def of_lines(self) -> int:
        """How much there is to look at where it is shown by line."""
        return sum(map(len, self.line_notes.values()))

    @property
    def of_people(self) -> int:
        """How much there is to look at where it is shown by person."""
        return sum(map(len, self.person_notes.values()))


def timetable(
    eras: Sequence[Era], range_: Range, now: datetime, *, private: bool = False
) -> Timetable:
    """Return some days of what plans say; the last era's plan names lines and people.

    ``private``: with what concerns people's standing and load. What is over has no notes but gaps.
    """
    plan = eras[-1].plan
    turns = [(line, it) for line in plan.lines for it in _turns(eras, line, range_)]
    notes = list(_notes(eras, range_, now, private=private))
    zones = {line.slug: line.timezone for line in plan.lines}
    serving = {turn.mentor for _, turn in turns}
    days = frozenset(range_.days)
    places = {it.mentor: len(plan.mentors) for _, it in turns}
    places |= {it.id: it.order for it in plan.mentors}
    return Timetable(
        range=range_,
        lines=plan.lines,
        people=tuple(it for it in plan.mentors if it.id in serving or _could(it)),
        by_line=_by_line(turns, days, places),
        by_person=_by_person(turns, days),
        line_notes=_of_lines(notes, zones, days),
        person_notes=_of_people(notes, zones, days),
        periods=_periods(plan, range_),
        closed=frozenset(_closed(plan, range_)),
    )


def _could(mentor: Mentor) -> bool:
    return mentor.active and mentor.stage == "certified" and "mentor" in mentor.roles


def _turns(eras: Sequence[Era], line: Line, range_: Range) -> tuple[Turn, ...]:
    start, end = range_.instants(line.timezone)
    return line_turns(eras, line.slug, start, end, left=True)


def _by_line(
    turns: Sequence[tuple[Line, Turn]], days: frozenset[date], places: Mapping[MentorId, int]
) -> dict[tuple[LineSlug, date], tuple[Shown, ...]]:
    """Return turns of the same hours together, day by day; people in roster order."""
    together: dict[tuple[LineSlug, date], dict[str, list[Turn]]] = defaultdict(dict)
    for line, turn in sorted(turns, key=lambda it: (it[1].start, it[1].end, places[it[1].mentor])):
        for day in _days(line, turn, days):
            hours = label_of(turn.start, turn.end, day, line.timezone)
            together[line.slug, day].setdefault(hours, []).append(turn)
    return {
        key: tuple(Shown(key[0], hours, tuple(those)) for hours, those in found.items())
        for key, found in together.items()
    }


def _by_person(
    turns: Sequence[tuple[Line, Turn]], days: frozenset[date]
) -> dict[tuple[MentorId, date], tuple[Shown, ...]]:
    found: dict[tuple[MentorId, date], list[Shown]] = defaultdict(list)
    for line, turn in sorted(turns, key=lambda it: it[1].start):
        for day in _days(line, turn, days):
            hours = label_of(turn.start, turn.end, day, line.timezone)
            found[turn.mentor, day].append(Shown(line.slug, hours, (turn,)))
    return {key: tuple(those) for key, those in found.items()}


def _days(line: Line, turn: Turn, days: frozenset[date]) -> Iterator[date]:
    return (it for it in shown_on(turn.start, turn.end, line.timezone) if it in days)


def _notes(
    eras: Sequence[Era], range_: Range, now: datetime, *, private: bool
) -> Iterator[Finding]:
    """Yield what is to be looked at, by the plan of each time."""
    zone = eras[-1].plan.lines[0].timezone
    start, end = range_.instants(zone)
    for era, following in pairwise([*eras, None]):
        assert era is not None  # noqa: S101 - only the last one that follows is None
        from_ = max(start, era.start)
        to = end if following is None else min(end, following.start)
        for begins, ends in ((from_, min(to, now)), (max(from_, now), to)):
            if begins < ends:
                for it in check_plan(era.plan, begins, ends):
                    over = ends <= now and it.kind not in _OF_THE_PAST
                    if not over and (private or it.kind in _ABOUT_LINES):
                        yield it


def _of_lines(
    notes: Sequence[Finding], zones: dict[LineSlug, str], days: frozenset[date]
) -> dict[tuple[LineSlug, date], tuple[Note, ...]]:
    """Return what is missing, and nights with one person, where a line's days are shown."""
    found: dict[tuple[LineSlug, date], list[Note]] = defaultdict(list)
    for it in notes:
        if it.line is not None and it.kind in _ABOUT_LINES:
            for day, note in _dated(it, zones[it.line], days):
                found[it.line, day].append(note)
    return {key: tuple(those) for key, those in found.items()}


def _of_people(
    notes: Sequence[Finding], zones: dict[LineSlug, str], days: frozenset[date]
) -> dict[tuple[str, date], tuple[Note, ...]]:
    """Return what is to be looked at about somebody, on the days that it is about."""
    found: dict[tuple[str, date], list[Note]] = defaultdict(list)
    for it in notes:
        if it.mentor is not None:
            zone = zones[it.line] if it.line else next(iter(zones.values()))
            for day, note in _dated(it, zone, days):
                if all(note.words != other.words for other in found[it.mentor, day]):
                    found[it.mentor, day].append(note)
    return {key: tuple(those) for key, those in found.items()}


def _dated(it: Finding, zone: str, days: frozenset[date]) -> Iterator[tuple[date, Note]]:
    """Yield a finding on its days: what is missing by its hours on each; the rest as a turn is."""
    for time in it.times:
        if it.kind in _BY_THE_HOUR:
            for day, hours in local_days(time.start, time.end, zone):
                if day in days:
                    label = f"{_LABELS[it.kind]} {hours}"
                    yield day, Note(it.kind, label, it.words, time.start, time.end)
            continue
        for day in _told_on(it, time.start, time.end, zone):
            if day in days:
                yield day, Note(it.kind, _LABELS[it.kind], it.words, time.start, time.end)


def _told_on(it: Finding, start: datetime, end: datetime, zone: str) -> Iterator[date]:
    """Yield the days on which something is told; the part of a night after midnight is its own."""
    if it.kind in {"nights", "awake"}:
        yield next(shown_on(start, end, zone))  # once, where it begins
        return
    yield from shown_on(start, end, zone)


def _periods(plan: Plan, range_: Range) -> dict[date, tuple[Period, ...]]:
    every = periods_of(plan)
    return {
        day: found
        for day in range_.days
        if (found := tuple(it for it in every if it.first <= day <= it.last))
    }


def _closed(plan: Plan, range_: Range) -> Iterator[tuple[LineSlug, date]]:
    for line in plan.lines:
        start, end = range_.instants(line.timezone)
        opened = {it.opens.date() for it in line.open_hours.openings(start, end)}
        yield from ((line.slug, day) for day in range_.days if day not in opened)

"""Who serves from when to when, as a calendar shows it: the past as it was, the rest as planned.

A turn is one person's unbroken time on call on one line for one reason. Turns are cut out of the
same spans that route, so that a calendar never shows what does not ring.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.roster import Mentor
from warmline.schedule import Era, OnCall, Override, Plan, Span, spans_over

AROUND = timedelta(days=2)  # looked at beyond both ends, so that turns there are seen whole
_MOST_ERAS = 60  # that are searched for what was taken away; more edits than that are not told of

Key = tuple[LineSlug, MentorId, datetime]


class Turn(Struct, frozen=True, kw_only=True):
    """One person's unbroken time on call, UTC, ``end`` excluded.

    No two turns of a person on one line begin at one instant: by that a turn is known, whatever is
    edited around it. ``cancelled``: it was planned, and somebody took it away.
    """

    line: LineSlug
    mentor: MentorId
    source: str  # "shift", "duty <name>", "cover for <name>", "added"
    start: datetime
    end: datetime
    cancelled: bool = False

    @property
    def key(self) -> Key:
        """What tells this turn from every other."""
        return self.line, self.mentor, self.start


def line_turns(
    eras: Sequence[Era], line: LineSlug, start: datetime, end: datetime, *, left: bool = False
) -> tuple[Turn, ...]:
    """Return everybody's turns on a line that touch [start, end), in order of time.

    Each plan tells of its own era, and the last of the future: an edit never rewrites the past.
    Whoever has left is in no calendar from then on, unless those who have ``left`` are wanted.
    """
    whole = _within(_joined(spans_over(eras, line, start - AROUND, end + AROUND)), line)
    staff = _staff(eras[-1].plan)
    return tuple(
        sorted(
            (
                it
                for it in whole
                if (left or it.mentor in staff) and it.start < end and start < it.end
            ),
            key=lambda turn: (turn.start, turn.end, turn.mentor),
        )
    )


def mentor_turns(
    eras: Sequence[Era], mentor: MentorId, start: datetime, end: datetime, told_since: datetime
) -> tuple[Turn, ...]:
    """Return a mentor's turns on all lines that touch [start, end), in order of time.

    With them come, cancelled, those that an edit at or after ``told_since`` took away: a copy that
    a phone made of them must learn that they are gone.
    """
    found: list[Turn] = []
    for line in sorted({line.slug for era in eras for line in era.plan.lines}):
        mine = [Era(era.start, only_of(era.plan, line, mentor)) for era in eras]
        if any(_says_anything(era.plan) for era in mine):
            kept = [it for it in line_turns(mine, line, start, end) if it.mentor == mentor]
            lost = _lost(mine, line, max(start, told_since), end)
            keys = {turn.key for turn in kept}
            found += kept
            found += [it for it in lost if it.mentor == mentor and it.key not in keys]
    return tuple(sorted(found, key=lambda turn: (turn.start, turn.line)))


def only_of(plan: Plan, line: LineSlug, mentor: MentorId) -> Plan:
    """Return the part of a plan that decides when one mentor is on call on one line.

    That is their own turns, and those of the people whom they cover.
    """
    about = [it for it in plan.overrides if it.line == line and mentor in {it.mentor, it.covers}]
    people = {mentor, *(it.covers for it in about if _covers(it, mentor))}
    return replace(
        plan,
        shifts=tuple(
            replace(it, mentors=tuple(m for m in it.mentors if m in people))
            for it in plan.shifts
            if it.line == line and not people.isdisjoint(it.mentors)
        ),
        duties=tuple(
            it for it in plan.duties if it.line == line and not people.isdisjoint(it.mentors)
        ),
        overrides=tuple(about),
    )


def _covers(override: Override, mentor: MentorId) -> bool:
    return override.kind == "cover" and override.mentor == mentor


def _says_anything(plan: Plan) -> bool:
    return bool(plan.shifts or plan.duties or plan.overrides)


def _lost(
    eras: Sequence[Era], line: LineSlug, told_since: datetime, end: datetime
) -> Iterator[Turn]:
    """Yield, cancelled and once, the turns that a plan had after the instant it was replaced."""
    seen: set[Key] = set()
    for era, following in list(pairwise(eras))[-_MOST_ERAS:]:
        gone = following.start
        if gone < told_since or _same(era.plan, following.plan):
            continue
        for turn in line_turns([era], line, gone, end):
            if turn.start >= gone and turn.key not in seen:
                seen.add(turn.key)
                yield replace(turn, cancelled=True)


def _same(one: Plan, other: Plan) -> bool:
    """Say whether two plans put the same people on call at the same times."""
    return (one.shifts, one.duties, one.overrides) == (other.shifts, other.duties, other.overrides)


def _staff(plan: Plan) -> set[MentorId]:
    return {mentor.id for mentor in plan.mentors if serves(mentor)}


def serves(mentor: Mentor) -> bool:
    """Say whether somebody is still here: paused or not certified, they keep their turns."""
    return mentor.active and mentor.stage != "alumni"


def has_line(plan: Plan, line: LineSlug) -> bool:
    """Say whether a plan has a line."""
    return any(it.slug == line for it in plan.lines)


class _Run(Struct):
    """Spans of one person that follow each other for one reason."""

    entry: OnCall
    start: datetime
    end: datetime


def _joined(found: Iterable[Span]) -> list[_Run]:
    """Return each person's unbroken runs, one reason each; the outermost reach to their ends."""
    every: list[_Run] = []
    open_: dict[MentorId, _Run] = {}
    first = last = None
    for span in found:
        first, last = first or span.start, span.end
        going_on = {}
        for entry in span.on_call:
            run = open_.get(entry.mentor)
            if run is None or run.end != span.start or not _continues(run.entry, entry):
                run = _Run(entry, span.start, span.end)
                every.append(run)
            run.entry, run.end = entry, span.end
            going_on[entry.mentor] = run
        open_ = going_on
    for run in every:
        # Whole turns, also where our look at them began or ended within.
        if run.start == first:
            run.start = min(run.start, run.entry.since)
        if run.end == last:
            run.end = max(run.end, run.entry.until)
    return every


def _continues(one: OnCall, other: OnCall) -> bool:
    return (one.source, one.since) == (other.source, other.since)


def _within(runs: Sequence[_Run], line: LineSlug) -> Iterator[Turn]:
    for run in runs:
        yield Turn(
            line=line,
            mentor=run.entry.mentor,
            source=run.entry.source,
            start=run.start,
            end=run.end,
        )


def line_in(eras: Sequence[Era], slug: LineSlug) -> Line:
    """Return a line as the newest plan that has it describes it."""
    return next(line for era in reversed(eras) for line in era.plan.lines if line.slug == slug)

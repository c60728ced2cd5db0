"""Goes through a plan's open time, piece by piece, and says what is found."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import get_args

from msgspec.structs import replace

from warmline.hours import instant_of, wall_clock_of
from warmline.ids import LineSlug
from warmline.line import Line
from warmline.plan_check.counseling import without_counseling
from warmline.plan_check.findings import Cell, Finding, FindingKind, gathered
from warmline.plan_check.people import of_people
from warmline.plan_check.stretches import Stretch, open_times
from warmline.roster import may_be_rung
from warmline.schedule import Plan, is_on_call, line_of, spans, told, without_surges

_NIGHT_BEGINS, _NIGHT_ENDS = time(23), time(7)
_DAY = timedelta(days=1)


def check_plan(
    plan: Plan, start: datetime, end: datetime, only: LineSlug | None = None
) -> tuple[Finding, ...]:
    """Return all there is to look at from ``start`` to ``end`` (UTC), of one line or of all.

    Only open hours count: on a holiday nobody is missing and nobody is kept awake. Counseling alone
    is looked for on a line's holidays too.
    """
    plan = without_surges(plan)  # what a surge adds for some hours is not how the plan is made
    lines = [line for line in plan.lines if only in {None, line.slug}]
    cells = [cell for line in lines for cell in _cells(plan, line, start, end)]
    found = [
        *_gaps(cells),
        *(it for line in lines for it in without_counseling(plan, line, start, end)),
        *_barred(cells),
        *_alone(cells),
        *of_people(cells),
        *_idle_covers(plan, lines, start, end),
    ]
    return tuple(sorted(gathered(found), key=_order))


def _cells(plan: Plan, line: Line, start: datetime, end: datetime) -> Iterator[Cell]:
    """Yield the open time of a line, cut wherever somebody, the date or the night changes."""
    mentors = {mentor.id: mentor for mentor in plan.mentors}
    openings = list(open_times(line.open_hours, start, end))
    cuts = _cuts(line, start, end)
    for span in spans(plan, line.slug, start, end):
        for opening in openings:
            whole = Stretch(max(span.start, opening.start), min(span.end, opening.end))
            for piece in _pieces(whole, cuts):
                local = wall_clock_of(piece.start, line.timezone)
                people = [mentors[it.mentor] for it in span.on_call if it.mentor in mentors]
                reasons = [(it, may_be_rung(it, local.date())) for it in people]
                yield Cell(
                    line,
                    piece,
                    tuple(it for it, reason in reasons if reason is None),
                    tuple((it.name, reason) for it, reason in reasons if reason is not None),
                    _night_of(local),
                )


def _cuts(line: Line, start: datetime, end: datetime) -> list[datetime]:
    """Return every midnight, and where every night begins and ends."""
    first = wall_clock_of(start, line.timezone).date() - _DAY
    days = (wall_clock_of(end, line.timezone).date() - first).days + 2
    times = (time.min, _NIGHT_BEGINS, _NIGHT_ENDS)
    locals_ = (datetime.combine(first + n * _DAY, at) for n in range(days) for at in times)
    return sorted(instant_of(local, line.timezone) for local in locals_)


def _pieces(whole: Stretch, cuts: Sequence[datetime]) -> Iterator[Stretch]:
    if whole.start < whole.end:
        inner = [cut for cut in cuts if whole.start < cut < whole.end]
        for from_, to in pairwise([whole.start, *dict.fromkeys(inner), whole.end]):
            yield Stretch(from_, to)


def _night_of(local: datetime) -> date | None:
    if local.time() >= _NIGHT_BEGINS:
        return local.date()
    return local.date() - _DAY if local.time() < _NIGHT_ENDS else None


def _gaps(cells: Iterable[Cell]) -> Iterator[Finding]:
    """Yield open time in which no phone would ring."""
    for cell in cells:
        if not cell.ready:
            who = ", ".join(f"{name} {reason}" for name, reason in cell.barred)
            words = f"nobody who may be rung ({who})" if who else "nobody is on call"
            yield _found("gap", cell, None, words)


def _barred(cells: Iterable[Cell]) -> Iterator[Finding]:
    """Yield everyone who is in the plan and would not be rung."""
    for cell in cells:
        for name, reason in cell.barred:
            yield _found("not_rung", cell, name, f"is on call but {reason}")


def _alone(cells: Iterable[Cell]) -> Iterator[Finding]:
    """Yield the nights, or parts of them, with one person."""
    for cell in cells:
        if cell.night is not None and len(cell.ready) == 1:
            yield _found("alone", cell, cell.ready[0].name, "is the only one at night")


def _found(kind: FindingKind, cell: Cell, mentor: str | None, words: str) -> Finding:
    return Finding(kind=kind, line=cell.line.slug, mentor=mentor, words=words, times=(cell.time,))


def _idle_covers(
    plan: Plan, lines: Sequence[Line], start: datetime, end: datetime
) -> Iterator[Finding]:
    """Yield covers of people who are not on call then: they change nothing."""
    names = {mentor.id: mentor.name for mentor in plan.mentors}
    slugs, without = {line.slug for line in lines}, replace(plan, overrides=())
    for it in plan.overrides:
        if it.kind == "cover" and it.line in slugs:
            zone = line_of(plan, it.line).timezone
            when = Stretch(instant_of(it.start, zone), instant_of(it.end, zone))
            within = start < when.end and when.start < min(when.end, end)
            if within and not is_on_call(without, it, when.start, when.end):
                words = f"covers nobody's time: {told(it, names)}"
                who = names.get(it.mentor)
                yield Finding(
                    kind="idle_cover", line=it.line, mentor=who, words=words, times=(when,)
                )


def _order(it: Finding) -> tuple[int, datetime, str, str]:
    return get_args(FindingKind).index(it.kind), it.times[0].start, it.line or "", it.mentor or ""

"""What one person has too much of: waking hours in one stretch, lines at once, nights a week."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from warmline.ids import LineSlug, MentorId
from warmline.plan_check.findings import NIGHTS_A_WEEK, Cell, Finding
from warmline.plan_check.stretches import Stretch, joined, meetings, waking_time

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def of_people(cells: Iterable[Cell]) -> Iterator[Finding]:
    """Yield what each person has too much of."""
    theirs: dict[MentorId, list[Cell]] = defaultdict(list)
    names: dict[MentorId, str] = {}
    for cell in cells:
        for mentor in cell.ready:
            theirs[mentor.id].append(cell)
            names[mentor.id] = mentor.name
    for mentor_id, served in theirs.items():
        yield from _awake(names[mentor_id], served)
        yield from _two_lines(names[mentor_id], served)
        yield from _nights(names[mentor_id], served)


def _awake(name: str, served: Sequence[Cell]) -> Iterator[Finding]:
    """Yield stretches on call, on whatever lines, with more waking hours than those lines allow."""
    ordered = sorted(served, key=lambda cell: cell.time)
    for stretch in joined(cell.time for cell in ordered):
        lines = {
            cell.line.slug: cell.line
            for cell in ordered
            if stretch.start <= cell.time.start < stretch.end
        }
        cap = min(line.hours_awake for line in lines.values())
        awake = waking_time(stretch, next(iter(lines.values())).timezone)
        if awake > cap * _HOUR:
            words = f"{awake / _HOUR:.3g} waking hours on call in one stretch, more than {cap}"
            where = next(iter(lines)) if len(lines) == 1 else None
            yield Finding(kind="awake", line=where, mentor=name, words=words, times=(stretch,))


def _two_lines(name: str, served: Sequence[Cell]) -> Iterator[Finding]:
    """Yield the times at which one phone is on call for two lines."""
    by_line: dict[LineSlug, list[Stretch]] = defaultdict(list)
    for cell in served:
        by_line[cell.line.slug].append(cell.time)
    for (one, mine), (other, theirs) in combinations(sorted(by_line.items()), 2):
        both = tuple(meetings(list(joined(mine)), list(joined(theirs))))
        if both:
            words = f"is on call for {one} and {other} at once"
            yield Finding(kind="two_lines", line=None, mentor=name, words=words, times=both)


def _nights(name: str, served: Sequence[Cell]) -> Iterator[Finding]:
    """Yield the weeks, Monday's night to Sunday's, in which a person has too many nights."""
    weeks: dict[date, dict[date, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in served:
        if cell.night is not None:
            weeks[cell.night - cell.night.weekday() * _DAY][cell.night].append(cell)
    for nights in weeks.values():
        if len(nights) > NIGHTS_A_WEEK:
            times = [cell.time for night in nights.values() for cell in night]
            whole = Stretch(min(it.start for it in times), max(it.end for it in times))
            words = f"{len(nights)} nights in one week, more than {NIGHTS_A_WEEK}"
            yield Finding(kind="nights", line=None, mentor=name, words=words, times=(whole,))

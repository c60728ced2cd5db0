"""Entries of a plan that say two things about the same hours, found without comparing all pairs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from warmline.hours import Period
from warmline.ids import LineSlug, MentorId
from warmline.schedule.plan import Override


class Contradiction(Struct, frozen=True):
    """Two overrides by their places in what was given, and the person they disagree about."""

    first: int
    second: int
    person: MentorId


def contradictory_overrides(overrides: Sequence[Override]) -> Iterator[Contradiction]:
    """Yield overrides of one line that change the same person's same hours in two ways.

    Each is named once, beside one that it contradicts. Covering two people at once, or being added
    while covering, is no contradiction. One whose end is not after its start is left out.
    """
    places = [n for n, it in enumerate(overrides) if it.start < it.end]
    running: dict[tuple[LineSlug, MentorId], list[int]] = defaultdict(list)
    for place in sorted(places, key=lambda n: overrides[n].start):
        new = overrides[place]
        found: Contradiction | None = None
        for person in _people(new):
            held = running[new.line, person]
            held[:] = [n for n in held if overrides[n].end > new.start]
            for other in held if found is None else ():
                if _contested(overrides[other], new, person):
                    found = Contradiction(min(other, place), max(other, place), person)
                    break
            held.append(place)
        if found is not None:
            yield found


def _people(override: Override) -> tuple[MentorId, ...]:
    """Return everyone whom an override is about."""
    return tuple(dict.fromkeys(it for it in (override.mentor, override.covers) if it is not None))


def _contested(a: Override, b: Override, person: MentorId) -> bool:
    """Say whether two overlapping overrides say two things about a person."""
    if _comes(a, person) and _comes(b, person):
        return a.kind == b.kind == "add"
    return True


def _comes(override: Override, person: MentorId) -> bool:
    """Say whether an override puts a person on call, rather than taking them off."""
    return override.kind != "remove" and override.mentor == person


def contradictory_periods(periods: Sequence[Period]) -> Iterator[tuple[int, int]]:
    """Yield the places of two periods that say two things about the hours of one line's days."""
    places = [n for n, it in enumerate(periods) if it.changes_hours and it.first <= it.last]
    running: list[int] = []
    for place in sorted(places, key=lambda n: periods[n].first):
        new = periods[place]
        running = [n for n in running if periods[n].last >= new.first]
        for other in running:
            if _share_a_line(periods[other], new) and _said(periods[other]) != _said(new):
                yield min(other, place), max(other, place)
                break
        running.append(place)


def _share_a_line(a: Period, b: Period) -> bool:
    return a.line is None or b.line is None or a.line == b.line


def _said(period: Period) -> object:
    return "closed" if period.closed else frozenset(period.hours)

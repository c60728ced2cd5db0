"""What a file would change in a plan: new shifts, people taken off single days, and nothing twice.

Either everything in the file can be had, or the plan stays as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from warmline.calendars import titles
from warmline.calendars.fitting import Fit, Series, Slot
from warmline.calendars.found import MOST_MISTAKES, Found, Reading
from warmline.calendars.rules import same_rule
from warmline.calendars.turns import only_of, serves
from warmline.campus_file import OverrideEntry, ShiftEntry
from warmline.errors import PlanError
from warmline.hours import instant_of
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.schedule import Override, Plan, Shift, spans, without_surges


class Import(Struct, frozen=True):
    """What to write, in order of time; and what was passed over or is wrong, by its place.

    With a single mistake nothing is to be written.
    """

    shifts: tuple[ShiftEntry, ...] = ()
    removals: tuple[OverrideEntry, ...] = ()
    notes: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()


def plan_import(
    plan: Plan, line: Line, reading: Reading, *, mentor: str | None, now: datetime
) -> Import:
    """Return what a file changes on a line as of ``now`` (UTC).

    With ``mentor`` everything in it is theirs. What is past is passed over; what the plan has
    already is not added again, so that the same file changes nothing the second time. Raises
    PlanError if ``mentor`` is nobody on the roster.
    """
    known = titles.by_name(it.name for it in plan.mentors if serves(it))
    whose = _only(mentor, known) if mentor is not None else None
    work = _Work(plan, line, Fit(line.timezone, known, whose, now), reading)
    return work.done()


def _only(mentor: str, known: dict[str, str]) -> str:
    read = titles.names_in(mentor, known)
    if len(read) != 1:
        raise PlanError(f'there is no mentor "{mentor}" on the roster')
    return read[0]


class _Work:
    def __init__(self, plan: Plan, line: Line, fit: Fit, reading: Reading) -> None:
        self.has = _Has(plan, line)
        self.line = line.slug
        self.fit = fit
        self.reading = reading
        self.shifts: dict[tuple[Slot, str | None], list[str]] = {}
        self.removals: dict[tuple[str, Slot], str] = {}
        self.notes = list(reading.notes)
        self.mistakes = list(reading.mistakes)

    def done(self) -> Import:
        """Return what came of every entry."""
        every = list(self._series())
        for series in every:
            self._add(series)
        changes = [(series, *change) for series in every for change in series.changed]
        for series, slot, instead in changes:
            self._bring(series, slot, instead)
        for series, slot, instead in changes:
            self._take_off(series, slot, instead)
        if len(self.mistakes) > MOST_MISTAKES:
            self.mistakes[MOST_MISTAKES:] = ["and more; mend these first"]
        if not (self.reading.found or self.mistakes):
            self.mistakes.append("there is no event in it")
        shifts = sorted(self.shifts.items(), key=lambda it: (it[0][0].start, it[0][0].end))
        return Import(
            shifts=tuple(self._shift(slot, rule, names) for (slot, rule), names in shifts),
            removals=tuple(self._removal(name, slot) for name, slot in self.removals),
            notes=tuple(self.notes),
            mistakes=tuple(self.mistakes),
        )

    def _series(self) -> Iterator[Series]:
        """Yield each entry with the exceptions that belong to it; note what cannot be."""
        alone, instead = _sorted(self.reading.found)
        for found in alone:
            if found.cancelled:
                self.notes.append(f"{found.where}: was cancelled")
            elif len(self.mistakes) <= MOST_MISTAKES:
                try:
                    yield self.fit.series(found, instead.get(found.uid, ()))
                except PlanError as exc:
                    self.mistakes.append(f"{found.where}: {exc}")

    def _add(self, series: Series) -> None:
        """Take up an entry's shifts, unless they are over or there."""
        self.notes += [f"{series.where}: {note}" for note in series.notes]
        if series.rule is None:
            self._once(series.where, series.slot, series.mentors)
        elif series.over:
            self.notes.append(f"{series.where}: is over")
        else:
            self._take(series.where, series.slot, series.rule, series.mentors)
        for slot in series.besides:
            self._once(series.where, slot, series.mentors)

    def _once(self, where: str, slot: Slot, mentors: Iterable[str]) -> None:
        if self.fit.is_past(slot):
            self.notes.append(f"{where}: {_said(slot)} is over")
            return
        self._take(where, slot, None, mentors)

    def _take(self, where: str, slot: Slot, rule: str | None, mentors: Iterable[str]) -> None:
        for name in mentors:
            taken = self.shifts.get((slot, rule), [])
            if name in taken:
                self.notes.append(f"{where}: {name}, {_said(slot)}, is in the file twice")
            elif self.has.shift(name, slot, rule):
                self.notes.append(f"{where}: {name}, {_said(slot)}, is in the plan already")
            else:
                self.shifts[slot, rule] = [*taken, name]

    def _bring(self, series: Series, slot: Slot, instead: Series | None) -> None:
        """Put people on what takes the place of one time of a series."""
        if instead is None:
            return
        self.notes += [f"{instead.where}: {note}" for note in instead.notes]
        for name in instead.mentors:
            same = name in series.mentors
            for part in instead.slot.without(slot) if same else (instead.slot,):
                self._once(instead.where, part, [name])

    def _take_off(self, series: Series, slot: Slot, instead: Series | None) -> None:
        """Take people off one time of a series, but for what they serve of it all the same."""
        for name in series.mentors:
            stays = instead is not None and name in instead.mentors
            for part in slot.without(instead.slot) if instead and stays else (slot,):
                self._remove(series, name, part)

    def _remove(self, series: Series, name: str, part: Slot) -> None:
        if self.fit.is_past(part) or self.has.removal(name, part):
            return
        others = [it for it in self.shifts.items() if name in it[1]]
        others = [it for it in others if it[0] != (series.slot, series.rule)]
        reason = self.has.contradiction(name, part, (series.slot, series.rule), others)
        if reason is not None:
            self.mistakes.append(f"{series.where}: {name} is not to serve {_said(part)}, {reason}")
            return
        self.removals[name, part] = series.where

    def _shift(self, slot: Slot, rule: str | None, names: list[str]) -> ShiftEntry:
        return ShiftEntry(
            line=self.line, mentors=tuple(names), start=slot.start, end=slot.end, repeat=rule
        )

    def _removal(self, name: str, slot: Slot) -> OverrideEntry:
        return OverrideEntry(
            line=self.line, kind="remove", mentor=name, start=slot.start, end=slot.end
        )


def _sorted(found: Sequence[Found]) -> tuple[list[Found], dict[str, list[Found]]]:
    """Return the entries that stand for themselves, and by UID those that change a series."""
    series = {it.uid for it in found if it.uid and it.repeat is not None and it.instead_of is None}
    alone: list[Found] = []
    instead: dict[str, list[Found]] = {}
    for it in found:
        if it.instead_of is not None and it.uid in series:
            instead.setdefault(it.uid, []).append(it)
        else:
            alone.append(it)
    return alone, instead


class _Has:
    """What the plan has on the line already."""

    def __init__(self, plan: Plan, line: Line) -> None:
        self._plan = plan
        self._line = line
        self._ids = {it.name: it.id for it in plan.mentors if serves(it)}
        self._plain: dict[MentorId, Plan] = {}

    def shift(self, name: str, slot: Slot, rule: str | None) -> bool:
        """Say whether somebody serves then anyway: by the same shift or, once, by anything.

        Where a later change of the plan took them off it, they are in the plan all the same.
        """
        mentor = self._ids[name]
        if any(mentor in it.mentors and self._is(it, slot, rule) for it in self._shifts()):
            return True
        if rule is not None:
            return False
        mine = only_of(self._plan, self._line.slug, mentor)
        return any(
            self._serves(plan, mentor, slot, whole=True)
            for plan in (mine, replace(mine, overrides=()))
        )

    def removal(self, name: str, slot: Slot) -> bool:
        """Say whether somebody is taken off at just this time already."""
        return any(
            it.kind == "remove" and (it.start, it.end) == (slot.start, slot.end)
            for it in self._overrides(name)
        )

    def contradiction(
        self,
        name: str,
        slot: Slot,
        series: tuple[Slot, str | None],
        others: Iterable[tuple[tuple[Slot, str | None], list[str]]],
    ) -> str | None:
        """Return why somebody cannot be taken off for a time, or None.

        Who is removed is on call in no way: so nothing but the series may put them on call then.
        """
        for it in self._overrides(name):
            if it.start < slot.end and slot.start < it.end:
                return "and the plan has another change for them at this time"
        mentor = self._ids[name]
        mine = only_of(self._plan, self._line.slug, mentor)
        kept = [it for it in mine.shifts if not self._is(it, *series)]
        new = [_shift_of(self._line.slug, mentor, *its) for its, _ in others]
        plan = replace(mine, shifts=(*kept, *new), overrides=())
        if self._serves(plan, mentor, slot, whole=False):
            return "but something else puts them on call then; change that by hand"
        return None

    def _serves(self, plan: Plan, mentor: MentorId, slot: Slot, *, whole: bool) -> bool:
        """Say whether a plan has somebody on call for all of a time, or for any of it."""
        zone = self._line.timezone
        start, end = instant_of(slot.start, zone), instant_of(slot.end, zone)
        if start >= end:
            return whole
        found = spans(without_surges(plan), self._line.slug, start, end)
        there = [any(entry.mentor == mentor for entry in span.on_call) for span in found]
        return all(there) if whole else any(there)

    def _shifts(self) -> Iterator[Shift]:
        return (it for it in self._plan.shifts if it.line == self._line.slug)

    def _is(self, shift: Shift, slot: Slot, rule: str | None) -> bool:
        return (shift.start, shift.end) == (slot.start, slot.end) and same_rule(shift.repeat, rule)

    def _overrides(self, name: str) -> Iterator[Override]:
        mentor = self._ids[name]
        return (
            it
            for it in self._plan.overrides
            if it.line == self._line.slug and mentor in {it.mentor, it.covers}
        )


def _shift_of(line: LineSlug, mentor: MentorId, slot: Slot, rule: str | None) -> Shift:
    return Shift(
        id="new", line=line, mentors=(mentor,), start=slot.start, end=slot.end, repeat=rule
    )


def _said(slot: Slot) -> str:
    return f"{slot.start:%a %d %b %Y %H:%M} to {slot.end:%H:%M}"

"""Entries of another system's file as shifts of ours: on the line's own clock, with our people.

Each entry becomes a *series*: when it is, how it repeats, who serves, and on which days it is
otherwise. What cannot be said in a plan is refused in words, never bent into something near it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from warmline.calendars import titles
from warmline.calendars.found import Found, Moment
from warmline.calendars.rules import Rule, is_over, moved
from warmline.campus_file.fields import meant, shown
from warmline.errors import PlanError
from warmline.hours import instant_of, wall_clock_of

_LONGEST = timedelta(days=31)


class Slot(Struct, frozen=True):
    """A stretch of the line's wall clock, naive; ``end`` is excluded."""

    start: datetime
    end: datetime

    def without(self, other: "Slot") -> tuple["Slot", ...]:
        """Return what of this stretch is not in another."""
        before = Slot(self.start, min(self.end, other.start))
        after = Slot(max(self.start, other.end), self.end)
        return tuple(it for it in (before, after) if it.start < it.end)


class Series(Struct, frozen=True, kw_only=True):
    """An entry as the plan would have it: once, or again and again with exceptions.

    ``changed`` are times of the rule that are otherwise: to another time and other people, or
    (None) not at all. ``besides`` are single times that are added to the rule's.
    """

    where: str
    slot: Slot
    mentors: tuple[str, ...]
    rule: str | None = None
    over: bool = False  # its last time is past
    changed: tuple[tuple[Slot, "Series | None"], ...] = ()
    besides: tuple[Slot, ...] = ()
    notes: tuple[str, ...] = ()


class Fit:
    """Fits entries to one line. ``known`` are names by ``titles.by_name``; ``now`` is UTC."""

    def __init__(
        self, timezone: str, known: Mapping[str, str], mentor: str | None, now: datetime
    ) -> None:
        self.timezone = timezone
        self.known = known
        self.mentor = mentor
        self.now = now

    def series(self, found: Found, others: Iterable[Found]) -> Series:
        """Return an entry with ``others``, which take the place of single times of it.

        Raises PlanError with what is wrong.
        """
        slot = self._slot(found)
        mentors = self._mentors(found)
        if found.repeat is None:
            if found.left_out or any(True for _ in others):
                raise PlanError("has exceptions but no RRULE to be one from")
            single = Series(where=found.where, slot=slot, mentors=mentors)
            return self._with_besides(single, found, floating=_floats(found))
        rule = self._rule(found, slot)
        changes = {self._clock(it): None for it in found.left_out} | {
            self._clock(it.instead_of): self._instead(it) for it in others if it.instead_of
        }
        unknown = [at for at in changes if not rule.has(at)]
        notes = tuple(f"{at:%a %d %b %Y %H:%M} is none of its times" for at in unknown)
        length = slot.end - slot.start
        whole = Series(
            where=found.where,
            slot=slot,
            mentors=mentors,
            rule=rule.text,
            over=is_over(rule, length, self.now),
            changed=tuple(
                (Slot(at, at + length), instead)
                for at, instead in sorted(changes.items(), key=lambda it: it[0])
                if at not in unknown
            ),
            notes=notes,
        )
        return self._with_besides(whole, found, floating=_floats(found))

    def is_past(self, slot: Slot) -> bool:
        """Say whether a stretch has ended."""
        return instant_of(slot.end, self.timezone) <= self.now

    def _with_besides(self, series: Series, found: Found, *, floating: bool) -> Series:
        length = series.slot.end - series.slot.start
        starts = sorted({self._clock(it) for it in found.besides})
        notes = list(series.notes)
        if floating:
            notes.append("says no time zone; its times are read on the line's own clock")
        elif found.start.zone not in {None, self.timezone}:
            notes.append(
                f"{found.start.wall:%H:%M} {found.start.zone} is {series.slot.start:%H:%M} here"
            )
        return Series(
            where=series.where,
            slot=series.slot,
            mentors=series.mentors,
            rule=series.rule,
            over=series.over,
            changed=series.changed,
            besides=tuple(Slot(at, at + length) for at in starts if at != series.slot.start),
            notes=tuple(notes),
        )

    def _instead(self, found: Found) -> Series | None:
        """Return what takes the place of one time of a series; None if nothing does."""
        if found.cancelled:
            return None
        if found.repeat is not None or found.besides or found.left_out:
            raise PlanError(f"{found.place} is one time of a series and repeats itself")
        return Series(where=found.where, slot=self._slot(found), mentors=self._mentors(found))

    def _rule(self, found: Found, slot: Slot) -> Rule:
        """Return the repeat as the line's clock has it."""
        zone = found.start.zone or self.timezone
        rule = Rule(found.repeat or "", found.start.wall, zone)
        if zone == self.timezone:
            return rule
        end = found.start.wall + (slot.end - slot.start)
        return moved(rule, end, slot.start, self.timezone)

    def _slot(self, found: Found) -> Slot:
        """Return when an entry is. A length in whole days is by the wall clock, the rest exact."""
        start = self._clock(found.start)
        if found.end is not None:
            end = self._clock(found.end)
        else:
            lasts = found.lasts or timedelta()
            days = timedelta(days=lasts.days)
            at = instant_of(start + days, self.timezone) + (lasts - days)
            end = wall_clock_of(at, self.timezone)
        if end <= start:
            raise PlanError("ends before it starts, or at once")
        if end - start > _LONGEST:
            raise PlanError("lasts longer than 31 days; that is no shift")
        if {start.second, start.microsecond, end.second, end.microsecond} != {0}:
            raise PlanError("does not start and end on a whole minute")
        return Slot(start, end)

    def _clock(self, moment: Moment) -> datetime:
        """Return a time of a file on the line's wall clock."""
        if moment.zone in {None, self.timezone}:
            return moment.wall
        at = instant_of(moment.wall, moment.zone or self.timezone)
        wall = wall_clock_of(at, self.timezone)
        if instant_of(wall, self.timezone) != at:
            raise PlanError(
                f"falls into the hour before {wall:%H:%M} that comes twice on {wall:%d %b %Y},"
                " of which a plan can name only the first"
            )
        return wall

    def _mentors(self, found: Found) -> tuple[str, ...]:
        """Return who serves. Raises PlanError for a name that nobody here has."""
        if self.mentor is not None:
            return (self.mentor,)
        if found.people:
            names = [titles.names_in(it, self.known) for it in found.people]
            unknown = [it for it, read in zip(found.people, names, strict=True) if len(read) != 1]
            if unknown:
                close = meant(unknown[0], list(self.known.values()))
                raise PlanError(f"{shown(unknown[0])} is nobody on the roster{close}")
            return tuple(dict.fromkeys(name for read in names for name in read))
        read = titles.names_in(found.title, self.known)
        if not read:
            raise PlanError(
                f"names nobody on the roster{meant(found.title, list(self.known.values()))}"
                " (or say whose all of it is with --mentor)"
            )
        return read


def _floats(found: Found) -> bool:
    return found.start.zone is None

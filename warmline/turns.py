"""Turns of duty as a mentor sees them: which are mine, who could have one, how it changes hands.

A turn is one shift, or one spell of a duty, or what somebody took over of either. A stint is what a
mentor is on call without a break: two turns that meet are one stint.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from warmline.hours import instant_of, wall_clock_of
from warmline.ids import LineSlug, MentorId
from warmline.roster import Mentor, PoolSpan, is_surge, may_be_rung
from warmline.schedule import Override, Plan, line_of, spans, without_surges

_BEFORE, _BEYOND = timedelta(days=1), timedelta(days=15)
_TAKERS = {"mentor", "backup"}  # roles whose holders may stand in for somebody


class Turn(Struct, frozen=True):
    """A time in which one mentor is on call on one line; UTC, ``end`` excluded."""

    line: LineSlug
    mentor: MentorId
    start: datetime
    end: datetime

    def overlaps(self, other: "Turn") -> bool:
        """Say whether two turns have a moment in common, on whatever lines."""
        return max(self.start, other.start) < min(self.end, other.end)


def turns_of(
    plan: Plan, mentor: MentorId, start: datetime, end: datetime, line: LineSlug | None = None
) -> tuple[Turn, ...]:
    """Return a mentor's turns that end after ``start`` and begin before ``end``, by their start.

    One that began more than a day before ``start`` is cut there, one longer than two weeks too.
    """
    own = _about(plan, mentor)
    slugs = [it.slug for it in plan.lines if line in (None, it.slug)]
    found = (it for slug in slugs for it in _turns(own, slug, mentor, start - _BEFORE, end))
    return tuple(
        sorted(
            (it for it in found if it.end > start and it.start < end),
            key=lambda it: (it.start, it.end, it.line),
        )
    )


def next_turns(plan: Plan, mentor: MentorId, now: datetime, count: int) -> tuple[Turn, ...]:
    """Return a mentor's next turns on all lines, with one that goes on; from a year at most."""
    for days in (14, 56, 366):
        found = turns_of(plan, mentor, now, now + timedelta(days=days))
        if len(found) >= count:
            break
    return found[:count]


def _about(plan: Plan, mentor: MentorId) -> Plan:
    """Return the plan without surges, nor the shifts and duties that can never be this mentor's."""
    covered = {it.covers for it in plan.overrides if it.kind == "cover" and it.mentor == mentor}
    whose = {mentor, *covered}
    return replace(
        without_surges(plan),
        shifts=tuple(it for it in plan.shifts if whose.intersection(it.mentors)),
        duties=tuple(it for it in plan.duties if whose.intersection(it.mentors)),
    )


def _turns(
    plan: Plan, line: LineSlug, mentor: MentorId, start: datetime, end: datetime
) -> Iterator[Turn]:
    held: Turn | None = None
    since: datetime | None = None
    for span in spans(plan, line, start, end + _BEYOND):
        entry = next((it for it in span.on_call if it.mentor == mentor), None)
        if held and entry and (held.end, since) == (span.start, entry.since):
            held = replace(held, end=span.end)
            continue
        if held:
            yield held
        held = Turn(line, mentor, span.start, span.end) if entry else None
        since = entry.since if entry else None
    if held:
        yield held


def stints(line: LineSlug, pool: Sequence[PoolSpan], *, apart: bool = False) -> Iterator[Turn]:
    """Yield every time in which somebody of a compiled rung is on call without a break.

    ``apart``: turns that meet are yielded one by one. What a surge adds is nobody's turn.
    """
    held: dict[tuple[MentorId, str], Turn] = {}
    for span in pool:
        here = {(it.mentor, it.shift if apart else "") for it in span.members if not is_surge(it)}
        for one in held.keys() - here:
            yield held.pop(one)
        for one in here:
            before = held.get(one)
            if before is not None and before.end < span.start:
                yield before
                before = None
            start = before.start if before else span.start
            held[one] = Turn(line, one[0], start, span.end)
    yield from held.values()


def why_not(plan: Plan, mentor: Mentor, turn: Turn, *, giving: Turn | None = None) -> str | None:
    """Return why somebody cannot take a turn over, in words for them, or None.

    ``giving`` is a turn of theirs that they would not have any more then.
    """
    zone = line_of(plan, turn.line).timezone
    for at in (turn.start, turn.end - timedelta(seconds=1)):
        reason = may_be_rung(mentor, wall_clock_of(at, zone).date())
        if reason is not None:
            return f"then your standing is: {reason}"
    if not _TAKERS & mentor.roles:
        return "you are not among those who take shifts"
    if any(_removes(it, mentor.id, turn, zone) for it in plan.overrides):
        return "you are taken off the plan then"
    others = turns_of(plan, mentor.id, turn.start, turn.end)
    if any(it != giving and it.overlaps(turn) for it in others):
        return "you are on call then already"
    return None


def _removes(it: Override, mentor: MentorId, turn: Turn, zone: str) -> bool:
    return (
        (it.kind, it.mentor, it.line) == ("remove", mentor, turn.line)
        and instant_of(it.start, zone) < turn.end
        and instant_of(it.end, zone) > turn.start
    )


def is_exact(plan: Plan, turn: Turn) -> bool:
    """Say whether a turn can be written on the wall clock: in a repeated hour it may not."""
    zone = line_of(plan, turn.line).timezone
    ends = (turn.start, turn.end)
    return all(instant_of(wall_clock_of(it, zone), zone) == it for it in ends)


def is_still_had(plan: Plan, turn: Turn) -> bool:
    """Say whether the plan still has this turn just as it is."""
    return turn in turns_of(plan, turn.mentor, turn.start, turn.end, turn.line)


def is_on_call(plan: Plan, turn: Turn) -> bool:
    """Say whether the plan has the mentor on call all through a turn."""
    found = spans(_about(plan, turn.mentor), turn.line, turn.start, turn.end)
    return all(any(it.mentor == turn.mentor for it in span.on_call) for span in found)


class HandOver(Struct, frozen=True):
    """What makes a turn another's: overrides that go, and those that come (without ids)."""

    removed: tuple[Override, ...]
    added: tuple[Override, ...]


def hand_over(plan: Plan, turn: Turn, to: MentorId) -> HandOver:
    """Return the changes after which ``to`` has a turn, whatever gave it to its mentor.

    A cover looks at the plan itself, never at other covers: what somebody has by an override is
    cut out of that override, and given by one of the same kind.
    """
    zone = line_of(plan, turn.line).timezone
    start, end = wall_clock_of(turn.start, zone), wall_clock_of(turn.end, zone)
    given = given_for(plan, turn)
    rest = tuple(it for it in plan.overrides if it not in given)
    added = list(_parts(given, to, start, end))
    without = replace(plan, overrides=rest)
    if turns_of(without, turn.mentor, turn.start, turn.end, turn.line):
        cover = Override(
            id="", line=turn.line, kind="cover", mentor=to, start=start, end=end, covers=turn.mentor
        )
        added.append(cover)
    back = [it for it in added if (it.kind, it.mentor) == ("cover", it.covers)]
    return HandOver(given, tuple(it for it in added if it not in back))


def given_for(plan: Plan, turn: Turn) -> tuple[Override, ...]:
    """Return the dated changes that a turn comes from."""
    zone = line_of(plan, turn.line).timezone
    return tuple(it for it in plan.overrides if _gives(it, turn, zone))


def _gives(it: Override, turn: Turn, zone: str) -> bool:
    return (
        it.kind != "remove"
        and (it.mentor, it.line) == (turn.mentor, turn.line)
        and instant_of(it.start, zone) < turn.end
        and instant_of(it.end, zone) > turn.start
    )


def _parts(
    given: Iterable[Override], to: MentorId, start: datetime, end: datetime
) -> Iterator[Override]:
    """Yield what becomes of overrides: the mentor keeps what is outside, the other has the rest."""
    for it in given:
        if it.start < start:
            yield replace(it, id="", end=start)
        yield replace(it, id="", mentor=to, start=max(it.start, start), end=min(it.end, end))
        if it.end > end:
            yield replace(it, id="", start=end)

"""The published rosters as one process holds them: which line was dialled, who owns a phone."""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from warmline.callers import CallerPlan
from warmline.contact.events import LISTENERS
from warmline.contact.phones import Leg
from warmline.contact.scenes import House
from warmline.errors import WarmlineError
from warmline.hours import wall_clock_of
from warmline.ids import CampusSlug, DeskId, LineSlug, MentorId, NumberHash
from warmline.line import Desk, Line
from warmline.privacy import Vault
from warmline.roster import CompiledRoster, Member, Mentor, PoolSpan, Role, may_be_rung, pool_at
from warmline.store.live import LiveStore
from warmline.turns import Turn, stints

FRESH = timedelta(seconds=1)  # how long a roster is used before its version is looked at again


class UnknownLineError(WarmlineError):
    """No published line has the number that was dialled."""


class Roster:
    """One compiled roster, opened: what a webhook asks of it, answered from memory."""

    def __init__(self, compiled: CompiledRoster, vault: Vault) -> None:
        self.compiled = compiled
        self.campus = compiled.campus
        self.pepper = vault.open(compiled.pepper)
        self.lines = {line.slug: line for line in compiled.lines}
        self.numbers = {line.slug: vault.open_number(line.number) for line in compiled.lines}
        self.all_numbers = {
            line.slug: (self.numbers[line.slug], *map(vault.open_number, line.relay_numbers))
            for line in compiled.lines
        }
        self.mentors = {mentor.id: mentor for mentor in compiled.mentors}
        self.listeners = tuple(it for it in compiled.mentors if _may_listen(it))
        known = [it for it in compiled.mentors if it.phone_hash]
        # Somebody on the way to a certificate is a student like any other, and may need help.
        self.by_phone = {it.phone_hash: it for it in known if _serves(it)}
        self.by_new_phone = {
            it.new_phone_hash: it for it in known if it.active and it.new_phone_hash
        }
        self.others_by_phone = {it.phone_hash: it for it in known if not _serves(it)}

    def why_not(
        self, mentor: MentorId | None, line: LineSlug, now: datetime, *, listens: bool = False
    ) -> str | None:
        """Return why somebody may not be rung for a line now, by this roster; None if they may.

        With ``listens``: why they may not be rung to listen in, which is for those in training.
        """
        found = self.mentors.get(mentor) if mentor is not None else None
        if found is None or not found.phone_hash:
            return "has no phone that we know"
        if listens:
            return None if _may_listen(found) else "may not listen in"
        zone = self.lines[line].timezone if line in self.lines else "UTC"
        return may_be_rung(found, wall_clock_of(now, zone).date())

    def barred(self, leg: Leg, line: LineSlug, now: datetime) -> MentorId | None:
        """Return whose phone a leg rings, if they may not be rung for that; a desk's always may."""
        if leg.mentor is None:
            return None
        listens = leg.part == "listener"
        return leg.mentor if self.why_not(leg.mentor, line, now, listens=listens) else None

    def may_ring(self, mentor: MentorId, now: datetime) -> bool:
        """Say whether somebody may be rung now for every line there is."""
        return all(self.why_not(mentor, line, now) is None for line in self.lines)

    def house(self, slug: LineSlug, now: datetime) -> House:
        """Return the words and open desks of a line. Raises UnknownLineError."""
        line = self.lines.get(slug)
        if line is None:
            raise UnknownLineError(f"line {slug} is not published")
        return House(line, self.campus, frozenset(it.id for it in self.open_desks(line, now)))

    def open_desks(
        self, line: Line, now: datetime, without: frozenset[DeskId] = frozenset()
    ) -> tuple[Desk, ...]:
        """Return the line's desks that are open now, in the line's order."""
        return tuple(
            desk
            for desk in line.desks
            if desk.id not in without and line.desk_hours(desk).is_open(now)
        )

    def pool(self, line: LineSlug, rung: int, now: datetime) -> tuple[int, Sequence[Member]]:
        """Return the start (ms UTC) and the members of the span that ``now`` is in.

        Those in training who listen in stand on no rung; their turns are days of UTC.
        """
        if rung == LISTENERS:
            day = now.replace(hour=0, minute=0, second=0, microsecond=0)
            turn = f"listening:{day:%Y-%m-%d}"
            members = [Member(it.id, turn, it.order) for it in self.listeners]
            return int(day.timestamp() * 1000), members
        return pool_at_ms(self.compiled, line, rung, now)

    def which_number(self, line: LineSlug, dialled: str) -> int:
        """Return which of the line's numbers was used: 0 is the published one."""
        numbers = [it.e164 for it in self.all_numbers[line]]
        return numbers.index(dialled) if dialled in numbers else 0

    @cached_property
    def stints(self) -> tuple[Turn, ...]:
        """Every time in which somebody is on shift without a break, by its start.

        Those that go on since before the roster was compiled are not in it: when they began is not
        known here.
        """
        found = {
            stint
            for line in self.compiled.lines
            for pool in self._shift_pools(line)
            for stint in stints(line.slug, pool)
            if stint.start > self.compiled.compiled_at
        }
        return tuple(sorted(found, key=lambda it: (it.start, it.line, it.mentor)))

    def stints_from(self, start: datetime, end: datetime) -> tuple[Turn, ...]:
        """Return the stints that begin from ``start`` to ``end`` (UTC, both included)."""
        first = bisect_left(self.stints, start, key=lambda it: it.start)
        last = bisect_right(self.stints, end, key=lambda it: it.start)
        return self.stints[first:last]

    def shifts_within(self, mentor: MentorId, start: datetime, end: datetime) -> tuple[Turn, ...]:
        """Return a mentor's turns that touch a time (UTC), those included that go on already."""
        found = (
            stint
            for line in self.compiled.lines
            for pool in self._shift_pools(line)
            for stint in stints(line.slug, pool, apart=True)
            if stint.mentor == mentor and stint.start < end and stint.end > start
        )
        return tuple(sorted(found, key=lambda it: (it.start, it.line)))

    def on_shift(self, line: LineSlug, at: datetime) -> frozenset[MentorId]:
        """Return who is on shift on a line at an instant, by the plan."""
        pools = self._shift_pools(self.lines[line])
        return frozenset(it.mentor for pool in pools for it in pool_at(pool, at))

    def _shift_pools(self, line: Line) -> list[tuple[PoolSpan, ...]]:
        pools = self.compiled.pools.get(line.slug, ())
        return [pool for rung, pool in zip(line.ladder, pools, strict=False) if rung.who == "shift"]

    def caller_plan(
        self, line: LineSlug, caller: NumberHash | None, now: datetime
    ) -> CallerPlan | None:
        """Return the plan for somebody who calls a line often, if one holds."""
        plan = self._caller_plans.get((line, caller)) if caller else None
        return plan if plan is not None and plan.until > now else None

    @cached_property
    def _caller_plans(self) -> dict[tuple[LineSlug, NumberHash | None], CallerPlan]:
        return {(it.line, it.caller): it for it in self.compiled.callers}

    def coordinators(self) -> tuple[MentorId, ...]:
        """Return everyone to be told when something has no owner."""
        return tuple(it.id for it in self.with_role("coordinator"))

    def with_role(self, role: Role) -> tuple[Mentor, ...]:
        """Return everyone in service who has a role, in roster order."""
        return tuple(it for it in self.by_phone.values() if role in it.roles)

    def watchers(self) -> tuple[Mentor, ...]:
        """Return everyone to be told when the house itself is in trouble, in roster order.

        An engineer needs no certificate for that: they are never rung for a student.
        """
        engineers = {
            it.id
            for it in self.compiled.mentors
            if "engineer" in it.roles and it.active and it.stage != "alumni" and it.phone_hash
        }
        wanted = engineers.union(self.coordinators())
        return tuple(it for it in self.compiled.mentors if it.id in wanted)

    def overseers(self) -> tuple[MentorId, ...]:
        """Return everyone to be told when help was asked for and nobody came."""
        roles = {"coordinator", "adviser"}
        return tuple(it.id for it in self.by_phone.values() if not it.roles.isdisjoint(roles))


def _serves(mentor: Mentor) -> bool:
    """Say whether somebody is one of ours, perhaps on a pause, or to renew a certificate."""
    return mentor.active and mentor.stage == "certified"


def _may_listen(mentor: Mentor) -> bool:
    """Say whether somebody in training may be rung to listen in."""
    learns = mentor.active and mentor.stage == "training" and mentor.listens
    return learns and not mentor.paused and bool(mentor.phone_hash)


def pool_at_ms(
    compiled: CompiledRoster, line: LineSlug, rung: int, now: datetime
) -> tuple[int, Sequence[Member]]:
    """Return the start (ms UTC) and the members of a rung's span at an instant."""
    spans = compiled.pools.get(line, ())
    if rung >= len(spans):
        return 0, ()
    found = next((it for it in spans[rung] if it.start <= now < it.end), None)
    return (int(found.start.timestamp() * 1000), found.members) if found else (0, ())


class Houses:
    """Every published roster, read again when its version changes; safe between threads."""

    def __init__(self, live: LiveStore, vault: Vault, now: Callable[[], datetime]) -> None:
        self._live = live
        self._vault = vault
        self._now = now
        self._rosters: dict[CampusSlug, Roster] = {}
        self._dialled: dict[str, tuple[Roster, Line]] = {}
        self._looked: datetime | None = None
        self._lock = threading.Lock()

    def of_number(self, dialled: str) -> tuple[Roster, Line]:
        """Return whose number (E.164) was dialled. Raises UnknownLineError."""
        self._freshen()
        found = self._dialled.get(dialled)
        if found is None:
            self.refresh()
            found = self._dialled.get(dialled)
        if found is None:
            raise UnknownLineError("no published line has the number that was dialled")
        return found

    def of_campus(self, campus: CampusSlug) -> Roster:
        """Return a campus's roster. Raises UnknownLineError."""
        self._freshen()
        found = self._rosters.get(campus)
        if found is None:
            self.refresh()
            found = self._rosters.get(campus)
        if found is None:
            raise UnknownLineError(f"campus {campus} has no published roster")
        return found

    def newest(self, campus: CampusSlug) -> Roster:
        """Return a campus's roster as it is published this very moment. Raises UnknownLineError."""
        held = self._rosters.get(campus)
        if held is None or held.compiled.version != self._live.roster_version(campus):
            self.refresh()
        return self.of_campus(campus)

    def remembered_line(self, dialled: str) -> str | None:
        """Return a line's name from memory alone, for when Redis is away."""
        found = self._dialled.get(dialled)
        return found[1].name if found else None

    def refresh(self) -> None:
        """Read every roster whose version is not the one we hold."""
        with self._lock:
            for campus in self._live.campuses():
                held = self._rosters.get(campus)
                if held and held.compiled.version == self._live.roster_version(campus):
                    continue
                compiled = self._live.roster(campus)
                if compiled is not None:
                    self._rosters[campus] = Roster(compiled, self._vault)
            self._dialled = {
                number.e164: (roster, line)
                for roster in self._rosters.values()
                for slug, line in roster.lines.items()
                for number in roster.all_numbers[slug]
            }
            self._looked = self._now()

    def _freshen(self) -> None:
        now = self._now()
        if self._looked is None or not timedelta(0) <= now - self._looked < FRESH:
            self.refresh()

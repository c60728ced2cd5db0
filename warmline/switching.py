"""Setting a line's switch, telling those who must know, and saying when it has ended by itself."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from warmline import wording
from warmline.campus_file import PeriodEntry
from warmline.contact.actions import Note
from warmline.errors import LiveStoreUnavailableError, PlanError
from warmline.houses import Houses, Roster
from warmline.ids import CampusSlug, LineSlug, MentorId
from warmline.publisher import Publisher
from warmline.roster import is_surge, pool_at
from warmline.schedule import line_of
from warmline.switch import Mode, Switched, entry_of, switched, switches
from warmline.switchboard import Switchboard

if TYPE_CHECKING:
    from warmline.store.records import Records

LOOKED_BACK = timedelta(minutes=30)  # a clock that was dead still tells of what ended so long ago


class Switching:
    """Setting a switch needs SQL, where the plan is; what is set holds without it."""

    def __init__(
        self,
        records: Callable[[], "Records"],
        houses: Houses,
        switchboard: Switchboard,
        publisher: Callable[[], Publisher],
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._houses = houses
        self._switchboard = switchboard
        self._publisher = publisher
        self._now = now

    def set(  # noqa: PLR0913 - who, what, until when
        self,
        campus: CampusSlug,
        slug: LineSlug,
        mode: Mode,
        until: datetime | None,
        *,
        actor: str,
        origin: str,
        seen: str | None = None,
    ) -> bool:
        """Set a line's switch until then (UTC); the next call follows. False while Redis is away.

        ``seen`` is the id of the switch that was looked at ("" for none); if another is set by now,
        or if there is nothing to change, PlanError is raised. Open calls and conversations go on.
        """
        now = self._now()
        with self._records().editing(
            campus, actor=actor, action=f"line.{mode}", origin=origin, now=now
        ) as edit:
            line = line_of(edit.plan, slug)
            current = switched(line, now)
            if seen is not None and seen != (current.id if current else ""):
                raise PlanError("somebody else has switched the line meanwhile; look again")
            going = [it for it in switches(line) if it.until > now]
            if mode == "normal" and not going:
                raise PlanError("the line is neither paused nor in a surge")
            for it in going:
                edit.remove(PeriodEntry, it.id)
            made = ""
            if mode != "normal" and until is not None:
                made = edit.add(entry_of(line, mode, until, now))
        try:
            self._publisher().publish(campus)
            self._tell(self._houses.newest(campus), slug, actor, made or f"normal:{going[0].id}")
        except LiveStoreUnavailableError:
            return False
        return True

    def tick(self) -> None:
        """Tell coordinators, once, of each pause and surge that has ended by itself."""
        now = self._now()
        for campus in self._switchboard.live.campuses():
            roster = self._houses.of_campus(campus)
            for line in roster.compiled.lines:
                for it in switches(line):
                    if it.until <= now < it.until + LOOKED_BACK:
                        text = wording.switch_over_text(line, it.mode, it.until)
                        self._note(roster, line.slug, f"over:{it.id}", text, roster.coordinators())

    def _tell(self, roster: Roster, slug: LineSlug, actor: str, key: str) -> None:
        line, now = roster.lines[slug], self._now()
        it = switched(line, now)
        text = wording.switched_text(
            line, actor, it.mode if it else "normal", it.until if it else None
        )
        coordinators = roster.coordinators()
        self._note(roster, slug, f"set:{key}", text, coordinators)
        if it is not None and it.mode == "surge":
            asked = [who for who in added(roster, slug, now) if not self._is_off(roster, who, it)]
            words = wording.surge_asked_text(line, it.until)
            self._note(roster, slug, f"asked:{key}", words, asked)

    def _is_off(self, roster: Roster, who: MentorId, it: Switched) -> bool:
        return self._switchboard.live.is_off(roster.campus.slug, who, max(it.since, self._now()))

    def _note(
        self, roster: Roster, slug: LineSlug, key: str, text: str, people: Iterable[MentorId]
    ) -> None:
        notes = [Note(who, text) for who in people]
        if notes:
            self._switchboard.note(roster, roster.lines[slug], f"switch:{key}", *notes)


def added(roster: Roster, slug: LineSlug, at: datetime) -> tuple[MentorId, ...]:
    """Return who is rung by a surge alone at an instant, in roster order."""
    line = roster.lines[slug]
    pools = roster.compiled.pools.get(slug, ())
    found = (
        member
        for rung, pool in zip(line.ladder, pools, strict=False)
        if rung.who == "shift"
        for member in pool_at(pool, at)
        if is_surge(member)
    )
    return tuple(dict.fromkeys(it.mentor for it in found))

"""Runs drills: the clock has each phone rung at its time, and tells coordinators how it ended."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from warmline.contact.actions import RingForDrill
from warmline.conversation.actions import TellCoordinators
from warmline.drill.plan import Tested, fullest, missed, phones_of
from warmline.errors import PlanError
from warmline.houses import Houses
from warmline.ids import CampusSlug, ContactId
from warmline.store.live import LiveStore
from warmline.switchboard import Switchboard

if TYPE_CHECKING:
    from warmline.store.records import Records

LOST = timedelta(minutes=15)  # after its time, a ring of which nothing is heard counts as lost


class Drills:
    """What the command and the clock do with drills; the webhooks only note what was pressed."""

    def __init__(
        self,
        records: "Records",
        live: LiveStore,
        houses: Houses,
        board: Switchboard,
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._live = live
        self._houses = houses
        self._board = board
        self._now = now

    def begin(self, campus: CampusSlug, actor: str) -> str:
        """Plan a drill of every phone on the coming week's plan; returns its name.

        Raises PlanError when one is under way, or when there is nobody to ring.
        """
        plan = self._records.load_plan(campus)
        ringees = phones_of(plan, self._now())
        if not ringees:
            raise PlanError("nobody is on the coming week's plan: there is no phone to test")
        drill = f"drill-{secrets.token_hex(4)}"
        if not self._records.begin_drill(campus, drill, ringees, actor=actor, now=self._now()):
            raise PlanError("a drill is under way; see: warmline drill report")
        return drill

    def tick(self) -> None:
        """Have every phone rung whose time has come, and take in what was heard of the others."""
        for campus in self._records.campuses():
            drill = self._records.open_drill(campus)
            if drill is not None:
                self._attend(campus, drill)

    def _attend(self, campus: CampusSlug, drill: str) -> None:
        now, heard = self._now(), self._live.drill_heard(campus, drill)
        for it in self._records.tested(drill):
            if it.outcome is not None or it.rings_at > now:
                continue
            news = fullest(heard.get(it.mentor, ()))
            if news in {None, "in_contact"} and it.rings_at + LOST > now:
                self._ring(campus, drill, it)
                continue
            self._records.end_drill_ring(drill, it.mentor, news or "lost", now)
        tested = self._records.tested(drill)
        if all(it.outcome is not None for it in tested):
            self._tell(campus, drill, tested)

    def _ring(self, campus: CampusSlug, drill: str, it: Tested) -> None:
        """Have a phone rung, once however often this is asked: the notice's id is the drill's."""
        roster = self._houses.of_campus(campus)
        line = roster.lines.get(it.line)
        if line is not None:
            name = ContactId(f"{campus}.{drill}-{it.mentor}")
            self._board.notice_once(name, roster, line, RingForDrill(drill, it.mentor))

    def _tell(self, campus: CampusSlug, drill: str, tested: tuple[Tested, ...]) -> None:
        """Text the coordinators how it ended, once."""
        roster = self._houses.of_campus(campus)
        line = roster.compiled.lines[0]
        named = tuple(it.mentor for it in missed(tested))
        report = TellCoordinators("drill", about=named, count=len(tested))
        self._board.notice_once(ContactId(f"{campus}.{drill}-told"), roster, line, report)
        self._records.end_drill(drill, self._now())

"""Looks after mentors: a coordinator hears of two hard contacts in a week, and nobody else does."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from warmline.conversation.actions import TellCoordinators
from warmline.houses import Houses
from warmline.ids import ContactId
from warmline.switchboard import Switchboard

if TYPE_CHECKING:
    from warmline.store.records import Records


class Caring:
    """What the clock does for mentors' sake."""

    def __init__(
        self,
        records: "Records",
        houses: Houses,
        board: Switchboard,
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._houses = houses
        self._board = board
        self._now = now

    def tick(self) -> None:
        """Tell coordinators of whoever has had two hard contacts in a week, once a week."""
        now = self._now()
        for campus in self._records.campuses():
            for mentor in self._records.hard_weeks(campus, now):
                roster = self._houses.of_campus(campus)
                name = ContactId(f"{campus}.care-{mentor}-{now:%Y%m%d}")
                line = roster.compiled.lines[0]
                self._board.notice_once(name, roster, line, TellCoordinators("hard_week", mentor))
                self._records.flag_hard_week(mentor, now)

"""What the clock does about people: codes for new phones, certificates that end, applications."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING
from zlib import crc32

from warmline import wording
from warmline.contact.actions import TextMentor
from warmline.conversation.actions import Answer, TellCoordinators
from warmline.drill.plan import decent
from warmline.hours import wall_clock_of
from warmline.houses import Houses, Roster, UnknownLineError
from warmline.ids import CampusSlug, ContactId, MentorId
from warmline.people import TOLD, Ending, endings
from warmline.privacy import Vault
from warmline.switchboard import Switchboard

if TYPE_CHECKING:
    from warmline.store.records import Records


class Affairs:
    """Texts go out as notices, each under a name of its own: two clocks send none of them twice."""

    def __init__(
        self,
        records: "Records",
        houses: Houses,
        board: Switchboard,
        vault: Vault,
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._houses = houses
        self._board = board
        self._vault = vault
        self._now = now

    def send_codes(self) -> None:
        """Send every new phone its code."""
        for campus in self._records.campuses():
            with suppress(UnknownLineError):  # nothing of it is published yet
                self.send_codes_of(campus)

    def send_codes_of(self, campus: CampusSlug) -> None:
        """Send the new phones of one campus their codes, each once."""
        for code in self._records.codes(campus, self._now()):
            roster = self._houses.of_campus(campus)
            line, name = roster.compiled.lines[0], ContactId(f"{campus}.{code.name}")
            words = wording.new_phone_text(line, "code", code.code, 0)
            self._board.notice_once(name, roster, line, Answer(code.to, 0, self._vault.seal(words)))

    def tell_endings(self) -> None:
        """Tell mentors and coordinators of certificates that end, at a decent hour."""
        for campus in self._records.campuses():
            with suppress(UnknownLineError):
                self._tell_endings_of(campus)

    def tell_applications(self) -> None:
        """Tell coordinators that somebody has applied: seldom, and at a decent hour."""
        for campus in self._records.campuses():
            with suppress(UnknownLineError):
                self._tell_applications_of(campus)

    def _tell_applications_of(self, campus: CampusSlug) -> None:
        untold, now = self._records.untold_applications(campus), self._now()
        if untold is None or not untold.is_due(now):
            return
        roster = self._houses.of_campus(campus)
        line = roster.compiled.lines[0]
        if decent(now, line.timezone) != now:
            return
        # By the oldest: a clock that dies before it is noted tells nobody of that one again.
        name = ContactId(f"{campus}.applied-{untold.ids[0]}")
        told = TellCoordinators("applications", count=len(untold.ids))
        self._board.notice_once(name, roster, line, told)
        self._records.note_applications_told(untold.ids, now=now)

    def _tell_endings_of(self, campus: CampusSlug) -> None:
        roster, now = self._houses.of_campus(campus), self._now()
        zone = roster.compiled.lines[0].timezone
        if decent(now, zone) != now:
            return
        for ending in endings(self._records.people(campus), wall_clock_of(now, zone).date()):
            self._tell(roster, ending)
            note = (
                ending.note
            )  # kept after the texts: a clock that dies in between tells nobody twice
            self._records.note_all(ending.mentors, TOLD, note, actor="clock", now=now)

    def _tell(self, roster: Roster, ending: Ending) -> None:
        """Tell each of them, and the coordinators of all of them in one text."""
        campus, line = roster.campus.slug, roster.compiled.lines[0]
        for mentor in ending.mentors:
            name = _name(campus, ending.until, ending.days, mentor)
            self._board.notice_once(name, roster, line, TextMentor(mentor, "certificate"))
        told = TellCoordinators("certificates", about=ending.mentors, count=ending.days)
        everyone = f"{crc32(' '.join(ending.mentors).encode()):x}"
        name = _name(campus, ending.until, ending.days, everyone)
        self._board.notice_once(name, roster, line, told)


def _name(campus: CampusSlug, until: date, days: int, whom: MentorId | str) -> ContactId:
    return ContactId(f"{campus}.ends-{until.toordinal()}-{days}-{whom}")

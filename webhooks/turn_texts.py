"""Texts of mentors about shifts: what needs the plan is an errand, as SQL is not asked here."""

from typing import Literal, cast

from msgspec import Struct

from warmline import wording
from warmline.bootstrap import Parts
from warmline.commands import Command
from warmline.contact.actions import Errand
from warmline.exchange import read_request
from warmline.houses import Roster
from warmline.line import Line
from warmline.roster import Mentor

ERRANDS = frozenset({"SHIFTS", "SWAP", "COVER"})


class Came(Struct, frozen=True):
    """On which of the line's numbers a text came, and what the carrier calls it."""

    number: int
    sid: str


class TurnTexts:
    """Answers at once what can be, and has the worker do the rest."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def command(
        self, roster: Roster, line: Line, mentor: Mentor, read: Command, came: Came
    ) -> str | None:
        """Have an errand run; what cannot be read is asked back, and goes no further."""
        now = self._parts.now()
        if read.name != "SHIFTS" and read_request(read.rest, now, line.timezone) is None:
            return wording.turn_unread_text(line, read.name)
        name = cast("Literal['SHIFTS', 'SWAP', 'COVER']", read.name)
        errand = Errand(mentor.id, name, read.rest, now, came.number)
        self._parts.switchboard.note(roster, line, f"errand:{came.sid}", errand)
        return None

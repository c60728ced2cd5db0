"""Texts of mentors about shifts: what needs the plan is an errand, as SQL is not asked here."""

from datetime import datetime, timedelta
from typing import Literal, cast

from msgspec import Struct

from warmline import wording
from warmline.bootstrap import Parts
from warmline.checkins import span_text
from warmline.commands import Command
from warmline.contact.actions import Errand, Note
from warmline.exchange import read_request
from warmline.houses import Roster
from warmline.line import Line
from warmline.roster import Mentor
from warmline.times import read_end

ABOUT_TURNS = frozenset({"ON", "OFF", "SHIFTS", "SWAP", "COVER"})
OFF_FOR = timedelta(days=365)  # until ON
SOON = timedelta(minutes=30)  # an OFF without a time is told to coordinators for a shift so near


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
        """Do what is asked, or have an errand run; what cannot be read is asked back at once."""
        now = self._parts.now()
        if read.name == "ON":
            return self._on(roster, line, mentor, timed=bool(read.rest))
        if read.name == "OFF":
            return self._off(roster, line, mentor, read.rest, came)
        if read.name != "SHIFTS" and read_request(read.rest, now, line.timezone) is None:
            return wording.turn_unread_text(line, read.name)
        name = cast("Literal['SHIFTS', 'SWAP', 'COVER']", read.name)
        errand = Errand(mentor.id, name, read.rest, now, came.number)
        self._parts.switchboard.note(roster, line, f"errand:{came.sid}", errand)
        return None

    def _on(self, roster: Roster, line: Line, mentor: Mentor, *, timed: bool) -> str:
        self._parts.live.set_off(roster.campus.slug, mentor.id, None)
        stint = self._parts.checkins.confirm(roster, mentor.id)
        if stint is not None:
            of = roster.lines[stint.line]
            return wording.on_confirmed_text(of, span_text(of, stint))
        return wording.on_timed_text(line) if timed else wording.on_text(line)

    def _off(self, roster: Roster, line: Line, mentor: Mentor, rest: str, came: Came) -> str:
        now = self._parts.now()
        until = read_end(rest, now, line.timezone) if rest else now + OFF_FOR
        if until is None:
            return wording.off_unread_text(line)
        self._parts.live.set_off(roster.campus.slug, mentor.id, until)
        self._tell_of_off(roster, mentor, until if rest else now + SOON, came)
        if not rest:
            return wording.off_text(line)
        return wording.off_until_text(line, wording.text_time(until, line.timezone))

    def _tell_of_off(self, roster: Roster, mentor: Mentor, until: datetime, came: Came) -> None:
        """Have coordinators told of the first shift on each line that somebody is off for."""
        now, told = self._parts.now(), set()
        for stint in roster.shifts_within(mentor.id, now, until):
            if stint.line in told:
                continue
            told.add(stint.line)
            line, at = roster.lines[stint.line], max(now, stint.start)
            alone = self._parts.checkins.is_alone(roster, stint, at)
            begun = stint.start <= now
            ends = wording.text_time(stint.end, line.timezone)
            when = f"the shift until {ends}" if begun else span_text(line, stint)
            text = wording.off_told_text(line, mentor.name, when, alone=alone)
            notes = [Note(it, text) for it in roster.coordinators() if it != mentor.id]
            if notes:
                self._parts.switchboard.note(roster, line, f"off:{stint.line}:{came.sid}", *notes)

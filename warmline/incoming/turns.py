"""Texts of mentors about shifts: what needs the plan is an errand, as SQL is not asked here."""

from datetime import datetime, timedelta
from typing import Literal, cast

from warmline import wording
from warmline.checkins import CheckIns, span_text
from warmline.commands import Command
from warmline.contact.actions import Errand, Note
from warmline.exchange import read_request
from warmline.houses import Roster
from warmline.incoming.text import Incoming
from warmline.line import Line
from warmline.roster import Mentor
from warmline.switchboard import Switchboard
from warmline.times import read_end

ABOUT_TURNS = frozenset({"ON", "OFF", "SHIFTS", "SWAP", "COVER"})
OFF_FOR = timedelta(days=365)  # until ON
SOON = timedelta(minutes=30)  # an OFF without a time is told to coordinators for a shift so near


class TurnTexts:
    """Answers at once what can be, and has the worker do the rest."""

    def __init__(self, switchboard: Switchboard, checkins: CheckIns) -> None:
        self._switchboard = switchboard
        self._checkins = checkins
        self._live = switchboard.live
        self._now = switchboard.now

    def command(self, text: Incoming, mentor: Mentor, read: Command) -> str | None:
        """Do what is asked, or have an errand run; what cannot be read is asked back at once.

        Times are read from when it was written, however late it comes.
        """
        line, written = text.line, text.late or self._now()
        if read.name in {"ON", "OFF"}:
            return self._on_or_off(text, mentor, read)
        if read.name != "SHIFTS" and read_request(read.rest, written, line.timezone) is None:
            return wording.turn_unread_text(line, read.name)
        name = cast("Literal['SHIFTS', 'SWAP', 'COVER']", read.name)
        errand = Errand(mentor.id, name, read.rest, written, text.number)
        self._switchboard.note(text.roster, line, f"errand:{text.sid}", errand)
        return None

    def _on_or_off(self, text: Incoming, mentor: Mentor, read: Command) -> str:
        """Take them off duty or back on; one that a later one has overtaken changes nothing."""
        late = text.late
        if late is not None and self._live.is_overtaken(text.campus, text.hash, late):
            return wording.late_command_text(text.line, read.name)
        self._live.note_order(text.campus, text.hash, late or self._now())
        if read.name == "ON":
            return self._on(text.roster, text.line, mentor, timed=bool(read.rest))
        return self._off(text, mentor, read.rest)

    def _on(self, roster: Roster, line: Line, mentor: Mentor, *, timed: bool) -> str:
        self._live.set_off(roster.campus.slug, mentor.id, None)
        stint = self._checkins.confirm(roster, mentor.id)
        if stint is not None:
            of = roster.lines[stint.line]
            return wording.on_confirmed_text(of, span_text(of, stint))
        return wording.on_timed_text(line) if timed else wording.on_text(line)

    def _off(self, text: Incoming, mentor: Mentor, rest: str) -> str:
        roster, line, now = text.roster, text.line, self._now()
        until = read_end(rest, text.late or now, line.timezone) if rest else now + OFF_FOR
        if until is None:
            return wording.off_unread_text(line)
        self._live.set_off(roster.campus.slug, mentor.id, until)
        self._tell_of_off(text, mentor, until if rest else now + SOON)
        if not rest:
            return wording.off_text(line)
        return wording.off_until_text(line, wording.text_time(until, line.timezone))

    def _tell_of_off(self, it: Incoming, mentor: Mentor, until: datetime) -> None:
        """Have coordinators told of the first shift on each line that somebody is off for."""
        roster, now, told = it.roster, self._now(), set()
        for stint in roster.shifts_within(mentor.id, now, until):
            if stint.line in told:
                continue
            told.add(stint.line)
            line, at = roster.lines[stint.line], max(now, stint.start)
            alone = self._checkins.is_alone(roster, stint, at)
            begun = stint.start <= now
            ends = wording.text_time(stint.end, line.timezone)
            when = f"the shift until {ends}" if begun else span_text(line, stint)
            text = wording.off_told_text(line, mentor.name, when, alone=alone)
            notes = [Note(who, text) for who in roster.coordinators() if who != mentor.id]
            if notes:
                self._switchboard.note(roster, line, f"off:{stint.line}:{it.sid}", *notes)

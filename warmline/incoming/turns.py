"""Texts of mentors about shifts: what needs the plan is an errand, as SQL is not asked here."""

from typing import Literal, cast

from warmline import wording
from warmline.checkins import CheckIns, span_text
from warmline.commands import Command
from warmline.contact.actions import Errand
from warmline.duty import Duty
from warmline.exchange import read_request
from warmline.incoming.text import Incoming
from warmline.roster import Mentor
from warmline.switchboard import Switchboard
from warmline.times import read_end

ABOUT_TURNS = frozenset({"ON", "OFF", "SHIFTS", "SWAP", "COVER"})


class TurnTexts:
    """Answers at once what can be, and has the worker do the rest."""

    def __init__(self, switchboard: Switchboard, checkins: CheckIns) -> None:
        self._switchboard = switchboard
        self._duty = Duty(switchboard, checkins)
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
        if read.name == "ON":
            return self._on(text, mentor, timed=bool(read.rest))
        return self._off(text, mentor, read.rest)

    def _on(self, text: Incoming, mentor: Mentor, *, timed: bool) -> str:
        stint = self._duty.on(text.roster, mentor, text.late or self._now())
        if stint is not None:
            of = text.roster.lines[stint.line]
            return wording.on_confirmed_text(of, span_text(of, stint))
        return wording.on_timed_text(text.line) if timed else wording.on_text(text.line)

    def _off(self, text: Incoming, mentor: Mentor, rest: str) -> str:
        line, written = text.line, text.late or self._now()
        until = read_end(rest, written, line.timezone) if rest else None
        if rest and until is None:
            self._live.note_order(text.campus, text.hash, written)
            return wording.off_unread_text(line)
        self._duty.off(text.roster, mentor, until, written, key=text.sid)
        if until is None:
            return wording.off_text(line)
        return wording.off_until_text(line, wording.text_time(until, line.timezone))

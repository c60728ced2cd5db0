"""Going on and off duty: what ON and OFF bring about, by text or by page."""

from datetime import datetime, timedelta

from warmline import wording
from warmline.checkins import CheckIns, span_text
from warmline.contact.actions import Note
from warmline.houses import Roster
from warmline.roster import Mentor
from warmline.switchboard import Switchboard
from warmline.turns import Turn

OFF_FOR = timedelta(days=365)  # until ON
SOON = timedelta(minutes=30)  # an OFF without a time is told to coordinators for a shift so near


class Duty:
    """``at`` is when it was said, UTC: a text from before it that comes late changes nothing."""

    def __init__(self, switchboard: Switchboard, checkins: CheckIns) -> None:
        self._switchboard = switchboard
        self._checkins = checkins
        self._live = switchboard.live
        self._now = switchboard.now

    def on(self, roster: Roster, mentor: Mentor, at: datetime) -> Turn | None:
        """Bring somebody back on duty; returns the stint that this confirms, if any."""
        self._live.note_order(roster.campus.slug, mentor.phone_hash, at)
        self._live.set_off(roster.campus.slug, mentor.id, None)
        return self._checkins.confirm(roster, mentor.id)

    def off(
        self, roster: Roster, mentor: Mentor, until: datetime | None, at: datetime, *, key: str
    ) -> None:
        """Take somebody off duty until then (UTC), or until they are on again.

        Coordinators are told of the first shift on each line that they miss, once for each ``key``.
        """
        now = self._now()
        self._live.note_order(roster.campus.slug, mentor.phone_hash, at)
        self._live.set_off(roster.campus.slug, mentor.id, until or now + OFF_FOR)
        self._tell_of_off(roster, mentor, until or now + SOON, key)

    def _tell_of_off(self, roster: Roster, mentor: Mentor, until: datetime, key: str) -> None:
        now, told = self._now(), set()
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
                self._switchboard.note(roster, line, f"off:{stint.line}:{key}", *notes)

"""Check-ins: before each stint its mentor is asked by text, and others hear if they do not answer.

All of it comes from the roster in Redis, so that it works while SQL is away. Each text is an action
of a notice whose id is made of the stint, so that of two clocks, and of one that was killed and
came back, one sends it.
"""

from collections.abc import Callable
from datetime import datetime

from warmline import wording
from warmline.contact import Contact
from warmline.contact.actions import Note
from warmline.hours import wall_clock_of
from warmline.houses import Houses, Roster
from warmline.ids import CampusSlug, MentorId, named_contact_id
from warmline.line import Line
from warmline.reminding import LOOKED_BACK, REMINDED, Due, Known, due, is_confirmable
from warmline.roster import may_be_rung
from warmline.store.live import LiveStore
from warmline.store.live.checkins import stint_key
from warmline.switchboard import Switchboard
from warmline.turns import Turn


class CheckIns:
    """Raises LiveStoreUnavailableError when Redis is away."""

    def __init__(
        self, live: LiveStore, houses: Houses, board: Switchboard, now: Callable[[], datetime]
    ) -> None:
        self._live = live
        self._houses = houses
        self._board = board
        self._now = now
        self._done: dict[str, datetime] = {}  # spares Redis what this process has seen to

    def look(self) -> None:
        """Do what is due for the stints that begin soon, on every campus."""
        now = self._now()
        self._done = {key: end for key, end in self._done.items() if end > now}
        for campus in self._live.campuses():
            roster = self._houses.of_campus(campus)
            for stint in roster.stints_from(now - LOOKED_BACK, now + REMINDED):
                self._look_at(roster, stint, now)
            self._live.tidy_check_ins(campus, now)

    def next_look(self) -> datetime | None:
        """Return when something may be due next for a stint that is known, or None."""
        now = self._now()
        return min(
            (it for slug in self._live.campuses() for it in self._looks(slug, now)), default=None
        )

    def confirm(self, roster: Roster, mentor: MentorId) -> Turn | None:
        """Take a mentor's ON as their word for every stint that it may be about.

        Returns the first that it confirms. Whoever has heard that they did not answer hears that
        they have.
        """
        now, campus = self._now(), roster.campus.slug
        mine = tuple(it for it in roster.stints if it.mentor == mentor and is_confirmable(it, now))
        fresh = [it for it in mine if not self._live.has_confirmed(campus, it)]
        was_late = self._live.confirm(campus, mentor, mine)
        asked = [it for it in fresh if now < it.start + LOOKED_BACK]
        if not was_late:
            return next(iter(asked), None)
        began = roster.shifts_within(mentor, now, now + REMINDED)
        stint = next(iter([*fresh, *began]), None)
        if stint is not None:
            self._told(roster, stint, "confirmed", wording.confirmed_late_text)
        return stint

    def accepted(self, campus: CampusSlug, turn: Turn) -> None:
        """Take it as confirmed when somebody takes a turn over that begins so soon."""
        if turn.start - self._now() > REMINDED:
            return
        self._houses.refresh()
        roster = self._houses.of_campus(campus)
        stints = tuple(it for it in roster.stints if it.mentor == turn.mentor and it.overlaps(turn))
        self._live.confirm(campus, turn.mentor, stints)

    def _looks(self, campus: CampusSlug, now: datetime) -> list[datetime]:
        roster = self._houses.of_campus(campus)
        moments = (
            stint.start - before
            for stint in roster.stints_from(now, now + 2 * REMINDED)
            for before in (REMINDED, REMINDED / 3)
        )
        return [it for it in moments if it > now]

    def _look_at(self, roster: Roster, stint: Turn, now: datetime) -> None:
        campus, key = roster.campus.slug, stint_key(stint)
        asking = f"check-in:ask:{key}"
        asked = self._live.load(named_contact_id(campus, asking))
        known = Known(
            asked_at=asked.arrived_at if isinstance(asked, Contact) else None,
            confirmed=self._live.has_confirmed(campus, stint),
            off=self._live.is_off(campus, stint.mentor, max(now, stint.start)),
            silent=self._live.is_untextable(campus, stint.mentor),
        )
        what = due(stint, known, now)
        if what is not None and f"{what}:{key}" not in self._done:
            self._do(roster, stint, what)
            self._done[f"{what}:{key}"] = stint.end

    def _do(self, roster: Roster, stint: Turn, what: Due) -> None:
        line = roster.lines[stint.line]
        match what:
            case "ask":
                text = wording.check_in_text(line, span_text(line, stint))
                note = Note(stint.mentor, text)
                self._board.note(roster, line, f"check-in:ask:{stint_key(stint)}", note)
            case "unreminded":
                self._told(roster, stint, what, wording.unreminded_text, backups=False)
            case "uncovered":
                self._uncovered(roster, stint)
            case "unconfirmed":
                if self._live.mark_late(roster.campus.slug, stint):
                    self._told(roster, stint, what, wording.unconfirmed_text)

    def _uncovered(self, roster: Roster, stint: Turn) -> None:
        line, alone = roster.lines[stint.line], self.is_alone(roster, stint, stint.start)

        def sentence(line: Line, name: str, when: str) -> str:
            return wording.uncovered_text(line, name, when, alone=alone)

        self._told(roster, stint, f"uncovered:{line.slug}", sentence, backups=False)

    def is_alone(self, roster: Roster, stint: Turn, at: datetime) -> bool:
        """Say whether nobody but the mentor of a stint is on shift, and not off, at a moment."""
        others = roster.on_shift(stint.line, at) - {stint.mentor}
        campus = roster.campus.slug
        return all(self._live.is_off(campus, it, at) for it in others)

    def _told(
        self,
        roster: Roster,
        stint: Turn,
        what: str,
        sentence: Callable[[Line, str, str], str],
        *,
        backups: bool = True,
    ) -> None:
        line = roster.lines[stint.line]
        text = sentence(line, roster.mentors[stint.mentor].name, span_text(line, stint))
        people = dict.fromkeys(roster.coordinators())
        if backups:
            today = wall_clock_of(self._now(), line.timezone).date()
            people |= dict.fromkeys(
                it.id
                for it in roster.compiled.mentors
                if "backup" in it.roles and may_be_rung(it, today) is None
            )
        notes = [Note(it, text) for it in people if it != stint.mentor]
        if notes:
            self._board.note(roster, line, f"check-in:{what}:{stint_key(stint)}", *notes)


def span_text(line: Line, stint: Turn) -> str:
    """Return a stint as it is said in a text."""
    return wording.text_span(stint.start, stint.end, line.timezone)

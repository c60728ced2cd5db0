"""Keeps the care ledger: reads it for its owner, and takes down how they are, by text or page."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from warmline.calendars.turns import mentor_turns
from warmline.care_ledger import Felt, Load, load_of
from warmline.care_ledger.load import WEEK, WEEKS
from warmline.hours import wall_clock_of
from warmline.ids import CampusSlug, MentorId
from warmline.schedule import Plan

if TYPE_CHECKING:
    from warmline.store.records import Records


class CareKeeper:
    """Nothing follows from what is kept here, and nobody else is told of it.

    Raises RecordsUnavailableError when the database is away.
    """

    def __init__(self, records: "Records", now: Callable[[], datetime]) -> None:
        self._records = records
        self._now = now

    def load(self, campus: CampusSlug, mentor: MentorId) -> Load:
        """Return what somebody carried in the last four weeks."""
        now = self._now()
        since = now - WEEKS * WEEK
        eras = self._records.eras(campus, since, now)
        turns = mentor_turns(eras, mentor, since, now, told_since=now) if eras else ()
        today = self._day(campus, now)
        return load_of(
            self._records.carried(campus, mentor, since),
            [(it.start, it.end) for it in turns if not it.cancelled],
            self._records.care_notes(mentor, today - WEEKS * timedelta(days=7)),
            now,
            today,
        )

    def has_debrief(self, campus: CampusSlug, mentor: MentorId) -> bool:
        """Say whether the coordinator has a debrief with somebody on their list."""
        return any(it.mentor == mentor for it in self._records.debriefs(campus))

    def keep(self, campus: CampusSlug, mentor: MentorId, how: int, at: datetime) -> None:
        """Keep how somebody said at ``at`` (UTC) that they are, from 1 to 5; the last one counts.

        Raises ValueError for anything else.
        """
        if how not in range(1, 6):
            raise ValueError("how somebody is, is from 1 to 5")
        felt = Felt(self._day(campus, at), how)
        self._records.keep_care_note(campus, mentor, felt, now=at)

    def clear(self, mentor: MentorId, at: datetime) -> None:
        """Forget all that somebody had said of themselves by ``at`` (UTC)."""
        self._records.clear_care_notes(mentor, until=at)

    def _day(self, campus: CampusSlug, at: datetime) -> date:
        """Return the day that the clock of the campus's first line shows: one for all its lines."""
        return wall_clock_of(at, zone_of(self._records.load_plan(campus, at))).date()


def zone_of(plan: Plan) -> str:
    """Return the zone of a campus's first line."""
    return plan.lines[0].timezone if plan.lines else "UTC"

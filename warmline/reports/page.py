"""A report: some days of a line beside the days before, as much of it as its reader may see."""

from collections.abc import Sequence

from msgspec import Struct

from warmline.reports.counts import Counts
from warmline.reports.coverage import Coverage
from warmline.reports.days import Days
from warmline.reports.fairness import Tally
from warmline.reports.summary import Summary, summarize, tell_all
from warmline.reports.trend import Trend
from warmline.reports.uncertainty import Share, share


class Told(Struct, frozen=True):
    """One of the two times that are compared."""

    days: Days
    summary: Summary
    coverage: Coverage

    @property
    def answered(self) -> Share | None:
        """The share that reached a person."""
        return share(self.summary.answered, self.summary.contacts)

    @property
    def covered(self) -> float | None:
        """The part of the open time with somebody who might be rung; None: it was never open."""
        it = self.coverage
        return it.covered_minutes / it.open_minutes if it.open_minutes else None

    @property
    def wrap_ups_missing(self) -> int | None:
        """How many contacts that a mentor answered have no wrap-up; None where hidden."""
        talked, wrapped = self.summary.outcomes["mentor"], self.summary.wrapped_up
        return None if talked is None or wrapped is None else max(0, talked - wrapped)


class Report(Struct, frozen=True, kw_only=True):
    """What one reader sees; ``hidden`` says that small counts are left out.

    ``trend``, ``missed_at`` and ``fairness`` are None where the reader may not see them.
    """

    now: Told
    before: Told
    hidden: bool
    trend: Trend | None = None
    missed_at: tuple[tuple[int, ...], ...] | None = None
    fairness: tuple[Tally, ...] | None = None


def exact_report(
    now: tuple[Days, Counts, Coverage],
    before: tuple[Days, Counts, Coverage],
    trend: Trend,
    fairness: Sequence[Tally],
) -> Report:
    """Return what the coordinator sees: everything."""
    return Report(
        now=Told(now[0], tell_all(now[1]), now[2]),
        before=Told(before[0], tell_all(before[1]), before[2]),
        hidden=False,
        trend=trend,
        missed_at=now[1].missed_at,
        fairness=tuple(fairness),
    )


def hidden_report(
    now: tuple[Days, Counts, Coverage],
    before: tuple[Days, Counts, Coverage],
    trend: Trend | None,
) -> Report:
    """Return what may be seen outside the programme; ``trend`` must be one of months, or None.

    No missed contacts by weekday and hour: nearly all of those counts are small, and beside the
    weekdays of all contacts some would tell what is hidden there.
    """
    return Report(
        now=Told(now[0], summarize(now[1]), now[2]),
        before=Told(before[0], summarize(before[1]), before[2]),
        hidden=True,
        trend=trend,
    )

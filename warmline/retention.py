"""For how long a line keeps what it knows of a contact, and from when on it is too old."""

from datetime import datetime, timedelta

from msgspec import Struct

CALLER_DAYS = 30  # a repeat caller is recognised within a month
DETAIL_DAYS = 180  # a term and the break after it: complaints, fairness, who was rung when
CARE_DAYS = 28  # how a mentor said they were: what their ledger shows, and no longer
HISTORY_DAYS = 770  # 24 whole months and the running one: what funders ask for, year against year


class Cutoffs(Struct, frozen=True):
    """What arrived before these instants (UTC) is to go."""

    callers: datetime
    details: datetime
    contacts: datetime


class Retention(Struct, frozen=True):
    """Days since a contact came; each is at least as long as the one before."""

    caller_days: int = CALLER_DAYS
    detail_days: int = DETAIL_DAYS
    history_days: int = HISTORY_DAYS

    def cutoffs(self, now: datetime) -> Cutoffs:
        """Return how old each kind of thing may be at ``now`` (UTC)."""
        days = (self.caller_days, self.detail_days, self.history_days)
        return Cutoffs(*(now - timedelta(days=it) for it in days))

    def strictest(self, other: "Retention") -> "Retention":
        """Return the shorter of each: for what belongs to a campus and to no line of it."""
        return Retention(
            min(self.caller_days, other.caller_days),
            min(self.detail_days, other.detail_days),
            min(self.history_days, other.history_days),
        )

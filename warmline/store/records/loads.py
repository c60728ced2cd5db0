"""How much each mentor was offered lately: counted by the database, so a page need not wait."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from warmline.ids import CampusSlug, MentorId
from warmline.reports.fairness import Tally, tallies_of
from warmline.store.records.history import LISTENING_IN
from warmline.store.records.history_tables import attempt, contact


def tallies(connection: Connection, campus: CampusSlug, since: datetime) -> dict[MentorId, Tally]:
    """Return a tally for everybody who was offered a contact that came since then (UTC)."""
    chosen = (
        select(attempt.c.mentor, attempt.c.outcome, func.count())
        .join(contact, contact.c.id == attempt.c.contact)
        .where(contact.c.campus == campus, contact.c.arrived_at >= since)
        .where(attempt.c.mentor.is_not(None), attempt.c.rung != LISTENING_IN)
        .group_by(attempt.c.mentor, attempt.c.outcome)
    )
    counted = [
        (MentorId(who), outcome, count) for who, outcome, count in connection.execute(chosen)
    ]
    return {it.mentor: it for it in tallies_of(counted)}

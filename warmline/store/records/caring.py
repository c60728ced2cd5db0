"""Who has had two hard contacts in a week; told to the coordinator, and to nobody else."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from warmline.ids import CampusSlug, MentorId
from warmline.store.records.history_tables import contact, is_of, wrap_up
from warmline.store.records.people_tables import care_flag
from warmline.store.records.schema import write_once

WEEK = timedelta(days=7)
HARD = 2


def hard_weeks(connection: Connection, campus: CampusSlug, now: datetime) -> tuple[MentorId, ...]:
    """Return who has had as many hard contacts within the week, unless told of within the week."""
    told = select(care_flag.c.mentor).where(care_flag.c.at > now - WEEK)
    chosen = (
        select(wrap_up.c.mentor)
        .join(contact, contact.c.id == wrap_up.c.contact)
        .where(is_of(campus), wrap_up.c.hard, wrap_up.c.at > now - WEEK)
        .where(wrap_up.c.mentor.not_in(told))
        .group_by(wrap_up.c.mentor)
        .having(func.count() >= HARD)
        .order_by(wrap_up.c.mentor)
    )
    return tuple(MentorId(it) for it in connection.execute(chosen).scalars())


def hard_counts(connection: Connection, campus: CampusSlug, since: datetime) -> dict[MentorId, int]:
    """Return how many hard contacts each mentor has told of since then (UTC), if any."""
    chosen = (
        select(wrap_up.c.mentor, func.count())
        .join(contact, contact.c.id == wrap_up.c.contact)
        .where(is_of(campus), wrap_up.c.hard, wrap_up.c.at > since)
        .group_by(wrap_up.c.mentor)
    )
    return {MentorId(who): count for who, count in connection.execute(chosen)}


def flag(connection: Connection, mentor: MentorId, now: datetime) -> bool:
    """Note that the coordinators were told; False if that is noted for this very moment."""
    return write_once(connection, care_flag, {"mentor": mentor, "at": now})

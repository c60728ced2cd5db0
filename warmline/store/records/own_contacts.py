"""The contacts that one mentor took: whoever answered first, joined, or went on with one."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from warmline.care_ledger import Carried
from warmline.ids import CampusSlug, ContactId, LineSlug, MentorId
from warmline.store.records.history import LISTENING_IN
from warmline.store.records.history_tables import attempt, contact, wrap_up
from warmline.store.records.schema import rows

_TAKEN = ("accepted", "claimed")  # of calls (contact/phones.py), of texts (conversation/state.py)


class Unwrapped(Struct, frozen=True):
    """A contact of which its mentor has not said yet how it was; times are UTC."""

    id: ContactId
    line: LineSlug
    kind: str
    arrived_at: datetime


def carried(
    connection: Connection, campus: CampusSlug, mentor: MentorId, since: datetime
) -> tuple[Carried, ...]:
    """Return what somebody has taken since then, oldest first."""
    hard = exists().where(
        wrap_up.c.contact == contact.c.id, wrap_up.c.mentor == mentor, wrap_up.c.hard
    )
    chosen = (
        select(contact.c.arrived_at, hard.label("hard"))
        .where(_recent(campus, since), or_(_took(mentor), _wrapped(mentor)))
        .order_by(contact.c.arrived_at)
    )
    return tuple(Carried(row["arrived_at"], bool(row["hard"])) for row in rows(connection, chosen))


def unwrapped(
    connection: Connection, campus: CampusSlug, mentor: MentorId, since: datetime
) -> tuple[Unwrapped, ...]:
    """Return somebody's contacts since then that are over and have no wrap-up of theirs."""
    chosen = (
        select(contact.c.id, contact.c.line, contact.c.kind, contact.c.arrived_at)
        .where(_recent(campus, since), contact.c.ended_at.is_not(None))
        .where(_took(mentor), ~_wrapped(mentor))
        .order_by(contact.c.arrived_at.desc())
    )
    return tuple(Unwrapped(**row) for row in rows(connection, chosen))


def _recent(campus: CampusSlug, since: datetime) -> ColumnElement[bool]:
    return and_(contact.c.campus == campus, contact.c.arrived_at > since)


def _took(mentor: MentorId) -> ColumnElement[bool]:
    """Say of a contact whether somebody took it; whoever only listened in did not."""
    rang = exists().where(
        attempt.c.contact == contact.c.id,
        attempt.c.mentor == mentor,
        attempt.c.outcome.in_(_TAKEN),
        attempt.c.rung != LISTENING_IN,
    )
    return or_(contact.c.answered_by == mentor, rang)


def _wrapped(mentor: MentorId) -> ColumnElement[bool]:
    return exists().where(wrap_up.c.contact == contact.c.id, wrap_up.c.mentor == mentor)

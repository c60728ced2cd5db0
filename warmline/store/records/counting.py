"""What reports count, read in one light pass: without rings, callers, and what no report counts."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from warmline.ids import CampusSlug, ContactId, LineSlug, MentorId
from warmline.reports.hand_overs import COUNTED
from warmline.store.records.history import (
    LISTENING_IN,
    ContactHistory,
    Happening,
    KeptWrapUp,
)
from warmline.store.records.history_tables import attempt, contact, contact_event, wrap_up
from warmline.wrap_up import Topic

_UNREAD = datetime.min.replace(tzinfo=UTC)  # when a wrap-up came is in no report
_TOPICS = {topic.value: topic for topic in Topic}


def counted(
    connection: Connection,
    line: tuple[CampusSlug, LineSlug | None],
    since: datetime,
    until: datetime,
) -> tuple[ContactHistory, ...]:
    """Return the contacts of one line or of all, oldest first, as far as reports count them."""
    where = _within(line, since, until)
    told, replies = _happenings(connection, where), _wrap_ups(connection, where)
    columns = (
        contact.c.id, contact.c.line, contact.c.arrived_at, contact.c.kind, contact.c.end,
        contact.c.waited_seconds, contact.c.answered_by,
    )  # fmt: skip
    return tuple(
        ContactHistory(
            id=id_,
            campus=line[0],
            line=slug,
            arrived_at=at,
            kind=kind,
            end=end,
            waited_seconds=waited,
            answered_by=answered,
            happenings=tuple(told.get(id_, ())),
            wrap_ups=tuple(replies.get(id_, ())),
        )
        for id_, slug, at, kind, end, waited, answered in connection.execute(
            select(*columns).where(where).order_by(contact.c.arrived_at)
        )
    )


def offers(
    connection: Connection,
    line: tuple[CampusSlug, LineSlug | None],
    since: datetime,
    until: datetime,
) -> Counter[tuple[MentorId, str | None]]:
    """Return how often each mentor was offered a contact, by how the ring ended."""
    chosen = (
        select(attempt.c.mentor, attempt.c.outcome, func.count())
        .join(contact, contact.c.id == attempt.c.contact)
        .where(_within(line, since, until))
        .where(attempt.c.mentor.is_not(None), attempt.c.rung != LISTENING_IN)
        .group_by(attempt.c.mentor, attempt.c.outcome)
    )
    return Counter(
        {(MentorId(who), became): times for who, became, times in connection.execute(chosen)}
    )


def _within(
    line: tuple[CampusSlug, LineSlug | None], since: datetime, until: datetime
) -> ColumnElement[bool]:
    campus, slug = line
    asked = [contact.c.campus == campus]
    asked += [contact.c.arrived_at >= since, contact.c.arrived_at < until]
    return and_(*asked, *([] if slug is None else [contact.c.line == slug]))


def _happenings(
    connection: Connection, where: ColumnElement[bool]
) -> defaultdict[ContactId, list[Happening]]:
    it = contact_event.c
    chosen = (
        select(it.contact, it.at, it.kind, it.detail)
        .join(contact, contact.c.id == it.contact)
        .where(where, it.kind.in_(COUNTED))
        .order_by(it.contact, it.seq)
    )
    found: defaultdict[ContactId, list[Happening]] = defaultdict(list)
    for id_, at, kind, detail in connection.execute(chosen):
        found[id_].append(Happening(at=at, kind=kind, detail=detail))
    return found


def _wrap_ups(
    connection: Connection, where: ColumnElement[bool]
) -> defaultdict[ContactId, list[KeptWrapUp]]:
    it = wrap_up.c
    chosen = (
        select(it.contact, it.mentor, it.topics, it.before, it.after, it.hard)
        .join(contact, contact.c.id == it.contact)
        .where(where)
    )
    found: defaultdict[ContactId, list[KeptWrapUp]] = defaultdict(list)
    for id_, mentor, topics, before, after, hard in connection.execute(chosen):
        found[id_].append(_reply(mentor, topics, (before, after), hard))
    return found


def _reply(
    mentor: Any, topics: Any, stress: tuple[int | None, int | None], hard: Any
) -> KeptWrapUp:
    return KeptWrapUp(
        mentor=mentor,
        at=_UNREAD,
        topics=frozenset(_TOPICS[it] for it in topics),
        before=stress[0],
        after=stress[1],
        hard=bool(hard),
    )

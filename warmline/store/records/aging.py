"""What grows too old, table by table: how it is found, and what becomes of it.

A contact keeps its row, wrap-ups and the happenings that reports count until ``history_days`` are
over, so that the numbers of two years can be told; its caller's hash goes first, then every ring.
People, plans and the audit are not here (but for the numbers of those who never became mentors):
they are not a record of anybody's call, and the audit is kept for good.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from warmline.applications import REFUSED_DAYS
from warmline.ids import CampusSlug
from warmline.reports.hand_overs import COUNTED
from warmline.retention import CARE_DAYS, Cutoffs, Retention
from warmline.roster import NEVER
from warmline.store.records.history_tables import attempt, contact, contact_event
from warmline.store.records.people_tables import (
    application,
    assent,
    caller_plan,
    care_flag,
    care_note,
    drill,
    errand,
    exchange,
    person_step,
)
from warmline.store.records.plan_tables import blocked, line, mentor

UNTRIED = timedelta(days=30)  # a mentor's command is tried again for a day at most
REFUSED = timedelta(days=REFUSED_DAYS)
CARED = timedelta(days=CARE_DAYS)
LAPSED = timedelta(days=1)  # a request that nobody decided is known as such for a day


@dataclass(frozen=True, eq=False)
class Old:
    """Rows that are too old: ``change`` is what is put in them; None: they are taken away."""

    what: str
    table: Table
    where: ColumnElement[bool]
    change: dict[str, Any] | None = None


def all_old(connection: Connection, campus: CampusSlug, now: datetime) -> tuple[Old, ...]:
    """Return everything of a campus that is too old at ``now`` (UTC), whole contacts first."""
    lines = _lines(connection, campus)
    of_lines = [
        old for slug, retention in lines.items() for old in _of_line(campus, slug, retention, now)
    ]
    of_lines.sort(key=lambda it: ("contacts", "details", "callers").index(it.what))
    shortest = reduce(Retention.strictest, lines.values() or [Retention()])
    return (*of_lines, *_of_campus(campus, shortest, now))


def _lines(connection: Connection, campus: CampusSlug) -> dict[str, Retention]:
    """Return the retention of every line that is or was, also of one that only history names."""
    named = select(contact.c.line).where(contact.c.campus == campus).distinct()
    settings = select(line.c.slug, line.c.caller_days, line.c.detail_days, line.c.history_days)
    found = {slug: Retention() for slug in connection.execute(named).scalars()}
    for slug, *days in connection.execute(settings.where(line.c.campus == campus)):
        found[slug] = Retention(*days)
    return found


def _of_line(campus: CampusSlug, slug: str, retention: Retention, now: datetime) -> Iterator[Old]:
    cutoffs = retention.cutoffs(now)
    mine = and_(contact.c.campus == campus, contact.c.line == slug)
    detailed = select(contact.c.id).where(mine, contact.c.arrived_at < cutoffs.details)
    uncounted = contact_event.c.kind.not_in(COUNTED)
    yield Old("contacts", contact, and_(mine, contact.c.arrived_at < cutoffs.contacts))
    yield Old("details", attempt, attempt.c.contact.in_(detailed))
    yield Old("details", contact_event, and_(contact_event.c.contact.in_(detailed), uncounted))
    yield Old(
        "callers",
        contact,
        and_(mine, contact.c.arrived_at < cutoffs.callers, contact.c.caller_hash.is_not(None)),
        {"caller_hash": None},
    )


def _of_campus(campus: CampusSlug, retention: Retention, now: datetime) -> Iterator[Old]:
    """Yield what belongs to no line, by the shortest time that any line of the campus has."""
    cutoffs = retention.cutoffs(now)
    yield from _of_callers(campus, cutoffs, now)
    yield from _of_duty(campus, cutoffs, now)
    yield from _of_people(campus, now)


def _of_callers(campus: CampusSlug, cutoffs: Cutoffs, now: datetime) -> Iterator[Old]:
    """Yield what was decided about callers: it ends by its own date, or once it is settled."""
    yield Old("blocks", blocked, and_(blocked.c.campus == campus, blocked.c.until <= now))
    over = and_(caller_plan.c.campus == campus, caller_plan.c.until <= now)
    yield Old("caller_plans", caller_plan, over)
    settled = or_(assent.c.verdict.is_not(None), assent.c.until < now - LAPSED)
    old = and_(assent.c.campus == campus, assent.c.asked_at < cutoffs.callers, settled)
    yield Old("requests", assent, old)


def _of_duty(campus: CampusSlug, cutoffs: Cutoffs, now: datetime) -> Iterator[Old]:
    """Yield what mentors' duty leaves behind: drills, shifts offered, commands, hard weeks."""
    rung = and_(drill.c.campus == campus, drill.c.begun_at < cutoffs.details)
    yield Old("drills", drill, rung)
    offered = and_(exchange.c.campus == campus, exchange.c.closes_at < cutoffs.details)
    yield Old("exchanges", exchange, offered)
    yield Old("errands", errand, errand.c.at < now - UNTRIED)
    people = select(mentor.c.id).where(mentor.c.campus == campus)
    told = and_(care_flag.c.mentor.in_(people), care_flag.c.at < cutoffs.details)
    yield Old("care_flags", care_flag, told)


def _of_people(campus: CampusSlug, now: datetime) -> Iterator[Old]:
    """Yield what is known of those who applied or left, and what people noted of themselves."""
    lapsed = and_(application.c.campus == campus, application.c.until <= now)
    yield Old("applications", application, lapsed)
    leaving = select(person_step.c.mentor).where(person_step.c.step == "left")
    refused = and_(  # of those who left before they were ever certified
        mentor.c.campus == campus,
        mentor.c.stage == "alumni",
        mentor.c.certified_until == NEVER,
        mentor.c.phone_hash != "",
        mentor.c.id.in_(leaving.where(person_step.c.at < now - REFUSED)),
        # Whoever came back and left again, lately.
        mentor.c.id.not_in(leaving.where(person_step.c.at >= now - REFUSED)),
    )
    yield Old("refused_numbers", mentor, refused, {"phone": "", "phone_hash": ""})
    people = select(mentor.c.id).where(mentor.c.campus == campus)
    gone = people.where(or_(mentor.c.active.is_(False), mentor.c.stage == "alumni"))
    noted = and_(care_note.c.mentor.in_(people), care_note.c.at < now - CARED)
    yield Old("care_notes", care_note, or_(noted, care_note.c.mentor.in_(gone)))

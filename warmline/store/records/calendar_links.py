"""Calendars by secret address: who was given one, and what it shows, until it is revoked.

Of a token only its SHA-256 is kept: 32 random bytes need no slower hash, and whoever reads the
database cannot read anybody's calendar with what is there. A link is named by the hash's beginning.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, func, insert, select, update

from warmline.errors import PlanError
from warmline.ids import CampusSlug, LineSlug, MentorId
from warmline.schedule import Era
from warmline.store.records import auditing, versions
from warmline.store.records.people_tables import calendar_feed
from warmline.store.records.plan_tables import plan_snapshot
from warmline.store.records.schema import Row, rows

_TOKEN_BYTES = 32
_NAMED_BY = 10  # hexadecimal digits of the hash


class CalendarTarget(Struct, frozen=True):
    """What a link shows: one mentor on every line, or one line with everybody on it."""

    line: LineSlug | None = None
    mentor: MentorId | None = None


class CalendarLink(Struct, frozen=True, kw_only=True):
    """A link that was given out; its token is known to its holder alone."""

    id: str
    campus: CampusSlug
    target: CalendarTarget
    made_at: datetime
    actor: str
    revoked_at: datetime | None = None


class CalendarSource(Struct, frozen=True):
    """What a link's calendar is made of: the plans since an instant, and the newest's version."""

    link: CalendarLink
    eras: tuple[Era, ...]
    version: int


def give(
    connection: Connection, campus: CampusSlug, target: CalendarTarget, actor: str, now: datetime
) -> str:
    """Make a link; returns its token, which nothing and nobody can tell again."""
    auditing.lock(connection)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row: Row = {
        "token_hash": _hash(token),
        "campus": campus,
        "line": target.line,
        "mentor": target.mentor,
        "made_at": now,
        "actor": actor,
    }
    connection.execute(insert(calendar_feed).values(row))
    _audit(connection, "calendar.link", _link(row | {"revoked_at": None}), actor, now)
    return token


def links(connection: Connection, campus: CampusSlug) -> tuple[CalendarLink, ...]:
    """Return every link of a campus, revoked ones too, oldest first."""
    chosen = _of(campus).order_by(calendar_feed.c.made_at, calendar_feed.c.token_hash)
    return tuple(_link(row) for row in rows(connection, chosen))


def revoke(
    connection: Connection, campus: CampusSlug, link_id: str, actor: str, now: datetime
) -> bool:
    """Let a link lead nowhere from now on; False if it did already. Raises PlanError if unknown."""
    auditing.lock(connection)
    found = [it for it in links(connection, campus) if it.id == link_id]
    if not found:
        raise PlanError(f"there is no calendar link {link_id}; see: warmline calendar links")
    live = [it for it in found if it.revoked_at is None]
    for link in live:
        _end(connection, link, actor, now)
    return bool(live)


def revoke_all(
    connection: Connection, campus: CampusSlug, target: CalendarTarget, actor: str, now: datetime
) -> None:
    """Revoke every link to one target."""
    auditing.lock(connection)
    for link in links(connection, campus):
        if link.target == target and link.revoked_at is None:
            _end(connection, link, actor, now)


def source(
    connection: Connection, token: str, since: datetime, now: datetime
) -> CalendarSource | None:
    """Return what a token's calendar is made of since an instant; None for one that leads nowhere.

    An unknown token and a revoked one are told apart by nothing: it is one look-up for either.
    """
    live = calendar_feed.c.revoked_at.is_(None)
    chosen = select(calendar_feed).where(calendar_feed.c.token_hash == _hash(token), live)
    found = rows(connection, chosen)
    if not found:
        return None
    link = _link(found[0])
    newest = select(func.max(plan_snapshot.c.version)).where(plan_snapshot.c.campus == link.campus)
    version = connection.execute(newest).scalar_one() or 0
    # Another process's clock may be ahead of ours: what it has just saved belongs to it, too.
    eras = versions.eras(connection, link.campus, since, now + timedelta(days=1))
    return CalendarSource(link, eras, version)


def _of(campus: CampusSlug) -> Select[Any]:
    return select(calendar_feed).where(calendar_feed.c.campus == campus)


def _end(connection: Connection, link: CalendarLink, actor: str, now: datetime) -> None:
    named = calendar_feed.c.token_hash.startswith(link.id.removeprefix("c-"), autoescape=True)
    connection.execute(
        update(calendar_feed)
        .where(calendar_feed.c.campus == link.campus, named)
        .values(revoked_at=now)
    )
    _audit(connection, "calendar.revoke", link, actor, now)


def _audit(
    connection: Connection, action: str, link: CalendarLink, actor: str, now: datetime
) -> None:
    shows = {"line": link.target.line, "mentor": link.target.mentor}
    change = (None, shows) if action == "calendar.link" else (shows, None)
    auditing.append(connection, actor, action, f"calendar/{link.id}", change, now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _link(row: Row) -> CalendarLink:
    return CalendarLink(
        id=f"c-{row['token_hash'][:_NAMED_BY]}",
        campus=CampusSlug(row["campus"]),
        target=CalendarTarget(line=row["line"], mentor=row["mentor"]),
        made_at=row["made_at"],
        actor=row["actor"],
        revoked_at=row["revoked_at"],
    )

"""Looking for contacts: a page of them at a time, without opening their whole history."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, Select, and_, case, exists, func, or_, select

from warmline.ids import CampusSlug, ContactId, LineSlug, MentorId
from warmline.store.records.history_tables import attempt, contact, debrief, wrap_up
from warmline.store.records.schema import rows

PAGE = 50
Sort = Literal["missed", "unwrapped", "hard", "callback"]
MISSED = ("safety_card", "left", "callback_unmet", "unclaimed")


class Sought(Struct, frozen=True, kw_only=True):
    """What is looked for; None leaves it open. Times are UTC, ``until`` is excluded."""

    since: datetime | None = None
    until: datetime | None = None
    line: LineSlug | None = None
    kind: Literal["call", "callback", "text"] | None = None
    end: str | None = None
    mentor: MentorId | None = None  # rang, answered or owns it
    sort: Sort | None = None


class Row(Struct, frozen=True, kw_only=True):
    """One contact in a list."""

    id: ContactId
    line: LineSlug
    kind: str
    arrived_at: datetime
    end: str | None
    waited_seconds: int | None
    answered_by: MentorId | None
    callback_owner: MentorId | None
    wrapped: bool
    hard: bool


class Page(Struct, frozen=True):
    """Some of what was found, newest first, and how many there are in all."""

    rows: tuple[Row, ...]
    total: int
    number: int  # from 1

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def search(connection: Connection, campus: CampusSlug, sought: Sought, number: int) -> Page:
    """Return one page of the contacts that fit; a page beyond the last is the last."""
    where = _where(campus, sought)
    total = connection.execute(select(func.count()).select_from(contact).where(where)).scalar_one()
    number = min(max(1, number), max(1, -(-total // PAGE)))
    wrapped = exists().where(wrap_up.c.contact == contact.c.id)
    chosen: Select[Any] = (
        select(
            *(contact.c[name] for name in _PLAIN),
            case((wrapped, True), else_=False).label("wrapped"),
            case((wrapped.where(wrap_up.c.hard), True), else_=False).label("hard"),
        )
        .where(where)
        .order_by(contact.c.arrived_at.desc(), contact.c.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    found = (
        Row(**{**it, "wrapped": bool(it["wrapped"]), "hard": bool(it["hard"])})
        for it in rows(connection, chosen)
    )
    return Page(tuple(found), total, number)


_PLAIN = (
    "id", "line", "kind", "arrived_at", "end", "waited_seconds", "answered_by", "callback_owner",
)  # fmt: skip


def _where(campus: CampusSlug, sought: Sought) -> Any:
    asked = [contact.c.campus == campus]
    if sought.since is not None:
        asked.append(contact.c.arrived_at >= sought.since)
    if sought.until is not None:
        asked.append(contact.c.arrived_at < sought.until)
    asked += [
        contact.c[name] == value
        for name, value in (("line", sought.line), ("kind", sought.kind), ("end", sought.end))
        if value is not None
    ]
    if sought.mentor is not None:
        rung = (attempt.c.contact == contact.c.id) & (attempt.c.mentor == sought.mentor)
        mine = [contact.c.answered_by == sought.mentor, contact.c.callback_owner == sought.mentor]
        asked.append(or_(*mine, exists().where(rung)))
    return and_(*asked, *_sorted(sought.sort))


def _sorted(sort: Sort | None) -> list[Any]:
    match sort:
        case "missed":
            return [contact.c.answered_by.is_(None), contact.c.end.in_(MISSED)]
        case "unwrapped":
            reply = exists().where(wrap_up.c.contact == contact.c.id)
            return [contact.c.answered_by.is_not(None), ~reply]
        case "hard":
            return [
                exists().where(debrief.c.contact == contact.c.id, debrief.c.closed_at.is_(None))
            ]
        case "callback":
            return [contact.c.kind == "callback"]
        case None:
            return []

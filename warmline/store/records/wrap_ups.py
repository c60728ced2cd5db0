"""What mentors reply after a contact, and the coordinator's list of those that were hard."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from warmline.errors import StoreError
from warmline.ids import CampusSlug, ContactId, MentorId
from warmline.store.records import auditing
from warmline.store.records.history import Debrief, KeptWrapUp
from warmline.store.records.history_tables import contact, debrief, wrap_up
from warmline.store.records.schema import Row, rows, write_newer, write_once
from warmline.wrap_up import Topic


def keep(connection: Connection, contact_id: ContactId, reply: KeptWrapUp) -> bool:
    """Keep the latest reply of each mentor; say if this is it.

    A hard one opens a debrief, once: neither a later reply nor the same one again touches it.
    """
    row = {
        "contact": contact_id,
        "mentor": reply.mentor,
        "at": reply.at,
        "topics": [topic.value for topic in Topic if topic in reply.topics],
        "before": reply.before,
        "after": reply.after,
        "hard": reply.hard,
    }
    if not write_newer(connection, wrap_up, row, by="at"):
        return False
    if reply.hard:
        opened = {"contact": contact_id, "mentor": reply.mentor, "opened_at": reply.at}
        write_once(connection, debrief, opened)
    return True


def keep_later(connection: Connection, contact_id: ContactId, reply: KeptWrapUp) -> bool:
    """Keep a reply to a contact that has been written down; raises StoreError if it has not."""
    there = connection.execute(select(contact.c.id).where(contact.c.id == contact_id)).first()
    if there is None:
        raise StoreError(f"contact {contact_id} is not written down yet; try again later")
    return keep(connection, contact_id, reply)


def of(connection: Connection, ids: Any) -> defaultdict[str, list[KeptWrapUp]]:
    """Return the replies to each of these contacts, oldest first."""
    chosen = select(wrap_up).where(wrap_up.c.contact.in_(select(ids.c.id)))
    found = defaultdict(list)
    for row in rows(connection, chosen.order_by(wrap_up.c.at, wrap_up.c.mentor)):
        found[row["contact"]].append(_kept(row))
    return found


def debriefs(connection: Connection, campus: CampusSlug, *, open_only: bool) -> tuple[Debrief, ...]:
    """Return the campus's debriefs, oldest first."""
    chosen = (
        select(debrief)
        .join(contact, contact.c.id == debrief.c.contact)
        .where(contact.c.campus == campus)
        .order_by(debrief.c.opened_at, debrief.c.contact, debrief.c.mentor)
    )
    if open_only:
        chosen = chosen.where(debrief.c.closed_at.is_(None))
    return tuple(Debrief(**row) for row in rows(connection, chosen))


def close_debrief(
    connection: Connection, contact_id: ContactId, mentor: MentorId, actor: str, now: datetime
) -> bool:
    """Close an open debrief, and say in the audit who did; False if none is open."""
    auditing.lock(connection)
    closed = connection.execute(
        update(debrief)
        .where(debrief.c.contact == contact_id, debrief.c.mentor == mentor)
        .where(debrief.c.closed_at.is_(None))
        .values(closed_at=now)
    )
    if closed.rowcount == 0:
        return False
    change = ({"mentor": mentor, "open": True}, {"mentor": mentor, "open": False})
    auditing.append(connection, actor, "debrief.close", f"contact/{contact_id}", change, now)
    return True


def _kept(row: Row) -> KeptWrapUp:
    reply = {name: value for name, value in row.items() if name != "contact"}
    return KeptWrapUp(**reply | {"topics": frozenset(map(Topic, row["topics"]))})

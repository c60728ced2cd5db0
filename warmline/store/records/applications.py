"""Applications and nominations in the records: sealed, outside the roster until one is taken up."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from warmline.applications import (
    MOST_ALIKE,
    MOST_WAITING,
    Application,
    Kind,
    Untold,
    Verdict,
    Written,
    kept_until,
    kept_when,
)
from warmline.campus_file import MentorEntry
from warmline.errors import PlanError, SealError
from warmline.ids import CampusSlug, MentorId
from warmline.people import Applied
from warmline.phone import PhoneNumber
from warmline.privacy import Vault, hash_number
from warmline.store.records import auditing, people, phones
from warmline.store.records.editing import Edit
from warmline.store.records.people_tables import application as table
from warmline.store.records.schema import Row, rows

_ELSEWHERE = {"campus", "written", "told_at"}  # columns that an application does not show
_LOST = Written(name="(cannot be read: its key is gone)")


def put(
    connection: Connection,
    vault: Vault,
    campus: CampusSlug,
    what: tuple[Kind, Written],
    now: datetime,
) -> bool:
    """Keep what somebody wrote; False, and nothing is kept, where the list is full.

    Of several that wait with one number the first ones stand, and nobody is told: that would say
    whose number it is. No audit: nobody of ours did it, and a name in it would stay for good.
    """
    auditing.lock(connection)  # so that no two count the same room
    kind, written = what
    hashed = None
    if written.phone:
        pepper = phones.pepper_of(connection, vault, campus)
        hashed = hash_number(PhoneNumber(written.phone), pepper)
    waiting = select(func.count()).where(table.c.campus == campus, table.c.verdict.is_(None))
    same = waiting.where(table.c.phone_hash == hashed)
    if connection.execute(waiting).scalar_one() >= MOST_WAITING:
        return False
    if hashed is not None and connection.execute(same).scalar_one() >= MOST_ALIKE:
        return True
    row = {
        "id": f"a-{secrets.token_hex(8)}",
        "campus": campus,
        "kind": kind,
        "written": vault.seal(msgspec.json.encode(written).decode()),
        "phone_hash": hashed,
        "came_at": now,
        "until": kept_until(now),
    }
    connection.execute(insert(table).values(row))
    return True


def all_of(connection: Connection, vault: Vault, campus: CampusSlug) -> tuple[Application, ...]:
    """Return every application that is kept, oldest first."""
    chosen = select(table).where(table.c.campus == campus).order_by(table.c.came_at, table.c.id)
    return tuple(_opened(row, vault) for row in rows(connection, chosen))


def one(connection: Connection, vault: Vault, campus: CampusSlug, which: str) -> Application:
    """Return an application. Raises PlanError if there is none."""
    chosen = select(table).where(table.c.campus == campus, table.c.id == which)
    found = rows(connection, chosen)
    if not found:
        raise PlanError("there is no such application; it may have been purged")
    return _opened(found[0], vault)


def untold(connection: Connection, campus: CampusSlug) -> Untold | None:
    """Return what nobody has been told of and nobody has decided; None if there is nothing."""
    mine = table.c.campus == campus
    waiting = (mine, table.c.verdict.is_(None), table.c.told_at.is_(None))
    found = connection.execute(select(table.c.id).where(*waiting).order_by(table.c.came_at))
    ids = tuple(found.scalars())
    last = select(func.max(table.c.told_at)).where(mine)
    return Untold(ids, connection.execute(last).scalar_one()) if ids else None


def note_told(connection: Connection, ids: Iterable[str], now: datetime) -> None:
    """Note that coordinators were told of these."""
    connection.execute(update(table).where(table.c.id.in_(list(ids))).values(told_at=now))


def take_up(
    connection: Connection,
    vault: Vault,
    campus: CampusSlug,
    which: str,
    said: tuple[str, str, datetime],
) -> MentorId:
    """Make a new application the first steps of a person; returns who it is.

    ``said`` is the name by which they are known from now on, who takes it up, and now. Somebody
    nominated of that name is who it is about. Raises PlanError, and changes nothing, for whatever
    a nomination, a number or an application is refused for.
    """
    _, actor, now = said
    auditing.lock(connection)
    it = one(connection, vault, campus, which)
    _check_new(it)
    person = _nominated(connection, vault, campus, it, said)
    if it.kind == "application":
        number = PhoneNumber(it.written.phone)
        known = people.profile(connection, campus, person).mentor
        if known.phone_hash != it.phone_hash:
            phones.give(connection, vault, campus, person, number, (actor, now))
        people.take(connection, campus, person, Applied(), (actor, "by the form", now))
    _close(connection, it, "taken", (actor, now), {"mentor": person})
    return person


def decide(
    connection: Connection,
    vault: Vault,
    campus: CampusSlug,
    which: str,
    said: tuple[Verdict, str, datetime],
) -> None:
    """Refuse a new application, or note that it was taken back. Raises PlanError."""
    verdict, actor, now = said
    auditing.lock(connection)
    it = one(connection, vault, campus, which)
    _check_new(it)
    _close(connection, it, verdict, (actor, now), {})


def _check_new(it: Application) -> None:
    if not it.is_new:
        raise PlanError(f"that was {it.verdict} already")


def _nominated(
    connection: Connection,
    vault: Vault,
    campus: CampusSlug,
    it: Application,
    said: tuple[str, str, datetime],
) -> MentorId:
    """Return who an application is about: nominated before, else from now on."""
    name, actor, now = said
    known = [
        that.mentor
        for that in people.profiles(connection, campus)
        if that.mentor.name.casefold() == name.casefold()
    ]
    if known and known[0].stage == "nominated" and it.kind == "application":
        return known[0].id
    if known:
        raise PlanError(
            f"{known[0].name} is known already ({known[0].stage}); "
            "if this is somebody else, give more of the name"
        )
    entry = MentorEntry(name=name, phone=None, roles=frozenset({"mentor"}), stage="nominated")
    edit = Edit(connection, vault, campus, origin="command", now=now)
    added = MentorId(edit.add(entry))
    by = "by themself" if it.kind == "application" else "by somebody, by the form"
    people.note(connection, added, ("nominated", actor, by), now)
    edit.close(actor, "mentor.nominated", f"mentor/{added}")
    return added


def _close(
    connection: Connection,
    it: Application,
    verdict: Verdict,
    said: tuple[str, datetime],
    more: dict[str, Any],
) -> None:
    actor, now = said
    until = kept_when(verdict, it.until, now)
    values: Row = {"verdict": verdict, "until": until, **more}
    connection.execute(update(table).where(table.c.id == it.id).values(values))
    change = ({"verdict": None}, {"verdict": verdict, **more})
    auditing.append(
        connection, actor, f"application.{verdict}", f"application/{it.id}", change, now
    )


def _opened(row: Row, vault: Vault) -> Application:
    try:
        written = msgspec.json.decode(vault.open(row["written"]), type=Written)
    except SealError:
        written = _LOST
    kept = {name: value for name, value in row.items() if name not in _ELSEWHERE}
    return Application(written=written, **kept)

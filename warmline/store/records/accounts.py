"""Who signs in at the console with a password or through the campus; people are in the roster."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from warmline.errors import PlanError
from warmline.ids import CampusSlug, MentorId
from warmline.store.records import auditing
from warmline.store.records.people_tables import account as table
from warmline.store.records.plan_tables import mentor
from warmline.store.records.schema import rows


class Account(Struct, frozen=True, kw_only=True):
    """One way in: ``login`` is a name, or the address that the campus knows somebody by."""

    login: str
    campus: CampusSlug
    mentor: MentorId
    password_hash: str | None  # None: only through the campus


def save(connection: Connection, account: Account, actor: str, now: datetime) -> None:
    """Write an account; the same login again is changed. Raises PlanError for another's login."""
    auditing.lock(connection)
    there = find(connection, account.login)
    if there is not None and there.mentor != account.mentor:
        raise PlanError(f"the login {account.login} is somebody else's")
    connection.execute(delete(table).where(table.c.login == account.login))
    connection.execute(
        insert(table).values(
            login=account.login,
            campus=account.campus,
            mentor=account.mentor,
            password_hash=account.password_hash,
            made_at=now,
        )
    )
    said = (None, {"mentor": account.mentor, "password": account.password_hash is not None})
    auditing.append(connection, actor, "account.save", f"mentor/{account.mentor}", said, now)


def find(connection: Connection, login: str) -> Account | None:
    """Return the account of a login, or None."""
    chosen = select(table.c.login, table.c.campus, table.c.mentor, table.c.password_hash)
    found = rows(connection, chosen.where(table.c.login == login))
    return Account(**found[0]) if found else None


def all_of(connection: Connection, campus: CampusSlug) -> tuple[tuple[str, str, bool], ...]:
    """Return each account's login, the name of its person, and whether it has a password."""
    chosen = (
        select(table.c.login, mentor.c.name, table.c.password_hash)
        .join(mentor, mentor.c.id == table.c.mentor)
        .where(table.c.campus == campus)
        .order_by(mentor.c.name)
    )
    return tuple(
        (it.login, it.name, it.password_hash is not None) for it in connection.execute(chosen)
    )


def remove(connection: Connection, login: str, actor: str, now: datetime) -> MentorId:
    """Remove an account; returns whose it was. Raises PlanError if there is none."""
    auditing.lock(connection)
    there = find(connection, login)
    if there is None:
        raise PlanError(f"there is no account {login}; see: warmline account list")
    connection.execute(delete(table).where(table.c.login == login))
    said = ({"mentor": there.mentor}, None)
    auditing.append(connection, actor, "account.remove", f"mentor/{there.mentor}", said, now)
    return there.mentor

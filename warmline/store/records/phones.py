"""Changed phone numbers: the old one is rung until a code has come back from the new one.

The code is not kept anywhere. It follows from the campus's pepper, the number and the moment at
which it was asked for: whoever must send it can work it out again, and nobody without the pepper.
"""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from warmline.errors import PlanError
from warmline.ids import CampusSlug, MentorId, NumberHash, Sealed
from warmline.phone import PhoneNumber
from warmline.privacy import Vault, code_of, hash_code, hash_number
from warmline.store.records import auditing, people, plans, versions
from warmline.store.records.answers import Answer, Code
from warmline.store.records.people_tables import errand, phone_check
from warmline.store.records.plan_tables import desk, line, mentor
from warmline.store.records.schema import Row, rows, write_once

LASTS = timedelta(minutes=15)
TRIES = 5
GIVEN, CONFIRMED, WITHDRAWN = "number given", "number confirmed", "number withdrawn"
BY_FILE = "by a campus file"


def give(
    connection: Connection,
    vault: Vault,
    campus: CampusSlug,
    whose: MentorId,
    number: PhoneNumber,
    said: tuple[str, datetime],
) -> bool:
    """Note somebody's number; says whether it must be confirmed before it is rung.

    The first number of all is trusted, like everything else that a coordinator enters of somebody.
    Raises PlanError for a number that would ring somebody else, or ourselves.
    """
    auditing.lock(connection)
    actor, now = said
    row = _row(connection, campus, whose)
    if row["stage"] == "alumni":
        raise PlanError(f"{row['name']} has left; first: warmline mentor return")
    pepper = pepper_of(connection, vault, campus)
    hashed = hash_number(number, pepper)
    if hashed == row["phone_hash"]:
        raise PlanError(f"that is {row['name']}'s number already")
    _check_free(connection, campus, hashed, whose)
    sealed = vault.seal_number(number)
    first = not row["phone_hash"]
    values: Row = {"phone": sealed, "phone_hash": hashed}
    if not first:
        values = {"new_phone": sealed, "new_phone_hash": hashed}
    connection.execute(update(mentor).where(mentor.c.id == whose).values(values))
    if not first:
        ask(connection, pepper, whose, hashed, now)
    _keep(connection, campus, whose, (GIVEN, actor, ""), now)
    return not first


def ask(
    connection: Connection, pepper: str, whose: MentorId | str, hashed: str, now: datetime
) -> None:
    """Make a code for a number that waits; one of before is worth nothing from now on."""
    connection.execute(delete(phone_check).where(phone_check.c.mentor == whose))
    row = {"mentor": whose, "sent_at": now, "until": now + LASTS, "tries": 0}
    code = code_of(pepper, _about(str(whose), hashed, now))
    row["code_hash"] = hash_code(code, str(whose), pepper)
    connection.execute(insert(phone_check).values(row))


def ask_again(
    connection: Connection,
    vault: Vault,
    campus: CampusSlug,
    whose: MentorId,
    said: tuple[str, datetime],
) -> None:
    """Make a new code for the number that waits. Raises PlanError when none does."""
    auditing.lock(connection)
    actor, now = said
    row = _row(connection, campus, whose)
    if not row["new_phone_hash"]:
        raise PlanError(f"no new number of {row['name']}'s waits for a code")
    ask(connection, pepper_of(connection, vault, campus), whose, row["new_phone_hash"], now)
    _keep(connection, campus, whose, ("code again", actor, ""), now)


def withdraw(
    connection: Connection, campus: CampusSlug, whose: MentorId, said: tuple[str, datetime]
) -> None:
    """Give up a number that waits for its code. Raises PlanError when none does."""
    auditing.lock(connection)
    actor, now = said
    row = _row(connection, campus, whose)
    if not row["new_phone_hash"]:
        raise PlanError(f"no new number of {row['name']}'s waits for a code")
    people.forget_number(connection, whose)
    _keep(connection, campus, whose, (WITHDRAWN, actor, ""), now)


def answer(
    connection: Connection,
    vault: Vault,
    campus: CampusSlug,
    whose: MentorId,
    code: str,
    said: tuple[str, datetime],
) -> Answer:
    """Compare a code that has come back; the right one makes the new number the one to ring."""
    auditing.lock(connection)  # so that no two tries at once count as one
    actor, now = said
    row = _row(connection, campus, whose)
    found = rows(connection, select(phone_check).where(phone_check.c.mentor == whose))
    if not found or not row["new_phone_hash"]:
        return Answer("nothing")
    check = found[0]
    if check["tries"] >= TRIES:
        return Answer("used_up")
    if now >= check["until"]:
        return Answer("expired")
    given = hash_code(code, whose, pepper_of(connection, vault, campus))
    if not hmac.compare_digest(given, check["code_hash"]):
        return _wrong(connection, whose, check["tries"] + 1)
    if _owner(connection, campus, row["new_phone_hash"], whose) is not None:
        return Answer("taken")
    values = {"phone": row["new_phone"], "phone_hash": row["new_phone_hash"]}
    connection.execute(update(mentor).where(mentor.c.id == whose).values(values))
    people.forget_number(connection, whose)
    _keep(connection, campus, whose, (CONFIRMED, actor, ""), now)
    return Answer("confirmed")


def answer_once(
    connection: Connection,
    vault: Vault,
    campus: CampusSlug,
    whose: MentorId,
    code: str,
    said: tuple[str, str, datetime],
) -> Answer:
    """Compare a code that came by text, once however often it is asked.

    ``said`` is the errand's name, who sent it, and now.
    """
    name, actor, now = said
    auditing.lock(connection)
    kept = connection.execute(select(errand.c.outcome).where(errand.c.id == name)).scalar()
    if kept is not None:
        return Answer(kept["verdict"], kept["left"])
    found = answer(connection, vault, campus, whose, code, (actor, now))
    outcome = {"verdict": found.verdict, "left": found.left}
    write_once(connection, errand, {"id": name, "at": now, "outcome": outcome})
    return found


def codes(
    connection: Connection, vault: Vault, campus: CampusSlug, now: datetime
) -> tuple[Code, ...]:
    """Return every code that is still worth something; each is to be sent once, by its name."""
    chosen = (
        select(mentor.c.id, mentor.c.new_phone, mentor.c.new_phone_hash, phone_check.c.sent_at)
        .join(phone_check, phone_check.c.mentor == mentor.c.id)
        .where(mentor.c.campus == campus, mentor.c.new_phone_hash.is_not(None))
        .where(phone_check.c.until > now, phone_check.c.tries < TRIES)
        .order_by(mentor.c.position)
    )
    found = rows(connection, chosen)
    if not found:
        return ()
    pepper = pepper_of(connection, vault, campus)
    return tuple(
        Code(
            mentor=MentorId(row["id"]),
            name=f"code-{row['id']}-{_ms(row['sent_at']):x}",
            to=Sealed(row["new_phone"]),
            code=code_of(pepper, _about(row["id"], row["new_phone_hash"], row["sent_at"])),
        )
        for row in found
    )


def pepper_of(connection: Connection, vault: Vault, campus: CampusSlug) -> str:
    """Return the key of the campus's hashes, opened."""
    return vault.open(Sealed(plans.campus_row(connection, campus)["pepper"]))


def _wrong(connection: Connection, whose: MentorId, tries: int) -> Answer:
    mine = phone_check.c.mentor == whose
    connection.execute(update(phone_check).where(mine).values(tries=tries))
    left = TRIES - tries
    return Answer("wrong", left) if left else Answer("used_up")


def _row(connection: Connection, campus: CampusSlug, whose: MentorId) -> Row:
    chosen = select(mentor).where(mentor.c.campus == campus, mentor.c.id == whose)
    found = rows(connection, chosen)
    if not found:
        raise PlanError(f"there is nobody called {whose}")
    return found[0]


def _check_free(
    connection: Connection, campus: CampusSlug, hashed: NumberHash, whose: MentorId
) -> None:
    owner = _owner(connection, campus, hashed, whose)
    if owner is not None:
        raise PlanError(f"that number is {owner}'s; nobody is rung for two")
    lines = rows(connection, select(line).where(line.c.campus == campus, line.c.active))
    ours = {row["number_hash"] for row in lines}
    ours |= {it for row in lines for it in row["relay_numbers_hash"]}
    desks = select(desk.c.number_hash).where(desk.c.campus == campus, desk.c.active)
    if hashed in ours:
        raise PlanError("that is a number of the line itself, which would ring itself")
    if hashed in set(connection.execute(desks).scalars()):
        raise PlanError("that is a counseling desk's number")


def _owner(connection: Connection, campus: CampusSlug, hashed: str, but: MentorId) -> str | None:
    """Return who else has a number, or has given it and not confirmed it."""
    theirs = or_(mentor.c.phone_hash == hashed, mentor.c.new_phone_hash == hashed)
    chosen = select(mentor.c.name).where(mentor.c.campus == campus, theirs)
    return connection.execute(chosen.where(mentor.c.active, mentor.c.id != but)).scalars().first()


def _keep(
    connection: Connection,
    campus: CampusSlug,
    whose: MentorId,
    said: tuple[str, str, str],
    now: datetime,
) -> None:
    """Write down what became of a number, never the number."""
    word, actor, _ = said
    people.note(connection, whose, said, now)
    action = f"mentor.{word.replace(' ', '_')}"
    auditing.append(connection, actor, action, f"mentor/{whose}", ({}, {}), now)
    versions.plan_changed(connection, campus, now)


def _about(whose: str, hashed: str, at: datetime) -> str:
    return f"{whose}|{hashed}|{_ms(at)}"


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)

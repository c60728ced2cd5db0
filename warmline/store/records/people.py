"""People's steps in the records: each is dated, says who decided it, and is never changed."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from warmline.errors import PlanError
from warmline.ids import CampusSlug, MentorId
from warmline.line import Campus
from warmline.people import (
    CHECKLIST,
    Check,
    Noted,
    Profile,
    Step,
    Ticked,
    follow,
    today_of,
)
from warmline.people import told as told_of
from warmline.store.records import auditing, care_notes, plans, versions
from warmline.store.records.people_tables import person_step, phone_check, training_item
from warmline.store.records.plan_tables import mentor as mentor_table
from warmline.store.records.schema import rows

# What a step may change of somebody's row.
_COLUMNS = ("stage", "active", "certified_until", "paused", "paused_until", "listens")


def profiles(connection: Connection, campus: CampusSlug) -> tuple[Profile, ...]:
    """Return everybody, in roster order, those who have left at the end."""
    origins = _origins(connection, campus)
    ticked: dict[str, dict[str, datetime]] = defaultdict(dict)
    for row in rows(connection, _of(campus, training_item)):
        ticked[row["mentor"]][row["item"]] = row["done_at"]
    steps: dict[str, list[Noted]] = defaultdict(list)
    for row in rows(connection, _of(campus, person_step).order_by(person_step.c.seq)):
        steps[row["mentor"]].append(_noted(row))
    checks = {
        row["mentor"]: Check(sent_at=row["sent_at"], until=row["until"], tries=row["tries"])
        for row in rows(connection, _of(campus, phone_check))
    }
    return tuple(
        Profile(
            mentor=it,
            origin=origins[it.id],
            ticked=ticked[it.id],
            check=checks.get(it.id),
            steps=tuple(steps[it.id]),
        )
        for it in plans.mentors(connection, campus)
    )


def profile(connection: Connection, campus: CampusSlug, mentor: MentorId) -> Profile:
    """Return one person. Raises PlanError when there is no such person."""
    found = next((it for it in profiles(connection, campus) if it.mentor.id == mentor), None)
    if found is None:
        raise PlanError(f"there is nobody called {mentor}")
    return found


def checklist(connection: Connection, campus: CampusSlug) -> tuple[str, ...]:
    """Return what a campus trains before anybody is certified."""
    return msgspec.convert(plans.campus_row(connection, campus), Campus).training or CHECKLIST


def take(
    connection: Connection,
    campus: CampusSlug,
    mentor: MentorId,
    step: Step,
    said: tuple[str, str, datetime],
) -> None:
    """Take a step for somebody; ``said`` is who decided it, a note, and now (UTC).

    Raises PlanError, and changes nothing, when it cannot follow.
    """
    auditing.lock(connection)
    actor, remark, now = said
    before = profile(connection, campus, mentor)
    items = checklist(connection, campus)
    after = follow(before.person, step, items, today_of(plans.load_plan(connection, campus), now))
    word, about = told_of(step)
    if isinstance(step, Ticked):
        (about,) = after.ticked - before.person.ticked
        row = {"mentor": mentor, "item": about, "done_at": now, "actor": actor}
        connection.execute(insert(training_item).values(row))
    values = {name: getattr(after, name) for name in _COLUMNS}
    connection.execute(update(mentor_table).where(mentor_table.c.id == mentor).values(values))
    if not after.active:
        forget_number(connection, mentor)
        care_notes.clear(connection, mentor)
    if before.person.active is False and after.active:
        _keep_from_files(connection, mentor)
    note(connection, mentor, (word, actor, ", ".join(filter(None, (about, remark)))), now)
    was = {name: getattr(before.person, name) for name in _COLUMNS}
    changed = {name for name in _COLUMNS if was[name] != values[name]}
    _audit(connection, mentor, word, actor, ({it: was[it] for it in changed},
           {it: values[it] for it in changed} | {"about": about, "note": remark}), now)  # fmt: skip
    if changed:
        versions.plan_changed(connection, campus, now)


def note(
    connection: Connection, mentor: MentorId | str, said: tuple[str, str, str], now: datetime
) -> None:
    """Add a line to somebody's way: the word for it, who decided it, and a note."""
    mine = person_step.c.mentor == mentor
    last = connection.execute(select(func.max(person_step.c.seq)).where(mine)).scalar_one()
    word, actor, remark = said
    row = {"mentor": mentor, "seq": 0 if last is None else last + 1, "at": now}
    row |= {"step": word, "actor": actor, "note": remark}
    connection.execute(insert(person_step).values(row))


def last_notes(connection: Connection, campus: CampusSlug, *words: str) -> dict[str, Noted]:
    """Return for everybody the last of their steps with one of these words."""
    chosen = _of(campus, person_step).where(person_step.c.step.in_(words))
    found = rows(connection, chosen.order_by(person_step.c.seq))
    return {row["mentor"]: _noted(row) for row in found}


def set_roles(
    connection: Connection,
    campus: CampusSlug,
    mentor: MentorId,
    roles: tuple[str, ...],
    said: tuple[str, datetime],
) -> None:
    """Give somebody these roles and no others. Raises PlanError for somebody who has left."""
    auditing.lock(connection)
    actor, now = said
    was = profile(connection, campus, mentor).mentor
    if was.stage == "alumni":
        raise PlanError(f"{was.name} has left; first: warmline mentor return")
    new, old = sorted(set(roles)), sorted(was.roles)
    if new == old:
        raise PlanError(f"{was.name} has these roles already")
    connection.execute(update(mentor_table).where(mentor_table.c.id == mentor).values(roles=new))
    note(connection, mentor, ("roles", actor, ", ".join(new)), now)
    _audit(connection, mentor, "roles", actor, ({"roles": old}, {"roles": new}), now)
    versions.plan_changed(connection, campus, now)


def note_all(
    connection: Connection,
    mentors: tuple[MentorId, ...],
    said: tuple[str, str, str],
    now: datetime,
) -> None:
    """Add the same line to several people's ways, for all of them or for none."""
    auditing.lock(connection)
    for mentor in mentors:
        note(connection, mentor, said, now)


def forget_number(connection: Connection, mentor: MentorId | str) -> None:
    """Give up a new number that waits for its code, if there is one."""
    connection.execute(delete(phone_check).where(phone_check.c.mentor == mentor))
    connection.execute(
        update(mentor_table)
        .where(mentor_table.c.id == mentor)
        .values(new_phone=None, new_phone_hash=None)
    )


def _keep_from_files(connection: Connection, mentor: MentorId) -> None:
    """Whoever came back by command is not taken out again by a file that lacks them."""
    connection.execute(
        update(mentor_table).where(mentor_table.c.id == mentor).values(origin="command")
    )


def _origins(connection: Connection, campus: CampusSlug) -> dict[str, str]:
    ours = mentor_table.c.campus == campus
    chosen = select(mentor_table.c.id, mentor_table.c.origin).where(ours)
    return {row.id: row.origin for row in connection.execute(chosen)}


def _of(campus: CampusSlug, table: Any) -> Any:
    """Choose a campus's rows of a table that is about its people."""
    joined = select(table).join(mentor_table, mentor_table.c.id == table.c.mentor)
    return joined.where(mentor_table.c.campus == campus)


def _noted(row: dict[str, Any]) -> Noted:
    return Noted(at=row["at"], step=row["step"], actor=row["actor"], note=row["note"])


def _audit(
    connection: Connection,
    mentor: MentorId,
    word: str,
    actor: str,
    change: tuple[Any, Any],
    now: datetime,
) -> None:
    action = f"mentor.{word.replace(' ', '_')}"
    auditing.append(connection, actor, action, f"mentor/{mentor}", change, now)

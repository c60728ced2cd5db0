"""Drafts of a plan as they are kept, and how their steps are taken: one by one, in their order."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, insert, select, update

from warmline.drafts import KINDS, Draft, Proposal, Refused, Step, find_entry
from warmline.errors import PlanError
from warmline.ids import CampusSlug
from warmline.store.records import auditing
from warmline.store.records.editing import Edit
from warmline.store.records.plan_tables import plan_draft as table
from warmline.store.records.schema import rows

MOST_STEPS = 200


def begin(connection: Connection, campus: CampusSlug, name: str, actor: str, now: datetime) -> str:
    """Begin an empty draft; returns its id."""
    auditing.lock(connection)
    draft = Draft(
        id=f"f-{secrets.token_hex(5)}",
        campus=campus,
        name=name,
        steps=(),
        version=1,
        actor=actor,
        made_at=now,
        changed_at=now,
    )
    connection.execute(insert(table).values(msgspec.to_builtins(draft) | _times(draft)))
    _audit(connection, draft, actor, "begin", (None, {"name": name}))
    return draft.id


def of_campus(connection: Connection, campus: CampusSlug) -> tuple[Draft, ...]:
    """Return every draft that is open, the newest first."""
    chosen = select(table).where(table.c.campus == campus, table.c.closed_at.is_(None))
    found = rows(connection, chosen.order_by(table.c.made_at.desc(), table.c.id))
    return tuple(msgspec.convert(row, Draft) for row in found)


def one(connection: Connection, campus: CampusSlug, draft_id: str) -> Draft:
    """Return an open draft. Raises PlanError if there is none of this id, or it is closed."""
    found = next((it for it in of_campus(connection, campus) if it.id == draft_id), None)
    if found is None:
        raise PlanError("that draft is not open any more: it was published or discarded")
    return found


def held(connection: Connection, campus: CampusSlug, draft_id: str) -> Draft:
    """Return an open draft that nobody else changes meanwhile. Raises PlanError as ``one`` does."""
    auditing.lock(connection)
    return one(connection, campus, draft_id)


def put(
    connection: Connection, draft: Draft, steps: tuple[Step, ...], actor: str, now: datetime
) -> None:
    """Have a draft hold these steps. Raises PlanError if they are too many."""
    if len(steps) > MOST_STEPS:
        raise PlanError(f"a draft holds {MOST_STEPS} changes at most; publish this one first")
    _update(connection, draft, steps=msgspec.to_builtins(steps), changed_at=now)
    there = {it.id for it in draft.steps}
    kept = {it.id for it in steps}
    gone = [it for it in draft.steps if it.id not in kept]
    come = [it for it in steps if it.id not in there]
    _audit(connection, draft, actor, "change", (gone or None, come or None), now)


def close(
    connection: Connection,
    draft: Draft,
    outcome: Literal["published", "discarded"],
    actor: str,
    now: datetime,
) -> None:
    """End a draft."""
    _update(connection, draft, outcome=outcome, closed_at=now)
    held = {"name": draft.name, "steps": draft.steps}
    _audit(connection, draft, actor, outcome.removesuffix("ed"), (held, None), now)


def take(edit: Edit, steps: Iterable[Step]) -> tuple[Refused, ...]:
    """Take steps, each whole or not at all; returns those that the plan refuses, and why."""
    refused = []
    for step in steps:
        try:
            with edit.attempt():
                for it in step.proposals:
                    _take(edit, it)
        except PlanError as exc:
            refused.append(Refused(step.id, str(exc)))
    return tuple(refused)


def _take(edit: Edit, it: Proposal) -> None:
    entry = it.after
    if it.id is None:
        if entry is not None:
            edit.add(entry)
        return
    now = find_entry(edit.plan, it.kind, it.id)
    if now is None:
        raise PlanError(f"this {it.kind} is not in the plan any more; it was removed, or is over")
    if now != it.before:
        raise PlanError(
            f"somebody has changed this {it.kind} since; look at it again and propose it anew"
        )
    if entry is None:
        edit.remove(KINDS[it.kind], it.id)
    else:
        edit.change(it.id, entry)


def _update(connection: Connection, draft: Draft, **values: Any) -> None:
    connection.execute(
        update(table).where(table.c.id == draft.id).values(version=draft.version + 1, **values)
    )


def _times(draft: Draft) -> dict[str, Any]:
    return {"made_at": draft.made_at, "changed_at": draft.changed_at}


def _audit(
    connection: Connection,
    draft: Draft,
    actor: str,
    step: str,
    change: tuple[Any, Any],
    now: datetime | None = None,
) -> None:
    at = now or draft.made_at
    auditing.append(connection, actor, f"draft.{step}", f"draft/{draft.id}", change, at)

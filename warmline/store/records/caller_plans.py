"""Plans for people who call often, by the hash of their number, in the table ``caller_plan``."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from warmline.callers import NAMED, CallerPlan
from warmline.errors import PlanError
from warmline.ids import CampusSlug
from warmline.store.records import auditing
from warmline.store.records.people_tables import caller_plan
from warmline.store.records.plans import campus_row
from warmline.store.records.schema import rows
from warmline.store.records.versions import grow_version


def keep(connection: Connection, campus: CampusSlug, plan: CallerPlan, now: datetime) -> None:
    """Keep a plan in place of an earlier one; the audit says what, but not for whom."""
    auditing.lock(connection)
    campus_row(connection, campus)
    this = (
        (caller_plan.c.campus == campus)
        & (caller_plan.c.line == plan.line)
        & (caller_plan.c.number_hash == plan.caller)
    )
    before = next(iter(rows(connection, select(caller_plan).where(this))), None)
    connection.execute(delete(caller_plan).where(this))
    connection.execute(
        insert(caller_plan).values(
            campus=campus,
            line=plan.line,
            number_hash=plan.caller,
            mentor=plan.mentor,
            hours=msgspec.to_builtins(plan.hours),
            words=plan.words,
            reason=plan.reason,
            until=plan.until,
            actor=plan.actor,
            at=now,
        )
    )
    grow_version(connection, campus)
    was = None if before is None else _audited(_plan(before))
    change = (was, _audited(plan))
    auditing.append(connection, plan.actor, "caller.plan", f"campus/{campus}", change, now)


def held(connection: Connection, campus: CampusSlug, now: datetime) -> tuple[CallerPlan, ...]:
    """Return every plan that holds now, the newest first."""
    chosen = (
        select(caller_plan)
        .where(caller_plan.c.campus == campus, caller_plan.c.until > now)
        .order_by(caller_plan.c.at.desc())
    )
    return tuple(map(_plan, rows(connection, chosen)))


def end(connection: Connection, campus: CampusSlug, caller: str, actor: str, now: datetime) -> None:
    """End a caller's plans, by the name that ``held`` gives. Raises PlanError without any."""
    auditing.lock(connection)
    named = func.substr(caller_plan.c.number_hash, 1, NAMED) == caller
    ended = connection.execute(delete(caller_plan).where(caller_plan.c.campus == campus, named))
    if len(caller) != NAMED or ended.rowcount == 0:
        raise PlanError(f"there is no plan for a caller {caller}; see: warmline caller list")
    grow_version(connection, campus)
    auditing.append(connection, actor, "caller.end", f"campus/{campus}", (None, None), now)


def _plan(row: dict[str, Any]) -> CallerPlan:
    kept = {"line", "mentor", "hours", "words", "reason", "until", "actor"}
    fields = {name: row[name] for name in kept}
    return msgspec.convert({**fields, "caller": row["number_hash"]}, CallerPlan)


def _audited(plan: CallerPlan) -> dict[str, object]:
    """Return what the audit keeps: it lasts for longer than a caller may be recognised."""
    return {
        "line": plan.line,
        "mentor": plan.mentor,
        "reason": plan.reason,
        "until": plan.until.isoformat(),
    }

"""The records' side of callers: who is blocked, and plans for those who call often."""

from datetime import datetime

from warmline.callers import CallerPlan
from warmline.ids import CampusSlug, NumberHash
from warmline.store.records import blocking, caller_plans, plans
from warmline.store.records.database import Database


class CallerRecords:
    """Keeps what is decided about callers, by the keyed hash of their numbers."""

    _database: Database

    def blocked(self, campus: CampusSlug, now: datetime) -> frozenset[NumberHash]:
        """Return whose calls are refused at ``now``."""
        with self._database.reading() as connection:
            return plans.blocked(connection, campus, now)

    def block(
        self,
        campus: CampusSlug,
        number: NumberHash,
        *,
        reason: str,
        until: datetime | None,
        actor: str,
        now: datetime,
    ) -> None:
        """Refuse a caller until then (None: until lifted); a second block replaces the first."""
        with self._database.writing() as connection:
            block = blocking.Block(reason=reason, until=until)
            blocking.block(connection, campus, number, block, actor, now)

    def blocks(self, campus: CampusSlug, now: datetime) -> tuple[blocking.Blocked, ...]:
        """Return every block that holds at ``now``, newest first."""
        with self._database.reading() as connection:
            return blocking.blocks(connection, campus, now)

    def lift_block(self, campus: CampusSlug, caller: str, *, actor: str, now: datetime) -> None:
        """End a block, by what ``blocks`` calls the caller. Raises PlanError if there is none."""
        with self._database.writing() as connection:
            blocking.lift(connection, campus, caller, actor, now)

    def plan_for_caller(self, campus: CampusSlug, plan: CallerPlan, *, now: datetime) -> None:
        """Keep a plan for somebody who calls often, in place of an earlier one."""
        with self._database.writing() as connection:
            caller_plans.keep(connection, campus, plan, now)

    def caller_plans(self, campus: CampusSlug, now: datetime) -> tuple[CallerPlan, ...]:
        """Return the plans for callers that hold at ``now``, the newest first."""
        with self._database.reading() as connection:
            return caller_plans.held(connection, campus, now)

    def end_caller_plan(
        self, campus: CampusSlug, caller: str, *, actor: str, now: datetime
    ) -> None:
        """End a caller's plan, by the name it has. Raises PlanError if there is none."""
        with self._database.writing() as connection:
            caller_plans.end(connection, campus, caller, actor, now)

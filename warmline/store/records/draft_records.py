"""The records' side that drafts of a plan are asked of: kept, tried without a trace, published."""

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from warmline.drafts import Draft, Step, Trial
from warmline.errors import PlanError
from warmline.ids import CampusSlug
from warmline.privacy import Vault
from warmline.store.records import drafts
from warmline.store.records.database import Database
from warmline.store.records.editing import Edit

ORIGIN = "console"


class DraftRecords:
    """Whoever publishes a draft, or takes steps at once, publishes the plan afterwards."""

    _database: Database
    _vault: Vault

    @abstractmethod
    def editing(
        self, campus: CampusSlug, *, actor: str, action: str, origin: str, now: datetime
    ) -> AbstractContextManager[Edit]:
        """Give an edit of a campus's plan."""

    def begin_draft(self, campus: CampusSlug, name: str, *, actor: str, now: datetime) -> str:
        """Begin an empty draft; returns its id."""
        with self._database.writing() as connection:
            return drafts.begin(connection, campus, name, actor, now)

    def drafts(self, campus: CampusSlug) -> tuple[Draft, ...]:
        """Return every open draft of a campus, the newest first."""
        with self._database.reading() as connection:
            return drafts.of_campus(connection, campus)

    def draft(self, campus: CampusSlug, draft_id: str) -> Draft:
        """Return an open draft. Raises PlanError if there is none."""
        with self._database.reading() as connection:
            return drafts.one(connection, campus, draft_id)

    def add_to_draft(
        self, campus: CampusSlug, draft_id: str, steps: Sequence[Step], *, actor: str, now: datetime
    ) -> None:
        """Put steps behind those of a draft. Raises PlanError if it is not open."""
        with self._database.writing() as connection:
            draft = drafts.held(connection, campus, draft_id)
            drafts.put(connection, draft, (*draft.steps, *steps), actor, now)

    def take_from_draft(
        self, campus: CampusSlug, draft_id: str, step_id: str, *, actor: str, now: datetime
    ) -> bool:
        """Take a step out of a draft; False if it is not in it. Raises PlanError if not open."""
        with self._database.writing() as connection:
            draft = drafts.held(connection, campus, draft_id)
            kept = tuple(it for it in draft.steps if it.id != step_id)
            if len(kept) == len(draft.steps):
                return False
            drafts.put(connection, draft, kept, actor, now)
            return True

    def replace_in_draft(
        self,
        campus: CampusSlug,
        draft_id: str,
        step_id: str,
        step: Step,
        *,
        actor: str,
        now: datetime,
    ) -> None:
        """Put a step in the place of another. Raises PlanError if that is not there any more."""
        with self._database.writing() as connection:
            draft = drafts.held(connection, campus, draft_id)
            if all(it.id != step_id for it in draft.steps):
                raise PlanError("what you changed is not in this draft any more; make it anew")
            drafts.put(connection, draft, draft.with_instead(step_id, step), actor, now)

    def discard_draft(
        self, campus: CampusSlug, draft_id: str, *, actor: str, now: datetime
    ) -> None:
        """End a draft without its changes. Raises PlanError if it is not open."""
        with self._database.writing() as connection:
            draft = drafts.held(connection, campus, draft_id)
            drafts.close(connection, draft, "discarded", actor, now)

    def try_steps(self, campus: CampusSlug, steps: Sequence[Step], now: datetime) -> Trial:
        """Return what steps would make of the plan as it is at this moment; nothing is kept.

        They are taken as publishing takes them, in a transaction that is undone.
        """
        with self._database.writing() as connection:
            with connection.begin_nested() as undone:
                edit = Edit(connection, self._vault, campus, origin=ORIGIN, now=now)
                trial = _tried(edit, steps)
                undone.rollback()
            return trial

    def take_steps(
        self, campus: CampusSlug, steps: Sequence[Step], action: str, *, actor: str, now: datetime
    ) -> None:
        """Take steps at once, all or none. Raises PlanError with every reason against it."""
        with self.editing(campus, actor=actor, action=action, origin=ORIGIN, now=now) as edit:
            _take_all(edit, steps)

    def publish_draft(
        self, campus: CampusSlug, draft_id: str, version: int, *, actor: str, now: datetime
    ) -> Draft:
        """Take every step of a draft, all or none, and end it.

        Raises PlanError if it is not open, is not at the version that was seen, or if the plan
        refuses any of it: with every reason.
        """
        action = "plan.publish"
        with self.editing(campus, actor=actor, action=action, origin=ORIGIN, now=now) as edit:
            draft = drafts.one(edit.connection, campus, draft_id)
            if draft.version != version:
                raise PlanError("somebody has changed this draft since you looked; look again")
            if not draft.steps:
                raise PlanError("there is nothing in this draft yet")
            _take_all(edit, draft.steps)
            drafts.close(edit.connection, draft, "published", actor, now)
            return draft


def _tried(edit: Edit, steps: Sequence[Step]) -> Trial:
    before = edit.plan
    refused = drafts.take(edit, steps)
    disagreement = None
    try:
        edit.check_agreement()
    except PlanError as exc:
        disagreement = str(exc)
    return Trial(before=before, after=edit.plan, refused=refused, disagreement=disagreement)


def _take_all(edit: Edit, steps: Sequence[Step]) -> None:
    refused = drafts.take(edit, steps)
    if refused:
        raise PlanError("\n".join(it.reason for it in refused))

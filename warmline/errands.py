"""Runs errands: what a mentor's text asks of the plan, done once however often it is tried."""

import logging
from collections.abc import Callable
from datetime import datetime

from warmline import wording
from warmline.care_errands import CareErrands
from warmline.checkins import CheckIns
from warmline.contact import Contact
from warmline.contact.actions import Errand, Note
from warmline.contact.todo import ANSWERED
from warmline.errors import PlanError
from warmline.exchange import Decided, Outcome, World, decide, refused
from warmline.ids import CampusSlug
from warmline.publisher import Publisher
from warmline.schedule import line_of
from warmline.store.live import LiveStore
from warmline.store.records import Records
from warmline.store.records.editing import Edit
from warmline.store.records.exchanging import Ledger

log = logging.getLogger(__name__)


class Errands:
    """Raises RecordsUnavailableError when the database is away: asking again later is safe."""

    def __init__(
        self,
        records: Records,
        live: LiveStore,
        publisher: Publisher,
        checkins: CheckIns,
        care: CareErrands,
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._live = live
        self._publisher = publisher
        self._checkins = checkins
        self._care = care
        self._now = now

    def run(self, contact: Contact, key: str, errand: Errand) -> Outcome:
        """Return what came of an errand; a second run of the same key answers the same.

        The change, and what came of it, are one transaction; the plan is published before anybody
        is told, so that the next call follows it.
        """
        if errand.command == "CARE":
            return self._care.run(contact, errand)
        try:
            outcome = self._once(contact, key, errand, refuse=False)
        except PlanError as exc:
            log.info("the plan refused an errand", extra={"contact": contact.id, "why": str(exc)})
            outcome = self._once(contact, key, errand, refuse=True)
        if outcome.listed is not None:
            self._live.set_listed(contact.campus, errand.mentor, outcome.listed)
        if outcome.taken:
            self._publisher.renew(contact.campus)
        for turn in outcome.taken:
            self._checkins.accepted(contact.campus, turn)
        return outcome

    def _once(self, contact: Contact, key: str, errand: Errand, *, refuse: bool) -> Outcome:
        with self._records.editing(
            contact.campus,
            actor=errand.mentor,
            action=f"exchange.{errand.command.lower()}",
            origin="text",
            now=self._now(),
        ) as edit:
            ledger = Ledger(edit)
            known = ledger.outcome(key)
            if known is not None:
                return known
            world = self._world(contact.campus, edit, errand)
            decided = self._decided(world, contact, key, errand, refuse=refuse)
            ledger.keep(key, decided, world.now)
            return decided.outcome

    def _world(self, campus: CampusSlug, edit: Edit, errand: Errand) -> World:
        now = self._now()
        return World(
            plan=edit.plan,
            now=now,
            exchanges=Ledger(edit).exchanges(now),
            unreachable=self._live.unreachable(campus, now),
            listed=self._live.listed(campus, errand.mentor),
        )

    def _decided(
        self, world: World, contact: Contact, key: str, errand: Errand, *, refuse: bool
    ) -> Decided:
        if refuse:
            return refused(world, contact.line, errand)
        of_a_person = errand.command in {"SHIFTS", "COVER", "SWAP"}
        if of_a_person and world.now - errand.at > ANSWERED:
            line = line_of(world.plan, contact.line)
            said = wording.errand_failed_text(line, errand.command)
            return Decided(outcome=Outcome(notes=(Note(errand.mentor, said, errand.number),)))
        return decide(world, contact.line, errand, key)

"""Has errands run, and what came of them texted; while the database is away, with patience."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from warmline import wording
from warmline.contact import Contact
from warmline.contact.actions import Errand, Note, Pending, PrivateNote
from warmline.contact.todo import done, postponed, started
from warmline.errors import (
    LiveStoreUnavailableError,
    RecordsBehindError,
    RecordsUnavailableError,
    WarmlineError,
)
from warmline.exchange.values import Outcome
from warmline.performer.calls import Calls
from warmline.performer.hands import patience

SLOWEST = timedelta(seconds=60)
TOLD_AT = 2  # failed tries before this one when the mentor hears that it takes longer
log = logging.getLogger(__name__)

ErrandRun = Callable[[Contact, str, Errand], Outcome]


class Errands:
    """Performs errands; ``run`` may be called twice for the same key and answers the same."""

    def __init__(self, calls: Calls, run: ErrandRun) -> None:
        self._calls = calls
        self._run = run

    def perform(self, contact: Contact, pending: Pending, errand: Errand) -> None:
        """Run an errand and have its texts sent: they are added as the errand is struck out."""
        self._calls.board.live.still_performing(contact.id)
        try:
            outcome = self._run(contact, f"{contact.id}#{pending.id}", errand)
        except (RecordsUnavailableError, RecordsBehindError):
            self._later(contact, pending, errand)
            return
        except LiveStoreUnavailableError:
            raise
        except WarmlineError as exc:
            log.warning("an errand failed", extra={"contact": contact.id, "why": str(exc)})
            outcome = Outcome(notes=self._notes(contact, errand, wording.errand_failed_text))
        self._done(contact, pending, errand, outcome)

    def _done(self, contact: Contact, pending: Pending, errand: Errand, outcome: Outcome) -> None:
        def strike(it: Contact, now: datetime) -> Contact:
            del now
            if all(one.id != pending.id for one in it.pending):
                return it  # another performer had it done meanwhile, and its texts are there
            after = done(it, pending.id).will(*_to_send(errand, pending, outcome))
            for later in outcome.errands:
                after = after.will_at(later.at, later)
            return after

        self._calls.change(contact, strike)

    def _later(self, contact: Contact, pending: Pending, errand: Errand) -> None:
        """Try again later; whoever waits for an answer hears once that it takes longer."""
        again = self._calls.board.now() + min(SLOWEST, patience(pending.tries))
        told = self._notes(contact, errand, wording.errand_later_text)

        def put_off(it: Contact, now: datetime) -> Contact:
            after = postponed(started(it, pending.id, now), pending.id, again)
            return after.will(*told) if pending.tries == TOLD_AT else after

        self._calls.change(contact, put_off)

    def _notes(
        self, contact: Contact, errand: Errand, sentence: Callable[..., str]
    ) -> tuple[Note, ...]:
        line = self._calls.roster(contact).lines.get(contact.line)
        if line is None or errand.command in {"ask", "lapse"}:
            return ()
        return (Note(errand.mentor, sentence(line, errand.command), errand.number),)


def _to_send(errand: Errand, pending: Pending, outcome: Outcome) -> tuple[Note | PrivateNote, ...]:
    """Return the texts to send: a page has shown its answer, unless it could not have one yet."""
    if errand.by == "text" or pending.tries:
        return outcome.notes
    return tuple(it for it in outcome.notes if it.mentor != errand.mentor)

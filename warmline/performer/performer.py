"""Attends to contacts: ends overdue waits, performs what is pending, keeps the next look."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact import Contact, actions
from warmline.contact import events as ev
from warmline.contact.actions import Pending
from warmline.contact.todo import next_action
from warmline.conversation.events import TextDeadlinePassed
from warmline.conversation.state import Conversation
from warmline.errors import LiveStoreUnavailableError, RecordsUnavailableError, UnknownContactError
from warmline.history import history_of
from warmline.ids import ContactId, campus_of
from warmline.metrics import SWEPT, UNSWEPT
from warmline.performer.calls import Calls
from warmline.performer.codes import Answering, Codes
from warmline.performer.conversations import Conversations
from warmline.performer.errands import ErrandRun, Errands
from warmline.performer.hands import patience
from warmline.saving import deadline_of
from warmline.store.live.changes import next_look
from warmline.store.records.history import ContactHistory

AT_MOST = 200  # actions in one go, against a contact that can never be satisfied
SLOWEST = timedelta(seconds=60)
LONGEST_JOB = timedelta(seconds=5)  # of those that take along what comes in meanwhile
log = logging.getLogger(__name__)

Recorder = Callable[[ContactHistory], bool]
Either = Contact | Conversation


class Performer:
    """Performs pending actions.

    ``record`` and ``run_errand`` are None where there is no database (in webhooks).
    """

    def __init__(
        self,
        calls: Calls,
        conversations: Conversations,
        *,
        record: Recorder | None,
        run_errand: ErrandRun | None,
        answer: Answering | None = None,
    ) -> None:
        self._calls = calls
        self._conversations = conversations
        self._codes = Codes(calls, answer)
        self._record = record
        self._errands = Errands(calls, run_errand) if run_errand is not None else None
        self._live = calls.board.live
        self._timer = calls.board.timer
        self._now = calls.board.now

    def attend(self, contact_id: ContactId) -> None:
        """Let overdue waits end, perform what is pending, and see to it that the next is kept.

        All three nets come here: a job, a scheduled job, the sweep. Whichever is first does it,
        the others find nothing to do.
        """
        try:
            contact = self._load(contact_id)
            due = deadline_of(contact)
            if due is not None and due <= self._now():
                contact = self._over(contact)
            if self._next(contact) is not None:
                self._perform(contact_id)
                contact = self._load(contact_id)
        except UnknownContactError:
            self._live.forget(contact_id)
            return
        look = next_look(contact, self._now())
        if look is not None:
            self._timer.at(contact_id, contact.step, look)

    def attend_woken(
        self, contact_id: ContactId, is_ending: Callable[[], bool] = lambda: False
    ) -> None:
        """Attend to a contact, and to those that were saved while its job was on its way.

        A job that has gone on for long, or whose worker is asked to end, leaves the rest to others.
        """
        self._live.job_began(contact_id)
        limit = self._now() + LONGEST_JOB
        found: ContactId | None = contact_id
        while found is not None:
            self.attend(found)
            found = self._live.next_woken(contact_id)
            if found is not None and (is_ending() or self._now() > limit):
                self._timer.soon(found, 0)
                return

    def sweep(
        self, now: datetime, limit: int = 100, is_ending: Callable[[], bool] = lambda: False
    ) -> int:
        """Attend to everything that is overdue on every campus; returns how many contacts.

        A clock that is asked to end leaves the rest to the next one.
        """
        found = [
            contact
            for campus in self._live.campuses()
            for contact in self._live.due(campus, now, limit)
        ]
        for contact in found:
            if is_ending():
                break
            SWEPT.labels("clock").inc()
            self._attend_alone(contact)
        return len(found)

    def _attend_alone(self, contact: ContactId) -> None:
        """Attend to a contact; one that breaks keeps nobody behind it waiting."""
        try:
            self.attend(contact)
        except LiveStoreUnavailableError:
            raise
        except Exception:  # the outer edge: what is most overdue is swept first, again and again
            UNSWEPT.inc()
            log.exception("a contact cannot be attended to", extra={"contact": contact})

    def keep_moving(self, contact_id: ContactId, *, budget: timedelta, late: timedelta) -> None:
        """Do from a waiting student's own request what nobody else has done in time.

        The student's contact comes first; others follow while the ``budget`` lasts. Something is
        ``late`` when the job and the clock have had that long to do it.
        """
        began = self._now()
        late_since = began - late
        # Looked for by itself: contacts that only wait for the database may be overdue for longer.
        own = self._live.due_at(contact_id)
        found = self._live.due(campus_of(contact_id), late_since, limit=5)
        others = [it for it in found if it != contact_id]
        for contact in [contact_id, *others] if own and own <= late_since else others:
            if self._now() - began > budget:
                return
            SWEPT.labels("hold").inc()
            self.attend(contact)

    def _perform(self, contact_id: ContactId) -> None:
        with self._live.performing(contact_id) as free:
            if not free:
                return
            for _ in range(AT_MOST):
                contact = self._load(contact_id)
                pending = self._next(contact)
                if pending is None:
                    break
                self._one(contact, pending)
        # Whoever saved an action while we held the lock found it held, and left it to us.
        contact = self._load(contact_id)
        if self._next(contact) is not None:
            self._timer.soon(contact_id, contact.step)

    def _next(self, contact: Either) -> Pending | None:
        if self._record is None:
            contact = without_records(contact)
        return next_action(contact, self._now())

    def _one(self, contact: Either, pending: Pending) -> None:
        if isinstance(pending.action, actions.Record):
            self._keep(contact, pending)
        elif isinstance(pending.action, actions.Errand) and isinstance(contact, Contact):
            if self._errands is not None:
                self._errands.perform(contact, pending, pending.action)
        elif isinstance(contact, Contact) and isinstance(pending.action, actions.CheckCode):
            self._codes.check(contact, pending, pending.action)
        elif isinstance(contact, Conversation):
            self._conversations.perform(contact, pending)
        else:
            self._calls.perform(contact, pending)

    def _keep(self, contact: Either, pending: Pending) -> None:
        """Write the history; while the database is away, try again for as long as it takes."""
        if self._record is None:
            return
        history = history_of(contact, self._live.story(contact.id))
        try:
            self._record(history)
        except RecordsUnavailableError:
            again = self._now() + min(SLOWEST, patience(pending.tries))
            if isinstance(contact, Conversation):
                self._conversations.put_off(contact, pending, again)
            else:
                self._calls.put_off(contact, pending, again)
            return
        if isinstance(contact, Conversation):
            self._conversations.strike(contact, pending)
        else:
            self._calls.strike(contact, pending)

    def _over(self, contact: Either) -> Either:
        if isinstance(contact, Conversation):
            text_board = self._conversations.board
            return self._conversations.change(
                contact, lambda it, now: text_board.advance(it, (TextDeadlinePassed(),), now)
            )
        board = self._calls.board
        return self._calls.change(
            contact, lambda it, now: board.advance(it, (ev.DeadlinePassed(),), now)
        )

    def _load(self, contact_id: ContactId) -> Either:
        found = self._live.load(contact_id)
        if found is None:
            raise UnknownContactError(contact_id)
        return found


def without_records(contact: Either) -> Either:
    """Return the contact as somebody sees it who cannot write records."""
    return replace(
        contact,
        pending=tuple(
            it for it in contact.pending if not isinstance(it.action, actions.NEED_RECORDS)
        ),
    )

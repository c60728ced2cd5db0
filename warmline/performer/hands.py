"""How an action is done: marked as begun, asked of the carrier, struck out or tried again."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic

from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier
from warmline.contact.actions import Pending
from warmline.contact.todo import done, postponed, started
from warmline.errors import CarrierError
from warmline.houses import Roster
from warmline.metrics import RETRIES
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.saving import E, Saving, T

TRIES = 6
log = logging.getLogger(__name__)


class Hands(Generic[T, E]):
    """What performing has in common for calls and conversations."""

    board: Saving[T, E]

    def __init__(
        self, board: Saving[T, E], carrier: Carrier, vault: Vault, addresses: Addresses
    ) -> None:
        self.board = board
        self.carrier = carrier
        self.vault = vault
        self.to = addresses

    def simply(
        self,
        contact: T,
        pending: Pending,
        request: Callable[[], object],
        event: E | None = None,
        gone: E | None = None,
    ) -> None:
        """Make a request that may safely be made twice; try again for a while if it fails.

        ``event`` follows when it is done, ``gone`` when the carrier says that it never can be.
        """
        if not self.start(contact, pending):
            return
        try:
            request()
        except CarrierError as exc:
            if not exc.permanent and pending.tries + 1 < TRIES:
                self.later(contact, pending, self.board.now() + patience(pending.tries))
                return
            log.warning("an action failed", extra={"contact": contact.id, "why": str(exc)})
            event = gone if exc.permanent else event
        self.strike(contact, pending, *([event] if event else []))

    def start(self, contact: T, pending: Pending) -> bool:
        """Mark an action as begun; False when it was struck out, or somebody else began it.

        The right to perform may have lapsed while the carrier was slow: what counts is who marks
        the action, so that two performers who both saw it never both do it.
        """
        self.board.live.still_performing(contact.id)
        mine = False

        def begin(it: T, now: datetime) -> T:
            nonlocal mine
            mine = pending in it.pending
            return started(it, pending.id, now) if mine else it

        self.change(contact, begin)
        return mine

    def later(self, contact: T, pending: Pending, when: datetime) -> None:
        """Have an action tried again."""
        RETRIES.labels(type(pending.action).__name__).inc()
        self.change(contact, lambda it, _now: postponed(it, pending.id, when))

    def put_off(self, contact: T, pending: Pending, when: datetime) -> None:
        """Have an action tried again that was tried without being marked as begun."""
        RETRIES.labels(type(pending.action).__name__).inc()
        self.change(
            contact, lambda it, now: postponed(started(it, pending.id, now), pending.id, when)
        )

    def strike(self, contact: T, pending: Pending, *events: E) -> None:
        """Strike an action out, together with what it brought about."""
        self.change(contact, lambda it, now: self.board.advance(done(it, pending.id), events, now))

    def change(self, contact: T, change: Callable[[T, datetime], T]) -> T:
        """Save what we did ourselves: no job is asked for, because we go on until all is done."""
        return self.board.change(contact.id, change, wake=False)

    def sent_before(
        self, to: PhoneNumber, sender: PhoneNumber, body: str, since: datetime
    ) -> str | None:
        """Return a text whose answer was lost, if the carrier has it."""
        try:
            return self.carrier.find_text(to, sender, body, since)
        except CarrierError:
            return None

    def roster(self, contact: T) -> Roster:
        """Return the roster of a contact's campus."""
        return self.board.houses.of_campus(contact.campus)


def patience(tries: int) -> timedelta:
    """Return how long to wait before trying again: 1, 2, 4 … seconds."""
    return timedelta(seconds=2 ** min(tries, 10))

"""How every change of a contact is saved: load, change, compare and set, again if it must."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from msgspec.structs import replace

from warmline.contact import Contact, deadline
from warmline.conversation.deadlines import deadline as text_deadline
from warmline.conversation.state import Conversation
from warmline.errors import HeardError, StoreError, UnknownContactError
from warmline.houses import Houses
from warmline.ids import ContactId
from warmline.measures import measure
from warmline.store.live import Committed, LiveStore
from warmline.timer import Timer

T = TypeVar("T", Contact, Conversation)
E = TypeVar("E")
TRIES = 60  # each lost race means that another call has moved on; sixty in a row means a fault


class Saving(ABC, Generic[T, E]):
    """What calls and texts have in common; raises LiveStoreUnavailableError without Redis."""

    kind: ClassVar[type]

    def __init__(
        self, live: LiveStore, houses: Houses, timer: Timer, now: Callable[[], datetime]
    ) -> None:
        self.live = live
        self.houses = houses
        self.timer = timer
        self.now = now

    def contact(self, contact: ContactId) -> T:
        """Return a contact of this kind. Raises UnknownContactError."""
        found = self.live.load(contact)
        if not isinstance(found, self.kind):
            raise UnknownContactError(contact)
        return found  # type: ignore[return-value]  # the class variable cannot name T

    def handle(self, contact: ContactId, event: E, heard: str | None = None) -> T:
        """Apply an event; a stale one changes nothing. Raises UnknownContactError.

        ``heard`` is the text that it comes from: raises HeardError if that has been dealt with.
        """
        return self.change(contact, lambda it, now: self.advance(it, (event,), now), heard=heard)

    def change(
        self,
        contact_id: ContactId,
        change: Callable[[T, datetime], T],
        *,
        wake: bool = True,
        heard: str | None = None,
    ) -> T:
        """Apply a change with compare-and-set; whoever loses a race looks again.

        Without ``wake`` no job is asked for: the caller attends to the contact anyway.
        """
        for _ in range(TRIES):
            before = self.contact(contact_id)
            now = self.now()
            after = change(before, now)
            if after == before:
                return before
            after = replace(after, step=before.step + 1)
            if self._save(before, after, now, wake=wake, heard=heard).result == "ok":
                return replace(after, news=())
        raise StoreError(f"contact {contact_id} could not be saved in {TRIES} tries")

    def advance(self, contact: T, events: Iterable[E], now: datetime) -> T:
        """Return the contact after events, with what they ask answered; saves nothing."""
        for event in events:
            contact = self._advance(contact, event, now)
        return contact

    def overdue(self, contact: T) -> bool:
        """Say whether the contact waits for something that should have come."""
        due = deadline_of(contact)
        return due is not None and due <= self.now()

    @abstractmethod
    def _advance(self, contact: T, event: E, now: datetime) -> T:
        """Step until the decision needs no more answers."""

    def _save(
        self,
        before: T | None,
        after: T,
        now: datetime,
        *,
        wake: bool = True,
        heard: str | None = None,
    ) -> Committed:
        """Commit; have a job look at it if there is something to do or a new deadline to keep."""
        asks = bool(after.pending) or before is None or deadline_of(before) != deadline_of(after)
        committed = self.live.commit(before, after, now, wake=wake and asks, heard=heard)
        if committed.result == "heard":
            raise HeardError(heard)
        if committed.result == "ok":
            measure(before, after)
        if committed.job:
            self.timer.soon(after.id, after.step)
        return committed


def deadline_of(contact: Contact | Conversation) -> datetime | None:
    """Return when a contact must be looked at again, UTC."""
    if isinstance(contact, Conversation):
        return text_deadline(contact)
    return deadline(contact)

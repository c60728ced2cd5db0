"""The list of what must be done for a contact: what is next, what is done, what is tried again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from warmline.contact.actions import Action, Note, Pending, PrivateNote
from warmline.contact.state import Contact
from warmline.conversation.actions import SENT, RelayToStudent, TellStudent
from warmline.conversation.state import Conversation

T = TypeVar("T", Contact, Conversation)

ANSWERED = timedelta(hours=1)  # a command that nobody could do for so long is not done any more
ABANDONED = timedelta(seconds=12)  # started so long ago that whoever started it is gone


def next_action(contact: Contact | Conversation, now: datetime) -> Pending | None:
    """Return the first action that may be performed now, or None.

    A text waits for every earlier one to the same person: none overtakes another.
    """
    waiting: set[str] = set()
    for pending in contact.pending:
        person = addressee(pending.action)
        if person not in waiting and is_due(pending, now):
            return pending
        if person is not None:
            waiting.add(person)
    return None


def addressee(action: Action) -> str | None:
    """Return whom a text goes to: a mentor's id or ``student``; None for what is no text."""
    if isinstance(action, RelayToStudent | TellStudent):
        return "student"
    return action.mentor if isinstance(action, (*SENT, Note, PrivateNote)) else None


def is_due(pending: Pending, now: datetime) -> bool:
    """Say whether an action may be performed now: its time has come and nobody is at it."""
    if pending.started_at is not None:
        return pending.started_at + ABANDONED <= now
    return pending.not_before is None or pending.not_before <= now


def started(contact: T, number: int, now: datetime) -> T:
    """Return the contact with an action marked as begun."""
    return _changed(
        contact,
        number,
        lambda it: replace(it, started_at=now, began_at=it.began_at or now, tries=it.tries + 1),
    )


def postponed(contact: T, number: int, until: datetime, *, paced: bool = False) -> T:
    """Return the contact with an action to be performed later."""
    return _changed(
        contact,
        number,
        lambda it: replace(it, started_at=None, not_before=until, paced=it.paced or paced),
    )


def done(contact: T, number: int) -> T:
    """Return the contact with an action struck out."""
    return replace(contact, pending=tuple(it for it in contact.pending if it.id != number))


def _changed(contact: T, number: int, change: Callable[[Pending], Pending]) -> T:
    return replace(
        contact,
        pending=tuple(change(it) if it.id == number else it for it in contact.pending),
    )

"""The list of what must be done for a contact: what is next, what is done, what is tried again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact.actions import Pending
from warmline.contact.state import Contact

ABANDONED = timedelta(seconds=12)  # started so long ago that whoever started it is gone


def next_action(contact: Contact, now: datetime) -> Pending | None:
    """Return the first action that may be performed now, or None."""
    return next((it for it in contact.pending if is_due(it, now)), None)


def is_due(pending: Pending, now: datetime) -> bool:
    """Say whether an action may be performed now: its time has come and nobody is at it."""
    if pending.started_at is not None:
        return pending.started_at + ABANDONED <= now
    return pending.not_before is None or pending.not_before <= now


def started(contact: Contact, number: int, now: datetime) -> Contact:
    """Return the contact with an action marked as begun."""
    return _changed(
        contact,
        number,
        lambda it: replace(it, started_at=now, began_at=it.began_at or now, tries=it.tries + 1),
    )


def postponed(contact: Contact, number: int, until: datetime, *, paced: bool = False) -> Contact:
    """Return the contact with an action to be performed later."""
    return _changed(
        contact,
        number,
        lambda it: replace(it, started_at=None, not_before=until, paced=it.paced or paced),
    )


def done(contact: Contact, number: int) -> Contact:
    """Return the contact with an action struck out."""
    return replace(contact, pending=tuple(it for it in contact.pending if it.id != number))


def _changed(contact: Contact, number: int, change: Callable[[Pending], Pending]) -> Contact:
    return replace(
        contact,
        pending=tuple(change(it) if it.id == number else it for it in contact.pending),
    )

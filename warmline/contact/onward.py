"""What a contact does next by itself: a waiting one climbs, a talk rings whom it was asked to."""

from datetime import datetime

from warmline.contact import climbing, guests
from warmline.contact.decision import Decision
from warmline.contact.moments import Talking
from warmline.contact.state import Contact


def onward(contact: Contact, now: datetime) -> Decision:
    """Return what follows once a phone is down, a key was pressed or time has passed."""
    if isinstance(contact.state, Talking):
        return guests.climb(contact, now)
    return climbing.climb(contact, now)

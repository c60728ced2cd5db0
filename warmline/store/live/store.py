"""The live state: one Redis, seen from five sides."""

from warmline.store.live.contacts import Committed, Contacts
from warmline.store.live.heard import Heard
from warmline.store.live.house import House
from warmline.store.live.texts import Texts
from warmline.store.live.turns import StaleRosterError, Turns


class LiveStore(Contacts, Turns, Texts, Heard, House):
    """One Redis; every method raises LiveStoreUnavailableError when it does not answer in time."""


__all__ = ["Committed", "LiveStore", "StaleRosterError"]

"""The live state: one Redis, seen from several sides."""

from warmline.store.live.assents import Assents
from warmline.store.live.checkins import CheckIns
from warmline.store.live.codes import Codes
from warmline.store.live.contacts import Committed, Contacts
from warmline.store.live.drills import Drills
from warmline.store.live.heard import Heard
from warmline.store.live.house import House
from warmline.store.live.leftovers import Leftovers
from warmline.store.live.pages import Pages
from warmline.store.live.seals import Seals
from warmline.store.live.texts import Texts
from warmline.store.live.turns import StaleRosterError, Turns
from warmline.store.live.watching import Watching


class LiveStore(
    Contacts,
    Turns,
    Texts,
    Pages,
    Heard,
    CheckIns,
    House,
    Drills,
    Assents,
    Codes,
    Leftovers,
    Watching,
    Seals,
):
    """One Redis; every method raises LiveStoreUnavailableError when it does not answer in time."""


__all__ = ["Committed", "LiveStore", "StaleRosterError"]

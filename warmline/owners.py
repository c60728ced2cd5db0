"""Who is to own a callback: the next mentor on call, even one who rests: it is only a text."""

from datetime import datetime

from warmline.contact import Contact
from warmline.contact.moments import CallbackWanted
from warmline.houses import Roster
from warmline.ids import MentorId
from warmline.ladder import is_desk
from warmline.rotation import in_turn
from warmline.store.live import LiveStore

LOOKED_AT = 200  # of a rung's members; a text needs no fairness among a hundred thousand


def next_owner(
    live: LiveStore,
    roster: Roster,
    contact: Contact,
    without: frozenset[MentorId],
    now: datetime,
) -> MentorId | None:
    """Return who is next on any rung, fairest first; those asked before come round again last.

    None when nobody is on call: the request waits, and is offered when somebody is.
    """
    asked = contact.state.asked if isinstance(contact.state, CallbackWanted) else ()
    again: list[MentorId] = []
    for index, rung in enumerate(contact.ladder):
        if is_desk(rung):
            continue
        _, members = roster.pool(contact.line, index, now)
        standings = in_turn(live.standings(contact.campus, members[:LOOKED_AT], now))
        for standing in standings:
            if standing.mentor in contact.refused:
                continue
            if roster.why_not(standing.mentor, contact.line, now):
                continue
            if standing.mentor not in without:
                return standing.mentor
            again.append(standing.mentor)
    return min(again, key=lambda it: _last(asked, it), default=None)


def _last(asked: tuple[MentorId, ...], mentor: MentorId) -> int:
    """Return the place at which a mentor was last asked; lower is longer ago."""
    return max((i for i, it in enumerate(asked) if it == mentor), default=-1)

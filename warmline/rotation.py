"""Whose turn it is: the one who was offered a contact longest ago, and why that is fair."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from warmline.ids import MentorId


class Standing(Struct, frozen=True):
    """Where a mentor stands in the rotation at one moment; times are UTC."""

    mentor: MentorId
    order: int  # place in the roster
    offered_at: datetime | None = None  # last offered a contact, on any line
    offers: int = 0  # in this shift
    taken: int = 0  # contacts in this shift
    spent: timedelta = timedelta(0)  # in contacts of this shift that are over
    resting_until: datetime | None = None
    busy: bool = False
    late: bool = False  # has not confirmed the shift they are on


def in_turn(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Return the standings, fairest next first.

    Longest since the last offer; ties by fewest offers this shift, then by roster order
    (DESIGN.md section 7). A pass or a missed ring was an offer too, so it goes to the back. Behind
    everybody, never left out, are those who have not confirmed their shift (section 6).
    """
    return tuple(
        sorted(
            standings,
            key=lambda it: (
                it.late,
                it.offered_at.timestamp() if it.offered_at else 0.0,
                it.offers,
                it.order,
            ),
        )
    )


def left_out(standing: Standing, *, cap: int, hours_awake: int, now: datetime) -> str | None:
    """Return why this mentor is not rung now, in words for a coordinator, or None.

    ``cap`` and ``hours_awake`` are what a shift may ask of one person: so many contacts, and so
    many hours in them.
    """
    if standing.busy:
        return "in another contact"
    if standing.resting_until and now < standing.resting_until:
        return f"resting until {standing.resting_until:%H:%M} UTC"
    if standing.taken >= cap:
        return f"has taken {standing.taken} of {cap} contacts this shift"
    if standing.spent >= timedelta(hours=hours_awake):
        return f"has spent {hours_awake} hours in contacts this shift, and is to sleep"
    return None


def behind(standing: Standing) -> str | None:
    """Return why somebody who is rung is rung last, in words for a coordinator, or None."""
    return "has not confirmed: rung last" if standing.late else None

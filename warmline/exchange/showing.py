"""What a page shows one mentor of offered shifts: their own offers, and what is asked of them."""

from msgspec import Struct

from warmline.exchange.offering import givable, open_ones
from warmline.exchange.values import Exchange, World, offered, turn_of
from warmline.ids import MentorId
from warmline.turns import Turn, is_still_had, why_not


class Proposal(Struct, frozen=True):
    """A turn that somebody would give in return, by its number on the offer."""

    number: int
    mentor: MentorId
    turn: Turn


class Offer(Struct, frozen=True):
    """A turn of one's own that is offered, and what others would give for it."""

    exchange: Exchange
    turn: Turn
    proposals: tuple[Proposal, ...]


class Asked(Struct, frozen=True):
    """A turn that one is asked about; ``obstacle`` is why one cannot have it, in words for them.

    ``choices`` are one's own turns that were shown to give for it, each by its number, ``given``
    those that one has proposed already.
    """

    exchange: Exchange
    turn: Turn
    obstacle: str | None = None
    choices: tuple[tuple[int, Turn], ...] = ()
    given: tuple[Turn, ...] = ()


def offers_of(world: World, mentor: MentorId) -> tuple[Offer, ...]:
    """Return the turns that somebody offers now, the nearest first."""
    found = [_offer(world, it) for it in open_ones(world) if it.mentor == mentor]
    return tuple(sorted(found, key=lambda it: it.turn.start))


def asked_of(world: World, mentor: MentorId) -> tuple[Asked, ...]:
    """Return the turns that somebody is asked about and that can still be had, nearest first."""
    found = [
        _asked(world, it, mentor)
        for it in open_ones(world)
        if mentor in it.asked and it.mentor != mentor and is_still_had(world.plan, _of(world, it))
    ]
    return tuple(sorted(found, key=lambda it: it.turn.start))


def _of(world: World, it: Exchange) -> Turn:
    return offered(world.plan, it)


def _offer(world: World, it: Exchange) -> Offer:
    proposals = tuple(
        Proposal(bid.number, bid.mentor, turn)
        for bid in it.bids
        if (turn := turn_of(world.plan, it.line, bid.mentor, bid.slot))
        in givable(world, it, bid.mentor)
    )
    return Offer(it, _of(world, it), proposals)


def _asked(world: World, it: Exchange, mentor: MentorId) -> Asked:
    turn = _of(world, it)
    if it.kind == "COVER":
        person = next(one for one in world.plan.mentors if one.id == mentor)
        return Asked(it, turn, obstacle=why_not(world.plan, person, turn))
    able = givable(world, it, mentor)
    given = {bid.slot for bid in it.bids if bid.mentor == mentor}
    shown = [
        (number, turn_of(world.plan, it.line, mentor, slot), slot)
        for number, slot in enumerate(it.shown.get(mentor, ()), 1)
    ]
    return Asked(
        it,
        turn,
        obstacle=None if able else "you have no shift near it that you could give",
        choices=tuple((n, one) for n, one, slot in shown if one in able and slot not in given),
        given=tuple(turn_of(world.plan, it.line, mentor, slot) for slot in given),
    )

"""Mentors hand their turns on by text: what SHIFTS, COVER, SWAP and their answers decide."""

from warmline.contact.actions import Errand
from warmline.exchange import answering, offering
from warmline.exchange.requests import Coded, read_request
from warmline.exchange.values import Bid, Decided, Exchange, Outcome, Slot, World
from warmline.ids import LineSlug
from warmline.schedule import line_of

__all__ = [
    "Bid",
    "Decided",
    "Exchange",
    "Outcome",
    "Slot",
    "World",
    "decide",
    "read_request",
    "refused",
]
refused = answering.refused


def decide(world: World, line: LineSlug, errand: Errand, key: str) -> Decided:
    """Return what an errand brings about; ``line`` was texted, ``key`` names what it may open."""
    match errand.command:
        case "SHIFTS":
            return offering.shifts(world, line, errand)
        case "CARE":  # no matter of the plan: errands.py sees to it
            return Decided(outcome=Outcome())
        case "ask" | "lapse":
            it = next((one for one in world.exchanges if one.id == errand.rest), None)
            if it is None:
                return Decided(outcome=Outcome())
            return (offering.ask if errand.command == "ask" else offering.lapse)(world, it)
        case "COVER" | "SWAP":
            zone = line_of(world.plan, line).timezone
            asked = read_request(errand.rest, errand.at, zone)
            if isinstance(asked, Coded):
                return answering.answered(world, line, errand, asked)
            if asked is None:  # the web has asked back already
                return Decided(outcome=Outcome())
            return offering.offer(world, line, errand, asked, key)

"""What an answer to an offer brings about: the first to accept has it, a swap needs both words."""

from msgspec.structs import replace

from warmline import wording
from warmline.contact.actions import Errand, Note
from warmline.exchange.offering import (
    answer,
    closed,
    givable,
    notes_to,
    rows,
    said,
    take_back,
    tell,
)
from warmline.exchange.requests import Coded
from warmline.exchange.values import (
    Bid,
    Decided,
    Exchange,
    Outcome,
    World,
    offered,
    slot_of,
    turn_of,
)
from warmline.ids import LineSlug, MentorId
from warmline.line import Line
from warmline.schedule import line_of
from warmline.turns import Turn, is_still_had, why_not


def answered(world: World, texted: LineSlug, errand: Errand, asked: Coded) -> Decided:
    """Return what follows from a text that names an offer by its code."""
    it = next((one for one in world.exchanges if one.code == asked.code), None)
    if it is None:
        ours = line_of(world.plan, texted)
        return answer(errand, wording.unknown_code_text(ours, asked.code))
    line = line_of(world.plan, it.line)
    if it.closed_at is not None or world.now >= it.closes_at:
        return answer(errand, _over(world, line, it, errand.mentor))
    if asked.back:
        mine = it.mentor == errand.mentor
        return take_back(world, errand, it) if mine else answer(errand, wording.noted_text(line))
    if errand.command != it.kind:
        return answer(errand, wording.other_kind_text(line, it.code, it.kind))
    turn = offered(world.plan, it)
    if not is_still_had(world.plan, turn):
        return _changed(world, errand, it)
    if it.mentor == errand.mentor:
        return _owner(world, errand, it, asked.number)
    able = next(one for one in world.plan.mentors if one.id == errand.mentor)
    if it.kind == "SWAP":
        return _proposed(world, errand, it, asked.number)
    reason = why_not(world.plan, able, turn)
    if reason is not None:
        return answer(errand, wording.cannot_take_text(line, reason))
    return _accepted(world, errand, it)


def refused(world: World, texted: LineSlug, errand: Errand) -> Decided:
    """Return what is said when the plan would not take what was decided."""
    return answer(errand, wording.refused_text(line_of(world.plan, texted)))


def _over(world: World, line: Line, it: Exchange, mentor: MentorId) -> str:
    """Say what became of an offer that is over."""
    if it.taken_by is None:
        return wording.no_longer_offered_text(line, it.code)
    if it.taken_by == mentor:
        return wording.yours_already_text(line, said(world, offered(world.plan, it)))
    return wording.has_it_text(line, it.code, world.name(it.taken_by))


def _changed(world: World, errand: Errand, it: Exchange) -> Decided:
    """End an offer whose turn is not in the plan any more; its owner hears so once."""
    line = line_of(world.plan, it.line)
    told = wording.plan_changed_text(line, it.code, said(world, offered(world.plan, it)))
    others = () if errand.mentor == it.mentor else (Note(it.mentor, told),)
    done = answer(errand, told, *others)
    return replace(done, saved=(closed(it, "plan_changed", world.now),))


def _accepted(world: World, errand: Errand, it: Exchange) -> Decided:
    """Give the turn to the first who accepts."""
    line, turn, taker = line_of(world.plan, it.line), offered(world.plan, it), errand.mentor
    when, name, by = said(world, turn), world.name(it.mentor), world.name(taker)
    notes = (
        tell(errand, wording.cover_yours_text(line, name, when)),
        Note(it.mentor, wording.covered_text(line, by, when)),
        *notes_to(_others(world, it, taker), wording.covered_told_text(line, by, name, when)),
    )
    outcome = Outcome(notes=notes, taken=(replace(turn, mentor=taker),))
    over = closed(it, "taken", world.now, taker)
    return Decided(outcome=outcome, saved=(over,), handed=((turn, taker),))


def _others(world: World, it: Exchange, taker: MentorId) -> tuple[MentorId, ...]:
    """Return the coordinators who do not hear of it anyway."""
    return tuple(one for one in world.coordinators() if one not in {it.mentor, taker})


def _proposed(world: World, errand: Errand, it: Exchange, number: int | None) -> Decided:
    """Show somebody what they could give, or take down what they would."""
    line, shown = line_of(world.plan, it.line), it.shown.get(errand.mentor, ())
    if number is None or not 1 <= number <= len(shown):
        return _choices(world, errand, it)
    slot = shown[number - 1]
    turn = turn_of(world.plan, it.line, errand.mentor, slot)
    if turn not in givable(world, it, errand.mentor):
        return _choices(world, errand, it)
    known = next((b for b in it.bids if (b.mentor, b.slot) == (errand.mentor, slot)), None)
    bid = known or Bid(len(it.bids) + 1, errand.mentor, slot, world.now)
    mine = wording.swap_proposed_text(line, world.name(it.mentor), said(world, turn))
    if known:
        return answer(errand, mine)
    theirs = wording.swap_bid_text(
        line, world.name(errand.mentor), said(world, turn), it.code, bid.number
    )
    saved = replace(it, bids=(*it.bids, bid))
    return replace(answer(errand, mine, Note(it.mentor, theirs)), saved=(saved,))


def _choices(world: World, errand: Errand, it: Exchange) -> Decided:
    """Show somebody which of their turns they could give, numbered; the numbers are kept."""
    line, turns = line_of(world.plan, it.line), givable(world, it, errand.mentor)
    when = said(world, offered(world.plan, it))
    if not turns:
        return answer(errand, wording.nothing_to_give_text(line, when))
    name = world.name(it.mentor)
    text = wording.swap_choices_text(line, name, when, rows(world, turns), it.code)
    shown = it.shown | {errand.mentor: tuple(slot_of(world.plan, one) for one in turns)}
    return replace(answer(errand, text), saved=(replace(it, shown=shown),))


def _owner(world: World, errand: Errand, it: Exchange, number: int | None) -> Decided:
    """Agree to a proposal, or say how things stand."""
    line, when = line_of(world.plan, it.line), said(world, offered(world.plan, it))
    bid = next((one for one in it.bids if one.number == number), None)
    if it.kind == "COVER" or bid is None:
        theirs = [_bid_row(world, it, one) for one in it.bids]
        return answer(errand, wording.your_offer_text(line, it.kind, it.code, when, theirs))
    turn = turn_of(world.plan, it.line, bid.mentor, bid.slot)
    if turn not in givable(world, it, bid.mentor):
        gone = wording.bid_gone_text(line, world.name(bid.mentor), it.code)
        return answer(errand, gone)
    return _swapped(world, errand, it, turn)


def _bid_row(world: World, it: Exchange, bid: Bid) -> str:
    turn = turn_of(world.plan, it.line, bid.mentor, bid.slot)
    return f"{bid.number} {world.name(bid.mentor)} {rows(world, (turn,))[0]}"


def _swapped(world: World, errand: Errand, it: Exchange, theirs: Turn) -> Decided:
    """Give each the other's turn."""
    line, mine, other = line_of(world.plan, it.line), offered(world.plan, it), theirs.mentor
    name, by = world.name(it.mentor), world.name(other)
    first, second = said(world, mine), said(world, theirs)
    told = wording.swapped_told_text(line, name, second, by, first)
    notes = (
        tell(errand, wording.swapped_text(line, by, second, first)),
        Note(other, wording.swapped_text(line, name, first, second)),
        *notes_to(_others(world, it, other), told),
    )
    taken = (replace(mine, mentor=other), replace(theirs, mentor=it.mentor))
    return Decided(
        outcome=Outcome(notes=notes, taken=taken),
        saved=(closed(it, "swapped", world.now, other),),
        handed=((mine, other), (theirs, it.mentor)),
    )

"""Offering a turn, asking those who may have it, taking it back, and what if nobody takes it."""

import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline import wording
from warmline.commands import CODE_DIGITS, CODE_LETTERS
from warmline.contact.actions import Errand, Note
from warmline.exchange.requests import Everything, Numbered, pick
from warmline.exchange.values import (
    Closing,
    Decided,
    Exchange,
    Kind,
    Outcome,
    World,
    offered,
    slot_of,
)
from warmline.hours import instant_of, wall_clock_of
from warmline.ids import LineSlug, MentorId
from warmline.schedule import line_of
from warmline.times import When
from warmline.turns import Turn, is_exact, is_still_had, next_turns, turns_of, why_not

SHOWN = 5  # turns on a list
NEAR = timedelta(hours=12)  # a turn so near is asked about at any hour
BEFORE_START = timedelta(hours=2)  # an offer ends so long before the turn begins
AROUND = timedelta(days=14)  # a turn in return lies so near the one that is offered
_QUIET_FROM, _QUIET_UNTIL = 22, 8  # o'clock in the line's zone


def tell(errand: Errand, text: str) -> Note:
    """Return an answer to whoever sent the errand, on the number they texted."""
    return Note(errand.mentor, text, errand.number)


def answer(errand: Errand, text: str, *others: Note) -> Decided:
    """Return a decision that only says something."""
    return Decided(outcome=Outcome(notes=(tell(errand, text), *others)))


def row(world: World, turn: Turn, *, lines: bool) -> str:
    """Return a turn as a list shows it."""
    line = line_of(world.plan, turn.line)
    of = f" {line.name}" if lines else ""
    return wording.text_row(turn.start, turn.end, line.timezone) + of


def said(world: World, turn: Turn) -> str:
    """Return a turn with weekday, date, times and zone."""
    return wording.text_span(turn.start, turn.end, line_of(world.plan, turn.line).timezone)


def rows(world: World, turns: tuple[Turn, ...]) -> list[str]:
    """Return turns as a list shows them; lines are named if there are several."""
    return [row(world, it, lines=len(world.plan.lines) > 1) for it in turns]


def shifts(world: World, line: LineSlug, errand: Errand) -> Decided:
    """Answer SHIFTS: the next five, on all lines."""
    turns = next_turns(world.plan, errand.mentor, world.now, SHOWN)
    ours = line_of(world.plan, line)
    zones = {line_of(world.plan, it.line).timezone for it in turns} or {ours.timezone}
    zone = wording.text_zone(turns[0].start, zones.pop()) if turns and len(zones) == 1 else None
    text = wording.shifts_text(ours, rows(world, turns), zone)
    return Decided(outcome=Outcome(notes=(tell(errand, text),), listed=turns))


def offer(
    world: World, line: LineSlug, errand: Errand, asked: Everything | Numbered | When, key: str
) -> Decided:
    """Offer the turn that is asked about, or show which ones there are; ``key`` names the offer."""
    ours = line_of(world.plan, line)
    kind: Kind = "SWAP" if errand.command == "SWAP" else "COVER"
    turns = _offerable(world, errand.mentor)
    if not turns:
        return answer(errand, wording.nothing_to_offer_text(ours))
    found = (
        turns
        if isinstance(asked, Everything)
        else pick(turns, world.listed, asked, errand.at, ours.timezone)
    )
    if errand.by == "page":  # which names the line, too
        found = tuple(it for it in found if it.line == line)
    if len(found) != 1 or isinstance(asked, Everything):
        shown = (found or turns)[:SHOWN]
        text = wording.which_turn_text(ours, kind, rows(world, shown))
        return Decided(outcome=Outcome(notes=(tell(errand, text),), listed=shown))
    return _offered(world, errand, kind, found[0], key)


def _offerable(world: World, mentor: MentorId) -> tuple[Turn, ...]:
    found = turns_of(world.plan, mentor, world.now, world.now + timedelta(days=366))
    return tuple(it for it in found if it.start > world.now)


def _offered(world: World, errand: Errand, kind: Kind, turn: Turn, key: str) -> Decided:
    line = line_of(world.plan, turn.line)
    known = next((it for it in open_ones(world) if offered(world.plan, it) == turn), None)
    if known is not None:
        return answer(errand, wording.offered_already_text(line, known.kind, known.code))
    opened = Exchange(
        id=key,
        line=turn.line,
        code=_code(world, key),
        kind=kind,
        mentor=errand.mentor,
        slot=slot_of(world.plan, turn),
        opened_at=world.now,
        closes_at=_closes(world.now, turn),
    )
    able = askable(world, opened)
    if not able or not is_exact(world.plan, turn):
        name = world.name(errand.mentor)
        told = wording.nobody_to_ask_told_text(line, name, said(world, turn))
        others = notes_to(world.coordinators(), told)
        return answer(errand, wording.nobody_to_ask_text(line, said(world, turn)), *others)
    return _opened(world, errand, opened, able)


def _opened(world: World, errand: Errand, opened: Exchange, able: tuple[MentorId, ...]) -> Decided:
    line, turn = line_of(world.plan, opened.line), offered(world.plan, opened)
    begins = asks_at(world.now, turn, line.timezone)
    lapse = Errand(errand.mentor, "lapse", opened.id, opened.closes_at)
    text = wording.offered_text(line, opened.code, said(world, turn), opened.kind, len(able))
    mine = tell(errand, text)
    if begins > world.now:
        ask = Errand(errand.mentor, "ask", opened.id, begins)
        return Decided(outcome=Outcome(notes=(mine,), errands=(ask, lapse)), saved=(opened,))
    opened = replace(opened, asked=able)
    notes = (mine, *asking(world, opened))
    return Decided(outcome=Outcome(notes=notes, errands=(lapse,)), saved=(opened,))


def ask(world: World, it: Exchange) -> Decided:
    """Ask those who may have the turn, once the night is over."""
    if it.closed_at is not None:
        return Decided(outcome=Outcome())
    asked = replace(it, asked=askable(world, it))
    return Decided(outcome=Outcome(notes=asking(world, asked)), saved=(asked,))


def lapse(world: World, it: Exchange) -> Decided:
    """End an offer that nobody has taken up: the turn is still whose it was."""
    if it.closed_at is not None:
        return Decided(outcome=Outcome())
    line, turn = line_of(world.plan, it.line), offered(world.plan, it)
    if not is_still_had(world.plan, turn):
        return Decided(outcome=Outcome(), saved=(closed(it, "plan_changed", world.now),))
    when, name = said(world, turn), world.name(it.mentor)
    told = notes_to(world.coordinators(), wording.lapsed_told_text(line, name, when))
    notes = (Note(it.mentor, wording.lapsed_text(line, when)), *told)
    return Decided(outcome=Outcome(notes=notes), saved=(closed(it, "lapsed", world.now),))


def take_back(world: World, errand: Errand, it: Exchange) -> Decided:
    """End an offer at its owner's word."""
    line, when = line_of(world.plan, it.line), said(world, offered(world.plan, it))
    done = answer(errand, wording.taken_back_text(line, it.code, when))
    return replace(done, saved=(closed(it, "taken_back", world.now),))


def closed(
    it: Exchange, outcome: Closing, now: datetime, taken_by: MentorId | None = None
) -> Exchange:
    """Return an exchange that is over."""
    return replace(it, closed_at=now, outcome=outcome, taken_by=taken_by)


def open_ones(world: World) -> tuple[Exchange, ...]:
    """Return the offers that can be taken up."""
    return tuple(it for it in world.exchanges if it.closed_at is None and world.now < it.closes_at)


def askable(world: World, it: Exchange) -> tuple[MentorId, ...]:
    """Return those who may have the turn and can be asked; for a swap, who has one to give."""
    turn = offered(world.plan, it)
    return tuple(
        mentor.id
        for mentor in world.plan.mentors
        if mentor.id not in world.unreachable
        and mentor.id != it.mentor
        and (
            why_not(world.plan, mentor, turn) is None
            if it.kind == "COVER"
            else bool(givable(world, it, mentor.id))
        )
    )


def givable(world: World, it: Exchange, mentor: MentorId) -> tuple[Turn, ...]:
    """Return the turns that somebody could give for the offered one, nearest to it first.

    Each must leave both free for what they get.
    """
    plan, turn = world.plan, offered(world.plan, it)
    people = {one.id: one for one in plan.mentors}
    first = max(world.now + BEFORE_START, turn.start - AROUND)
    found = turns_of(plan, mentor, first, turn.start + AROUND, it.line)
    able = [
        one
        for one in found
        if one.start >= first
        and is_exact(plan, one)
        and why_not(plan, people[mentor], turn, giving=one) is None
        and why_not(plan, people[it.mentor], replace(one, mentor=it.mentor), giving=turn) is None
    ]
    return tuple(sorted(able, key=lambda one: (abs(one.start - turn.start), one.start))[:SHOWN])


def asking(world: World, it: Exchange) -> tuple[Note, ...]:
    """Return the questions to those who are asked."""
    line, when = line_of(world.plan, it.line), said(world, offered(world.plan, it))
    ask_for = wording.cover_asked_text if it.kind == "COVER" else wording.swap_asked_text
    return notes_to(it.asked, ask_for(line, world.name(it.mentor), when, it.code))


def notes_to(people: tuple[MentorId, ...], text: str) -> tuple[Note, ...]:
    """Return the same text to several people."""
    return tuple(Note(it, text) for it in people)


def asks_at(now: datetime, turn: Turn, zone: str) -> datetime:
    """Return when people are asked: at once, or at eight if it is night and there is time."""
    local = wall_clock_of(now, zone)
    if turn.start - now <= NEAR or _QUIET_UNTIL <= local.hour < _QUIET_FROM:
        return now
    morning = local.replace(hour=_QUIET_UNTIL, minute=0, second=0, microsecond=0)
    later = morning if local.hour < _QUIET_UNTIL else morning + timedelta(days=1)
    return instant_of(later, zone)


def _closes(now: datetime, turn: Turn) -> datetime:
    early = turn.start - BEFORE_START
    return early if early > now else turn.start


def _code(world: World, key: str) -> str:
    """Return a code that no offer of the last weeks has; late answers then go to none of others."""
    taken = {it.code for it in world.exchanges}
    free = [it for it in _codes() if it not in taken]
    return free[zlib.crc32(key.encode()) % min(len(free), 64)]


def _codes() -> Iterator[str]:
    for digits in (CODE_DIGITS, [a + b for a in CODE_DIGITS for b in CODE_DIGITS]):
        yield from (letter + digit for letter in CODE_LETTERS for digit in digits)

"""Up the ladder: whom to ring next, when to give up on a rung, and where it ends."""

from datetime import datetime

from msgspec.structs import replace

from warmline import ladder
from warmline.contact import legs
from warmline.contact.actions import MoveStudent
from warmline.contact.decision import Decision
from warmline.contact.events import DesksFound, MentorsFound, SeekDesks, SeekMentors
from warmline.contact.moments import AtCard, AtDesk, Waiting
from warmline.contact.phones import Leg
from warmline.contact.state import Contact, bound
from warmline.ids import DeskId


def climb(contact: Contact, now: datetime) -> Decision:
    """Return what a waiting contact does next; asks for mentors or desks where it needs them."""
    waiting = contact.state
    if not isinstance(waiting, Waiting) or waiting.held_off:
        return Decision(contact)
    if waiting.rung >= len(contact.ladder):
        return Decision(to_card(contact, now))
    rung = contact.ladder[waiting.rung]
    if ladder.is_desk(rung):
        return Decision(contact, SeekDesks(rung=waiting.rung))
    if now >= bound(contact, waiting):
        return to_counseling(contact, waiting, now)
    hopeful = [leg for leg in contact.legs if leg.is_hopeful]
    wanted = ladder.phones_wanted(rung, len(hopeful), _newest(hopeful), now)
    if waiting.exhausted and hopeful:
        return Decision(contact)
    return Decision(contact, _seek(contact, waiting, wanted) if wanted else None)


def mentors_found(contact: Contact, found: MentorsFound, now: datetime) -> Decision:
    """Ring those who were found; without any, wait for the phones that ring, or go on."""
    waiting = contact.state
    if not isinstance(waiting, Waiting):
        return Decision(contact)
    if not found.mentors:
        if any(leg.is_hopeful for leg in contact.legs):
            return Decision(replace(contact, state=replace(waiting, exhausted=True)))
        if _some_hang_up(contact, waiting):
            return Decision(contact)
        return _onward(contact, waiting, now)
    rung = contact.ladder[found.seek.rung]
    for candidate in found.mentors:
        contact = legs.ask(contact, candidate, found.seek.rung, rung.ring_seconds, now)
    names = tuple(it.mentor for it in found.mentors)
    offered = replace(
        waiting,
        offered=(*waiting.offered, *names),
        rang=waiting.rang + len(names),
        exhausted=False,
        prefer=None,
    )
    return Decision(replace(contact, state=offered))


def desks_found(contact: Contact, found: DesksFound, now: datetime) -> Decision:
    """Put the student through to the first open desk; without any, go on climbing."""
    if not found.desks:
        if found.seek.asked_for:
            return Decision(contact.tell(now, "no_desk_open").student_at("no_desk"))
        return _behind_desks(contact, found.seek.rung, now)
    rung = contact.ladder[found.seek.rung]
    desk = AtDesk(
        rung=found.seek.rung,
        desk=found.desks[0],
        asked_at=now,
        ring_seconds=rung.ring_seconds,
        tried=tuple(found.seek.without),
    )
    calling = replace(legs.release_all(contact, now), state=desk)
    calling = calling.tell(now, "desk_asked", desk=desk.desk)
    if found.seek.asked_for:  # by a key: their leg is asking now, and must not be fetched as well
        return Decision(calling.student_at("desk"))
    return Decision(bring_student(calling, now))


def next_desk(contact: Contact, at_desk: AtDesk) -> Decision:
    """Ask for the next open desk of the same rung."""
    tried: frozenset[DeskId] = frozenset((*at_desk.tried, at_desk.desk))
    return Decision(contact, SeekDesks(rung=at_desk.rung, without=tried))


def to_counseling(contact: Contact, waiting: Waiting, now: datetime) -> Decision:
    """Leave the mentors' rungs for the counseling rung: the wait has reached its bound."""
    told = legs.stop_hopeful(contact, now).tell(now, "bound_reached")
    rung = ladder.first_desk_rung(contact.ladder, after=waiting.rung)
    if rung is None:
        return Decision(to_card(told, now))
    return Decision(told, SeekDesks(rung=rung))


def to_card(contact: Contact, now: datetime) -> Contact:
    """The end of the ladder is the safety card, never a hang-up."""
    carded = replace(legs.stop_hopeful(contact, now), state=AtCard(since=now))
    return bring_student(carded.tell(now, "safety_card"), now)


def bring_student(contact: Contact, now: datetime) -> Contact:
    """Fetch the student from where they cannot be spoken to; elsewhere they come by themselves."""
    if contact.student.up and contact.student.at in {"holding", "desk"}:
        return contact.without(MoveStudent).will_at(now, MoveStudent())
    return contact


def _seek(contact: Contact, waiting: Waiting, wanted: int) -> SeekMentors:
    without = contact.holders.union(waiting.offered, contact.refused)
    return SeekMentors(rung=waiting.rung, count=wanted, without=without, prefer=waiting.prefer)


def _some_hang_up(contact: Contact, waiting: Waiting) -> bool:
    """Say whether somebody to be rung again has yet to hang up: a phone in use would be busy."""
    left_out = {*waiting.offered, *contact.refused}
    return any(
        leg.may_be_up and leg.rung == waiting.rung and leg.mentor not in left_out
        for leg in contact.legs
    )


def _onward(contact: Contact, waiting: Waiting, now: datetime) -> Decision:
    """Begin the next round, or the next rung; a rung that rang nobody has no further rounds."""
    rung = contact.ladder[waiting.rung]
    if waiting.rang and waiting.round < rung.rounds:
        here = {leg.mentor for leg in contact.legs if leg.rung == waiting.rung}
        again = tuple(it for it in waiting.offered if it not in here)
        state = replace(waiting, round=waiting.round + 1, offered=again, rang=0, exhausted=False)
    else:
        state = replace(waiting, rung=waiting.rung + 1, round=1, rang=0, exhausted=False)
        if not waiting.rang:
            contact = contact.tell(now, "rung_skipped", detail=rung.name)
    return climb(replace(contact, state=state), now)


def _behind_desks(contact: Contact, rung: int, now: datetime) -> Decision:
    """No desk of this rung can be reached: wait on behind it, with a bound of its own."""
    offered = tuple({leg.mentor: None for leg in contact.legs if leg.mentor})
    waiting = Waiting(since=now, rung=rung + 1, offered=offered)
    skipped = contact.tell(now, "rung_skipped", detail=contact.ladder[rung].name)
    return climb(replace(skipped, state=waiting), now)


def _newest(hopeful: list[Leg]) -> datetime | None:
    return max((leg.asked_at for leg in hopeful), default=None)

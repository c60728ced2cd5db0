"""A third person: who is rung for a call, who says yes, and what the student has to say to it."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline import ladder
from warmline.contact import legs, room
from warmline.contact.actions import MoveStudent, TextMentor
from warmline.contact.company import Alone, Arriving, Company, Present, Purpose, Seeking
from warmline.contact.decision import Decision
from warmline.contact.events import (
    DesksFound,
    LegPressed,
    MentorsFound,
    OverseersFound,
    SeekDesks,
    SeekMentors,
    SeekOverseers,
)
from warmline.contact.moments import Talking
from warmline.contact.phones import Leg
from warmline.contact.state import Contact
from warmline.ids import CallSid

COMES_BY_ITSELF = timedelta(seconds=3)  # a conference that ended sends the student back to us


def seek(contact: Contact, talking: Talking, purpose: Purpose, now: datetime) -> Decision:
    """Begin to ring for somebody, as the mentor asked by key: backups, then counseling."""
    rungs = ladder.guest_rungs(contact.ladder)
    asked = _with(contact, talking, Seeking(purpose=purpose, since=now, rungs=rungs))
    if asked.student.at == "holding":  # a lost word left them there: they could not be told
        asked = asked.without(MoveStudent).will_at(now + COMES_BY_ITSELF, MoveStudent())
    return climb(asked.tell(now, "help_asked", detail=purpose), now)


def climb(contact: Contact, now: datetime) -> Decision:
    """Return whom to ring next for the talk; nothing if nobody is sought."""
    talking = contact.state
    if not isinstance(talking, Talking) or not isinstance(talking.company, Seeking):
        return Decision(contact)
    seeking = talking.company
    if not seeking.rungs:
        return _nobody_came(contact, talking, seeking, now)
    index, hopeful = seeking.rungs[0], hopefuls(contact)
    rung = contact.ladder[index]
    if ladder.is_desk(rung):
        without = frozenset(seeking.tried)
        return Decision(contact, None if hopeful else SeekDesks(rung=index, without=without))
    newest = max((leg.asked_at for leg in hopeful), default=None)
    wanted = ladder.phones_wanted(rung, len(hopeful), newest, now)
    if not wanted or (seeking.exhausted and hopeful):
        return Decision(contact)
    left_out = contact.holders.union(seeking.offered, contact.refused)
    return Decision(contact, SeekMentors(rung=index, count=wanted, without=left_out))


def hopefuls(contact: Contact) -> list[Leg]:
    """Return the guests' phones that may yet be answered."""
    return [leg for leg in contact.legs if leg.part == "guest" and leg.is_hopeful]


def mentors_found(contact: Contact, found: MentorsFound, now: datetime) -> Decision:
    """Ring those who were found; without any, wait for the phones that ring, or go on."""
    talking = contact.state
    if not isinstance(talking, Talking) or not isinstance(talking.company, Seeking):
        return Decision(contact)
    seeking = talking.company
    if not found.mentors and hopefuls(contact):
        return Decision(_with(contact, talking, replace(seeking, exhausted=True)))
    if not found.mentors:
        return _next_rung(contact, talking, seeking, now)
    index = found.seek.rung
    for candidate in found.mentors:
        seconds = contact.ladder[index].ring_seconds
        contact = legs.ask(contact, candidate, index, seconds, now, part="guest")
    offered = (*seeking.offered, *(it.mentor for it in found.mentors))
    return Decision(_with(contact, talking, replace(seeking, offered=offered, exhausted=False)))


def desks_found(contact: Contact, found: DesksFound, now: datetime) -> Decision:
    """Call the first open desk into the conference; without any, go on."""
    talking = contact.state
    if not isinstance(talking, Talking) or not isinstance(talking.company, Seeking):
        return Decision(contact)
    seeking = talking.company
    if not found.desks:
        return _next_rung(contact, talking, seeking, now)
    desk, index = found.desks[0], found.seek.rung
    asked = legs.ask_desk(contact, desk, index, contact.ladder[index].ring_seconds, now)
    return Decision(_with(asked, talking, replace(seeking, tried=(*seeking.tried, desk))))


def overseers_found(contact: Contact, found: OverseersFound) -> Decision:
    """Tell coordinators and adviser at once that help was asked for and nobody came."""
    texts = (TextMentor(mentor=it, what="help_unanswered") for it in found.mentors)
    return Decision(contact.will(*texts))


def pressed(contact: Contact, leg: Leg, event: LegPressed, now: datetime) -> Decision:
    """A key of somebody who was asked to come in; no key at all is a pass."""
    talking = contact.state
    if not isinstance(talking, Talking) or not (leg.is_hopeful or leg.phase == "lost"):
        return Decision(contact)
    if event.key == "1":
        return said_yes(contact, talking, leg, event.call, now)
    outcome = legs.REFUSALS.get(event.key)
    if outcome is None:
        return Decision(contact)
    declined = legs.refused(contact, leg, outcome, now)
    if outcome == "stepped_aside" and leg.mentor:
        declined = replace(declined, refused=(*declined.refused, leg.mentor))
    return climb(declined, now)


def said_yes(
    contact: Contact, talking: Talking, leg: Leg, call: CallSid, now: datetime
) -> Decision:
    """Somebody comes: everybody else who is rung for it is let go. A desk is connected as it is."""
    seeking = talking.company
    if not isinstance(seeking, Seeking):
        return Decision(contact)
    won = legs.joined(contact, leg, call, now)
    for other in contact.legs:
        if other.part == "guest" and other.id != leg.id and _may_yet_answer(other):
            won = legs.stop(won, other, "stopped", now)
    known = won.leg(leg.id) or leg
    at_once = leg.desk is not None or seeking.told
    won = room.enter(won, known) if at_once else room.stand(won, known, "waiting")
    return Decision(_let_in(_with(won, talking, Arriving(leg.id, seeking)), now))


def student_told(contact: Contact, now: datetime) -> Contact:
    """The student has heard who is to join, and has not said no."""
    match contact.state:
        case Talking(company=Seeking() as seeking) as talking:
            return _with(contact, talking, replace(seeking, told=True))
        case Talking(company=Arriving(seeking=seeking) as arriving) as talking:
            knows = replace(arriving, seeking=replace(seeking, told=True))
            return _let_in(_with(contact, talking, knows), now)
        case _:
            return contact


def declined(contact: Contact, now: datetime) -> Contact:
    """The student would rather not: nobody is rung any more, and nobody joins."""
    talking = contact.state
    if not isinstance(talking, Talking):
        return contact
    if not isinstance(talking.company, Seeking | Arriving):
        return contact
    alone = _with(_let_go(contact, talking.company, now), talking, Alone("declined"))
    return alone.tell(now, "help_declined")


def called_off(contact: Contact, talking: Talking, now: datetime) -> Contact:
    """The mentor needs nobody any more."""
    alone = _with(_let_go(contact, talking.company, now), talking, Alone())
    return alone.tell(now, "help_called_off")


def gone(contact: Contact, talking: Talking, leg: Leg, now: datetime) -> Decision:
    """A guest's phone is down: the two others go on, or the search for somebody does."""
    match talking.company:
        case Present(leg=present) if present == leg.id:
            left = _with(room.recall(contact, leg), talking, Alone("left"))
            return Decision(left.tell(now, "guest_left", mentor=leg.mentor, desk=leg.desk))
        case Arriving(leg=arriving, seeking=seeking) if arriving == leg.id:
            again = _with(room.recall(contact, leg), talking, seeking)
            return climb(again.tell(now, "guest_left", mentor=leg.mentor, desk=leg.desk), now)
        case _:
            return climb(contact, now)


def _let_in(contact: Contact, now: datetime) -> Contact:
    """Send whoever has said yes into the conference once the student knows."""
    talking = contact.state
    if not isinstance(talking, Talking) or not isinstance(talking.company, Arriving):
        return contact
    arriving = talking.company
    leg = contact.leg(arriving.leg)
    if leg is None or not arriving.seeking.told:
        return contact
    present = Present(leg=leg.id, purpose=arriving.seeking.purpose)
    joined = _asked_about(_with(contact, talking, present), talking)
    return joined.tell(now, "guest_joined", mentor=leg.mentor, desk=leg.desk)


def _let_go(contact: Contact, company: Company, now: datetime) -> Contact:
    """Stop every phone that is rung for the talk; whoever waits to come in hears why not."""
    for leg in contact.legs:
        if leg.part == "guest" and _may_yet_answer(leg):
            contact = legs.stop(contact, leg, "stopped", now)
    coming = contact.leg(company.leg) if isinstance(company, Arriving) else None
    if coming is None:
        return contact
    return (
        legs.stop(contact, coming, "stopped", now)
        if coming.desk
        else legs.leaving(contact, coming, now)
    )


def _may_yet_answer(leg: Leg) -> bool:
    return leg.is_hopeful or leg.phase == "lost"


def _next_rung(contact: Contact, talking: Talking, seeking: Seeking, now: datetime) -> Decision:
    index = seeking.rungs[0]
    rung_here = any(
        leg.part == "guest" and leg.rung == index and leg.asked_at >= seeking.since
        for leg in contact.legs
    )
    missed = index if rung_here else seeking.missed
    on = replace(seeking, rungs=seeking.rungs[1:], exhausted=False, missed=missed)
    return climb(_with(contact, talking, on), now)


def _nobody_came(contact: Contact, talking: Talking, seeking: Seeking, now: datetime) -> Decision:
    if hopefuls(contact):
        return Decision(contact)
    alone = _asked_about(_with(contact, talking, Alone("nobody")), talking)
    return Decision(alone.tell(now, "help_unanswered", detail=seeking.purpose), SeekOverseers())


def _asked_about(contact: Contact, talking: Talking) -> Contact:
    """Have the mentor asked afterwards what became of it."""
    leg = contact.leg(talking.leg)
    if leg is None or leg.mentor is None or leg.mentor in contact.helped:
        return contact
    return replace(contact, helped=(*contact.helped, leg.mentor))


def _with(contact: Contact, talking: Talking, company: Company) -> Contact:
    return replace(contact, state=replace(talking, company=company))

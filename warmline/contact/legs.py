"""What can become of one mentor's phone; each function returns the contact after it."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact.actions import Dismiss, Ring, StopRinging
from warmline.contact.events import Candidate, LegEnd
from warmline.contact.phones import Leg, Outcome, Part
from warmline.contact.state import Contact
from warmline.ids import CallSid, DeskId, LegId, MentorId
from warmline.ladder import ANSWER_SECONDS

PLACING = timedelta(seconds=10)  # a ring that has not begun by then is given up
GRACE = timedelta(seconds=3)  # the carrier ends the ring itself; this long we wait for its word
SETTLING = timedelta(seconds=15)  # a leg being ended is over by then, word or no word

REFUSALS: dict[str, Outcome] = {"2": "passed", "3": "stepped_aside", "": "no_key"}
_OUTCOMES: dict[LegEnd, Outcome] = {
    "busy": "busy",
    "no_answer": "no_answer",
    "failed": "failed",
    "canceled": "stopped",
    "completed": "no_key",
}


def ask(
    contact: Contact,
    candidate: Candidate,
    rung: int,
    seconds: int,
    now: datetime,
    *,
    part: Part = "mentor",
) -> Contact:
    """Ring one more mentor."""
    leg = _leg(contact, candidate.mentor, rung, seconds, now)
    return _asked(contact, replace(leg, shift=candidate.shift, part=part), now)


def ask_desk(contact: Contact, desk: DeskId, rung: int, seconds: int, now: datetime) -> Contact:
    """Call a desk into the conference."""
    leg = _leg(contact, None, rung, seconds, now)
    return _asked(contact, replace(leg, desk=desk, part="guest"), now)


def _leg(contact: Contact, mentor: MentorId | None, rung: int, seconds: int, now: datetime) -> Leg:
    return Leg(
        id=LegId(contact.next_number),
        mentor=mentor,
        shift="",
        rung=rung,
        phase="asked",
        asked_at=now,
        until=now + PLACING,
        ring_seconds=seconds,
    )


def _asked(contact: Contact, leg: Leg, now: datetime) -> Contact:
    grown = replace(contact.with_leg(leg), next_number=contact.next_number + 1)
    return grown.will(Ring(leg=leg.id)).tell(now, "asked", mentor=leg.mentor, desk=leg.desk)


def rang(contact: Contact, leg: Leg, call: CallSid, now: datetime) -> Contact:
    """The carrier has the ring: from here the ring time counts."""
    if leg.phase not in {"asked", "lost"}:
        return contact.with_leg(replace(leg, call=leg.call or call))
    until = now + timedelta(seconds=leg.ring_seconds) + GRACE
    return contact.with_leg(replace(leg, phase="ringing", call=call, until=until))


def paced(contact: Contact, leg: Leg, slot: datetime) -> Contact:
    """The ring waits for its place in the outgoing pace."""
    return contact.with_leg(replace(leg, until=slot + PLACING)) if leg.phase == "asked" else contact


def answered(contact: Contact, leg: Leg, call: CallSid, now: datetime) -> Contact:
    """Somebody picked up and is asked to press 1; a lost leg that answers is found again."""
    if leg.phase not in {"asked", "ringing", "lost"}:
        return contact
    until = now + timedelta(seconds=ANSWER_SECONDS)
    found = replace(
        leg, phase="answered", call=leg.call or call, answered_at=now, until=until, outcome=None
    )
    return (
        contact.without(Ring, leg=leg.id)
        .with_leg(found)
        .tell(now, "picked_up", mentor=leg.mentor, desk=leg.desk)
    )


def joined(contact: Contact, leg: Leg, call: CallSid, now: datetime) -> Contact:
    """The mentor pressed 1."""
    won = replace(
        leg,
        phase="joined",
        call=leg.call or call,
        answered_at=leg.answered_at or now,
        until=None,
        outcome="accepted",
    )
    return (
        contact.without(Ring, leg=leg.id)
        .with_leg(won)
        .tell(now, "accepted", mentor=leg.mentor, desk=leg.desk)
    )


def refused(contact: Contact, leg: Leg, outcome: Outcome, now: datetime) -> Contact:
    """The mentor will not take it; their phone hangs up by itself after a word of thanks."""
    going = replace(leg, phase="stopping", outcome=outcome, until=now + SETTLING)
    return contact.with_leg(going).tell(now, outcome, mentor=leg.mentor, desk=leg.desk)


def leaving(contact: Contact, leg: Leg, now: datetime) -> Contact:
    """The mentor's own key ends their part; their phone hangs up by itself after our word."""
    return contact.with_leg(replace(leg, phase="stopping", until=now + SETTLING))


def stop(contact: Contact, leg: Leg, outcome: Outcome, now: datetime) -> Contact:
    """End a leg that is no longer wanted; one that never began is simply struck out."""
    ring = next(
        (it for it in contact.pending if isinstance(it.action, Ring) and it.action.leg == leg.id),
        None,
    )
    if leg.phase == "asked" and ring is not None and ring.started_at is None:
        return over(contact.without(Ring, leg=leg.id), leg, outcome, now)
    going = replace(leg, phase="stopping", outcome=outcome, until=now + SETTLING)
    return (
        contact.with_leg(going)
        .will(StopRinging(leg=leg.id))
        .tell(now, outcome, mentor=leg.mentor, desk=leg.desk)
    )


def stop_hopeful(contact: Contact, now: datetime, *, but: LegId | None = None) -> Contact:
    """End every leg that may still be answered."""
    for leg in contact.legs:
        if leg.id != but and (leg.is_hopeful or leg.phase == "lost"):
            contact = stop(contact, leg, "stopped", now)
    return contact


def dismiss(contact: Contact, leg: Leg, now: datetime) -> Contact:
    """Take a mentor out of the conference kindly."""
    return contact.with_leg(replace(leg, until=now + SETTLING)).will(Dismiss(leg=leg.id))


def release_all(contact: Contact, now: datetime) -> Contact:
    """Let every phone go: those that may still be answered, and a mentor in the conference."""
    contact = stop_hopeful(contact, now)
    for leg in contact.legs:
        if leg.phase == "joined":
            contact = dismiss(contact, leg, now)
    return contact


def over(contact: Contact, leg: Leg, outcome: Outcome, now: datetime) -> Contact:
    """The phone is down."""
    done = replace(leg, phase="over", outcome=leg.outcome or outcome, ended_at=now, until=None)
    told = contact.without(Ring, StopRinging, Dismiss, leg=leg.id).with_leg(done)
    return told if leg.outcome else told.tell(now, outcome, mentor=leg.mentor, desk=leg.desk)


def ended(contact: Contact, leg: Leg, how: LegEnd, now: datetime) -> Contact:
    """The carrier says that the phone is down, and how."""
    return over(contact, leg, _OUTCOMES[how], now)


def lost(contact: Contact, leg: Leg, now: datetime) -> Contact:
    """The ring may or may not have begun: go on, but ring this mentor for nobody else yet."""
    gone = replace(
        leg,
        phase="lost",
        outcome="lost",
        until=now + timedelta(seconds=leg.ring_seconds) + GRACE,
    )
    return contact.with_leg(gone).tell(now, "lost", mentor=leg.mentor, desk=leg.desk)

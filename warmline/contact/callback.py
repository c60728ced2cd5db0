"""A student asked to be called back, or left a message: it has an owner until it is done."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact import legs, reaching, room
from warmline.contact.actions import (
    DeleteRecording,
    Dismiss,
    RingStudent,
    StopStudent,
    TextMentor,
)
from warmline.contact.decision import Decision
from warmline.contact.endings import finish
from warmline.contact.events import (
    CallbackGiven,
    CallbackPassed,
    CallbackTaken,
    Candidate,
    MessageLeft,
    OwnerFound,
    SeekOwner,
    StudentRung,
    StudentUnreached,
)
from warmline.contact.moments import CallbackWanted, CallingBack, Reaching, Recording, Talking
from warmline.contact.phones import Leg
from warmline.contact.state import Contact
from warmline.ids import CallSid, MentorId, Sealed

OWNED = timedelta(minutes=10)  # how long an owner has before the next mentor is asked
OWNED_AGAIN = timedelta(hours=2)  # and when it is their second time: nobody is texted all night
UNOWNED = timedelta(minutes=30)  # when the coordinators hear of it
KEPT = timedelta(hours=48)
TRIES = 3
RING_SECONDS = 25
CHECK = timedelta(minutes=1)


def wanted(contact: Contact, number: Sealed | None, now: datetime) -> Decision:
    """Keep the request; without a number there is nothing to call."""
    if number is None:
        return Decision(contact.student_at("no_number"))
    asked = replace(
        legs.stop_hopeful(contact, now),
        state=CallbackWanted(since=now, asked_at=now),
        student=replace(contact.student, number=number, at="goodbye"),
    )
    return Decision(asked.tell(now, "callback_asked"), SeekOwner(without=frozenset()))


def message_kept(contact: Contact, event: MessageLeft, now: datetime) -> Decision:
    """Keep the message until a mentor has heard it."""
    recording = Recording(sid=event.sid or "", seconds=event.seconds, token=event.token)
    kept = replace(
        contact,
        state=CallbackWanted(since=now, asked_at=now, recording=recording),
        student=replace(contact.student, number=event.number),
    )
    return Decision(kept.tell(now, "message_left"), SeekOwner(without=frozenset()))


def owner_found(contact: Contact, found: OwnerFound, now: datetime) -> Decision:
    """Text the next mentor; tell the coordinators once if it has waited long."""
    want = contact.state
    if not isinstance(want, CallbackWanted):
        return Decision(contact)
    if want.owner is None or now >= _owner_ends(want):
        contact = _offered(contact, want, found.mentor, now)
    return Decision(_coordinators_told(contact, found, now))


def _offered(
    contact: Contact, want: CallbackWanted, mentor: MentorId | None, now: datetime
) -> Contact:
    """Give it to a mentor; the one who has it already is not texted again."""
    asked = want.asked if mentor is None else (*want.asked, mentor)
    given = replace(want, owner=mentor or want.owner, asked=asked, asked_at=now)
    contact = replace(contact, state=given)
    if mentor is None or mentor == want.owner:
        return contact
    offer = TextMentor(mentor=mentor, what="message" if want.recording else "callback")
    return contact.will(offer).tell(now, "callback_offered", mentor=mentor)


def _coordinators_told(contact: Contact, found: OwnerFound, now: datetime) -> Contact:
    """Tell the coordinators, once, of a callback that nobody has tried for too long."""
    want = contact.state
    if not isinstance(want, CallbackWanted) or want.coordinator_told or now < want.since + UNOWNED:
        return contact
    told = replace(contact, state=replace(want, coordinator_told=True))
    if want.tries:
        return told
    texts = (TextMentor(mentor=it, what="callback_unowned") for it in found.coordinators)
    return told.will(*texts)


def owned_until(want: CallbackWanted) -> datetime:
    """Return when to look at it again: the owner's time is up, or the coordinators must hear."""
    ends = _owner_ends(want)
    return ends if want.coordinator_told else min(ends, want.since + UNOWNED)


def _owner_ends(want: CallbackWanted) -> datetime:
    """Return when the present owner's time is up, or when to look for a first one."""
    again = want.owner is not None and want.asked.count(want.owner) > 1
    return want.asked_at + (OWNED_AGAIN if again else OWNED)


def overdue(contact: Contact, want: CallbackWanted, now: datetime) -> Decision:
    """Ask the next mentor; give up after two days, for the coordinator to see."""
    if now >= want.since + KEPT:
        return finish(contact, "callback_unmet", now)
    return Decision(contact, SeekOwner(without=frozenset(want.asked)))


def taken(contact: Contact, event: CallbackTaken, now: datetime) -> Decision:
    """The owner texted CALL: ring them first."""
    want = contact.state
    if not isinstance(want, CallbackWanted) or want.owner != event.mentor:
        return Decision(contact)
    if event.mentor in contact.holders:  # their phone is still up from the last try
        return Decision(contact)
    candidate = Candidate(mentor=event.mentor, shift="callback")
    asked = legs.ask(contact, candidate, -1, RING_SECONDS, now)
    calling = CallingBack(wanted=want, leg=asked.legs[-1].id, since=now)
    return Decision(replace(asked, state=calling))


def given(contact: Contact, event: CallbackGiven, now: datetime) -> Decision:
    """A coordinator gave it to somebody, whoever had it: they are texted."""
    want = contact.state
    if not isinstance(want, CallbackWanted) or want.owner == event.mentor:
        return Decision(contact)
    return Decision(_offered(contact, replace(want, owner=None), event.mentor, now))


def passed(contact: Contact, event: CallbackPassed, now: datetime) -> Decision:
    """The owner texted PASS: it goes to the next, and never back to them."""
    want = contact.state
    if not isinstance(want, CallbackWanted) or want.owner != event.mentor:
        return Decision(contact)
    told = replace(
        contact, state=replace(want, owner=None), refused=(*contact.refused, event.mentor)
    )
    without: frozenset[MentorId] = frozenset(want.asked)
    return Decision(told.tell(now, "callback_passed", mentor=event.mentor), SeekOwner(without))


def owner_withdrawn(contact: Contact) -> Decision:
    """The owner may no longer be rung: the request goes to the next."""
    want = contact.state
    if not isinstance(want, CallbackWanted):
        return Decision(contact)
    told = replace(contact, state=replace(want, owner=None))
    return Decision(told, SeekOwner(without=frozenset(want.asked)))


def mentor_accepted(contact: Contact, leg: Leg, call: CallSid, now: datetime) -> Decision:
    """The owner pressed 1: the message is played to them, or the student is rung at once."""
    calling = contact.state
    if not isinstance(calling, CallingBack):
        return Decision(contact)
    if leg.phase == "joined":
        known = contact.student.number is not None
        return ring_student(contact, now) if known else Decision(contact)
    joined = legs.joined(contact, leg, call, now)
    return Decision(joined) if calling.wanted.recording else ring_student(joined, now)


def ring_student(contact: Contact, now: datetime) -> Decision:
    """Ring the student's phone, once."""
    calling = contact.state
    if not isinstance(calling, CallingBack) or calling.student_asked_at:
        return Decision(contact)
    leg = contact.leg(calling.leg)
    ringing = replace(
        room.enter(contact, leg) if leg else contact,
        state=replace(calling, student_asked_at=now),
        student=replace(contact.student, call=None, up=False, at="callback"),
    )
    return Decision(ringing.will(RingStudent()).tell(now, "student_asked"))


def message_done(contact: Contact, now: datetime) -> Decision:
    """The owner has heard the message and wants no call: it is deleted, and they hear so."""
    calling = contact.state
    leg = contact.leg(calling.leg) if isinstance(calling, CallingBack) else None
    return finish(legs.leaving(contact, leg, now) if leg else contact, "message", now)


def student_rung(contact: Contact, event: StudentRung) -> Decision:
    """The student's phone rings for the callback."""
    if not isinstance(contact.state, CallingBack | Reaching):
        return Decision(contact)
    student = replace(contact.student, call=event.call, up=True)
    return Decision(replace(contact, student=student))


def student_joined(contact: Contact, now: datetime) -> Decision:
    """The student pressed 1 on the callback: both are in the conference."""
    calling = contact.state
    if not isinstance(calling, CallingBack):
        return Decision(contact)
    leg = contact.leg(calling.leg)
    if leg is None or leg.phase != "joined":
        return student_unreached(contact.student_at("goodbye"), now)
    if calling.wanted.recording:
        contact = contact.will(DeleteRecording(sid=calling.wanted.recording.sid))
    talking = Talking(leg=calling.leg, since=now, check_at=now + CHECK, met=True)
    met = replace(
        contact.student_at("holding"),
        state=talking,
        called_back=True,
        answered_by=leg.mentor,
        first_answer_at=contact.first_answer_at or now,
    )
    return Decision(met.tell(now, "talking", mentor=leg.mentor))


def student_did_not_answer(contact: Contact, event: StudentUnreached, now: datetime) -> Decision:
    """The carrier could not reach the student; only the present ring counts."""
    if event.call is not None and contact.student.call not in {None, event.call}:
        return Decision(contact)
    return nobody_picked_up(contact, now)


def nobody_picked_up(contact: Contact, now: datetime) -> Decision:
    """The student's phone was not answered, or nobody pressed 1 on it."""
    if isinstance(contact.state, Reaching):
        return reaching.student_unreached(contact, now)
    return student_unreached(contact, now)


def student_unreached(contact: Contact, now: datetime) -> Decision:
    """Tell the mentor; the request stays theirs to try again, three times in all."""
    calling = contact.state
    if not isinstance(calling, CallingBack):
        return Decision(contact)
    want = replace(calling.wanted, tries=calling.wanted.tries + 1, asked_at=now)
    back = replace(contact, state=want, student=replace(contact.student, up=False))
    back = back.without(RingStudent).tell(now, "student_unreached")
    if want.tries >= TRIES or contact.beside:
        return finish(back, "callback_unmet", now)
    return Decision(legs.release_all(back, now))


def owner_is_gone(contact: Contact) -> bool:
    """Say whether the phone of the owner who is calling back can no longer be talked to."""
    if not isinstance(contact.state, CallingBack):
        return False
    leg = contact.leg(contact.state.leg)
    return leg is None or not (leg.is_hopeful or leg.phase == "joined")


def mentor_left(contact: Contact, now: datetime) -> Decision:
    """The owner's phone is down before the student came: the request waits on."""
    calling = contact.state
    if not isinstance(calling, CallingBack):
        return Decision(contact)
    back = replace(contact, state=replace(calling.wanted, asked_at=now)).without(
        RingStudent, Dismiss
    )
    if calling.student_asked_at:
        back = back.will(StopStudent())
    if contact.beside:
        return finish(back, "callback_unmet", now)
    return Decision(back.tell(now, "callback_dropped"))

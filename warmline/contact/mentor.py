"""What a mentor's leg brings about: picking up, pressing keys, being busy, leaving."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from warmline.contact import callback, legs
from warmline.contact.actions import MoveStudent
from warmline.contact.climbing import climb
from warmline.contact.decision import Decision
from warmline.contact.events import LegAnswered, LegEnded, LegPressed, RingFailed
from warmline.contact.state import CallingBack, Contact, Leg, Outcome, Parted, Talking, Waiting
from warmline.ids import LegId

COMES_BY_ITSELF = timedelta(seconds=3)  # a conference that ended sends the student back to us
_REFUSALS: dict[str, Outcome] = {"2": "passed", "3": "stepped_aside", "": "no_key"}


def answered(contact: Contact, event: LegAnswered, now: datetime) -> Decision:
    """Somebody picked up."""
    leg = contact.leg(event.leg)
    if leg is None or not isinstance(contact.state, Waiting | CallingBack):
        return Decision(contact)
    return Decision(legs.answered(contact, leg, event.call, now))


def pressed(contact: Contact, event: LegPressed, now: datetime) -> Decision:
    """A key on a mentor's phone; no key at all (an empty one) is a pass."""
    leg = contact.leg(event.leg)
    if leg is None or not _is_asked(contact, leg):
        return Decision(contact)
    if isinstance(contact.state, CallingBack):
        return _pressed_for_callback(contact, leg, event, now)
    if event.key == "1" and isinstance(contact.state, Waiting):
        return Decision(_accepted(contact, leg, event, now))
    outcome = _REFUSALS.get(event.key)
    if outcome is None or leg.phase == "joined":
        return Decision(contact)
    declined = legs.refused(contact, leg, outcome, now)
    if outcome == "stepped_aside":
        declined = replace(declined, refused=(*declined.refused, leg.mentor))
    return climb(declined, now)


def ended(contact: Contact, event: LegEnded, now: datetime) -> Decision:
    """A mentor's phone is down; late and doubled words about it change nothing."""
    leg = contact.leg(event.leg)
    if leg is None or leg.phase == "over" or leg.call not in {None, event.call}:
        return Decision(contact)
    down = legs.ended(contact, leg, event.how, now)
    match contact.state:
        case Talking(leg=talking, met=True) if talking == leg.id:
            return Decision(_parted(down, leg, now))
        case Talking(leg=talking) as missed if talking == leg.id:
            return _missed(down, missed, leg, now)
        case CallingBack(leg=calling) if calling == leg.id:
            return callback.mentor_left(down, now)
        case _:
            return climb(down, now)


def ring_failed(contact: Contact, event: RingFailed, now: datetime) -> Decision:
    """The ring could not be started: somebody else is tried at once."""
    leg = contact.leg(event.leg)
    if leg is None or leg.phase not in {"asked", "stopping"}:
        return Decision(contact)
    if event.happened is None and leg.phase == "asked":
        gone = legs.lost(contact, leg, now)
    else:
        gone = legs.over(contact, leg, "failed", now)
    if callback.owner_is_gone(gone):
        return callback.mentor_left(gone, now)
    return climb(gone, now)


def stopped(contact: Contact, leg_id: LegId, now: datetime) -> Decision:
    """The carrier has ended a leg that we asked it to end."""
    leg = contact.leg(leg_id)
    if leg is None or leg.phase in {"over", "joined"}:
        return Decision(contact)
    down = legs.over(contact, leg, "stopped", now)
    if callback.owner_is_gone(down):
        return callback.mentor_left(down, now)
    return climb(down, now)


def _is_asked(contact: Contact, leg: Leg) -> bool:
    if isinstance(contact.state, CallingBack):
        return leg.id == contact.state.leg and leg.phase in {"answered", "joined"}
    return leg.is_hopeful or leg.phase == "lost"


def _accepted(contact: Contact, leg: Leg, event: LegPressed, now: datetime) -> Contact:
    won = legs.joined(contact, leg, event.call, now)
    won = legs.stop_hopeful(won, now, but=leg.id)
    waiting = contact.state
    talking = Talking(
        leg=leg.id,
        since=now,
        check_at=now + callback.CHECK,
        waited_since=waiting.since if isinstance(waiting, Waiting) else None,
        met=contact.student.at == "holding",
    )
    return replace(
        won,
        state=talking,
        answered_by=leg.mentor,
        first_answer_at=contact.first_answer_at or now,
    )


def _missed(contact: Contact, talking: Talking, leg: Leg, now: datetime) -> Decision:
    """The mentor went before the student came: the wait goes on as if nobody had answered."""
    waiting = Waiting(since=talking.waited_since or now, prefer=leg.mentor)
    first = contact.first_answer_at
    again = replace(
        contact,
        state=waiting,
        answered_by=None,
        first_answer_at=None if first == talking.since else first,
    )
    return climb(again.tell(now, "mentor_left", mentor=leg.mentor), now)


def _parted(contact: Contact, leg: Leg, now: datetime) -> Contact:
    apart = replace(contact, state=Parted(leg=leg.id, since=now))
    if leg.mentor not in contact.wrap_ups and not contact.beside:
        apart = replace(apart, wrap_ups=(*apart.wrap_ups, leg.mentor))
    if contact.student.at == "holding":
        apart = apart.without(MoveStudent).will_at(now + COMES_BY_ITSELF, MoveStudent())
    return apart.tell(now, "mentor_left", mentor=leg.mentor)


def _pressed_for_callback(contact: Contact, leg: Leg, event: LegPressed, now: datetime) -> Decision:
    if event.key == "1":
        return callback.mentor_accepted(contact, leg, event.call, now)
    if leg.phase == "joined":
        return callback.message_done(contact, now) if event.key == "2" else Decision(contact)
    if event.key not in {"2", ""}:
        return Decision(contact)
    return callback.mentor_left(legs.refused(contact, leg, _REFUSALS[event.key], now), now)

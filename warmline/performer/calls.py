"""Everything that a call needs done besides ringing and texting: legs ended or moved, a look."""

import logging
from collections.abc import Callable
from datetime import timedelta

from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier
from warmline.contact import Contact, actions
from warmline.contact import events as ev
from warmline.contact.actions import Pending
from warmline.contact.phones import Leg
from warmline.conversation.actions import (
    DeleteText,
    Redact,
    TellAdvisers,
    TellByVoice,
    TellCoordinators,
)
from warmline.errors import CarrierError, WarmlineError
from warmline.ids import CallSid, LegId
from warmline.performer.call_texts import CallTexts
from warmline.performer.hands import Hands
from warmline.performer.questions import Questions
from warmline.performer.rings import Rings
from warmline.privacy import Vault
from warmline.switchboard import Switchboard

log = logging.getLogger(__name__)
Notify = Callable[[Contact, Pending], None]


class Calls(Hands[Contact, ev.Event]):
    """Performs the actions of calls; ``notify`` tells others than those who are in them."""

    board: Switchboard

    def __init__(
        self,
        board: Switchboard,
        carrier: Carrier,
        vault: Vault,
        addresses: Addresses,
        *,
        calls_per_second: float,
        notify: Notify,
    ) -> None:
        super().__init__(board, carrier, vault, addresses)
        self._rings = Rings(board, carrier, vault, addresses, calls_per_second=calls_per_second)
        self._questions = Questions(board, carrier, vault, addresses, pace=calls_per_second)
        self._texts = CallTexts(board, carrier, vault, addresses)
        self._notify = notify

    def perform(self, contact: Contact, pending: Pending) -> None:
        """Perform one action."""
        match pending.action:
            case actions.Ring(leg=leg_id):
                self._rings.ring(contact, pending, contact.leg(leg_id))
            case actions.RingStudent():
                self._rings.ring_student(contact, pending)
            case actions.RingForDrill() as what:
                self._questions.drill(contact, pending, what)
            case actions.RingForAssent() as what:
                self._questions.assent(contact, pending, what)
            case actions.StopRinging(leg=leg_id):
                self._stop(contact, pending, contact.leg(leg_id))
            case actions.Dismiss(leg=leg_id):
                self._dismiss(contact, pending, contact.leg(leg_id))
            case actions.MoveStudent():
                self._move_student(contact, pending)
            case actions.StopStudent():
                self._stop_student(contact, pending)
            case actions.InviteListener():
                self._invite_listener(contact, pending)
            case actions.LookForStudent():
                self._look_for_student(contact, pending)
            case actions.LookForLeg(leg=leg_id):
                self._look_for_leg(contact, pending, contact.leg(leg_id))
            case _:
                self._beside(contact, pending)

    def _beside(self, contact: Contact, pending: Pending) -> None:
        """Perform what moves no phone of the call: texts, notices, what is kept at the carrier."""
        match pending.action:
            case actions.DeleteRecording(sid=sid):
                self.simply(contact, pending, lambda: self.carrier.delete_recording(sid))
            case Redact() | DeleteText() as what:
                self.simply(contact, pending, lambda: self._empty(what))
            case actions.TellConversation() | TellByVoice() | TellCoordinators() | TellAdvisers():
                self.simply(contact, pending, lambda: self._notify(contact, pending))
            case _:
                self._texts.send(contact, pending)

    def _empty(self, what: Redact | DeleteText) -> None:
        if isinstance(what, Redact):
            self.carrier.redact(what.sid)
        else:
            self.carrier.delete_text(what.sid)

    def _stop(self, contact: Contact, pending: Pending, leg: Leg | None) -> None:
        if leg is None or leg.phase == "over":
            self.strike(contact, pending)
            return
        if leg.call is None and _is_placing(contact, leg.id):
            self.later(contact, pending, self.board.now() + timedelta(seconds=1))
            return
        call = leg.call or self._lost_call(contact, leg)
        if call is None:
            self.strike(contact, pending, ev.LegStopped(leg.id))
            return
        # A leg that the carrier refuses to end is down already: we only never heard of its end.
        over = ev.LegStopped(leg.id)
        self.simply(contact, pending, lambda: self.carrier.end(call), over, gone=over)

    def _lost_call(self, contact: Contact, leg: Leg) -> CallSid | None:
        phone = self._rings.phone_of(contact, leg)
        if phone is None:
            return None
        try:
            return self.carrier.find_ring(phone, self.board.caller_id(contact))
        except CarrierError:
            return None

    def _dismiss(self, contact: Contact, pending: Pending, leg: Leg | None) -> None:
        if leg is None or leg.call is None or leg.phase == "over":
            self.strike(contact, pending)
            return
        call, url = leg.call, self.to.leg(contact.id, leg.id, "next")
        self.simply(
            contact,
            pending,
            lambda: self.carrier.move(call, url),
            gone=ev.LegEnded(leg.id, "completed", call),
        )

    def _move_student(self, contact: Contact, pending: Pending) -> None:
        student = contact.student
        if student.call is None or not student.up or student.at not in {"holding", "desk"}:
            self.strike(contact, pending)
            return
        call, url = student.call, self.to.student(contact.id, "next?from=moved")
        self.simply(
            contact,
            pending,
            lambda: self.carrier.move(call, url),
            gone=ev.StudentLeft(call),
        )

    def _invite_listener(self, contact: Contact, pending: Pending) -> None:
        """Whatever goes wrong with somebody who only listens never holds the call up."""
        try:
            self.strike(contact, pending, ev.ListenerWanted())
        except WarmlineError as exc:
            log.warning("nobody listens in", extra={"contact": contact.id, "why": str(exc)})
            self.strike(contact, pending)

    def _stop_student(self, contact: Contact, pending: Pending) -> None:
        call = contact.student.call
        if call is None:
            self.strike(contact, pending)
            return
        self.simply(contact, pending, lambda: self.carrier.end(call))

    def _look_for_student(self, contact: Contact, pending: Pending) -> None:
        call = contact.student.call
        if call is None or not contact.student.up:
            self.strike(contact, pending)
            return
        up = self._ask(call)
        self.strike(contact, pending, *([ev.StudentLooked(call, up)] if up is not None else []))

    def _look_for_leg(self, contact: Contact, pending: Pending, leg: Leg | None) -> None:
        up = self._ask(leg.call) if leg and leg.call else None
        event = [ev.LegLooked(leg.id, up)] if leg and up is not None else []
        self.strike(contact, pending, *event)

    def _ask(self, call: CallSid) -> bool | None:
        try:
            return self.carrier.is_up(call)
        except CarrierError as exc:
            return False if exc.permanent and exc.code == 20404 else None


def _is_placing(contact: Contact, leg: LegId) -> bool:
    return any(
        isinstance(it.action, actions.Ring) and it.action.leg == leg for it in contact.pending
    )

"""Everything that a call needs done besides ringing: legs ended or moved, texts, a look around."""

import logging
from collections.abc import Callable
from datetime import timedelta

from warmline import wording
from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier
from warmline.contact import Contact, actions
from warmline.contact import events as ev
from warmline.contact.actions import Pending
from warmline.contact.phones import Leg
from warmline.conversation.actions import (
    Answer,
    DeleteText,
    Redact,
    TellAdvisers,
    TellByVoice,
    TellCoordinators,
    TextCode,
)
from warmline.errors import CarrierError, WarmlineError
from warmline.ids import CallSid, LegId
from warmline.line import Line
from warmline.performer.hands import Hands
from warmline.performer.questions import Questions
from warmline.performer.rings import Rings
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.roster import Mentor
from warmline.switchboard import Switchboard

log = logging.getLogger(__name__)
DELIVERED = timedelta(minutes=2)  # by then a text may be emptied at the carrier
_OWED = frozenset({"wrap_up", "help_outcome"})  # what a mentor replies next may be the answer
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
        self._notify = notify

    def perform(self, contact: Contact, pending: Pending) -> None:
        """Perform one action."""
        match pending.action:
            case actions.Ring(leg=leg_id):
                self._rings.ring(contact, pending, contact.leg(leg_id))
            case actions.RingStudent():
                self._rings.ring_student(contact, pending)
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
            case (
                actions.TextMentor()
                | actions.TextStudent()
                | actions.Note()
                | actions.PrivateNote()
                | actions.TextNewPhone()
            ):
                self._text(contact, pending)
            case Answer() as answer:
                self._answer(contact, pending, answer)
            case actions.DeleteRecording(sid=sid):
                self.simply(contact, pending, lambda: self.carrier.delete_recording(sid))
            case actions.RingForDrill() as what:
                self._questions.drill(contact, pending, what)
            case actions.RingForAssent() as what:
                self._questions.assent(contact, pending, what)
            case Redact() | DeleteText() as what:
                self.simply(contact, pending, lambda: self._empty(what))
            case (
                actions.TellConversation()
                | TellByVoice()
                | TellCoordinators()
                | TellAdvisers()
                | TextCode()
            ):
                self.simply(contact, pending, lambda: self._notify(contact, pending))
            case _:
                self.strike(contact, pending)

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

    def _text(self, contact: Contact, pending: Pending) -> None:
        found = self._addressee(contact, pending.action)
        if found is None:
            self.strike(contact, pending)
            return
        if isinstance(pending.action, actions.PrivateNote):
            self._private(contact, pending, found)
            return
        to, sender, body = found
        if isinstance(pending.action, actions.TextMentor) and pending.action.what in _OWED:
            self.board.live.owe(contact.campus, pending.action.mentor, contact.id)
        self._send(contact, pending, to, sender, body)

    def _answer(self, contact: Contact, pending: Pending, answer: Answer) -> None:
        numbers = self.roster(contact).all_numbers[contact.line]
        if answer.number >= len(numbers):  # the line has given that number up since
            self.strike(contact, pending)
            return
        to, body = self.vault.open_number(answer.to), self.vault.open(answer.words)
        self._send(contact, pending, to, numbers[answer.number], body)

    def _private(
        self, contact: Contact, pending: Pending, text: tuple[PhoneNumber, PhoneNumber, str]
    ) -> None:
        """Send what is for one person's eyes, and have it emptied at the carrier a little later."""

        def send() -> None:
            began = pending.began_at
            sid = self.sent_before(*text, began) if began is not None else None
            empty = Redact(sid or self.carrier.text(*text))
            self.change(contact, lambda it, now: it.will_at(now + DELIVERED, empty))

        self.simply(contact, pending, send)

    def _send(
        self,
        contact: Contact,
        pending: Pending,
        to: PhoneNumber,
        sender: PhoneNumber,
        body: str,
    ) -> None:
        began = pending.began_at  # an answer that was lost may have been a yes
        if began is not None and self.sent_before(to, sender, body, began):
            self.strike(contact, pending)
            return
        self.simply(contact, pending, lambda: self.carrier.text(to, sender, body))

    def _addressee(
        self, contact: Contact, action: actions.Action
    ) -> tuple[PhoneNumber, PhoneNumber, str] | None:
        """Return to whom, from which number, and what; None when there is nobody to text."""
        roster = self.roster(contact)
        line = roster.lines[contact.line]
        ours = roster.all_numbers[line.slug]
        match action:
            case actions.TextMentor(mentor=mentor_id) | actions.Note(mentor=mentor_id):
                mentor = roster.mentors.get(mentor_id)
                if mentor is None or not mentor.active or not mentor.phone:
                    return None
                phone = self.vault.open_number(mentor.phone)
                if isinstance(action, actions.TextMentor):
                    return phone, ours[0], _mentor_text(action.what, line, mentor)
                return phone, ours[action.number if action.number < len(ours) else 0], action.text
            case actions.PrivateNote() as it:
                note = actions.Note(it.mentor, self.vault.open(it.words), it.number)
                return self._addressee(contact, note)
            case actions.TextStudent() if contact.student.number is not None:
                number = self.vault.open_number(contact.student.number)
                return number, ours[0], wording.card_text(roster.campus)
            case actions.TextNewPhone(to=to, what=what, code=code, left=left):
                digits = self.vault.open(code) if code else ""
                said = wording.new_phone_text(line, what, digits, left)
                return self.vault.open_number(to), ours[0], said
            case _:
                return None


def _is_placing(contact: Contact, leg: LegId) -> bool:
    return any(
        isinstance(it.action, actions.Ring) and it.action.leg == leg for it in contact.pending
    )


def _mentor_text(what: str, line: Line, mentor: Mentor) -> str:
    match what:
        case "certificate":
            return wording.certificate_text(line, mentor.certified_until)
        case "wrap_up":
            return wording.wrap_up_text(line)
        case "help_unanswered":
            return wording.help_unanswered_text(line)
        case "help_outcome":
            return wording.help_outcome_text(line)
        case "callback_unowned":
            return wording.callback_unowned_text(line)
        case _:
            return wording.callback_text(line, recording=what == "message")

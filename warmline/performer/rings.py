"""Rings: each placed once, at its turn in the outgoing pace; a lost one is looked for."""

import logging
from datetime import datetime, timedelta

from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier, Ringing
from warmline.contact import Contact, deadline, step
from warmline.contact import events as ev
from warmline.contact.actions import Pending
from warmline.contact.callback import RING_SECONDS
from warmline.contact.phones import Leg
from warmline.contact.todo import postponed
from warmline.errors import CarrierError
from warmline.ids import CallSid, LegId
from warmline.metrics import RINGS
from warmline.performer.hands import Hands, patience
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.switchboard import Switchboard

EARLY = timedelta(seconds=0.25)  # a ring this close to its place in the pace is not put off
log = logging.getLogger(__name__)


class Rings(Hands[Contact, ev.Event]):
    """Rings mentors and students; ``calls_per_second`` is the carrier's pace for our account."""

    board: Switchboard

    def __init__(
        self,
        board: Switchboard,
        carrier: Carrier,
        vault: Vault,
        addresses: Addresses,
        *,
        calls_per_second: float,
    ) -> None:
        super().__init__(board, carrier, vault, addresses)
        self._calls_per_second = calls_per_second

    def ring(self, contact: Contact, pending: Pending, leg: Leg | None) -> None:
        """Ring a mentor's phone, if it is still wanted."""
        if leg is None or leg.phase != "asked":
            self.strike(contact, pending)
            return
        roster, now = self.board.houses.newest(contact.campus), self.board.now()
        barred = roster.barred(leg, contact.line, now)
        if barred is not None and pending.started_at is None:
            gone = ev.MentorWithdrawn(barred)  # strikes the ring out as well
            self.change(contact, lambda it, at: self.board.advance(it, (gone,), at))
            return
        phone = self.phone_of(contact, leg)
        if phone is None:
            self.strike(contact, pending, ev.RingFailed(leg.id, happened=False))
            return
        ringing = Ringing(
            to=phone,
            caller_id=self.board.caller_id(contact),
            answer_url=self.to.leg(contact.id, leg.id, "screen"),
            status_url=self.to.leg(contact.id, leg.id, "status"),
            seconds=leg.ring_seconds,
        )
        self._place(contact, pending, ringing, leg.id)

    def phone_of(self, contact: Contact, leg: Leg) -> PhoneNumber | None:
        """Return the number of a mentor or desk, if the roster still has them."""
        roster = self.roster(contact)
        if leg.mentor is not None:
            mentor = roster.mentors.get(leg.mentor)
            return self.vault.open_number(mentor.phone) if mentor and mentor.phone else None
        desks = roster.lines[contact.line].desks
        number = next((it.number for it in desks if it.id == leg.desk), None)
        return self.vault.open_number(number) if number else None

    def ring_student(self, contact: Contact, pending: Pending) -> None:
        """Ring the student back."""
        if contact.student.number is None:
            self.strike(contact, pending, ev.StudentUnreached(call=None))
            return
        ringing = Ringing(
            to=self.vault.open_number(contact.student.number),
            caller_id=self.board.caller_id(contact),
            answer_url=self.to.student(contact.id, "answer"),
            status_url=self.to.student(contact.id, "status"),
            seconds=RING_SECONDS,
        )
        self._place(contact, pending, ringing, None)

    def _place(
        self, contact: Contact, pending: Pending, ringing: Ringing, leg: LegId | None
    ) -> None:
        """Start one ring at its place in the pace; one of unknown outcome is looked for first."""
        now = self.board.now()
        if pending.started_at is not None:
            self._find_ring(contact, pending, ringing, leg)
            return
        if not pending.paced:
            slot = self.board.live.pace(contact.campus, self._calls_per_second, now)
            if slot > now + EARLY:
                self._postpone(contact, pending, slot, leg)
                return
        if not self.start(contact, pending):
            return
        try:
            call = self.carrier.ring(ringing)
        except CarrierError as exc:
            RINGS.labels("unknown" if exc.happened is None else "refused").inc()
            self._not_rung(contact, pending, ringing, leg, exc)
            return
        RINGS.labels("placed").inc()
        self.strike(contact, pending, _placed(leg, call))

    def _not_rung(
        self,
        contact: Contact,
        pending: Pending,
        ringing: Ringing,
        leg: LegId | None,
        exc: CarrierError,
    ) -> None:
        log.warning("a ring was not placed", extra={"contact": contact.id, "why": str(exc)})
        again = self.board.now() + patience(pending.tries)
        if exc.happened is None:
            self._find_ring(contact, pending, ringing, leg)
        elif exc.permanent or not _in_time(contact, leg, again):
            self.strike(contact, pending, _failed(leg, happened=False))
        else:
            self.later(contact, pending, again)

    def _find_ring(
        self, contact: Contact, pending: Pending, ringing: Ringing, leg: LegId | None
    ) -> None:
        """Adopt a ring whose answer was lost; never start a second one for the same person."""
        self.board.live.still_performing(contact.id)
        try:
            call = self.carrier.find_ring(ringing.to, ringing.caller_id)
        except CarrierError:
            call = None
        event = _placed(leg, call) if call else _failed(leg, happened=None)
        self.strike(contact, pending, event)

    def _postpone(
        self, contact: Contact, pending: Pending, slot: datetime, leg: LegId | None
    ) -> None:
        def later(it: Contact, now: datetime) -> Contact:
            it = postponed(it, pending.id, slot, paced=True)
            return step(it, ev.RingPaced(leg, slot), now).contact if leg is not None else it

        self.change(contact, later)


def _placed(leg: LegId | None, call: CallSid) -> ev.Event:
    return ev.StudentRung(call) if leg is None else ev.RingPlaced(leg, call)


def _failed(leg: LegId | None, *, happened: bool | None) -> ev.Event:
    return ev.StudentUnreached(None) if leg is None else ev.RingFailed(leg, happened)


def _in_time(contact: Contact, leg_id: LegId | None, again: datetime) -> bool:
    """Say whether there is time for another try before the ring is given up."""
    leg = contact.leg(leg_id) if leg_id is not None else None
    until = leg.until if leg else deadline(contact)
    return until is None or again < until

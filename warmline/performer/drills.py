"""Rings of a drill: placed once, never while the mentor is in a contact, no student behind them."""

from datetime import timedelta

from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier, Ringing
from warmline.contact import Contact
from warmline.contact import events as ev
from warmline.contact.actions import Pending, RingForDrill
from warmline.drill import Heard
from warmline.errors import CarrierError
from warmline.line import wall_clock_of
from warmline.performer.hands import Hands, patience
from warmline.performer.rings import EARLY
from warmline.privacy import Vault
from warmline.roster import may_be_rung
from warmline.switchboard import Switchboard

SECONDS = 25  # how long a phone rings
OCCUPIED = timedelta(minutes=2)  # before a mentor who is in a contact is looked at again
TRIES = 6


class DrillRings(Hands[Contact, ev.Event]):
    """Performs the rings of drills."""

    board: Switchboard

    def __init__(
        self,
        board: Switchboard,
        carrier: Carrier,
        vault: Vault,
        addresses: Addresses,
        *,
        pace: float,
    ) -> None:
        super().__init__(board, carrier, vault, addresses)
        self._calls_per_second = pace

    def ring(self, contact: Contact, pending: Pending, what: RingForDrill) -> None:
        """Ring the phone, unless its owner may not be rung any more or is in a contact now."""
        live, now, roster = self.board.live, self.board.now(), self.roster(contact)
        mentor, line = roster.mentors.get(what.mentor), roster.lines[contact.line]
        today = wall_clock_of(now, line.timezone).date()
        if mentor is None or may_be_rung(mentor, today) is not None:
            self._heard(contact, pending, what, "failed")
            return
        if live.is_occupied(contact.campus, what.mentor):
            live.hear_drill(contact.campus, what.drill, what.mentor, "in_contact")
            if pending.tries < TRIES:
                self.put_off(contact, pending, now + OCCUPIED)
            else:
                self.strike(contact, pending)
            return
        self._place(
            contact,
            pending,
            what,
            Ringing(
                to=self.vault.open_number(mentor.phone),
                caller_id=self.board.caller_id(contact),
                answer_url=self.to.drill(contact.campus, what.drill, what.mentor, "screen"),
                status_url=self.to.drill(contact.campus, what.drill, what.mentor, "status"),
                seconds=SECONDS,
            ),
        )

    def _place(
        self, contact: Contact, pending: Pending, what: RingForDrill, ringing: Ringing
    ) -> None:
        slot = self.board.live.pace(contact.campus, self._calls_per_second, self.board.now())
        if slot > self.board.now() + EARLY:
            self.put_off(contact, pending, slot)
            return
        try:
            if pending.started_at is not None and self.carrier.find_ring(
                ringing.to, ringing.caller_id
            ):
                self.strike(contact, pending)  # its answer was lost: the phone rings already
                return
            if self.start(contact, pending):
                self.carrier.ring(ringing)
                self.strike(contact, pending)
        except CarrierError as exc:
            if exc.permanent or pending.tries + 1 >= TRIES:
                self._heard(contact, pending, what, "failed")
                return
            self.put_off(contact, pending, self.board.now() + patience(pending.tries))

    def _heard(self, contact: Contact, pending: Pending, what: RingForDrill, news: Heard) -> None:
        self.board.live.hear_drill(contact.campus, what.drill, what.mentor, news)
        self.strike(contact, pending)

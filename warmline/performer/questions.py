"""Rings that ask one person a question, no student behind them: a drill's, and for an assent."""

from collections.abc import Callable
from datetime import timedelta

from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier, Ringing
from warmline.contact import Contact
from warmline.contact import events as ev
from warmline.contact.actions import Pending, RingForAssent, RingForDrill
from warmline.drill import Heard
from warmline.errors import CarrierError
from warmline.performer.hands import Hands, patience
from warmline.performer.rings import EARLY
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.switchboard import Switchboard

SECONDS = 25  # how long a phone rings
OCCUPIED = timedelta(minutes=2)  # before a mentor who is in a contact is looked at again
TRIES = 6


class Questions(Hands[Contact, ev.Event]):
    """Performs such rings: each placed once, at its place in the outgoing pace."""

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

    def drill(self, contact: Contact, pending: Pending, what: RingForDrill) -> None:
        """Test a phone, unless its owner may not be rung any more or is in a contact now."""
        live, now, roster = self.board.live, self.board.now(), self.roster(contact)
        mentor = roster.mentors.get(what.mentor)

        def heard(news: Heard) -> None:
            live.hear_drill(contact.campus, what.drill, what.mentor, news)

        if mentor is None or roster.why_not(what.mentor, contact.line, now) is not None:
            heard("failed")
            self.strike(contact, pending)
        elif not live.is_occupied(contact.campus, what.mentor):
            address = self.to.drill(contact.campus, what.drill, what.mentor, "")
            phone = self.vault.open_number(mentor.phone)
            self._place(contact, pending, phone, address, lambda: heard("failed"))
        elif pending.tries < TRIES:
            heard("in_contact")
            self.put_off(contact, pending, now + OCCUPIED)
        else:
            self.strike(contact, pending)

    def assent(self, contact: Contact, pending: Pending, what: RingForAssent) -> None:
        """Ask somebody for their assent, if it is still wanted; a danger waits for no rest."""
        open_still = self.board.live.open_assent(contact.campus, what.assent)
        decided = self.board.live.assent_verdict(contact.campus, what.assent)
        second = self.roster(contact).mentors.get(what.second)
        gone = second is None or not second.active or not second.phone
        if second is None or gone or open_still is None or decided is not None:
            self.strike(contact, pending)
            return
        address = self.to.assent(contact.campus, what.assent, what.second, "")
        self._place(contact, pending, self.vault.open_number(second.phone), address, lambda: None)

    def _place(
        self,
        contact: Contact,
        pending: Pending,
        phone: PhoneNumber,
        address: str,
        failed: Callable[[], None],
    ) -> None:
        now, sender = self.board.now(), self.board.caller_id(contact)
        slot = self.board.live.pace(contact.campus, self._calls_per_second, now)
        if slot > now + EARLY:
            self.put_off(contact, pending, slot)
            return
        ringing = Ringing(
            to=phone,
            caller_id=sender,
            answer_url=f"{address}screen",
            status_url=f"{address}status",
            seconds=SECONDS,
        )
        try:
            if pending.started_at is not None and self.carrier.find_ring(phone, sender):
                self.strike(contact, pending)  # its answer was lost: the phone rings already
            elif self.start(contact, pending):
                self.carrier.ring(ringing)
                self.strike(contact, pending)
        except CarrierError as exc:
            if exc.permanent or pending.tries + 1 >= TRIES:
                failed()
                self.strike(contact, pending)
                return
            self.put_off(contact, pending, now + patience(pending.tries))

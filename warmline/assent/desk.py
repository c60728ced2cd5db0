"""Carries requests through: has the second person's phone rung, and does what was agreed to."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from warmline.assent.request import (
    AGREED_WITHIN,
    Assent,
    Kind,
    Verdict,
    check_reason,
    deciding_role,
    who_may_agree,
)
from warmline.callers import CallerPlan, Wish, check_words
from warmline.carrier.port import Carrier
from warmline.contact import Contact
from warmline.contact.actions import RingForAssent
from warmline.conversation.actions import AdviserSentence, TellAdvisers
from warmline.conversation.state import Conversation
from warmline.errors import PlanError, UnknownContactError
from warmline.houses import Houses, Roster
from warmline.ids import ContactId, NumberHash, campus_of
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.roster import Mentor
from warmline.store.live import LiveStore
from warmline.switchboard import Switchboard

if TYPE_CHECKING:
    from warmline.store.records import Records

AGAIN = timedelta(minutes=5)  # phones that did not decide are rung again
ALONE = timedelta(days=1)  # for so long one person may block a caller

_BECAME: dict[tuple[Kind, Verdict], AdviserSentence] = {
    ("reveal", "agreed"): "reveal_agreed",
    ("reveal", "refused"): "reveal_refused",
    ("reveal", "lapsed"): "reveal_lapsed",
    ("block", "agreed"): "block_agreed",
    ("block", "refused"): "block_refused",
    ("block", "lapsed"): "block_lapsed",
}


class AssentDesk:
    """What the commands and the clock do with requests; webhooks only note what was pressed."""

    def __init__(
        self,
        records: "Records",
        live: LiveStore,
        houses: Houses,
        board: Switchboard,
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._live = live
        self._houses = houses
        self._board = board
        self._now = now

    def ask_reveal(self, contact: ContactId, asker: str, reason: str) -> Assent:
        """Ask that a student's number be shown. Raises PlanError when the campus chose never."""
        roster = self._houses.of_campus(campus_of(contact))
        if roster.campus.number_reveal != "two_person":
            raise PlanError("this campus has chosen that a student's number is never shown")
        if self._live.load(contact) is None:
            raise UnknownContactError("that contact is over for more than a day: no number is kept")
        return self._ask("reveal", roster, contact, asker, reason)

    def ask_block(
        self, contact: ContactId, asker: str, reason: str, wanted_until: datetime
    ) -> Assent | None:
        """Block the caller of a contact; for more than a day somebody else must agree.

        The block begins at once, and lasts a day until then. Returns None when no one is asked.
        """
        campus, now = campus_of(contact), self._now()
        if wanted_until <= now:
            raise PlanError("a block needs an end that is still to come")
        roster = self._houses.of_campus(campus)
        number = self._caller(contact)
        said, who = check_reason(reason), _named(roster, asker)
        deciding_role(who)
        assent = None
        if wanted_until > now + ALONE:
            assent = self._ask("block", roster, number, asker, reason, wanted_until)
        self._records.block(
            campus,
            number,
            reason=said,
            until=min(wanted_until, now + ALONE),
            actor=who.name,
            now=now,
        )
        return assent

    def plan_for_caller(
        self, contact: ContactId, asker: str, reason: str, wish: Wish
    ) -> CallerPlan:
        """Plan for the caller of a contact: it refuses nobody, so one of the deciding decides it.

        Raises PlanError when it plans nothing, or for a mentor who is not known.
        """
        campus, now = campus_of(contact), self._now()
        roster, said = self._houses.of_campus(campus), check_words(wish.words)
        if wish.mentor is None and not said:
            raise PlanError("a plan needs a mentor, or words, or both")
        if wish.until <= now:
            raise PlanError("a plan needs an end that is still to come")
        history = self._records.contact(contact)
        live = self._live.load(contact)
        line = live.line if live is not None else history.line if history is not None else None
        if line is None:
            raise UnknownContactError(contact)
        who = _named(roster, asker)
        deciding_role(who)
        plan = CallerPlan(
            line=line,
            caller=self._caller(contact),
            mentor=_named(roster, wish.mentor).id if wish.mentor else None,
            hours=wish.hours,
            words=said,
            reason=check_reason(reason),
            until=wish.until,
            actor=who.name,
        )
        self._records.plan_for_caller(campus, plan, now=now)
        return plan

    def tick(self) -> None:
        """Ring those who have not decided, and do what was decided."""
        for assent in self._records.open_assents():
            decided = self._live.assent_verdict(assent.campus, assent.id)
            if decided is not None:
                second, yes = decided
                verdict: Verdict = "agreed" if yes else "refused"
                self._close(replace(assent, second=second, verdict=verdict))
            elif self._now() >= assent.until:
                self._close(replace(assent, verdict="lapsed"))
            else:
                self._ring(assent)

    def show(self, assent_id: str, carrier: Carrier, vault: Vault) -> PhoneNumber:
        """Return the number that was agreed to be shown: once, within the time it was agreed for.

        Raises PlanError when it was not agreed to, was shown already, or is not kept any more.
        """
        self.tick()
        assent = self._records.assent(assent_id)
        if assent.kind != "reveal" or assent.verdict != "agreed":
            raise PlanError(f"this is {assent.verdict or 'not agreed to yet'}: nothing is shown")
        if self._now() > assent.until + AGREED_WITHIN:
            raise PlanError("that was agreed to too long ago; ask again")
        number = self._number(ContactId(assent.subject), carrier, vault)
        if not self._records.show_assent(assent_id, self._now()):
            raise PlanError("this number was shown already; it is shown once")
        self._tell(assent, "reveal_shown")
        return number

    def _ask(
        self,
        kind: Kind,
        roster: Roster,
        subject: str,
        asker: str,
        reason: str,
        wanted_until: datetime | None = None,
    ) -> Assent:
        now, who = self._now(), _named(roster, asker)
        assent = Assent(
            id=f"assent-{secrets.token_hex(5)}",
            campus=roster.campus.slug,
            kind=kind,
            subject=subject,
            reason=check_reason(reason),
            asker=who.id,
            asker_role=deciding_role(who),
            asked_at=now,
            until=now + AGREED_WITHIN,
            wanted_until=wanted_until,
        )
        if not who_may_agree(roster.compiled.mentors, who.id, assent.asker_role):
            raise PlanError("nobody of another role (coordinator, adviser, counselor) can agree")
        self._records.ask_assent(assent, actor=who.name)
        self._live.put_assent(assent)
        self._tell(assent, "reveal_asked" if kind == "reveal" else "block_asked")
        self._ring(assent)
        return assent

    def _ring(self, assent: Assent) -> None:
        """Have every phone rung that may decide, once in each few minutes."""
        roster = self._houses.of_campus(assent.campus)
        self._live.put_assent(assent)  # a Redis that was emptied meanwhile knows it again
        turn = (self._now() - assent.asked_at) // AGAIN
        for it in who_may_agree(roster.compiled.mentors, assent.asker, assent.asker_role):
            name = ContactId(f"{assent.campus}.{assent.id}-{it.id}-{turn}")
            line = roster.compiled.lines[0]
            self._board.notice_once(name, roster, line, RingForAssent(assent.id, it.id))

    def _close(self, assent: Assent) -> None:
        if not self._records.decide_assent(assent, self._now()):
            return
        if assent.kind == "block" and assent.verdict == "agreed":
            self._records.block(
                assent.campus,
                NumberHash(assent.subject),
                reason=assent.reason,
                until=assent.wanted_until,
                actor=f"{assent.asker} and {assent.second}",
                now=self._now(),
            )
        self._tell(assent, _BECAME[assent.kind, assent.verdict or "lapsed"])

    def _tell(self, assent: Assent, what: AdviserSentence) -> None:
        """Let the advisers know, once for each thing that happened."""
        roster = self._houses.of_campus(assent.campus)
        name = ContactId(f"{assent.campus}.{assent.id}-{what.replace('_', '-')}")
        line = roster.compiled.lines[0]
        self._board.notice_once(name, roster, line, TellAdvisers(what, assent.asker))

    def _caller(self, contact: ContactId) -> NumberHash:
        """Return the hash of the number that a contact came from. Raises PlanError without one."""
        held = self._live.load(contact)
        known = held.student.hash if held is not None else None
        if held is None:
            kept = self._records.contact(contact)
            if kept is None:
                raise UnknownContactError(f"there is no contact {contact}")
            known = kept.caller_hash
        if known is None:
            raise PlanError("that number was withheld, or is not recognised any more")
        return known

    def _number(self, contact: ContactId, carrier: Carrier, vault: Vault) -> PhoneNumber:
        found = self._live.load(contact)
        gone = PlanError("that number is not kept any more")
        if found is None:
            raise gone
        if found.student.number is not None:
            return vault.open_number(found.student.number)
        if isinstance(found, Conversation) or not isinstance(found, Contact):
            raise gone
        caller = carrier.caller_of(found.student.call) if found.student.call else None
        if caller is None:
            raise gone
        return caller


def _named(roster: Roster, name: str) -> Mentor:
    """Return somebody by name. Raises PlanError."""
    for it in roster.compiled.mentors:
        if it.name.casefold() == name.strip().casefold() and it.active:
            return it
    raise PlanError(f"there is nobody called {name}")

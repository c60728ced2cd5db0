"""Sends what a conversation needs sent; words are opened here, and nowhere else."""

import logging
from collections.abc import Callable
from datetime import timedelta

from warmline import wording
from warmline.carrier.port import Ringing
from warmline.contact import Contact
from warmline.contact.actions import Action, Pending
from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.state import Conversation
from warmline.errors import CarrierError
from warmline.houses import Roster
from warmline.performer.hands import Hands
from warmline.phone import PhoneNumber
from warmline.segments import segments
from warmline.textboard import Textboard

TRIES = 5
LONGEST = 1600  # characters of one text (TWILIO.md section 5)
log = logging.getLogger(__name__)


class Conversations(Hands[Conversation, ev.TextEvent]):
    """Performs the texts of conversations; the performer holds the right to do so."""

    board: Textboard

    def perform(self, conv: Conversation, pending: Pending) -> None:
        """Perform one action; what fails for a while is tried again, what fails for good, told."""
        match pending.action:
            case do.Redact(sid=sid):
                self.simply(conv, pending, lambda: self.carrier.redact(sid))
            case do.DeleteText(sid=sid):
                self.simply(conv, pending, lambda: self.carrier.delete_text(sid))
            case do.TellCoordinators() | do.TellByVoice():
                self.simply(conv, pending, lambda: self.notify(conv, pending.action))
            case _:
                self._send(conv, pending)

    def notify(self, contact: Contact | Conversation, action: Action) -> None:
        """Tell coordinators by text, or a mentor by voice; raises CarrierError."""
        roster = self.board.houses.of_campus(contact.campus)
        line = roster.lines[contact.line]
        sender = roster.numbers[contact.line]
        match action:
            case do.TellByVoice(mentor=mentor_id) if mentor_id in roster.mentors:
                self.carrier.ring(
                    Ringing(
                        to=self.vault.open_number(roster.mentors[mentor_id].phone),
                        caller_id=sender,
                        answer_url=self.to.notice("stopped"),
                        status_url=None,
                        seconds=30,
                    )
                )
            case do.TellCoordinators(what=what, mentor=about):
                name = roster.mentors[about].name if about in roster.mentors else "A mentor"
                text = (
                    wording.text_unclaimed(line)
                    if what == "unclaimed"
                    else wording.text_mentor_stopped(line, name)
                )
                for coordinator in roster.coordinators():
                    phone = self.vault.open_number(roster.mentors[coordinator].phone)
                    self.carrier.text(phone, sender, text)
            case _:
                return

    def _send(self, conv: Conversation, pending: Pending) -> None:
        found = self._written(conv, pending.action)
        if found is None:
            self.strike(conv, pending)
            return
        to, sender, body = found
        if pending.started_at is not None:
            sid = self.sent_before(to, sender, body, pending.began_at or pending.started_at)
            if sid:
                self.strike(conv, pending, ev.TextSent(pending.action, sid))
                return
        if not self.start(conv, pending):
            return
        try:
            sid = self.carrier.text(to, sender, body, self.to.text_status(conv.id))
        except CarrierError as exc:
            self._not_sent(conv, pending, (to, sender, body), exc)
            return
        if isinstance(pending.action, do.AskWrapUp):
            self.board.live.owe(conv.campus, pending.action.mentor, conv.id)
        self.strike(conv, pending, ev.TextSent(pending.action, sid))

    def _not_sent(
        self,
        conv: Conversation,
        pending: Pending,
        text: tuple[PhoneNumber, PhoneNumber, str],
        exc: CarrierError,
    ) -> None:
        log.warning("a text was not sent", extra={"contact": conv.id, "why": str(exc)})
        now = self.board.now()
        if exc.happened is None:
            sid = self.sent_before(*text, now - timedelta(minutes=2))
            if sid:
                self.strike(conv, pending, ev.TextSent(pending.action, sid))
                return
        if exc.permanent or pending.tries + 1 >= TRIES:
            self.strike(conv, pending, ev.TextFailed(pending.action, exc.code))
            return
        self.later(conv, pending, now + timedelta(seconds=2 ** (pending.tries + 1)))

    def _written(
        self, conv: Conversation, action: Action
    ) -> tuple[PhoneNumber, PhoneNumber, str] | None:
        """Return to whom, from which number, and what; None when there is nobody to send it to."""
        roster = self.roster(conv)
        published = roster.numbers[conv.line]
        match action:
            case do.RelayToStudent() | do.TellStudent():
                if conv.student.number is None or conv.student.stopped:
                    return None
                body = (
                    self.vault.open(action.words)
                    if isinstance(action, do.RelayToStudent)
                    else self._to_student(roster, conv, action.what)
                )
                return self.vault.open_number(conv.student.number), published, body[:LONGEST]
            case (
                do.Offer() | do.RelayToMentor() | do.TellMentor() | do.SendRecent() | do.AskWrapUp()
            ):
                return self._for_mentor(roster, conv, action)
            case _:
                return None

    def _for_mentor(
        self,
        roster: Roster,
        conv: Conversation,
        action: do.Offer | do.RelayToMentor | do.TellMentor | do.SendRecent | do.AskWrapUp,
    ) -> tuple[PhoneNumber, PhoneNumber, str] | None:
        mentor = roster.mentors.get(action.mentor)
        numbers = roster.all_numbers[conv.line]
        if mentor is None or not mentor.active or action.number >= len(numbers):
            return None
        match action:
            case do.Offer():
                body = self._offer(conv)
            case do.RelayToMentor(words=words):
                body = self.vault.open(words)
            case do.TellMentor(what=what, detail=detail):
                body = wording.text_to_mentor(what, conv.codename, detail)
            case do.SendRecent():
                body = self._so_far(conv)
            case do.AskWrapUp():
                body = wording.wrap_up_text(roster.lines[conv.line])
        return self.vault.open_number(mentor.phone), numbers[action.number], body[:LONGEST]

    def _to_student(self, roster: Roster, conv: Conversation, what: do.StudentSentence) -> str:
        line, campus = roster.lines[conv.line], roster.campus
        sentences: dict[str, Callable[[], str]] = {
            "welcome": lambda: wording.text_welcome(line, campus),
            "still_looking": lambda: wording.text_still_looking(campus),
            "handed_on": wording.text_handed_on,
            "closed": lambda: wording.text_closed(campus),
            "reopened": wording.text_reopened,
            "no_pictures": wording.text_no_pictures,
        }
        return sentences[what]()

    def _offer(self, conv: Conversation) -> str:
        """Return the offer with as many of the first words as fit into one segment."""
        first = next((words for who, words in conv.recent if who == "student"), None)
        words = " ".join(self.vault.open(first).split()) if first else ""
        kept = words[:120]
        while kept and segments(wording.text_offer(conv.codename, kept + "...")).count > 1:
            kept = kept[:-4]
        return wording.text_offer(conv.codename, words if kept == words else kept + "...")

    def _so_far(self, conv: Conversation) -> str:
        said = [(who, self.vault.open(words)) for who, words in conv.recent]
        text = wording.text_so_far(conv.codename, said)
        while len(text) > LONGEST and len(said) > 1:
            said = said[1:]
            text = wording.text_so_far(conv.codename, said)
        return text

"""The texts of calls and of what belongs to no contact: notes, answers, codes, wrap-ups."""

from datetime import timedelta

from warmline import wording
from warmline.contact import Contact, actions
from warmline.contact import events as ev
from warmline.contact.actions import Pending
from warmline.contact.older import TextCode, TextNewPhone
from warmline.conversation.actions import Answer, Redact
from warmline.houses import Roster
from warmline.line import Line
from warmline.performer.hands import Hands
from warmline.performer.letters import Letter
from warmline.roster import Mentor
from warmline.switchboard import Switchboard

DELIVERED = timedelta(minutes=2)  # by then a text may be emptied at the carrier
_OWED = frozenset({"wrap_up", "help_outcome"})  # what a mentor replies next may be the answer


class CallTexts(Hands[Contact, ev.Event]):
    """Sends them, each once: one whose answer was lost is looked for at the carrier first."""

    board: Switchboard

    def send(self, contact: Contact, pending: Pending) -> None:
        """Send the text that an action is; what is none, or is for nobody, is struck out."""
        match pending.action:
            case Answer() | TextCode() | TextNewPhone() as answer:
                self._answer(contact, pending, answer)
                return
            case action:
                found = self._addressee(contact, action)
        if found is None:
            self.strike(contact, pending)
            return
        if isinstance(action, actions.PrivateNote):
            self._private(contact, pending, found)
            return
        if isinstance(action, actions.TextMentor) and action.what in _OWED:
            self.board.live.owe(contact.campus, action.mentor, contact.id)
        self._send(contact, pending, found)

    def _answer(
        self, contact: Contact, pending: Pending, what: Answer | TextCode | TextNewPhone
    ) -> None:
        roster = self.roster(contact)
        numbers = roster.all_numbers[contact.line]
        answer = what if isinstance(what, Answer) else self._renewed(roster, contact, what)
        if answer is None or answer.number >= len(numbers):  # the line has given it up since
            self.strike(contact, pending)
            return
        to, body = self.vault.open_number(answer.to), self.vault.open(answer.words)
        self._send(contact, pending, (to, numbers[answer.number], body))

    def _renewed(
        self, roster: Roster, contact: Contact, what: TextCode | TextNewPhone
    ) -> Answer | None:
        """Return what an older release left pending as it is made now; None: it is for nobody."""
        line = roster.lines[contact.line]
        code = self.vault.open(what.code) if what.code else ""
        if isinstance(what, TextNewPhone):
            words = wording.new_phone_text(line, what.what, code, what.left)
            return Answer(what.to, 0, self.vault.seal(words))
        mentor = roster.mentors.get(what.mentor)
        if mentor is None or not mentor.phone:
            return None
        return Answer(mentor.phone, 0, self.vault.seal(wording.code_text(line, code)))

    def _private(self, contact: Contact, pending: Pending, text: Letter) -> None:
        """Send what is for one person's eyes, and have it emptied at the carrier a little later."""

        def send() -> None:
            began = pending.began_at
            sid = self.sent_before(*text, began) if began is not None else None
            empty = Redact(sid or self.carrier.text(*text))
            self.change(contact, lambda it, now: it.will_at(now + DELIVERED, empty))

        self.simply(contact, pending, send)

    def _send(self, contact: Contact, pending: Pending, text: Letter) -> None:
        began = pending.began_at  # an answer that was lost may have been a yes
        if began is not None and self.sent_before(*text, began):
            self.strike(contact, pending)
            return
        self.simply(contact, pending, lambda: self.carrier.text(*text))

    def _addressee(self, contact: Contact, action: actions.Action) -> Letter | None:
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
            case _:
                return None


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

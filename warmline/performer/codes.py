"""Codes that come back from new phones: compared in the records, answered by text."""

from collections.abc import Callable
from datetime import timedelta

from warmline import wording
from warmline.contact import Contact
from warmline.contact.actions import CheckCode, Pending
from warmline.contact.todo import done
from warmline.conversation.actions import Answer
from warmline.errors import RecordsUnavailableError, WarmlineError
from warmline.ids import CampusSlug, MentorId
from warmline.performer.calls import Calls
from warmline.performer.hands import patience
from warmline.store.records import answers

SLOWEST = timedelta(seconds=60)
# Whose campus, whose phone, the code, the errand by which it is known: compared once.
Answering = Callable[[CampusSlug, MentorId, str, str], answers.Answer]


class Codes:
    """Performs what needs the records; ``answer`` is None where there is no database."""

    def __init__(self, hands: Calls, answer: Answering | None) -> None:
        self._hands = hands
        self._answer = answer

    def check(self, contact: Contact, pending: Pending, what: CheckCode) -> None:
        """Compare a code and tell its sender; while the database is away, try again later."""
        if self._answer is None:
            return
        try:
            code = self._hands.vault.open(what.code)
            found = self._answer(contact.campus, what.mentor, code, contact.id)
        except RecordsUnavailableError:
            again = self._hands.board.now() + min(SLOWEST, patience(pending.tries))
            self._hands.put_off(contact, pending, again)
            return
        except WarmlineError:  # whoever it was about is no longer there
            self._hands.strike(contact, pending)
            return
        line = self._hands.roster(contact).lines[contact.line]
        words = wording.new_phone_text(line, found.verdict, "", found.left)
        reply = Answer(what.sender, 0, self._hands.vault.seal(words))
        self._hands.change(contact, lambda it, _now: done(it, pending.id).will(reply))

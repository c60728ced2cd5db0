"""Sends what a conversation needs sent, in order and never twice, and says what became of it."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier
from warmline.contact.actions import Action, Pending
from warmline.contact.todo import done
from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.state import Conversation
from warmline.errors import CarrierError
from warmline.ids import MentorId
from warmline.performer.hands import Hands, patience
from warmline.performer.letters import Letter, Letters
from warmline.performer.notices import Notices
from warmline.performer.pages import PageTexts
from warmline.privacy import Vault
from warmline.textboard import Textboard

TRIES = 10
SLOWEST = 60  # seconds between two tries of a text
EMPTYING_TRIES = 24  # a text may be on its way for ten hours, and cannot be emptied until then
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HELPER_TRIES = 10  # a minute apart, while a helper's thread shows another student
log = logging.getLogger(__name__)


class Conversations(Hands[Conversation, ev.TextEvent]):
    """Performs the texts of conversations; the performer holds the right to do so.

    Others than the student and their mentor are told by its ``notices``, those of calls as well.
    """

    board: Textboard

    def __init__(
        self,
        board: Textboard,
        carrier: Carrier,
        vault: Vault,
        addresses: Addresses,
        pages: PageTexts,
        *,
        call: Callable[[Conversation, int], bool],
    ) -> None:
        super().__init__(board, carrier, vault, addresses)
        self._pages = pages
        self._letters = Letters(vault, pages)
        self._call = call
        self.notices = Notices(board, carrier, vault, addresses)

    def perform(self, conv: Conversation, pending: Pending) -> None:
        """Perform one action; what fails for a while is tried again, what fails for good, told."""
        match pending.action:
            case do.Redact(sid=sid):
                self._empty(conv, pending, sid)
            case do.DeleteText(sid=sid):
                self.simply(conv, pending, lambda: self.carrier.delete_text(sid))
            case (
                do.TellCoordinators()
                | do.TellBackups()
                | do.TellAdvisers()
                | do.TellOverseers()
                | do.TellByVoice()
            ):
                self.simply(conv, pending, lambda: self.notices.tell(conv, pending))
            case do.CallForHelp(number=number):
                placed = self._call(conv, number)
                self.strike(conv, pending, *(() if placed else (ev.HelpCalled("unmet"),)))
            case do.NoteStopped(mentor=mentor):
                self._note_stopped(conv, pending, mentor)
            case do.TellHelper() as told:
                self._tell_helper(conv, pending, told)
            case _:
                self._send(conv, pending)

    def _tell_helper(self, conv: Conversation, pending: Pending, told: do.TellHelper) -> None:
        """Send a summary, unless it would stand in the thread of another student: then later."""
        now, live = self.board.now(), self.board.live
        if live.ask_helper(conv.campus, told.mentor, told.number, conv.id, now):
            self._send(conv, pending)
        elif pending.tries < HELPER_TRIES:
            self.put_off(conv, pending, now + MINUTE)
        else:
            self.strike(conv, pending)

    def _empty(self, conv: Conversation, pending: Pending, sid: str) -> None:
        """Empty a text's body; refused while it is on its way, so asked again, ever more rarely."""
        if not self.start(conv, pending):
            return
        try:
            self.carrier.redact(sid)
        except CarrierError as exc:
            if pending.tries + 1 < EMPTYING_TRIES:
                self.later(conv, pending, self.board.now() + min(patience(pending.tries), HOUR))
                return
            log.warning("a text was not emptied", extra={"contact": conv.id, "why": str(exc)})
        self.strike(conv, pending)

    def _note_stopped(self, conv: Conversation, pending: Pending, mentor: MentorId | None) -> None:
        """Mirror an opt-out that we learn of from the carrier; what it brings about comes once."""
        live = self.board.live
        if mentor is None:
            live.set_silenced(conv.campus, conv.line, conv.student.hash, yes=True)
            self.strike(conv, pending)
            return
        news = () if live.is_untextable(conv.campus, mentor) else do.stopped_mentor(mentor)
        self.change(conv, lambda it, _now: done(it, pending.id).will(*news))
        live.set_textable(conv.campus, mentor, yes=False)

    def _send(self, conv: Conversation, pending: Pending) -> None:
        found = self._letters.written(self.roster(conv), conv, pending)
        if found is None:
            self.strike(conv, pending)
            return
        to, sender, body = found
        if isinstance(pending.action, do.AskWrapUp):
            self.board.live.owe(conv.campus, pending.action.mentor, conv.id)
        if pending.began_at is not None and self._is_dealt_with(conv, pending, found):
            return
        if is_too_late(conv, pending.action) or self.board.leads_elsewhere(conv, pending.action):
            self.strike(conv, pending)
            return
        if not self.start(conv, pending):
            return
        try:
            sid = self.carrier.text(to, sender, body, self.to.text_status(conv.id))
        except CarrierError as exc:
            self._not_sent(conv, pending, found, exc)
            return
        self.strike(conv, pending, ev.TextSent(pending.action, sid, pending.resent))

    def _is_dealt_with(self, conv: Conversation, pending: Pending, text: Letter) -> bool:
        """Say whether a text that was tried before needs nothing now.

        The carrier has it; or nobody can say, and then it is not sent again, but looked for later.
        """
        try:
            return self._found(conv, pending, text, pending.began_at or self.board.now())
        except CarrierError as exc:
            if pending.tries + 1 >= TRIES:
                self.strike(conv, pending, ev.TextFailed(pending.action, exc.code))
            else:
                wait = min(SLOWEST, 2 ** (pending.tries + 1))
                self.put_off(conv, pending, self.board.now() + timedelta(seconds=wait))
            return True

    def _found(
        self,
        conv: Conversation,
        pending: Pending,
        text: Letter,
        since: datetime,
    ) -> bool:
        """Say whether the carrier has the text though it did not say so; it is struck out then.

        The newest that says the same counts; one that we know already was another of these words.
        """
        self.board.live.still_performing(conv.id)
        sid = self.carrier.find_text(*text, since)
        now = self.board.contact(conv.id)
        if sid is None or sid in now.sids or sid in {it.sid for it in now.sent}:
            return False
        self.strike(conv, pending, ev.TextSent(pending.action, sid, pending.resent))
        return True

    def _not_sent(
        self,
        conv: Conversation,
        pending: Pending,
        text: Letter,
        exc: CarrierError,
    ) -> None:
        log.warning("a text was not sent", extra={"contact": conv.id, "why": str(exc)})
        now = self.board.now()
        began = pending.began_at or now - timedelta(minutes=1)
        if exc.happened is None:
            with suppress(CarrierError):  # then it is looked for again before it is sent again
                if self._found(conv, pending, text, began):
                    return
        if exc.permanent or pending.tries + 1 >= TRIES:
            self.strike(conv, pending, ev.TextFailed(pending.action, exc.code))
            return
        self.later(conv, pending, now + timedelta(seconds=min(SLOWEST, 2 ** (pending.tries + 1))))

    def strike(self, conv: Conversation, pending: Pending, *events: ev.TextEvent) -> None:
        """Strike an action out, together with what it brought about; pages know it before."""
        if conv.text_mode == "page":
            for event in events:
                self._pages.sent(conv, event)
        super().strike(conv, pending, *events)


def is_too_late(conv: Conversation, action: Action) -> bool:
    """Say whether a text is not to be sent any more: what may have gone out is only looked for."""
    match action:
        case do.RelayToStudent() | do.TellStudent():
            return conv.student.stopped
        case (
            do.Offer(mentor=mentor, number=number)
            | do.SendRecent(mentor=mentor, number=number)
            | do.TellMentor(mentor=mentor, number=number, what="urgent")
        ):
            thread = conv.open_thread(mentor, number)
            return thread is None or thread.phase == "over"
        case _:
            return False

"""Sends what a conversation needs sent; words are opened here, and nowhere else."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from warmline import wording
from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier, Ringing
from warmline.contact import Contact
from warmline.contact.actions import Action, Pending, TellConversation
from warmline.contact.todo import done
from warmline.conversation import actions as do
from warmline.conversation import events as ev
from warmline.conversation.state import Conversation
from warmline.errors import CarrierError, UnknownContactError
from warmline.houses import Roster
from warmline.ids import MentorId, Sealed
from warmline.line import Line
from warmline.performer.hands import Hands, patience
from warmline.performer.pages import PageTexts
from warmline.performer.texting import text_each
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.roster import Mentor
from warmline.segments import segments
from warmline.textboard import Textboard

TRIES = 10
SLOWEST = 60  # seconds between two tries of a text
EMPTYING_TRIES = 24  # a text may be on its way for ten hours, and cannot be emptied until then
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HELPER_TRIES = 10  # a minute apart, while a helper's thread shows another student
MOST_SHOWN = 150  # letters of the first words in an offer, at most
LONGEST = 1600  # characters of one text (TWILIO.md section 5)
log = logging.getLogger(__name__)


class Conversations(Hands[Conversation, ev.TextEvent]):
    """Performs the texts of conversations; the performer holds the right to do so."""

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
        self._call = call

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
                self.simply(conv, pending, lambda: self.notify(conv, pending))
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

    def notify(self, contact: Contact | Conversation, pending: Pending) -> None:
        """Tell coordinators by text, a mentor by voice, or a conversation; raises CarrierError.

        What was tried before is looked for at the carrier, so that nobody hears it twice.
        """
        action, since = pending.action, pending.began_at
        roster = self.board.houses.of_campus(contact.campus)
        line = roster.lines[contact.line]
        sender = roster.numbers[contact.line]
        match action:
            case do.TellByVoice(mentor=who) if who in roster.mentors and roster.mentors[who].active:
                phone = self.vault.open_number(roster.mentors[who].phone)
                if since is not None and self.carrier.find_ring(phone, sender):
                    return
                self.carrier.ring(
                    Ringing(
                        to=phone,
                        caller_id=sender,
                        answer_url=self.to.notice("stopped"),
                        status_url=None,
                        seconds=30,
                    )
                )
            case do.TellCoordinators() as told:
                text = _to_coordinators(told, roster, line)
                self._text_all(roster.with_role("coordinator"), sender, text, since)
            case TellConversation(conversation=about, outcome=outcome):
                with suppress(UnknownContactError):  # long closed, and forgotten
                    self.board.handle(about, ev.HelpCalled(outcome))
            case do.TellOverseers():
                overseers = tuple(roster.mentors[it] for it in roster.overseers())
                self._text_all(overseers, sender, wording.help_unmet_text(line), since)
            case do.TellBackups(without=holder) if isinstance(contact, Conversation):
                backups = (it for it in roster.with_role("backup") if it.id != holder)
                text = wording.backup_urgent_text(line, contact.codename)
                self._text_all(tuple(backups), sender, text, since)
            case do.TextCode(mentor=mentor_id, code=code) if mentor_id in roster.mentors:
                text = wording.code_text(line, self.vault.open(code))
                self._text_all((roster.mentors[mentor_id],), sender, text, since)
            case do.TellAdvisers(what=what, mentor=about):
                name = roster.mentors[about].name if about in roster.mentors else "Somebody"
                text = wording.adviser_text(line, name, what)
                self._text_all(roster.with_role("adviser"), sender, text, since)
            case _:
                return

    def _text_all(
        self, people: tuple[Mentor, ...], sender: PhoneNumber, text: str, since: datetime | None
    ) -> None:
        """Text several people as ``text_each`` does; raises CarrierError once all were tried.

        One that is worth another try, if there is such.
        """
        failed = text_each(self.carrier, self.vault, people, sender, text, since).failed
        if failed:
            raise next((it for _, it in failed if not it.permanent), failed[0][1])

    def _send(self, conv: Conversation, pending: Pending) -> None:
        found = self._written(conv, pending)
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

    def _is_dealt_with(
        self, conv: Conversation, pending: Pending, text: tuple[PhoneNumber, PhoneNumber, str]
    ) -> bool:
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
        text: tuple[PhoneNumber, PhoneNumber, str],
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
        text: tuple[PhoneNumber, PhoneNumber, str],
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

    def _written(
        self, conv: Conversation, pending: Pending
    ) -> tuple[PhoneNumber, PhoneNumber, str] | None:
        """Return to whom, from which number, and what; None when there is nobody to send it to."""
        roster = self.roster(conv)
        published, action = roster.numbers[conv.line], pending.action
        match action:
            case do.RelayToStudent() | do.TellStudent():
                if conv.student.number is None:
                    return None
                body = (
                    self.vault.open(action.words)
                    if isinstance(action, do.RelayToStudent)
                    else self._to_student(roster, conv, action)
                )
                return self.vault.open_number(conv.student.number), published, body[:LONGEST]
            case (
                do.Offer()
                | do.RelayToMentor()
                | do.TellMentor()
                | do.SendRecent()
                | do.AskWrapUp()
                | do.TellHelper()
            ):
                return self._for_mentor(roster, conv, pending, action)
            case _:
                return None

    def _for_mentor(
        self,
        roster: Roster,
        conv: Conversation,
        pending: Pending,
        action: do.Offer
        | do.RelayToMentor
        | do.TellMentor
        | do.SendRecent
        | do.AskWrapUp
        | do.TellHelper,
    ) -> tuple[PhoneNumber, PhoneNumber, str] | None:
        mentor = roster.mentors.get(action.mentor)
        numbers = roster.all_numbers[conv.line]
        if mentor is None or not mentor.active or action.number >= len(numbers):
            return None
        if conv.text_mode == "page":
            page = self._pages.body(conv, roster.lines[conv.line], pending, action)
            if page is None:
                return None
            return self.vault.open_number(mentor.phone), numbers[action.number], page
        match action:
            case do.Offer(first=first):
                body = self._offer(conv, first)
            case do.RelayToMentor(words=words):
                body = self.vault.open(words)
            case do.TellMentor(what=what, detail=detail):
                body = wording.text_to_mentor(what, conv.codename, detail)
            case do.SendRecent():
                if action.shown and len(action.said) == 1 and self._is_whole(conv, action.said[0]):
                    return None
                body = self._so_far(conv, action)
            case do.TellHelper(words=words):
                line = roster.lines[conv.line]
                body = wording.help_summary_text(line, conv.codename, self.vault.open(words))
            case do.AskWrapUp():
                body = wording.wrap_up_text(roster.lines[conv.line])
        return self.vault.open_number(mentor.phone), numbers[action.number], body[:LONGEST]

    def _to_student(self, roster: Roster, conv: Conversation, told: do.TellStudent) -> str:
        words = self.vault.open(told.words) if told.words else ""
        line, campus = roster.lines[conv.line], roster.campus
        sentences: dict[str, Callable[[], str]] = {
            "welcome": lambda: wording.text_welcome(line, campus),
            "still_looking": lambda: wording.text_still_looking(campus),
            "handed_on": wording.text_handed_on,
            "taken_over": wording.text_taken_over,
            "closed": lambda: wording.text_closed(campus),
            "unclaimed": lambda: wording.text_nobody(campus),
            "reopened": wording.text_reopened,
            "no_pictures": wording.text_no_pictures,
            "safety": lambda: wording.text_safety_card(campus),
            "overdue": wording.text_overdue,
            "plan": lambda: words,
            "help_summary": lambda: wording.help_agreement(words),
            "help_unsure": wording.help_unsure,
            "help_agreed": wording.help_agreed,
            "help_ringing": wording.help_ringing,
            "help_missed": wording.help_missed,
            "help_no_call": lambda: wording.help_no_call(campus),
            "help_taken": wording.help_taken,
        }
        return sentences[told.what]()

    def _offer(self, conv: Conversation, first: Sealed | None) -> str:
        """Return the offer with as many of the first words as fit into one segment."""
        return wording.text_offer(conv.codename, self._cut(conv, first) if first else "")

    def _cut(self, conv: Conversation, sealed: Sealed) -> str:
        """Return words as an offer shows them: on one line, and no more than fits."""
        words = " ".join(self.vault.open(sealed).split())
        if segments(wording.text_offer(conv.codename, words)).count == 1:
            return words
        kept = words[:MOST_SHOWN]
        while kept and segments(wording.text_offer(conv.codename, kept + "...")).count > 1:
            kept = kept[:-1]
        return kept.rstrip() + "..."

    def _is_whole(self, conv: Conversation, message: tuple[str, Sealed]) -> bool:
        """Say whether an offer has shown all of a message."""
        who, sealed = message
        return who == "student" and self._cut(conv, sealed) == self.vault.open(sealed)

    def _so_far(self, conv: Conversation, action: do.SendRecent) -> str:
        said = [(who, self.vault.open(words)) for who, words in action.said]
        text = wording.text_so_far(conv.codename, said)
        while len(text) > LONGEST and len(said) > 1:
            said = said[1:]
            text = wording.text_so_far(conv.codename, said)
        return text


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


def _to_coordinators(told: do.TellCoordinators, roster: Roster, line: Line) -> str:
    """Return what coordinators read."""
    names = [
        roster.mentors[it].name if it in roster.mentors else "A mentor"
        for it in (*told.about, told.mentor)
        if it is not None
    ]
    match told.what:
        case "unclaimed":
            return wording.text_unclaimed(line)
        case "mentor_stopped":
            return wording.text_mentor_stopped(line, names[0] if names else "A mentor")
        case "hard_week":
            return wording.hard_week_text(line, names[0] if names else "A mentor")
        case "drill":
            return wording.drill_report_text(line, told.count, names)
        case "certificates":
            return wording.certificates_text(line, told.count, names)
        case "applications":
            return wording.applications_text(line, told.count)

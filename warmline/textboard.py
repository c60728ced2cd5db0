"""The only way into conversations: find the one a text belongs to, step it, save it."""

import secrets
from datetime import datetime

from msgspec.structs import replace

from warmline import codenames
from warmline.contact.actions import Action
from warmline.conversation import events as ev
from warmline.conversation.actions import TellMentor
from warmline.conversation.escalated import Helper
from warmline.conversation.escalation import TAKER
from warmline.conversation.state import (
    Claimed,
    Conversation,
    Offering,
    Over,
    Student,
    new_conversation,
)
from warmline.conversation.step import step
from warmline.errors import StoreError, UnknownContactError, WarmlineError
from warmline.houses import Roster
from warmline.ids import CampusSlug, ContactId, LineSlug, MentorId, NumberHash, new_contact_id
from warmline.line import Line
from warmline.saving import TRIES, Saving
from warmline.store.live import Committed
from warmline.store.live.turns import StaleRosterError

HELPING = frozenset({"role:backup", "role:counselor"})  # rungs whose people an escalation reaches


class _ElsewhereError(WarmlineError):
    """A mentor answers an offer while they are in as many contacts as they may be."""


class Textboard(Saving[Conversation, ev.TextEvent]):
    """Applies events to conversations; raises LiveStoreUnavailableError when Redis is away."""

    kind = Conversation

    def student_texted(
        self, roster: Roster, line: Line, student: NumberHash, event: ev.StudentTexted
    ) -> Conversation:
        """Give a student's words to their conversation, or open one.

        Raises HeardError if this very text has been dealt with.
        """
        campus = roster.campus.slug
        for _ in range(TRIES):
            known = self.live.conversation_of(campus, line.slug, student)
            if known is None:
                opened = self._open(roster, line, student, event)
                if opened is not None:
                    return opened
                continue
            try:
                conv = self.handle(known, event, event.sid)
            except UnknownContactError:
                self.live.forget_student(campus, line.slug, student, known)
                continue
            if not isinstance(conv.state, Over):
                return conv
        raise StoreError(f"a text could not be given to a conversation in {TRIES} tries")

    def handle(
        self, contact: ContactId, event: ev.TextEvent, heard: str | None = None
    ) -> Conversation:
        """Apply an event; a mentor who is in another contact is told so and gets no second one.

        ``heard`` is the text that it comes from: raises HeardError if that has been dealt with.
        """
        try:
            return super().handle(contact, event, heard)
        except _ElsewhereError:
            if not isinstance(event, ev.MentorTexted | ev.MentorNamed | ev.HelperTook):
                raise
            return super().handle(contact, replace(event, elsewhere=True), heard)

    def of_mentor(
        self, campus: CampusSlug, line: LineSlug, mentor: MentorId, number: int
    ) -> Conversation | None:
        """Return the one conversation that a mentor's text on a line's number can be about."""
        found = self.live.thread_of(campus, mentor, number)
        if found is None:
            return None
        conv = self.live.load(found)
        # Lines share mentors: the same place among another line's numbers is another number.
        return conv if isinstance(conv, Conversation) and conv.line == line else None

    def leads_elsewhere(self, conv: Conversation, action: Action) -> bool:
        """Say whether a notice about a conversation would be read as being about another one.

        A notice that was held up for long may find that its number has become another student's for
        this mentor. Read there, it would make them answer the one in the thread of the other.
        """
        if not isinstance(action, TellMentor):
            return False
        leads = self.live.thread_of(conv.campus, action.mentor, action.number)
        return leads is not None and leads != conv.id

    def is_waiting_for(self, conv: Conversation | None, mentor: MentorId, number: int) -> bool:
        """Say whether a mentor's words on a number would be sent on, or would take an offer."""
        match conv and conv.state:
            case Claimed() as it:
                return (it.mentor, it.number) == (mentor, number)
            case Offering():
                thread = conv.open_thread(mentor, number) if conv else None
                return thread is not None and thread.phase != "over"
            case _:
                return False

    def is_talking(self, campus: CampusSlug, line: LineSlug, student: NumberHash) -> bool:
        """Say whether a student's conversation is going on; one that rests is not."""
        known = self.live.conversation_of(campus, line, student)
        conv = self.live.load(known) if known else None
        return isinstance(conv, Conversation) and isinstance(conv.state, Offering | Claimed)

    def stop_student(self, campus: CampusSlug, line: Line, student: NumberHash) -> None:
        """End a student's conversation because they said stop."""
        known = self.live.conversation_of(campus, line.slug, student)
        if known is not None:
            self.handle(known, ev.StudentStopped())

    def stop_mentor(self, roster: Roster, mentor: MentorId) -> None:
        """Hand on whatever a mentor had: they cannot be texted."""
        for slug in roster.lines:
            for number in range(len(roster.all_numbers[slug])):
                conv = self.of_mentor(roster.campus.slug, slug, mentor, number)
                if conv is not None:
                    self.handle(conv.id, ev.MentorStopped(mentor))

    def _open(
        self, roster: Roster, line: Line, student: NumberHash, event: ev.StudentTexted
    ) -> Conversation | None:
        """Open a conversation; None when somebody else has opened one for this student."""
        campus, now = roster.campus.slug, self.now()
        blank = new_conversation(
            new_contact_id(campus),
            campus,
            line,
            codenames.pick(self.live.codenames(campus), secrets.randbelow),
            Student(hash=student, number=event.number),
            now,
        )
        conv = self.advance(blank, (event,), now)
        committed = self._save(None, conv, now, heard=event.sid)
        return replace(conv, news=()) if committed.result == "ok" else None

    def _save(
        self,
        before: Conversation | None,
        after: Conversation,
        now: datetime,
        *,
        wake: bool = True,
        heard: str | None = None,
    ) -> Committed:
        committed = super()._save(before, after, now, wake=wake, heard=heard)
        if committed.result == "busy" and isinstance(after.state, Claimed):
            raise _ElsewhereError(after.id)
        return committed

    def _advance(self, contact: Conversation, event: ev.TextEvent, now: datetime) -> Conversation:
        """Step until the decision needs no more answers."""
        gone = self._gone(contact, event, now)
        if gone is not None:
            contact = self._advance(contact, ev.MentorWithdrawn(gone), now)
        decision = step(contact, event, now)
        while decision.seek is not None:
            answer = self._answer(decision.contact, decision.seek, now)
            decision = step(decision.contact, answer, now)
        return decision.contact

    def _answer(
        self, conv: Conversation, seek: ev.SeekTexters | ev.SeekHelpers, now: datetime
    ) -> ev.TextEvent:
        if isinstance(seek, ev.SeekTexters):
            return ev.TextersFound(seek, self._found(conv, seek, now))
        return ev.HelpersFound(seek, self._helpers(conv, seek.without, now))

    def _helpers(self, conv: Conversation, without: MentorId, now: datetime) -> tuple[Helper, ...]:
        """Return the backups and counselors of the ladder who are on duty and may be asked."""
        roster, found = self.houses.newest(conv.campus), dict[MentorId, Helper]()
        for rung, it in enumerate(conv.ladder):
            if it.who not in HELPING:
                continue
            for member in roster.pool(conv.line, rung, now)[1]:
                who = member.mentor
                away = self.live.is_off(conv.campus, who, now)
                if who != without and not away and not roster.why_not(who, conv.line, now):
                    found.setdefault(who, Helper(who, rung))
        return tuple(found.values())

    def _gone(self, conv: Conversation, event: ev.TextEvent, now: datetime) -> MentorId | None:
        """Return who writes, if the roster of this moment says that they may not be asked.

        Whatever was offered to them, they win no student, and nothing they write is sent on.
        """
        wrote = ev.MentorTexted | ev.MentorNamed | ev.MentorCommanded | ev.HelperTook
        if not isinstance(event, wrote):
            return None
        roster = self.houses.newest(conv.campus)
        return event.mentor if roster.why_not(event.mentor, conv.line, now) else None

    def _found(
        self, conv: Conversation, seek: ev.SeekTexters, now: datetime
    ) -> tuple[ev.TextCandidate, ...]:
        roster = self.houses.of_campus(conv.campus)
        alone = seek.rung == TAKER  # one who takes over: nobody else is looked for
        pool = (0, ()) if alone else roster.pool(conv.line, seek.rung, now)
        if (
            seek.prefer is not None
            and not alone
            and not self._may_be_preferred(roster, conv, seek.prefer, now)
        ):
            seek = replace(seek, prefer=None)
        numbers = len(roster.all_numbers[conv.line])
        try:
            found = self.live.find_texters(roster.compiled, conv, seek, pool, now, numbers=numbers)
        except StaleRosterError:
            self.houses.refresh()
            return self._found(conv, seek, now)
        barred = {it.mentor for it in found if roster.why_not(it.mentor, conv.line, now)}
        if not barred:
            return found
        return self._found(conv, replace(seek, without=seek.without | barred), now)

    def _may_be_preferred(
        self, roster: Roster, conv: Conversation, mentor: MentorId, now: datetime
    ) -> bool:
        """Say whether a student's earlier mentor is on call, and not resting.

        Whoever a plan names for somebody who writes often need not be on call at the set times.
        """
        plan = roster.caller_plan(conv.line, conv.student.hash, now)
        timezone = roster.lines[conv.line].timezone
        if plan is not None and plan.mentor_at(timezone, now) == mentor:
            return True
        for rung in range(len(conv.ladder)):
            _, members = roster.pool(conv.line, rung, now)
            mine = [it for it in members if it.mentor == mentor]
            if mine:
                rest = self.live.standings(conv.campus, mine, now)[0].resting_until
                return rest is None or rest <= now
        return False

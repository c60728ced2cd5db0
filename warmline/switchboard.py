"""The only way in: load a contact, step it, save it, and have its actions performed."""

import secrets
from datetime import datetime

from msgspec.structs import replace

from warmline import ladder
from warmline.contact import Contact, new_contact, reaching, step
from warmline.contact import events as ev
from warmline.contact.actions import Action
from warmline.contact.moments import CallbackWanted, Ended
from warmline.contact.phones import Student
from warmline.contact.scenes import House
from warmline.contact.state import About
from warmline.conversation.actions import Answer, DeleteText, Redact, stopped_mentor
from warmline.conversation.state import Conversation
from warmline.errors import StoreError, WarmlineError
from warmline.houses import Roster
from warmline.ids import (
    CallSid,
    CampusSlug,
    ContactId,
    MentorId,
    NumberHash,
    Sealed,
    named_contact_id,
    new_contact_id,
)
from warmline.line import Line
from warmline.owners import next_owner
from warmline.phone import PhoneNumber
from warmline.privacy import hash_number
from warmline.roster import Mentor
from warmline.saving import TRIES, Saving
from warmline.store.live.turns import StaleRosterError


class MentorBusyError(WarmlineError):
    """The mentor is in another contact now."""


class Switchboard(Saving[Contact, ev.Event]):
    """Applies events to calls; raises LiveStoreUnavailableError when Redis is away."""

    kind = Contact

    def arrive(
        self, call: CallSid, dialled: str, caller: PhoneNumber | None
    ) -> tuple[Contact, House]:
        """Open the contact of an incoming call, or return the one it has already.

        Raises UnknownLineError when nobody has published the number that was dialled.
        """
        roster, line = self.houses.of_number(dialled)
        now = self.now()
        known = hash_number(caller, roster.pepper) if caller else None
        blank = new_contact(
            new_contact_id(roster.campus.slug),
            roster.campus.slug,
            line,
            Student(call=call, hash=known),
            now,
        )
        event = self._arrival(roster, line, known, now)
        contact = self._open(blank, event)
        return contact, roster.house(line.slug, now)

    def house(self, contact: Contact) -> House:
        """Return the words that a contact speaks with."""
        return self.houses.of_campus(contact.campus).house(contact.line, self.now())

    def caller_id(self, contact: Contact) -> PhoneNumber:
        """Return the line's own number, which is all that either side ever sees."""
        return self.houses.of_campus(contact.campus).numbers[contact.line]

    def take_callback(self, campus: CampusSlug, mentor: MentorId, heard: str) -> Contact | None:
        """Ring a mentor for the oldest callback that is theirs; None when there is none.

        Raises MentorBusyError when the mentor is in another contact, HeardError when the text that
        asks for it has been dealt with.
        """
        for contact_id in self.live.callbacks_of(campus, mentor):
            contact = self._take(contact_id, mentor, heard)
            if contact is not None:
                return contact
        return None

    def give_callback(self, contact_id: ContactId, mentor: MentorId) -> bool:
        """Make a waiting callback somebody's, and text them; False if it is not theirs then.

        That is so when it has been settled, is being tried, or they may not be rung.
        """
        contact = self.contact(contact_id)
        if self.houses.newest(contact.campus).why_not(mentor, contact.line, self.now()):
            return False
        state = self.handle(contact_id, ev.CallbackGiven(mentor)).state
        return isinstance(state, CallbackWanted) and state.owner == mentor

    def pass_callback(self, campus: CampusSlug, mentor: MentorId, heard: str) -> Contact | None:
        """Hand a mentor's oldest callback on; None when there is none. Raises HeardError."""
        for contact_id in self.live.callbacks_of(campus, mentor):
            return self.handle(contact_id, ev.CallbackPassed(mentor), heard)
        return None

    def call_about(
        self, roster: Roster, line: Line, mentor: MentorId, conv: Conversation, *, heard: str
    ) -> Contact:
        """Bridge the two of a conversation by voice: the mentor's phone rings first.

        Raises MentorBusyError when the mentor is in a call already, HeardError when the text that
        asks for it has been dealt with.
        """
        now, campus = self.now(), roster.campus.slug
        student = Student(
            call=None, up=False, at="callback", hash=conv.student.hash, number=conv.student.number
        )
        wanted = CallbackWanted(since=now, asked_at=now, owner=mentor, asked=(mentor,))
        blank = new_contact(new_contact_id(campus), campus, line, student, now)
        asked = replace(blank, state=wanted, beside=mentor)
        calling = step(asked, ev.CallbackTaken(mentor), now).contact
        if self._save(None, calling, now, heard=heard).result != "ok":
            raise MentorBusyError(mentor)
        return calling

    def call_for_help(self, conv: Conversation, number: int) -> bool:
        """Ring a student who agreed to it by text, and then counseling; once for a ``number``.

        Returns whether that is done or was done: not when the student can no longer be rung.
        """
        if conv.student.number is None:
            return False
        roster, now = self.houses.of_campus(conv.campus), self.now()
        line = roster.lines[conv.line]
        name = named_contact_id(conv.campus, f"help:{conv.id}:{number}")
        student = Student(
            call=None, up=False, at="callback", hash=conv.student.hash, number=conv.student.number
        )
        blank = new_contact(name, conv.campus, line, student, now)
        rung = self._counseling_rung(roster, line, now)
        self._save(None, reaching.begin(blank, About(conv.id), rung, now), now)
        return True

    def _counseling_rung(self, roster: Roster, line: Line, now: datetime) -> int:
        """Return the first rung of counseling that is there now; else the first above the shift."""
        for index, rung in enumerate(line.ladder):
            if ladder.is_desk(rung):
                if roster.open_desks(line, now):
                    return index
            elif ladder.is_counseling(rung) and roster.pool(line.slug, index, now)[1]:
                return index
        return ladder.first_help_rung(line.ladder)

    def alert_mentor_stopped(self, roster: Roster, line: Line, mentor: MentorId) -> None:
        """Tell a mentor by voice, and the coordinators, that texts no longer reach them."""
        self._notice(roster, line, *stopped_mentor(mentor))

    def tidy_up(self, roster: Roster, line: Line, sid: str, *, pictures: bool) -> None:
        """Have a text that no conversation keeps emptied at the carrier, pictures with it."""
        self._notice(roster, line, DeleteText(sid) if pictures else Redact(sid))

    def notice_once(self, name: ContactId, roster: Roster, line: Line, *what: Action) -> bool:
        """Have something done, once however often and by however many it is asked under a name.

        Returns whether this was the first time. A name is remembered for a day after it was done.
        """
        return self._notice(roster, line, *what, name=name)

    def text_code(self, roster: Roster, line: Line, mentor: Mentor, words: Sealed) -> None:
        """Have somebody who signs in texted their code, in these words."""
        if mentor.phone:  # who has an account may have no phone yet
            self._notice(roster, line, Answer(mentor.phone, 0, words))

    def note(self, roster: Roster, line: Line, key: str, *what: Action) -> bool:
        """Have something done once: of all who ask with the same key within a day, the first does.

        Returns whether this was the first.
        """
        return self.notice_once(named_contact_id(roster.campus.slug, key), roster, line, *what)

    def answer_by_text(self, roster: Roster, line: Line, answer: Answer, heard: str) -> None:
        """Have a text answered that came too late to be answered in the carrier's own request.

        Raises HeardError when it has been dealt with.
        """
        self._notice(roster, line, answer, heard=heard)

    def _notice(
        self,
        roster: Roster,
        line: Line,
        *what: Action,
        name: ContactId | None = None,
        heard: str | None = None,
    ) -> bool:
        """Have something done that belongs to no contact, as surely as what belongs to one."""
        now, campus = self.now(), roster.campus.slug
        nobody = Student(call=None, up=False, at="gone")
        blank = new_contact(name or new_contact_id(campus), campus, line, nobody, now)
        notice = replace(blank, state=Ended(end="notice", at=now), record_asked=True)
        return self._save(None, notice.will(*what), now, heard=heard).result == "ok"

    def _take(self, contact_id: ContactId, mentor: MentorId, heard: str) -> Contact | None:
        before = self.contact(contact_id)
        now = self.now()
        if self.houses.newest(before.campus).why_not(mentor, before.line, now):
            self.handle(contact_id, ev.MentorWithdrawn(mentor))
            return None
        after = step(before, ev.CallbackTaken(mentor), now).contact
        if after == before:
            if mentor in before.holders:  # their phone is still up from the last try
                raise MentorBusyError(mentor)
            return None
        after = replace(after, step=before.step + 1)
        match self._save(before, after, now, heard=heard).result:
            case "ok":
                return after
            case "busy":
                raise MentorBusyError(mentor)
            case _:
                return self._take(contact_id, mentor, heard)

    def _open(self, blank: Contact, event: ev.CallArrived) -> Contact:
        for _ in range(TRIES):
            now = self.now()
            contact = self._advance(blank, event, now)
            committed = self._save(None, contact, now)
            if committed.result == "ok":
                return replace(contact, news=())
            if committed.known is not None:
                return self.contact(committed.known)
        raise StoreError(f"a call could not be opened in {TRIES} tries")

    def _arrival(
        self, roster: Roster, line: Line, known: NumberHash | None, now: datetime
    ) -> ev.CallArrived:
        plan = roster.caller_plan(line.slug, known, now)
        return ev.CallArrived(
            prefer=plan.mentor_at(line.timezone, now) if plan else None,
            words=plan.words if plan else "",
            closed=not line.open_hours.is_open(now),
            blocked=known is not None and known in roster.compiled.blocked,
            listener=any(
                not self.live.is_off(roster.campus.slug, it.id, now) for it in roster.listeners
            ),
        )

    def _advance(self, contact: Contact, event: ev.Event, now: datetime) -> Contact:
        """Step until the decision needs no more answers."""
        gone = self._gone(contact, event, now)
        if gone is not None:
            contact = self._advance(contact, ev.MentorWithdrawn(gone), now)
        decision = step(contact, event, now)
        while decision.seek is not None:
            answer = self._answer(decision.contact, decision.seek, now)
            decision = step(decision.contact, answer, now)
        return decision.contact

    def _gone(self, contact: Contact, event: ev.Event, now: datetime) -> MentorId | None:
        """Return who presses 1, if the roster of this moment says that they may not be rung.

        Whatever rang their phone, they win no student.
        """
        if not isinstance(event, ev.LegPressed) or event.key != "1":
            return None
        leg = contact.leg(event.leg)
        if leg is None or leg.phase not in {"asked", "ringing", "answered", "lost"}:
            return None
        return self.houses.newest(contact.campus).barred(leg, contact.line, now)

    def _answer(self, contact: Contact, seek: ev.Seek, now: datetime) -> ev.Event:
        roster = self.houses.of_campus(contact.campus)
        match seek:
            case ev.SeekMentors():
                return ev.MentorsFound(seek, self._mentors(roster, contact, seek, now))
            case ev.SeekDesks(without=without):
                line = roster.lines.get(contact.line)
                desks = roster.open_desks(line, now, without) if line else ()
                return ev.DesksFound(seek, tuple(it.id for it in desks))
            case ev.SeekOverseers():
                return ev.OverseersFound(roster.overseers())
            case ev.SeekOwner():
                owner = next_owner(self.live, roster, contact, seek.without, now)
                return ev.OwnerFound(seek, owner, roster.coordinators())

    def _mentors(
        self, roster: Roster, contact: Contact, seek: ev.SeekMentors, now: datetime
    ) -> tuple[ev.Candidate, ...]:
        """Return who may be rung, fairest first; a pool that names anybody else is not believed."""
        pool = roster.pool(contact.line, seek.rung, now)
        try:
            found = self.live.find(roster.compiled, contact, seek, pool, now)
        except StaleRosterError:
            self.houses.refresh()
            return self._mentors(self.houses.of_campus(contact.campus), contact, seek, now)
        listen = seek.rung == ev.LISTENERS
        barred = {
            it.mentor
            for it in found
            if roster.why_not(it.mentor, contact.line, now, listens=listen)
        }
        if not barred:
            return found
        others = replace(seek, without=seek.without | barred)
        return self._mentors(roster, contact, others, now)


def new_token() -> str:
    """Return a word that nobody can guess."""
    return secrets.token_urlsafe(18)

"""Does what a contact needs done at the carrier: in order, one performer per contact at a time."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from warmline import wording
from warmline.carrier.addresses import Addresses
from warmline.carrier.port import Carrier, Ringing
from warmline.contact import Contact, actions, deadline, step
from warmline.contact import events as ev
from warmline.contact.actions import Pending
from warmline.contact.callback import RING_SECONDS
from warmline.contact.state import Leg
from warmline.contact.todo import done, next_action, postponed, started
from warmline.errors import CarrierError, RecordsUnavailableError, UnknownContactError
from warmline.history import history_of
from warmline.houses import Roster
from warmline.ids import CallSid, ContactId, LegId, MentorId, campus_of
from warmline.line import Line
from warmline.metrics import RINGS, SWEPT
from warmline.phone import PhoneNumber
from warmline.privacy import Vault
from warmline.store.live.changes import next_look
from warmline.store.records.history import ContactHistory
from warmline.switchboard import Switchboard

AT_MOST = 200  # actions in one go, against a contact that can never be satisfied
EARLY = timedelta(seconds=0.25)  # a ring this close to its place in the pace is not put off
TRIES = 6
SLOWEST = timedelta(seconds=60)
log = logging.getLogger(__name__)

Recorder = Callable[[ContactHistory], bool]


class Performer:
    """Performs pending actions; ``record`` is None where there is no database (in webhooks)."""

    def __init__(
        self,
        switchboard: Switchboard,
        carrier: Carrier,
        vault: Vault,
        addresses: Addresses,
        *,
        calls_per_second: float,
        record: Recorder | None,
    ) -> None:
        self._board = switchboard
        self._carrier = carrier
        self._vault = vault
        self._to = addresses
        self._calls_per_second = calls_per_second
        self._record = record

    def attend(self, contact_id: ContactId) -> None:
        """Let overdue waits end, perform what is pending, and see to it that the next is kept.

        All three nets come here: a job, a scheduled job, the sweep. Whichever is first does it,
        the others find nothing to do.
        """
        try:
            contact = self._board.contact(contact_id)
            if self._board.overdue(contact):
                contact = self._change(contact_id, self._over)
            if self._next(contact) is not None:
                self._perform(contact_id)
                contact = self._board.contact(contact_id)
        except UnknownContactError:
            self._board.live.forget(contact_id)
            return
        look = next_look(contact, self._board.now())
        if look is not None:
            self._board.timer.at(contact_id, contact.step, look)

    def attend_woken(self, contact_id: ContactId) -> None:
        """Attend to a contact, and to those that were saved while its job was on its way."""
        self._board.live.job_began(contact_id)
        found: ContactId | None = contact_id
        while found is not None:
            self.attend(found)
            found = self._board.live.next_woken(contact_id)

    def sweep(self, now: datetime, limit: int = 100) -> int:
        """Attend to everything that is overdue on every campus; returns how many contacts."""
        found = [
            contact
            for campus in self._board.live.campuses()
            for contact in self._board.live.due(campus, now, limit)
        ]
        for contact in found:
            SWEPT.labels("clock").inc()
            self.attend(contact)
        return len(found)

    def keep_moving(self, contact_id: ContactId, *, budget: timedelta, late: timedelta) -> None:
        """Do from a waiting student's own request what nobody else has done in time.

        The student's contact comes first; others follow while the ``budget`` lasts. Something is
        ``late`` when the job and the clock have had that long to do it.
        """
        began = self._board.now()
        late_since = began - late
        # Looked for by itself: contacts that only wait for the database may be overdue for longer.
        own = self._board.live.due_at(contact_id)
        found = self._board.live.due(campus_of(contact_id), late_since, limit=5)
        others = [it for it in found if it != contact_id]
        for contact in [contact_id, *others] if own and own <= late_since else others:
            if self._board.now() - began > budget:
                return
            SWEPT.labels("hold").inc()
            self.attend(contact)

    def _perform(self, contact_id: ContactId) -> None:
        with self._board.live.performing(contact_id) as free:
            if not free:
                return
            for _ in range(AT_MOST):
                contact = self._board.contact(contact_id)
                pending = self._next(contact)
                if pending is None:
                    break
                self._one(contact, pending)
        # Whoever saved an action while we held the lock found it held, and left it to us.
        contact = self._board.contact(contact_id)
        if self._next(contact) is not None:
            self._board.timer.soon(contact_id, contact.step)

    def _next(self, contact: Contact) -> Pending | None:
        if self._record is None:
            contact = contact.without(actions.Record)
        return next_action(contact, self._board.now())

    def _one(self, contact: Contact, pending: Pending) -> None:
        match pending.action:
            case actions.Ring(leg=leg_id):
                self._ring(contact, pending, contact.leg(leg_id))
            case actions.RingStudent():
                self._ring_student(contact, pending)
            case actions.StopRinging(leg=leg_id):
                self._stop(contact, pending, contact.leg(leg_id))
            case actions.Dismiss(leg=leg_id):
                self._dismiss(contact, pending, contact.leg(leg_id))
            case actions.MoveStudent():
                self._move_student(contact, pending)
            case actions.StopStudent():
                self._stop_student(contact, pending)
            case actions.LookForStudent():
                self._look_for_student(contact, pending)
            case actions.LookForLeg(leg=leg_id):
                self._look_for_leg(contact, pending, contact.leg(leg_id))
            case actions.TextMentor() | actions.TextStudent():
                self._text(contact, pending)
            case actions.DeleteRecording(sid=sid):
                self._simply(contact, pending, lambda: self._carrier.delete_recording(sid))
            case actions.Record():
                self._keep(contact, pending)

    # --- rings --------------------------------------------------------------------------------

    def _ring(self, contact: Contact, pending: Pending, leg: Leg | None) -> None:
        if leg is None or leg.phase != "asked":
            self._strike(contact, pending)
            return
        mentor = self._roster(contact).mentors.get(leg.mentor)
        if mentor is None:
            self._strike(contact, pending, ev.RingFailed(leg.id, happened=False))
            return
        ringing = Ringing(
            to=self._vault.open_number(mentor.phone),
            caller_id=self._board.caller_id(contact),
            answer_url=self._to.leg(contact.id, leg.id, "screen"),
            status_url=self._to.leg(contact.id, leg.id, "status"),
            seconds=leg.ring_seconds,
        )
        self._place(contact, pending, ringing, leg.id)

    def _ring_student(self, contact: Contact, pending: Pending) -> None:
        if contact.student.number is None:
            self._strike(contact, pending, ev.StudentUnreached(call=None))
            return
        ringing = Ringing(
            to=self._vault.open_number(contact.student.number),
            caller_id=self._board.caller_id(contact),
            answer_url=self._to.student(contact.id, "answer"),
            status_url=self._to.student(contact.id, "status"),
            seconds=RING_SECONDS,
        )
        self._place(contact, pending, ringing, None)

    def _place(
        self, contact: Contact, pending: Pending, ringing: Ringing, leg: LegId | None
    ) -> None:
        """Start one ring at its place in the pace; one of unknown outcome is looked for first."""
        now = self._board.now()
        if pending.started_at is not None:
            self._find_ring(contact, pending, ringing, leg)
            return
        if not pending.paced:
            slot = self._board.live.pace(contact.campus, self._calls_per_second, now)
            if slot > now + EARLY:
                self._postpone(contact, pending, slot, leg)
                return
        if not self._start(contact, pending):
            return
        try:
            call = self._carrier.ring(ringing)
        except CarrierError as exc:
            RINGS.labels("unknown" if exc.happened is None else "refused").inc()
            self._not_rung(contact, pending, ringing, leg, exc)
            return
        RINGS.labels("placed").inc()
        self._strike(contact, pending, _placed(leg, call))

    def _not_rung(
        self,
        contact: Contact,
        pending: Pending,
        ringing: Ringing,
        leg: LegId | None,
        exc: CarrierError,
    ) -> None:
        log.warning("a ring was not placed", extra={"contact": contact.id, "why": str(exc)})
        again = self._board.now() + _patience(pending.tries)
        if exc.happened is None:
            self._find_ring(contact, pending, ringing, leg)
        elif exc.permanent or not _in_time(contact, leg, again):
            self._strike(contact, pending, _failed(leg, happened=False))
        else:
            self._later(contact, pending, again)

    def _find_ring(
        self, contact: Contact, pending: Pending, ringing: Ringing, leg: LegId | None
    ) -> None:
        """Adopt a ring whose answer was lost; never start a second one for the same person."""
        self._board.live.still_performing(contact.id)
        try:
            call = self._carrier.find_ring(ringing.to, ringing.caller_id)
        except CarrierError:
            call = None
        event = _placed(leg, call) if call else _failed(leg, happened=None)
        self._strike(contact, pending, event)

    def _postpone(
        self, contact: Contact, pending: Pending, slot: datetime, leg: LegId | None
    ) -> None:
        def later(it: Contact, now: datetime) -> Contact:
            it = postponed(it, pending.id, slot, paced=True)
            return step(it, ev.RingPaced(leg, slot), now).contact if leg is not None else it

        self._change(contact.id, later)

    # --- legs that are up ---------------------------------------------------------------------

    def _stop(self, contact: Contact, pending: Pending, leg: Leg | None) -> None:
        if leg is None or leg.phase == "over":
            self._strike(contact, pending)
            return
        if leg.call is None and _is_placing(contact, leg.id):
            self._later(contact, pending, self._board.now() + timedelta(seconds=1))
            return
        call = leg.call or self._lost_call(contact, leg.mentor)
        if call is None:
            self._strike(contact, pending, ev.LegStopped(leg.id))
            return
        # A leg that the carrier refuses to end is down already: we only never heard of its end.
        over = ev.LegStopped(leg.id)
        self._simply(contact, pending, lambda: self._carrier.end(call), over, gone=over)

    def _lost_call(self, contact: Contact, mentor_id: MentorId) -> CallSid | None:
        mentor = self._roster(contact).mentors.get(mentor_id)
        if mentor is None:
            return None
        try:
            return self._carrier.find_ring(
                self._vault.open_number(mentor.phone), self._board.caller_id(contact)
            )
        except CarrierError:
            return None

    def _dismiss(self, contact: Contact, pending: Pending, leg: Leg | None) -> None:
        if leg is None or leg.call is None or leg.phase == "over":
            self._strike(contact, pending)
            return
        call, url = leg.call, self._to.leg(contact.id, leg.id, "next")
        self._simply(
            contact,
            pending,
            lambda: self._carrier.move(call, url),
            gone=ev.LegEnded(leg.id, "completed", call),
        )

    def _move_student(self, contact: Contact, pending: Pending) -> None:
        student = contact.student
        if student.call is None or not student.up or student.at not in {"holding", "desk"}:
            self._strike(contact, pending)
            return
        call, url = student.call, self._to.student(contact.id, "next?from=moved")
        self._simply(
            contact,
            pending,
            lambda: self._carrier.move(call, url),
            gone=ev.StudentLeft(call),
        )

    def _stop_student(self, contact: Contact, pending: Pending) -> None:
        call = contact.student.call
        if call is None:
            self._strike(contact, pending)
            return
        self._simply(contact, pending, lambda: self._carrier.end(call))

    def _look_for_student(self, contact: Contact, pending: Pending) -> None:
        call = contact.student.call
        if call is None or not contact.student.up:
            self._strike(contact, pending)
            return
        up = self._ask(call)
        self._strike(contact, pending, *([ev.StudentLooked(call, up)] if up is not None else []))

    def _look_for_leg(self, contact: Contact, pending: Pending, leg: Leg | None) -> None:
        up = self._ask(leg.call) if leg and leg.call else None
        event = [ev.LegLooked(leg.id, up)] if leg and up is not None else []
        self._strike(contact, pending, *event)

    def _ask(self, call: CallSid) -> bool | None:
        try:
            return self._carrier.is_up(call)
        except CarrierError as exc:
            return False if exc.permanent and exc.code == 20404 else None

    # --- texts and records --------------------------------------------------------------------

    def _text(self, contact: Contact, pending: Pending) -> None:
        found = self._addressee(contact, pending.action)
        if found is None:
            self._strike(contact, pending)
            return
        to, body = found
        sender = self._board.caller_id(contact)
        began = pending.began_at  # an answer that was lost may have been a yes
        if began is not None and self._was_sent(to, sender, body, began):
            self._strike(contact, pending)
            return
        self._simply(contact, pending, lambda: self._carrier.text(to, sender, body))

    def _was_sent(self, to: PhoneNumber, sender: PhoneNumber, body: str, since: datetime) -> bool:
        try:
            return self._carrier.find_text(to, sender, body, since) is not None
        except CarrierError:
            return False

    def _addressee(
        self, contact: Contact, action: actions.Action
    ) -> tuple[PhoneNumber, str] | None:
        roster = self._roster(contact)
        line = roster.lines[contact.line]
        match action:
            case actions.TextMentor(mentor=mentor_id, what=what):
                mentor = roster.mentors.get(mentor_id)
                if mentor is None or not mentor.active:
                    return None
                return self._vault.open_number(mentor.phone), _mentor_text(what, line)
            case actions.TextStudent() if contact.student.number is not None:
                number = self._vault.open_number(contact.student.number)
                return number, wording.card_text(roster.campus)
            case _:
                return None

    def _keep(self, contact: Contact, pending: Pending) -> None:
        if self._record is None:
            return
        history = history_of(contact, self._board.live.story(contact.id))
        try:
            self._record(history)
        except RecordsUnavailableError:
            again = self._board.now() + min(SLOWEST, _patience(pending.tries))
            self._change(
                contact.id,
                lambda it, now: postponed(started(it, pending.id, now), pending.id, again),
            )
            return
        self._strike(contact, pending)

    # --- the list -----------------------------------------------------------------------------

    def _simply(
        self,
        contact: Contact,
        pending: Pending,
        request: Callable[[], object],
        event: ev.Event | None = None,
        gone: ev.Event | None = None,
    ) -> None:
        """Make a request that may safely be made twice; try again for a while if it fails."""
        if not self._start(contact, pending):
            return
        try:
            request()
        except CarrierError as exc:
            tried = pending.tries + 1 >= TRIES
            if not exc.permanent and not tried:
                self._later(contact, pending, self._board.now() + _patience(pending.tries))
                return
            log.warning("an action failed", extra={"contact": contact.id, "why": str(exc)})
            event = gone if exc.permanent else event
        self._strike(contact, pending, *([event] if event else []))

    def _start(self, contact: Contact, pending: Pending) -> bool:
        """Mark an action as begun; False when it was struck out, or somebody else began it.

        The right to perform may have lapsed while the carrier was slow: what counts is who marks
        the action, so that two performers who both saw it never both do it.
        """
        self._board.live.still_performing(contact.id)
        mine = False

        def begin(it: Contact, now: datetime) -> Contact:
            nonlocal mine
            mine = pending in it.pending
            return started(it, pending.id, now) if mine else it

        self._change(contact.id, begin)
        return mine

    def _later(self, contact: Contact, pending: Pending, when: datetime) -> None:
        self._change(contact.id, lambda it, _now: postponed(it, pending.id, when))

    def _strike(self, contact: Contact, pending: Pending, *events: ev.Event) -> None:
        def settle(it: Contact, now: datetime) -> Contact:
            it = done(it, pending.id)
            return self._board.advance(it, events, now)

        self._change(contact.id, settle)

    def _change(
        self, contact_id: ContactId, change: Callable[[Contact, datetime], Contact]
    ) -> Contact:
        """Save what we did ourselves: no job is asked for, because we go on until all is done."""
        return self._board.change(contact_id, change, wake=False)

    def _over(self, contact: Contact, now: datetime) -> Contact:
        return self._board.advance(contact, (ev.DeadlinePassed(),), now)

    def _roster(self, contact: Contact) -> Roster:
        return self._board.houses.of_campus(contact.campus)


def _placed(leg: LegId | None, call: CallSid) -> ev.Event:
    return ev.StudentRung(call) if leg is None else ev.RingPlaced(leg, call)


def _failed(leg: LegId | None, *, happened: bool | None) -> ev.Event:
    return ev.StudentUnreached(None) if leg is None else ev.RingFailed(leg, happened)


def _patience(tries: int) -> timedelta:
    """Return how long to wait before trying again: 1, 2, 4 … seconds."""
    return timedelta(seconds=2 ** min(tries, 10))


def _in_time(contact: Contact, leg_id: LegId | None, again: datetime) -> bool:
    """Say whether there is time for another try before the ring is given up."""
    leg = contact.leg(leg_id) if leg_id is not None else None
    until = leg.until if leg else deadline(contact)
    return until is None or again < until


def _is_placing(contact: Contact, leg: LegId) -> bool:
    return any(
        isinstance(it.action, actions.Ring) and it.action.leg == leg for it in contact.pending
    )


def _mentor_text(what: str, line: Line) -> str:
    match what:
        case "wrap_up":
            return wording.wrap_up_text(line)
        case "callback_unowned":
            return wording.callback_unowned_text(line)
        case _:
            return wording.callback_text(line, recording=what == "message")

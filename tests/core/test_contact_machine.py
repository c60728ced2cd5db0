"""Several calls at once, mentors they share, and a carrier that fails: decided in memory alone.

The same promises as `tests/machine`, without Redis, HTTP or Flask in between: thousands of nights
in the time that one takes there.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

from contact_world import NOW, World, a_contact, a_line, saved
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from warmline.contact import actions as do
from warmline.contact import deadline, todo
from warmline.contact import events as ev
from warmline.contact.company import Arriving, Present
from warmline.contact.moments import End, Ended, Talking, Waiting
from warmline.contact.state import bound
from warmline.ids import CallSid, MentorId
from warmline.line import Rung
from warmline.store.live.changes import changes

GRACE = timedelta(seconds=1)  # all deadlines are kept here
CREW = ("maya", "luis", "noor", "sam", "bea")
picks = st.integers(0, 999)


@dataclass
class Phone:
    """One call as the carrier has it."""

    contact: str
    leg: int | None  # None: the student's
    status: str = "ringing"  # ringing, up, down
    until: object = None


class Night(RuleBasedStateMachine):
    """One night, on a line of one campus."""

    @initialize(
        line=st.builds(
            a_line,
            ladder=st.tuples(
                st.builds(
                    Rung,
                    st.just("on shift"),
                    st.just("shift"),
                    st.sampled_from(["sequential", "staggered", "together"]),
                    st.integers(8, 25),
                    st.integers(1, 3),
                    st.integers(3, 10),
                ),
                st.just(Rung("backup", "role:backup", "together", 12)),
                st.just(Rung("counseling", "desk", ring_seconds=30)),
            ),
            ring_at=st.sampled_from(["arrival", "greeting"]),
            max_wait_seconds=st.sampled_from([30, 90]),
            voicemail=st.booleans(),
        ),
        world=st.builds(
            World,
            rungs=st.fixed_dictionaries(
                {
                    0: st.sampled_from([CREW[:1], CREW[:2], CREW[:4]]),
                    1: st.sampled_from([(), CREW[3:]]),
                    -1: st.sampled_from([(), ("tim",)]),
                }
            ),
            desks=st.sampled_from([(), ("day",), ("day", "night")]),
        ),
    )
    def open(self, line, world):
        """Open the line."""
        self.line, self.world, self.now = line, world, NOW
        self.contacts, self.calls, self.history = {}, {}, []
        self.holders, self.rounds, self.rung = {}, {}, set()
        self.turn = 0

    # --- saving, as the live store does -----------------------------------------------------

    def save(self, before, after):
        """Save a contact with its claims; a claim that another holds would be refused."""
        if before is not None and after == before:
            return
        change = changes(before, after)
        for mentor in change.claim:
            assert self.holders.get(mentor, after.id) == after.id, "two contacts claim one mentor"
            self.holders[mentor] = after.id
        for mentor in change.release:
            assert self.holders.pop(mentor) == after.id
        self._note_rounds(before, after)
        self.contacts[after.id] = saved(after)

    def _note_rounds(self, before, after):
        """Remember in which wait, on which rung and in which round each leg was asked for."""
        known = len(before.legs) if before else 0
        waiting = after.state
        for leg in after.legs[known:]:
            if isinstance(waiting, Waiting):
                met = sum(it.outcome == "accepted" for it in after.legs)  # each begins anew
                search = (after.id, waiting.since, met)
                self.rounds[after.id, leg.id] = (search, leg.rung, waiting.round, leg.mentor)

    def tell(self, contact_id, event):
        """Let something happen to a contact; those whom others hold are not found for it."""
        before = self.contacts[contact_id]
        self.world.busy = {m for m, holder in self.holders.items() if holder != contact_id}
        self.save(before, self.world.advance(before, event, self.now))
        self.history.append((contact_id, event))

    # --- the carrier ------------------------------------------------------------------------

    def perform(self, contact_id, fault="none"):
        """Do what a contact has pending, in order; a fault befalls the first ring."""
        for _ in range(60):
            contact = self.contacts[contact_id]
            ready = todo.next_action(contact, self.now)
            if ready is None:
                return
            self.save(contact, todo.done(contact, ready.id))
            self._act(contact_id, ready.action, fault)
            if isinstance(ready.action, do.Ring):
                fault = "none"
        raise AssertionError("there is always more to do")

    def _act(self, contact_id, action, fault):
        contact = self.contacts[contact_id]
        match action:
            case do.Ring(leg=leg_id):
                leg = contact.leg(leg_id)
                if leg is not None and leg.phase == "asked":
                    self._ring(contact_id, leg, fault)
            case do.StopRinging(leg=leg_id):
                self._down(contact_id, leg_id)
                self.tell(contact_id, ev.LegStopped(leg_id))
            case do.Dismiss(leg=leg_id) | do.LookForLeg(leg=leg_id):
                self._look(contact_id, leg_id, dismiss=isinstance(action, do.Dismiss))
            case do.MoveStudent() if self._student_is_up(contact):
                self.tell(contact_id, ev.StudentReturned("moved"))
            case do.MoveStudent() | do.LookForStudent():
                if contact.student.call and not self._student_is_up(contact):
                    self.tell(contact_id, ev.StudentLeft(contact.student.call))
            case do.InviteListener():
                self.tell(contact_id, ev.ListenerWanted())
            case do.RingStudent():
                self._ring_student(contact_id)
            case do.StopStudent() if contact.student.call in self.calls:
                self.calls[contact.student.call].status = "down"
            case _:
                pass

    def _ring(self, contact_id, leg, fault):
        up = [it for it in self.calls.values() if it.status != "down" and it.leg is not None]
        mentors = [self.contacts[it.contact].leg(it.leg).mentor for it in up]
        assert leg.mentor is None or leg.mentor not in mentors, "one phone is rung twice at once"
        round_ = self.rounds.get((contact_id, leg.id))
        assert round_ is None or round_ not in self.rung, "a phone is rung twice in one round"
        self.rung.add(round_)
        call = CallSid(f"CA-{contact_id}-{leg.id}")
        if fault in {"none", "late"}:
            ends = self.now + timedelta(seconds=leg.ring_seconds)
            self.calls[call] = Phone(contact_id, leg.id, until=ends)
        match fault:
            case "none":
                self.tell(contact_id, ev.RingPlaced(leg.id, call))
            case "refused":
                self.tell(contact_id, ev.RingFailed(leg.id, happened=False))
            case _:  # late: it rings, but nobody has told us; lost: it does not
                self.tell(contact_id, ev.RingFailed(leg.id, happened=None))

    def _ring_student(self, contact_id):
        self.turn += 1
        call = CallSid(f"CA-{contact_id}-back-{self.turn}")
        ends = self.now + timedelta(seconds=25)
        self.calls[call] = Phone(contact_id, None, until=ends)
        self.tell(contact_id, ev.StudentRung(call))

    def _look(self, contact_id, leg_id, *, dismiss):
        leg = self.contacts[contact_id].leg(leg_id)
        call = self.calls.get(leg.call or "")
        up = call is not None and call.status != "down"
        if dismiss or not up:
            self._down(contact_id, leg_id)
            self.tell(contact_id, ev.LegEnded(leg_id, "completed", leg.call or CallSid("")))
        else:
            self.tell(contact_id, ev.LegLooked(leg_id, up=True))

    def _down(self, contact_id, leg_id):
        for it in self.calls.values():
            if (it.contact, it.leg) == (contact_id, leg_id):
                it.status = "down"

    def _student_is_up(self, contact):
        call = self.calls.get(contact.student.call or "")
        return call is not None and call.status == "up"

    def _some(self, picked, status, *, student):
        """Return one call in a status, if there is any."""
        found = sorted(
            name
            for name, it in self.calls.items()
            if it.status == status and (it.leg is None) is student
        )
        return found[picked % len(found)] if found else None

    # --- what people do ---------------------------------------------------------------------

    @precondition(lambda self: len(self.contacts) < 5)
    @rule(works=st.booleans())
    def a_student_calls(self, works):
        name = str(len(self.contacts) + 1)
        call = CallSid(f"CA-student-{name}")
        contact = a_contact(self.line, name=name, call=call, now=self.now)
        self.calls[call] = Phone(contact.id, None, "up")
        self.world.busy = set(self.holders)
        arrived = ev.CallArrived(listener=bool(self.world.rungs.get(-1)))
        self.save(None, self.world.advance(contact, arrived, self.now))
        if works:
            self.perform(contact.id)

    @rule(picked=picks, key=st.sampled_from(["", "", "0", "1", "2", "3", "5", "6", "7", "*"]))
    def a_student_moves_on(self, picked, key):
        call = self._some(picked, "up", student=True)
        if call is None:
            return
        contact = self.contacts[self.calls[call].contact]
        if contact.student.call != call:
            return
        place = contact.student.at
        number = "sealed" if place in {"menu", "card"} else None
        event = ev.StudentPressed(place, key, number) if key else ev.StudentReturned(place)
        self.tell(contact.id, event)
        if isinstance(self.contacts[contact.id].state, Ended):
            self._student_goes(call)

    @rule(picked=picks)
    def a_student_hangs_up(self, picked):
        call = self._some(picked, "up", student=True)
        if call is not None:
            self._student_goes(call)

    def _student_goes(self, call):
        self.calls[call].status = "down"
        contact = self.contacts[self.calls[call].contact]
        self.tell(contact.id, ev.StudentLeft(call))

    @rule(picked=picks, answers=st.booleans())
    def a_called_student_answers_or_not(self, picked, answers):
        call = self._some(picked, "ringing", student=True)
        if call is None:
            return
        phone = self.calls[call]
        phone.status, phone.until = ("up" if answers else "down"), None
        event = ev.StudentPressed("callback", "1") if answers else ev.StudentUnreached(call)
        self.tell(phone.contact, event)

    @rule(picked=picks, key=st.sampled_from(["1", "1", "2", "3", "", "wait"]))
    def a_mentor_picks_up(self, picked, key):
        call = self._some(picked, "ringing", student=False)
        if call is None:
            return
        phone = self.calls[call]
        phone.status, phone.until = "up", self.now + timedelta(seconds=14)
        self.tell(phone.contact, ev.LegAnswered(phone.leg, call))
        leg = self.contacts[phone.contact].leg(phone.leg)
        if leg.desk and leg.phase == "joined":  # a desk is connected as it is
            phone.until = None
        elif key != "wait":
            self._key(call, key)

    @rule(picked=picks, key=st.sampled_from(["1", "2", "1", "2", "3", "*", ""]))
    def somebody_in_a_talk_moves_on(self, picked, key):
        """A leg in the conference comes out of it, or one that stands apart presses a key."""
        call = self._some(picked, "up", student=False)
        if call is None:
            return
        contact = self.contacts[self.calls[call].contact]
        leg = contact.leg(self.calls[call].leg)
        if leg.phase != "joined":
            return
        if leg.at in {"menu", "listening"}:
            event = ev.LegPressed(leg.id, key, call, leg.at)
        else:
            place = "room" if leg.at == "recalled" else leg.at
            event = ev.LegReturned(leg.id, place, leg.visit)
        self.tell(contact.id, event)
        leg = self.contacts[contact.id].leg(leg.id)
        if leg.phase == "stopping":  # thanked: their phone hangs up by itself
            self.calls[call].until = self.now + timedelta(seconds=3)

    def _key(self, call, key):
        """Let a key, or its absence, be told; whoever is not connected then hangs up."""
        phone = self.calls[call]
        self.tell(phone.contact, ev.LegPressed(phone.leg, key, call))
        leg = self.contacts[phone.contact].leg(phone.leg)
        phone.until = None if leg.phase == "joined" else self.now + timedelta(seconds=3)

    @rule(picked=picks, status=st.sampled_from(["up", "ringing"]), lost=st.booleans())
    def a_mentor_leaves(self, picked, status, lost):
        call = self._some(picked, status, student=False)
        if call is None:
            return
        phone = self.calls[call]
        phone.status = "down"
        if not lost:
            how = "completed" if status == "up" else "busy"
            self.tell(phone.contact, ev.LegEnded(phone.leg, how, call))

    @rule(picked=picks, name=st.sampled_from(CREW), takes=st.booleans())
    def a_mentor_texts(self, picked, name, takes):
        if not self.contacts:
            return
        contact_id = sorted(self.contacts)[picked % len(self.contacts)]
        if takes and self.holders.get(name, contact_id) != contact_id:
            return  # the store would say that they are in another contact
        event = ev.CallbackTaken if takes else ev.CallbackPassed
        self.tell(contact_id, event(MentorId(name)))

    @rule(picked=picks, name=st.sampled_from(CREW))
    def a_mentor_may_no_longer_be_rung(self, picked, name):
        if not self.contacts:
            return
        contact_id = sorted(self.contacts)[picked % len(self.contacts)]
        talks = isinstance(self.contacts[contact_id].state, Talking)
        self.world.withdrawn.add(name)
        self.tell(contact_id, ev.MentorWithdrawn(MentorId(name)))
        after = self.contacts[contact_id]
        assert talks == isinstance(after.state, Talking), "a talk was cut"
        assert not any(it.is_hopeful and it.mentor == name for it in after.legs)

    @rule()
    def everybody_may_be_rung_again(self):
        self.world.withdrawn.clear()

    # --- what time, workers and faults do ---------------------------------------------------

    @rule(picked=picks, fault=st.sampled_from(["none", "none", "refused", "late", "lost"]))
    def a_worker_works(self, picked, fault):
        if self.contacts:
            self.perform(sorted(self.contacts)[picked % len(self.contacts)], fault)

    @rule(picked=picks)
    def an_old_event_comes_again(self, picked):
        if self.history:
            self.tell(*self.history[picked % len(self.history)])

    @rule(seconds=st.sampled_from([1, 4, 10, 30, 120]))
    def time_passes(self, seconds):
        end = self.now + timedelta(seconds=seconds)
        for name in sorted(self.contacts):  # what a lost job has left, the sweep does
            self.perform(name)
        for _ in range(5000):
            moments = [it for it in self._deadlines() if it[0] <= end]
            timed = [
                (it.until, name)
                for name, it in self.calls.items()
                if it.status != "down" and it.until is not None and it.until <= end
            ]
            if not moments and not timed:
                break
            if timed and (not moments or min(timed)[0] <= min(moments)[0]):
                self._time_is_up(min(timed)[1])
                continue
            due, contact_id = min(moments)
            self.now = max(self.now, due)
            self.tell(contact_id, ev.DeadlinePassed())
            self.perform(contact_id)
        else:
            raise AssertionError("time stands still")
        self.now = end

    def _deadlines(self):
        for name, contact in self.contacts.items():
            due = deadline(contact)
            waits = [it.not_before for it in contact.pending if it.not_before is not None]
            yield from ((it, name) for it in [due, *waits] if it is not None)

    def _time_is_up(self, call):
        """A ring ends unanswered; whoever picked up and pressed nothing hangs up."""
        phone = self.calls[call]
        self.now = max(self.now, phone.until)
        if phone.status == "up" and phone.leg is not None:
            self._key(call, "")
        ends = "no_answer" if phone.status == "ringing" else "completed"
        phone.status = "down"
        if phone.leg is None:
            self.tell(phone.contact, ev.StudentUnreached(call))
        else:
            self.tell(phone.contact, ev.LegEnded(phone.leg, ends, call))

    # --- what holds -------------------------------------------------------------------------

    @invariant()
    def a_mentor_is_in_one_contact(self):
        """Whoever a contact holds is held by it alone, and nobody else is."""
        held = {}
        for contact in getattr(self, "contacts", {}).values():
            for mentor in contact.holders:
                assert mentor not in held, "a mentor is in two contacts"
                held[mentor] = contact.id
        assert held == getattr(self, "holders", {})

    @invariant()
    def whoever_a_student_talks_with_is_there(self):
        """In a talk one phone is the mentor's, and it is up as far as anybody knows."""
        for contact in getattr(self, "contacts", {}).values():
            state = contact.state
            joined = [it.part for it in contact.legs if it.phase == "joined" and it.until is None]
            assert len(set(joined)) == len(joined), "two are there in one part"
            if isinstance(state, Talking):
                assert contact.leg(state.leg).phase == "joined"
                assert contact.leg(state.leg).part == "mentor"

    @invariant()
    def nobody_joins_before_the_student_knows(self):
        """A person who was asked in is in the call only after the student has heard of it."""
        for contact in getattr(self, "contacts", {}).values():
            state = contact.state
            for leg in contact.legs:
                if leg.part != "guest" or leg.desk or leg.phase != "joined" or leg.until:
                    continue
                if leg.at in {"room", "recalled", "rejoining"}:
                    assert isinstance(state, Talking)
                    assert isinstance(state.company, Present)
            if isinstance(state, Talking) and contact.student.at == "holding":
                waits = isinstance(state.company, Arriving) and not state.company.seeking.told
                assert not waits or contact.pending or contact.student.room != contact.room

    @invariant()
    def nobody_listens_against_a_students_will(self):
        """A listener is muted company of a talk, and only of one who has not said no."""
        for contact in getattr(self, "contacts", {}).values():
            for leg in contact.legs:
                if leg.part == "listener" and leg.phase not in {"stopping", "over"}:
                    assert isinstance(contact.state, Talking)
                    assert contact.listening == "invited"
                    assert leg.mentor == "tim"

    @invariant()
    def nobody_waits_beyond_the_bound(self):
        """Counseling has been tried by then, or the card is being spoken."""
        for contact in getattr(self, "contacts", {}).values():
            if isinstance(contact.state, Waiting) and contact.student.up:
                assert self.now <= bound(contact, contact.state) + GRACE

    def teardown(self):
        """Everybody hangs up; every contact comes to a named end and holds nobody."""
        for call, it in list(getattr(self, "calls", {}).items()):
            if it.leg is None and it.status == "up":
                self._student_goes(call)
            it.status = "down"
        for name in list(getattr(self, "contacts", {})):
            self._settle(name)
            contact = self.contacts[name]
            assert contact.is_settled
            assert isinstance(contact.state, Ended)
            assert contact.state.end in get_args(End)
        assert getattr(self, "holders", {}) == {}

    def _settle(self, name):
        for _ in range(600):
            self.perform(name)
            for it in self.calls.values():  # nobody answers a callback any more
                it.status = "down"
            contact = self.contacts[name]
            if contact.is_settled:
                return
            due = [deadline(contact), *(it.not_before for it in contact.pending)]
            self.now = max([self.now, *sorted(it for it in due if it is not None)[:1]])
            self.tell(name, ev.DeadlinePassed())
        raise AssertionError(f"never settles: {self.contacts[name].state}")


TestNight = Night.TestCase

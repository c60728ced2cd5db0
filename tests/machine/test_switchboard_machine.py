"""Students, mentors and faults in any order: whatever chance does, what we promise holds.

Real Redis, real requests with real signatures, the simulated carrier, and a clock moved by hand.
`HYPOTHESIS_PROFILE=fuzz` looks longer.
"""

import logging
import re
import shutil
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import get_args

import redis
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from phones import CAMPUS, LINE, Phones, fresh_database

from warmline import wording
from warmline.contact.moments import AtDesk, CallbackWanted, End, Ended, LeavingMessage, Waiting

GRACE = 45  # seconds beyond the bound: a greeting or a menu heard to its end, a carrier that hangs
SILENCE = 75  # the longest that a student hears nobody, whatever is broken
STUDENTS, DESKS, MENTORS = (
    ("Ada", "Ben", "Cy"),
    ("Day desk", "Night desk"),
    ("Maya", "Luis", "Noor"),
)
KEYS = st.sampled_from("1230456*#9")
who = st.integers(0, 2)


class Heard(logging.Handler):
    """Keeps every log line as it would be written, before anything is taken out of it."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        """Keep one."""
        more = {k: v for k, v in record.__dict__.items() if k not in {"exc_info", "args"}}
        self.lines.append(logging.Formatter().format(record) + repr(more))


class Night(RuleBasedStateMachine):
    """One night on a line."""

    redis_url = ""
    folder = Path()
    database = Path()

    def __init__(self):
        super().__init__()
        with redis.Redis.from_url(self.redis_url) as connection:
            connection.flushall()
        self.home = Path(tempfile.mkdtemp(dir=self.folder))
        self.phones = Phones(self.redis_url, self.home, self.database)
        self.log = Heard()
        logging.getLogger("warmline").addHandler(self.log)
        logging.getLogger("webhooks").addHandler(self.log)
        self.seen = 0
        self.spoken = {}
        self.faulty = False

    @initialize(
        ring=st.sampled_from(["sequential", "staggered", "together"]),
        rounds=st.integers(1, 2),
        people=st.tuples(st.integers(1, 3), st.booleans(), st.integers(0, 2), st.booleans()),
        line=st.fixed_dictionaries(
            {
                "max_wait_seconds": st.sampled_from([45, 90]),
                "ring_at": st.sampled_from(["arrival", "greeting"]),
                "voicemail": st.booleans(),
            }
        ),
    )
    def open(self, ring, rounds, people, line):
        """Put people on the line."""
        mentors, backup, desks, trainee = people
        self.phones.line(**line)
        self.phones.rung("on shift", ring=ring, rounds=rounds, ring_seconds=15)
        self.students = [self.phones.student(it) for it in STUDENTS]
        self.mentors = list(self.phones.on_call(*MENTORS[:mentors]))
        self.mentors += self.phones.backup("Bea") if backup else ()
        self.mentors.append(self.phones.mentor("Cora", "coordinator"))
        self.trainees = [self.phones.in_training("Tim", listens=True)] if trainee else []
        self.desks = [self.phones.desk(it) for it in DESKS[:desks]]
        self.phones.ready()
        self.a_student_calls(0, hidden=False)

    # --- what people do ---------------------------------------------------------------------

    @rule(n=who, hidden=st.booleans())
    def a_student_calls(self, n, hidden):
        phone = self.students[n].phone
        if phone.status == "idle":
            note(f"{phone.name} calls")
            phone.dial(LINE, withheld=hidden)
            self.phones.run()

    @rule(n=who, key=KEYS)
    def a_student_presses(self, n, key):
        self._presses(self.students[n].phone, key)

    @rule(n=who, key=st.sampled_from("23450"), waits=st.sampled_from([0, 12, 30]))
    def a_student_chooses_from_the_menu(self, n, key, waits):
        phone = self.students[n].phone
        self.a_student_calls(n, hidden=False)
        self.phones.wait(waits)
        self._presses(phone, "*")
        self.phones.wait(2)
        self._presses(phone, key)
        self.phones.wait(5)

    @precondition(lambda self: self._owners())
    @rule(n=who, answers=st.booleans())
    def a_callback_is_tried(self, n, answers):
        owners = self._owners()
        n = owners[n % len(owners)]
        self.phones.wait(12)  # the student has heard our goodbye, and put the phone down
        self.a_mentor_texts(n, "CALL")
        self.phones.wait(2)
        self.a_mentor_presses(n, "1")
        self.phones.wait(2)
        self.a_mentor_presses(n, "1")  # after a message: call the student
        self.phones.wait(3)
        for phone in (it.phone for it in self.students):
            if phone.status == "ringing" and answers:
                phone.answer()
                self.phones.run()
                self._presses(phone, "1")

    def _owners(self):
        """Return the places of those mentors who own a callback."""
        names = [it.name for it in getattr(self, "mentors", [])]
        known = self.phones.parts.houses.of_campus(CAMPUS).mentors if names else {}
        wanted = [it.state for it in self.contacts() if isinstance(it.state, CallbackWanted)]
        owners = [known[it.owner].name for it in wanted if it.owner]
        return sorted({names.index(it) for it in owners})

    @rule(n=who)
    def a_student_hangs_up(self, n):
        self._leaves(self.students[n].phone)

    @rule(n=st.integers(0, 5), key=KEYS)
    def a_mentor_presses(self, n, key):
        phone = self.mentors[n % len(self.mentors)].phone
        if phone.status == "ringing":
            phone.answer()
            self.phones.run()
        self._presses(phone, key)

    @rule(n=st.integers(0, 5), key=st.sampled_from("12"), waits=st.sampled_from([0, 8, 14]),
          yes=st.booleans())  # fmt: skip
    def a_mentor_asks_for_help(self, n, key, waits, yes):
        phone = self.mentors[n % len(self.mentors)].phone
        self._presses(phone, "*")
        self.phones.wait(1)
        self._presses(phone, key)
        self.phones.wait(waits)
        if yes:
            self.everybody_who_rings_presses_1()

    @precondition(lambda self: self.trainees)
    @rule(key=st.sampled_from("112"))
    def a_trainee_answers_or_leaves(self, key):
        phone = self.trainees[0].phone
        if phone.status == "ringing":
            phone.answer()
            self.phones.run()
            self._presses(phone, key)
        else:
            self._leaves(phone)

    @rule()
    def everybody_who_rings_presses_1(self):
        ringing = [it.phone for it in self.mentors if it.phone.status == "ringing"]
        for phone in ringing:
            phone.answer()
        self.phones.run()
        for phone in ringing:
            if phone.status == "in_call":
                phone.press("1")
        self.phones.run()

    @rule(n=st.integers(0, 5))
    def a_mentor_leaves(self, n):
        self._leaves(self.mentors[n % len(self.mentors)].phone)

    @rule(n=st.integers(0, 5), word=st.sampled_from(["CALL", "PASS", "done?"]))
    def a_mentor_texts(self, n, word):
        self.mentors[n % len(self.mentors)].phone.text(LINE, word)
        self.phones.run()

    @rule(n=st.integers(0, 5), behaviour=st.sampled_from(
        ["rings", "voicemail after 5", "off", "busy", "unreachable", "declines after 1",
         "answers after 1 presses 1 after 2", "answers after 2"]))  # fmt: skip
    def a_mentor_changes_their_ways(self, n, behaviour):
        self.mentors[n % len(self.mentors)].phone.behaves(behaviour)

    @precondition(lambda self: self.desks)
    @rule(n=st.integers(0, 1), leaves=st.booleans())
    def a_desk_answers_or_leaves(self, n, leaves):
        phone = self.desks[n % len(self.desks)].phone
        if leaves:
            self._leaves(phone)
        elif phone.status == "ringing":
            phone.answer()
            self.phones.run()

    @rule(seconds=st.sampled_from([1, 3, 8, 20, 50]))
    def time_passes(self, seconds):
        self.phones.wait(seconds)

    # --- what goes wrong --------------------------------------------------------------------

    @rule(alive=st.booleans())
    def the_worker_dies_or_returns(self, alive):
        if alive:
            self.phones.worker_resumes()
        else:
            self.phones.worker_pauses()

    @rule(alive=st.booleans())
    def the_clock_dies_or_returns(self, alive):
        self.phones.clock_alive = alive

    @rule(seconds=st.sampled_from([60, 150]))
    def only_the_web_is_left(self, seconds):
        self.phones.worker_pauses()
        self.phones.clock_alive = False
        self.phones.wait(seconds)

    @rule(
        kind=st.sampled_from(["429", "500", "hang", "late"]),
        path=st.sampled_from(["*/Calls.json", "*/Calls/*", "*/Messages.json", "*"]),
        times=st.integers(1, 3),
    )
    def the_carrier_fails(self, kind, path, times):
        self.faulty = True
        self.phones.exchange.faults.rest(kind, path, times=times)

    @rule(copies=st.integers(1, 3), delay=st.sampled_from([0.0, 2.0, 30.0]))
    def callbacks_come_late_or_doubled(self, copies, delay):
        callbacks = self.phones.exchange.faults.callbacks
        callbacks.copies, callbacks.delay = copies, delay

    @rule()
    def the_carrier_is_mended(self):
        self.phones.exchange.faults.clear()

    @rule(path=st.sampled_from(["/next", "/key", "/status", "/screen", "/incoming", "/hold"]))
    def a_webhook_comes_again(self, path):
        if self.phones.times_asked(path):
            self.phones.carrier_asks_again(path)
            self.phones.run()

    def _presses(self, phone, key):
        if phone.status == "in_call":
            note(f"{phone.name} presses {key}")
            phone.press(key)
            self.phones.run()

    def _leaves(self, phone):
        if phone.status == "ringing":
            phone.decline()
        elif phone.call is not None and not phone.call.at_box:
            phone.hang_up()
        self.phones.run()

    # --- what holds -------------------------------------------------------------------------

    def contacts(self):
        """Return every contact of this night."""
        live = self.phones.parts.live
        return [it for it in map(live.load, live.recent_contacts(CAMPUS, 50)) if it is not None]

    @invariant()
    def no_mentor_is_rung_or_held_twice(self):
        """Neither the carrier nor we have one mentor in two calls."""
        numbers = {it.phone.number for it in getattr(self, "mentors", [])}
        up = [
            it.to
            for it in self.phones.exchange.calls.values()
            if not it.is_over() and it.to in numbers and it.direction == "outbound-api"
        ]
        assert sorted(set(up)) == sorted(up), self.phones.transcript()
        held = [mentor for it in self.contacts() for mentor in it.holders]
        assert sorted(set(held)) == sorted(held)

    @invariant()
    def no_mentor_hears_two_students(self):
        """A talk is between two."""
        students = {it.phone for it in getattr(self, "students", [])}
        mentors = {it.phone for it in getattr(self, "mentors", [])}
        for phone in mentors:
            assert len(phone.talks_with() & students) <= 1
            for other in phone.talks_with() & mentors:
                assert self._one_contact_has(phone, other), self.phones.transcript()
        for phone in students:
            assert len(phone.talks_with() & mentors) <= 2
            assert not phone.talks_with() & students

    def _one_contact_has(self, one, two):
        names = self.phones.parts.houses.of_campus(CAMPUS).mentors
        return any({one.name, two.name} <= {names[it].name for it in c.holders}
                   for c in self.contacts())  # fmt: skip

    @invariant()
    def nobody_joins_whom_the_student_has_not_heard_of(self):
        """With three in a call the student has heard a sentence about it before."""
        told = {
            wording.may_somebody_join(take_over=True), wording.may_somebody_join(take_over=False),
        }  # fmt: skip
        for phone in (it.phone for it in getattr(self, "students", [])):
            if phone.call is not None and len(phone.talks_with()) > 1:
                heard = {it.text for it in phone.heard if it.at >= phone.call.created}
                assert told & heard, self.phones.transcript()

    @invariant()
    def nobody_in_training_is_ever_heard(self):
        """A trainee is rung only to listen, and joins muted."""
        for phone in (it.phone for it in getattr(self, "trainees", [])):
            assert phone.talks_with() == frozenset()
            rang = any(it.kind == "rang" and it.phone_id == phone.id for it in self._new())
            assert not rang or any(
                leg.part == "listener" for it in self.contacts() for leg in it.legs
            )

    def _new(self):
        return self.phones.exchange.feed[self.seen :]

    @invariant()
    def no_student_waits_beyond_the_bound(self):
        """Counseling or the card has begun by then, whatever is dead."""
        for contact in self.contacts():
            state = contact.state
            if isinstance(state, Waiting) and contact.student.up and self._is_up(contact):
                waited = (self.phones.now() - state.since).total_seconds()
                assert waited <= contact.max_wait_seconds + GRACE, self.phones.transcript()

    def _is_up(self, contact):
        call = self.phones.exchange.calls.get(contact.student.call or "")
        return call is not None and not call.is_over()

    @invariant()
    def no_student_is_left_in_silence(self):
        """Whoever is on the line hears a person, a sentence, a ring or an end."""
        for it in self.phones.exchange.feed[self.seen :]:
            if it.kind in {"said", "dialled", "joined", "left", "key", "connected"}:
                self.spoken[it.phone_id] = it.at
        self.seen = len(self.phones.exchange.feed)
        elsewhere = {
            it.student.call
            for it in self.contacts()
            if isinstance(it.state, LeavingMessage | AtDesk)
        }
        for phone in (it.phone for it in getattr(self, "students", [])):
            call = phone.call
            if call is None or phone.status != "in_call" or call.sid in elsewhere:
                continue
            if call.bridged or phone.talks_with():
                self.spoken[phone.id] = self.phones.now()
                continue
            quiet = self.phones.now() - self.spoken[phone.id]
            assert quiet <= timedelta(seconds=SILENCE), self.phones.transcript()

    # --- how it ends ------------------------------------------------------------------------

    def teardown(self):
        """Everybody hangs up, everything is mended: each contact ends, and nothing has leaked."""
        try:
            if hasattr(self, "students"):
                self._everybody_goes_home()
                self._every_contact_has_ended()
                self._nobody_has_learned_a_number()
        finally:
            for name in ("warmline", "webhooks"):
                logging.getLogger(name).removeHandler(self.log)
            self.phones.close()
            shutil.rmtree(self.home)

    def _everybody_goes_home(self):
        self.phones.exchange.faults.clear()
        self.phones.clock_alive = True
        self.phones.worker_resumes()
        for person in self.phones.people:
            person.phone.behaves("rings")
        for _ in range(4):
            for person in self.phones.people:
                self._leaves(person.phone)
            self.phones.wait(60)

    def _every_contact_has_ended(self):
        if not all(it.is_settled for it in self.contacts()):
            self.phones.wait(timedelta(hours=53).total_seconds())  # a callback is kept two days
        for contact in self.contacts():
            assert contact.is_settled, (contact, self.phones.transcript())
            assert isinstance(contact.state, Ended)
            assert contact.state.end in get_args(End)
            kept = self.phones.parts.records.contact(contact.id)
            assert kept is not None
            assert kept.end == contact.state.end
        assert self.phones.parts.live.open_contacts(CAMPUS) == ()
        assert [str(it) for it in self.phones.exchange.debugger] == []

    def _nobody_has_learned_a_number(self):
        numbers = {it.phone.number.lstrip("+"): it.phone.id for it in self.phones.people}
        for it in self.phones.exchange.feed:
            if it.kind == "rang":
                assert it.text == LINE
            elif it.kind in {"said", "text", "box"}:
                assert not _found(numbers, it.text), it
        for what in (self._redis(), self._sql(), "\n".join(self.log.lines), self._jobs()):
            assert not _found(numbers, what)

    def _redis(self):
        with redis.Redis.from_url(self.redis_url) as raw:
            return "\n".join(f"{key!r} {_read(raw, key)!r}" for key in raw.scan_iter())

    def _sql(self):
        with sqlite3.connect(self.home / "warmline.db") as connection:
            text = "\n".join(connection.iterdump())
        connection.close()
        return text

    def _jobs(self):
        return repr(self.phones.timer.wishes)


def _read(raw, key):
    match raw.type(key):
        case b"string":
            return raw.get(key)
        case b"hash":
            return raw.hgetall(key)
        case b"list":
            return raw.lrange(key, 0, -1)
        case b"set":
            return raw.smembers(key)
        case _:
            return raw.zrange(key, 0, -1, withscores=True)


def _found(numbers, text):
    """Return the numbers that a text holds, however they are punctuated."""
    plain = re.sub(r"(?<=\d)[\s().-]+(?=\d)", "", text)
    return [number for number in numbers if number in text or number in plain]


def test_whatever_happens_at_night_the_promises_hold(redis_url, tmp_path_factory):
    """No student waits beyond the bound, no mentor is in two calls, no number is ever learned."""
    Night.redis_url = redis_url
    Night.folder = tmp_path_factory.mktemp("night")
    Night.database = fresh_database(Night.folder / "pattern.db")
    fuzz = settings.default.max_examples > 100
    run_state_machine_as_test(
        Night,
        settings=settings(
            settings.default,
            max_examples=400 if fuzz else 25,
            stateful_step_count=60 if fuzz else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

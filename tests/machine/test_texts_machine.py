"""Students, mentors and faults on the real thing: signed requests, Redis, the simulated carrier.

Every text of a person names the student whom it is from or for, so that each phone can be asked
whether it shows anything that it should not. The same in memory, for many more steps, is in
`test_texts_in_memory.py`; `make fuzz` looks longer at both.
"""

import re
import shutil
import tempfile
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path

import redis
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from phones import CAMPUS, LINE, Phones, fresh_database
from telling.privacy import Witness

from warmline.conversation.escalated import Agreed
from warmline.conversation.state import Over
from warmline.phone import PhoneNumber
from warmline.privacy import hash_number
from warmline.simulator.phones import Texting

RELAYS = ("+14155550101", "+14155550102")
TRUSTED = timedelta(hours=8)  # a thread older than this is not written into any more
SAID = re.compile(r"(I am|For) (\w+), number (\d+)\.")
student, mentor, number = st.integers(0, 2), st.integers(0, 3), st.integers(0, 2)
delay = st.sampled_from([0, 0, 0, 20, 100, 240])


class Night(RuleBasedStateMachine):
    """One night of texts."""

    redis_url = ""
    mode = "relay"
    folder = Path()
    database = Path()

    def __init__(self):
        super().__init__()
        with redis.Redis.from_url(self.redis_url) as connection:
            connection.flushall()
        self.home = Path(tempfile.mkdtemp(dir=self.folder))
        self.phones = Phones(self.redis_url, self.home, self.database)
        self.witness = Witness(self.phones)
        self.serial = count(1)
        self.latest, self.view, self.read, self.shown = {}, {}, {}, {}
        self.web_alive = True

    @initialize(
        relays=st.integers(0, 2),
        ring=st.sampled_from(["sequential", "staggered", "together"]),
        first=st.lists(student, min_size=1, max_size=3, unique=True),
    )
    def open(self, relays, ring, first):
        """Put people on the line, and let somebody text."""
        self.phones.relay_numbers(*RELAYS[:relays])
        self.phones.line(text_claim_seconds=60, cool_down_minutes=0, text_mode=self.mode)
        self.phones.rung("on shift", ring=ring)
        self.students = [self.phones.student(it) for it in ("Ada", "Ben", "Cy")]
        self.mentors = [self.phones.mentor("Maya", "mentor", max_texts=2)]
        self.mentors += self.phones.on_call("Luis", "Noor")
        self.phones.on_shift("Maya")
        self.mentors += self.phones.backup("Bea")
        self.phones.mentor("Cora", "coordinator")
        self.numbers = (LINE, *RELAYS[:relays])
        self.phones.ready()
        self.phones.wait(1)  # the clock begins: what was before is not looked for
        for n in first:
            self.a_student_texts(n)

    # --- what people do ---------------------------------------------------------------------

    @rule(n=student)
    def a_student_texts(self, n):
        self._texts(self.students[n], LINE, f"I am {self.students[n].name}, number")

    @rule(n=mentor, on=number, late=delay, times=st.integers(1, 2))
    def a_mentor_writes(self, n, on, late, times):
        for _ in range(times):
            self._writes(self.mentors[n], self.numbers[on % len(self.numbers)], "words", late)

    @rule(n=mentor, on=number, late=delay, said=st.sampled_from(
        ["name", "name", "DONE", "pass", "Hard.", "SEND", "PAS", "ON", "OFF", "who", "ESCALATE",
         "TAKEOVER"]))  # fmt: skip
    def a_mentor_commands(self, n, on, late, said):
        self._writes(self.mentors[n], self.numbers[on % len(self.numbers)], said, late)

    @rule(n=student)
    def a_student_is_answered(self, n):
        self.a_student_texts(n)
        self.phones.wait(3)
        self._look()
        for said in ("words", "name", "words"):
            self._those_who_have(n, said)
        self.phones.wait(3)

    @rule(n=student, word=st.sampled_from(["agree", "agree", "call me"]))
    def a_student_agrees(self, n, word):
        self.students[n].texts(word)

    @rule(n=student, taken=st.booleans())
    def a_student_is_handed_to_others(self, n, taken):
        self.a_student_is_answered(n)
        for said in ("ESCALATE", "words", "SEND"):
            self._those_who_have(n, said)
            self.phones.wait(2)
        self.students[n].texts("agree")
        self.phones.wait(3)
        self._look()
        if taken:
            self._writes(self.mentors[3], LINE, "TAKEOVER")

    @rule(n=student, said=st.sampled_from(["DONE", "PASS"]), late=delay)
    def a_student_is_left(self, n, said, late):
        self._look()
        self._those_who_have(n, said, late)

    @rule(n=student, word=st.sampled_from(["STOP", "START", "start"]))
    def a_student_texts_a_carrier_word(self, n, word):
        self.students[n].texts(word)

    @rule(n=mentor, on=number, word=st.sampled_from(["stop", "START", "UNSTOP"]))
    def a_mentor_texts_a_carrier_word(self, n, on, word):
        self.mentors[n].texts(word, to=self.numbers[on % len(self.numbers)])

    @rule(seconds=st.sampled_from([1, 20, 61, 130, 301, 700, 2800, 20000]))
    def time_passes(self, seconds):
        if seconds > 3000:  # what is older than twelve hours is not taken up any more
            self.web_dies_or_returns(alive=True)
        self.phones.wait(seconds)

    # --- what goes wrong --------------------------------------------------------------------

    @rule(alive=st.sampled_from([True, True, False]))
    def the_worker_dies_or_returns(self, alive):
        if alive:
            self.phones.worker_resumes()
        else:
            self.phones.worker_pauses()

    @rule(alive=st.sampled_from([True, False]))
    def web_dies_or_returns(self, alive):
        if alive and not self.web_alive:
            self.phones.web_comes_back()
        elif self.web_alive and not alive:
            self.phones.web_goes_away()
        self.web_alive = alive

    @rule(alive=st.sampled_from([True, True, False]))
    def the_clock_dies_or_returns(self, alive):
        self.phones.clock_alive = alive

    @rule(
        kind=st.sampled_from(["429", "500", "hang", "late"]),
        path=st.sampled_from(["*/Messages.json", "*/Messages/*", "*"]),
        times=st.integers(1, 3),
    )
    def the_carrier_fails(self, kind, path, times):
        self.phones.exchange.faults.rest(kind, path, times=times)

    @rule(copies=st.integers(1, 3), late=st.sampled_from([0.0, 2.0, 30.0]))
    def callbacks_come_late_or_doubled(self, copies, late):
        callbacks = self.phones.exchange.faults.callbacks
        callbacks.copies, callbacks.delay = copies, late

    @rule()
    def the_carrier_is_mended(self):
        self.phones.exchange.faults.clear()

    @rule(path=st.sampled_from(["/texts/incoming", "/texts/incoming", "/status"]))
    def a_webhook_comes_again(self, path):
        if self.web_alive and self.phones.times_asked(path):
            self.phones.carrier_asks_again(path)
            self.phones.run()

    @rule(
        n=st.integers(0, 5),
        slow=st.sampled_from([1.0, 1.0, 3.0, 90.0, 400.0]),
        error=st.sampled_from([None, None, None, 30003, 30005, 30008]),
    )
    def a_phone_is_slow_or_dead(self, n, slow, error):
        phone = [*self.students, *self.mentors][n].phone
        phone.texting = Texting(slow, error)

    # --- how people write -------------------------------------------------------------------

    def _texts(self, person, to, words):
        text = f"{words} {next(self.serial)}."
        note(f"{person.name} texts {text!r}")
        person.texts(text, to=to)

    def _writes(self, person, to, said, late=0):
        """Write what fits the thread that this phone shows; it may arrive a while later."""
        shown, codename, at = self.view.get((person.name, to), ("", "", self.phones.now()))
        if not shown or self.phones.now() - at > TRUSTED:
            return
        place, now = (person.name, to), self.phones.now()
        arrives = now + timedelta(seconds=late)
        if said == "name":  # the one assumption: it does not overtake what was written before it
            arrives, said = max(arrives, self.latest.get(place, now)), codename.lower()
        self.latest[place] = max(arrives, self.latest.get(place, now))
        text = f"For {shown}, number {next(self.serial)}." if said == "words" else said
        note(f"{person.name} writes {text!r}, which arrives after {arrives - now}")
        wait = (arrives - now).total_seconds()
        self.phones.exchange.after(wait, lambda: person.phone.text(to, text))
        self.phones.run()

    def _those_who_have(self, n, said, late=0):
        for person in self.mentors:
            for to in self.numbers:
                if self.view.get((person.name, to), ("",))[0] == self.students[n].name:
                    self._writes(person, to, said, late)

    # --- what holds -------------------------------------------------------------------------

    def _conversations(self):
        return self.witness.conversations()

    def _of(self, name):
        """Return the conversations of a student."""
        hashes = {self._hash(it): it.name for it in self.students}
        return [it for it in self._conversations() if hashes[it.student.hash] == name]

    def _hash(self, person):
        pepper = self.phones.parts.houses.of_campus(CAMPUS).pepper
        return hash_number(PhoneNumber(person.phone.number), pepper)

    @invariant()
    def every_text_is_where_it_belongs(self):
        """A mentor's words reach their student alone; a student's, mentors who had them."""
        if hasattr(self, "mentors"):
            self._look()

    def _look(self):
        for person in (*self.students, *self.mentors):
            for it in self._new_texts(person):
                self._check(person, it)

    def _new_texts(self, person):
        seen = self.read.get(person.name, -1)
        new = [it for it in person.phone.texts if it.seq > seen and it.incoming]
        if new:
            self.read[person.name] = new[-1].seq
        return new

    def _check(self, person, text):
        said = SAID.findall(text.body)
        about = {name for _, name, _ in said}
        assert len(about) <= 1, (person.name, text.body)
        if person in self.students:
            assert {(kind, name) for kind, name, _ in said} <= {("For", person.name)}
            assert text.other == LINE
        elif about:
            having = {thread.mentor for conv in self._of(*about) for thread in conv.threads}
            having |= {it.mentor for it in self._told(*about)}
            assert self._id(person) in having, (person.name, text.body)
        if said and SAID.fullmatch(text.body):
            relayed = self.shown.setdefault(person.name, [])
            assert text.body not in relayed, f"{person.name} has got twice: {text.body}"
            relayed.append(text.body)
        if person in self.mentors:
            self._remember(person, text, about)

    def _told(self, name):
        """Return who was told of an escalation that a student agreed to."""
        agreed = (it.escalation for it in self._of(name) if isinstance(it.escalation, Agreed))
        return [helper for it in agreed for helper in it.told]

    def _id(self, person):
        roster = self.phones.parts.houses.of_campus(CAMPUS)
        return next(it.id for it in roster.compiled.mentors if it.name == person.name)

    def _remember(self, person, text, about):
        """Remember whose conversation a mentor's phone shows now."""
        for one in self.students:
            for conv in self._of(one.name):
                if one.name in about or conv.codename in text.body:
                    shown = (one.name, conv.codename, text.at)
                    self.view[person.name, text.other] = shown

    @invariant()
    def nothing_overtakes(self):
        """What was relayed to a phone came in the order in which it came to us."""
        messages = list(self.phones.exchange.messages.all.values())
        came = {it.body: n for n, it in reversed(list(enumerate(messages)))}
        again = {it.body for it in messages if it.error is not None}
        for relayed in self.shown.values():
            order = [came[it] for it in relayed if it not in again and it in came]
            for first, second in pairwise(order):
                same = SAID.findall(messages[first].body)[0][1]
                if same == SAID.findall(messages[second].body)[0][1]:
                    assert first < second, (messages[first].body, messages[second].body)

    @invariant()
    def no_number_leads_to_two(self):
        """No two open conversations share a mentor's number, a codename or a student."""
        if not hasattr(self, "mentors"):
            return
        ours = [it for it in self._conversations() if not isinstance(it.state, Over)]
        places = [(t.mentor, t.number) for it in ours for t in it.threads if t.phase == "open"]
        for some in (places, [it.codename for it in ours], [it.student.hash for it in ours]):
            assert len(some) == len(set(some))

    # --- how it ends ------------------------------------------------------------------------

    def teardown(self):
        """Everything is mended and everybody rests: all is settled, nothing is left behind."""
        try:
            if hasattr(self, "mentors"):
                self.web_dies_or_returns(alive=True)
                self._everything_settles()
        finally:
            self.witness.leave()
            self.phones.close()
            shutil.rmtree(self.home)

    def _everything_settles(self):
        self.witness.numbers_stay_hidden()
        self.witness.words_are_gone()
        self._look()
        for conv in self._conversations():
            assert conv.is_settled, conv
            kept = self.phones.parts.records.contact(conv.id)
            assert kept is not None
            assert kept.end == conv.state.end
        assert self.phones.parts.live.open_contacts(CAMPUS) == ()


def test_no_text_reaches_the_wrong_phone_whatever_fails(redis_url, tmp_path_factory):
    """Whatever people write and whatever fails, each word is shown where it belongs, and once."""
    Night.redis_url = redis_url
    Night.folder = tmp_path_factory.mktemp("night")
    Night.database = fresh_database(Night.folder / "pattern.db")
    fuzz = settings.default.max_examples > 100
    run_state_machine_as_test(
        Night,
        settings=settings(
            settings.default,
            max_examples=400 if fuzz else 12,
            stateful_step_count=60 if fuzz else 30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""Students and mentors write in any order while anything fails: decided in memory alone.

Thousands of steps in the time that a few take through `test_texts_machine.py`, which tells the same
through Redis, signed requests and the simulated carrier. `make fuzz` looks longer.
"""

from collections import Counter

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from text_world import LONGEST_MISSED, SLOWEST, World

student = st.sampled_from(["ada", "ben", "cy"])
mentor = st.sampled_from(["maya", "luis", "noor"])
number = st.integers(0, 2)
delay = st.sampled_from([0, 0, 0, 20, 100, SLOWEST])
missed = st.sampled_from(
    [5, 30, 100, 700, 2000, LONGEST_MISSED]
)  # until it is found at the carrier
FAULTS = ["later", "never", "killed before", "killed after", ""]
done = Counter()


class Night(RuleBasedStateMachine):
    """One night of texts."""

    @initialize(
        numbers=st.integers(1, 3),
        ring=st.sampled_from(["sequential", "staggered", "together"]),
        backup=st.sampled_from([(), ("noor",), ("luis", "noor")]),
        limit=st.integers(1, 3),
        first=st.lists(student, min_size=1, max_size=3, unique=True),
    )
    def open(self, numbers, ring, backup, limit, first):
        """Open the line, and let somebody text."""
        self.world = World(numbers, ring, {"maya": limit}, backup)
        for who in first:
            self.world.student_texts(who)
            self.world.wait(1)

    @rule(who=student)
    def a_student_texts(self, who):
        note(f"{who} texts")
        self.world.student_texts(who)

    @rule(who=mentor, on=number, late=delay, times=st.integers(1, 2))
    def a_mentor_writes(self, who, on, late, times):
        for _ in range(times):
            self.world.mentor_writes(who, on % len(self.world.numbers), late, "words")

    @rule(
        who=mentor, on=number, late=delay,
        kind=st.sampled_from(["name", "name", "DONE", "PASS", "HARD", "SEND", "typo"]),
    )  # fmt: skip
    def a_mentor_commands(self, who, on, late, kind):
        self.world.mentor_writes(who, on % len(self.world.numbers), late, kind)

    @rule(who=student, found=missed)
    def a_students_text_is_missed(self, who, found):
        note(f"{who} texts, found after {found}")
        self.world.student_is_missed(who, found)

    @rule(
        who=mentor, on=number, found=missed,
        kind=st.sampled_from(["words", "words", "name", "DONE", "PASS", "SEND", "typo"]),
    )  # fmt: skip
    def a_mentors_text_is_missed(self, who, on, found, kind):
        self.world.mentor_is_missed(who, on % len(self.world.numbers), found, kind)

    @rule(
        who=mentor, on=number, found=missed, after=student, before_name=st.booleans(),
        kind=st.sampled_from(["words", "name", "DONE", "typo"]),
    )  # fmt: skip
    def a_number_changes_hands_while_a_text_is_missed(
        self, who, on, found, after, before_name, kind
    ):
        place = (who, on % len(self.world.numbers))
        if not before_name:
            self.world.mentor_is_missed(*place, found, kind)
        self.world.mentor_writes(*place, 0, "DONE")
        self.world.wait(301)
        self.world.phones[who].slow = 20  # they do not see at once whom the number leads to now
        self.world.student_texts(after)
        self.world.wait(10)
        if before_name:
            self.world.mentor_is_missed(*place, found, kind)
        self.world.wait(15)
        self.world.phones[who].slow = 0
        self.world.mentor_writes(*place, 0, "name")

    @rule(who=student)
    def a_student_is_answered(self, who):
        self.world.student_texts(who)
        self.world.wait(1)
        for kind in ("words", "name", "words"):
            self.world.those_who_have(who, kind)
        self.world.wait(1)

    @rule(who=student, kind=st.sampled_from(["DONE", "PASS"]), late=delay)
    def a_student_is_left(self, who, kind, late):
        self.world.those_who_have(who, kind, late)

    @rule(seconds=st.sampled_from([1, 20, 61, 130, 301, 301, 700, 2800, 20000]))
    def time_passes(self, seconds):
        self.world.wait(seconds)

    @rule(who=student, stop=st.sampled_from([True, False, False]))
    def a_student_texts_a_carrier_word(self, who, stop):
        if stop:
            self.world.student_stops(who)
        else:
            self.world.student_starts(who)

    @rule(who=mentor, on=number, stop=st.sampled_from([True, False, False]))
    def a_mentor_texts_a_carrier_word(self, who, on, stop):
        if stop:
            self.world.mentor_stops(who, on % len(self.world.numbers))
        else:
            self.world.mentor_starts(who)

    @rule(who=mentor, off=st.sampled_from([True, False, False]))
    def a_mentor_goes_off_or_on(self, who, off):
        (self.world.live.off.add if off else self.world.live.off.discard)(who)

    @rule(who=mentor, pauses=st.sampled_from([True, False, False]))
    def a_mentor_pauses_or_is_back(self, who, pauses):
        if pauses:
            self.world.mentor_pauses(who)
        else:
            self.world.paused.discard(who)

    @rule(who=mentor, busy=st.sampled_from([True, False, False]))
    def a_call_takes_or_leaves_a_mentor(self, who, busy):
        if busy and not self.world.live.texting.get(who):
            self.world.live.busy[who] = "a call"
        elif not busy:
            self.world.live.busy.pop(who, None)

    @rule(
        who=st.one_of(student, mentor),
        slow=st.sampled_from([0, 0, 0, 3, 90, 1500]),
        error=st.sampled_from([None, None, None, None, 30003, 30005]),
    )
    def a_phone_is_slow_or_dead(self, who, slow, error):
        self.world.phones[who].slow, self.world.phones[who].error = slow, error

    @rule(faults=st.lists(st.sampled_from(FAULTS), max_size=4))
    def the_carrier_or_the_worker_fails(self, faults):
        self.world.faults += faults

    @rule(alive=st.sampled_from([True, True, False]), callbacks=st.booleans())
    def processes_and_callbacks_go_and_come_back(self, alive, callbacks):
        self.world.alive, self.world.callbacks = alive, callbacks
        self.world.run()

    @invariant()
    def nothing_is_mixed_up(self):
        """One conversation on one number; every word went where it was meant to."""
        done["steps"] += 1
        if hasattr(self, "world"):
            self.world.check()

    def teardown(self):
        """Everything settles, and no word is left anywhere."""
        if hasattr(self, "world"):
            self.world.settles()


def test_no_text_ever_reaches_the_wrong_student():
    """In ten thousand steps of any order, each word reaches the student it names and no other."""
    done.clear()
    fuzz = settings.default.max_examples > 100
    run_state_machine_as_test(
        Night,
        settings=settings(
            settings.default,
            max_examples=4000 if fuzz else 280,
            stateful_step_count=80 if fuzz else 50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert done["steps"] >= 10_000


def test_a_notice_that_comes_late_leads_nobody_astray():
    """A notice about one student is not sent where the mentor talks with another by now.

    A night that the machine found: with the worker dead for minutes, mentors read "closed" of an
    old conversation in the thread of a new one, and answered the old one there.
    """
    night = Night()
    night.open(numbers=1, limit=1, ring="sequential", first=["ben"], backup=("luis", "noor"))
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_call_takes_or_leaves_a_mentor(busy=True, who="maya")
    night.processes_and_callbacks_go_and_come_back(alive=False, callbacks=False)
    night.a_student_is_answered(who="ada")
    night.a_call_takes_or_leaves_a_mentor(busy=True, who="maya")
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.time_passes(seconds=301)
    night.processes_and_callbacks_go_and_come_back(alive=False, callbacks=False)
    night.a_call_takes_or_leaves_a_mentor(busy=False, who="maya")
    night.the_carrier_or_the_worker_fails(faults=["killed after", "later"])
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_student_texts_a_carrier_word(stop=False, who="ada")
    night.a_student_is_answered(who="ben")
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_student_is_answered(who="ada")
    night.a_student_texts_a_carrier_word(stop=True, who="ada")
    night.world.student_texts("ben")
    night.a_call_takes_or_leaves_a_mentor(busy=False, who="luis")
    night.a_student_is_answered(who="ada")
    night.the_carrier_or_the_worker_fails(faults=["killed after"])
    night.processes_and_callbacks_go_and_come_back(alive=True, callbacks=True)
    night.a_student_is_answered(who="ben")
    night.a_student_is_answered(who="cy")
    night.time_passes(seconds=301)
    night.world.student_texts("ada")
    night.a_student_is_answered(who="ada")
    night.teardown()

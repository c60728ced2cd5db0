"""Who is rung, in which order, how many at once, and how far up the ladder."""

from phones import Person, Phones

from warmline import wording


def talk_briefly(student: Person, mentor: Person) -> None:
    """A whole call, from dialling to the wrap-up text."""
    student.reaches(mentor)
    student.hangs_up()
    mentor.hears(wording.student_hung_up())
    mentor.is_texted(mentor.phones.words(wording.wrap_up_text))


# --- one rung -----------------------------------------------------------------------------------


def test_sequential_rings_one_phone_after_the_other(phones: Phones) -> None:
    """On a sequential rung the next phone rings when the one before has rung its time."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    phones.wait(seconds=19)
    luis.does_not_ring()
    phones.wait(seconds=1)
    luis.rings()
    maya.does_not_ring()
    student.hangs_up()


def test_staggered_adds_a_phone_while_the_first_still_rings(phones: Phones) -> None:
    """On a staggered rung the newest phone rings alone for a while, then with the next."""
    phones.rung("on shift", ring="staggered", stagger_seconds=8)
    student = phones.student()
    maya, luis, ana = phones.on_call("Maya", "Luis", "Ana")
    student.calls()
    maya.rings()
    phones.wait(seconds=7)
    luis.does_not_ring()
    phones.wait(seconds=1)
    luis.rings()
    phones.wait(seconds=8)
    ana.rings()
    maya.presses("1")
    student.talks_to(maya)
    luis.is_idle()
    ana.is_idle()


def test_staggered_moves_on_at_once_when_the_only_ringing_phone_declines(phones: Phones) -> None:
    """A refusal does not cost the student the rest of the stagger."""
    phones.rung("on shift", ring="staggered", stagger_seconds=8)
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.declines()
    luis.rings()
    student.hangs_up()


def test_together_rings_every_phone_and_the_first_to_press_1_wins(phones: Phones) -> None:
    """On a together rung all phones ring; when one wins the others fall silent at once."""
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, luis, ana = phones.on_call("Maya", "Luis", "Ana")
    student.calls()
    for mentor in (maya, luis, ana):
        mentor.rings()
    luis.presses("1")
    maya.is_idle()
    ana.is_idle()
    student.talks_to(luis)


def test_a_mentor_who_picks_up_too_late_hears_why(phones: Phones) -> None:
    """Whoever is picking up while another wins hears that the call is answered already."""
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    luis.rings()
    phones.worker_pauses()  # so that Maya's phone still rings when Luis has won
    luis.presses("1")
    maya.answers()
    phones.worker_resumes()
    maya.hears(wording.already_answered())
    student.talks_to(luis)


def test_a_mentor_who_presses_1_too_late_hears_why(phones: Phones) -> None:
    """Two press 1: one talks to the student, the other hears that it is answered."""
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    luis.rings()
    maya.picks_up()
    phones.worker_pauses()
    luis.presses("1")
    maya.phone.press("1")
    phones.run()
    phones.worker_resumes()
    maya.hears(wording.already_answered())
    student.talks_to(luis)
    assert maya.phone.talks_with() == frozenset()


def test_calls_are_paced_as_the_carrier_allows(phones: Phones) -> None:
    """At one call a second three phones ring one after the other, and all ring together."""
    phones.calls_per_second(1)
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, luis, ana = phones.on_call("Maya", "Luis", "Ana")
    student.calls()
    maya.rings()
    luis.does_not_ring()
    phones.wait(seconds=1)
    luis.rings()
    ana.does_not_ring()
    phones.wait(seconds=1)
    ana.rings()
    maya.presses("1")
    student.talks_to(maya)


def test_a_ring_still_waiting_for_its_turn_is_never_placed_once_one_has_won(phones: Phones) -> None:
    """A mentor whose phone has not rung yet when another wins is left in peace."""
    phones.calls_per_second(1)
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, _luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    phones.wait(seconds=5)


# --- up the ladder ------------------------------------------------------------------------------


def test_an_empty_rung_is_skipped_at_once(phones: Phones) -> None:
    """With nobody on shift the backup rings while the greeting begins."""
    student = phones.student()
    (ben,) = phones.backup("Ben")
    student.calls()
    ben.rings()
    ben.presses("1")
    student.talks_to(ben)


def test_the_ladder_goes_from_shift_to_backup_to_counseling(phones: Phones) -> None:
    """Nobody answers: the backup is rung, then counseling, which asks for no key."""
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    (ben,) = phones.backup("Ben")
    student.calls()
    maya.rings()
    phones.wait(seconds=20)
    ben.rings()
    phones.wait(seconds=20)
    student.hears(wording.to_counseling(desk.name))
    phones.wait(seconds=4)
    desk.rings()
    desk.answers()
    student.talks_to(desk)


def test_a_rung_is_rung_as_often_as_its_rounds_say(phones: Phones) -> None:
    """Two rounds of two mentors are four rings, in the same order."""
    phones.rung("on shift", rounds=2)
    student, desk = phones.student(), phones.desk()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    for mentor in (maya, luis, maya, luis):
        mentor.rings()
        mentor.declines()
    student.hears(wording.to_counseling(desk.name))
    student.hangs_up()


def test_nobody_is_rung_twice_in_a_round(phones: Phones) -> None:
    """A mentor who is on shift and backup as well is rung once."""
    student, desk = phones.student(), phones.desk()
    maya = phones.mentor("Maya", "mentor", "backup")
    phones.on_shift("Maya")
    student.calls()
    maya.rings()
    phones.wait(seconds=20)
    student.hears(wording.to_counseling(desk.name))
    maya.does_not_ring()
    student.hangs_up()


def test_the_wait_is_bounded_whatever_the_rounds(phones: Phones) -> None:
    """At max_wait_seconds the counseling rung is tried, though rounds are left."""
    phones.line(max_wait_seconds=45)
    phones.rung("on shift", rounds=5)
    student, desk = phones.student(), phones.desk()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    phones.wait(seconds=20)
    maya.rings()
    phones.wait(seconds=20)
    maya.rings()
    phones.wait(seconds=5)
    student.hears(wording.to_counseling(desk.name), within=1)
    maya.is_idle()
    student.hangs_up()


# --- when the student leaves --------------------------------------------------------------------


def test_every_phone_stops_when_the_student_hangs_up(phones: Phones) -> None:
    """No mentor picks up for a student who has gone."""
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    phones.wait(seconds=14)
    maya.rings()
    luis.rings()
    student.hangs_up()
    maya.is_idle()
    luis.is_idle()
    assert phones.ended() == "left"


def test_every_phone_stops_when_the_student_hangs_up_on_the_greeting(phones: Phones) -> None:
    """Hanging up in the middle of the greeting stops the phones as well."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.hangs_up()
    maya.is_idle()
    assert phones.ended() == "left"


def test_a_mentor_who_picks_up_for_a_student_who_has_gone_hears_so(phones: Phones) -> None:
    """A mentor is never told that somebody else answers when nobody does."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    phones.worker_pauses()
    student.hangs_up()
    maya.answers()
    phones.worker_resumes()
    maya.hears(wording.student_gone_first())


# --- ringing after the greeting -----------------------------------------------------------------


def test_a_line_may_ring_only_after_its_greeting(phones: Phones) -> None:
    """With ring_at = "greeting" no phone rings until the student has heard who we are."""
    phones.line(ring_at="greeting")
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    phones.wait(seconds=11)
    maya.does_not_ring()
    phones.wait(seconds=2)
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)


def test_a_key_ends_the_greeting_and_starts_the_ringing(phones: Phones) -> None:
    """With ring_at = "greeting" a student who presses a key does not wait for the rest of it."""
    phones.line(ring_at="greeting")
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    student.presses("*")
    maya.rings()
    student.hears(wording.waiting_menu(voicemail=False))
    student.hangs_up()


# --- fairness and care --------------------------------------------------------------------------


def test_whoever_was_offered_a_contact_longest_ago_is_next(phones: Phones) -> None:
    """Turns are taken across calls, and a missed ring goes to the back."""
    phones.line(cool_down_minutes=0)
    student = phones.student()
    maya, luis, ana = phones.on_call("Maya", "Luis", "Ana")
    student.calls()
    maya.rings()
    maya.declines()
    luis.rings()
    student.hangs_up()
    talk_briefly(student, ana)
    talk_briefly(student, maya)
    talk_briefly(student, luis)


def test_a_mentor_rests_five_minutes_after_a_call(phones: Phones) -> None:
    """After a talk a mentor is not rung for the cool-down, and then is."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (ben,) = phones.backup("Ben")
    talk_briefly(student, maya)
    phones.wait(seconds=4 * 60)
    talk_briefly(student, ben)
    phones.wait(seconds=2 * 60)
    talk_briefly(student, maya)


def test_a_mentor_takes_only_so_many_contacts_a_shift(phones: Phones) -> None:
    """A mentor who has taken the shift's contacts is left in peace; a pass does not count."""
    phones.line(contacts_per_shift=1, cool_down_minutes=0)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    (ben,) = phones.backup("Ben")
    student.calls()
    maya.rings()
    maya.presses("2")
    maya.hears(wording.passed())
    ben.rings()
    student.hangs_up()
    phones.wait(seconds=2)
    talk_briefly(student, maya)
    talk_briefly(student, ben)


def test_only_certified_mentors_are_rung(phones: Phones) -> None:
    """A certification that ended yesterday keeps a phone silent, whatever the plan says."""
    student = phones.student()
    phones.mentor("Maya", "mentor", certified_until="2026-11-01")
    luis = phones.mentor("Luis", "mentor", certified_until="2026-11-02")
    phones.on_shift("Maya", "Luis")
    student.calls()
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)


def test_two_students_at_once_never_ring_one_mentor(phones: Phones) -> None:
    """While a mentor's phone rings for one student, a second student rings somebody else."""
    first, second = phones.student("First"), phones.student("Second")
    maya, luis = phones.on_call("Maya", "Luis")
    first.calls()
    maya.rings()
    second.calls()
    luis.rings()
    luis.presses("1")
    maya.presses("1")
    first.talks_to(maya)
    second.talks_to(luis)


def test_a_second_student_goes_up_the_ladder_when_the_only_mentor_talks(phones: Phones) -> None:
    """A busy mentor is nobody's bottleneck: the second student reaches counseling at once."""
    first, second, desk = phones.student("First"), phones.student("Second"), phones.desk()
    (maya,) = phones.on_call("Maya")
    first.calls()
    maya.rings()
    maya.presses("1")
    first.talks_to(maya)
    second.calls(expecting=None)
    second.hears(phones.words(wording.greeting_without_mentors))
    second.hears(wording.to_counseling(desk.name))
    phones.wait(seconds=4)
    desk.rings()
    desk.answers()
    second.talks_to(desk)

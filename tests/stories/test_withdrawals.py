"""Only the certified are rung, whatever says otherwise; leaving takes effect on this very ring."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace
from phones import CAMPUS, Person, Phones
from telling.texting import ANSWER, FIRST, answers, is_offered, talking, writes

from warmline import people, wording
from warmline.contact.moments import CallbackWanted
from warmline.roster import CompiledRoster, Member, PoolSpan

UNTIL = date(2027, 6, 30)


def decided(phones: Phones, person: Person, *steps: people.Step) -> None:
    """A coordinator takes steps for somebody, by command."""
    phones.ready()
    kept_only(phones, person, *steps)
    phones.parts.publisher.publish(CAMPUS)
    phones.run()


def kept_only(phones: Phones, person: Person, *steps: people.Step) -> None:
    """Steps are kept in the records, and nobody has published them yet."""
    whose = phones.id_of(person)
    for step in steps:
        phones.parts.records.take_step(CAMPUS, whose, step, actor="Cora", now=phones.now())


def published_without_a_sweep(phones: Phones) -> None:
    """A publisher dies between the roster and the first phone."""
    publisher = type(phones.parts.publisher)(phones.parts.records, phones.parts.live, phones.now)
    publisher.publish(CAMPUS)


def is_finished(phones: Phones, student: Person, mentor: Person) -> None:
    """Two who talk hang up, and the mentor is asked for the wrap-up."""
    student.talks_to(mentor)
    student.hangs_up()
    mentor.hears(wording.student_hung_up())
    mentor.is_texted(phones.words(wording.wrap_up_text))


STEPS = {"a leaver": people.Left(), "somebody who pauses": people.Paused()}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_a_phone_that_rings_is_stopped(phones: Phones, step: people.Step) -> None:
    """Whoever leaves or pauses while their phone rings is left alone at once, and Luis is rung."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    decided(phones, maya, step)
    maya.is_idle_within(1)
    luis.rings(within=1)
    luis.presses("1")
    is_finished(phones, student, luis)
    assert [it.outcome for it in phones.contact().legs] == ["withdrawn", "accepted"]


def test_whoever_is_back_is_rung_again(phones: Phones) -> None:
    """A pause keeps the next call away, its end brings the one after."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    decided(phones, maya, people.Paused())
    student.calls()
    luis.rings()
    student.hangs_up()
    decided(phones, maya, people.Resumed())
    student.calls()
    maya.rings()
    student.hangs_up()


def test_a_talk_is_not_cut(phones: Phones) -> None:
    """A student keeps the mentor they talk to, even one who has just been let go."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    decided(phones, maya, people.Left())
    phones.wait_with_chores(30)
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    phones.wait(60)
    maya.gets_no_text()  # who has left is asked nothing more


def test_a_certificate_ends_at_midnight_in_the_middle_of_a_ring(phones: Phones) -> None:
    """On the day after a certificate's last no phone rings for it, and one that rings stops."""
    student = phones.student()
    maya = phones.mentor("Maya", "mentor", certified_until="2026-11-02")
    (luis,) = phones.on_call("Luis")
    phones.off_shift("Luis")
    phones.on_shift("Maya", "Luis")
    phones.ready()
    phones.clock.set(datetime.fromisoformat("2026-11-03T07:59:55+00:00"))  # five to midnight
    student.calls()
    maya.rings()
    phones.wait_with_chores(10)
    maya.is_idle_within(1)
    luis.rings(within=1)
    student.hangs_up()


def test_a_key_of_somebody_who_has_gone_wins_no_student(phones: Phones) -> None:
    """Between the roster and the sweep a phone may still ring: pressing 1 on it connects nobody."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    kept_only(phones, maya, people.Left())
    published_without_a_sweep(phones)
    maya.picks_up()
    maya.phone.press("1")
    phones.run()
    maya.hears(wording.withdrawn())
    luis.rings(within=1)
    luis.presses("1")
    is_finished(phones, student, luis)


def test_a_ring_that_waits_for_the_worker_is_not_placed(phones: Phones) -> None:
    """Whoever was chosen and then let go is not rung when the worker comes back."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    phones.ready()
    phones.worker_pauses()
    phones.clock_alive = False
    student.calls()
    kept_only(phones, maya, people.Left())
    published_without_a_sweep(phones)
    phones.worker_resumes()
    luis.rings(within=1)
    maya.does_not_ring()
    student.hangs_up()


def test_the_clock_finds_what_a_publisher_left(phones: Phones) -> None:
    """If whoever published died, the clock stops the phone a second later, once."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    kept_only(phones, maya, people.Left())
    published_without_a_sweep(phones)
    for _ in range(3):
        phones.parts.withdrawals.sweep()
    phones.run()
    maya.is_idle_within(1)
    luis.rings(within=1)
    assert len(phones.contact().legs) == 2
    student.hangs_up()


# --- whatever says otherwise ----------------------------------------------------------------------

CONTRADICTIONS = (
    ("in training", "stage = 'training', active = 1"),
    ("nominated with every role", "stage = 'nominated', roles = '[\"mentor\", \"backup\"]'"),
    ("alumni, yet active", "stage = 'alumni', active = 1"),
    ("certified, yet inactive", "stage = 'certified', active = 0"),
    ("a certificate of last year", "certified_until = '2025-06-30'"),
    ("paused for good", "paused = 1, paused_until = NULL"),
    ("paused until tomorrow", "paused = 1, paused_until = '2026-11-03'"),
    ("a stage that nobody knows", "stage = 'wizard'"),
    ("a role that nobody knows", "stage = 'training', roles = '[\"king\", \"backup\"]'"),
    ("no phone", "phone = '', phone_hash = ''"),
)


def rewritten(phones: Phones, *changes: str) -> None:
    """Somebody writes into the database by hand."""
    with closing(sqlite3.connect(phones.settings.home / "warmline.db")) as database:
        for change in changes:
            database.execute(f"UPDATE mentor SET {change}")
        database.execute("UPDATE campus SET plan_version = plan_version + 1")
        database.commit()


def asks_for_help(phones: Phones, student: Person, *mentors: Person) -> None:
    """A student calls and nobody's phone rings; they hear the card."""
    student.calls(expecting=None)
    student.hears(phones.words(wording.greeting_without_mentors))
    student.hears(phones.card())
    for it in mentors:
        it.does_not_ring()
    student.hangs_up()


@pytest.mark.parametrize(
    "change", [it[1] for it in CONTRADICTIONS], ids=[it[0] for it in CONTRADICTIONS]
)
def test_whatever_the_database_says_only_the_certified_are_rung(
    phones: Phones, change: str
) -> None:
    """On a shift, in an override, as a backup: whoever is not certified is not rung or texted."""
    student, texter = phones.student(), phones.student("Texter")
    (maya,) = phones.on_call("Maya")
    phones.mentor("Bo", "backup")
    phones.ready()
    rewritten(phones, change)
    phones.parts.publisher.publish(CAMPUS)
    phones.clock.set(phones.now() + timedelta(seconds=2))
    asks_for_help(phones, student, maya)
    writes(phones, texter)
    texter.is_texted(phones.words(wording.text_still_looking))
    phones.wait(3600)
    texter.is_texted(phones.words(wording.text_nobody))


def believing_anything(roster: CompiledRoster) -> CompiledRoster:
    """Return the roster with everybody in every pool, as a stale or broken one may have them."""
    members = tuple(Member(it.id, "main:night", it.order) for it in roster.mentors)
    span = PoolSpan(roster.compiled_at - timedelta(days=1), roster.valid_until, members)
    pools = {line.slug: tuple((span,) for _ in line.ladder) for line in roster.lines}
    return replace(roster, pools=pools, version="by-hand")


@pytest.mark.parametrize("step", [people.Left(), people.Paused()])
def test_a_pool_that_names_others_is_not_believed(phones: Phones, step: people.Step) -> None:
    """A roster in Redis whose pools name somebody who may not be rung rings nobody by them."""
    student, texter = phones.student(), phones.student("Texter")
    maya, luis = phones.on_call("Maya", "Luis")
    phones.ready()
    kept_only(phones, maya, step)
    kept_only(phones, luis, step)
    phones.parts.publisher.publish(CAMPUS)
    compiled = phones.parts.live.roster(CAMPUS)
    assert compiled is not None
    phones.parts.live.publish(believing_anything(compiled))
    phones.clock.set(phones.now() + timedelta(seconds=2))
    asks_for_help(phones, student, maya, luis)
    writes(phones, texter)
    texter.is_texted(phones.words(wording.text_still_looking))
    phones.wait(3600)
    texter.is_texted(phones.words(wording.text_nobody))


def test_a_pool_with_one_who_may_be_rung_rings_them(phones: Phones) -> None:
    """The others in a wrong pool do not stand in the way of the one who may be rung."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    phones.ready()
    kept_only(phones, maya, people.Left())
    phones.parts.publisher.publish(CAMPUS)
    compiled = phones.parts.live.roster(CAMPUS)
    assert compiled is not None
    phones.parts.live.publish(believing_anything(compiled))
    phones.clock.set(phones.now() + timedelta(seconds=2))
    student.calls()
    luis.rings()
    student.hangs_up()


# --- texts ----------------------------------------------------------------------------------------


def test_a_conversation_is_handed_on(phones: Phones) -> None:
    """Whoever leaves in the middle of a conversation is followed by somebody else at once."""
    student, maya, codename = talking(phones)
    (luis,) = phones.on_call("Luis")
    phones.ready()
    decided(phones, maya, people.Paused())
    student.is_texted(wording.text_handed_on())
    maya.is_texted(phones.told_mentor("withdrawn", codename))
    is_offered(luis, codename)
    maya.texts("wait for me please")
    maya.is_texted(phones.told_mentor("passed", codename))
    student.gets_no_text()
    luis.texts("I am Luis, and I am here")
    luis.is_texted(phones.told_mentor("claimed_anew", codename))
    luis.is_texted(wording.text_so_far(codename, [("student", FIRST), ("mentor", ANSWER)]))
    luis.texts("I am Luis, and I am here")
    student.is_texted("I am Luis, and I am here")
    luis.texts("DONE")
    student.is_texted(phones.words(wording.text_closed))
    luis.is_texted(phones.words(wording.wrap_up_text))


def test_an_offer_to_somebody_who_leaves_goes_to_the_next(phones: Phones) -> None:
    """A text that was offered does not wait for somebody who has gone."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    codename = writes(phones, student)
    is_offered(maya, codename)
    decided(phones, maya, people.Left())
    is_offered(luis, codename, within=1)
    answers(phones, luis, student, codename)
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    luis.is_texted(phones.told_mentor("student_stopped", codename))
    luis.is_texted(phones.words(wording.wrap_up_text))


def test_a_late_answer_of_somebody_who_has_gone_takes_nothing(phones: Phones) -> None:
    """Between the roster and the sweep an offer may still be answered: it connects nobody."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    codename = writes(phones, student)
    is_offered(maya, codename)
    kept_only(phones, maya, people.Paused())
    published_without_a_sweep(phones)
    maya.texts(ANSWER)
    maya.is_texted(phones.told_mentor("passed", codename))
    is_offered(luis, codename)
    student.gets_no_text()
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    luis.is_texted(phones.told_mentor("student_stopped", codename))


def test_words_typed_for_a_student_open_no_conversation(phones: Phones) -> None:
    """What somebody writes who has just left is no student's cry for help; a day later it is."""
    student, maya, codename = talking(phones)
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    maya.is_texted(phones.told_mentor("student_stopped", codename))
    maya.is_texted(phones.words(wording.wrap_up_text))
    decided(phones, maya, people.Left())
    maya.texts("are you still there?")
    maya.is_texted(phones.words(wording.nothing_open_text))
    phones.wait(24 * 3600)
    phones.parts.publisher.publish(CAMPUS)
    maya.texts(FIRST)
    maya.is_texted(phones.words(wording.text_welcome))
    maya.is_texted(phones.words(wording.text_still_looking))
    phones.wait(3600)
    maya.is_texted(phones.words(wording.text_nobody))


# --- callbacks ------------------------------------------------------------------------------------


def test_a_callback_of_somebody_who_leaves_has_a_new_owner(phones: Phones) -> None:
    """A student who asked to be called back is not forgotten when the owner leaves."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    student.opens_the_menu()
    student.presses("2")
    student.hears(wording.callback_promised())
    wanted = phones.contact().state
    assert isinstance(wanted, CallbackWanted)
    owner, other = (maya, luis) if wanted.owner == phones.id_of(maya) else (luis, maya)
    owner.is_texted(phones.words(wording.callback_text, recording=False))
    decided(phones, owner, people.Left())
    other.is_texted(phones.words(wording.callback_text, recording=False))
    other.texts("PASS")
    other.is_texted(phones.words(wording.callback_passed_text))


# --- listening in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [people.Listening(on=False), people.Left()])
@pytest.mark.parametrize("picked_up", [False, True])
def test_who_may_no_longer_listen_is_out_at_once(
    phones: Phones, step: people.Step, picked_up: bool
) -> None:
    """A trainee who may not listen any more hears nothing more, and the call goes on."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    tim = phones.in_training("Tim", listens=True)
    student.calls(expecting=None)
    student.hears(phones.words(wording.greeting, listener=True))
    maya.rings()
    maya.presses("1")
    student.talks_to(maya)
    tim.rings(within=30)
    phones.parts.withdrawals.sweep()  # in training, and yet not to be withdrawn
    phones.run()
    if picked_up:
        tim.answers()
        tim.hears(phones.words(wording.listener_whisper))
        tim.presses("1")
        tim.hears(wording.listening_in())
    decided(phones, tim, step)
    tim.is_idle_within(2)
    tim.may_have_heard(wording.listening_over())
    student.talks_to(maya)
    student.hangs_up()
    maya.hears(wording.student_hung_up())
    maya.is_texted(phones.words(wording.wrap_up_text))

"""ESCALATE: a mentor's summary, the student's agreement, and then people who can carry more."""

import pytest
from phones import CAMPUS, LINE, Person, Phones
from telling.texting import (
    ANSWER,
    FIRST,
    answers,
    is_done,
    is_handed_on,
    is_offered,
    talking,
    writes,
)

from warmline import people, replies, wording

WITH_COUNSELORS = (
    {"name": "on shift", "who": "shift", "ring_seconds": 20},
    {"name": "backup", "who": "role:backup", "ring_seconds": 20},
    {"name": "counselors", "who": "role:counselor", "ring_seconds": 20},
)
SUMMARY = (
    "Roommate left after a fight.\nNo plan to hurt herself.\nWould like to talk to a counselor."
)


def asks(phones: Phones, student: Person, maya: Person, name: str) -> None:
    """The mentor writes a summary and the student is shown it."""
    maya.texts("ESCALATE")
    maya.is_texted(phones.told_mentor("help_write", name))
    maya.texts(SUMMARY)
    maya.is_texted(phones.told_mentor("help_kept", name))
    student.gets_no_text()
    maya.texts("SEND")
    student.is_texted(wording.help_agreement(SUMMARY))
    maya.is_texted(phones.told_mentor("help_asked", name))


def agrees(phones: Phones, student: Person, maya: Person, name: str, *told: Person) -> None:
    """The student agrees, and whoever is on duty reads the summary."""
    student.texts("Agree.")
    maya.is_texted("Agree.")
    for helper in told:
        helper.is_texted(phones.words(wording.help_summary_text, codename=name, summary=SUMMARY))
    student.is_texted(wording.help_agreed())
    maya.is_texted(phones.told_mentor("help_told" if told else "help_nobody", name))


def takes_over(phones: Phones, bea: Person, student: Person, maya: Person, name: str) -> None:
    """A helper goes on with the student by text, and the mentor is thanked."""
    bea.texts("TAKEOVER")
    student.is_texted(wording.help_taken())
    so_far = [("student", FIRST), ("mentor", ANSWER), ("student", "Agree.")]
    bea.is_texted(wording.text_so_far(name, so_far))
    bea.is_texted(phones.told_mentor("claimed", name))
    maya.is_texted(phones.told_mentor("help_taken", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.is_texted(phones.told_mentor("help_outcome", name))


@pytest.fixture
def cast(phones: Phones) -> tuple[Person, Person, Person, str]:
    """A student who writes with Maya, Bea in the background, and the student's codename."""
    (bea,) = phones.backup("Bea")
    student, maya, name = talking(phones)
    return student, maya, bea, name


def unmet(phones: Phones, *overseers: Person) -> None:
    """Coordinators and advisers are told that nobody came."""
    for person in overseers:
        person.is_texted(phones.words(wording.help_unmet_text))


def test_the_backup_reads_what_the_student_agreed_to(phones: Phones, cast) -> None:
    """Nobody is told before the student has agreed to these very words."""
    student, maya, bea, name = cast
    asks(phones, student, maya, name)
    bea.gets_no_text()
    agrees(phones, student, maya, name, bea)
    takes_over(phones, bea, student, maya, name)
    student.texts("hello?")
    bea.is_texted("hello?")
    bea.texts("I am here, with more time")
    student.is_texted("I am here, with more time")
    maya.texts("are you all right?")
    maya.is_texted(phones.told_mentor("someone_else", name))


def test_a_yes_to_something_else_agrees_to_nothing(phones: Phones, cast) -> None:
    """Only the word that was asked for counts, and only after it was asked for."""
    student, maya, bea, name = cast
    student.texts("agree")
    maya.is_texted("agree")
    asks(phones, student, maya, name)
    for words in ("I do not agree", "call me", "yes, but not the roommate"):
        student.texts(words)
        maya.is_texted(words)
    bea.gets_no_text()
    student.is_idle()


def test_a_bare_yes_is_asked_about_once(phones: Phones, cast) -> None:
    """Who thinks they have agreed is told kindly how to; a yes alone tells nobody anything."""
    student, maya, bea, name = cast
    asks(phones, student, maya, name)
    student.texts("Yes")
    student.has_been_texted_by_the_carrier()  # it is a word of the carrier's too
    maya.is_texted("Yes")
    student.is_texted(wording.help_unsure())
    student.texts("ok")
    maya.is_texted("ok")
    student.is_idle()
    bea.gets_no_text()
    student.texts("OK, I agree!")
    maya.is_texted("OK, I agree!")
    bea.is_texted(phones.words(wording.help_summary_text, codename=name, summary=SUMMARY))
    student.is_texted(wording.help_agreed())
    maya.is_texted(phones.told_mentor("help_told", name))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("AGREE", "agree"), ("I agree.", "agree"), ("agreed", "agree"), ("ok agree", "agree"),
        ("Yes, I agree to that, thank you!", "agree"), ("agree yes", "agree"),
        ("I agree?", "unsure"), ("do I agree", None), ("I don't agree", None), ("disagree", None),
        ("not agreed", None), ("agree to what", None), ("agree but leave out the fight", None),
        ("YES", "unsure"), ("ok", "unsure"), ("That's fine", "unsure"), ("aggree", "unsure"),
        ("no", None), ("yes I slept", None), ("call me", "call"), ("", None),
    ],
)  # fmt: skip
def test_consent_is_clear_or_asked_for_again(words: str, says: str | None) -> None:
    """AGREE in the forms that people write it counts; what may mean something else does not."""
    assert replies.read(words) == says


def test_the_mentor_may_change_the_summary_and_call_it_off(phones: Phones, cast) -> None:
    """What was written last is what the student is shown; called off, words go to them again."""
    student, maya, bea, name = cast
    maya.texts("escalate")
    maya.is_texted(phones.told_mentor("help_write", name))
    maya.texts("SEND")
    maya.is_texted(phones.told_mentor("help_write", name))
    maya.texts("a first try")
    maya.is_texted(phones.told_mentor("help_kept", name))
    maya.texts(SUMMARY)
    maya.is_texted(phones.told_mentor("help_kept", name))
    maya.texts("SEND")
    student.is_texted(wording.help_agreement(SUMMARY))
    maya.is_texted(phones.told_mentor("help_asked", name))
    maya.texts("ESCALATE")
    maya.is_texted(phones.told_mentor("help_off", name))
    student.texts("agree")
    maya.is_texted("agree")
    maya.texts("then we go on, we two")
    student.is_texted("then we go on, we two")
    bea.gets_no_text()


@pytest.mark.parametrize("words", ["one\ntwo\nthree\nfour", "x" * 301])
def test_a_summary_is_three_lines(phones: Phones, cast, words: str) -> None:
    """A counselor reads it in one look; what is too long is neither kept nor sent on."""
    student, maya, _, name = cast
    maya.texts("ESCALATE")
    maya.is_texted(phones.told_mentor("help_write", name))
    maya.texts(words)
    maya.is_texted(phones.told_mentor("help_long", name))
    student.gets_no_text()
    maya.texts(SUMMARY)
    maya.is_texted(phones.told_mentor("help_kept", name))


def test_only_who_has_the_conversation_can_escalate_it(phones: Phones) -> None:
    """An offer is not yet theirs, and without a conversation there is nothing to escalate."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    maya.texts("ESCALATE")
    maya.is_texted(phones.words(wording.nothing_open_text))
    name = writes(phones, student)
    is_offered(maya, name)
    maya.texts("ESCALATE")
    maya.is_texted(phones.told_mentor("not_yours", name))
    answers(phones, maya, student, name)


def test_counselors_on_duty_are_told_too(phones: Phones) -> None:
    """Backups and counselors of the ladder read it, and nobody who is off duty."""
    phones.ladder(*WITH_COUNSELORS)
    bea, ben = phones.backup("Bea", "Ben")
    cora = phones.mentor("Cora", "counselor")
    student, maya, name = talking(phones)
    ben.texts("OFF")
    ben.is_texted(phones.words(wording.off_text))
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea, cora)
    ben.gets_no_text()
    takes_over(phones, cora, student, maya, name)
    bea.texts("TAKEOVER")
    bea.is_texted(phones.words(wording.nothing_to_take_text))
    cora.texts("I have time for you")
    student.is_texted("I have time for you")


def test_who_was_not_told_takes_nothing_over(phones: Phones, cast) -> None:
    """TAKEOVER from anybody else, or when nothing waits, moves nobody."""
    student, maya, bea, name = cast
    (luis,) = phones.on_call("Luis")
    phones.ready()
    asks(phones, student, maya, name)
    bea.texts("TAKEOVER")
    bea.is_texted(phones.words(wording.nothing_to_take_text))
    agrees(phones, student, maya, name, bea)
    luis.texts("TAKEOVER")
    luis.is_texted(phones.words(wording.nothing_to_take_text))
    maya.texts("still me")
    student.is_texted("still me")


def test_words_of_a_helper_reach_nobody_before_they_take_over(phones: Phones, cast) -> None:
    """What they answer to the summary is not sent to the student, and they hear how to begin."""
    student, maya, bea, name = cast
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    bea.texts("poor thing, what happened?")
    bea.is_texted(phones.told_mentor("help_first", name))
    student.is_idle()
    takes_over(phones, bea, student, maya, name)


def test_a_helper_reads_of_one_student_in_a_thread(phones: Phones) -> None:
    """Who writes with one student is not told of another there, where their answer would go."""
    (bea,) = phones.backup("Bea")
    student, maya, name = talking(phones)
    other = phones.student("Other")
    others = writes(phones, other, "and I am alone")
    is_offered(bea, others, "and I am alone")
    answers(phones, bea, other, others)
    asks(phones, student, maya, name)
    student.texts("agree")
    maya.is_texted("agree")
    student.is_texted(wording.help_agreed())
    maya.is_texted(phones.told_mentor("help_told", name))
    maya.texts("they read it soon")
    student.is_texted("they read it soon")
    bea.gets_no_text()
    is_done(phones, bea, other)
    bea.gets_no_text()
    phones.wait(seconds=301)
    bea.is_texted(
        phones.words(wording.help_summary_text, codename=name, summary=SUMMARY), within=70
    )


def test_a_helper_in_a_call_keeps_their_hands_on_it(phones: Phones, cast) -> None:
    """One person is with one student: who talks takes nothing over, and hears so."""
    student, maya, bea, name = cast
    caller = phones.student("Caller")
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    caller.calls()
    bea.rings(within=60)
    bea.presses("1")
    caller.talks_to(bea)
    bea.texts("TAKEOVER")
    bea.is_texted(phones.told_mentor("elsewhere", name))
    maya.texts("still me")
    student.is_texted("still me")


def test_nobody_who_may_not_be_asked_takes_over(phones: Phones, cast) -> None:
    """A backup who pauses since they were told has nothing to take over: nobody is left then."""
    student, maya, bea, name = cast
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    kept = phones.parts.records
    kept.take_step(CAMPUS, phones.id_of(bea), people.Paused(), actor="Cody", now=phones.now())
    phones.parts.publisher.publish(CAMPUS)
    bea.texts("TAKEOVER")
    bea.is_texted(phones.told_mentor("help_gone", name))
    maya.is_texted(phones.told_mentor("help_unanswered", name))
    maya.texts("still me")
    student.is_texted("still me")


def test_an_escalation_that_reaches_nobody_is_told(phones: Phones) -> None:
    """With nobody on duty coordinators and adviser hear of it at once."""
    cody = phones.mentor("Cody", "coordinator")
    ada = phones.mentor("Ada", "adviser")
    student, maya, name = talking(phones)
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name)
    unmet(phones, cody, ada)
    maya.is_texted(phones.told_mentor("help_unanswered", name))


def test_an_escalation_that_nobody_takes_up_is_told_after_ten_minutes(phones: Phones, cast) -> None:
    """Those who were told may sleep: then the overseers look, once."""
    student, maya, bea, name = cast
    cody = phones.mentor("Cody", "coordinator")
    phones.ready()
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    maya.texts("they know now")
    student.is_texted("they know now")
    phones.wait(seconds=9 * 60)
    cody.gets_no_text()
    phones.wait(seconds=61)
    unmet(phones, cody)
    maya.is_texted(phones.told_mentor("help_unanswered", name))
    phones.wait(seconds=20 * 60)
    cody.gets_no_text()


def test_one_that_is_closed_unmet_is_told_at_once(phones: Phones, cast) -> None:
    """A mentor who ends the conversation ends no escalation by it."""
    student, maya, bea, name = cast
    cody = phones.mentor("Cody", "coordinator")
    phones.ready()
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    maya.texts("DONE")
    student.is_texted(phones.words(wording.text_closed))
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.is_texted(phones.told_mentor("help_outcome", name))
    unmet(phones, cody)
    bea.texts("TAKEOVER")
    bea.is_texted(phones.words(wording.nothing_to_take_text))
    maya.texts("1 4-3 H3")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    phones.run()
    kept = phones.parts.records.contact(phones.conversation().id)
    assert kept is not None
    assert [it.detail.get("detail") for it in kept.happenings if it.kind == "help_outcome"] == [
        "nobody came"
    ]
    assert "help_unanswered" in {it.kind for it in kept.happenings}


def test_a_mentor_who_hands_on_leaves_no_summary_behind(phones: Phones, cast) -> None:
    """Words that the next mentor writes go to the student."""
    student, maya, _, name = cast
    (luis,) = phones.on_call("Luis")
    phones.ready()
    phones.wait(seconds=1)
    maya.texts("ESCALATE")
    maya.is_texted(phones.told_mentor("help_write", name))
    phones.wait(seconds=1)
    is_handed_on(phones, maya, student, name)
    is_offered(luis, name)
    luis.texts("I am Luis")
    luis.is_texted(wording.text_so_far(name, [("student", FIRST), ("mentor", ANSWER)]))
    luis.is_texted(phones.told_mentor("claimed_anew", name))
    luis.texts("I am Luis, and have read it")
    student.is_texted("I am Luis, and have read it")


def is_called(student: Person, phones: Phones, maya: Person, name: str) -> None:
    """The student asks for a call, and their phone rings."""
    student.texts("Call me")
    maya.is_texted("Call me")
    student.is_texted(wording.help_ringing())
    maya.is_texted(phones.told_mentor("help_ringing", name))
    student.rings(within=5)


def test_the_student_is_called_and_counseling_joined(phones: Phones) -> None:
    """Their phone rings, then the counselor's; each sees only the line's number."""
    phones.ladder(*WITH_COUNSELORS)
    (bea,) = phones.backup("Bea")
    cora = phones.mentor("Cora", "counselor")
    student, maya, name = talking(phones)
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea, cora)
    is_called(student, phones, maya, name)
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    cora.rings(within=5)
    student.hears(wording.counseling_sought())
    cora.presses("1")
    student.talks_to(cora)
    assert (student.shown(), cora.shown()) == ({LINE}, {LINE})
    phones.wait(seconds=11 * 60)
    student.hangs_up()
    cora.hears(wording.student_hung_up())
    cora.is_texted(phones.words(wording.wrap_up_text))


def test_a_desk_can_be_what_the_student_is_put_through_to(phones: Phones, cast) -> None:
    """Without a counselor of ours the desk is called, and its own menu takes over."""
    student, maya, bea, name = cast
    desk = phones.desk()
    phones.ready()
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    is_called(student, phones, maya, name)
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    desk.rings(within=10)
    desk.answers()
    student.talks_to(desk)
    student.may_have_heard(wording.counseling_on_hold())
    student.may_have_heard(wording.to_counseling("After-hours counselor"))
    phones.wait(seconds=12 * 60)
    student.hangs_up()


def test_a_student_who_does_not_pick_up_may_ask_again(phones: Phones, cast) -> None:
    """They read that we rang; the mentor reads it too, and nobody else was woken."""
    student, maya, bea, name = cast
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    for _ in range(3):
        is_called(student, phones, maya, name)
        student.declines()
        student.is_texted(wording.help_missed())
        maya.is_texted(phones.told_mentor("help_missed", name))
    student.texts("call me")
    maya.is_texted("call me")
    student.is_texted(phones.words(wording.help_no_call))
    bea.does_not_ring()


def test_a_call_that_reaches_nobody_is_told_at_once(phones: Phones) -> None:
    """The student hears the safety card, and the overseers read that nobody came."""
    cody = phones.mentor("Cody", "coordinator")
    (bea,) = phones.backup("Bea")
    student, maya, name = talking(phones)
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    is_called(student, phones, maya, name)
    student.answers()
    student.hears(wording.callback_question())
    student.presses("1")
    bea.rings(within=10)
    student.hears(wording.counseling_sought())
    phones.wait(seconds=100)
    unmet(phones, cody)
    maya.is_texted(phones.told_mentor("help_unanswered", name))
    student.may_have_heard(wording.counseling_on_hold())
    student.may_have_heard(phones.card())
    student.hangs_up()


def test_stop_silences_an_escalation(phones: Phones, cast) -> None:
    """Who wants nothing more is neither written to nor rung; the overseers know it was unmet."""
    student, maya, bea, name = cast
    cody = phones.mentor("Cody", "coordinator")
    phones.ready()
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    maya.is_texted(phones.told_mentor("student_stopped", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.is_texted(phones.told_mentor("help_outcome", name))
    unmet(phones, cody)


def test_nothing_of_the_summary_is_kept(phones: Phones, cast) -> None:
    """Once it is closed, its words are nowhere: not with us, not at the carrier."""
    student, maya, bea, name = cast
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, bea)
    takes_over(phones, bea, student, maya, name)
    is_done(phones, bea, student)
    phones.wait(seconds=300)
    assert not phones.carrier_keeps("Roommate left")


def test_a_counselor_on_holiday_reads_no_summary(phones: Phones) -> None:
    """The summary goes to who is there; nobody is told of a student on their day away."""
    phones.ladder(*WITH_COUNSELORS)
    phones.mentor("Dana", "counselor", holidays=["2026-11-02"])
    phones.mentor("Fay", "counselor", hours=["mon-fri 09:00-17:00"])
    eli = phones.mentor("Eli", "counselor", hours=["mon-fri 17:00-22:00"])
    student, maya, name = talking(phones)
    asks(phones, student, maya, name)
    agrees(phones, student, maya, name, eli)
    takes_over(phones, eli, student, maya, name)

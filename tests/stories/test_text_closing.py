"""A conversation ends kindly, can be reopened, and leaves counts and no words."""

from phones import CAMPUS, Phones
from telling.texting import ANSWER, answers, is_done, is_handed_on, is_offered, talking, writes

from warmline import wording


def test_done_closes_kindly_and_asks_for_the_wrap_up(phones: Phones) -> None:
    """Nothing of the words is left with us when it is closed."""
    student, maya, _ = talking(phones)
    is_done(phones, maya, student)
    phones.wait(seconds=5)
    conv = phones.conversation()
    assert (conv.recent, conv.student.number) == ((), None)


def test_silence_on_both_sides_closes_after_forty_five_minutes(phones: Phones) -> None:
    """Both are told, once."""
    student, maya, name = talking(phones)
    phones.wait(seconds=44 * 60)
    student.gets_no_text()
    student.is_texted(phones.words(wording.text_closed), within=120)
    maya.is_texted(phones.told_mentor("idle_closed", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=3600)


def test_the_idle_time_is_the_lines_own(phones: Phones) -> None:
    """A line that wants shorter conversations has them."""
    phones.line(text_idle_minutes=10)
    student, maya, name = talking(phones)
    student.is_texted(phones.words(wording.text_closed), within=10 * 60 + 5)
    maya.is_texted(phones.told_mentor("idle_closed", name))
    maya.is_texted(phones.words(wording.wrap_up_text))


def test_a_student_who_writes_again_gets_the_same_mentor(phones: Phones) -> None:
    """Within twelve hours it reopens under the same codename, with the same mentor if on call."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    is_offered(maya, name)
    answers(phones, maya, student, name)
    is_done(phones, maya, student)
    phones.wait(seconds=3600)
    student.texts("I passed!")
    student.is_texted(wording.text_reopened())
    is_offered(maya, name, "I passed!")
    answers(phones, maya, student, name, "Wonderful!")
    luis.gets_no_text()
    student.texts("thank you")
    maya.is_texted("thank you")


def test_a_mentor_who_is_not_on_call_any_more_is_not_preferred(phones: Phones) -> None:
    """Hours later somebody else's shift answers."""
    phones.on_shift("Maya")
    maya = phones.mentor("Maya", "mentor")
    student = phones.student()
    name = writes(phones, student)
    is_offered(maya, name)
    answers(phones, maya, student, name)
    is_done(phones, maya, student)
    phones.off_shift("Maya")
    (luis,) = phones.on_call("Luis")
    phones.wait(seconds=3600)
    student.texts("hello again")
    student.is_texted(wording.text_reopened())
    is_offered(luis, name, "hello again")
    answers(phones, luis, student, name)


def test_a_mentor_who_needs_rest_is_not_preferred(phones: Phones) -> None:
    """After HARD a mentor has half an hour, also from the same student."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    is_offered(maya, name)
    answers(phones, maya, student, name)
    maya.texts("HARD")
    maya.is_texted(phones.words(wording.hard_text))
    is_done(phones, maya, student)
    phones.wait(seconds=15 * 60)
    student.texts("hello again")
    student.is_texted(wording.text_reopened())
    is_offered(luis, name, "hello again")
    answers(phones, luis, student, name)


def test_after_twelve_hours_it_is_a_new_conversation(phones: Phones) -> None:
    """A new codename and a new welcome."""
    student, maya, name = talking(phones)
    is_done(phones, maya, student)
    phones.wait(seconds=12 * 3600 + 60)
    second = writes(phones, student, "it is me again")
    assert second != name
    is_offered(maya, second, "it is me again")


def test_no_codename_is_given_twice_while_it_is_open(phones: Phones) -> None:
    """Twenty students at once have twenty names."""
    names = set()
    for it in range(20):
        student = phones.student(f"Student {it}")
        names.add(writes(phones, student))
        student.is_texted(phones.words(wording.text_still_looking), within=30)
    assert len(names) == 20


def test_only_counts_and_times_are_kept(phones: Phones) -> None:
    """The history has when, who and how many, and not a word."""
    student, maya, name = talking(phones)
    student.texts("thank you")
    maya.is_texted("thank you")
    phones.wait(seconds=60)
    is_done(phones, maya, student)
    phones.wait(seconds=10)
    kept = phones.parts.records.contact(phones.conversation().id)
    assert kept is not None
    assert (kept.kind, kept.end) == ("text", "talked")
    assert (kept.texts_from_student, kept.texts_from_mentor) == (2, 1)
    assert [it.outcome for it in kept.attempts] == ["claimed"]
    assert kept.claimed_seconds == 2
    assert name not in repr(kept)
    assert ANSWER not in repr(kept)


def test_a_conversation_that_nobody_took_is_kept_as_such(phones: Phones) -> None:
    """The records tell a missed student from an answered one."""
    phones.line(text_idle_minutes=5)
    student = phones.student()
    cora = phones.mentor("Cora", "coordinator")
    writes(phones, student)
    student.is_texted(phones.words(wording.text_still_looking))
    student.is_texted(phones.words(wording.text_nobody), within=301)
    phones.wait(seconds=10)
    cora.may_have_been_texted(phones.words(wording.text_unclaimed))
    kept = phones.parts.records.contact(phones.conversation().id)
    assert kept is not None
    assert (kept.end, kept.claimed_seconds, kept.answered_by) == ("unclaimed", None, None)


def test_a_hand_over_is_kept_with_both_mentors(phones: Phones) -> None:
    """Who passed and who took it on are in the history."""
    student, maya, name = talking(phones)
    (luis,) = phones.on_call("Luis")
    phones.ready()
    is_handed_on(phones, maya, student, name)
    is_offered(luis, name)
    luis.texts("hello")
    phones.wait(seconds=5)
    for text in [it.body for it in luis.phone.texts if it.incoming][1:]:
        luis.is_texted(text)
    is_done(phones, luis, student)
    phones.wait(seconds=10)
    kept = phones.parts.records.contact(phones.conversation().id)
    assert kept is not None
    assert [(it.mentor, it.outcome) for it in kept.attempts] == [
        (phones.id_of(maya), "passed"),
        (phones.id_of(luis), "claimed"),
    ]
    assert kept.answered_by == phones.id_of(luis)


def test_debriefs_are_asked_for_by_hard_alone(phones: Phones) -> None:
    """HARD in the middle of a conversation puts the mentor on the coordinator's list."""
    student, maya, _ = talking(phones)
    maya.texts("hard")
    maya.is_texted(phones.words(wording.hard_text))
    is_done(phones, maya, student)
    maya.texts("1 7 4>2")
    maya.is_texted(phones.words(wording.wrapped_up_text))
    phones.wait(seconds=10)
    listed = phones.parts.records.debriefs(CAMPUS, open_only=True)
    assert [it.mentor for it in listed] == [phones.id_of(maya)]

"""A student's first words reach a mentor, who takes the conversation by answering."""

import re

from phones import LINE, Phones
from telling.texting import ANSWER, FIRST, answers, is_offered, talking, writes

from warmline import wording
from warmline.segments import segments


def test_neither_side_sees_the_others_number(phones: Phones) -> None:
    """Both phones show the line's number and no other."""
    student, maya, _ = talking(phones)
    assert (student.shown(), maya.shown()) == ({LINE}, {LINE})


def test_the_welcome_says_who_reads_the_limits_and_the_way_out(phones: Phones) -> None:
    """The first answer a student gets names the line, both numbers that always help, and STOP."""
    student = phones.student()
    student.texts(FIRST)
    welcome = phones.words(wording.text_welcome)
    student.is_texted(welcome)
    assert {"911", "988"} <= set(re.findall(r"\d+", welcome))
    assert "STOP" in welcome
    assert "Ears for Peers" in welcome


def test_the_first_to_answer_has_it_and_others_are_told(phones: Phones) -> None:
    """Of two who were offered a conversation one has it; the other's words go nowhere."""
    phones.rung("on shift", ring="together")
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    is_offered(maya, name)
    is_offered(luis, name)
    answers(phones, luis, student, name)
    maya.texts("Hi, what is up?")
    maya.is_texted(phones.told_mentor("someone_else", name))
    phones.wait(seconds=30)
    student.gets_no_text()


def test_pass_hands_an_offer_to_the_next_mentor(phones: Phones) -> None:
    """PASS costs the student no time, and the one who passed is left alone."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    is_offered(maya, name)
    maya.texts("pass.")
    maya.is_texted(phones.told_mentor("passed", name))
    is_offered(luis, name)
    answers(phones, luis, student, name)


def test_words_after_a_pass_go_nowhere(phones: Phones) -> None:
    """Whoever has passed cannot write to the student any more, and hears so."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    name = writes(phones, student)
    is_offered(maya, name)
    maya.texts("PASS")
    maya.is_texted(phones.told_mentor("passed", name))
    is_offered(luis, name)
    maya.texts("wait, I can take it")
    maya.is_texted(phones.told_mentor("passed", name))
    answers(phones, luis, student, name)


def test_done_does_not_end_what_nobody_has_taken(phones: Phones) -> None:
    """DONE and SEND on an offer are answered with what would take it."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    is_offered(maya, name)
    for word in ("DONE", "SEND"):
        maya.texts(word)
        maya.is_texted(phones.told_mentor("not_yours", name))
    answers(phones, maya, student, name)


def test_long_first_words_are_cut_in_the_offer_and_sent_whole_to_whoever_answers(
    phones: Phones,
) -> None:
    """An offer is one segment; a mentor who answers gets every word."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    words = "I did not expect it to be so lonely here " * 8
    name = writes(phones, student, words.strip())
    phones.wait(seconds=5)
    offer = next(it.body for it in maya.phone.texts if it.incoming)
    maya.is_texted(offer)
    assert segments(offer).count == 1
    assert offer.startswith(f'{name}: "I did not expect')
    assert '..."' in offer
    answers(phones, maya, student, name)
    maya.is_texted(wording.text_so_far(name, [("student", words.strip())]))


def test_an_offer_in_any_script_is_one_segment(phones: Phones) -> None:
    """Seventy letters are all that fit beside an emoji: the rest comes when it is taken."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    words = "Я не сплю 😢 " * 12
    name = writes(phones, student, words.strip())
    phones.wait(seconds=5)
    offer = next(it.body for it in maya.phone.texts if it.incoming)
    maya.is_texted(offer)
    assert (segments(offer).encoding, segments(offer).count) == ("UCS-2", 1)
    answers(phones, maya, student, name, "Я здесь 💛")
    maya.is_texted(wording.text_so_far(name, [("student", words.strip())]))


def test_more_words_before_anybody_answers_are_read_first(phones: Phones) -> None:
    """A mentor who answers the first of three texts sees the other two before writing."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    name = writes(phones, student)
    is_offered(maya, name)
    student.texts("are you there?")
    student.texts("please")
    maya.texts("That is great!")
    said = [("student", FIRST), ("student", "are you there?"), ("student", "please")]
    maya.is_texted(wording.text_so_far(name, said))
    maya.is_texted(phones.told_mentor("claimed_anew", name))
    maya.texts(ANSWER)
    student.is_texted(ANSWER)


def test_two_students_at_once_have_two_mentors_and_two_codenames(phones: Phones) -> None:
    """Nobody who may have one conversation at a time is offered a second."""
    one, two = phones.student("One"), phones.student("Two")
    maya, luis = phones.on_call("Maya", "Luis")
    first = writes(phones, one, "one")
    second = writes(phones, two, "two")
    assert first != second
    is_offered(maya, first, "one")
    is_offered(luis, second, "two")
    answers(phones, maya, one, first, "to one")
    answers(phones, luis, two, second, "to two")
    two.texts("from two")
    one.texts("from one")
    luis.is_texted("from two")
    maya.is_texted("from one")


def test_a_long_text_with_emoji_in_any_script_arrives_as_it_was_written(phones: Phones) -> None:
    """Nothing is lost or changed on the way, in either direction."""
    student, maya, _ = talking(phones)
    words = "明日は試験です。👩‍⚕️ Ça va mal — ñandú “quoted” \N{ZERO WIDTH JOINER}x\nnew line. " * 18
    student.texts(words.strip())
    maya.is_texted(words.strip(), within=30)
    maya.texts("x" * 1600)
    student.is_texted("x" * 1600, within=30)


def test_texts_arrive_in_the_order_in_which_they_were_written(phones: Phones) -> None:
    """Ten texts in a row are ten texts in the same row at the other end."""
    student, maya, _ = talking(phones)
    said = [f"part {it}" for it in range(10)]
    for words in said:
        student.texts(words)
    for words in said:
        maya.is_texted(words, within=30)
    got = [it.body for it in maya.phone.texts if it.body in said]
    assert got == said

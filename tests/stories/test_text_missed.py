"""A text that found nobody is read from the carrier's list, and dealt with as if it came now."""

from datetime import timedelta

import pytest
from phones import CAMPUS, LINE, Phones
from telling.people import Person
from telling.texting import FIRST, answers, is_done, is_offered, talking, writes

from warmline import wording
from warmline.incoming.missed import EVERY, FURTHEST, ON_ITS_WAY
from warmline.simulator.phones import Texting

NOBODY = 11205  # the carrier's word for a webhook that nobody answered
SOON = (EVERY + ON_ITS_WAY).total_seconds() + 15  # without anybody having noticed a thing


def at_work(phones: Phones) -> None:
    """The line is published, and the clock has begun to read the carrier's list."""
    phones.ready()
    phones.wait(seconds=1)


def is_welcomed_late(phones: Phones, student: Person) -> str:
    """A student hears that their text has come after all, and is welcomed; their codename."""
    student.is_texted(wording.text_overdue())
    student.is_texted(phones.words(wording.text_welcome))
    return phones.conversation().codename


def test_a_first_text_while_web_is_away_is_read_when_it_is_back(phones: Phones) -> None:
    """The student hears that we have it now, and a mentor reads ordinary words."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    at_work(phones)
    phones.web_goes_away()
    student.texts(FIRST)
    phones.wait(seconds=10)
    phones.alerts(NOBODY)
    phones.web_comes_back()
    name = is_welcomed_late(phones, student)
    is_offered(maya, name)
    answers(phones, maya, student, name)
    phones.wait(seconds=300)


def test_texts_of_an_outage_arrive_in_their_order_and_once(phones: Phones) -> None:
    """Both sides have written meanwhile; sorry is said once."""
    student, maya, name = talking(phones)
    phones.web_goes_away()
    for words in ("are you there", "please answer", "it gets worse"):
        student.texts(words)
        phones.wait(seconds=2)
    maya.texts("tell me about your day")
    phones.alerts(NOBODY)
    phones.web_comes_back()
    student.is_texted(wording.text_overdue())
    for words in ("are you there", "please answer", "it gets worse"):
        maya.is_texted(words)
    student.is_texted("tell me about your day")
    maya.is_texted(phones.told_mentor("sent_late", name))
    phones.wait(seconds=120)
    got = [it.body for it in maya.phone.texts if it.incoming]
    assert [it for it in got if " " in it][-4:-1] == [
        "are you there", "please answer", "it gets worse",
    ]  # fmt: skip


@pytest.mark.parametrize("clock_alive", [True, False])
def test_a_text_after_an_outage_does_not_overtake_one_of_it(
    phones: Phones, clock_alive: bool
) -> None:
    """Even before the clock has looked, and without it, the earlier one is dealt with first."""
    student, maya, _ = talking(phones)
    phones.wait(seconds=5)
    phones.clock_alive = clock_alive
    phones.web_goes_away()
    student.texts("the first of two")
    phones.alerts(NOBODY)
    phones.web_comes_back()
    student.texts("the second of two")
    student.is_texted(wording.text_overdue())
    maya.is_texted("the first of two")
    maya.is_texted("the second of two")
    order = [it.body for it in maya.phone.texts if it.body.endswith("of two")]
    assert order == ["the first of two", "the second of two"]
    phones.clock_alive = True
    phones.wait(seconds=60)


def test_a_list_that_cannot_be_read_holds_up_no_text(phones: Phones) -> None:
    """A text after an outage goes ahead; the missed one follows when the carrier answers again."""
    student, maya, _ = talking(phones)
    phones.wait(seconds=5)
    phones.web_goes_away()
    student.texts("the first of two")
    phones.alerts(NOBODY)
    phones.exchange.faults.rest("500", "*/Messages.json", method="GET")
    phones.web_comes_back()
    student.texts("the second of two")
    maya.is_texted("the second of two")
    phones.wait(seconds=60)
    phones.exchange.faults.clear()
    student.is_texted(wording.text_overdue())
    maya.is_texted("the first of two")


def test_a_webhook_that_is_lost_unnoticed_is_found_within_a_minute(phones: Phones) -> None:
    """Nobody of ours was away: one request went astray, and the next look finds its text."""
    student, maya, _ = talking(phones)
    phones.wait(seconds=60)
    phones.web_fails_once("/texts/incoming")
    student.texts("did this reach you")
    phones.alerts(11217)
    student.is_texted(wording.text_overdue(), within=SOON)
    maya.is_texted("did this reach you")


def test_a_text_whose_webhook_may_still_come_is_left_to_it(phones: Phones) -> None:
    """The clock takes up what was missed, not what is under way: replies come as replies."""
    student, maya, _ = talking(phones)
    for n in range(40):
        student.texts(f"and then, number {n}")
        maya.is_texted(f"and then, number {n}")
        phones.wait(seconds=3)
    student.gets_no_text()


def test_commands_of_an_outage_are_answered_by_text(phones: Phones) -> None:
    """A mentor's command is followed late, and they read so."""
    (maya,) = phones.on_call("Maya")
    at_work(phones)
    phones.web_goes_away()
    maya.texts("OFF")
    phones.alerts(NOBODY)
    phones.web_comes_back()
    maya.is_texted(phones.words(wording.off_text))
    assert phones.parts.live.is_off(CAMPUS, phones.id_of(maya), phones.now())


def test_a_command_that_was_overtaken_is_not_followed(phones: Phones) -> None:
    """ON after OFF stays ON, whichever of the two reaches us first."""
    (maya,) = phones.on_call("Maya")
    at_work(phones)
    phones.wait(seconds=60)
    phones.web_fails_once("/texts/incoming")
    maya.texts("OFF")
    phones.alerts(11217)
    phones.wait(seconds=2)
    maya.texts("ON")
    maya.is_texted(phones.words(wording.on_text))
    maya.is_texted(phones.words(wording.late_command_text, command="OFF"), within=SOON)
    assert not phones.parts.live.is_off(CAMPUS, phones.id_of(maya), phones.now())


def test_no_phone_rings_for_a_call_that_was_asked_for_in_an_outage(phones: Phones) -> None:
    """Hours later a call may be the wrong thing: the mentor is asked to say so again."""
    student, maya, _ = talking(phones)
    phones.wait(seconds=5)
    phones.web_goes_away()
    maya.texts("CALL")
    phones.alerts(NOBODY)
    phones.web_comes_back()
    maya.is_texted(phones.words(wording.late_command_text, command="CALL"))
    phones.wait(seconds=60)
    maya.does_not_ring()
    student.does_not_ring()


def test_a_stop_of_an_outage_silences_us(phones: Phones) -> None:
    """The student has said stop: nothing more is tried, and the mentor is told."""
    student, maya, name = talking(phones)
    phones.wait(seconds=5)
    phones.web_goes_away()
    student.texts("please leave me alone now")
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    phones.alerts(NOBODY)
    phones.web_comes_back()
    maya.is_texted(phones.told_mentor("student_stopped", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=60)
    maya.may_have_been_texted("please leave me alone now")
    student.gets_no_text()


def test_a_stop_that_a_start_has_overtaken_silences_nobody(phones: Phones) -> None:
    """What the carrier did last holds, whichever of the two words reaches us first."""
    student, maya, name = talking(phones)
    phones.wait(seconds=60)
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    maya.is_texted(phones.told_mentor("student_stopped", name))
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.web_fails_once("/texts/incoming")
    student.texts("STOP")
    student.has_been_texted_by_the_carrier()
    phones.alerts(11217)
    phones.wait(seconds=2)
    student.texts("START")
    student.has_been_texted_by_the_carrier()
    phones.wait(seconds=5 * 60)
    name = writes(phones, student, "can we begin anew")
    is_offered(maya, name, "can we begin anew")


def test_a_mentors_late_words_never_reach_another_student(phones: Phones) -> None:
    """Written to one student, found when the number is another's: they are not sent to anybody."""
    ada, ben = phones.student("Ada"), phones.student("Ben")
    phones.line(cool_down_minutes=0)
    (maya,) = phones.on_call("Maya")
    first = writes(phones, ada)
    is_offered(maya, first)
    answers(phones, maya, ada, first)
    phones.wait(seconds=5)
    phones.clock_alive = False
    phones.web_fails_once("/texts/incoming")
    maya.texts("call your sister, she loves you")
    phones.alerts(11217)
    is_done(phones, maya, ada)
    phones.wait(seconds=6 * 60)
    second = writes(phones, ben, "my exam is tomorrow")
    is_offered(maya, second, "my exam is tomorrow")
    maya.texts(second)
    maya.is_texted(phones.told_mentor("claimed", second))
    phones.wait(seconds=10)
    phones.clock_alive = True
    maya.is_texted(phones.told_mentor("late_not_sent", second), within=SOON)
    maya.texts("good luck for it")
    ben.is_texted("good luck for it")
    ben.gets_no_text()
    ada.gets_no_text()


def test_late_words_from_before_the_codename_are_not_sent_on(phones: Phones) -> None:
    """The codename proves what its mentor has seen when they wrote it, not what they had before."""
    ada, ben = phones.student("Ada"), phones.student("Ben")
    phones.line(cool_down_minutes=0)
    (maya,) = phones.on_call("Maya")
    first = writes(phones, ada)
    is_offered(maya, first)
    answers(phones, maya, ada, first)
    is_done(phones, maya, ada)
    phones.wait(seconds=6 * 60)
    phones.clock_alive = False
    maya.phone.texting = Texting(after=20)
    second = writes(phones, ben, "my exam is tomorrow")
    phones.wait(seconds=10)  # the number is Ben's now, and Maya's phone does not show it yet
    phones.web_fails_once("/texts/incoming")
    maya.texts("call your sister, she loves you")
    phones.alerts(11217)
    is_offered(maya, second, "my exam is tomorrow", within=30)
    maya.phone.texting = Texting()
    maya.texts(second)
    maya.is_texted(phones.told_mentor("claimed", second))
    phones.clock_alive = True
    maya.is_texted(phones.told_mentor("late_not_sent", second), within=SOON)
    maya.texts("good luck for it")
    ben.is_texted("good luck for it")
    ben.gets_no_text()


def test_a_late_done_does_not_end_another_conversation(phones: Phones) -> None:
    """A command said about one student is not done to the next."""
    ada, ben = phones.student("Ada"), phones.student("Ben")
    phones.line(cool_down_minutes=0)
    (maya,) = phones.on_call("Maya")
    first = writes(phones, ada)
    is_offered(maya, first)
    answers(phones, maya, ada, first)
    phones.wait(seconds=5)
    phones.clock_alive = False
    phones.web_fails_once("/texts/incoming")
    maya.texts("DONE")
    phones.alerts(11217)
    is_done(phones, maya, ada)
    phones.wait(seconds=6 * 60)
    second = writes(phones, ben, "my exam is tomorrow")
    is_offered(maya, second, "my exam is tomorrow")
    maya.texts(second)
    maya.is_texted(phones.told_mentor("claimed", second))
    phones.clock_alive = True
    maya.is_texted(phones.told_mentor("late_not_done", second, "DONE"), within=SOON)
    maya.texts("good luck for it")
    ben.is_texted("good luck for it")


def test_more_than_a_minutes_worth_is_no_flood_after_an_outage(phones: Phones) -> None:
    """Texts count for the minute in which they were written, not for when we found them."""
    student, maya, _ = talking(phones)
    phones.wait(seconds=5)
    phones.web_goes_away()
    for n in range(45):
        student.texts(f"word for word {n}")
        phones.wait(seconds=3)
    phones.alerts(NOBODY)
    phones.web_comes_back()
    student.is_texted(wording.text_overdue())
    for n in range(45):
        maya.is_texted(f"word for word {n}", within=90)
    phones.wait(seconds=60)


def test_a_flood_of_an_outage_is_a_flood(phones: Phones) -> None:
    """More than anybody can read in a minute is dropped, late as at once."""
    student, maya, _ = talking(phones)
    phones.wait(seconds=60)
    phones.web_goes_away()
    for n in range(36):
        student.texts(f"word for word {n}")
    phones.alerts(NOBODY)
    phones.web_comes_back()
    student.is_texted(wording.text_overdue())
    student.is_texted(phones.words(wording.text_flood), within=60)
    for n in range(30):
        maya.is_texted(f"word for word {n}", within=90)
    phones.wait(seconds=60)


def test_a_picture_of_an_outage_is_declined_and_deleted(phones: Phones) -> None:
    """Nobody was there to see it, and nobody will."""
    student, _, _ = talking(phones)
    phones.wait(seconds=5)
    phones.web_goes_away()
    student.texts("", pictures=1)
    phones.alerts(NOBODY)
    phones.web_comes_back()
    student.is_texted(wording.text_overdue())
    student.is_texted(wording.text_no_pictures())
    phones.wait(seconds=60)
    assert not any(it.media for it in phones.exchange.messages.all.values())


def test_what_was_there_before_we_began_is_not_replayed(phones: Phones) -> None:
    """A line that begins, or whose Redis was emptied, answers nothing of what came before."""
    student = phones.student()
    phones.on_call("Maya")
    phones.web_goes_away()
    student.phone.text(LINE, FIRST)
    phones.wait(seconds=10)
    phones.alerts(NOBODY)
    phones.ready()
    phones.web_comes_back()
    phones.wait(seconds=300)
    student.gets_no_text()
    _the_carrier_forgets(phones)


def test_a_text_older_than_half_a_day_is_not_answered_any_more(phones: Phones) -> None:
    """After so long nobody waits for an answer, and an unexpected one may do harm."""
    student = phones.student()
    at_work(phones)
    phones.web_goes_away()
    phones.clock_alive = False
    student.texts(FIRST)
    phones.alerts(NOBODY)
    phones.wait(seconds=(FURTHEST + timedelta(minutes=1)).total_seconds())
    phones.clock_alive = True
    phones.web_comes_back()
    phones.wait(seconds=300)
    student.gets_no_text()
    _the_carrier_forgets(phones)


def test_a_text_that_was_emptied_at_the_carrier_is_not_taken_up(phones: Phones) -> None:
    """Whoever emptied it did so on purpose."""
    student = phones.student()
    at_work(phones)
    phones.web_goes_away()
    student.texts(FIRST)
    phones.alerts(NOBODY)
    _the_carrier_forgets(phones)
    phones.web_comes_back()
    phones.wait(seconds=300)
    student.gets_no_text()


def test_a_text_that_died_in_somebodys_hands_is_taken_up(phones: Phones) -> None:
    """Whoever took it has ten seconds; the sender's next texts wait behind it."""
    student, maya, _ = talking(phones)
    phones.wait(seconds=5)
    phones.web_goes_away()
    student.texts("the first of two")
    student.texts("the second of two")
    phones.alerts(NOBODY)
    live = phones.parts.live
    taken = next(it.sid for it in phones.exchange.messages.all.values() if "first of" in it.body)
    assert live.take_text(CAMPUS, taken, "somebody who died") == "new"
    phones.web_comes_back()
    phones.wait(seconds=3)
    maya.gets_no_text()
    live.give_text_back(CAMPUS, taken, "somebody who died")  # as time does
    student.is_texted(wording.text_overdue())
    maya.is_texted("the first of two")
    maya.is_texted("the second of two")


def test_a_blocked_numbers_texts_of_an_outage_are_answered_once(phones: Phones) -> None:
    """As at once: where help is, and nothing is kept."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    phones.blocks(student)
    at_work(phones)
    phones.web_goes_away()
    student.texts("it is me again")
    student.texts("hello, anybody there")
    phones.alerts(NOBODY)
    phones.web_comes_back()
    student.is_texted(phones.words(wording.text_blocked))
    phones.wait(seconds=60)
    student.gets_no_text()
    maya.gets_no_text()


def _the_carrier_forgets(phones: Phones) -> None:
    """The carrier empties what people wrote to us."""
    for message in phones.exchange.messages.all.values():
        if message.to == LINE:
            message.body = ""

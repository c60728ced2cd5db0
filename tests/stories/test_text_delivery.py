"""A text is sent once and in order, and whoever wrote it hears when it did not arrive."""

import pytest
from phones import LINE, Person, Phones
from telling.texting import answers, is_done, is_offered, talking, writes

from warmline import wording
from warmline.simulator.phones import Texting

SENDING = "*/Messages.json"


def arrivals(person: Person, words: str) -> int:
    """How often a phone has got these words."""
    return [it.body for it in person.phone.texts if it.incoming].count(words)


@pytest.mark.parametrize("trouble", ["429", "500", "hang", "late"])
def test_a_carrier_in_trouble_loses_and_doubles_nothing(phones: Phones, trouble: str) -> None:
    """Refused, broken, silent or done without saying so: each text arrives once, in order."""
    student, maya, _ = talking(phones)
    phones.exchange.faults.rest(trouble, SENDING, method="POST", times=2)
    maya.texts("first")
    maya.texts("second")
    student.is_texted("first", within=60)
    student.is_texted("second", within=60)
    phones.wait(seconds=120)
    assert (arrivals(student, "first"), arrivals(student, "second")) == (1, 1)


def test_a_lost_answer_is_looked_for_even_when_looking_fails_at_first(phones: Phones) -> None:
    """A text that the carrier took unsaid is not sent again while nobody can tell."""
    student, maya, _ = talking(phones)
    phones.exchange.faults.rest("late", SENDING, method="POST", times=1)
    phones.exchange.faults.rest("500", SENDING, method="GET", times=1)
    maya.texts("only once")
    student.is_texted("only once", within=60)
    phones.wait(seconds=120)
    assert arrivals(student, "only once") == 1


def test_the_same_words_twice_are_two_texts(phones: Phones) -> None:
    """Looking for a lost text does not take an earlier one of the same words for it."""
    student, maya, _ = talking(phones)
    maya.texts("ok")
    student.is_texted("ok")
    phones.exchange.faults.rest("500", SENDING, method="POST", times=1)
    maya.texts("ok")
    student.is_texted("ok", within=60)


def test_a_carrier_that_is_away_for_minutes_delays_and_loses_nothing(phones: Phones) -> None:
    """Texts wait for as long as it takes within reason, in order."""
    student, maya, _ = talking(phones)
    phones.exchange.faults.rest("500")
    maya.texts("first")
    maya.texts("second")
    phones.wait(seconds=120)
    phones.exchange.faults.clear()
    student.is_texted("first", within=90)
    student.is_texted("second", within=90)


def test_a_doubled_webhook_is_relayed_once(phones: Phones) -> None:
    """The carrier may ask twice with the same text; the student reads it once."""
    student, maya, _ = talking(phones)
    maya.texts("I hear you")
    phones.carrier_asks_again("/texts/incoming")
    phones.carrier_asks_again("/texts/incoming")
    student.is_texted("I hear you")
    phones.wait(seconds=60)
    assert arrivals(student, "I hear you") == 1


def test_a_doubled_first_text_opens_one_conversation(phones: Phones) -> None:
    """One welcome, one offer."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts("hello")
    phones.carrier_asks_again("/texts/incoming")
    student.is_texted(phones.words(wording.text_welcome))
    is_offered(maya, phones.conversation().codename, "hello")
    phones.wait(seconds=30)


def test_an_unreachable_handset_is_tried_three_times_and_then_told(phones: Phones) -> None:
    """30003: after two more tries the mentor hears that it did not arrive, and what to do."""
    student, maya, name = talking(phones)
    student.phone.texting = Texting(error=30003)
    before = len(phones.exchange.messages.all)
    maya.texts("are you there?")
    maya.is_texted(phones.told_mentor("undelivered", name, "30003"), within=120)
    tried = [it for it in list(phones.exchange.messages.all.values())[before:]
             if it.body == "are you there?" and it.direction == "outbound-api"]  # fmt: skip
    assert len(tried) == 3
    phones.wait(seconds=600)
    student.gets_no_text()


def test_a_handset_that_comes_back_gets_the_text(phones: Phones) -> None:
    """30008 is tried once more, and nobody is troubled."""
    student, maya, _ = talking(phones)
    student.phone.texting = Texting(error=30008)
    maya.texts("are you there?")
    phones.wait(seconds=10)
    student.phone.texting = Texting()
    student.is_texted("are you there?", within=60)
    phones.wait(seconds=60)
    maya.gets_no_text()


def test_texts_behind_one_that_is_tried_again_wait_for_it(phones: Phones) -> None:
    """What was written after a text that did not arrive does not overtake its second try."""
    student, maya, _ = talking(phones)
    student.phone.texting = Texting(error=30008)
    maya.texts("first")
    phones.wait(seconds=5)
    student.phone.texting = Texting()
    maya.texts("second")
    student.is_texted("first", within=60)
    student.is_texted("second", within=60)
    got = [it.body for it in student.phone.texts if it.body in {"first", "second"}]
    assert got == ["first", "second"]


@pytest.mark.parametrize("code", [30004, 30005, 30006, 30007])
def test_what_never_can_be_delivered_is_told_at_once(phones: Phones, code: int) -> None:
    """Blocked, unknown, a landline, filtered: told with the code, tried no more."""
    student, maya, name = talking(phones)
    student.phone.texting = Texting(error=code)
    maya.texts("are you there?")
    maya.is_texted(phones.told_mentor("undelivered", name, str(code)))


def test_the_last_words_before_done_are_followed_as_well(phones: Phones) -> None:
    """A goodbye that does not arrive is told though the conversation is closed."""
    student, maya, name = talking(phones)
    student.phone.texting = Texting(after=5, error=30005)
    maya.texts("take care")
    maya.texts("DONE")
    maya.is_texted(phones.words(wording.wrap_up_text))
    maya.is_texted(phones.told_mentor("undelivered_late", name, "30005"))


def test_a_mentor_whose_phone_takes_no_texts_loses_the_offer_to_the_next(phones: Phones) -> None:
    """An offer that cannot be delivered costs the student no waiting."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    maya.phone.texting = Texting(error=30006)
    name = writes(phones, student)
    is_offered(luis, name)
    answers(phones, luis, student, name)


def test_a_students_words_that_do_not_reach_their_mentor_are_handed_on(phones: Phones) -> None:
    """Nobody waits for an answer to words that never arrived."""
    student, maya, name = talking(phones)
    (luis,) = phones.on_call("Luis")
    phones.ready()
    maya.phone.texting = Texting(error=30005)
    student.texts("I failed")
    student.is_texted(wording.text_handed_on())
    is_offered(luis, name)


def test_news_of_a_delivery_only_goes_forward(phones: Phones) -> None:
    """Late, doubled and reordered callbacks change nothing; an early failure is not forgotten."""
    student, maya, _ = talking(phones)
    maya.texts("hello")
    student.is_texted("hello")
    phones.wait(seconds=5)
    before = phones.conversation()
    sid = before.sids[-1]
    url = f"/texts/status/{before.id}"
    for status in ("sent", "queued", "delivered", "undelivered"):
        phones.posts(url, [("MessageSid", sid), ("MessageStatus", status)], signed=True)
    phones.wait(seconds=60)
    maya.gets_no_text()


def test_bad_news_that_overtakes_our_own_answer_is_not_lost(phones: Phones) -> None:
    """A carrier that reports a failure while it is still answering us is heard."""
    student, maya, name = talking(phones)
    conv = phones.conversation()
    student.phone.texting = Texting(after=3600)
    real = phones.parts.carrier.text

    def quick(to, sender, body, status_url=None):
        sid = real(to, sender, body, status_url)
        if body == "hello":
            told = [("MessageSid", sid), ("MessageStatus", "failed"), ("ErrorCode", "30007")]
            phones.posts(f"/texts/status/{conv.id}", told, signed=True)
        return sid

    phones.parts.carrier.text = quick  # type: ignore[method-assign]  # the carrier, not our code
    maya.texts("hello")
    maya.is_texted(phones.told_mentor("undelivered", name, "30007"))


def test_a_queue_that_is_full_is_tried_again_later(phones: Phones) -> None:
    """21611: the carrier has too much to send; the text is not given up."""
    student, maya, _ = talking(phones)
    free_at = phones.exchange.messages._free_at
    kept = dict(free_at)
    free_at[LINE] = phones.now().replace(year=phones.now().year + 1)
    maya.texts("hello")
    phones.wait(seconds=5)
    free_at.update(kept)
    student.is_texted("hello", within=60)


def test_everything_is_emptied_at_the_carrier_after_the_close(phones: Phones) -> None:
    """Two minutes after the close no word of either side is in any text at the carrier."""
    student, maya, name = talking(phones)
    student.texts("my secret")
    maya.is_texted("my secret")
    maya.texts("DNOE")
    maya.is_texted(phones.told_mentor("did_you_mean", name, "DONE"))
    maya.texts("last words")
    maya.is_texted(phones.told_mentor("not_sent", name))
    student.is_texted("last words")
    is_done(phones, maya, student)
    assert phones.carrier_keeps("my secret")
    phones.wait(seconds=180)
    for words in ("my secret", "last words", "sleep before boards", "I am here", "DNOE"):
        assert not phones.carrier_keeps(words), words
    conv = phones.conversation()
    assert (conv.recent, conv.student.number, conv.pending) == ((), None, ())


def test_a_text_that_is_still_on_its_way_is_emptied_when_it_can_be(phones: Phones) -> None:
    """The carrier refuses to empty what is not delivered yet: it is asked again until it is."""
    student, maya, _ = talking(phones)
    student.phone.texting = Texting(after=3 * 3600)
    maya.texts("slow words")
    maya.texts("DONE")
    maya.is_texted(phones.words(wording.wrap_up_text))
    phones.wait(seconds=2 * 3600)
    assert phones.carrier_keeps("slow words")
    student.is_texted("slow words", within=2 * 3600)
    student.is_texted(phones.words(wording.text_closed), within=60)
    phones.wait(seconds=2 * 3600)
    assert not phones.carrier_keeps("slow words")


def test_every_coordinator_hears_once_though_an_answer_was_lost(phones: Phones) -> None:
    """Telling two people again because of one does not tell the other twice."""
    student = phones.student()
    cora, dan = (phones.mentor(it, "coordinator") for it in ("Cora", "Dan"))
    writes(phones, student)
    student.is_texted(phones.words(wording.text_still_looking))
    phones.exchange.faults.rest("late", SENDING, method="POST", times=1)
    for one in (cora, dan):
        one.is_texted(phones.words(wording.text_unclaimed), within=320)
    phones.wait(seconds=120)

"""The carrier's own requests: doubled, late, out of order, forged, or full of surprises."""

import pytest
from phones import BASE, LINE, SID, Phones

from warmline import wording
from warmline.carrier import twiml
from warmline.simulator.faults import CallbackFault

ADDRESSES = [
    "/voice/incoming",
    "/voice/status",
    "/voice/fallback",
    "/voice/student/northfield.nobody/next",
    "/voice/student/northfield.nobody/key",
    "/voice/student/northfield.nobody/hold",
    "/voice/student/northfield.nobody/answer",
    "/voice/student/northfield.nobody/status",
    "/voice/student/northfield.nobody/message",
    "/voice/student/northfield.nobody/desk/d/ended",
    "/voice/student/northfield.nobody/desk/d/status",
    "/voice/leg/northfield.nobody/1/screen",
    "/voice/leg/northfield.nobody/1/key",
    "/voice/leg/northfield.nobody/1/next",
    "/voice/leg/northfield.nobody/1/hold",
    "/voice/leg/northfield.nobody/1/status",
    "/texts/incoming",
    "/texts/status",
    "/texts/fallback",
]
SURPRISES = {
    "nothing": (),
    "only strange names": (("Novelty", "1"), ("CallToken", "%7B%7D")),
    "nonsense": (
        ("CallSid", "x" * 5000),
        ("From", "\u2603"),
        ("To", "'; drop table"),
        ("CallStatus", "dancing"),
        ("Digits", "abc"),
        ("SequenceNumber", "-1"),
        ("RecordingDuration", "long"),
        ("n", "two"),
    ),
    "a number of ours": (("To", LINE), ("CallSid", "CA" + "0" * 32), ("Digits", "")),
}


@pytest.mark.parametrize("copies", [2, 3])
def test_doubled_and_late_callbacks_change_nothing(phones: Phones, copies: int) -> None:
    """A whole call with every status callback sent several times, four seconds late."""
    phones.exchange.faults.callbacks = CallbackFault(copies=copies, delay=4.0)
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    phones.wait(seconds=24)
    luis.rings()
    luis.presses("1")
    student.talks_to(luis)
    luis.hangs_up()
    student.hears(wording.parted())
    student.hangs_up()
    luis.is_texted(phones.words(wording.wrap_up_text))
    assert phones.ended() == "talked"


def test_a_call_that_is_announced_twice_is_one_contact(phones: Phones) -> None:
    """The same call told twice rings nobody twice."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    phones.carrier_asks_again("/voice/incoming")
    phones.run()
    luis.does_not_ring()
    assert len(phones.parts.live.recent_contacts("northfield", 10)) == 1
    student.hangs_up()


def test_pressing_1_told_twice_is_pressed_once(phones: Phones) -> None:
    """A repeated key gets the same answer and changes nothing."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.presses("1")
    before = phones.contact()
    answer = phones.carrier_asks_again("/key")
    assert b"<Conference" in answer.body
    assert phones.contact() == before
    student.talks_to(maya)


def test_an_old_key_pressed_again_later_is_stale(phones: Phones) -> None:
    """A pass that arrives a second time, after the next mentor won, changes nothing."""
    student = phones.student()
    maya, luis = phones.on_call("Maya", "Luis")
    student.calls()
    maya.rings()
    maya.presses("2")
    maya.hears(wording.passed())
    luis.rings()
    phones.carrier_asks_again("/leg/" + phones.contact().id + "/1/key")
    luis.presses("1")
    student.talks_to(luis)
    before = phones.contact()
    phones.carrier_asks_again("/leg/" + phones.contact().id + "/1/key")
    assert phones.contact() == before


def test_the_word_that_a_phone_rings_may_come_after_it_was_answered(phones: Phones) -> None:
    """Status callbacks are told apart by what is known already, not by their order."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    ringing = next(
        it for it in phones.exchange.requests if ("CallStatus", "ringing") in it.params
        and it.url.endswith("/status")
    )  # fmt: skip
    maya.presses("1")
    before = phones.contact()
    phones.posts(ringing.url, ringing.params, signed=True)
    assert phones.contact() == before
    student.talks_to(maya)


def test_a_late_word_that_a_leg_ended_does_not_end_another(phones: Phones) -> None:
    """The end of a first ring, told during the second ring of the same mentor, is stale."""
    phones.rung("on shift", rounds=2)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    maya.declines()
    maya.rings()
    over = next(it for it in phones.exchange.requests if ("CallStatus", "busy") in it.params)
    before = phones.contact()
    phones.posts(over.url, over.params, signed=True)
    assert phones.contact() == before
    maya.presses("1")
    student.talks_to(maya)


def test_a_text_that_is_told_twice_is_taken_once(phones: Phones) -> None:
    """A repeated command is answered with nothing, and does nothing."""
    phones.on_call("Maya")
    (maya,) = [it for it in phones.people if it.name == "Maya"]
    maya.texts("CALL")
    maya.is_texted(phones.words(wording.callback_gone_text))
    answer = phones.carrier_asks_again("/texts/incoming")
    assert answer.body.decode() == twiml.EMPTY


def test_a_forged_request_is_refused_as_xml(phones: Phones) -> None:
    """Without the carrier's signature nothing is said and nothing changes, at any address."""
    phones.on_call("Maya")
    phones.ready()
    form = (("To", LINE), ("CallSid", "CA" + "1" * 32), ("AccountSid", SID))
    answers = {path: phones.posts(path, form) for path in ADDRESSES}
    refused = (403, twiml.CONTENT_TYPE, twiml.EMPTY.encode())
    seen = {path: (it.status, it.content_type, it.body) for path, it in answers.items()}
    assert seen == dict.fromkeys(ADDRESSES, refused)
    assert phones.parts.live.recent_contacts("northfield", 1) == ()


def test_a_forged_key_does_not_join_a_talk(phones: Phones) -> None:
    """Somebody who guesses an address gets nowhere without the signature."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    contact = phones.contact()
    answer = phones.posts(f"/voice/leg/{contact.id}/1/key", (("Digits", "1"),))
    assert answer.status == 403
    assert phones.contact() == contact
    student.hangs_up()


@pytest.mark.parametrize("surprise", SURPRISES)
def test_surprising_parameters_never_raise(phones: Phones, surprise: str) -> None:
    """Whatever the carrier sends, the answer is a document and never an error."""
    phones.ready()
    for path in ADDRESSES:
        answer = phones.posts(BASE + path, SURPRISES[surprise], signed=True)
        assert (path, answer.status, answer.content_type) == (path, 200, twiml.CONTENT_TYPE)
        assert answer.body.startswith(b"<?xml")


def test_an_unknown_number_of_ours_still_gets_the_card(phones: Phones) -> None:
    """A call to a number that no plan knows hears the numbers and reaches counseling."""
    phones.ready()
    answer = phones.posts("/voice/incoming", (("To", "+14155550199"),), signed=True)
    assert b"<Dial" in answer.body
    assert b"988" in answer.body

"""Every document that we can answer is one that the carrier executes, word for word."""

from typing import get_args

import pytest
import twiml_facts
from contact_world import NOW, World, a_line, told
from msgspec.structs import replace

from warmline.carrier import fallback, twiml
from warmline.carrier.addresses import Addresses
from warmline.contact import events as ev
from warmline.contact import scenes
from warmline.contact.phones import LegPhase, LegPlace, Outcome, Place
from warmline.hours import read_hours
from warmline.ids import ContactId, DeskId, MentorId
from warmline.line import Campus, Desk
from warmline.phone import PhoneNumber
from warmline.privacy import Vault

VAULT = Vault(["Zm9yIHRlc3RzIG9ubHksIG5vdCBmb3IgYSBsaXZlISE="])
LINE_NUMBER, DESK_NUMBER = PhoneNumber("+14155550100"), PhoneNumber("+14155550159")
CAMPUS = Campus("northfield", "Northfield & Sons' <Medicine>", "911", "988", "two_person")
DESKS = tuple(
    Desk(DeskId(it), f"Desk <{it}> & co", VAULT.seal_number(DESK_NUMBER)) for it in ("day", "night")
)
LINE = a_line(name="Ears & <Peers>", desks=DESKS, hours=read_hours(["mon-fri 19:00-07:00"]))
HOUSE = scenes.House(LINE, CAMPUS, frozenset({DeskId("day")}))
TWIML = twiml.Twiml(Addresses("https://line.example.edu/help/"), VAULT)


def chapters():
    """Return a contact in each state that a contact can be in, by name."""
    world = World({0: ("maya", "luis")})
    calling = (
        told(world, voicemail=True).arrives().at("greeting").at("holding").presses("menu", "2")
    )
    left = told(world, voicemail=True).arrives().at("greeting").at("holding").presses("menu", "5")
    found = {
        "waiting": told(world).arrives(),
        "closed": told(world).arrives(closed=True),
        "blocked": told(world).arrives(blocked=True),
        "talking": told(world).arrives().at("greeting").rings("maya").accepts("maya"),
        "parted": told(world).arrives().at("greeting").rings("maya").accepts("maya").ends("maya"),
        "at a desk": told(World()).arrives(),
        "at the card": told(World(desks=())).arrives(),
        "left": told(world).arrives().leaves(),
        "leaving a message": left,
        "a callback": calling,
    }
    found = {name: it.contact for name, it in found.items()}
    found["a message"] = left.hear(ev.MessageLeft("RE1", 9, "token")).contact
    heard = left.hear(ev.CallbackTaken(MentorId("maya"))).rings("maya").accepts("maya")
    found["playing a message"] = heard.contact
    back = calling.hear(ev.CallbackTaken(MentorId("maya"))).rings("maya").accepts("maya")
    found["calling back"] = back.contact
    ends = ("talked", "counseling", "safety_card", "called_back", "callback_unmet", "message")
    for end in ends:
        ended = replace(found["left"].state, end=end)
        found[f"ended: {end}"] = replace(found["left"], state=ended)
    return found


CHAPTERS = chapters()


@pytest.mark.parametrize("place", get_args(Place))
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_whatever_a_student_hears_is_a_document_that_the_carrier_executes(chapter, place):
    """At each place, whatever has become of the call, the student's leg gets a good document."""
    contact = CHAPTERS[chapter].student_at(place)
    scene = scenes.for_student(contact, HOUSE, NOW)
    document = TWIML.for_student(contact.id, scene, LINE_NUMBER)
    assert twiml_facts.mistakes(document) == []


def test_the_same_question_leads_each_student_to_their_own_call():
    """A question is kept for all who are asked it; only the call that it leads to is one's own."""
    ask = scenes.Ask("Press 1 & wait.", "card", twice=True)
    first, second = (ContactId(f"northfield.{it * 24}") for it in "ab")
    one, other = (TWIML.for_student(it, ask, LINE_NUMBER) for it in (first, second))
    assert one.replace(first, second) == other
    assert one.count(f"/help/voice/student/{first}/") == 2
    assert second not in one


@pytest.mark.parametrize("phase", get_args(LegPhase))
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_whatever_a_mentor_hears_is_a_document_that_the_carrier_executes(chapter, phase):
    """However far a mentor's leg is, and however it will end, it gets a good document."""
    contact = CHAPTERS[chapter]
    for leg in contact.legs:
        for outcome in (None, *get_args(Outcome)):
            there = contact.with_leg(replace(leg, phase=phase, outcome=outcome))
            for place in get_args(LegPlace):
                there = there.with_leg(replace(there.leg(leg.id), at=place))
                scene = scenes.for_leg(there, there.leg(leg.id), HOUSE)
                document = TWIML.for_leg(contact.id, leg.id, scene)
                assert twiml_facts.mistakes(document) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_is_heard_on_hold_is_allowed_in_a_wait_document(chapter):
    """Only what a conference's wait document may hold is played there; else it falls silent."""
    contact = CHAPTERS[chapter]
    address = TWIML._to.student(contact.id, "hold?n=1")
    listens = [scenes.on_hold(contact, HOUSE, times) for times in range(12)]
    for listen in (*listens, scenes.for_waiting_mentor(contact)):
        assert twiml_facts.mistakes(TWIML.hold(address, listen), wait=True) == []


def test_a_student_on_hold_is_looked_at_every_ten_seconds():
    """Quiet, and what is said in it, last ten seconds at most before we are asked again."""
    for contact in CHAPTERS.values():
        for times in range(12):
            listen = scenes.on_hold(contact, HOUSE, times)
            spoken = len((listen.say or "").split()) / 2.8
            assert spoken + listen.pause <= 10 or contact.state.__class__.__name__ != "Waiting"


def test_a_leg_that_is_not_known_hears_something():
    """Even a phone that no contact knows gets a sentence and an end."""
    scene = scenes.for_leg(CHAPTERS["waiting"], None, HOUSE)
    assert twiml_facts.mistakes(TWIML.for_leg(CHAPTERS["waiting"].id, 9, scene)) == []


ALONE = {
    "nothing": twiml.EMPTY,
    "told": twiml.told("Goodbye."),
    "try again": twiml.try_again("https://line.example.edu/voice/leg/x/1/key?try=2", 1, "Moment."),
    "try again quietly": twiml.try_again("https://line.example.edu/x?a=1&b=2", 1),
    "no counseling number": twiml.fallback("We are sorry.", None, None, "Goodbye."),
    "counseling": twiml.fallback("Dial 988.", DESK_NUMBER, LINE_NUMBER, "Goodbye."),
    "whole house gone": fallback.voice_document(
        counseling=DESK_NUMBER, caller_id=LINE_NUMBER, emergency="911", crisis="988"
    ),
    "and no number": fallback.voice_document(
        counseling=DESK_NUMBER, caller_id=None, emergency="911", crisis="988"
    ),
}


@pytest.mark.parametrize("document", ALONE.values(), ids=ALONE.keys())
def test_the_documents_of_an_emergency_are_good_documents(document):
    """What is said when something broke is the last thing that may be wrong itself."""
    assert twiml_facts.mistakes(document) == []


@pytest.mark.parametrize(
    "document",
    [twiml.EMPTY, twiml.reply("Ears & Peers: <ok>"), fallback.text_document(
        emergency="911", crisis="988")],
)  # fmt: skip
def test_an_answer_to_a_text_is_a_message_or_nothing(document):
    """A text is answered with one message; anything but XML would be sent on as a text."""
    assert twiml_facts.mistakes(document, text=True) == []


def test_numbers_to_dial_are_read_digit_by_digit():
    """Nobody hears nine hundred eighty-eight for the crisis line."""
    document = twiml.told("Dial 988, or 911. Press 1. It opens at 7:30 PM.")
    assert '<say-as interpret-as="digits">988</say-as>' in document
    assert '<say-as interpret-as="digits">911</say-as>' in document
    assert document.count("say-as interpret-as") == 2


def test_a_desk_is_shown_the_lines_number_and_no_other():
    """Counseling sees who rings: the line. The student's own number is never passed on."""
    contact = CHAPTERS["at a desk"].student_at("desk")
    scene = scenes.for_student(contact, HOUSE, NOW)
    document = TWIML.for_student(contact.id, scene, LINE_NUMBER)
    assert f'callerId="{LINE_NUMBER.e164}"' in document
    assert f">{DESK_NUMBER.e164}<" in document


def test_no_document_but_a_desks_holds_a_number():
    """A document is kept by the carrier for a month: it names nobody's phone."""
    for name, contact in CHAPTERS.items():
        for place in get_args(Place):
            if place == "desk":
                continue
            scene = scenes.for_student(contact.student_at(place), HOUSE, NOW)
            document = TWIML.for_student(contact.id, scene, LINE_NUMBER)
            assert "+1" not in document, (name, place)


def test_each_kind_of_scene_is_rendered_for_whom_it_is_for():
    """A mentor's scene is never played to a student, nor a student's to a mentor."""
    with pytest.raises(TypeError):
        TWIML.for_student(CHAPTERS["waiting"].id, scenes.Join("x"), LINE_NUMBER)
    with pytest.raises(TypeError):
        TWIML.for_leg(CHAPTERS["waiting"].id, 1, scenes.Hold())

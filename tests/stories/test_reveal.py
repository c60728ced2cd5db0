"""Danger of life: a student's number is shown when two people agree, once, and never otherwise."""

from datetime import timedelta

import pytest
from phones import CAMPUS, Person, Phones

from warmline import wording
from warmline.assent import Assent
from warmline.errors import PlanError
from warmline.ids import ContactId

WHY = "they said that they have taken pills just now"


def question(kind: str = "reveal") -> str:
    return wording.assent_question("Ears for Peers", "Cora", "coordinator", kind=kind)  # type: ignore[arg-type]


def told(phones: Phones, adviser: Person, what: str) -> None:
    adviser.is_texted(phones.words(wording.adviser_text, name="Cora", what=what))


def people(phones: Phones) -> tuple[Person, Person]:
    """A coordinator and an adviser."""
    return phones.mentor("Cora", "coordinator"), phones.mentor("Ada", "adviser")


def called(phones: Phones) -> tuple[Person, ContactId]:
    """A student calls, and hangs up."""
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.calls()
    maya.rings()
    student.hangs_up()
    phones.wait(seconds=2)
    return student, phones.contact().id


def asked(phones: Phones, contact: ContactId) -> Assent:
    return phones.parts.assents.ask_reveal(contact, "Cora", WHY)


def agrees(phones: Phones, person: Person, key: str = "1") -> None:
    """Answer the phone that rings for it, and press a key."""
    person.rings(within=5)
    person.answers()
    person.hears(question())
    person.phone.press(key)
    phones.run()


def shown(phones: Phones, assent: Assent) -> str:
    return phones.parts.assents.show(assent.id, phones.parts.carrier, phones.parts.vault).e164


def test_two_people_of_two_roles_are_shown_the_number_once(phones: Phones) -> None:
    """The second person agrees by their own phone; the number is shown once, the adviser told."""
    _, ada = people(phones)
    student, contact = called(phones)
    assent = asked(phones, contact)
    told(phones, ada, "reveal_asked")
    with pytest.raises(PlanError, match="not agreed to yet"):
        shown(phones, assent)
    agrees(phones, ada)
    ada.hears(wording.assent_thanks(agreed=True))
    assert shown(phones, assent) == student.phone.number
    phones.run()
    told(phones, ada, "reveal_agreed")
    told(phones, ada, "reveal_shown")
    with pytest.raises(PlanError, match="shown once"):
        shown(phones, assent)
    steps = [(it.action, it.actor) for it in phones.parts.records.audit_entries()]
    assert [it for it, _ in steps if it.startswith("reveal")] == [
        "reveal.ask",
        "reveal.decide",
        "reveal.show",
    ]
    assert phones.parts.records.verify_audit() is None


def test_a_refusal_is_final(phones: Phones) -> None:
    """Whoever presses 2 has decided, and nothing is shown."""
    _, ada = people(phones)
    _, contact = called(phones)
    assent = asked(phones, contact)
    told(phones, ada, "reveal_asked")
    agrees(phones, ada, "2")
    ada.hears(wording.assent_thanks(agreed=False))
    with pytest.raises(PlanError, match="refused"):
        shown(phones, assent)
    phones.run()
    told(phones, ada, "reveal_refused")


def test_the_reason_is_heard_by_key_alone(phones: Phones) -> None:
    """A voicemail box never records why; a person presses 3, and then decides."""
    _, ada = people(phones)
    _, contact = called(phones)
    asked(phones, contact)
    told(phones, ada, "reveal_asked")
    agrees(phones, ada, "3")
    ada.hears(wording.assent_reason(WHY))
    ada.phone.press("1")
    ada.hears(wording.assent_thanks(agreed=True))
    phones.wait_with_chores(3)
    told(phones, ada, "reveal_agreed")


def test_silence_is_no_assent(phones: Phones) -> None:
    """A voicemail box that answers decides nothing; after 15 minutes the request has lapsed."""
    _, ada = people(phones)
    _, contact = called(phones)
    assent = asked(phones, contact)
    told(phones, ada, "reveal_asked")
    for _ in range(3):
        while ada.phone.status != "ringing":
            phones.wait_with_chores(5)
        ada.rings()
        ada.answers()
        ada.hears(question())
        ada.hears(question())
        ada.hears(wording.no_key())
        ada.is_idle_within(5)
    phones.wait_with_chores(300)
    with pytest.raises(PlanError, match="lapsed"):
        shown(phones, assent)
    told(phones, ada, "reveal_lapsed")


def test_of_two_who_decide_the_first_counts(phones: Phones) -> None:
    """A counselor and an adviser are both rung; the second to press a key hears that it is done."""
    _, ada = people(phones)
    noor = phones.mentor("Noor", "counselor")
    _, contact = called(phones)
    assent = asked(phones, contact)
    told(phones, ada, "reveal_asked")
    for person in (ada, noor):
        person.rings(within=5)
        person.answers()
        person.hears(question())
    noor.phone.press("2")
    noor.hears(wording.assent_thanks(agreed=False))
    ada.phone.press("1")
    ada.hears(wording.assent_over())
    with pytest.raises(PlanError, match="refused"):
        shown(phones, assent)
    phones.run()
    told(phones, ada, "reveal_refused")


def test_nobody_agrees_with_themself(phones: Phones) -> None:
    """Somebody who is coordinator and adviser in one does not count as two."""
    phones.mentor("Cora", "coordinator", "adviser")
    _, contact = called(phones)
    with pytest.raises(PlanError, match="nobody of another role"):
        asked(phones, contact)
    phones.mentor("Dora", "coordinator")
    phones.ready()
    phones.wait(seconds=2)
    with pytest.raises(PlanError, match="nobody of another role"):
        asked(phones, contact)


def test_a_mentor_may_not_ask(phones: Phones) -> None:
    """Only coordinators, advisers and counselors may ask, with a reason that holds no number."""
    people(phones)
    _, contact = called(phones)
    ask = phones.parts.assents.ask_reveal
    with pytest.raises(PlanError, match="may not ask"):
        ask(contact, "Maya", WHY)
    with pytest.raises(PlanError, match="nobody called"):
        ask(contact, "Zoe", WHY)
    with pytest.raises(PlanError, match="a sentence"):
        ask(contact, "Cora", "danger")
    with pytest.raises(PlanError, match="phone number"):
        ask(contact, "Cora", "their number is 415 555 0199, look it up")


def test_a_campus_that_chose_never_shows_no_number(phones: Phones) -> None:
    """Where the greeting says that no number is looked up, none is."""
    people(phones)
    phones.campus(number_reveal="never")
    _, contact = called(phones)
    with pytest.raises(PlanError, match="never shown"):
        asked(phones, contact)


def test_a_texting_students_number_is_shown_while_it_is_kept(phones: Phones) -> None:
    """A conversation's number is known while the conversation is open."""
    _, ada = people(phones)
    student = phones.student()
    (maya,) = phones.on_call("Maya")
    student.texts("I have taken pills")
    phones.run()
    assent = asked(phones, phones.conversation().id)
    told(phones, ada, "reveal_asked")
    agrees(phones, ada)
    ada.hears(wording.assent_thanks(agreed=True))
    assert shown(phones, assent) == student.phone.number
    phones.run()
    told(phones, ada, "reveal_agreed")
    told(phones, ada, "reveal_shown")
    for person in (student, maya):
        while person._untold("text"):
            person._take("text", None)


def test_a_long_block_needs_two(phones: Phones) -> None:
    """One person blocks for a day; a week needs a second person's key."""
    _, ada = people(phones)
    student, contact = called(phones)
    now = phones.now()
    assent = phones.parts.assents.ask_block(
        contact, "Cora", "shouts at every mentor, every night", now + timedelta(days=7)
    )
    assert assent is not None
    told(phones, ada, "block_asked")
    (block,) = phones.parts.records.blocks(CAMPUS, now)
    assert block.until == now + timedelta(days=1)
    ada.rings(within=5)
    ada.answers()
    ada.hears(question("block"))
    ada.phone.press("1")
    ada.hears(wording.assent_thanks(agreed=True))
    phones.wait_with_chores(3)
    told(phones, ada, "block_agreed")
    (block,) = phones.parts.records.blocks(CAMPUS, phones.now())
    assert block.until == now + timedelta(days=7)
    phones.wait_with_chores(3)
    student.calls(expecting=None)
    student.hears(phones.words(wording.blocked))
    phones.parts.records.lift_block(CAMPUS, block.caller, actor="Cora", now=phones.now())
    assert phones.parts.records.blocks(CAMPUS, phones.now()) == ()


def test_a_day_needs_one(phones: Phones) -> None:
    """A block of a day at most asks nobody else."""
    people(phones)
    _, contact = called(phones)
    block = phones.parts.assents.ask_block
    soon = phones.now() + timedelta(hours=12)
    assert block(contact, "Cora", "shouts at every mentor, every night", soon) is None
    with pytest.raises(PlanError, match="still to come"):
        block(contact, "Cora", "shouts at every mentor, every night", phones.now())
    assert phones.parts.records.blocks(CAMPUS, soon) == ()

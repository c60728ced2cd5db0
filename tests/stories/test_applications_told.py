"""Applications that came by the public form: coordinators hear of them, seldom and by day."""

from datetime import UTC, datetime, timedelta

from phones import CAMPUS, Person, Phones

from warmline import wording
from warmline.applications import Written

NOON = datetime(2026, 11, 3, 20, tzinfo=UTC)  # in Los Angeles


def applies(phones: Phones, name: str, number: str = "") -> None:
    """Somebody fills in the public form."""
    kind = "application" if number else "nomination"
    written = Written(name=name, phone=number)
    assert phones.parts.records.put_application(CAMPUS, kind, written, now=phones.now())


def clocks_look(phones: Phones, hours: float = 0) -> None:
    """Let time go by, and both clocks look."""
    phones.clock.set(phones.now() + timedelta(hours=hours))
    phones.parts.publisher.publish(CAMPUS)
    for _ in range(2):
        phones.parts.affairs.tell_applications()
        phones.run()


def is_told(phones: Phones, cora: Person, count: int) -> None:
    """She reads how many wait, and nothing of whose they are."""
    text = phones.words(wording.applications_text, count=count)
    assert "Robin" not in text
    assert "555" not in text
    cora.is_texted(text)


def test_a_coordinator_hears_of_applications_by_day_and_seldom(phones: Phones) -> None:
    """The first is told at once, what follows within hours in one text, and at night nothing."""
    cora = phones.mentor("Cora", "coordinator")
    phones.ready()
    phones.clock.set(NOON)
    clocks_look(phones)
    cora.gets_no_text()
    applies(phones, "Robin", "+14155550177")
    clocks_look(phones)
    is_told(phones, cora, 1)
    applies(phones, "Alex")
    applies(phones, "Kim")
    clocks_look(phones, hours=3)
    cora.gets_no_text()
    clocks_look(phones, hours=1.5)
    is_told(phones, cora, 2)
    applies(phones, "Jo")
    clocks_look(phones, hours=6)  # half past ten in the evening
    cora.gets_no_text()
    clocks_look(phones, hours=12)
    is_told(phones, cora, 1)


def test_what_was_decided_meanwhile_is_not_told(phones: Phones) -> None:
    """An application that a coordinator has already seen and decided needs no text."""
    cora = phones.mentor("Cora", "coordinator")
    phones.ready()
    phones.clock.set(NOON - timedelta(hours=12))
    applies(phones, "Robin")
    (it,) = phones.parts.records.applications(CAMPUS)
    records, now = phones.parts.records, phones.now()
    records.decide_application(CAMPUS, it.id, "refused", actor="Cora", now=now)
    clocks_look(phones, hours=12)
    cora.gets_no_text()

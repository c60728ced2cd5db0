"""Certificates that end: told 30 and 7 days before, once each, at a decent hour."""

from datetime import UTC, date, datetime, timedelta

from phones import CAMPUS, Person, Phones

from warmline import people, wording

ENDS = date(2027, 1, 31)


def noon(phones: Phones, days_before: int) -> None:
    """Let it be noon in Los Angeles, so many days before the certificates end."""
    day = ENDS - timedelta(days=days_before)
    phones.ready()
    phones.clock.set(datetime(day.year, day.month, day.day, 20, tzinfo=UTC))
    phones.parts.publisher.publish(CAMPUS)
    phones.clock.set(phones.now() + timedelta(seconds=2))


def clocks_look(phones: Phones, times: int = 2) -> None:
    for _ in range(times):
        phones.parts.affairs.tell_endings()
        phones.run()


def crew(phones: Phones) -> tuple[Person, Person, Person]:
    until = str(ENDS)
    maya = phones.mentor("Maya", "mentor", certified_until=until)
    luis = phones.mentor("Luis", "mentor", certified_until=until)
    return maya, luis, phones.mentor("Cora", "coordinator")


def are_told(phones: Phones, cora: Person, days: int, *mentors: Person) -> None:
    """Each of them is told, and the coordinator of all of them in one text."""
    for it in mentors:
        it.is_texted(phones.words(wording.certificate_text, ends=ENDS))
    names = [it.name for it in mentors]
    cora.is_texted(phones.words(wording.certificates_text, days=days, names=names))


def test_everybody_is_told_twice_and_no_more(phones: Phones) -> None:
    """At 30 days and at 7, however often however many clocks look in between."""
    maya, luis, cora = crew(phones)
    noon(phones, 31)
    clocks_look(phones)
    cora.gets_no_text()
    noon(phones, 30)
    clocks_look(phones)
    are_told(phones, cora, 30, maya, luis)
    for days in (29, 8):
        noon(phones, days)
        clocks_look(phones)
    noon(phones, 7)
    clocks_look(phones)
    are_told(phones, cora, 7, maya, luis)
    for days in (6, 0, -1):
        noon(phones, days)
        clocks_look(phones)


def test_nobody_is_told_at_night(phones: Phones) -> None:
    """A text about a certificate can wait until the morning."""
    maya, luis, cora = crew(phones)
    noon(phones, 20)
    phones.clock.set(phones.now() + timedelta(hours=10))
    clocks_look(phones)
    cora.gets_no_text()
    phones.clock.set(phones.now() + timedelta(hours=12))
    clocks_look(phones)
    are_told(phones, cora, 30, maya, luis)


def test_a_clock_that_dies_before_writing_it_down_tells_nobody_twice(phones: Phones) -> None:
    """What was texted and not yet noted is noted by the next clock, without another text."""
    maya, luis, cora = crew(phones)
    noon(phones, 5)
    everybody = phones.parts.records.people(CAMPUS)
    (ending,) = people.endings(everybody, ENDS - timedelta(days=5))
    roster = phones.parts.houses.of_campus(CAMPUS)
    phones.parts.affairs._tell(roster, ending)  # and then it dies
    clocks_look(phones)
    are_told(phones, cora, 7, maya, luis)
    assert people.endings(phones.parts.records.people(CAMPUS), ENDS - timedelta(days=5)) == ()


def test_who_renews_is_told_of_the_new_certificate_only(phones: Phones) -> None:
    """A renewal ends the notices of the old certificate."""
    maya, luis, cora = crew(phones)
    noon(phones, 25)
    clocks_look(phones)
    are_told(phones, cora, 30, maya, luis)
    phones.parts.records.take_step(
        CAMPUS, phones.id_of(maya), people.Certified(date(2028, 1, 31)), actor="Cora",
        now=phones.now(),
    )  # fmt: skip
    noon(phones, 6)
    clocks_look(phones)
    are_told(phones, cora, 7, luis)
    maya.gets_no_text()

"""Processes are ended with ``kill -9`` while texts are pending: none is lost, none comes twice."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.house import House
from tests.faults.lines import LinePlan, OpenLine
from warmline.simulator.phones import Phone, Texting

LINES, TEXTS = 6, 4
TALKING, ARRIVED = 20.0, 90.0  # seconds; a text that was begun by the dead is begun anew after 12


@pytest.fixture
def lines(house: House) -> Iterator[list[OpenLine]]:
    """Some lines on each of which a student and a mentor are writing to each other."""
    pace, house.exchange.messages.pace = house.exchange.messages.pace, 1000.0
    opened = list(house.opens([LinePlan(f"texts-{n}", 1) for n in range(LINES)]).values())
    for line in opened:
        for phone in (line.student, line.mentors[0]):
            phone.texting = Texting(0.05)
        line.student.text(line.number, "I cannot sleep before boards")
    house.until(lambda: all(got(it.mentors[0]) for it in opened), TALKING, "all are offered")
    for line in opened:
        line.mentors[0].text(line.number, "I am here, write to me")
    house.until(
        lambda: all("I am here, write to me" in got(it.student) for it in opened),
        TALKING,
        "all are answered",
    )
    yield opened
    for line in opened:
        line.student.text(line.number, "STOP")
    house.exchange.messages.pace = pace


@pytest.mark.parametrize("who", [["worker"], ["worker", "clock"]], ids="+".join)
def test_no_text_is_lost_or_doubled_whoever_is_killed(
    house: House, lines: list[OpenLine], who: list[str]
) -> None:
    """Whoever is killed while texts are pending, each arrives, and each arrives once."""
    from_student = [f"text {n} of the student" for n in range(TEXTS)]
    from_mentor = [f"text {n} of the mentor" for n in range(TEXTS)]
    for mine, theirs in zip(from_student, from_mentor, strict=True):
        for line in lines:
            line.student.text(line.number, mine)
            line.mentors[0].text(line.number, theirs)
        house.kill(*who)

    def all_arrived() -> bool:
        return all(
            set(from_mentor) <= got(line.student).keys()
            and set(from_student) <= got(line.mentors[0]).keys()
            for line in lines
        )

    house.until(all_arrived, ARRIVED, "every text arrives", [got(it.student) for it in lines])
    house.ready()
    for line in lines:
        assert [got(line.student)[it] for it in from_mentor] == [1] * TEXTS
        assert [got(line.mentors[0])[it] for it in from_student] == [1] * TEXTS


def got(phone: Phone) -> Counter[str]:
    """Return what a phone has been texted, and how often."""
    return Counter(it.body for it in list(phone.texts) if it.incoming)

"""Processes are ended with ``kill -9`` in the midst of texts: none is lost, none comes twice."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from tests.faults.house import House
from tests.faults.lines import LinePlan, OpenLine
from warmline import wording
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


WHO = [
    ["worker"],
    ["clock"],
    ["web"],
    ["redis"],
    ["worker", "clock"],
    ["web", "redis"],
    ["web", "worker", "clock", "redis"],
]


@pytest.mark.parametrize("who", WHO, ids="+".join)
def test_no_text_is_lost_or_doubled_whoever_is_killed(
    house: House, lines: list[OpenLine], who: list[str]
) -> None:
    """Whoever is killed in the midst of texts, each arrives, once, and none overtakes another."""
    for n in range(TEXTS):
        both_write(lines, n)
        house.kill(*who)
        if not {"web", "redis"} & set(who):
            all_are_taken(house, lines)
    all_arrive(house, lines, range(TEXTS))


@pytest.mark.parametrize("who", ["web", "redis"])
def test_what_was_written_while_somebody_was_away_arrives(
    house: House, lines: list[OpenLine], who: str
) -> None:
    """Web or Redis stays away for a while: what both sides wrote meanwhile is read afterwards."""
    house.redis_has_written()
    house.kill(who, for_good=True)
    for n in range(TEXTS):
        both_write(lines, n)
    if who == "redis":  # web is there, and says so
        sorry = wording.text_apology("911", "988")
        house.until(lambda: all(sorry in got(it.student) for it in lines), TALKING, "they are told")
    house.ready()
    both_write(lines, TEXTS)
    all_arrive(house, lines, range(TEXTS + 1))


def both_write(lines: Sequence[OpenLine], n: int) -> None:
    """On each line student and mentor write to each other in the same moment."""
    for line in lines:
        line.student.text(line.number, f"text {n} of the student")
        line.mentors[0].text(line.number, f"text {n} of the mentor")


def all_are_taken(house: House, lines: Sequence[OpenLine]) -> None:
    """Wait until web has taken each text so far: requests that are under way at once have no order.

    (After an outage they have: then each is looked for in the carrier's list.)
    """
    campus, ours = lines[0].campus, {it.number for it in lines}

    def taken() -> bool:
        with house.exchange.lock:
            sids = [it.sid for it in house.exchange.messages.all.values() if it.to in ours]
        return set(house.parts.live.marks(campus, sids)) == {"heard"}

    house.until(taken, TALKING, "every text is taken")


def all_arrive(house: House, lines: Sequence[OpenLine], which: range) -> None:
    """Wait until each text has arrived; it has once, at the right phone, after the earlier ones."""
    expected = {
        "student": [f"text {n} of the mentor" for n in which],
        "mentor": [f"text {n} of the student" for n in which],
    }

    missing: list[tuple[str, set[str]]] = []

    def all_here() -> bool:
        phones = [(it.student, "student") for it in lines]
        phones += [(it.mentors[0], "mentor") for it in lines]
        lacks = [(phone.name, set(expected[who]) - got(phone).keys()) for phone, who in phones]
        missing[:] = [it for it in lacks if it[1]]
        return not missing

    house.until(all_here, ARRIVED, "every text arrives", missing)
    house.ready()
    for line in lines:
        assert relayed(line.student) == expected["student"]
        assert relayed(line.mentors[0]) == expected["mentor"]


def relayed(phone: Phone) -> list[str]:
    """Return what other people wrote to a phone, in the order in which it arrived."""
    return [it.body for it in list(phone.texts) if it.incoming and it.body.startswith("text ")]


def got(phone: Phone) -> Counter[str]:
    """Return what a phone has been texted, and how often."""
    return Counter(it.body for it in list(phone.texts) if it.incoming)

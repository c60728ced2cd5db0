"""Processes are ended with ``kill -9`` in the midst of an escalation: the student reaches help."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest

from tests.faults.house import House
from tests.faults.lines import LinePlan, OpenLine
from warmline import wording
from warmline.simulator.phones import Phone, Texting

FIRST, ANSWER = "I cannot sleep before boards", "I am here, write to me"
SUMMARY = "Left after a fight.\nNo plan to hurt herself.\nWould like a counselor."
WITH_HELP = "I am a counselor, and here for you"
WORKING, MENDING = 20.0, 90.0  # seconds; a text that was begun by the dead is begun anew after 12


@dataclass(frozen=True)
class Step:
    """Somebody texts; what arrives then, by whose phone."""

    who: str
    words: str
    brings: tuple[tuple[str, str], ...]


class Story:
    """One line, and how far the escalation on it has come."""

    def __init__(self, line: OpenLine, *, by_phone: bool, struck: int) -> None:
        self.line, self.by_phone, self.struck = line, by_phone, struck
        self._pressed: set[tuple[str, int]] = set()
        (mentor,), (counselor,) = line.mentors, line.counselors
        self.phones = {"student": line.student, "mentor": mentor, "counselor": counselor}
        for phone in self.phones.values():
            phone.texting = Texting(0.05)

    @property
    def codename(self) -> str:
        """The student's codename, as the mentor was offered it."""
        (offer,) = [it for it in got(self.phones["mentor"]) if FIRST in it]
        return offer.partition(":")[0]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything from ESCALATE on, to a counselor with the student."""
        says = partial(wording.text_to_mentor, codename=self.codename, detail=None)
        told = (
            ("counselor", f"{self.codename}, who agreed to this:\n{SUMMARY}"),
            ("student", wording.help_agreed()),
            ("mentor", says("help_told")),
        )
        taken = (
            ("student", wording.help_taken()),
            ("mentor", says("help_taken")),
            ("counselor", says("claimed")),
        )
        ringing = (("student", wording.help_ringing()), ("mentor", says("help_ringing")))
        asked = (("student", wording.help_agreement(SUMMARY)), ("mentor", says("help_asked")))
        return (
            Step("mentor", "ESCALATE", (("mentor", says("help_write")),)),
            Step("mentor", SUMMARY, (("mentor", says("help_kept")),)),
            Step("mentor", "SEND", asked),
            Step("student", "AGREE", told),
            Step("student", "CALL ME", ringing)
            if self.by_phone
            else Step("counselor", "TAKEOVER", taken),
        )

    def text(self, who: str, words: str) -> None:
        """Let somebody text the line."""
        self.phones[who].text(self.line.number, words)

    def has_come(self, step: Step) -> bool:
        """Say whether all that a step brings has arrived."""
        return all(self.count(*it) for it in step.brings)

    def count(self, who: str, words: str) -> int:
        """Return how often something has arrived."""
        return sum(n for it, n in got(self.phones[who]).items() if words in it)

    def is_helped(self) -> bool:
        """Say whether student and counselor have each other; people do what leads to it."""
        student, counselor = self.phones["student"], self.phones["counselor"]
        if not self.by_phone:
            return self.count("student", WITH_HELP) > 0
        for phone in (student, counselor):
            if phone.status == "ringing":
                phone.answer()
            self._presses_1(phone)
        return counselor in student.talks_with()

    def _presses_1(self, phone: Phone) -> None:
        """Press 1 where a key is asked for, once each time it is."""
        call = phone.call
        if call is None or not call.collecting or phone.status != "in_call":
            return
        asked = (call.sid, len(phone.heard))
        if asked not in self._pressed:
            self._pressed.add(asked)
            phone.press("1")


def got(phone: Phone) -> Counter[str]:
    """Return what a phone has been texted, and how often."""
    return Counter(it.body for it in list(phone.texts) if it.incoming)


@pytest.fixture
def stories(house: House) -> Iterator[list[Story]]:
    """A line for each step on which the blow falls, with student and mentor writing already."""
    pace, house.exchange.messages.pace = house.exchange.messages.pace, 1000.0
    plan = LinePlan("help", mentors=1, desk=False, counselors=1)
    ways = [(False, 0), (False, 1), (False, 2), (False, 3), (False, 4), (True, 4)]
    made = [Story(house.opens([plan])["help"], by_phone=way, struck=n) for way, n in ways]
    for it in made:
        it.text("student", FIRST)
    house.until(lambda: all(got(it.phones["mentor"]) for it in made), WORKING, "all are offered")
    for it in made:
        it.text("mentor", ANSWER)
    house.until(lambda: all(it.count("student", ANSWER) for it in made), WORKING, "answered")
    for n in range(max(it.struck for it in made)):
        going = [(it, it.steps[n]) for it in made if it.struck > n]
        for it, step in going:
            it.text(step.who, step.words)
        for it, step in going:
            house.until(partial(it.has_come, step), WORKING, step.words)
    yield made
    house.everybody_hangs_up()
    for it in made:
        it.text("student", "STOP")
    house.exchange.messages.pace = pace


@pytest.mark.parametrize(
    "who", [["worker", "clock"], ["web"], ["redis"]], ids=["worker+clock", "web", "redis"]
)
def test_an_escalation_reaches_help_whoever_is_killed(
    house: House, stories: list[Story], who: list[str]
) -> None:
    """Killed at any word of it, each text comes once, and the student gets to a counselor."""
    for it in stories:
        step = it.steps[it.struck]
        it.text(step.who, step.words)
    house.kill(*who)
    for it in stories:
        for step in it.steps[it.struck + 1 :]:
            house.until(partial(it.has_come, it.steps[it.struck]), MENDING, f"{it.struck} comes")
            it.struck += 1
            it.text(step.who, step.words)
        house.until(partial(it.has_come, it.steps[-1]), MENDING, "the last step comes")
        if not it.by_phone:
            it.text("counselor", WITH_HELP)
    house.until(lambda: all(it.is_helped() for it in stories), MENDING, "all are helped")
    for it in stories:
        brought = [found for step in it.steps for found in step.brings]
        assert [found for found in brought if it.count(*found) != 1] == []
        assert len(house.calls_to(it.phones["student"])) == it.by_phone
        assert not house.doubled(it.line)

"""Practice on the real line: done rightly every tick is there, done wrongly the right cross."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from phones import Person, Phones
from telling.places import LINE

from warmline.practice import SCENARIOS
from warmline.practice.room import LENT_SECONDS, PhoneRefusedError, Run, begin, move_on, put_back
from warmline.practice.script import Standing
from warmline.simulator.control import control_blueprint


class DeskInProcess:
    """The simulator's own control addresses, asked without a socket."""

    def __init__(self, phones: Phones) -> None:
        app = Flask("desk")
        app.register_blueprint(control_blueprint(phones.exchange))
        self._client = app.test_client()

    def state(self) -> Mapping[str, Any]:
        """Return what the simulator says of every phone."""
        return self._client.get("/phones/api/state").json

    def feed(self, after: int) -> list[Mapping[str, Any]]:
        """Return the events after a place."""
        return self._client.get(f"/phones/api/feed?after={after}&wait=0").json["events"]

    def order(self, phone: str, act: str, body: Mapping[str, Any]) -> None:
        """Have a phone do something."""
        if self._client.post(f"/phones/api/phones/{phone}/{act}", json=body).status_code == 409:
            raise PhoneRefusedError(phone)


class Practice:
    """One scenario being played, second by second."""

    def __init__(self, phones: Phones, slug: str) -> None:
        self._phones = phones
        self._desk = DeskInProcess(phones)
        self._scenario = SCENARIOS[slug]
        phones.ready()
        put_back(self._desk)
        self.run: Run = begin(self._desk)
        self.stands: Standing = self.look()

    def look(self, *, end: bool = False) -> Standing:
        """Let the scripted phones do what is due."""
        self.run, self.stands = move_on(
            self._desk, self._scenario, self.run, line=LINE, at_the_end=end
        )
        self._phones.run()
        return self.stands

    def until(self, true: Any, what: str, seconds: int = 120) -> None:
        """Play on, second by second, until something is true."""
        for _ in range(seconds):
            self.look()
            if true():
                return
            self._phones.wait(seconds=1)
        raise AssertionError(f"not within {seconds} s: {what}; told: {self.stands.cue}")

    def rings(self, person: Person) -> None:
        """Play on until somebody's phone rings."""
        self.until(lambda: person.phone.status == "ringing", f"{person.name} is rung")

    def goes_on(self, seconds: int) -> None:
        """Play on for some seconds."""
        for _ in range(seconds):
            self.look()
            self._phones.wait(seconds=1)
        self.look()

    def told(self, words: str) -> None:
        """Play on until this cue is given."""
        self.until(lambda: words in self.stands.cue, f"told {words!r}")

    def takes(self, person: Person) -> None:
        """Pick up a phone that rings, and press 1."""
        self.rings(person)
        person.phone.answer()
        self._phones.run()
        self.goes_on(3)
        person.phone.press("1")
        self._phones.run()
        self.until(lambda: bool(person.phone.talks_with()), f"{person.name} talks")

    def missed(self) -> list[str]:
        """Play to the end; what is on the checklist and was not done, by its first words."""
        self.until(lambda: self.stands.over, "over", 400)
        return [it.what for it in self.stands.marks if not it.kept]


class Cast:
    """Maya and Luis on shift, Sam behind them, one student."""

    def __init__(self, phones: Phones) -> None:
        self.phones = phones
        phones.line(cool_down_minutes=0)
        self.student = phones.student()
        self.maya, self.luis = phones.on_call("Maya", "Luis")
        (self.sam,) = phones.backup("Sam")
        self.sam.phone.kind = "backup"

    def texts(self, body: str, person: Person | None = None) -> None:
        """Text the line from a mentor's phone."""
        (person or self.maya).phone.text(LINE, body)
        self.phones.run()

    def presses(self, keys: str) -> None:
        """Press keys on Maya's phone, a second apart."""
        for key in keys:
            self.maya.phone.press(key)
            self.phones.run()
            self.phones.wait(seconds=2)


@pytest.fixture
def cast(phones: Phones) -> Cast:
    """Give the people of a practice; what they hear is told by other stories."""
    told = Cast(phones)
    yield told
    phones.mentioned |= {it.seq for it in phones.exchange.feed}
    for person in phones.people:
        if person.phone.status == "in_call":
            person.phone.hang_up()
    phones.run()
    phones.wait(seconds=5)
    phones.mentioned |= {it.seq for it in phones.exchange.feed}


def test_a_quiet_caller_is_stayed_with(phones: Phones, cast: Cast) -> None:
    """Whoever bears the silence until the student ends the call has every tick."""
    room = Practice(phones, "quiet")
    room.takes(cast.maya)
    assert "says nothing" in room.stands.cue
    room.told("A tone")
    room.told("The call is over")
    cast.texts("1 7 4>2")
    assert room.missed() == []


def test_hanging_up_on_silence_is_seen(phones: Phones, cast: Cast) -> None:
    """Whoever leaves a silent student reads which lines they missed."""
    room = Practice(phones, "quiet")
    room.takes(cast.maya)
    room.goes_on(5)
    cast.maya.phone.hang_up()
    phones.run()
    cast.texts("1 7 4>2")
    assert room.missed() == [
        "Stayed through the silence, until the student gave a sign",
        "Let the student end the call",
    ]


def test_a_phone_that_is_not_answered_is_seen(phones: Phones, cast: Cast) -> None:
    """A student who is let ring gives up, and nothing on the list is ticked."""
    room = Practice(phones, "quiet")
    missed = room.missed()
    assert missed == [it.what for it in SCENARIOS["quiet"].checks]
    assert "given up" in room.stands.cue
    assert cast.student.phone.status == "idle"


def test_help_is_brought_into_a_hard_call(phones: Phones, cast: Cast) -> None:
    """Star and 1 brings the scripted backup in, and HARD is sent: every tick."""
    room = Practice(phones, "hard")
    room.takes(cast.maya)
    room.told("press star, and 1")
    cast.presses("*1")
    room.told("Your colleague is in the call")
    assert cast.student.phone in cast.sam.phone.talks_with()
    room.told("The call is over")
    cast.texts("6 5>3 HARD")
    assert room.missed() == []


def test_carrying_a_hard_call_alone_is_seen(phones: Phones, cast: Cast) -> None:
    """Without star, without a backup, without HARD: three crosses, and no others."""
    room = Practice(phones, "hard")
    room.takes(cast.maya)
    room.until(lambda: "The call is over" in room.stands.cue, "the student ends it", 240)
    cast.texts("6 5>3")
    assert [it.split(":")[0] for it in room.missed()] == [
        "Asked for help in the call", "Were still there when help came", "Sent HARD",
    ]  # fmt: skip


def test_a_box_gets_no_student(phones: Phones, cast: Cast) -> None:
    """The voicemail answers, the next phone is taken, and every tick is there."""
    room = Practice(phones, "voicemail")
    room.rings(cast.maya)
    room.told("Your voicemail has answered")
    assert cast.student.phone.talks_with() == frozenset()
    room.takes(cast.luis)
    room.told("The call is over")
    cast.texts("1 4>2", cast.luis)
    assert room.missed() == []
    assert cast.maya.phone.behaviour.name == "rings"


def test_phones_that_a_practice_left_behind_come_back(phones: Phones, cast: Cast) -> None:
    """When the browser dies in the middle, each phone is soon as it was, by itself."""
    cast.luis.phone.behaves("busy")
    room = Practice(phones, "voicemail")
    assert {it.phone.behaviour.name for it in (cast.maya, cast.luis)} == {"voicemail"}
    room.goes_on(2)
    room.rings(cast.maya)  # and nobody moves the practice on any more
    cast.student.phone.hang_up()
    phones.wait(seconds=LENT_SECONDS + 1)
    assert [it.phone.behaviour.text for it in (cast.maya, cast.luis)] == ["rings", "busy"]
    assert (cast.maya.phone.own, cast.luis.phone.own) == (None, None)


def test_a_practice_that_is_ended_gives_back_what_it_lent(phones: Phones, cast: Cast) -> None:
    """Ended at once, each phone is as it was; a way that somebody chose meanwhile stays chosen."""
    cast.luis.phone.behaves("busy")
    Practice(phones, "voicemail")
    cast.maya.phone.behaves("off")
    put_back(DeskInProcess(phones))
    phones.wait(seconds=LENT_SECONDS + 1)
    assert [it.phone.behaviour.text for it in (cast.maya, cast.luis)] == ["off", "busy"]


def test_the_next_phone_left_ringing_as_well_is_seen(phones: Phones, cast: Cast) -> None:
    """Whoever lets the second phone ring too sees what that cost."""
    room = Practice(phones, "voicemail")
    missed = room.missed()
    assert "The voicemail got the call, and not the student" not in missed
    assert len(missed) == 3
    assert cast.luis.phone.status == "idle"


def test_a_student_is_handed_over(phones: Phones, cast: Cast) -> None:
    """Star and 1, then star and 2: the student stays with the colleague, and all is ticked."""
    room = Practice(phones, "hand-over")
    room.takes(cast.maya)
    cast.presses("*1")
    room.told("The three of you hear each other")
    cast.presses("*2")
    room.told("You are out of the call")
    room.until(lambda: cast.student.phone.talks_with() == {cast.sam.phone}, "the two talk", 8)
    cast.texts("1 7 4>2 H1")
    assert room.missed() == []


def test_hanging_up_in_place_of_a_hand_over_is_seen(phones: Phones, cast: Cast) -> None:
    """Leaving without star and 2 is one cross; saying nothing of the help is another."""
    room = Practice(phones, "hand-over")
    room.takes(cast.maya)
    cast.presses("*1")
    room.told("The three of you hear each other")
    cast.maya.phone.hang_up()
    phones.run()
    cast.texts("1 7 4>2")
    assert room.missed() == [
        "Left by star and 2, not by hanging up",
        "Said what became of the help (H1 to H4)",
    ]


def test_heavy_words_are_answered(phones: Phones, cast: Cast) -> None:
    """A conversation that is taken, read, answered and ended has every tick."""
    room = Practice(phones, "text")
    room.told("Answer it in your own words")
    cast.texts("I am here. What keeps you up?")
    room.told("Read that again")
    cast.texts("Are you thinking of suicide? Are you safe now?")
    room.told("They have answered")
    cast.texts("Thank you for telling me")
    room.told("then text DONE")
    cast.texts("DONE")
    room.told("The conversation is closed")
    cast.texts("1 6 4>2")
    assert room.missed() == []


def test_passing_over_heavy_words_is_seen(phones: Phones, cast: Cast) -> None:
    """DONE in the place of an answer crosses what was not answered, and nothing else."""
    room = Practice(phones, "text")
    room.told("Answer it in your own words")
    cast.texts("I am here. What keeps you up?")
    room.told("Read that again")
    cast.texts("DONE")
    phones.wait(seconds=3)
    cast.texts("1 6 4>2")
    assert [it.split(",")[0] for it in room.missed()] == [
        "Answered the heavy sentence within two minutes",
        "Was still there for the answer",
        "Ended with DONE",
    ]


def test_ending_early_shows_the_checklist(phones: Phones, cast: Cast) -> None:
    """Whoever stops in the middle reads what was done so far; the phones are put down again."""
    room = Practice(phones, "quiet")
    room.takes(cast.maya)
    stands = room.look(end=True)
    assert stands.over
    assert [it.kept for it in stands.marks] == [True, False, False, True, False]
    put_back(DeskInProcess(phones))
    phones.run()
    phones.wait(seconds=2)
    assert cast.student.phone.status == "idle"


def test_a_practice_can_be_begun_again_at_once(phones: Phones, cast: Cast) -> None:
    """Try again means from nothing: what was done before ticks nothing now."""
    room = Practice(phones, "quiet")
    room.missed()
    phones.wait(seconds=60)
    again = Practice(phones, "quiet")
    assert {it.kept for it in again.stands.marks} == {None}
    assert again.run.began - room.run.began > timedelta(seconds=60)
    again.rings(cast.maya)

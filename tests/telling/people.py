"""People with phones: what they do, and what they notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from telling.places import BASE, LINE
from warmline import wording
from warmline.simulator.messages import HELPED, STARTED, STOPPED
from warmline.simulator.phones import Phone
from warmline.simulator.values import FeedEvent

if TYPE_CHECKING:
    from phones import Phones


@dataclass
class Person:
    """Somebody with a phone."""

    phones: Phones
    phone: Phone
    name: str

    # --- what they do -----------------------------------------------------------------------

    def calls(self, *, expecting: str | None = "greeting") -> None:
        """Dial the line, and hear the greeting begin."""
        self.phones.ready()
        self.phone.dial(LINE)
        self.phones.run()
        if expecting == "greeting":
            self.hears(self.phones.greeting())

    def calls_as(self, shown: str) -> None:
        """Dial the line with another number, or none, shown."""
        self.phones.ready()
        self.phone.dial(LINE, shown=shown)
        self.phones.run()

    def presses(self, key: str) -> None:
        """Press a key; a phone that rings is picked up first, and asks its question."""
        if self.phone.status == "ringing":
            self.picks_up()
        self.phone.press(key)
        self.phones.run()
        if key == "1" and self.phone.kind == "mentor":
            self.may_have_heard(wording.joining())
            self.may_have_heard(self.phones.words(wording.guest_whisper))

    def picks_up(self) -> None:
        """Answer the phone and hear who it is; pressing no key is a story of its own."""
        self.phone.answer()
        self.phones.run()
        self.may_have_heard(self.phones.whisper())

    def answers(self) -> None:
        """Pick up a phone that asks nothing."""
        self.phone.answer()
        self.phones.run()

    def declines(self) -> None:
        """Refuse the call."""
        self.phone.decline()
        self.phones.run()

    def hangs_up(self) -> None:
        """End the call."""
        self.phone.hang_up()
        self.phones.run()

    def takes_a_callback(self) -> None:
        """Text CALL, pick up the phone that rings for it, and press 1."""
        self.texts("CALL")
        self.is_texted(self.phones.words(wording.callback_ringing_text))
        self.rings()
        self.answers()
        self.hears(self.phones.words(wording.callback_whisper, recording=False))
        self.phone.press("1")
        self.phones.run()
        self.may_have_heard(wording.ringing_student())

    def texts(self, body: str, *, to: str = LINE, pictures: int = 0) -> None:
        """Text the line, or another of its numbers, perhaps with pictures."""
        self.phones.ready()
        self.phone.text(to, body, (("image/jpeg", b"a face"),) * pictures)
        self.phones.run()

    def opens_the_menu(self) -> None:
        """Press star once the greeting is over, and hear what one can choose while waiting."""
        self.waits_in_the_conference()
        self.presses("*")
        self.hears(wording.waiting_menu(voicemail=self.phones.has_voicemail))

    def waits_in_the_conference(self) -> None:
        """Hear the greeting out."""
        call = self.phone.call
        assert call is not None
        self.phones.until(lambda: call.participant is not None, 20, f"{self.name} is on hold")
        self.may_have_heard(wording.reassurance(0))

    # --- what they notice -------------------------------------------------------------------

    def rings(self, *, within: float = 0.5) -> None:
        """The phone rings, at once unless said, and shows the line's number and no other."""
        self.phones.until(lambda: self.phone.status == "ringing", within, f"{self.name} is rung")
        event = self._take("rang", None)
        assert event.text == LINE

    def does_not_ring(self) -> None:
        """The phone is silent now."""
        assert self.phone.status != "ringing"

    def hears(self, text: str, *, within: float = 30, meanwhile: str = "One moment.") -> None:
        """The next thing said to this phone, in bounded time, is this, whatever is heard meanwhile.

        "One moment." and what is said to everybody who waits fill gaps, and are never missed.
        """

        def something_said() -> bool:
            waiting = {wording.reassurance(times) for times in range(3)}
            for filler in {wording.one_moment(), meanwhile, *waiting} - {text}:
                self.may_have_heard(filler)
            return bool(self._untold("said"))

        self.phones.until(something_said, within, f"{self.name} hears {text!r}")
        assert self._untold("said")[0].text == text, (text, self._untold("said")[0].text)
        self._take("said", text)

    def hears_a_recording(self) -> None:
        """The next thing this phone hears is a recorded message of ours."""
        self.phones.until(lambda: bool(self._untold("said")), 30, f"{self.name} hears a recording")
        assert self._untold("said")[0].text.startswith(f"♪ {BASE}/voice/recording/")
        self._take("said", None)

    def is_texted(self, text: str, *, within: float = 10, on: str = LINE) -> None:
        """A text arrives that says this, on the line's number unless said."""

        def arrived() -> bool:
            return text in [it.text for it in self._untold("text")]

        self.phones.until(arrived, within, f"{self.name} is texted {text!r}")
        taken = self._take("text", text)
        assert [it.other for it in self.phone.texts if it.seq == taken.seq] == [on]

    def may_have_been_texted(self, text: str) -> None:
        """Mention a text if it has come."""
        if text in [it.text for it in self._untold("text")]:
            self._take("text", text)

    def gets_no_text(self) -> None:
        """No text has come that the story has not mentioned."""
        assert [it.text for it in self._untold("text")] == []

    def talks_to(self, other: Person, *, within: float = 30) -> None:
        """The two hear each other, within the time a greeting or menu may last."""
        mine, theirs = self.phone, other.phone
        self.phones.until(
            lambda: mine.talks_with() == {theirs} and theirs.talks_with() == {mine},
            within,
            f"{self.name} talks to {other.name}",
        )
        for one in (self, other):
            one.may_have_heard(wording.student_on_the_way())
            one.may_have_heard(wording.with_you_soon())
            one.may_have_heard(wording.one_moment())
            one.may_have_heard(wording.reassurance(0))

    def reaches(self, mentor: Person) -> None:
        """Call the line, whose first phone to ring is the mentor's; they take it, and both talk.

        For stories of what comes after. How a phone is found and taken is told key by key.
        """
        self.calls()
        mentor.rings()
        mentor.presses("1")
        self.talks_to(mentor)

    def talks_in_a_group_with(self, *others: Person, within: float = 30) -> None:
        """All of them hear each other, within the time that a menu may last."""
        group = [self, *others]
        phones = {it.phone for it in group}
        self.phones.until(
            lambda: all(it.phone.talks_with() == phones - {it.phone} for it in group),
            within,
            " and ".join(it.name for it in group) + " talk together",
        )
        for one in group:
            one.may_have_heard(wording.student_on_the_way())
            one.may_have_heard(wording.one_moment())

    def asks_for_help(self, key: str) -> None:
        """Press star in a talk, hear the mentor's menu, and press a key there."""
        self.presses("*")
        self.hears(wording.mentors_menu())
        self.presses(key)

    def may_hear_how_it_goes(self, *rungs: str) -> None:
        """Mention what a mentor hears, again and again, while these rungs are rung for them."""
        for before, rung in pairwise((None, *rungs)):
            self.may_have_heard(wording.ringing_for_you(str(rung), None))
            self.may_have_heard(wording.ringing_for_you(str(rung), before))
        self.may_have_heard(wording.somebody_said_yes())
        self.may_have_heard(wording.bringing_together())

    def may_be_kept_company(self, *, take_over: bool = False) -> None:
        """Mention what a student hears while their mentor stands apart."""
        for sentence in (
            wording.mentor_aside(),
            wording.still_aside(),
            wording.back_in_a_moment(),
            wording.may_somebody_join(take_over=take_over),
        ):
            self.may_have_heard(sentence)

    def is_asked_in(self) -> None:
        """The phone rings for a call that goes on; it is picked up, and asks its question."""
        self.rings()
        self.answers()
        self.hears(self.phones.words(wording.guest_whisper))

    def talks_to_nobody(self) -> None:
        """Nobody hears this phone."""
        assert self.phone.talks_with() == frozenset()

    def has_heard(self, text: str) -> None:
        """This was said already, perhaps more than once."""
        assert text in [it.text for it in self._untold("said")]
        self.may_have_heard(text)

    def shown(self) -> set[str]:
        """Every number that this phone has ever shown."""
        feed = self.phones.exchange.feed
        rings = {it.text for it in feed if it.phone_id == self.phone.id and it.kind == "rang"}
        return rings | {it.other for it in self.phone.texts}

    def has_waited_at_most(self, seconds: float) -> None:
        """The student's last call began so long ago at most."""
        call = self.phone.call
        assert call is not None
        assert self.phones.now() - call.created <= timedelta(seconds=seconds)

    def has_rung_without_overlap(self) -> None:
        """However often this phone rang, no second ring was placed before the first was over."""
        calls = [it for it in self.phones.exchange.calls.values() if it.to == self.phone.number]
        calls.sort(key=lambda it: it.created)
        for first, second in pairwise(calls):
            assert first.ended is not None
            assert first.ended <= second.created
        while self._untold("rang"):
            self._take("rang", LINE)

    def has_been_texted_by_the_carrier(self) -> None:
        """The carrier itself has answered a word like STOP."""
        word = self._untold("text")[0].text
        assert word in {STOPPED, STARTED, HELPED}
        self._take("text", word)

    def is_idle(self) -> None:
        """The phone is down."""
        assert self.phone.status == "idle", self.phone.status

    def is_idle_within(self, seconds: float) -> None:
        """The phone is down, soon."""
        self.phones.until(lambda: self.phone.status == "idle", seconds, f"{self.name} is idle")

    def _untold(self, kind: str) -> list[FeedEvent]:
        return [
            it
            for it in self.phones.exchange.feed
            if it.phone_id == self.phone.id
            and it.kind == kind
            and it.seq not in self.phones.mentioned
        ]

    def _take(self, kind: str, text: str | None) -> FeedEvent:
        found = [it for it in self._untold(kind) if text is None or it.text == text]
        assert found, (self.name, kind, text, [it.text for it in self._untold(kind)])
        self.phones.mentioned.add(found[0].seq)
        return found[0]

    def may_have_heard(self, text: str) -> None:
        """Mention a sentence wherever it was said to this phone, and its repetition."""
        for it in self._untold("said"):
            if it.text == text:
                self.phones.mentioned.add(it.seq)

"""The moments of a call at which something may break, and what people do before and after.

Each scene has a line of its own, so that one blow falls on all of them at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from tests.faults.house import House
from tests.faults.lines import LinePlan, OpenLine
from warmline import wording
from warmline.simulator.phones import Phone

# What is said when nobody can be reached begins or ends with one of these.
CARD = (
    "I am sorry: nobody could come to the phone.",
    "We connect you with counseling now.",
    wording.callback_promised(),
)


class Scene:
    """A student's call that is begun, struck, and watched to its end."""

    plan = LinePlan("scene")

    def __init__(self, house: House, line: OpenLine, name: str = "") -> None:
        self.house, self.line = house, line
        self.name = name or self.plan.slug
        self.struck_at: datetime | None = None
        self._pressed: set[tuple[str, int]] = set()

    # --- what happens ------------------------------------------------------------------------

    def begin(self) -> None:
        """Let the student call."""
        self.line.student.dial(self.line.number)

    def strike(self) -> None:
        """Do what is done in the very instant of the blow."""
        self.struck_at = self.house.exchange.now()

    def act(self) -> None:
        """Let everybody whose phone rings answer it, and press 1 when asked."""
        self._answer(self.line.mentors)

    # --- what is seen ------------------------------------------------------------------------

    def reached(self) -> str | None:
        """Return whom the student has reached since the blow: a person's kind, or the card."""
        kinds = {it.kind for it in self.line.student.talks_with()}
        if kinds:
            return min(kinds)
        return "card" if any(_is_card(it) for it in self._heard_since()) else None

    def waited(self) -> float:
        """Return the seconds since the blow."""
        assert self.struck_at is not None
        return (self.house.exchange.now() - self.struck_at).total_seconds()

    def _heard_since(self) -> list[str]:
        since = self.struck_at
        return [it.text for it in self.line.student.heard if since and it.at >= since]

    def _presses(self, phone: Phone, key: str) -> None:
        """Press a key where one is asked for, once each time it is."""
        call = phone.call
        if call is None or not call.collecting or phone.status != "in_call":
            return
        asked = (call.sid, len(phone.heard))
        if asked not in self._pressed:
            self._pressed.add(asked)
            phone.press(key)

    def _answer(self, mentors: Sequence[Phone]) -> None:
        for mentor in mentors:
            if mentor.status == "ringing":
                mentor.answer()
            self._presses(mentor, "1")

    def _ringing(self) -> Phone | None:
        return next((it for it in self.line.mentors if it.status == "ringing"), None)


class Moment(Scene, ABC):
    """A call that is brought to a moment of its own before the blow."""

    @abstractmethod
    def ready(self) -> bool:
        """Say whether the moment has come; people do what leads to it."""


class AsTheyCall(Moment):
    """The student's call is on its way to us."""

    plan = LinePlan("as-they-call")

    def begin(self) -> None:
        """Wait for the blow."""

    def ready(self) -> bool:
        return True

    def strike(self) -> None:
        self.line.student.dial(self.line.number)
        super().strike()


class JustAfter(AsTheyCall):
    """The student calls when it has happened already."""

    plan = LinePlan("just-after")

    def strike(self) -> None:
        Scene.strike(self)

    def act(self) -> None:
        if not self.house.calls_from(self.line.student):
            self.line.student.dial(self.line.number)
        super().act()


class WhileItRings(Moment):
    """A mentor's phone rings and is left to ring; the next mentor must be found."""

    plan = LinePlan("while-it-rings")
    left_alone: Phone | None = None

    def ready(self) -> bool:
        self.left_alone = self.left_alone or self._ringing()
        return self.left_alone is not None

    def act(self) -> None:
        self._answer([it for it in self.line.mentors if it is not self.left_alone])


class AtTheQuestion(Moment):
    """A mentor has picked up and is asked to press 1."""

    plan = LinePlan("at-the-question")

    def ready(self) -> bool:
        if (mentor := self._ringing()) is not None:
            mentor.answer()
        return any(it.call is not None and it.call.collecting for it in self.line.mentors)


class AsTheyAccept(AtTheQuestion):
    """A mentor presses 1 in the very instant."""

    plan = LinePlan("as-they-accept")

    def strike(self) -> None:
        Scene.act(self)
        super().strike()


class NoKey(AtTheQuestion):
    """A mentor's voicemail box has picked up: no key ever comes, and the next must be found."""

    plan = LinePlan("no-key")

    def ready(self) -> bool:
        ready = super().ready()
        self._boxes = [it for it in self.line.mentors if it.status == "in_call"]
        return ready

    def act(self) -> None:
        self._answer([it for it in self.line.mentors if it not in self._boxes])


class OnHold(Moment):
    """The student waits in the conference while phones ring."""

    plan = LinePlan("on-hold")

    def ready(self) -> bool:
        self._presses(self.line.student, "1")  # no choice of the greeting's: it goes on at once
        call = self.line.student.call
        return call is not None and call.participant is not None and self._ringing() is not None


class InATalk(Moment):
    """Student and mentor talk."""

    plan = LinePlan("in-a-talk")

    def ready(self) -> bool:
        self._presses(self.line.student, "1")
        super().act()
        return bool(self.line.student.talks_with())


class HandingOver(InATalk):
    """The mentor stands apart, and the desk that they asked for is being rung."""

    plan = LinePlan("handing-over", mentors=1, ring_seconds=20)
    asked = False

    def begin(self) -> None:
        """Let the student call; the desk rings until both calls have come to this moment."""
        assert self.line.desk is not None
        self.line.desk.behaves("rings")
        super().begin()

    def ready(self) -> bool:
        [mentor] = self.line.mentors
        if not self.asked:
            self.asked = super().ready()
            if self.asked:
                mentor.press("*")
        elif mentor.heard[-1].text == wording.mentors_menu():
            self._presses(mentor, "2")
        assert self.line.desk is not None
        return self.line.desk.status == "ringing"

    def act(self) -> None:
        assert self.line.desk is not None
        if self.line.desk.status == "ringing":
            self.line.desk.answer()


class LostHandingOver(HandingOver):
    """The same, and the mentor's phone dies in the very instant."""

    plan = LinePlan("lost-handing-over", mentors=1, ring_seconds=20)

    def strike(self) -> None:
        self.line.mentors[0].hang_up()
        super().strike()


class AtTheDesk(Moment):
    """No mentor is on call, and the counseling desk's phone rings."""

    plan = LinePlan("at-the-desk", mentors=0)

    def ready(self) -> bool:
        assert self.line.desk is not None
        self.line.desk.behaves("answers after 2") if not self.line.desk.call else None
        return self.line.desk.status == "ringing"


class AtTheCard(Moment):
    """Nobody at all is there: the student hears the safety card, and asks to be called back."""

    plan = LinePlan("at-the-card", mentors=0, desk=False)

    def ready(self) -> bool:
        return any(_is_card(it.text) for it in self.line.student.heard)

    def act(self) -> None:
        self._presses(self.line.student, "2")


MOMENTS: Sequence[type[Scene]] = (
    AsTheyCall,
    JustAfter,
    WhileItRings,
    AtTheQuestion,
    AsTheyAccept,
    NoKey,
    OnHold,
    InATalk,
    AtTheDesk,
    AtTheCard,
)
HAND_OVERS: Sequence[type[Scene]] = (HandingOver, LostHandingOver)


def _is_card(said: str) -> bool:
    return any(it in said for it in CARD)

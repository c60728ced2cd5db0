"""The phones that people hold: they dial, ring, answer, press keys, hear, and have their ways."""

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from warmline.simulator.calls import Call
from warmline.simulator.values import Heard

if TYPE_CHECKING:
    from warmline.simulator.exchange import Exchange

WITHHELD = "+266696687"  # how a hidden number often looks: the keys that spell ANONYMOUS


class PhoneError(Exception):
    """A person asked a phone for what it cannot do now; the message is for a person."""


@dataclass(frozen=True)
class Behaviour:
    """What a phone does when it is called and nobody touches it.

    ``rings``: for ever. ``voicemail after 20``: its box answers. ``off``: the box answers at once.
    ``busy``, ``unreachable``. ``answers after 3 presses 1 after 2``: a person who needs no screen.
    """

    name: str = "rings"
    text: str = "rings"
    after: float = 0
    presses: str = ""
    presses_after: float = 0

    def __str__(self) -> str:
        return self.name


_BEHAVIOUR = re.compile(
    r"(rings|voicemail|busy|off|unreachable|declines|answers)"
    r"(?: after ([\d.]+))?(?: presses ([0-9*#]+)(?: after ([\d.]+))?)?"
)
_AFTER = {"voicemail": 18.0, "answers": 2.0, "declines": 3.0}


def read_behaviour(text: str) -> Behaviour:
    """Read a behaviour; raises PhoneError for words that mean none."""
    found = _BEHAVIOUR.fullmatch(text.strip())
    if found is None:
        raise PhoneError("a phone rings, voicemail, busy, off, unreachable, declines or answers")
    name, after, presses, then = found.groups()
    return Behaviour(
        name, text.strip(), float(after or _AFTER.get(name, 0.0)), presses or "", float(then or 1.0)
    )


@dataclass(frozen=True)
class Texting:
    """How a phone takes texts: after some seconds, or never, with the carrier's error code."""

    after: float = 1.0
    error: int | None = None


@dataclass(frozen=True)
class Text:
    """A text on a phone's screen; ``other`` is the number at the other end."""

    seq: int
    at: datetime
    other: str = field(repr=False)
    body: str = field(repr=False)
    incoming: bool


@dataclass(eq=False)
class Phone:
    """One phone; its number shows in nobody's address or log, it is known by ``id`` and name."""

    exchange: "Exchange" = field(repr=False)
    id: str
    number: str = field(repr=False)
    name: str
    kind: str
    behaviour: Behaviour = Behaviour()
    call: Call | None = field(default=None, repr=False)
    heard: deque[Heard] = field(default_factory=lambda: deque(maxlen=500), repr=False)
    box: deque[Heard] = field(default_factory=lambda: deque(maxlen=100), repr=False)
    texts: deque[Text] = field(default_factory=lambda: deque(maxlen=500), repr=False)
    texting: Texting = Texting()
    silent: bool = False  # nobody speaks into it: a recording of it stays empty
    own: Behaviour | None = None  # its behaviour before a lent one
    _loans: int = 0

    @property
    def status(self) -> str:
        """Return idle, dialling, ringing, in_call or off, as the phone's own screen shows it."""
        if self.call is None or self.call.at_box:
            return "off" if self.behaviour.name in {"off", "unreachable"} else "idle"
        if self.call.status == "in-progress":
            return "in_call"
        return "dialling" if self.call.direction == "inbound" else "ringing"

    def behaves(self, text: str) -> None:
        """Change what the phone does by itself, from its next call on."""
        with self.exchange.lock:
            self.behaviour, self.own = read_behaviour(text), None
            self.exchange.note(self, "behaviour", text)

    def behaves_for(self, text: str, seconds: float) -> None:
        """Behave so for some seconds and then as before, whatever becomes of whoever asked."""
        with self.exchange.lock:
            own = self.own or self.behaviour
            self.behaves(text)
            self.own = own
            self._loans += 1
            loan = self._loans
            self.exchange.after(seconds, lambda: self._lapse(loan))

    def _lapse(self, loan: int) -> None:
        if self.own is not None and loan == self._loans:
            self.behaves(self.own.text)

    def dial(self, to: str, *, withheld: bool = False, shown: str | None = None) -> Call:
        """Call a number; ``shown`` is what the other side sees in place of this phone's number."""
        with self.exchange.lock:
            if self.call is not None:
                raise PhoneError(f"{self.name}'s phone already has a call")
            caller = (WITHHELD if withheld else self.number) if shown is None else shown
            return self.exchange.dialled(self, to, caller)

    def answer(self) -> None:
        """Pick up."""
        with self.exchange.lock:
            self.exchange.picked_up(self._ringing())

    def decline(self) -> None:
        """Refuse a call that rings; the other side hears that the phone is busy."""
        with self.exchange.lock:
            self.exchange.finish(self._ringing(), "busy", sip_code=486)

    def hang_up(self) -> None:
        """End the call, whatever it is doing."""
        with self.exchange.lock:
            call = self._own_call()
            if self.status == "ringing":
                raise PhoneError(f"{self.name}'s phone rings: answer or decline")
            self.exchange.hung_up(call)

    def press(self, digits: str) -> None:
        """Press keys; a key that nothing waits for is lost, as on a real line."""
        if not digits or re.fullmatch(r"[0-9*#]+", digits) is None:
            raise PhoneError("keys are 0 to 9, star and hash")
        with self.exchange.lock:
            if self.status != "in_call":
                raise PhoneError(f"{self.name} is not in a call")
            self.exchange.pressed(self._own_call(), digits)

    def text(self, to: str, body: str, media: tuple[tuple[str, bytes], ...] = ()) -> None:
        """Send a text, perhaps with files, each a content type and its bytes."""
        with self.exchange.lock:
            self.exchange.messages.received(self, to, body, media)

    def wrote(self, other: str, body: str) -> None:
        """Show a text that was sent from this phone."""
        event = self.exchange.note(self, "texted", body)
        self.texts.append(Text(event.seq, event.at, other, body, incoming=False))

    def got_text(self, other: str, body: str) -> None:
        """Show a text that arrived."""
        event = self.exchange.note(self, "text", body)
        self.texts.append(Text(event.seq, event.at, other, body, incoming=True))

    def talks_with(self) -> frozenset["Phone"]:
        """Return the phones whose owners hear this one and are heard by it, now."""
        with self.exchange.lock:
            return frozenset() if self.call is None else self.exchange.connected_to(self.call)

    def _own_call(self) -> Call:
        if self.call is None or self.call.at_box:
            raise PhoneError(f"{self.name} is not in a call")
        return self.call

    def _ringing(self) -> Call:
        if self.call is None or self.status != "ringing":
            raise PhoneError(f"{self.name}'s phone does not ring")
        return self.call

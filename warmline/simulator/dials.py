"""Dial: puts the caller in touch with other phones, or into a conference."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warmline.simulator.calls import Call, Hooks, is_number
from warmline.simulator.conferences import ConferenceRefused, RoomFailed, RoomOver, Terms
from warmline.simulator.documents import Element
from warmline.simulator.gathers import notify
from warmline.simulator.grammar import WHISPER_VERBS
from warmline.simulator.tasks import HungUp, Listen, Program
from warmline.simulator.twiml import Broken, Jump, Key, Script, Steps

if TYPE_CHECKING:
    from warmline.simulator.conferences import Participant

Outcome = dict[str, str]
DEFAULT_RING_SECONDS = 30
LONGEST_CALL_SECONDS = 14400


@dataclass(frozen=True)
class PickedUp:
    """A phone that is being dialled was picked up, by a person or a box."""

    call: Call


@dataclass(frozen=True)
class Accepted:
    """Whoever picked up has heard the whisper and did not refuse."""

    call: Call


@dataclass(frozen=True)
class LegOver:
    """A phone that was dialled is not on the line any more."""

    call: Call


def dial(script: Script, verb: Element) -> Steps:
    """Dial, and afterwards go on with the action, which is told how it went."""
    line = _line(script, verb)
    call = script.call
    if isinstance(line, ConferenceDial) or not verb.yes("answerOnBridge", default=False):
        script.exchange.connect(call)
    call.collecting = verb.yes("hangupOnStar", default=False)
    try:
        outcome = yield from line.run()
    except HungUp:
        line.leave()
        if verb.get("action"):
            method = verb.get("method")
            notify(script, script.jump(verb.get("action"), method, **line.outcome()))
        raise
    finally:
        call.collecting = False
        line.leave()
    if outcome is None or not verb.get("action"):
        return None
    return script.jump(verb.get("action"), verb.get("method"), **outcome)


def _line(script: Script, verb: Element) -> "NumbersDial | ConferenceDial":
    if not verb.children or verb.children[0].name == "Number":
        return NumbersDial(script, verb)
    if verb.children[0].name == "Conference":
        return ConferenceDial(script, verb)
    script.exchange.alert(12200, f"<{verb.children[0].name}> is not simulated", script.document.url)
    raise Broken(12200, script.document.url)


class ConferenceDial:
    """The caller's stay in a conference."""

    def __init__(self, script: Script, verb: Element) -> None:
        self._script = script
        self._verb = verb
        self._participant: Participant | None = None
        self._status = "answered"

    def run(self) -> Generator[Any, Any, Outcome | None]:
        """Stay until the conference is over, the time is up or, where allowed, star is pressed."""
        script, noun = self._script, self._verb.children[0]
        rooms = script.exchange.rooms
        try:
            self._participant = rooms.join(script.call, noun.text, terms(script, noun))
        except ConferenceRefused as refused:
            script.exchange.alert(refused.code, str(refused), script.document.url)
            self._status = "failed"
            return None if refused.code == 16025 else self.outcome()
        limit = self._verb.number("timeLimit", LONGEST_CALL_SECONDS)
        until = script.exchange.now().timestamp() + limit
        while True:
            event = yield Listen(until - script.exchange.now().timestamp())
            match event:
                case None | Key("*"):
                    return self.outcome()
                case RoomOver(who) if who is self._participant:
                    return self.outcome()
                case RoomFailed(who) if who is self._participant:
                    self._status = "failed"
                    return self.outcome()

    def outcome(self) -> Outcome:
        """Return what the action is told; a conference has no leg of its own to speak of."""
        return {"DialCallStatus": self._status}

    def leave(self) -> None:
        """Leave the conference, if still there."""
        if self._participant is not None:
            self._script.exchange.rooms.leave(self._participant)


def terms(script: Script, noun: Element) -> Terms:
    """Return the terms on which a call joins a conference, from the noun's attributes."""
    wait: Jump | None = None
    if noun.get("waitUrl"):
        wait = script.jump(noun.get("waitUrl"), noun.get("waitMethod"))
    return Terms(
        label=noun.get("participantLabel"),
        muted=noun.yes("muted", default=False),
        start_on_enter=noun.yes("startConferenceOnEnter", default=True),
        end_on_exit=noun.yes("endConferenceOnExit", default=False),
        wait=wait,
        music="waitUrl" not in noun.attributes,
        most=noun.number("maxParticipants", 250),
        hooks=_hooks(script, noun, frozenset()),
    )


def _hooks(script: Script, noun: Element, default: frozenset[str]) -> Hooks:
    url = noun.get("statusCallback")
    events = frozenset(noun.get("statusCallbackEvent").split()) or default
    method = noun.get("statusCallbackMethod", "POST")
    return Hooks(script.document.resolve(url) if url else "", method, events)


class NumbersDial:
    """One to ten phones, rung at once or in turn; the first that is picked up stops the others."""

    def __init__(self, script: Script, verb: Element) -> None:
        self._script = script
        self._verb = verb
        self._waiting = list(verb.children) or [Element("Number", {}, verb.text, ())]
        self._one_by_one = verb.yes("sequential", default=False)
        self._legs: list[Call] = []
        self._chosen: Call | None = None
        self._bridged = False

    def run(self) -> Generator[Any, Any, Outcome | None]:
        """Ring, talk, and return how it went."""
        exchange = self._script.exchange
        if not self._may_show():
            return {"DialCallStatus": "failed", "DialBridged": "false"}
        until: float | None = None
        while self._goes_on():
            left = None if until is None else until - exchange.now().timestamp()
            event = yield Listen(left)
            match event:
                case PickedUp(leg) if self._chosen is None and leg in self._legs:
                    self._chosen = leg
                    self._stop(except_=leg)
                case Accepted(leg) if leg is self._chosen:
                    self._bridged = True
                    exchange.bridge(self._script.call, leg)
                    limit = self._verb.number("timeLimit", LONGEST_CALL_SECONDS)
                    until = exchange.now().timestamp() + limit
                case Key("*") | None:
                    break
                case LegOver(leg) if leg is self._chosen:
                    break
        self.leave()
        return self.outcome()

    def _may_show(self) -> bool:
        """Say whether the caller id is one that the account may show."""
        script, shown = self._script, self._verb.get("callerId")
        if shown in {"", script.call.from_, script.call.to, *script.exchange.numbers}:
            return True
        script.exchange.alert(13214, "Invalid callerId", script.document.url)
        return False

    def _goes_on(self) -> bool:
        """Ring whoever is next, and say whether anybody is still on the line."""
        while self._chosen is None and self._waiting:
            if self._one_by_one and self._anybody():
                return True
            self._place(self._waiting.pop(0))
        return self._anybody()

    def _anybody(self) -> bool:
        return any(not leg.is_over() for leg in self._legs)

    def _place(self, noun: Element) -> None:
        script, verb = self._script, self._verb
        exchange, call = script.exchange, script.call
        if not is_number(noun.text):
            exchange.alert(13224, "Dial: invalid phone number", script.document.url)
        leg = exchange.new_call(
            "outbound-dial", to=noun.text, shown=verb.get("callerId") or call.from_
        )
        leg.parent = call
        leg.hooks = _hooks(script, noun, frozenset({"completed"}))
        leg.ring_seconds = verb.number("timeout", DEFAULT_RING_SECONDS)
        leg.on_answer = _whisper(script, noun, leg)
        self._legs.append(leg)
        exchange.start(leg)

    def _stop(self, *, except_: Call | None) -> None:
        for leg in self._legs:
            if leg is not except_ and not leg.is_over():
                talking = leg.status == "in-progress"
                self._script.exchange.finish(leg, "completed" if talking else "canceled", 487)

    def leave(self) -> None:
        """Hang up on every phone that was dialled."""
        self._stop(except_=None)
        self._script.exchange.unbridge(self._script.call)

    def outcome(self) -> Outcome:
        """Return what the action is told; only DialBridged says that two people talked."""
        leg = self._chosen or self._legs[-1]
        status = "completed" if self._chosen is not None else leg.status
        return {
            "DialCallStatus": status,
            "DialCallSid": leg.sid,
            "DialCallDuration": str(leg.duration()),
            "DialBridged": "true" if self._bridged else "false",
        }


def _whisper(script: Script, noun: Element, leg: Call) -> Any:
    """Return what a dialled phone hears first; a finished document lets it through."""
    exchange, parent = script.exchange, script.call
    jump = script.jump(noun.get("url"), noun.get("method")) if noun.get("url") else None

    def program() -> Program:
        exchange.signal(parent.task, PickedUp(leg))
        if jump is not None:
            yield from Script(exchange, leg, allowed=WHISPER_VERBS).run(jump)
        exchange.signal(parent.task, Accepted(leg))
        while True:
            yield Listen()

    return program

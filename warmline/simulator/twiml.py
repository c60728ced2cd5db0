"""Carries out a call document, verb by verb, as the carrier would."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warmline.simulator.calls import Call, parameters
from warmline.simulator.delivery import ask
from warmline.simulator.documents import Document, DocumentError, Element, read_document
from warmline.simulator.grammar import CALL_VERBS
from warmline.simulator.tasks import Interruption, Listen
from warmline.simulator.webhooks import Params, Request

if TYPE_CHECKING:
    from warmline.simulator.exchange import Exchange

WORDS_A_SECOND = 2.8
SHORTEST_SAYING = 0.5
PLAY_SECONDS = 3.0
MOST_DOCUMENTS_AT_ONCE = 50
APOLOGY = "We are sorry. An application error has occurred. Goodbye."

Steps = Generator[Any, Any, "Jump | Document | None"]


@dataclass(frozen=True)
class Jump:
    """The document to go on with, and what its request says besides the call's own words."""

    url: str
    method: str = "POST"
    params: tuple[tuple[str, str], ...] = ()
    inline: Document | None = None


@dataclass(frozen=True)
class Key:
    """A key that was pressed while somebody waited for one."""

    digit: str


class Redirected(Interruption):
    """The REST API gave the call another document."""

    def __init__(self, jump: Jump) -> None:
        super().__init__()
        self.jump = jump


class HangUp(Interruption):
    """The document says that the call is over."""


class Broken(Exception):  # noqa: N818 - a turn the script takes, not a mistake of its own
    """A document cannot be had or carried out."""

    def __init__(self, code: int, url: str) -> None:
        super().__init__(code)
        self.code = code
        self.url = url


def speaking_time(text: str) -> float:
    """Return the seconds it takes to say something."""
    return max(len(text.split()) / WORDS_A_SECOND, SHORTEST_SAYING)


class Script:
    """One call following documents from address to address until there are no more."""

    def __init__(
        self,
        exchange: "Exchange",
        call: Call,
        *,
        allowed: frozenset[str] = CALL_VERBS,
        extra: Params = (),
    ) -> None:
        self.exchange = exchange
        self.call = call
        self.allowed = allowed
        self.extra = tuple(extra)
        self.document = Document((), "")
        self._loads = 0
        self._loaded_at = exchange.now()

    def run(self, jump: Jump) -> Generator[Any, Any, None]:
        """Follow documents; raises HangUp when one says so, Broken when one cannot be had."""
        step: Jump | Document | None = jump
        while step is not None:
            try:
                document = step if isinstance(step, Document) else (yield from self._load(step))
                step = yield from self._perform(document)
            except Redirected as turn:
                step = turn.jump

    def run_safely(self, jump: Jump) -> Generator[Any, Any, None]:
        """Follow documents; what breaks goes to the call's fallback address, else an apology."""
        try:
            yield from self.run(jump)
        except Broken as broken:
            yield from self._fall_back(broken)

    def _fall_back(self, broken: Broken) -> Generator[Any, Any, None]:
        call = self.call
        if call.fallback_url and broken.url != call.fallback_url:
            why = (("ErrorCode", str(broken.code)), ("ErrorUrl", broken.url))
            try:
                yield from self.run(Jump(call.fallback_url, call.fallback_method, why))
            except Broken:
                self.exchange.alert(broken.code, "the fallback failed too", call.fallback_url)
            else:
                return
        self.exchange.connect(call)
        self.exchange.say(call, APOLOGY)
        yield from self.wait(speaking_time(APOLOGY))

    def _load(self, jump: Jump) -> Generator[Any, Any, Document]:
        if jump.inline is not None:
            return jump.inline
        said = parameters(self.call, self.exchange.account.sid) + self.extra + jump.params
        if jump.method == "GET":
            said = tuple(pair for pair in said if pair[0] != "CallToken")
        self._count_documents(jump.url)
        request = Request(jump.method, jump.url, said)
        try:
            answer = yield from ask(self.exchange, request)
            url = jump.url.partition("#")[0]
            return read_document(answer.body, answer.content_type, url, self.allowed)
        except DocumentError as error:
            if error.code not in {11100, 11200, 11205, 11215, 11217}:
                self.exchange.alert(error.code, str(error), jump.url)
            raise Broken(error.code, jump.url) from error

    def _perform(self, document: Document) -> Steps:
        self.document = document
        for place, verb in enumerate(document.verbs):
            if verb.name == "Reject" and place > 0:
                continue  # a call that was answered cannot be refused any more
            handler = self.exchange.verbs.get(verb.name)
            if handler is None:
                raise self._broken(12200, f"<{verb.name}> is not simulated", document.url)
            step = yield from handler(self, verb)
            if step is not None:
                return step
        return None

    def _broken(self, code: int, message: str, url: str) -> Broken:
        self.exchange.alert(code, message, url)
        return Broken(code, url)

    def _count_documents(self, url: str) -> None:
        """Stop documents that send the call round and round while no time passes."""
        now = self.exchange.now()
        self._loads = self._loads + 1 if now == self._loaded_at else 1
        self._loaded_at = now
        if self._loads > MOST_DOCUMENTS_AT_ONCE:
            raise self._broken(11215, "The documents go round in a circle", url)

    # What verbs share

    def jump(self, url: str, method: str, **params: str) -> Jump:
        """Return the jump to an address of this document; empty means this document's own."""
        target = self.document.resolve(url) if url else self.document.url
        return Jump(target, method or "POST", tuple(params.items()))

    def wait(self, seconds: float) -> Generator[Any, Any, None]:
        """Let time pass; keys and other signals meanwhile are lost."""
        until = self.exchange.now().timestamp() + seconds
        while (left := until - self.exchange.now().timestamp()) > 1e-6:
            yield Listen(left)

    def listen_for_key(self, seconds: float) -> Generator[Any, Any, str]:
        """Return the key pressed within some seconds, or nothing."""
        until = self.exchange.now().timestamp() + seconds
        while True:
            event = yield Listen(until - self.exchange.now().timestamp())
            if isinstance(event, Key):
                return event.digit
            if event is None:
                return ""

    def utter(self, verb: Element) -> float:
        """Begin a Say, Play or Pause and return how long it lasts."""
        if verb.name == "Pause":
            return float(verb.number("length", 1))
        if verb.name == "Play":
            self.exchange.say(self.call, f"♪ {verb.text or verb.get('digits')}")
            return PLAY_SECONDS
        self.exchange.say(self.call, verb.text)
        return speaking_time(verb.text)


def times(verb: Element) -> int:
    """Return how often a Say or Play is repeated; nought means for ever, here a thousand times."""
    return (verb.number("loop", 1) or 1000) if verb.name in {"Say", "Play"} else 1


def _speak(script: Script, verb: Element) -> Steps:
    script.exchange.connect(script.call)
    for _ in range(times(verb)):
        yield from script.wait(script.utter(verb))
    return None


def _pause(script: Script, verb: Element) -> Steps:
    yield from script.wait(script.utter(verb))
    return None


def _redirect(script: Script, verb: Element) -> Steps:
    yield from ()
    return script.jump(verb.text, verb.get("method"))


def _hang_up(script: Script, verb: Element) -> Steps:
    del script, verb
    yield from ()
    raise HangUp


def _reject(script: Script, verb: Element) -> Steps:
    yield from ()
    script.exchange.reject(script.call, verb.get("reason", "rejected"))
    raise HangUp


# The verbs that are carried out here; verbs.py adds the greater ones.
SIMPLE_VERBS: dict[str, Callable[[Script, Element], Steps]] = {
    "Say": _speak,
    "Play": _speak,
    "Pause": _pause,
    "Redirect": _redirect,
    "Hangup": _hang_up,
    "Reject": _reject,
}

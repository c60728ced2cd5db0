"""Collects key presses and recordings from whoever is on the line."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from warmline.simulator.calls import parameters
from warmline.simulator.delivery import tell
from warmline.simulator.documents import Element
from warmline.simulator.tasks import HungUp
from warmline.simulator.twiml import Jump, Key, Script, Steps, times
from warmline.simulator.webhooks import Request

if TYPE_CHECKING:
    from warmline.simulator.recordings import Recording


def gather(script: Script, verb: Element) -> Steps:
    """Collect keys; a key stops the prompts, and time runs only after the prompts."""
    script.exchange.connect(script.call)
    with collecting(script):
        first = yield from _prompt(script, verb)
        wanted = "dtmf" in verb.get("input", "dtmf").split()
        digits, finished_on = yield from _collect(script, verb, first if wanted else "")
    if not digits and not verb.yes("actionOnEmptyResult", default=False):
        return None
    said = {"Digits": digits, "msg": "Gather End", "FinishedOnKey": finished_on}
    return script.jump(verb.get("action"), verb.get("method"), **said)


class collecting:  # noqa: N801 - used as a word: with collecting(script)
    """While this lasts, keys pressed on the call are wanted."""

    def __init__(self, script: Script) -> None:
        self._call = script.call

    def __enter__(self) -> None:
        if self._call.task is not None:
            waiting = [event for event in self._call.task.mailbox if not isinstance(event, Key)]
            self._call.task.mailbox.clear()
            self._call.task.mailbox.extend(waiting)
        self._call.collecting = True

    def __exit__(self, *_: object) -> None:
        self._call.collecting = False


def _prompt(script: Script, verb: Element) -> Generator[Any, Any, str]:
    for prompt in verb.children:
        for _ in range(times(prompt)):
            key = yield from script.listen_for_key(script.utter(prompt))
            if key:
                return key
    return ""


def _collect(script: Script, verb: Element, key: str) -> Generator[Any, Any, tuple[str, str]]:
    finish, most = verb.get("finishOnKey", "#"), verb.number("numDigits", 1000)
    seconds, digits = verb.number("timeout", 5), ""
    while True:
        if not key:
            key = yield from script.listen_for_key(seconds)
        if not key:
            return digits, ""
        if key == finish:
            return digits, key
        digits, key = digits + key, ""
        if len(digits) >= most:
            return digits, ""


def record(script: Script, verb: Element) -> Steps:
    """Record until a key, a hang-up or the longest time; a silent phone gives no recording."""
    exchange, call = script.exchange, script.call
    exchange.connect(call)
    if verb.yes("playBeep", default=True):
        exchange.say(call, "♪ beep")
    kept = exchange.recordings.begin(call)
    seconds = float(verb.number("maxLength", 3600))
    if call.phone is None or call.phone.silent:
        yield from script.wait(verb.number("timeout", 5))
        exchange.recordings.absent(kept)
        return None
    try:
        with collecting(script):
            key = yield from _finishing_key(script, verb, seconds)
    except HungUp:
        _notify_hang_up(script, verb, kept)
        raise
    return script.jump(verb.get("action"), verb.get("method"), **_done(script, verb, kept, key))


def _finishing_key(script: Script, verb: Element, seconds: float) -> Generator[Any, Any, str]:
    until = script.exchange.now().timestamp() + seconds
    keys = verb.get("finishOnKey", "1234567890*#")
    while True:
        key = yield from script.listen_for_key(until - script.exchange.now().timestamp())
        if not key or key in keys:
            return key


def _done(script: Script, verb: Element, kept: "Recording", key: str) -> dict[str, str]:
    """Close the recording, tell its status callback, and return what the action is told."""
    recordings = script.exchange.recordings
    recordings.complete(kept)
    url = verb.get("recordingStatusCallback")
    events = verb.get("recordingStatusCallbackEvent", "completed").split()
    if url and "completed" in events:
        method = verb.get("recordingStatusCallbackMethod", "POST")
        said = recordings.callback(kept)
        target = script.document.resolve(url)
        script.exchange.spawn(tell(script.exchange, Request(method, target, said, event=True)))
    return {
        "RecordingUrl": recordings.url(kept),
        "RecordingSid": kept.sid,
        "RecordingDuration": str(kept.seconds),
        "Digits": key,
    }


def _notify_hang_up(script: Script, verb: Element, kept: "Recording") -> None:
    said = _done(script, verb, kept, "hangup")
    jump = script.jump(verb.get("action"), verb.get("method"), **said)
    notify(script, jump)


def notify(script: Script, jump: Jump) -> None:
    """Request an action whose answer nobody will follow, because the call is over."""
    exchange = script.exchange
    said = parameters(script.call, exchange.account.sid) + jump.params
    exchange.spawn(tell(exchange, Request(jump.method, jump.url, said)))

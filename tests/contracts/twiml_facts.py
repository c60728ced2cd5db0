"""What Twilio's documentation says of the documents that we answer: verbs, attributes, nesting."""

import re
from xml.etree import ElementTree

LONGEST = 4000  # characters; the limit for documents given inline, and a good one for ours
URL = "url"
NUMBER = "number"
TRUTH = "truth"
ABSOLUTE = re.compile(r"https?://(?P<host>[^/:?]+)(:\d+)?/\S*")

ATTRIBUTES: dict[str, dict[str, object]] = {
    "Response": {},
    "Say": {"voice": str, "language": str, "loop": NUMBER},
    "say-as": {"interpret-as": {"digits"}},
    "Play": {"loop": NUMBER},
    "Pause": {"length": NUMBER},
    "Gather": {
        "input": {"dtmf"},
        "action": URL,
        "method": {"GET", "POST"},
        "timeout": NUMBER,
        "numDigits": NUMBER,
        "finishOnKey": str,
        "actionOnEmptyResult": TRUTH,
    },
    "Dial": {
        "action": URL,
        "method": {"GET", "POST"},
        "timeout": NUMBER,
        "timeLimit": NUMBER,
        "callerId": str,
        "answerOnBridge": TRUTH,
        "hangupOnStar": TRUTH,
    },
    "Number": {
        "url": URL,
        "method": {"GET", "POST"},
        "statusCallback": URL,
        "statusCallbackEvent": "events",
        "statusCallbackMethod": {"GET", "POST"},
    },
    "Conference": {
        "muted": TRUTH,
        "beep": {"true", "false", "onEnter", "onExit"},
        "startConferenceOnEnter": TRUTH,
        "endConferenceOnExit": TRUTH,
        "participantLabel": str,
        "waitUrl": URL,
        "waitMethod": {"GET", "POST"},
        "maxParticipants": NUMBER,
    },
    "Redirect": {"method": {"GET", "POST"}},
    "Hangup": {},
    "Record": {
        "action": URL,
        "method": {"GET", "POST"},
        "timeout": NUMBER,
        "finishOnKey": str,
        "maxLength": NUMBER,
        "playBeep": TRUTH,
    },
    "Message": {},
}
NESTS: dict[str, frozenset[str]] = {
    "Response": frozenset(
        {"Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Hangup", "Record"}
    ),
    "Say": frozenset({"say-as"}),
    "Gather": frozenset({"Say", "Play", "Pause"}),
    "Dial": frozenset({"Number", "Conference"}),
}
IN_A_TEXT = frozenset({"Message"})
IN_A_WAIT = frozenset({"Play", "Say", "Pause", "Redirect"})  # conference waitUrl; else error 13238
TEXT_IS_URL = frozenset({"Redirect", "Play"})
EVENTS = {"initiated", "ringing", "answered", "completed"}


def mistakes(document: str, *, wait: bool = False, text: bool = False) -> list[str]:
    """Return what the carrier would have against a document; nothing if it would be executed."""
    wrong = [] if len(document) <= LONGEST else [f"{len(document)} characters"]
    if not document.startswith("<?xml"):
        wrong.append("something stands before the XML declaration")
    root = ElementTree.fromstring(document)
    if root.tag != "Response":
        return [*wrong, f"the root is {root.tag}"]
    allowed = IN_A_WAIT if wait else IN_A_TEXT if text else NESTS["Response"]
    wrong += [f"{it.tag} is not allowed here" for it in root if it.tag not in allowed]
    for element in root.iter():
        wrong += _wrong_element(element)
    return wrong


def _wrong_element(element: ElementTree.Element) -> list[str]:
    tag, wrong = element.tag, []
    known = ATTRIBUTES.get(tag)
    if known is None:
        return [f"no such verb: {tag}"]
    for name, value in element.attrib.items():
        if name not in known or not _fits(known[name], value):
            wrong.append(f"{tag} {name}={value!r}")
    if tag != "Response":
        nested = NESTS.get(tag, frozenset())
        wrong += [f"{it.tag} in {tag}" for it in element if it.tag not in nested]
    if tag in TEXT_IS_URL and not _fits(URL, element.text or ""):
        wrong.append(f"{tag} leads to {element.text!r}")
    if (
        tag in {"Say", "Message", "Number", "Conference"}
        and not "".join(element.itertext()).strip()
    ):
        wrong.append(f"{tag} is empty")
    return wrong


def _fits(form: object, value: str) -> bool:
    match form:
        case "url":
            found = ABSOLUTE.fullmatch(value)
            return found is not None and "_" not in found["host"]
        case "number":
            return value.isdigit()
        case "truth":
            return value in {"true", "false"}
        case "events":
            return bool(value) and set(value.split(" ")) <= EVENTS
        case set():
            return value in form
        case _:
            return True

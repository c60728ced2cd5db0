"""Scenes in the carrier's own words (TwiML); nothing is decided here.

Built with the standard library's XML, which escapes everything and is quicker than the carrier's
builder, whose attributes turn lists into Python's own spelling (TWILIO.md, trap 9). A test holds
every document against the table of allowed verbs and attributes. Numbers are read digit by digit.
"""

import re
import secrets
from functools import lru_cache
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from warmline.carrier.addresses import Addresses
from warmline.contact.scenes import (
    Ask,
    DialDesk,
    Hold,
    Join,
    Listen,
    Overhear,
    PlayMessage,
    Scene,
    TakeMessage,
    Tell,
    TellAndReturn,
)
from warmline.ids import ContactId, LegId
from warmline.phone import PhoneNumber
from warmline.privacy import Vault

CONTENT_TYPE = "text/xml; charset=utf-8"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response />'
DIGITS = re.compile(r"(?<![\w:+])(\d{3,})(?![\w:])")
ANYBODY = ContactId(secrets.token_hex(12))  # stands for a contact in what is kept; said by nobody
KEPT = 64


class Twiml:
    """Renders scenes for one deployment's addresses."""

    def __init__(self, addresses: Addresses, vault: Vault) -> None:
        self._to = addresses
        self._vault = vault
        self._kept = lru_cache(KEPT)(self._question)

    def for_student(self, contact: ContactId, scene: Scene, caller_id: PhoneNumber) -> str:
        """Return the document for the student's leg."""
        response = Element("Response")
        match scene:
            case Ask() as ask:  # a greeting, most often: the same for all who call a line
                return self._kept(ask).replace(ANYBODY, quote(contact))
            case Hold():
                self._hold(response, contact)
            case DialDesk() as dial:
                self._dial(response, contact, dial, caller_id)
            case TellAndReturn(say=say, place=place, pause=pause):
                _say(response, say)
                _pause(response, pause)
                _redirect(response, self._to.student(contact, f"next?from={place}"))
            case Listen() as listen:
                _listen(response, listen)
            case TakeMessage() as message:
                self._record(response, contact, message)
            case Tell(say=say):
                _tell(response, say)
            case Join() | Overhear() | PlayMessage():
                raise TypeError("a mentor's scene cannot be played to a student")
        return _document(response)

    def for_leg(self, contact: ContactId, leg: LegId, scene: Scene) -> str:
        """Return the document for a mentor's leg."""
        response = Element("Response")
        key = self._to.leg(contact, leg, "key")
        match scene:
            case Ask() as ask:
                self._ask(response, ask, key)
                _redirect(response, f"{key}?none=1&at={ask.place}")
            case Join() as join:
                self._join(response, contact, leg, join)
            case Overhear() as overhear:
                self._overhear(response, contact, leg, overhear)
            case TellAndReturn(say=say, place=place, pause=pause):
                _say(response, say)
                _pause(response, pause)
                _redirect(response, self._to.leg(contact, leg, f"next?from={place}"))
            case PlayMessage(token=token, say=say):
                gather = _gather(response, key, 6)
                SubElement(gather, "Play").text = self._to.recording(contact, token)
                _say(gather, say)
                _redirect(response, self._to.leg(contact, leg, "next"))
            case Listen() as listen:
                _listen(response, listen)
            case Tell(say=say):
                _tell(response, say)
            case _:
                raise TypeError("a student's scene cannot be played to a mentor")
        return _document(response)

    def hold(self, address: str, listen: Listen) -> str:
        """Return a wait document that is asked for again at ``address`` when it has been heard."""
        response = Element("Response")
        _listen(response, listen)
        _redirect(response, address)
        return _document(response)

    def _question(self, ask: Ask) -> str:
        """Return the document for any student who is asked for a key."""
        response = Element("Response")
        self._ask(response, ask, self._to.student(ANYBODY, "key"))
        _redirect(response, self._to.student(ANYBODY, f"next?from={ask.place}"))
        return _document(response)

    def _ask(self, parent: Element, ask: Ask, action: str) -> None:
        gather = _gather(parent, f"{action}?at={ask.place}", ask.seconds)
        _say(gather, ask.say)
        if ask.twice:
            _pause(gather, 1)
            _say(gather, ask.say)

    def _hold(self, parent: Element, contact: ContactId) -> None:
        dial = SubElement(
            parent,
            "Dial",
            action=self._to.student(contact, "next?from=holding"),
            method="POST",
            hangupOnStar="true",
        )
        SubElement(
            dial,
            "Conference",
            startConferenceOnEnter="false",
            endConferenceOnExit="false",
            beep="false",
            waitUrl=self._to.student(contact, "hold?n=0"),
            waitMethod="POST",
        ).text = contact

    def _join(self, parent: Element, contact: ContactId, leg: LegId, join: Join) -> None:
        if join.say:
            _say(parent, join.say)
        dial = SubElement(
            parent,
            "Dial",
            action=self._to.leg(contact, leg, f"next?from=room&visit={join.visit}"),
            method="POST",
            hangupOnStar="true" if join.star else "false",
        )
        SubElement(
            dial,
            "Conference",
            startConferenceOnEnter="true",
            endConferenceOnExit="true",
            beep="false",
            waitUrl=self._to.leg(contact, leg, "hold"),
            waitMethod="POST",
        ).text = contact

    def _overhear(self, parent: Element, contact: ContactId, leg: LegId, scene: Overhear) -> None:
        """Somebody in training is muted, and neither opens nor ends a conference."""
        if scene.say:
            _say(parent, scene.say)
        dial = SubElement(
            parent,
            "Dial",
            action=self._to.leg(contact, leg, f"next?from=room&visit={scene.visit}"),
            method="POST",
            timeLimit=str(scene.seconds),
        )
        SubElement(
            dial,
            "Conference",
            muted="true",
            startConferenceOnEnter="false",
            endConferenceOnExit="false",
            beep="false",
            waitUrl=self._to.leg(contact, leg, "hold"),
            waitMethod="POST",
        ).text = contact

    def _dial(
        self, parent: Element, contact: ContactId, scene: DialDesk, caller_id: PhoneNumber
    ) -> None:
        _say(parent, scene.say)
        dial = SubElement(
            parent,
            "Dial",
            action=self._to.desk(contact, scene.desk.id, "ended"),
            method="POST",
            timeout=str(scene.seconds),
            callerId=caller_id.e164,
        )
        SubElement(
            dial,
            "Number",
            statusCallback=self._to.desk(contact, scene.desk.id, "status"),
            statusCallbackEvent="answered completed",
            statusCallbackMethod="POST",
        ).text = self._vault.open_number(scene.desk.number).e164

    def _record(self, parent: Element, contact: ContactId, scene: TakeMessage) -> None:
        _say(parent, scene.say)
        SubElement(
            parent,
            "Record",
            action=self._to.student(contact, "message"),
            method="POST",
            maxLength=str(scene.seconds),
            timeout="8",
            playBeep="true",
        )
        # Only reached when nobody spoke: then the carrier asks no action.
        _redirect(parent, self._to.student(contact, "next?from=message"))


def fallback(
    say: str, number: PhoneNumber | None, caller_id: PhoneNumber | None, goodbye: str
) -> str:
    """Return the document for a caller whom nothing else can help: a card, and counseling.

    ``caller_id`` is the line's own number; without it counseling would see the caller's.
    """
    response = Element("Response")
    _say(response, say)
    if number is not None:
        dial = SubElement(response, "Dial", timeout="40")
        if caller_id:
            dial.set("callerId", caller_id.e164)
        SubElement(dial, "Number").text = number.e164
    _say(response, goodbye)
    SubElement(response, "Hangup")
    return _document(response)


def told(say: str) -> str:
    """Return a document that says something and ends the call."""
    response = Element("Response")
    _tell(response, say)
    return _document(response)


def asked(say: str, key_address: str, seconds: int) -> str:
    """Return a document that asks for a key, twice, and says so when none comes."""
    response = Element("Response")
    gather = _gather(response, key_address, seconds)
    _say(gather, say)
    _pause(gather, 1)
    _say(gather, say)
    _redirect(response, f"{key_address}?none=1")
    return _document(response)


def try_again(address: str, seconds: int, say: str | None = None) -> str:
    """Return a document that asks the same thing again in a moment."""
    response = Element("Response")
    if say:
        _say(response, say)
    _pause(response, seconds)
    _redirect(response, address)
    return _document(response)


def reply(text: str) -> str:
    """Return a document that answers a text with a text."""
    response = Element("Response")
    SubElement(response, "Message").text = text
    return _document(response)


def _gather(parent: Element, action: str, seconds: int) -> Element:
    # finishOnKey is empty so that star is a key like any other: by default ``#`` would be eaten.
    return SubElement(
        parent,
        "Gather",
        input="dtmf",
        numDigits="1",
        timeout=str(seconds),
        finishOnKey="",
        action=action,
        method="POST",
    )


def _say(parent: Element, text: str) -> None:
    """Say a sentence; numbers of three digits and more are read digit by digit."""
    say = SubElement(parent, "Say")
    pieces = DIGITS.split(text)
    say.text = pieces[0]
    for digits, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        spoken = SubElement(say, "say-as", {"interpret-as": "digits"})
        spoken.text, spoken.tail = digits, rest


def _pause(parent: Element, seconds: int) -> None:
    if seconds:
        SubElement(parent, "Pause", length=str(seconds))


def _redirect(parent: Element, address: str) -> None:
    SubElement(parent, "Redirect", method="POST").text = address


def _listen(parent: Element, scene: Listen) -> None:
    if scene.say:
        _say(parent, scene.say)
    _pause(parent, scene.pause)


def _tell(parent: Element, text: str) -> None:
    _say(parent, text)
    SubElement(parent, "Hangup")


def _document(response: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")

"""How a webhook answers: XML, whatever happens, and a human sentence when something broke."""

import logging

from flask import Response

from warmline import wording
from warmline.bootstrap import Parts
from warmline.carrier import twiml
from warmline.metrics import FALLBACKS
from warmline.phone import read_caller

log = logging.getLogger(__name__)


def xml(document: str, status: int = 200) -> Response:
    """Return a document as the carrier wants it; anything but XML would be sent on as a text."""
    return Response(document, status=status, content_type=twiml.CONTENT_TYPE)


def nothing() -> Response:
    """Return the empty document: understood, and there is nothing to do."""
    return xml(twiml.EMPTY)


class Rescue:
    """What callers get when we know nothing: the safety card and the counseling number."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._settings = parts.settings

    def caller(self, dialled: str, why: str) -> Response:
        """Speak the card to a caller and put them through to counseling."""
        FALLBACKS.labels(why).inc()
        log.error("a caller was given the safety card", extra={"why": why})
        say = wording.try_again(
            self._parts.houses.remembered_line(dialled),
            self._settings.emergency_number,
            self._settings.crisis_line,
        )
        goodbye = wording.apology_goodbye(
            self._settings.emergency_number, self._settings.crisis_line
        )
        number = self._settings.counseling_number
        return xml(twiml.fallback(say, number, read_caller(dialled), goodbye))

    def texter(self, why: str) -> Response:
        """Answer a text with the card."""
        FALLBACKS.labels(why).inc()
        return xml(
            twiml.reply(
                wording.text_apology(self._settings.emergency_number, self._settings.crisis_line)
            )
        )

    @property
    def on_hold(self) -> str:
        """The card for someone whom only the wait document reaches."""
        return wording.lost_on_hold(self._settings.emergency_number, self._settings.crisis_line)

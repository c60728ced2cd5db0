"""Texts: read from the carrier's request, sorted elsewhere, answered in the carrier's form."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from warmline.bootstrap import Parts
from warmline.carrier import twiml
from warmline.carrier.port import Received
from warmline.conversation import events as ev
from warmline.errors import LiveStoreUnavailableError, UnknownContactError
from warmline.houses import UnknownLineError
from warmline.ids import ContactId
from warmline.incoming import Incoming, read_text
from warmline.metrics import TEXT_STATUSES
from webhooks.answers import Rescue, nothing, xml
from webhooks.params import Params

# Twilio's message statuses (TWILIO.md section 5): a label is never what somebody else wrote.
STATUSES = frozenset(
    {"accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read"}
)


class Texts:
    """The routes of texts."""

    def __init__(self, parts: Parts, rescue: Rescue) -> None:
        self._parts = parts
        self._rescue = rescue

    def blueprint(self) -> Blueprint:
        """Return the routes, all of them POST."""
        routes = Blueprint("texts", __name__, url_prefix="/texts")
        views: dict[str, Callable[..., Response]] = {
            "/incoming": self.incoming,
            "/status": self.status,
            "/status/<conversation>": self.delivery,
            "/fallback": self.fallback,
        }
        for path, view in views.items():
            routes.add_url_rule(path, view.__name__, view, methods=["POST"])
        return routes

    def incoming(self) -> Response:
        """A text to a number of ours."""
        it = Params(request)
        try:
            text = self._read(it)
            if text is None:
                return nothing()
            self._parts.missed.catch_up_with(text)
            answer = self._parts.sorting.take(text)
        except LiveStoreUnavailableError:
            self._parts.missed.had_trouble()
            return self._rescue.texter("redis")
        except UnknownLineError:
            return self._rescue.texter("unknown line")
        return xml(twiml.reply(answer)) if answer else nothing()

    def status(self) -> Response:
        """A text that belongs to no conversation has changed its state; nothing waits for that."""
        return nothing()

    def delivery(self, conversation: str) -> Response:
        """A text of a conversation has come further, or will not arrive."""
        it = Params(request)
        event = ev.TextMoved(
            it.get("MessageSid"), it.get("MessageStatus"), it.number("ErrorCode") or None
        )
        TEXT_STATUSES.labels(event.status if event.status in STATUSES else "other").inc()
        try:
            after = self._parts.textboard.handle(ContactId(conversation), event)
        except UnknownContactError:
            return nothing()
        if after.text_mode == "page":
            self._parts.live.note_moved(after.id, event.sid, event.status)
        return nothing()

    def fallback(self) -> Response:
        """The carrier could not get or understand our answer to a text: it is the same text."""
        self._parts.missed.had_trouble()
        return self.incoming()

    def _read(self, it: Params) -> Incoming | None:
        """Return the text; None for one that nobody can answer, like a short code's."""
        sender = it.caller
        if sender is None:
            return None
        text = Received(
            sid=it.get("MessageSid"),
            to=it.dialled,
            sender=sender,
            body=it.get("Body"),
            pictures=it.number("NumMedia") > 0,
            at=self._parts.now(),
        )
        return read_text(self._parts.houses, text)

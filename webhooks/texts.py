"""Texts: a mentor's commands for callbacks; a student's text gets an honest answer."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from warmline import wording
from warmline.bootstrap import Parts
from warmline.carrier import twiml
from warmline.commands import carrier_word
from warmline.errors import LiveStoreUnavailableError
from warmline.houses import Roster, UnknownLineError
from warmline.line import Line
from warmline.roster import Mentor
from warmline.switchboard import MentorBusyError
from webhooks.answers import Rescue, nothing, xml
from webhooks.params import Params


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
            "/fallback": self.fallback,
        }
        for path, view in views.items():
            routes.add_url_rule(path, view.__name__, view, methods=["POST"])
        return routes

    def incoming(self) -> Response:
        """A text to a number of ours."""
        it = Params(request)
        try:
            roster, line = self._parts.houses.of_number(it.dialled)
            if not self._parts.live.first_time(roster.campus.slug, it.get("MessageSid")[:64]):
                return nothing()
            if carrier_word(it.get("Body")):
                return nothing()  # the carrier has answered STOP, START or HELP itself
            mentor = roster.mentor_of(it.caller) if it.caller else None
            text = (
                self._of_mentor(roster, line, mentor, it.get("Body"))
                if mentor
                else wording.text_not_read(line, roster.campus)
            )
        except LiveStoreUnavailableError:
            return self._rescue.texter("redis")
        except UnknownLineError:
            return self._rescue.texter("unknown line")
        return xml(twiml.reply(text))

    def status(self) -> Response:
        """A text of ours has changed its state; nothing waits for that yet."""
        return nothing()

    def fallback(self) -> Response:
        """The carrier could not get or understand our answer to a text."""
        return self._rescue.texter("fallback")

    def _of_mentor(self, roster: Roster, line: Line, mentor: Mentor, body: str) -> str:
        campus = roster.campus.slug
        match body.strip(" .!?").upper():
            case "CALL":
                try:
                    taken = self._parts.switchboard.take_callback(campus, mentor.id)
                except MentorBusyError:
                    return wording.callback_busy_text(line)
                return (
                    wording.callback_ringing_text(line)
                    if taken
                    else wording.callback_gone_text(line)
                )
            case "PASS":
                passed = self._parts.switchboard.pass_callback(campus, mentor.id)
                return (
                    wording.callback_passed_text(line)
                    if passed
                    else wording.callback_gone_text(line)
                )
            case _:
                return wording.mentor_words_text(line)

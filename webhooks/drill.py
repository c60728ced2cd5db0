"""A drill's calls: a mentor's phone is asked for a key, and nothing else is."""

from flask import Blueprint, Response, request

from warmline import wording
from warmline.bootstrap import Parts
from warmline.carrier import twiml
from warmline.drill import Heard
from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug, MentorId
from webhooks.answers import nothing, xml
from webhooks.params import Params

KEY_SECONDS = 6
_ENDS: dict[str, Heard] = {
    "busy": "declined",
    "no_answer": "no_answer",
    "canceled": "no_answer",
    "failed": "failed",
    "completed": "no_key",
}


class DrillCalls:
    """The routes of a drill."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def blueprint(self) -> Blueprint:
        """Return the routes, all of them POST."""
        routes = Blueprint("drill", __name__, url_prefix="/voice/drill/<campus>/<drill>/<mentor>")
        for view in (self.screen, self.key, self.status):
            routes.add_url_rule(f"/{view.__name__}", view.__name__, view, methods=["POST"])
        return routes

    def screen(self, campus: str, drill: str, mentor: str) -> Response:
        """Somebody, or something, picked up."""
        line = self._parts.houses.remembered_line(Params(request).dialled) or "Warmline"
        address = self._parts.addresses.drill(CampusSlug(campus), drill, MentorId(mentor), "key")
        return xml(twiml.asked(wording.drill_question(line), address, KEY_SECONDS))

    def key(self, campus: str, drill: str, mentor: str) -> Response:
        """A key was pressed, or none: any key is a person's."""
        pressed = bool(Params(request).key)
        self._hear(campus, drill, mentor, "reached" if pressed else "no_key")
        return xml(twiml.told(wording.drill_thanks() if pressed else wording.no_key()))

    def status(self, campus: str, drill: str, mentor: str) -> Response:
        """The ring is over."""
        end = Params(request).leg_end
        if end is not None:
            self._hear(campus, drill, mentor, _ENDS[end])
        return nothing()

    def _hear(self, campus: str, drill: str, mentor: str, heard: Heard) -> None:
        try:
            self._parts.live.hear_drill(CampusSlug(campus), drill, MentorId(mentor), heard)
        except LiveStoreUnavailableError:
            return  # the ring counts as lost, which the report says

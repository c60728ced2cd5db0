"""A second person's phone: they agree or refuse by a key; silence and voicemail decide nothing."""

from flask import Blueprint, Response, request

from warmline import wording
from warmline.assent import Assent
from warmline.bootstrap import Parts
from warmline.carrier import twiml
from warmline.errors import LiveStoreUnavailableError
from warmline.ids import CampusSlug, MentorId
from webhooks.answers import nothing, xml
from webhooks.params import Params

KEY_SECONDS = 8


class AssentCalls:
    """The routes of a request that needs a second person."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def blueprint(self) -> Blueprint:
        """Return the routes, all of them POST."""
        routes = Blueprint(
            "assent", __name__, url_prefix="/voice/assent/<campus>/<assent>/<second>"
        )
        for view in (self.screen, self.key, self.status):
            routes.add_url_rule(f"/{view.__name__}", view.__name__, view, methods=["POST"])
        return routes

    def screen(self, campus: str, assent: str, second: str) -> Response:
        """Somebody picked up: say who asks for what."""
        found = self._open(campus, assent)
        if found is None:
            return xml(twiml.told(wording.assent_over()))
        return self._ask(found, second, self._question(found))

    def key(self, campus: str, assent: str, second: str) -> Response:
        """A key was pressed, or none."""
        found, key = self._open(campus, assent), Params(request).key
        if found is None:
            return xml(twiml.told(wording.assent_over()))
        if key == "3":
            return self._ask(found, second, wording.assent_reason(found.reason))
        if key not in {"1", "2"}:
            return xml(twiml.told(wording.no_key()))
        first = self._parts.live.decide_assent(
            CampusSlug(campus), assent, MentorId(second), yes=key == "1"
        )
        if not first:
            return xml(twiml.told(wording.assent_over()))
        return xml(twiml.told(wording.assent_thanks(agreed=key == "1")))

    def status(self, campus: str, assent: str, second: str) -> Response:
        """The ring is over; the clock rings again while there is time."""
        del campus, assent, second
        return nothing()

    def _ask(self, assent: Assent, second: str, say: str) -> Response:
        address = self._parts.addresses.assent(assent.campus, assent.id, MentorId(second), "key")
        return xml(twiml.asked(say, address, KEY_SECONDS))

    def _question(self, assent: Assent) -> str:
        roster = self._parts.houses.of_campus(assent.campus)
        line = self._parts.houses.remembered_line(Params(request).dialled) or roster.campus.name
        asker = roster.mentors.get(assent.asker)
        name = asker.name if asker else "Somebody"
        return wording.assent_question(line, name, assent.asker_role, kind=assent.kind)

    def _open(self, campus: str, assent: str) -> Assent | None:
        """Return the request if it may still be decided; None also when Redis is away."""
        try:
            found = self._parts.live.open_assent(CampusSlug(campus), assent)
        except LiveStoreUnavailableError:
            return None
        return found if found is not None and self._parts.now() < found.until else None

"""Calls: each webhook is read, handed to the switchboard once, and answered with a scene."""

import hmac
import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

from flask import Blueprint, Response, request

from warmline import wording
from warmline.bootstrap import Parts
from warmline.carrier import twiml
from warmline.contact import Contact, scenes
from warmline.contact import events as ev
from warmline.contact.moments import CallingBack, Reaching
from warmline.errors import (
    CarrierError,
    LiveStoreUnavailableError,
    UnknownContactError,
    WarmlineError,
)
from warmline.houses import UnknownLineError
from warmline.ids import ContactId, DeskId, LegId
from warmline.switchboard import Switchboard, new_token
from webhooks.answers import Rescue, nothing, xml
from webhooks.params import Params

HOLD_BUDGET = timedelta(seconds=3)  # of the 15 s after which the carrier gives a document up
LATE = timedelta(seconds=1)  # jobs and clock come first
LOST_TIMES = 2  # wait documents without Redis before the student is taken to counseling
KEY_TRIES = 5
APART = frozenset({"aside", "consent", "listening", "waiting"})  # asked for again every few seconds
log = logging.getLogger(__name__)


class Voice:
    """The routes of a call."""

    def __init__(self, parts: Parts, rescue: Rescue) -> None:
        self._parts = parts
        self._rescue = rescue

    @property
    def _board(self) -> Switchboard:
        return self._parts.switchboard

    def blueprint(self) -> Blueprint:
        """Return the routes, all of them POST except the recording's."""
        routes = Blueprint("voice", __name__, url_prefix="/voice")
        views: dict[str, Callable[..., Response]] = {
            "/incoming": self.incoming,
            "/status": self.status,
            "/fallback": self.fallback,
            "/student/<contact>/next": self.student_next,
            "/student/<contact>/key": self.student_key,
            "/student/<contact>/hold": self.student_hold,
            "/student/<contact>/answer": self.student_answer,
            "/student/<contact>/status": self.student_status,
            "/student/<contact>/message": self.student_message,
            "/student/<contact>/desk/<desk>/ended": self.desk_ended,
            "/student/<contact>/desk/<desk>/status": self.desk_status,
            "/notice/stopped": self.notice_stopped,
            "/leg/<contact>/<int:leg>/screen": self.leg_screen,
            "/leg/<contact>/<int:leg>/key": self.leg_key,
            "/leg/<contact>/<int:leg>/next": self.leg_next,
            "/leg/<contact>/<int:leg>/hold": self.leg_hold,
            "/leg/<contact>/<int:leg>/status": self.leg_status,
        }
        for path, view in views.items():
            routes.add_url_rule(path, view.__name__, view, methods=["POST"])
        routes.add_url_rule(
            "/recording/<contact>/<token>", "recording", self.recording, methods=["GET"]
        )
        return routes

    # --- the student --------------------------------------------------------------------------

    def incoming(self) -> Response:
        """A student calls."""
        it = Params(request)
        try:
            contact, house = self._board.arrive(it.call, it.dialled, it.caller)
        except LiveStoreUnavailableError:
            return self._rescue.caller(it.dialled, "redis")
        except UnknownLineError:
            return self._rescue.caller(it.dialled, "unknown line")
        return self._scene(contact, house)

    def status(self) -> Response:
        """A call to the line's number is over."""
        it = Params(request)
        if it.leg_end is None:
            return nothing()
        try:
            roster, _ = self._parts.houses.of_number(it.dialled)
            contact = self._parts.live.contact_of_call(roster.campus.slug, it.call)
            if contact is not None:
                self._board.handle(contact, ev.StudentLeft(it.call))
        except (UnknownLineError, UnknownContactError):
            log.info("a call ended that no open contact knows", extra={"call": it.call})
        return nothing()

    def fallback(self) -> Response:
        """The carrier could not get or understand our answer: find the caller's place again."""
        it = Params(request)
        try:
            roster, _ = self._parts.houses.of_number(it.dialled)
            contact = self._parts.live.contact_of_call(roster.campus.slug, it.call)
            if contact is not None and it.get("ErrorCode"):
                return self._student(contact, ev.StudentReturned("fallback"))
        except (UnknownLineError, UnknownContactError, LiveStoreUnavailableError):
            log.warning("a call in trouble has no contact", extra={"call": it.call})
        return self._rescue.caller(it.dialled, "fallback")

    def student_next(self, contact: str) -> Response:
        """The student's leg asks what comes next."""
        it = Params(request)
        if it.hung_up:
            return self._told(contact, ev.StudentLeft(it.call))
        place = it.get("from")
        self._keep_moving(contact, place)
        return self._student(ContactId(contact), ev.StudentReturned(place))

    def student_key(self, contact: str) -> Response:
        """The student pressed a key."""
        it = Params(request)
        if it.hung_up:
            return self._told(contact, ev.StudentLeft(it.call))
        place = it.get("at")
        number = it.student if place in {"menu", "card"} else None
        sealed = self._parts.vault.seal_number(number) if number else None
        return self._student(ContactId(contact), ev.StudentPressed(place, it.key, sealed))

    def student_hold(self, contact: str) -> Response:
        """The student waits: keep their call moving, then say something or be quiet."""
        it, contact_id = Params(request), ContactId(contact)
        times, address = it.number("n"), self._parts.addresses.student(contact_id, "hold")
        try:
            self._parts.performer_without_records.keep_moving(
                contact_id, budget=HOLD_BUDGET, late=LATE
            )
            found = self._board.contact(contact_id)
            listen = scenes.on_hold(found, self._board.house(found), times)
        except LiveStoreUnavailableError:
            return self._hold_without_redis(it, address)
        except (UnknownContactError, UnknownLineError):
            return self._hold_without_redis(it, address, lost=LOST_TIMES)
        return xml(self._parts.twiml.hold(f"{address}?n={times + 1}", listen))

    def student_answer(self, contact: str) -> Response:
        """The student picked up the callback they had asked for."""
        try:
            found = self._board.contact(ContactId(contact))
        except (UnknownContactError, LiveStoreUnavailableError):
            return xml(twiml.told(wording.callback_goodbye()))
        if not isinstance(found.state, CallingBack | Reaching):
            return xml(twiml.told(wording.callback_goodbye()))
        return self._scene(found, self._board.house(found))

    def student_status(self, contact: str) -> Response:
        """A callback's leg has changed."""
        it = Params(request)
        if it.leg_end is None:
            return nothing()
        try:
            state = self._board.contact(ContactId(contact)).state
            waiting = isinstance(state, CallingBack | Reaching)
        except UnknownContactError:
            return nothing()
        return self._told(
            contact, ev.StudentUnreached(it.call) if waiting else ev.StudentLeft(it.call)
        )

    def student_message(self, contact: str) -> Response:
        """The recording of a message is over."""
        it = Params(request)
        if it.hung_up:
            self._told(contact, ev.StudentLeft(it.call))
        sid = it.get("RecordingSid") or it.get("RecordingUrl").rstrip("/").rsplit("/", 1)[-1]
        number = self._parts.vault.seal_number(it.student) if it.student else None
        event = ev.MessageLeft(
            sid or None, it.number("RecordingDuration"), new_token(), number=number
        )
        return self._student(ContactId(contact), event)

    # --- a desk -------------------------------------------------------------------------------

    def desk_ended(self, contact: str, desk: str) -> Response:
        """The attempt to reach a desk, or the talk with it, is over."""
        it, desk_id = Params(request), DeskId(desk)
        if not it.hung_up:
            return self._student(ContactId(contact), ev.DeskEnded(desk_id, it.desk_answered))
        if it.desk_answered:
            self._told(contact, ev.DeskAnswered(desk_id))
        return self._told(contact, ev.StudentLeft(it.call))

    def desk_status(self, contact: str, desk: str) -> Response:
        """A desk's own leg has changed."""
        if Params(request).progress == "answered":
            return self._told(contact, ev.DeskAnswered(DeskId(desk)))
        return nothing()

    # --- a mentor -----------------------------------------------------------------------------

    def notice_stopped(self) -> Response:
        """A mentor picked up whom texts no longer reach."""
        line_name = self._parts.houses.remembered_line(Params(request).get("From"))
        return xml(twiml.told(wording.mentor_stopped_notice(line_name or "Warmline")))

    def leg_screen(self, contact: str, leg: int) -> Response:
        """Somebody picked up a mentor's phone."""
        return self._leg(contact, leg, ev.LegAnswered(LegId(leg), Params(request).call))

    def leg_key(self, contact: str, leg: int) -> Response:
        """A mentor pressed a key, or none."""
        it = Params(request)
        place = it.get("at")
        self._keep_moving(contact, place)
        return self._leg(contact, leg, ev.LegPressed(LegId(leg), it.key, it.call, place))

    def leg_next(self, contact: str, leg: int) -> Response:
        """A mentor's leg left the conference; that is never an end by itself."""
        it = Params(request)
        if it.hung_up:
            return self._told(contact, ev.LegEnded(LegId(leg), "completed", it.call))
        place = it.get("from")
        self._keep_moving(contact, place)
        return self._leg(contact, leg, ev.LegReturned(LegId(leg), place, it.number("visit")))

    def leg_hold(self, contact: str, leg: int) -> Response:
        """A mentor is in the conference before the student."""
        address = self._parts.addresses.leg(ContactId(contact), LegId(leg), "hold")
        try:
            found = self._board.contact(ContactId(contact))
            listen = scenes.for_waiting_mentor(found, found.leg(LegId(leg)))
        except (LiveStoreUnavailableError, UnknownContactError):
            listen = scenes.Listen(wording.one_moment())
        return xml(self._parts.twiml.hold(address, listen))

    def leg_status(self, contact: str, leg: int) -> Response:
        """A mentor's leg has changed."""
        it, leg_id = Params(request), LegId(leg)
        if it.leg_end is not None:
            return self._told(contact, ev.LegEnded(leg_id, it.leg_end, it.call))
        if it.progress == "answered":
            return self._told(contact, ev.LegAnswered(leg_id, it.call))
        if it.progress == "ringing":
            return self._told(contact, ev.LegRang(leg_id, it.call))
        return nothing()

    def recording(self, contact: str, token: str) -> Response:
        """Play a message to the mentor who owns it; the token stands in for a signature."""
        try:
            state = self._board.contact(ContactId(contact)).state
            kept = state.wanted.recording if isinstance(state, CallingBack) else None
            if kept is None or not hmac.compare_digest(kept.token.encode(), token.encode()):
                return xml(twiml.EMPTY, 404)
            sound = self._parts.carrier.fetch_recording(kept.sid)
        except (UnknownContactError, CarrierError):
            return xml(twiml.EMPTY, 404)
        return Response(sound, content_type="audio/mpeg", headers={"Cache-Control": "no-store"})

    # --- answers ------------------------------------------------------------------------------

    def _student(self, contact_id: ContactId, event: ev.Event) -> Response:
        it = Params(request)
        try:
            contact = self._board.handle(contact_id, event)
            return self._scene(contact, self._board.house(contact))
        except LiveStoreUnavailableError:
            return self._rescue.caller(it.dialled, "redis")
        except (UnknownContactError, UnknownLineError):
            return self._rescue.caller(it.dialled, "unknown contact")

    def _scene(self, contact: Contact, house: scenes.House) -> Response:
        scene = scenes.for_student(contact, house, self._parts.now())
        document = self._parts.twiml.for_student(contact.id, scene, self._board.caller_id(contact))
        return xml(document)

    def _keep_moving(self, contact: str, place: str) -> None:
        """Do what is overdue from the request of a leg that stands apart and asks now and then."""
        if place not in APART:
            return
        try:
            self._parts.performer_without_records.keep_moving(
                ContactId(contact), budget=HOLD_BUDGET, late=LATE
            )
        except WarmlineError as exc:
            log.info("nothing could be moved on", extra={"contact": contact, "why": str(exc)})

    def _leg(self, contact: str, leg: int, event: ev.LegEvent) -> Response:
        contact_id, leg_id = ContactId(contact), LegId(leg)
        try:
            found = self._board.handle(contact_id, event)
            house = self._board.house(found)
        except LiveStoreUnavailableError:
            return self._leg_without_redis(contact_id, leg_id)
        except (UnknownContactError, UnknownLineError):
            return xml(twiml.told(wording.already_answered()))
        scene = scenes.for_leg(found, found.leg(leg_id), house)
        return xml(self._parts.twiml.for_leg(contact_id, leg_id, scene))

    def _told(self, contact: str, event: ev.Event) -> Response:
        """Apply an event whose answer nobody hears."""
        try:
            self._board.handle(ContactId(contact), event)
        except UnknownContactError:
            log.info("a late callback", extra={"contact": contact})
        return nothing()

    def _hold_without_redis(self, it: Params, address: str, lost: int = 0) -> Response:
        """Keep the student company; after a while take them to counseling through the carrier."""
        times = max(it.number("lost"), lost)
        if times >= LOST_TIMES:
            try:
                self._parts.carrier.move(it.call, self._parts.addresses.fallback())
            except CarrierError:
                log.exception("a student on hold could not be moved")
        listen = scenes.Listen(self._rescue.on_hold, pause=2)
        return xml(self._parts.twiml.hold(f"{address}?n=1&lost={times + 1}", listen))

    def _leg_without_redis(self, contact: ContactId, leg: LegId) -> Response:
        """Ask the same again in a moment: the mentor's key is kept in the address."""
        it = Params(request)
        tried = it.number("try")
        if tried >= KEY_TRIES:
            return xml(twiml.told(wording.already_answered()))
        what = request.path.rsplit("/", 1)[-1]
        key = "none=1" if it.get("none") else f"Digits={it.key.replace('#', '')}"
        where = f"at={quote(it.get('at'))}&from={quote(it.get('from'))}&visit={it.number('visit')}"
        address = self._parts.addresses.leg(contact, leg, f"{what}?{key}&{where}&try={tried + 1}")
        return xml(twiml.try_again(address, 1, wording.one_moment() if tried == 0 else None))

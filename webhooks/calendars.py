"""Calendars for phones and desktops: `GET /calendar/<token>.ics`, known to whoever holds the token.

No carrier asks here, and nobody waits on the telephone for the answer: what is slow or broken here
must not keep a web process from its calls. So only a few calendars are made at once, and a
calendar that is fetched over and over is put off. The token is in no log, no error and no key.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from warmline.bootstrap import Parts
from warmline.errors import RecordsBehindError, RecordsUnavailableError

if TYPE_CHECKING:
    from warmline.calendars.writing import Feed
    from warmline.store.records.calendar_links import CalendarSource

AT_ONCE = 2  # of a process's threads; the others are for calls
A_MINUTE = 12  # of one calendar in one process; programs ask a few times a day
_WAIT_SECONDS = 60
_BUSY_SECONDS = 10
_KEPT_SECONDS = 300
_REMEMBERED = 10_000
_CONTENT_TYPE = "text/calendar; charset=utf-8"


class Calendars:
    """The one route of calendars; also HEAD."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._places = BoundedSemaphore(AT_ONCE)
        self._pace = Pace(parts.now)

    def blueprint(self) -> Blueprint:
        """Return the route."""
        routes = Blueprint("calendars", __name__)
        routes.add_url_rule("/calendar/<token>.ics", "feed", self.feed)
        return routes

    def feed(self, token: str) -> Response:
        """Return the calendar; 404 for a token that is unknown, revoked, or of somebody who left.

        503 and 429 say when to come again: the database is away, too many ask, or one too often.
        """
        if not self._places.acquire(blocking=False):
            return _later("Too many calendars are asked for at once.", 503, _BUSY_SECONDS)
        try:
            return self._feed(token)
        except (RecordsUnavailableError, RecordsBehindError):
            return _later("The plan cannot be read just now.", 503, _WAIT_SECONDS)
        finally:
            self._places.release()

    def _feed(self, token: str) -> Response:
        # Imported with the first calendar: a process that makes none does not carry the library.
        from warmline.calendars import writing  # noqa: PLC0415

        now = self._parts.now()
        source = self._parts.records.calendar(token, now - writing.BACK - timedelta(days=3), now)
        if source is None:
            return _nowhere()
        if not self._pace.allows(source.link.id):
            return _later("This calendar is asked for too often.", 429, _WAIT_SECONDS)
        made = _made(source, now)
        return _nowhere() if made is None else _sent(made)


class Pace:
    """How often each calendar was made in the last minute, by its link's id; safe for threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._made: OrderedDict[str, list[datetime]] = OrderedDict()

    def allows(self, link: str) -> bool:
        """Say whether a calendar may be made now, and count it if so."""
        now = self._now()
        with self._lock:
            lately = [at for at in self._made.pop(link, []) if now - at < timedelta(minutes=1)]
            allowed = len(lately) < A_MINUTE
            self._made[link] = [*lately, now] if allowed else lately
            if len(self._made) > _REMEMBERED:
                self._made.popitem(last=False)
            return allowed


def _made(source: "CalendarSource", now: datetime) -> "Feed | None":
    from warmline.calendars import writing  # noqa: PLC0415 - as above

    edition = writing.Edition(source.version, source.eras[-1].start)
    target = source.link.target
    if target.mentor is not None:
        return writing.mentor_feed(source.eras, target.mentor, edition, now)
    if target.line is not None:
        return writing.line_feed(source.eras, target.line, edition, now)
    return None


def _sent(made: "Feed") -> Response:
    """Return the calendar, or only that it is still the same."""
    response = Response(made.body, content_type=_CONTENT_TYPE)
    response.headers["Content-Disposition"] = 'inline; filename="warmline.ics"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.cache_control.private = True
    response.cache_control.max_age = _KEPT_SECONDS
    response.last_modified = made.changed.astimezone(UTC)
    response.add_etag()
    response.make_conditional(request)
    return response


def _nowhere() -> Response:
    return _said("There is no calendar here.", 404)


def _later(sentence: str, status: int, seconds: int) -> Response:
    response = _said(sentence, status)
    response.headers["Retry-After"] = str(seconds)
    return response


def _said(sentence: str, status: int) -> Response:
    response = Response(f"{sentence}\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response

"""The carrier, with every request to it counted and timed; it asks for nothing itself."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter

from warmline.carrier.port import Carrier, Received, Ringing
from warmline.errors import CarrierError
from warmline.ids import CallSid
from warmline.metrics import CARRIER_REQUESTS, CARRIER_SECONDS
from warmline.phone import PhoneNumber

REFUSES_US = frozenset({401, 403})  # a wrong token, a suspended account


class CountedCarrier:
    """The carrier port on another; ``note`` hears of each request whether it was answered."""

    def __init__(self, carrier: Carrier, note: Callable[..., None]) -> None:
        self._carrier = carrier
        self._note = note

    def ring(self, ringing: Ringing) -> CallSid:
        """Start ringing a phone and return the leg's name."""
        with self._asked("ring"):
            return self._carrier.ring(ringing)

    def find_ring(self, to: PhoneNumber, caller_id: PhoneNumber) -> CallSid | None:
        """Return a leg to this phone that is queued, ringing or up, or None."""
        with self._asked("find_ring"):
            return self._carrier.find_ring(to, caller_id)

    def end(self, call: CallSid) -> None:
        """End a leg, whether it rings or talks."""
        with self._asked("end"):
            self._carrier.end(call)

    def move(self, call: CallSid, url: str) -> None:
        """Send a leg that is up to other instructions."""
        with self._asked("move"):
            self._carrier.move(call, url)

    def is_up(self, call: CallSid) -> bool:
        """Say whether a leg is still queued, ringing or talking."""
        with self._asked("is_up"):
            return self._carrier.is_up(call)

    def caller_of(self, call: CallSid) -> PhoneNumber | None:
        """Return who placed an incoming call, or None when that was withheld."""
        with self._asked("caller_of"):
            return self._carrier.caller_of(call)

    def text(
        self, to: PhoneNumber, sender: PhoneNumber, body: str, status_url: str | None = None
    ) -> str:
        """Send a text and return its name; ``status_url`` hears what becomes of it."""
        with self._asked("text"):
            return self._carrier.text(to, sender, body, status_url)

    def redact(self, sid: str) -> None:
        """Empty a text's body; one that is gone already is no error."""
        with self._asked("redact"):
            self._carrier.redact(sid)

    def delete_text(self, sid: str) -> None:
        """Delete a text and its pictures; one that is gone already is no error."""
        with self._asked("delete_text"):
            self._carrier.delete_text(sid)

    def find_text(
        self, to: PhoneNumber, sender: PhoneNumber, body: str, since: datetime
    ) -> str | None:
        """Return a text already handed to the carrier since then (UTC), or None."""
        with self._asked("find_text"):
            return self._carrier.find_text(to, sender, body, since)

    def received(
        self,
        since: datetime,
        *,
        to: PhoneNumber | None = None,
        sender: PhoneNumber | None = None,
    ) -> tuple[Received, ...]:
        """Return the texts that came in since then (UTC), to a number or from a sender."""
        with self._asked("received"):
            return self._carrier.received(since, to=to, sender=sender)

    def fetch_recording(self, sid: str) -> bytes:
        """Return a recorded message (MP3)."""
        with self._asked("fetch_recording"):
            return self._carrier.fetch_recording(sid)

    def delete_recording(self, sid: str) -> None:
        """Delete a recorded message; one that is gone already is no error."""
        with self._asked("delete_recording"):
            self._carrier.delete_recording(sid)

    def number_webhooks(self, number: PhoneNumber) -> dict[str, str] | None:
        """Return where the carrier sends calls and texts of a number of ours, or None."""
        with self._asked("number_webhooks"):
            return self._carrier.number_webhooks(number)

    def set_number(self, sid: str, changes: Mapping[str, str]) -> None:
        """Set a number up otherwise, by the same field names; an empty value unsets."""
        with self._asked("set_number"):
            self._carrier.set_number(sid, changes)

    @contextmanager
    def _asked(self, kind: str) -> Iterator[None]:
        began = perf_counter()
        error: CarrierError | None = None
        try:
            yield
        except CarrierError as exc:
            error = exc
            raise
        finally:
            CARRIER_SECONDS.labels(kind).observe(perf_counter() - began)
            CARRIER_REQUESTS.labels(kind, *_outcome(error)).inc()
            self._note(answered=error is None or is_answer(error))


def is_answer(error: CarrierError) -> bool:
    """Say whether the carrier works, whatever it says of this one request.

    A number that cannot be called, or too many at once, are answers; a server error, silence, and
    an account that is refused as a whole are none.
    """
    status = error.status
    return status is not None and status < 500 and status not in REFUSES_US


def _outcome(error: CarrierError | None) -> tuple[str, str]:
    """Return what became of a request and the class of its answer's status, in words of ours."""
    if error is None:
        return "done", "2xx"
    outcome = "refused" if error.permanent else "later" if error.happened is False else "unknown"
    return outcome, f"{error.status // 100}xx" if error.status else "none"

"""What Warmline asks of a carrier; Twilio, or any that speaks its API, answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from warmline.ids import CallSid
from warmline.phone import PhoneNumber


class Ringing(Struct, frozen=True, kw_only=True):
    """One phone to ring: ``answer_url`` says what it hears, ``status_url`` what becomes of it."""

    to: PhoneNumber
    caller_id: PhoneNumber
    answer_url: str
    status_url: str | None
    seconds: int


class Received(Struct, frozen=True, kw_only=True):
    """A text that the carrier has taken for us; ``at`` is when, UTC, in whole seconds."""

    sid: str
    to: str
    sender: PhoneNumber
    body: str
    pictures: bool
    at: datetime

    def __repr__(self) -> str:
        return f"Received({self.sid})"


class Carrier(Protocol):
    """Every method raises CarrierError, which says whether asking again may help.

    Every request has a time-out of a few seconds; none is repeated behind our back.
    """

    def ring(self, ringing: Ringing) -> CallSid:
        """Start ringing a phone and return the leg's name."""
        ...

    def find_ring(self, to: PhoneNumber, caller_id: PhoneNumber) -> CallSid | None:
        """Return a leg to this phone that is queued, ringing or up, or None."""
        ...

    def end(self, call: CallSid) -> None:
        """End a leg, whether it rings or talks."""
        ...

    def move(self, call: CallSid, url: str) -> None:
        """Send a leg that is up to other instructions."""
        ...

    def is_up(self, call: CallSid) -> bool:
        """Say whether a leg is still queued, ringing or talking."""
        ...

    def caller_of(self, call: CallSid) -> PhoneNumber | None:
        """Return who placed an incoming call, or None when that was withheld."""
        ...

    def text(
        self, to: PhoneNumber, sender: PhoneNumber, body: str, status_url: str | None = None
    ) -> str:
        """Send a text and return its name; ``status_url`` hears what becomes of it."""
        ...

    def redact(self, sid: str) -> None:
        """Empty a text's body; one that is gone already is no error."""
        ...

    def delete_text(self, sid: str) -> None:
        """Delete a text and its pictures; one that is gone already is no error."""
        ...

    def find_text(
        self, to: PhoneNumber, sender: PhoneNumber, body: str, since: datetime
    ) -> str | None:
        """Return a text already handed to the carrier since then (UTC), or None."""
        ...

    def received(
        self,
        since: datetime,
        *,
        to: PhoneNumber | None = None,
        sender: PhoneNumber | None = None,
    ) -> tuple[Received, ...]:
        """Return the texts that came in since then (UTC), to a number or from a sender.

        Oldest first. One that was emptied or deleted, or whose sender cannot be texted, is not
        among them.
        """
        ...

    def fetch_recording(self, sid: str) -> bytes:
        """Return a recorded message (MP3)."""
        ...

    def delete_recording(self, sid: str) -> None:
        """Delete a recorded message; one that is gone already is no error."""
        ...

    def number_webhooks(self, number: PhoneNumber) -> dict[str, str] | None:
        """Return how a number of ours is set up, by the carrier's field names; None if not ours.

        ``sid`` and ``account_sid`` name it and its owner; what is unset is empty.
        """
        ...

    def set_number(self, sid: str, changes: Mapping[str, str]) -> None:
        """Set a number up otherwise, by the same field names; an empty value unsets."""
        ...

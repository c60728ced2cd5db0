"""What the carrier sends, read leniently: a missing or strange parameter never raises."""

from typing import Literal

from flask import Request

from warmline.contact.events import LegEnd
from warmline.ids import CallSid
from warmline.phone import PhoneNumber, read_caller

_ENDS: dict[str, LegEnd] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "canceled",
    "completed": "completed",
}
MAX = 2000


class Params:
    """The parameters of one request, from form or query, cut to a sane length."""

    def __init__(self, request: Request) -> None:
        self._values = request.values

    def get(self, name: str) -> str:
        """Return a parameter, empty when it is not there."""
        return self._values.get(name, "")[:MAX]

    @property
    def call(self) -> CallSid:
        """The leg that this is about."""
        return CallSid(self.get("CallSid")[:64])

    @property
    def caller(self) -> PhoneNumber | None:
        """Who calls; None when withheld or malformed."""
        return read_caller(self.get("From"))

    @property
    def student(self) -> PhoneNumber | None:
        """The student's number, whichever side began the call."""
        return read_caller(self.get("To" if self._outgoing else "From"))

    @property
    def _outgoing(self) -> bool:
        return self.get("Direction").startswith("outbound")

    @property
    def dialled(self) -> str:
        """The number of ours, whichever side began the call."""
        return self.get("From" if self._outgoing else "To")

    @property
    def key(self) -> str:
        """The key that was pressed, empty for none."""
        digits = self.get("Digits")
        return digits[-1] if digits and digits[-1] in "0123456789*#" else ""

    @property
    def hung_up(self) -> bool:
        """Say whether the leg that asks is down already, and only tells us so."""
        return self.get("CallStatus") in _ENDS

    @property
    def leg_end(self) -> LegEnd | None:
        """How a leg ended, or None while it has not."""
        return _ENDS.get(self.get("CallStatus"))

    @property
    def progress(self) -> Literal["ringing", "answered"] | None:
        """How far a ring has come, or None for anything else."""
        status = self.get("CallStatus")
        if status in {"ringing", "initiated", "queued"}:
            return "ringing"
        return "answered" if status == "in-progress" else None

    @property
    def desk_answered(self) -> bool:
        """Say whether a dialled desk was talked to: bridged, or reported as completed or answered.

        A desk is not screened, so ``completed`` is enough here; for a mentor it never is.
        """
        if self.get("DialBridged").lower() == "true":
            return True
        return self.get("DialCallStatus") in {"completed", "answered"}

    def number(self, name: str) -> int:
        """Return a whole number, 0 for anything else."""
        text = self.get(name)
        return int(text) if text.isdigit() else 0

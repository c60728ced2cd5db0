"""A phone call as the carrier keeps it, and what its webhooks say about it."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import phonenumbers

from warmline.simulator.tasks import Program, Task
from warmline.simulator.values import API_VERSION, Number

if TYPE_CHECKING:
    from warmline.simulator.conferences import Participant
    from warmline.simulator.phones import Phone

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
DEFAULT_EVENTS = frozenset({"completed"})


@dataclass(frozen=True)
class Hooks:
    """Where a call's progress is told, and which of its events."""

    url: str = ""
    method: str = "POST"
    events: frozenset[str] = DEFAULT_EVENTS


NO_HOOKS = Hooks()


@dataclass(eq=False)
class Call:
    """One leg between the carrier and a phone."""

    sid: str
    direction: str  # inbound, outbound-api, outbound-dial
    to: str
    from_: str = field(repr=False)
    created: datetime
    status: str = "queued"
    phone: "Phone | None" = None
    number: Number | None = None
    parent: "Call | None" = None
    hooks: Hooks = NO_HOOKS
    fallback_url: str = ""
    fallback_method: str = "POST"
    ring_seconds: float = 60
    time_limit: int = 14400
    on_answer: Callable[[], Program] | None = None
    task: Task | None = None
    started: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    sip_code: int = 200
    sequence: int = 0
    collecting: bool = False  # keys pressed now are wanted
    at_box: bool = False  # a voicemail box answered, not a person
    bridged: "Call | None" = None
    participant: "Participant | None" = None

    def __repr__(self) -> str:
        return f"Call({self.sid}, {self.direction}, {self.status})"

    def is_over(self) -> bool:
        """Say whether the call has ended."""
        return self.status in ENDED

    def duration(self) -> int:
        """Return the seconds between answer and end, nought when nobody answered."""
        if self.answered is None or self.ended is None:
            return 0
        return round((self.ended - self.answered).total_seconds())


def is_number(value: str) -> bool:
    """Say whether this is a number in E.164 form that a network could have."""
    try:
        read = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return False
    return value.startswith("+") and phonenumbers.is_possible_number(read)


def parameters(call: Call, account_sid: str) -> tuple[tuple[str, str], ...]:
    """Return what every webhook about a call says."""
    said = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": call.sid,
        "CallStatus": call.status,
        "Direction": call.direction,
        "From": call.from_,
        "To": call.to,
        "Caller": call.from_,
        "Called": call.to,
    }
    if call.parent is not None:
        said["ParentCallSid"] = call.parent.sid
    for side in ("From", "To", "Caller", "Called"):
        said |= {f"{side}{place}": "" for place in ("City", "State", "Zip", "Country")}
    if call.direction == "inbound":
        said |= {"StirVerstat": "TN-Validation-Passed-A", "CallToken": _token(call)}
    return tuple(said.items())


def _token(call: Call) -> str:
    """Return a call token in the carrier's form: it holds both numbers, so nobody may log it."""
    numbers = json.dumps({"from": call.from_, "to": call.to, "iss": call.sid}).encode()
    jwt = ".".join(
        base64.urlsafe_b64encode(part).decode().rstrip("=")
        for part in (b'{"alg":"ES256"}', numbers, b"signature")
    )
    return quote(json.dumps({"parentCallInfoToken": jwt, "identityHeaderTokens": []}))

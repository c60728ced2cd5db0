"""What callers leave on the carrier's tape: kept as lengths and times, not as sound."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from warmline.simulator.calls import Call
from warmline.simulator.values import API_VERSION, new_sid, rfc2822

if TYPE_CHECKING:
    from warmline.simulator.exchange import Exchange


@dataclass(eq=False)
class Recording:
    """One recording of a call."""

    sid: str
    call_sid: str
    started: datetime
    status: str = "in-progress"
    seconds: int = 0


class Recordings:
    """All recordings that have not been deleted."""

    def __init__(self, exchange: "Exchange") -> None:
        self._exchange = exchange
        self.kept: dict[str, Recording] = {}

    def begin(self, call: Call) -> Recording:
        """Start the tape."""
        recording = Recording(new_sid("RE"), call.sid, self._exchange.now())
        self.kept[recording.sid] = recording
        return recording

    def complete(self, recording: Recording) -> None:
        """Stop the tape."""
        recording.status = "completed"
        recording.seconds = round((self._exchange.now() - recording.started).total_seconds())

    def absent(self, recording: Recording) -> None:
        """Note that nobody said anything."""
        recording.status = "absent"

    def url(self, recording: Recording) -> str:
        """Return the address of the recording at the carrier."""
        account = self._exchange.account.sid
        base = self._exchange.public_url
        return f"{base}/{API_VERSION}/Accounts/{account}/Recordings/{recording.sid}"

    def callback(self, recording: Recording) -> tuple[tuple[str, str], ...]:
        """Return what the recording's status callback says."""
        return (
            ("AccountSid", self._exchange.account.sid),
            ("CallSid", recording.call_sid),
            ("RecordingSid", recording.sid),
            ("RecordingUrl", self.url(recording)),
            ("RecordingStatus", recording.status),
            ("RecordingDuration", str(recording.seconds)),
            ("RecordingChannels", "1"),
            ("RecordingStartTime", rfc2822(recording.started) or ""),
            ("RecordingSource", "RecordVerb"),
        )

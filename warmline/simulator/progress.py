"""Tells customers how their calls go: initiated, ringing, answered, completed."""

from typing import TYPE_CHECKING

from warmline.simulator.calls import Call, parameters
from warmline.simulator.values import rfc2822
from warmline.simulator.webhooks import Request

if TYPE_CHECKING:
    from warmline.simulator.exchange import Exchange


def tell_progress(exchange: "Exchange", call: Call, event: str) -> None:
    """Send one event to the call's status callback, if it asked for it."""
    hooks = call.hooks
    if not hooks.url or event not in hooks.events:
        return
    said = dict(parameters(call, exchange.account.sid))
    said |= {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
        "Timestamp": rfc2822(exchange.now()) or "",
    }
    call.sequence += 1
    if event == "completed":
        seconds = call.duration()
        said |= {
            "CallDuration": str(seconds),
            "Duration": str(-(-seconds // 60)),  # begun minutes
            "SipResponseCode": str(call.sip_code),
        }
    exchange.notify_later(Request(hooks.method, hooks.url, tuple(said.items()), event=True))

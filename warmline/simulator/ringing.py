"""How a call reaches a phone, and what a phone does with it that nobody touches."""

from typing import TYPE_CHECKING

from warmline.simulator.calls import Call
from warmline.simulator.progress import tell_progress

if TYPE_CHECKING:
    from warmline.simulator.exchange import Exchange
    from warmline.simulator.phones import Phone

BOX_GREETING = "The person you called is not available. Leave a message after the tone."
BOX_SECONDS = 25.0  # the greeting, and then twenty seconds of tape
UNALLOCATED, UNAVAILABLE, BUSY, TERMINATED = 404, 480, 486, 487  # SIP's words for it


def reach(exchange: "Exchange", call: Call) -> None:
    """Send a call to its phone: it rings, or is busy, off or not there at all."""
    call.status, call.started = "initiated", exchange.now()
    tell_progress(exchange, call, "initiated")
    phone = exchange.phone_of(call.to)
    if phone is None:
        exchange.finish(call, "failed", UNALLOCATED)
        return
    call.phone = phone
    way = phone.behaviour.name
    if way == "unreachable":
        exchange.finish(call, "failed", UNAVAILABLE)
    elif way == "off" or (phone.call is not None and way == "voicemail"):
        _ring(exchange, call)
        _box_answers(exchange, call)
    elif way == "busy" or phone.call is not None:
        exchange.finish(call, "busy", BUSY)
    else:
        phone.call = call
        exchange.note(phone, "rang", call.from_)
        _ring(exchange, call)
        _act_by_itself(exchange, call, phone)


def _ring(exchange: "Exchange", call: Call) -> None:
    call.status = "ringing"
    tell_progress(exchange, call, "ringing")
    exchange.after(call.ring_seconds, lambda: _end_ring(exchange, call, "no-answer", TERMINATED))


def _end_ring(exchange: "Exchange", call: Call, status: str, sip_code: int) -> None:
    if call.status == "ringing":
        exchange.finish(call, status, sip_code)


def _act_by_itself(exchange: "Exchange", call: Call, phone: "Phone") -> None:
    way = phone.behaviour
    if way.name == "voicemail":
        exchange.after(way.after, lambda: _box_answers(exchange, call))
    elif way.name == "declines":
        exchange.after(way.after, lambda: _end_ring(exchange, call, "busy", BUSY))
    elif way.name == "answers":
        exchange.after(way.after, lambda: _answer(exchange, call))
        if way.presses:
            then = way.after + way.presses_after
            exchange.after(then, lambda: _press(exchange, call, way.presses))


def _answer(exchange: "Exchange", call: Call) -> None:
    if call.status == "ringing":
        exchange.picked_up(call)


def _press(exchange: "Exchange", call: Call, digits: str) -> None:
    if call.status == "in-progress":
        exchange.pressed(call, digits)


def _box_answers(exchange: "Exchange", call: Call) -> None:
    """Let the phone's voicemail box take the call; the person's phone falls silent."""
    if call.status != "ringing" or call.phone is None:
        return
    call.at_box = True
    if call.phone.call is call:
        call.phone.call = None
        exchange.note(call.phone, "missed", "went to voicemail")
    exchange.picked_up(call)
    exchange.after(BOX_SECONDS, lambda: exchange.finish(call, "completed"))

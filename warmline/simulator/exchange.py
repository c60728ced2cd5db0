"""The carrier itself: its numbers, the phones it reaches, and every call between them."""

from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from warmline.simulator.calls import Call, Hooks
from warmline.simulator.clock import Clock
from warmline.simulator.conferences import Rooms
from warmline.simulator.delivery import tell
from warmline.simulator.dials import LegOver
from warmline.simulator.engine import Engine
from warmline.simulator.faults import CallbackFault, Faults
from warmline.simulator.messages import Messages
from warmline.simulator.phones import Phone, PhoneError, read_behaviour
from warmline.simulator.progress import tell_progress
from warmline.simulator.recordings import Recordings
from warmline.simulator.ringing import BOX_GREETING, BUSY, UNAVAILABLE, reach
from warmline.simulator.tasks import HungUp, Program
from warmline.simulator.twiml import Broken, HangUp, Jump, Key, Redirected, Script
from warmline.simulator.values import Account, FeedEvent, Heard, Number, new_sid
from warmline.simulator.verbs import VERB_FUNCTIONS
from warmline.simulator.webhooks import Fetcher, Request

MOST_CALLS = 20_000  # ended ones beyond these are forgotten, oldest first
LONGEST_FEED = 20_000  # older events are forgotten


class Exchange(Engine):
    """Numbers, phones and calls; everything a person or a REST request can do to them."""

    def __init__(self, clock: Clock, fetcher: Fetcher, account: Account) -> None:
        super().__init__(clock, fetcher, account)
        self.numbers: dict[str, Number] = {}
        self.phones: dict[str, Phone] = {}
        self.calls: dict[str, Call] = {}
        self.feed: list[FeedEvent] = []
        self.documents: dict[str, str] = {}
        self.public_url = "http://carrier.invalid"
        self.rooms = Rooms(self)
        self.recordings = Recordings(self)
        self.messages = Messages(self)
        self.faults = Faults()
        self.verbs = VERB_FUNCTIONS
        self._by_number: dict[str, Phone] = {}
        self._seq = count(1)
        self._last_start = datetime.min.replace(tzinfo=clock.now().tzinfo)

    # Setting up

    def add_number(self, number: str, **addresses: Any) -> Number:
        """Give the account a number; addresses are named as in ``Number``, e.g. voice_url."""
        self.numbers[number] = Number(new_sid("PN"), number, **addresses)
        return self.numbers[number]

    def add_phone(
        self, number: str, name: str, kind: str = "student", behaviour: str = "rings"
    ) -> Phone:
        """Put a phone into somebody's hand."""
        phone = Phone(self, f"p{len(self.phones) + 1}", number, name, kind)
        phone.behaviour = read_behaviour(behaviour)
        self.phones[phone.id] = self._by_number[number] = phone
        return phone

    def host_document(self, name: str, xml: str) -> str:
        """Keep a document at the carrier, away from any customer's server; return its path."""
        self.documents[name] = xml
        return f"/bins/{name}"

    def phone_of(self, number: str) -> Phone | None:
        """Return the phone that has a number."""
        return self._by_number.get(number)

    # What people notice

    def note(self, phone: Phone, kind: str, text: str = "") -> FeedEvent:
        """Add to the feed, and wake whoever waits for it."""
        with self.lock:
            event = FeedEvent(next(self._seq), self.now(), phone.id, phone.name, kind, text)
            self.feed.append(event)
            if len(self.feed) > LONGEST_FEED:
                del self.feed[: LONGEST_FEED // 2]
            self.moved.notify_all()
            return event

    def feed_after(self, seq: int, wait_seconds: float = 0) -> list[FeedEvent]:
        """Return what happened after an event, waiting in real time if nothing did yet."""
        with self.moved:
            self.moved.wait_for(lambda: bool(self._newer(seq)), wait_seconds)
            return self._newer(seq)

    def _newer(self, seq: int) -> list[FeedEvent]:
        first = self.feed[0].seq if self.feed else 0
        return self.feed[max(seq + 1 - first, 0) :]

    def say(self, call: Call, text: str) -> None:
        """Let words reach the ear, or the box, at the other end of a call."""
        phone = call.phone
        if phone is None or call.is_over():
            return
        event = self.note(phone, "box" if call.at_box else "said", text)
        heard = Heard(event.seq, event.at, text)
        (phone.box if call.at_box else phone.heard).append(heard)

    def connected_to(self, call: Call) -> frozenset[Phone]:
        """Return the phones in conversation with a call, now."""
        others: list[Call] = [] if call.bridged is None else [call.bridged]
        own = call.participant
        if own is not None and own.room.status == "in-progress" and not own.hold and not own.muted:
            inside = (p for p in own.room.participants if p is not own)
            others += [p.call for p in inside if not p.hold and not p.muted]
        return frozenset(o.phone for o in others if o.phone is not None and not o.at_box)

    def joined(self, call: Call) -> None:
        """Note that a call is in a conversation now; a voicemail box begins to talk into it."""
        if call.phone is not None:
            self.note(call.phone, "joined")
        room = call.participant.room if call.participant else None
        others = [p.call for p in room.participants] if room else []
        others += [call.bridged] if call.bridged else []
        for other in others:
            if call.at_box and other is not call:
                self.say(other, BOX_GREETING)

    def left(self, call: Call) -> None:
        """Note that a call is in no conversation any more."""
        if call.phone is not None and not call.is_over():
            self.note(call.phone, "left")

    # Calls from people

    def dialled(self, phone: Phone, to: str, caller: str) -> Call:
        """Carry a call from a phone to one of the account's numbers."""
        number = self.numbers.get(to)
        if number is None:
            raise PhoneError("this number is not in service")
        call = self.new_call("inbound", to=to, shown=caller)
        call.status, call.phone, call.number = "ringing", phone, number
        call.started = self.now()
        call.hooks = Hooks(number.status_callback, number.status_callback_method)
        call.fallback_url = number.voice_fallback_url
        call.fallback_method = number.voice_fallback_method
        phone.call = call
        self.note(phone, "dialled", to)
        if not number.asks_for_calls:
            self.finish(call, "busy", BUSY)
            return call
        script = Script(self, call)
        start = Jump(number.voice_url, number.voice_method)
        call.task = self.spawn(self._life(call, script.run_safely(start)))
        return call

    def connect(self, call: Call) -> None:
        """Answer an incoming call, unless that has been done."""
        if call.direction == "inbound" and call.status == "ringing":
            call.status, call.answered = "in-progress", self.now()
            if call.phone is not None:
                self.note(call.phone, "connected")

    def reject(self, call: Call, reason: str) -> None:
        """Refuse an incoming call that was not answered."""
        busy = reason == "busy"
        self.finish(call, "busy" if busy else "no-answer", BUSY if busy else UNAVAILABLE)

    def hung_up(self, call: Call) -> None:
        """Take a call down because the person put the phone down."""
        self.finish(call, "completed" if call.answered else "no-answer")

    def pressed(self, call: Call, digits: str) -> None:
        """Pass keys on to whatever listens for them; others in a conference hear the tones."""
        if call.phone is not None:
            self.note(call.phone, "key", digits)
        for phone in self.connected_to(call):
            self.note(phone, "tone", digits)
        if call.collecting:
            for digit in digits:
                self.signal(call.task, Key(digit))

    # Calls to people

    def new_call(self, direction: str, *, to: str, shown: str) -> Call:
        """Write a new call into the books."""
        call = Call(new_sid("CA"), direction, to, shown, self.now())
        self.calls[call.sid] = call
        if len(self.calls) > MOST_CALLS:
            oldest = next(iter(self.calls.values()))
            if oldest.is_over():
                del self.calls[oldest.sid]
        return call

    def start_in_turn(self, call: Call) -> None:
        """Start a call at the account's pace; an excess one waits in the queue."""
        gap = timedelta(seconds=1 / self.account.calls_per_second)
        turn = max(self.now(), self._last_start + gap)
        self._last_start = turn
        self.after((turn - self.now()).total_seconds(), lambda: self.start(call))

    def start(self, call: Call) -> None:
        """Try to reach a phone; how it takes the call is its own behaviour."""
        if not call.is_over():
            reach(self, call)

    def picked_up(self, call: Call) -> None:
        """Connect a call whose phone was picked up."""
        call.status, call.answered = "in-progress", self.now()
        if call.phone is not None and not call.at_box:
            self.note(call.phone, "answered")
        tell_progress(self, call, "answered")
        if call.on_answer is not None:
            call.task = self.spawn(self._life(call, call.on_answer()))
        self.after(call.time_limit, lambda: self.finish(call, "completed"))

    # While a call lasts

    def _life(self, call: Call, program: Program) -> Program:
        """Run a call's program to its end, and take the call down."""
        while True:
            try:
                yield from program
            except Redirected as turn:
                self.unbridge(call)
                program = Script(self, call).run_safely(turn.jump)
                continue
            except (HangUp, Broken):
                pass
            self.finish(call, "completed")
            return

    def redirect(self, call: Call, jump: Jump) -> None:
        """Give a call that is in progress another document."""
        self.interrupt(call.task, Redirected(jump))

    def bridge(self, caller: Call, leg: Call) -> None:
        """Let two calls talk."""
        self.connect(caller)
        caller.bridged, leg.bridged = leg, caller
        self.joined(leg)
        self.joined(caller)

    def unbridge(self, call: Call) -> None:
        """End the talk between two calls, and tell the one who dialled."""
        other = call.bridged
        if other is not None:
            call.bridged = other.bridged = None
            self.left(call)
            self.left(other)
        if call.parent is not None:
            self.signal(call.parent.task, LegOver(call))

    def finish(self, call: Call, status: str, sip_code: int = 200) -> None:
        """Take a call down; a call that is over stays as it is."""
        if call.is_over():
            return
        queued = call.status == "queued"
        call.status, call.ended, call.sip_code = status, self.now(), sip_code
        if call.participant is not None:
            self.rooms.leave(call.participant)
        self.unbridge(call)
        if call.phone is not None and call.phone.call is call:
            call.phone.call = None
            self.note(call.phone, "ended", status)
        self.interrupt(call.task, HungUp())
        if not queued:
            self.after(0, lambda: tell_progress(self, call, "completed"))

    def notify_later(self, request: Request) -> None:
        """Send an event callback as soon as the carrier gets to it."""
        fault = self.faults.callbacks
        if not fnmatchcase(urlsplit(request.url).path, fault.path):
            fault = CallbackFault()
        for _ in range(fault.copies):
            self.after(fault.delay, lambda: self.spawn(tell(self, request)))

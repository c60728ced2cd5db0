"""Texts: sent at the sender's pace, delivered or not, and silenced by the words that say stop."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from warmline.simulator.delivery import ask
from warmline.simulator.documents import DocumentError
from warmline.simulator.phones import Phone, PhoneError
from warmline.simulator.replies import Answer, Reply, read_answer
from warmline.simulator.segments import segments
from warmline.simulator.tasks import Program
from warmline.simulator.values import API_VERSION, Number, new_sid
from warmline.simulator.webhooks import Request

if TYPE_CHECKING:
    from warmline.simulator.exchange import Exchange

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})
LONGEST_QUEUE = timedelta(hours=10)
UNKNOWN_HANDSET, EXPIRED = 30005, 30036


class SendRefused(Exception):  # noqa: N818 - what happened to a request
    """A text is not accepted; ``code`` says why."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(eq=False)
class Media:
    """A picture or other file that came with a text, or the address of one to be sent."""

    sid: str
    kind: str
    content: bytes = field(repr=False)
    url: str = ""


@dataclass(eq=False)
class Message:
    """One text as the carrier keeps it, until it is redacted or deleted."""

    sid: str
    direction: str  # inbound, outbound-api, outbound-reply
    to: str = field(repr=False)
    from_: str = field(repr=False)
    body: str = field(repr=False)
    created: datetime
    status: str = "queued"
    media: list[Media] = field(default_factory=list)
    callback: str = ""
    validity: int = 36000
    sent: datetime | None = None
    error: int | None = None
    num_segments: int = 1


class Messages:
    """All texts of the account."""

    def __init__(self, exchange: "Exchange", segments_per_second: float = 1.0) -> None:
        self._exchange = exchange
        self.pace = segments_per_second
        self.all: dict[str, Message] = {}
        self.stopped: set[tuple[str, str]] = set()  # (phone's number, our number)
        self._free_at: dict[str, datetime] = {}

    # From a person to the account

    def received(
        self, phone: Phone, to: str, body: str, media: tuple[tuple[str, bytes], ...] = ()
    ) -> Message:
        """Take a text from a phone, answer the words that are the carrier's, and pass it on."""
        number = self._exchange.numbers.get(to)
        if number is None:
            raise PhoneError("this number is not in service")
        files = [Media(new_sid("ME"), kind, content) for kind, content in media]
        message = self._kept("inbound", to, phone.number, body, files)
        message.status = "received"
        phone.wrote(to, body)
        self._carriers_own_words(phone, to, body)
        if number.asks_for_texts:
            self._exchange.spawn(self._pass_on(number, message))
        return message

    def _kept(self, direction: str, to: str, from_: str, body: str, media: list[Media]) -> Message:
        sid = new_sid("MM" if media else "SM")
        message = Message(sid, direction, to, from_, body, self._exchange.now(), media=media)
        message.num_segments = segments(body)
        self.all[sid] = message
        return message

    def _carriers_own_words(self, phone: Phone, to: str, body: str) -> None:
        word, pair = body.strip().upper(), (phone.number, to)
        if word in STOP:
            self.stopped.add(pair)
            phone.got_text(to, STOPPED)
        elif word in START:
            self.stopped.discard(pair)
            phone.got_text(to, STARTED)
        elif word in HELP:
            phone.got_text(to, HELPED)

    def _pass_on(self, number: Number, message: Message) -> Program:
        said = self._about_inbound(message)
        request = Request(number.sms_method, number.sms_url, said, event=True)
        try:
            yield from self._follow(message, request)
        except DocumentError as error:
            if not number.sms_fallback_url:
                return
            why = (("ErrorCode", str(error.code)), ("ErrorUrl", number.sms_url))
            url, method = number.sms_fallback_url, number.sms_fallback_method
            try:
                yield from self._follow(message, Request(method, url, said + why, event=True))
            except DocumentError:
                return

    def _follow(self, message: Message, request: Request) -> Generator[Any, Any, None]:
        while True:
            answer = yield from ask(self._exchange, request)
            try:
                read: Answer = read_answer(answer.body, answer.content_type)
            except DocumentError as error:
                self._exchange.alert(error.code, str(error), request.url)
                raise
            for reply in read.replies:
                self._reply(message, reply, request.url)
            if not read.redirect:
                return
            request = Request("POST", read.redirect, request.params, event=True)

    def _reply(self, message: Message, reply: Reply, url: str) -> None:
        to, from_ = reply.to or message.from_, reply.from_ or message.to
        try:
            sent = self.send(to, from_, reply.body, reply.media, direction="outbound-reply")
        except SendRefused as refused:
            self._exchange.alert(refused.code, str(refused), url)
        else:
            sent.callback = reply.status_callback

    def _about_inbound(self, message: Message) -> tuple[tuple[str, str], ...]:
        said = self._about(message) | {
            "SmsMessageSid": message.sid,
            "SmsStatus": "received",
            "Body": message.body,
            "NumMedia": str(len(message.media)),
            "NumSegments": str(message.num_segments),
        }
        for place, media in enumerate(message.media):
            said[f"MediaUrl{place}"] = self.media_url(message, media)
            said[f"MediaContentType{place}"] = media.kind
        for side in ("From", "To"):
            said |= {f"{side}{place}": "" for place in ("City", "State", "Zip", "Country")}
        return tuple(said.items())

    def _about(self, message: Message) -> dict[str, str]:
        return {
            "AccountSid": self._exchange.account.sid,
            "ApiVersion": API_VERSION,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "From": message.from_,
            "To": message.to,
        }

    def media_url(self, message: Message, media: Media) -> str:
        """Return where a file that came with a text is kept; it needs the account's token."""
        account = self._exchange.account.sid
        base = f"{self._exchange.public_url}/{API_VERSION}/Accounts/{account}"
        return f"{base}/Messages/{message.sid}/Media/{media.sid}"

    # From the account to a person

    def send(
        self,
        to: str,
        from_: str,
        body: str,
        media: tuple[str, ...] = (),
        *,
        direction: str = "outbound-api",
    ) -> Message:
        """Accept a text; raises SendRefused for somebody who said stop, or a queue too long."""
        if from_ not in self._exchange.numbers:
            raise SendRefused(21606, f"The From phone number {from_} is not yours.")
        if (to, from_) in self.stopped:
            raise SendRefused(21610, "Attempt to send to unsubscribed recipient")
        now = self._exchange.now()
        turn = max(now, self._free_at.get(from_, now))
        if turn - now > LONGEST_QUEUE:
            raise SendRefused(21611, f"This From number {from_} has exceeded its queue.")
        files = [Media(new_sid("ME"), "image/jpeg", b"", url) for url in media]
        message = self._kept(direction, to, from_, body, files)
        self._free_at[from_] = turn + timedelta(seconds=message.num_segments / self.pace)
        self._exchange.after((turn - now).total_seconds(), lambda: self._leave(message))
        return message

    def _leave(self, message: Message) -> None:
        """Hand a text to the network."""
        if message.status != "queued":
            return
        phone = self._exchange.phone_of(message.to)
        message.sent = self._exchange.now()
        self._becomes(message, "sent")
        way = phone.texting if phone else None
        wait, error = (way.after, way.error) if way else (1.0, UNKNOWN_HANDSET)
        if wait > message.validity:
            wait, error = message.validity, EXPIRED
        self._exchange.after(wait, lambda: self._arrive(message, phone, error))

    def _arrive(self, message: Message, phone: Phone | None, error: int | None) -> None:
        if error is not None or phone is None:
            message.error = error
            self._becomes(message, "undelivered")
            return
        pictures = "".join(" [picture]" for _ in message.media)
        phone.got_text(message.from_, message.body + pictures)
        self._becomes(message, "delivered")

    def _becomes(self, message: Message, status: str) -> None:
        message.status = status
        if not message.callback:
            return
        said = self._about(message) | {"MessageStatus": status, "SmsStatus": status}
        said |= {} if message.error is None else {"ErrorCode": str(message.error)}
        request = Request("POST", message.callback, tuple(said.items()), event=True)
        self._exchange.notify_later(request)
